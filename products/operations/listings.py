"""What is wanted of a listing, and the job that makes the marketplace match."""

from collections.abc import Collection, Iterable

from django.db import transaction
from django.utils import timezone

from households.enums import Verification
from portal1034.accounts.enums import ConsentPurpose
from portal1034.accounts.operations import give_consent, has_consent
from portal1034.core import pagecache
from products import problems
from products.connectors.errors import Problem
from products.enums import Delivery, Intent, JobPriority
from products.marketplaces import connector
from products.models import Listing, Product
from products.operations.locking import lock
from products.operations.queue import queue, set_listings
from products.payloads import payload_of

# More are queued by pressing again: one press never holds the rows of a whole province.
RESEND_AT_ONCE = 500


def problems_of(product: Product, marketplace: str, photos: Iterable | None = None) -> list[Problem]:
    """Return what `marketplace` would refuse, without asking it. The product comes from `with_payload_parts()`.

    `photos` stand in for those of a product that is not saved yet.
    """
    return connector(marketplace).check(payload_of(product, photos))


@transaction.atomic
def publish(
    *, product: Product, marketplaces: Collection[str], by, agreed: Collection[str] = ()
) -> dict[str, list[Problem]]:
    """Show the product on the portal and ask for it on `marketplaces`; return why those left out are left out.

    `agreed`: marketplaces whose consent box was ticked just now, recorded as the owner's by `by`. Each marketplace
    stands alone: what one refuses does not keep the other. Pressing again changes nothing.
    """
    product = lock(product)
    if product.shown_at is None or product.is_archived:
        product.shown_at, product.is_archived = product.shown_at or timezone.now(), False
        product.save(update_fields=["shown_at", "is_archived", "updated_at"])
        pagecache.bump("products", "households")
    owner = product.household.owner
    refused = {}
    for marketplace in marketplaces:
        purpose = ConsentPurpose.for_marketplace(marketplace)
        if marketplace in agreed:
            give_consent(user=owner, purpose=purpose, recorded_by=by)
        found = [] if has_consent(owner, purpose) else [problems.no_consent(marketplace)]
        found += problems_of(product, marketplace)
        if found:
            refused[marketplace] = found
    wanted = [m for m in marketplaces if m not in refused]
    _want(product, wanted)
    if wanted:  # put back by hand: there is nothing left to propose
        product.season_rests.resting().update(closed_at=timezone.now())
    return refused


def _want(product: Product, marketplaces: list[str]) -> None:
    listings = [Listing.objects.get_or_create(product=product, marketplace=m)[0] for m in marketplaces]
    new = [listing for listing in listings if listing.intent != Intent.PUBLISH]
    if product.household.verification == Verification.VERIFIED:
        stuck = [x for x in listings if x.intent == Intent.PUBLISH and x.delivery == Delivery.NEEDS_HOUSEHOLD]
        queue([x.pk for x in new + stuck], JobPriority.PERSON, intent=Intent.PUBLISH)
    else:
        set_listings(
            [x.pk for x in new], intent=Intent.PUBLISH, delivery=Delivery.NEEDS_OFFICER, problem=problems.UNVERIFIED
        )


@transaction.atomic
def withdraw(*, product: Product, marketplaces: Collection[str]) -> None:
    """Take the product off `marketplaces`. What never left for a marketplace is simply no longer wanted."""
    listings = Listing.objects.filter(product=lock(product), marketplace__in=marketplaces).exclude(intent=Intent.DRAFT)
    _take_down(listings, JobPriority.WITHDRAW)


@transaction.atomic
def withdraw_for_consent(*, user, marketplace: str) -> None:
    """The owner no longer agrees: everything of theirs on this marketplace comes down before any other work."""
    listings = Listing.objects.filter(product__household__owner=user, marketplace=marketplace).exclude(
        intent=Intent.DRAFT
    )
    _take_down(listings, JobPriority.TAKE_DOWN)


def _take_down(listings, priority: JobPriority) -> None:
    pks = list(listings.exclude(intent=Intent.WITHDRAW, delivery=Delivery.DELIVERED).values_list("pk", flat=True))
    queue(pks, priority, intent=Intent.WITHDRAW)


@transaction.atomic
def release_household(*, household) -> None:
    """The household was just verified: what it asked for before is sent now, and its products are public.

    It may have been verified anew after moving or taking another name, so its products are found by the new ones.
    """
    _send_again([household.pk])


@transaction.atomic
def follow_households(*, households) -> None:
    """These are called or placed otherwise now: their products are found so, and marketplaces are told.

    One that waits for an officer is told of when it is verified (`release_household`); until then nothing is sent.
    """
    for province, keys in _by_province(households).items():
        Product.objects.filter(household__in=keys).exclude(province=province).update(province=province)
    _send_again([household.pk for household in households])


def _by_province(households) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for household in households:
        found.setdefault(household.province_id, []).append(household.pk)
    return found


def _send_again(households: list[int]) -> None:
    parts = ("commodity__aliases", "household__commune__former_places")
    theirs = Product.objects.with_payload_parts().prefetch_related(*parts).filter(household__in=households)
    products = list(theirs.for_writing().order_by("pk"))
    for product in products:
        product.names = product.known_names()
    Product.objects.bulk_update(products, ["names"], batch_size=500)
    waiting = Listing.objects.wanted().filter(
        product__household__in=households,
        product__household__verification=Verification.VERIFIED,
        product__is_archived=False,
    )
    queue(list(waiting.values_list("pk", flat=True)), JobPriority.PERSON)
    pagecache.bump("products", "households")


@transaction.atomic
def resend(*, listing: Listing) -> None:
    """Send a listing again, whole, whatever was sent before; for the button "Thử lại"."""
    _resend(Listing.objects.filter(pk=listing.pk), JobPriority.PERSON)


@transaction.atomic
def resend_some(*, listings, limit: int = RESEND_AT_ONCE) -> int:
    """Send the first `limit` of `listings` (a queryset in its order) again, behind those somebody waits for.

    Return how many were queued.
    """
    return _resend(Listing.objects.filter(pk__in=list(listings.values_list("pk", flat=True)[:limit])), JobPriority.BULK)


def _resend(rows, priority: JobPriority) -> int:
    # What an officer put there by hand keeps its prints: they are all we know of what the marketplace shows.
    sent = rows.exclude(intent=Intent.DRAFT)
    whole = list(sent.filter(by_hand_at=None).values_list("pk", flat=True))
    by_hand = list(sent.filter(by_hand_at__isnull=False).values_list("pk", flat=True))
    queue(whole, priority, fingerprint="", content_fingerprint="")
    queue(by_hand, priority)
    return len(whole) + len(by_hand)
