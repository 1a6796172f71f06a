"""Marketplaces worked by hand: an officer lists, corrects and takes down there, and writes here what they did.

The pump leaves such listings alone, and the three axes go on telling the truth: what was put there is kept as a
fingerprint, so a later change of the product shows as work to do.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from portal1034.core import pagecache
from products.enums import Delivery, Intent, JobPriority, Verdict
from products.marketplaces import is_by_hand
from products.models import Listing, Product, SyncJob
from products.operations.queue import queue
from products.pages import Page
from products.payloads import payload_of

VERSION_LENGTH = 12


class NotByHand(ValueError):
    """This cannot be recorded; the message is the sentence to show."""


@dataclass(frozen=True)
class Listed:
    """What an officer says: this listing (primary key) is at `page`, as it was in `version`.

    `page` None means where it was; `version` are the first digits of the payload's fingerprint in the table or on the
    page the officer worked from, "" when they do not know.
    """

    listing: int
    page: Page | None = None
    version: str = ""


@dataclass
class Recorded:
    """`done` listings were recorded, of which `behind` had changed meanwhile; `refused` says why not, by listing."""

    done: int = 0
    behind: int = 0
    refused: dict[int, str] = field(default_factory=dict)


def version_of(product: Product) -> str:
    """Return the few digits by which a table and a page tell which state of the product they show."""
    return payload_of(product).fingerprint()[:VERSION_LENGTH]


def record_listed(*, told: Sequence[Listed], by) -> Recorded:
    """Write down that these listings are on sale, seen by `by` just now. A refused one stops no other.

    What changed since the officer's copy was made waits at once as "needs an update".
    """
    products = Product.objects.with_payload_parts()
    rows = Listing.objects.filter(pk__in=[each.listing for each in told])
    found = {row.pk: row for row in rows.prefetch_related(Prefetch("product", products))}
    result = Recorded()
    taken = _pages_taken(told, found)
    kept: dict[int, Listed] = {}
    for each in told:
        if reason := _refusal(each, found.get(each.listing), taken):
            result.refused[each.listing] = reason
        else:
            kept[each.listing] = each
    if kept and not _write(kept, found, by, result):
        # Somebody else recorded one of these pages at this very moment: one by one, so that only that one is refused.
        for pk, each in kept.items():
            if not _write({pk: each}, found, by, result):
                result.refused[pk] = _("Đường dẫn này vừa được ghi cho một sản phẩm khác: xem lại xem dán đúng chưa.")
    return result


@transaction.atomic
def record_taken_down(*, listing: Listing, by) -> None:
    """Write down that an officer took the listing off. Where the household wants it after all, it waits anew."""
    _must_be_by_hand(listing)
    if not listing.remote_id and not listing.sent_at:
        raise NotByHand(_("Tin này chưa từng lên sàn."))
    # The queue before the listing, always.
    if listing.intent == Intent.PUBLISH:
        queue([listing.pk], JobPriority.PERSON)
    now = timezone.now()
    row = Listing.objects.select_for_update().get(pk=listing.pk)
    row.remote_id = row.remote_url = row.fingerprint = row.content_fingerprint = ""
    row.by_hand_at = row.by_hand_by = None
    row.verdict, row.delivered_at, row.verified_at = Verdict.GONE, now, now
    if row.intent != Intent.PUBLISH:
        row.delivery, row.problem, row.attempts = Delivery.DELIVERED, {}, 0
    row.save()
    pagecache.bump("listings")


def _must_be_by_hand(listing: Listing) -> None:
    if not listing.by_hand_at and not is_by_hand(listing.marketplace):
        raise NotByHand(_("Tin này cổng tự gửi, không ghi bằng tay được."))


def _refusal(told: Listed, listing: Listing | None, taken: dict[tuple[str, str], int]) -> str:
    """Return why this cannot be recorded, "" when it can."""
    if listing is None or listing.intent == Intent.DRAFT:
        return _("Không có tin đăng nào như vậy.")
    try:
        _must_be_by_hand(listing)
    except NotByHand as error:
        return str(error)
    if told.page is None:
        return "" if listing.remote_url else _("Tin này chưa có đường dẫn: dán đường dẫn trên sàn vào.")
    if taken.get((listing.marketplace, told.page.remote_id), listing.pk) != listing.pk:
        return _("Đường dẫn này đã ghi cho một sản phẩm khác: xem lại xem dán đúng chưa.")
    return ""


def _pages_taken(told: Sequence[Listed], found: dict[int, Listing]) -> dict[tuple[str, str], int]:
    """Return whose each page is: that of the listing recorded with it before, else of the first that names it now."""
    named = {each.page.remote_id for each in told if each.page}
    before = Listing.objects.filter(remote_id__in=named, by_hand_at__isnull=False)
    taken = {(m, remote): pk for m, remote, pk in before.values_list("marketplace", "remote_id", "pk")}
    for each in told:
        if each.page and each.listing in found:
            taken.setdefault((found[each.listing].marketplace, each.page.remote_id), each.listing)
    return taken


def _write(kept: dict[int, Listed], found: dict[int, Listing], by, result: Recorded) -> bool:
    """Record these together; return False, and record none, where the database finds a page that is another's."""
    payloads = {pk: payload_of(found[pk].product) for pk in kept}
    behind = {pk for pk, each in kept.items() if not payloads[pk].fingerprint().startswith(each.version or "?")}
    unsettled = {pk for pk in kept if pk in behind or not _is_wanted(found[pk])}
    now = timezone.now()
    try:
        with transaction.atomic():
            SyncJob.objects.enqueue(sorted(unsettled), priority=JobPriority.PERSON)
            rows = list(Listing.objects.filter(pk__in=kept).order_by("pk").select_for_update())
            for row in rows:
                page, payload = kept[row.pk].page, payloads[row.pk]
                if page:
                    row.remote_url, row.remote_id = page.url, page.remote_id
                is_fresh = row.pk not in behind
                row.fingerprint = payload.fingerprint() if is_fresh else ""
                row.content_fingerprint = payload.prints().content if is_fresh else ""
                row.by_hand_by, row.by_hand_at = by, now
                row.verdict, row.delivered_at, row.verified_at = Verdict.LIVE, now, now
                row.delivery = Delivery.QUEUED if row.pk in unsettled else Delivery.DELIVERED
                row.problem, row.attempts, row.updated_at = {}, 0, now
            Listing.objects.bulk_update(rows, _WRITTEN)
    except IntegrityError:
        return False
    result.done, result.behind = result.done + len(kept), result.behind + len(behind)
    pagecache.bump("listings")
    return True


def _is_wanted(listing: Listing) -> bool:
    return listing.intent == Intent.PUBLISH and not listing.product.is_archived


_WRITTEN = (
    "remote_url", "remote_id", "fingerprint", "content_fingerprint", "by_hand_by", "by_hand_at", "verdict",
    "delivered_at", "verified_at", "delivery", "problem", "attempts", "updated_at",
)  # fmt: skip
