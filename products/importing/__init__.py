"""Lists of products from Excel, for the engine of `households.importing`.

columns   the columns, under the names lists give them
words     pack, weight, price and stock as people write them
check     a row judged: whose, which product, what it would change
kind      what the engine asks for
"""
