"""The way into the pump's queue."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from households.enums import Verification
from products.enums import Delivery, Intent, JobPriority, Verdict
from products.models import Listing, Product, SyncJob


def enqueue(*, listings: Iterable[int], priority: JobPriority, wait: timedelta = timedelta(0)) -> None:
    """Make the marketplaces match these listings (primary keys). A second job for the same listing is the same job."""
    with transaction.atomic():
        queue(list(listings), priority, wait=wait)


def queue_wanted(product: Product, priority: JobPriority) -> None:
    if product.household.verification != Verification.VERIFIED:
        return
    wanted = list(product.listings.wanted())
    # What buyers see already is brought up to date before what is only about to appear.
    on_sale = [row.pk for row in wanted if row.verdict in (Verdict.LIVE, Verdict.IN_REVIEW)]
    queue(on_sale, JobPriority.CHANGE if priority == JobPriority.PERSON else priority)
    queue([row.pk for row in wanted if row.pk not in on_sale], priority)


def queue(pks: list[int], priority: JobPriority, *, wait: timedelta = timedelta(0), **changes) -> None:
    if not pks:
        return
    SyncJob.objects.enqueue(pks, priority=priority, wait=wait)
    set_listings(pks, delivery=Delivery.QUEUED, problem={}, **changes)


def set_listings(pks: list[int], **changes) -> None:
    rows = Listing.objects.filter(pk__in=pks)
    list(rows.order_by("pk").select_for_update().values_list("pk"))
    if changes.get("intent") == Intent.PUBLISH:
        # A listing that comes back is asked about anew: what the marketplace said of the old one no longer counts.
        rows.filter(intent__in=(Intent.DRAFT, Intent.WITHDRAW)).update(verdict=Verdict.UNKNOWN)
    rows.update(updated_at=timezone.now(), **changes)
