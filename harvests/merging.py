"""Harvests and conversations of two households that turned out to be one.

- Every harvest goes to the kept household and counts in its province. The same harvest declared by both (commodity,
  days and volume equal, both active) is counted once: the dropped household's is cancelled.
- Every conversation goes along. Two about the same buy request cannot stand side by side: the kept household's stays,
  the other is closed where it is; its trader already talks to the kept household.
The calendar follows by the triggers of the tables, in the same transaction.
"""

from django.db.models import Exists, OuterRef
from django.utils import timezone

from harvests.enums import HarvestStatus, OfferStatus
from harvests.models import Harvest, Offer
from households.models import Household, HouseholdMerge
from portal1034.accounts.models import User

HARVESTS, OFFERS = "harvests.harvest", "harvests.offer"
# Rows whose state was changed, by the state they had.
COUNTED_TWICE, CLOSED = "harvests.harvest:was-", "harvests.offer:was-"


def follow_merge(*, keep: Household, drop: Household, record: HouseholdMerge, by: User) -> None:
    harvests = Harvest.objects.filter(household=drop)
    list(harvests.order_by("pk").select_for_update().values_list("pk"))
    _cancel_twins(keep, drop, record)
    record.add(HARVESTS, harvests.values_list("pk", flat=True))
    _close_rivals(keep, drop, record)
    rivals = Offer.objects.filter(household=keep, buy_request__isnull=False).values("buy_request")
    moving = Offer.objects.filter(household=drop).exclude(buy_request__in=rivals)
    record.add(OFFERS, moving.values_list("pk", flat=True))
    harvests.update(household=keep)
    Offer.objects.filter(pk__in=record.keys(OFFERS)).update(household=keep)


def follow_unmerge(*, record: HouseholdMerge) -> None:
    keep, drop = record.kept, record.dropped
    for status in HarvestStatus.values:
        again = Harvest.objects.filter(pk__in=record.keys(COUNTED_TWICE + status), status=HarvestStatus.CANCELLED)
        again.update(status=status)
    Harvest.objects.filter(pk__in=record.keys(HARVESTS), household=keep).update(household=drop)
    Offer.objects.filter(pk__in=record.keys(OFFERS), household=keep).update(household=drop)
    reopened = Offer.objects.filter(pk__in=record.keys(CLOSED + OfferStatus.OPEN), status=OfferStatus.CLOSED)
    reopened.update(status=OfferStatus.OPEN, decided_at=None)


def _cancel_twins(keep: Household, drop: Household, record: HouseholdMerge) -> None:
    same = {name: OuterRef(name) for name in ("commodity", "starts_on", "ends_on", "volume_kg")}
    twins = (
        Harvest.objects.active()
        .filter(household=drop)
        .filter(Exists(Harvest.objects.active().filter(household=keep, **same)))
    )
    for key, status in list(twins.values_list("pk", "status")):
        record.add(COUNTED_TWICE + status, [key])
        Harvest.objects.filter(pk=key).update(status=HarvestStatus.CANCELLED)


def _close_rivals(keep: Household, drop: Household, record: HouseholdMerge) -> None:
    rivals = Offer.objects.filter(household=keep, buy_request__isnull=False).values("buy_request")
    closing = Offer.objects.open().filter(household=drop, buy_request__in=rivals)
    keys = list(closing.values_list("pk", flat=True))
    record.add(CLOSED + OfferStatus.OPEN, keys)
    Offer.objects.filter(pk__in=keys).update(status=OfferStatus.CLOSED, decided_at=timezone.now())
