"""Ten thousand ordinary changes: what households, buyers and moderators do all day, drawn from seeded dice."""

import random
from collections import Counter

import httpx
from django.db import InterfaceError, OperationalError, close_old_connections, connection

from portal1034.accounts.enums import ConsentPurpose
from portal1034.accounts.operations import withdraw_consent
from products import operations
from products.enums import Marketplace
from products.models import Listing, Product
from products.tasks import wake
from tests.factories.households import VerifiedHouseholdFactory
from tests.factories.products import picture, publish, sellable_product
from tests.sandbox_process import SandboxHandle

TONES = 8
STOCK_FOR_SALE = 900_000
# How an order goes on: seller, carrier and buyer one after the other.
COURSES = (
    ("cancelled",),
    ("confirmed", "cancelled"),
    ("confirmed", "shipping", "delivered"),
    ("confirmed", "shipping", "returned"),
    ("confirmed", "shipping", "compensation"),
    ("confirmed", "shipping", "delivered", "returned"),
)
WEIGHTS = {
    "reprice": 30,
    "restock": 18,
    "retitle": 14,
    "photograph": 12,
    "buy": 10,
    "withdraw": 5,
    "publish": 5,
    "close_order": 3,
    "agree_again": 2,
    "withdraw_consent": 1,
    "block": 1,
}


class Life:
    """Everything that happens to `count` products of `count / 3` households; `done` counts the changes by kind.

    Half of the products are sold and never restocked, so that what must be left of them is known exactly.
    """

    def __init__(self, sandbox: SandboxHandle, dice: random.Random, count: int) -> None:
        self.sandbox, self.dice, self.done = sandbox, dice, Counter()
        households = [VerifiedHouseholdFactory() for _n in range(max(1, count // 3))]
        self.products = [sellable_product(household=households[n % len(households)]) for n in range(count)]
        self.for_sale = self.products[::2]
        Product.objects.filter(pk__in=[p.pk for p in self.for_sale]).update(stock=STOCK_FOR_SALE)
        for product in self.products:
            publish(product)
        self.open_orders: list[tuple[str, str]] = []

    @property
    def began_with(self) -> dict[int, int]:
        return {product.pk: STOCK_FOR_SALE for product in self.for_sale}

    def change(self) -> None:
        """Let one thing happen, and wake the pump as the portal's pages do."""
        while True:
            kind = self.dice.choices(list(WEIGHTS), WEIGHTS.values())[0]
            # The dice fall once; what they said is then done until it is done, whatever is down.
            if insistently(getattr(self, kind)()):
                self.done[kind] += 1
                wake()
                return

    # Each returns a function that does it and returns whether it could be done; twice is the same as once.

    def reprice(self):
        product, price = self.dice.choice(self.products), self.dice.randrange(1_000, 900_000)
        return lambda: operations.update_product(product=product, price_vnd=price)

    def restock(self):
        product, stock = self.dice.choice(self.products[1::2]), self.dice.randrange(1_000)
        return lambda: operations.update_product(product=product, stock=stock)

    def retitle(self):
        product, number = self.dice.choice(self.products), self.dice.randrange(10**6)
        title = f"Vải thiều Lục Ngạn loại 1, thùng 5 kg, lô {number}"
        return lambda: operations.update_product(product=product, title=title)

    def photograph(self):
        product, tone, kind = self.dice.choice(self.products), self.dice.randrange(TONES), self.dice.randrange(3)

        def do():
            photos = list(product.photos.all())
            if kind == 0 and len(photos) < TONES:
                return operations.add_photo(product=product, picture=picture(tone))
            chosen = photos[tone % len(photos)]
            if kind == 1 and len(photos) > 3:
                operations.remove_photo(photo=chosen)
            else:
                operations.move_photo(photo=chosen, to=0)
            return True

        return do

    def withdraw(self):
        product, code = self.dice.choice(self.products), self.dice.choice(Marketplace.values)
        return lambda: operations.withdraw(product=product, marketplaces=[code]) or True

    def publish(self):
        withdrawn = Listing.objects.exclude(intent="publish").order_by("product__created_at", "marketplace")
        position, count = self.dice.random(), self.dice.randrange(1, 4)

        def do():
            rows = list(withdrawn.select_related("product__household__owner"))
            for row in rows[int(position * len(rows)) :][:count]:
                self._want(row)
            return bool(rows)

        return do

    def _want(self, row: Listing) -> None:
        owner = row.product.household.owner
        refused = operations.publish(
            product=row.product, marketplaces=[row.marketplace], agreed=[row.marketplace], by=owner
        )
        assert refused == {}, refused

    def withdraw_consent(self):
        owner = self.dice.choice(self.products).household.owner
        purpose = ConsentPurpose.for_marketplace(self.dice.choice(Marketplace.values))
        return lambda: withdraw_consent(user=owner, purpose=purpose) or True

    def agree_again(self):
        household, code = self.dice.choice(self.products).household, self.dice.choice(Marketplace.values)

        def do():
            rows = Listing.objects.on(code).filter(product__household=household).exclude(intent="publish")
            for row in rows.select_related("product__household__owner"):
                self._want(row)
            return True

        return do

    def buy(self):
        product, code = self.dice.choice(self.for_sale), self.dice.choice(Marketplace.values)
        quantity = self.dice.randrange(1, 5)

        def do():
            try:
                order = self.sandbox.order(code, product.external_id, quantity)
            except AssertionError:
                return False  # not on sale there just now
            self.open_orders.append((code, order["order_id"]))
            return True

        return do

    def close_order(self):
        position, course = self.dice.random(), self.dice.choice(COURSES)

        def do():
            if not self.open_orders:
                return False
            code, order_id = self.open_orders.pop(int(position * len(self.open_orders)))
            self.sandbox.move_order(code, order_id, *course)
            return True

        return do

    def block(self):
        """A moderator blocks it; the household mends the words, which brings it back."""
        product, code = self.dice.choice(self.products), self.dice.choice(Marketplace.values)
        mend = self.retitle_of(product)

        def do():
            if product.external_id not in self.sandbox.products(code):
                return False
            self.sandbox.set_status(code, product.external_id, "blocked", "Tên sản phẩm chưa rõ.")
            return mend()

        return do

    def retitle_of(self, product: Product):
        title = f"Vải thiều Lục Ngạn loại 1, thùng 5 kg, sửa {self.dice.randrange(10**6)}"
        return lambda: operations.update_product(product=product, title=title)


def insistently(do):
    """Do it; while PostgreSQL is away, again and again, as a person would press the button again."""
    while True:
        try:
            return do()
        except (OperationalError, InterfaceError):
            connection.close()
            close_old_connections()
        except httpx.TransportError:
            pass  # the sandbox answers late under load
