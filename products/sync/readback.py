"""Looking at the marketplace: is the listing there, what does it say, is it what we sent?

What differs becomes a job; what the marketplace decided is written down with the time we saw it.
"""

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest, Least
from django.utils import timezone

from products.connectors.base import RemoteListing
from products.connectors.errors import ConnectorError
from products.enums import REFUSED, Delivery, Intent, JobPriority, Verdict
from products.marketplaces import connector as connector_of
from products.marketplaces import is_by_hand
from products.models import Listing, SyncJob
from products.sync import breaker
from products.sync.record import seen, shown, tell_pages

log = logging.getLogger(__name__)

HELD = (Delivery.NEEDS_HOUSEHOLD, Delivery.NEEDS_OFFICER)

THREADS = 4
# Every live listing is looked at within a day, with hours to spare.
OLD = timedelta(hours=20)
# A listing in review is looked at again after as long as it has been there, so that those whose decision takes hours do
# not use up the rate of those that wait to be sent; the marketplace's own message is quicker anyway.
GLANCE, LONGEST_GLANCE = timedelta(seconds=1.5), timedelta(minutes=15)
SALE_MAY_BE_COMING = timedelta(seconds=60)


@dataclass(frozen=True)
class Sight:
    """What a look at one listing found; `remote` None: nothing there. `delivered_at` as it was before the look."""

    listing: int
    remote: RemoteListing | None
    delivered_at: datetime | None


def verify_in_review(marketplace: str, limit: int = 20) -> int:
    """Look at listings the marketplace is deciding about; return how many are still undecided."""
    waiting = Listing.objects.on(marketplace).in_review()
    been_there = Greatest(F("verified_at") - F("delivered_at"), GLANCE)
    due = waiting.filter(verified_at__lt=timezone.now() - Least(been_there, LONGEST_GLANCE))
    verify(marketplace, list(due.order_by("verified_at").values_list("pk", flat=True)[:limit]))
    return waiting.count()


def verify_oldest(marketplace: str, limit: int = 60) -> int:
    """Look at the listings nobody has looked at for longest, if that is longer than OLD; return how many."""
    old = Listing.objects.on(marketplace).unproven_since(OLD).filter(by_hand_at=None).order_by("verified_at")
    return verify(marketplace, list(old.values_list("pk", flat=True)[:limit]))


def verify(marketplace: str, listings: list[int]) -> int:
    """Look at these listings (primary keys) and write down what is there; return how many could be looked at."""
    return len(look(marketplace, listings))


def look(marketplace: str, listings: list[int]) -> set[int]:
    """As `verify`; return which of them could be looked at."""
    if not listings or is_by_hand(marketplace) or not breaker.allowance(marketplace, 1):
        return set()
    # What an officer put there by hand is not known there by our number.
    rows = Listing.objects.on(marketplace).filter(pk__in=listings, by_hand_at=None).select_related("product")
    sights = _look(marketplace, list(rows))
    if sights:
        with transaction.atomic(durable=True):
            _write(sights)
    return {sight.listing for sight in sights}


def _look(marketplace: str, rows: list[Listing]) -> list[Sight]:
    connector, sights, errors = connector_of(marketplace), [], []
    with ThreadPoolExecutor(THREADS, thread_name_prefix=f"look-{marketplace}") as threads:
        out = [(row, threads.submit(connector.look_up, row.product.external_id)) for row in rows]
        for row, future in out:
            error = future.exception()
            if error is None:
                sights.append(Sight(row.pk, future.result(), row.delivered_at))
            elif isinstance(error, ConnectorError):
                errors.append(error)
            else:
                raise error
    if errors:
        log.warning("%s: %d tin chưa xem lại được: %s", marketplace, len(errors), errors[0])
    breaker.note(marketplace, [*errors, *([None] if sights else [])])
    return sights


def _write(sights: list[Sight]) -> None:
    by_listing = {sight.listing: sight for sight in sights}
    # Only what nobody is changing: a listing that is on its way is proven by its own arrival.
    calm = Listing.objects.filter(pk__in=by_listing, intent=Intent.PUBLISH, jobs=None).select_related("product")
    calm = [row for row in calm if row.delivered_at == by_listing[row.pk].delivered_at]
    drift = {row.pk: _drift(row, by_listing[row.pk].remote) for row in calm}
    adrift = {pk: wait for pk, wait in drift.items() if wait is not None}
    for wait in set(adrift.values()):
        SyncJob.objects.enqueue([pk for pk in adrift if adrift[pk] == wait], priority=JobPriority.MENDING, wait=wait)
    rows = list(Listing.objects.filter(pk__in=by_listing).order_by("pk").select_for_update())
    busy = set(SyncJob.objects.filter(listing__in=by_listing).values_list("listing", flat=True)) - set(adrift)
    # What arrived while we looked is newer than what we saw.
    rows = [row for row in rows if row.pk not in busy and row.delivered_at == by_listing[row.pk].delivered_at]
    shown_before = {listing.pk: shown(listing) for listing in rows}
    now = timezone.now()
    for listing in rows:
        for name, value in _seen(listing, by_listing[listing.pk].remote, listing.pk in adrift, now).items():
            setattr(listing, name, value)
        listing.save()
    tell_pages(rows, shown_before)


def _seen(listing: Listing, remote: RemoteListing | None, is_adrift: bool, now) -> dict:
    if remote is None:
        changes = {"verdict": Verdict.GONE, "verified_at": now, "remote_id": "", "remote_url": ""}
    else:
        changes = seen(listing, remote, now)
        if listing.delivery in HELD and listing.verdict not in REFUSED and remote.verdict not in REFUSED:
            # What waits for somebody (a household not verified, a rule not met, an edit that was refused) stays told:
            # that the listing of before is on sale says nothing of it.
            del changes["problem"], changes["delivery"]
    if listing.intent != Intent.PUBLISH:
        # Off sale as it should be, or a job brings it off: only the proof is new.
        return {"verdict": changes["verdict"], "verified_at": now}
    if is_adrift:
        changes |= {"delivery": Delivery.QUEUED, "problem": {}, "fingerprint": "", "content_fingerprint": ""}
    return changes


def _drift(listing: Listing, remote: RemoteListing | None) -> timedelta | None:
    """Return how long to wait before mending what the marketplace shows, None when it shows what it took.

    What it refused waits for the household. Less stock than ours may be a sale we have not been told of yet.
    """
    if listing.delivery != Delivery.DELIVERED or not listing.fingerprint:
        return None
    if remote is None or remote.verdict == Verdict.GONE:
        return timedelta(0)
    product = listing.product
    if remote.verdict not in (Verdict.LIVE, Verdict.IN_REVIEW):
        return None
    if (remote.title, remote.price_vnd) != (product.full_title, product.price_vnd) or remote.stock > product.stock:
        return timedelta(0)
    return SALE_MAY_BE_COMING if remote.stock < product.stock else None
