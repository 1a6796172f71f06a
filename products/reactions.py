"""What happens here when something happens below: subscribers to the events of accounts and households."""

from portal1034.accounts.enums import ConsentPurpose
from products import operations
from products.enums import Marketplace
from products.tasks import wake


def send_what_waited(*, household) -> None:
    operations.release_household(household=household)
    wake()


def send_new_names(*, households) -> None:
    operations.follow_households(households=households)
    wake()


def take_down(*, user, purpose) -> None:
    """The owner took a marketplace's consent back: their listings there come down first of all."""
    for marketplace in Marketplace.values:
        if purpose == ConsentPurpose.for_marketplace(marketplace):
            operations.withdraw_for_consent(user=user, marketplace=marketplace)
            wake([marketplace])
