"""Products of two households that turned out to be one.

- Every product goes to the kept household and its province, with its photographs, listings and orders: its address on
  the portal and its number on the marketplaces stay.
- A listing stays on a marketplace only if the kept owner has agreed to that marketplace; else it comes down, and the
  owner may publish it again. What stays is sent again, under the kept household's name.
- The dropped household's shops stay with its row: the kept one has its own, or gets one with the next sending.
"""

from django.db import transaction

from households.enums import Verification
from households.models import Household, HouseholdMerge
from portal1034.accounts.enums import ConsentPurpose
from portal1034.accounts.models import User
from portal1034.accounts.operations import has_consent
from products import operations
from products.enums import Intent, Marketplace
from products.models import Listing, Order, Product, SyncJob
from products.tasks import wake

PRODUCTS, TAKEN_DOWN = "products.product", "products.listing:taken-down"


def follow_merge(*, keep: Household, drop: Household, record: HouseholdMerge, by: User) -> None:
    products = list(Product.objects.for_writing().filter(household=drop))
    if not products:
        return
    record.add(PRODUCTS, [product.pk for product in products])
    _hand_over(products, keep)
    for marketplace in Marketplace.values:
        if not has_consent(keep.owner, ConsentPurpose.for_marketplace(marketplace)):
            _take_down(products, marketplace, record)
    _send_anew(keep)


def follow_unmerge(*, record: HouseholdMerge) -> None:
    products = list(Product.objects.filter(pk__in=record.keys(PRODUCTS), household=record.kept))
    if not products:
        return
    _hand_over(products, record.dropped)
    down = Listing.objects.filter(pk__in=record.keys(TAKEN_DOWN), product__in=products, intent=Intent.WITHDRAW)
    for listing in down.select_related("product__household__owner"):
        # Refused, with the reason on the listing, when the owner has taken their consent back meanwhile.
        operations.publish(
            product=listing.product, marketplaces=[listing.marketplace], agreed=[], by=record.dropped.owner
        )
    _send_anew(record.dropped)


def _hand_over(products: list[Product], household: Household) -> None:
    keys = [product.pk for product in products]
    Product.objects.filter(pk__in=keys).update(household=household, province=household.province)
    SyncJob.objects.filter(listing__product__in=keys).update(household=household)
    sold = Order.objects.filter(lines__listing__product__in=keys)
    Order.objects.filter(pk__in=sold.values("pk")).update(household=household, province=household.province)


def _take_down(products: list[Product], marketplace: str, record: HouseholdMerge) -> None:
    wanted = Listing.objects.wanted().on(marketplace).filter(product__in=products)
    record.add(TAKEN_DOWN, wanted.values_list("pk", flat=True))
    for product in products:
        operations.withdraw(product=product, marketplaces=[marketplace])


def _send_anew(household: Household) -> None:
    """The marketplaces learn the household's name and number; an unverified one's turn comes when it is verified."""
    if household.verification == Verification.VERIFIED:
        operations.release_household(household=household)
    transaction.on_commit(wake)
