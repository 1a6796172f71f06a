"""What households do when something happens below them."""

from households.operations import hide_without_consent
from portal1034.accounts.enums import ConsentPurpose
from portal1034.accounts.events import consent_given, consent_withdrawn
from portal1034.core import pagecache


@consent_withdrawn.subscribe
def respect_withdrawal(*, user, purpose) -> None:
    """Without the consent to be kept, a household leaves the public pages; without CONTACT its number does."""
    household = getattr(user, "household", None)
    if household is None:
        return
    if purpose == ConsentPurpose.REGISTER:
        hide_without_consent(household=household)
    elif purpose == ConsentPurpose.CONTACT:
        pagecache.bump("households")


@consent_given.subscribe
def show_again(*, user, purpose) -> None:
    """A number that may be shown appears on the household's page at once."""
    if purpose == ConsentPurpose.CONTACT:
        pagecache.bump("households")
