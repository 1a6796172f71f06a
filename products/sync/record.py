"""What came of the steps, written in one short transaction, and only while the lease is still ours."""

import random
import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from portal1034.core import pagecache
from products import problems, traffic
from products.connectors.base import RemoteListing, RemoteShop
from products.connectors.errors import Ambiguous, ConnectorError, Full, Misconfigured, Rejected, Transient, Unknown
from products.enums import REFUSED, Delivery, Marketplace, Verdict
from products.models import Again, Listing, Shop, SyncJob
from products.sync.plan import Action, Step

FIRST_WAIT_S = 2.0
# Short, because the breaker spares a marketplace that is down: when it is back, nobody waits long.
LONGEST_WAIT_S = 20.0
ADMINISTRATOR_WAIT_S = 600.0
_BLANK = {"fingerprint": "", "content_fingerprint": ""}
_OF_NUMBERS = frozenset({Action.REPRICE, Action.SKIP})


@dataclass(slots=True, eq=False)
class Outcome:
    """`remote` is what the marketplace answered to a whole listing; `again` sends the step back untouched."""

    step: Step
    remote: RemoteListing | None = None
    shop: RemoteShop | None = None
    error: ConnectorError | None = None
    again: timedelta | None = None

    @property
    def is_settled(self) -> bool:
        """Whether price and stock are all there is to write: by far the most of what a pump does."""
        return self.step.action in _OF_NUMBERS and self.error is None and self.again is None


def record(lease: uuid.UUID, outcomes: list[Outcome]) -> None:
    """Write the outcomes whose jobs we still hold; the others belong to another worker, who will find out anew."""
    with transaction.atomic(durable=True):
        # The queue before the listings, always: see operations.
        queued = SyncJob.objects.land(lease, [outcome.step.job for outcome in outcomes])
        kept = [outcome for outcome in outcomes if outcome.step.job in queued]
        SyncJob.objects.give_back([again for o in kept if (again := _again(o, queued[o.step.job]))])
        Listing.objects.lock([outcome.step.listing for outcome in kept])
        Listing.objects.settle([_settled(outcome.step) for outcome in kept if outcome.is_settled])
        if rest := [outcome for outcome in kept if not outcome.is_settled]:
            _write_listings(rest)
            _keep_shops(rest)
    _count(kept)


def _count(outcomes: list[Outcome]) -> None:
    """Keep the figures of the administrator's desk; a call that failed is one, however many listings it was about."""
    told: Counter[tuple[str, str]] = Counter()
    calm = (Rejected, Full)
    failures = {id(o.error): o.step.marketplace for o in outcomes if o.error and not isinstance(o.error, calm)}
    told.update((marketplace, "failed") for marketplace in failures.values())
    for outcome in outcomes:
        if isinstance(outcome.error, Rejected):
            told[outcome.step.marketplace, "refused"] += 1
        elif outcome.error is None and outcome.again is None and outcome.step.is_request:
            told[outcome.step.marketplace, "accepted"] += 1
    for (marketplace, name), number in told.items():
        traffic.count(marketplace, **{name: number})
    traffic.write(if_older_than_s=traffic.EVERY_S)


def backoff(attempts: int, error: ConnectorError) -> timedelta:
    """Return how long to wait before the next try: doubling, with jitter, never less than the marketplace asked for."""
    if not isinstance(error, Transient) and error.owner == "administrator":
        longest = 60.0 if isinstance(error, Misconfigured) else ADMINISTRATOR_WAIT_S
        return timedelta(seconds=longest * random.uniform(0.9, 1.1))  # noqa: S311
    wait = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** min(attempts - 1, 10)) * random.uniform(0.5, 1.0)  # noqa: S311
    asked = getattr(error, "retry_after_s", None) or 0.0
    return timedelta(seconds=max(wait, asked))


def _again(outcome: Outcome, queued_at: datetime) -> Again | None:
    """Return the job that the step becomes anew, None when it is done with."""
    step, error = outcome.step, outcome.error
    if outcome.again is not None:
        attempts, wait = step.attempts - 1, outcome.again
    elif error is not None and not isinstance(error, Rejected):
        attempts, wait = step.attempts, backoff(step.attempts, error)
    else:
        return None
    return Again(step.listing, step.priority, timezone.now() + wait, attempts, queued_at)


def _settled(step: Step) -> tuple[int, str, int]:
    return step.listing, step.prints.whole, step.revision if step.is_request else 0


def _write_listings(outcomes: list[Outcome]) -> None:
    by_listing = {outcome.step.listing: outcome for outcome in outcomes}
    listings = list(Listing.objects.filter(pk__in=by_listing).order_by("pk").select_for_update())
    # Looked at under the locks: whoever wants more from a listing has queued it before touching it.
    waiting = set(SyncJob.objects.waiting().filter(listing__in=by_listing).values_list("listing", flat=True))
    now = timezone.now()
    shown_before = {listing.pk: shown(listing) for listing in listings}
    written = set()
    for listing in listings:
        changes = _changes(listing, by_listing[listing.pk], now)
        if listing.pk in waiting and changes["delivery"] not in (Delivery.RETRYING, Delivery.NEEDS_OFFICER):
            changes |= {"delivery": Delivery.QUEUED, "problem": {}}
        for name, value in changes.items():
            setattr(listing, name, value)
        written |= changes.keys()
    Listing.objects.write(listings, sorted(written))
    tell_pages(listings, shown_before)


def _changes(listing: Listing, outcome: Outcome, now: datetime) -> dict:
    """Return the new values of the listing's columns."""
    step, error = outcome.step, outcome.error
    if outcome.again is not None:
        return {"delivery": Delivery.QUEUED}
    if error is not None:
        # A price is announced on its job only (SyncJob.moment), and may have arrived.
        return _failed(listing, step, error) | {"revision": max(listing.revision, step.revision)}
    if step.action in (Action.HOLD, Action.FORGET):
        return {"delivery": step.delivery, "problem": step.problem or {}, "attempts": 0}
    if step.action is Action.TAKE_DOWN:
        return _taken_down(step, now)
    prints = {"fingerprint": step.prints.whole, "content_fingerprint": step.prints.content}
    done = {"delivery": Delivery.DELIVERED, "problem": {}, "attempts": 0, "delivered_at": now, **prints}
    return {**done, **seen(listing, outcome.remote, now)}


def seen(listing: Listing, remote: RemoteListing, now: datetime) -> dict:
    """Return the columns that follow from what the marketplace shows."""
    found = {
        "remote_id": remote.remote_id,
        "remote_url": remote.url,
        "verdict": Verdict(remote.verdict),
        "verified_at": now,
        "problem": {},
        "delivery": Delivery.DELIVERED,
    }
    if remote.verdict in REFUSED:
        name = Marketplace(listing.marketplace).label
        found["problem"] = problems.refused_as_json(name, remote.verdict, remote.problems)
        found["delivery"] = Delivery.NEEDS_HOUSEHOLD
    return found


def shown(listing: Listing) -> str:
    """Return what the product's public page shows of the listing."""
    return listing.remote_url if listing.is_live else ""


def tell_pages(listings: list[Listing], shown_before: dict[int, str]) -> None:
    """Have the public pages of products drawn anew where a link to a marketplace came or went."""
    if any(shown(listing) != shown_before[listing.pk] for listing in listings):
        pagecache.bump("listings")


def _failed(listing: Listing, step: Step, error: ConnectorError) -> dict:
    delivery, problem = problems.of_error(Marketplace(listing.marketplace).label, error)
    changes = {"delivery": delivery, "problem": problem, "attempts": listing.attempts + 1}
    if error.code == "not_found":
        # The marketplace has lost it: the next try sends the whole listing, not its price.
        changes |= _BLANK
    if isinstance(error, Ambiguous | Unknown):
        # It may have been carried out: going back to what was there before is a change like any other.
        changes |= {"fingerprint": ""} if step.action is Action.REPRICE else _BLANK
    if isinstance(error, Full) and step.is_new:
        # Looked for and not found, then refused: nothing of it is there.
        changes["sent_at"] = None
    if isinstance(error, Rejected):
        # Not what it shows: what it showed before may still be there, so the prints say "unknown".
        changes |= {"verdict": Verdict.REJECTED, **_BLANK}
    return changes


def _taken_down(step: Step, now: datetime) -> dict:
    """The listing is off the marketplace; `step.problem` says why, where it is still wanted."""
    return {
        **_BLANK,
        "delivery": Delivery.NEEDS_HOUSEHOLD if step.problem else Delivery.DELIVERED,
        "problem": step.problem or {},
        "verdict": Verdict.GONE,
        "attempts": 0,
        "delivered_at": now,
        "verified_at": now,
    }


def _keep_shops(outcomes: list[Outcome]) -> None:
    """Remember the shops the marketplace told us of, and under which name it knows them."""
    shops = [
        Shop(
            household_id=outcome.step.household,
            marketplace=outcome.step.marketplace,
            remote_id=outcome.shop.remote_id,
            url=outcome.shop.url,
            known_as=Shop.name_of(outcome.step.payload.seller),
        )
        for outcome in outcomes
        if outcome.shop is not None
    ]
    keys = ["household", "marketplace"]
    Shop.objects.bulk_create(
        shops, update_conflicts=True, unique_fields=keys, update_fields=["remote_id", "url", "known_as"]
    )
