"""Who may see and change a product. A household owns its own; an officer looks after those of the province."""

from portal1034.accounts.perms import in_scope, is_administrator, is_household, is_officer


def can_edit(user, product) -> bool:
    """The owner alone: what is on sale is the household's word."""
    return is_household(user) and product.household.owner_id == user.pk


def can_retry(user, product) -> bool:
    """Staff of the household's province may send a stuck listing again; they change nothing in it."""
    return (is_officer(user) or is_administrator(user)) and in_scope(user, product.province_id)
