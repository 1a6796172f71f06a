"""What a household declares: a harvest, its amendments, and how it ends."""

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from harvests.enums import HarvestStatus, Side
from harvests.errors import ExchangeError
from harvests.models import Harvest, Offer
from harvests.operations.conversation import close_offers
from households.models import Household
from portal1034.commodities.models import Commodity
from portal1034.core import pagecache
from portal1034.core.once import once
from portal1034.core.text import nfc


@transaction.atomic
def declare_harvest(
    *,
    household: Household,
    commodity: Commodity,
    starts_on: dt.date,
    ends_on: dt.date,
    volume_kg: int,
    price_vnd: int | None = None,
    note: str = "",
    form_key: UUID | None = None,
) -> Harvest:
    """Declare a harvest; it is in the calendar when the transaction commits. The same `form_key` gives the same row.

    Raises IntegrityError for a window that ends before it starts or is longer than 366 days, or for no volume.
    """
    told = {
        "commodity": commodity,
        "province_id": household.province_id,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "volume_kg": volume_kg,
        "price_vnd": price_vnd,
        "note": nfc(note),
        "status": _status_on(timezone.localdate(), starts_on),
    }
    harvest, created = once(Harvest, form_key, {"household": household}, told)
    if created:
        household.commodities.add(commodity)
        pagecache.bump("season", "households")
    return harvest


@transaction.atomic
def amend_harvest(
    *,
    harvest: Harvest,
    commodity: Commodity,
    starts_on: dt.date,
    ends_on: dt.date,
    volume_kg: int,
    price_vnd: int | None,
    note: str,
) -> Harvest:
    """Say it anew, which confirms it too. Raises ExchangeError once the harvest is sold out or cancelled.

    Another volume or other days put what was said of the progress aside. What was declared before the first day is kept
    as the promise that the outcome is measured against.
    """
    harvest, today = active_harvest(harvest), timezone.localdate()
    if today >= harvest.starts_on and harvest.promised_kg is None and volume_kg != harvest.volume_kg:
        harvest.promised_kg = harvest.volume_kg
    if (volume_kg, starts_on, ends_on) != (harvest.volume_kg, harvest.starts_on, harvest.ends_on):
        harvest.gathered_kg = harvest.left_kg = harvest.progress_on = None
    harvest.commodity, harvest.volume_kg, harvest.price_vnd, harvest.note = commodity, volume_kg, price_vnd, nfc(note)
    harvest.starts_on, harvest.ends_on = starts_on, ends_on
    harvest.status = _status_on(today, starts_on)
    harvest.confirmed_at = timezone.now()
    harvest.save()
    pagecache.bump("season", "households")
    return harvest


@transaction.atomic
def confirm_harvest(*, harvest: Harvest) -> Harvest:
    """The household says that its declaration still holds today. Raises ExchangeError as `amend_harvest`."""
    harvest = active_harvest(harvest)
    harvest.status = _status_on(timezone.localdate(), harvest.starts_on)
    harvest.confirmed_at = timezone.now()
    harvest.save(update_fields=("status", "confirmed_at", "updated_at"))
    pagecache.bump("season", "households")
    return harvest


def mark_sold_out(*, harvest: Harvest) -> Harvest:
    """Take the harvest out of the calendar because all of it is sold; those still asking are told."""
    return _end_harvest(harvest, HarvestStatus.SOLD_OUT, _("Cổng 1034: %(name)s đã bán hết %(crop)s đợt này."))


def cancel_harvest(*, harvest: Harvest) -> Harvest:
    """Take the harvest out of the calendar because it will not happen; those still asking are told."""
    return _end_harvest(harvest, HarvestStatus.CANCELLED, _("Cổng 1034: %(name)s đã hủy đợt thu hoạch %(crop)s."))


@transaction.atomic
def _end_harvest(harvest: Harvest, status: HarvestStatus, text: str) -> Harvest:
    harvest = active_harvest(harvest)
    harvest.status = status
    harvest.save(update_fields=("status", "updated_at"))
    names = {"name": harvest.household.name, "crop": harvest.commodity.name}
    close_offers(Offer.objects.filter(harvest=harvest), told=Side.TRADER, body=text % names)
    pagecache.bump("season", "households")
    return harvest


def active_harvest(harvest: Harvest) -> Harvest:
    """The row as it stands, locked."""
    harvest = Harvest.objects.select_for_update(of=("self",)).with_places().get(pk=harvest.pk)
    if not harvest.is_active:
        raise ExchangeError(_("Đợt thu hoạch này đã khép lại, bác khai đợt mới giúp."))
    return harvest


def _status_on(today: dt.date, starts_on: dt.date) -> HarvestStatus:
    return HarvestStatus.ONGOING if starts_on <= today else HarvestStatus.PLANNED
