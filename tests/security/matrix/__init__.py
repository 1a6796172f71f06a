"""Every address × method × role × province: who reaches whose rows.

world     two provinces with a row of every table each, every free text stamped with a mark that nobody can guess
doors     the URLconf, walked: every pattern, its arguments filled with rows of one side or the other
knocking  one request by one person, undone afterwards; what it showed and changed that it should not have
"""
