"""Who may do what: a household owns its harvests, a trader their requests; a conversation has two sides."""

from harvests.enums import OutcomeState
from harvests.models import BuyRequest, Harvest, Offer
from portal1034.accounts.perms import in_scope, is_administrator, is_household, is_officer, is_trader


def can_edit_harvest(user, harvest: Harvest) -> bool:
    """The household itself, while the harvest counts."""
    return is_household(user) and harvest.household.owner_id == user.pk and harvest.is_active


def can_close_request(user, buy_request: BuyRequest) -> bool:
    return is_trader(user) and buy_request.trader.user_id == user.pk and buy_request.is_open


def can_ask(user) -> bool:
    """A trader who has said who they are."""
    return is_trader(user) and hasattr(user, "trader")


def can_answer(user) -> bool:
    """A household, whose profile may still be missing: the page then leads there."""
    return is_household(user)


def can_read_offer(user, offer: Offer) -> bool:
    """The two sides, and nobody else: not even an officer."""
    return offer.side_of(user) is not None


def can_become_trader(user) -> bool:
    """A trader, or an account that no household stands behind yet."""
    return is_trader(user) or (is_household(user) and not hasattr(user, "household"))


def can_verify_trader(user, trader) -> bool:
    """An officer of the trader's province, or an administrator."""
    return is_administrator(user) or (is_officer(user) and in_scope(user, trader.province_id))


def can_see_paper(user, trader) -> bool:
    """Whoever sent it, and those who check it."""
    return trader.user_id == user.pk or can_verify_trader(user, trader)


def can_mediate(user, offer) -> bool:
    """An officer of the household's province, or an administrator; only where both sides spoke and differ."""
    return offer.outcome_state == OutcomeState.DIFFER and (
        is_administrator(user) or (is_officer(user) and in_scope(user, offer.household.province_id))
    )


def can_judge_warning(user, warning) -> bool:
    """An officer of the warning's province, or an administrator."""
    return is_administrator(user) or (is_officer(user) and in_scope(user, warning.province_id))
