"""Two households that are one: everything goes to the one that is kept, and can go back.

Rules, where both have something:
- What the kept household says of itself stands; only what it left empty is taken over (area, story, photo, place).
- The crops are added together; an area of a crop that the kept one did not tell is taken over.
- Its verification stands: merging verifies nobody, and the dropped household's being verified counts for nothing.
- Consents stay with the person who gave them and are passed on to nobody; what the dropped owner agreed to about
  themselves stands in their own record. Listings that the kept owner has not agreed to come down (products).
- Who typed the dropped one in goes along only if its owner has claimed it and nobody typed the kept one in: unclaimed,
  it would ask an owner who registered by their own hand whether it is right.
- Looks at the number move: the owner sees who looked, whichever of the two pages it was.
- What an import made or changed stays with the row it was: undoing the import is refused while the row is merged.
- The shops on marketplaces stay too (products/merging.py).
- Certificates and attendance move; an attendance that the kept household has already stays behind, so that a class
  counts a household once.
- What the subscribers to `households_merged` do with products and harvests is written in products/merging.py and
  harvests/merging.py.
The dropped household's row stays, as MERGED: its code still leads to the kept one, and the way back is open.
"""

import datetime as dt

import pghistory
from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from households.enums import Verification
from households.events import households_merged, households_unmerged
from households.models import (
    Assistance,
    Certificate,
    ContactLook,
    FarmPhoto,
    FarmPlace,
    Household,
    HouseholdCrop,
    HouseholdMerge,
    NotDuplicate,
)
from households.models.training import Attendance
from households.operations.household import PAGE_FAMILIES, NotPossible
from portal1034.accounts.models import User
from portal1034.accounts.operations import queue_text
from portal1034.core import pagecache

_FILLED = ("area_m2", "story", "address_line", "address_typed")
_STATE = ("verification", "verified_at", "verified_by_id", "return_reason", "updated_at")


def merge(*, keep: Household, drop: Household, by: User) -> HouseholdMerge:
    """Move all of `drop` to `keep` and return the record of it. Raises NotPossible for one household or a merged one.

    The caller wakes the sender of texts: both owners are told.
    """
    if keep.pk == drop.pk:
        raise NotPossible(_("Một hồ sơ không gộp vào chính nó được."))
    with transaction.atomic(), pghistory.context(operation="merge", by=by.pk):
        keep, drop = _locked_pair(keep.pk, drop.pk)
        if Verification.MERGED in {keep.verification, drop.verification}:
            raise NotPossible(_("Một trong hai hồ sơ đã được gộp rồi."))
        record = HouseholdMerge.objects.create(kept=keep, dropped=drop, merged_by=by, before=_state_of(drop))
        _fill(keep, drop, record)
        _take_along(keep, drop, record)
        households_merged.send(keep=keep, drop=drop, record=record, by=by)
        record.save()
        drop.verification, drop.verified_at, drop.verified_by = Verification.MERGED, None, None
        drop.return_reason = _("Đã gộp vào hồ sơ %s.") % keep.code
        drop.save()
        _tell(keep, drop)
        pagecache.bump(*PAGE_FAMILIES)
    return record


def undo_merge(*, record: HouseholdMerge, by: User) -> Household:
    """Put everything back that was moved, and the dropped household as it stood. Raises NotPossible the second time.

    What came to the kept household since then stays with it.
    """
    with transaction.atomic(), pghistory.context(operation="undo_merge", by=by.pk):
        record = HouseholdMerge.objects.select_for_update().get(pk=record.pk)
        if record.undone_at:
            raise NotPossible(_("Hai hồ sơ này đã tách lại rồi."))
        keep, drop = _locked_pair(record.kept_id, record.dropped_id)
        record.kept, record.dropped = keep, drop
        _restore(drop, record)
        _unfill(keep, record)
        for model in _FOLLOWERS:
            model.objects.filter(pk__in=record.keys(model._meta.label_lower), household=keep).update(household=drop)
        households_unmerged.send(record=record)
        record.undone_at, record.undone_by = timezone.now(), by
        record.save(update_fields=("undone_at", "undone_by"))
        pagecache.bump(*PAGE_FAMILIES)
    return drop


def not_duplicates(*, one: Household, other: Household, by: User) -> None:
    """Note that two households that look alike are two, so that nobody is asked again."""
    first, second = sorted((one.pk, other.pk))
    NotDuplicate.objects.get_or_create(first_id=first, second_id=second, defaults={"said_by": by})


_FOLLOWERS: tuple[type[models.Model], ...] = (Certificate, Attendance, ContactLook, FarmPhoto, FarmPlace, Assistance)


def _locked_pair(*keys: int) -> list[Household]:
    """Return the two in the order asked for, locked in the order of their keys: two officers never wait in a circle."""
    rows = Household.objects.select_for_update(of=("self",)).select_related("owner", "province", "commune")
    found = {row.pk: row for row in rows.filter(pk__in=keys).order_by("pk")}
    return [found[key] for key in keys]


def _state_of(household: Household) -> dict:
    fields = [Household._meta.get_field(name.removesuffix("_id")) for name in _STATE]
    values = {field.attname: getattr(household, field.attname) for field in fields}
    return {name: value.isoformat() if isinstance(value, dt.datetime) else value for name, value in values.items()}


def _restore(drop: Household, record: HouseholdMerge) -> None:
    """By one statement and not `save`, which would write another moment of the last change than there was."""
    state = {
        name: Household._meta.get_field(name.removesuffix("_id")).to_python(value)
        for name, value in record.before.items()
    }
    Household.objects.filter(pk=drop.pk).update(**state)
    drop.refresh_from_db()


def _fill(keep: Household, drop: Household, record: HouseholdMerge) -> None:
    record.filled = {name: getattr(drop, name) for name in _FILLED if getattr(drop, name) and not getattr(keep, name)}
    for name, value in record.filled.items():
        setattr(keep, name, value)
    keep.save()
    _fill_crops(keep, drop, record)


def _fill_crops(keep: Household, drop: Household, record: HouseholdMerge) -> None:
    """Add what only the other grows, with its land; of what both grow, take over an area that was not told."""
    here = {row.commodity_id: row for row in keep.crops.all()}
    there = list(drop.crops.all())
    new = [row for row in there if row.commodity_id not in here]
    record.crops = [row.commodity_id for row in new]
    HouseholdCrop.objects.bulk_create(
        HouseholdCrop(household=keep, commodity_id=row.commodity_id, area_m2=row.area_m2) for row in new
    )
    told = {row.commodity_id: row.area_m2 for row in there if row.area_m2}
    filled = [row for key, row in here.items() if row.area_m2 is None and key in told]
    for row in filled:
        row.area_m2 = told[row.commodity_id]
    HouseholdCrop.objects.bulk_update(filled, ("area_m2",))
    record.crop_areas = {str(row.commodity_id): row.area_m2 for row in filled}


def _unfill(keep: Household, record: HouseholdMerge) -> None:
    """Empty again what was taken over, unless the household has written something else since."""
    for name, value in record.filled.items():
        if getattr(keep, name) == value:
            setattr(keep, name, Household._meta.get_field(name).get_default())
    keep.save()
    keep.commodities.remove(*record.crops)
    for commodity, area in record.crop_areas.items():
        keep.crops.filter(commodity=commodity, area_m2=area).update(area_m2=None)


def _take_along(keep: Household, drop: Household, record: HouseholdMerge) -> None:
    attended = Attendance.objects.filter(household=keep).values("training_class")
    moving = [Certificate.objects.filter(household=drop), ContactLook.objects.filter(household=drop)]
    moving.append(Attendance.objects.filter(household=drop).exclude(training_class__in=attended))
    for model in (FarmPhoto, FarmPlace):
        has_one = model.objects.filter(household=keep).exists()
        moving.append(model.objects.none() if has_one else model.objects.filter(household=drop))
    if not Assistance.objects.filter(household=keep).exists():
        moving.append(Assistance.objects.filter(household=drop, claimed_at__isnull=False))
    for rows in moving:
        keys = list(rows.values_list("pk", flat=True))
        rows.model.objects.filter(pk__in=keys).update(household=keep)
        record.add(rows.model._meta.label_lower, keys)


def _tell(keep: Household, drop: Household) -> None:
    url = f"{settings.PUBLIC_URL}/ho-cua-toi/"
    named = {"drop": drop.code, "keep": keep.code, "name": keep.name, "url": url}
    body = _("Cổng 1034: hồ sơ %(drop)s đã gộp vào %(name)s (%(keep)s). Nông sản, mùa vụ còn đủ. Bác xem tại %(url)s")
    for household in (keep, drop):
        queue_text(phone=household.owner.phone, body=body % named)
