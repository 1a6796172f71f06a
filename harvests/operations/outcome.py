"""How a harvest goes on: what is in and what is left, and in the end how much it gave."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from harvests.enums import HarvestStatus
from harvests.errors import ExchangeError
from harvests.models import Harvest
from harvests.models.window import LONGEST_DAYS
from harvests.operations.harvest import active_harvest, mark_sold_out
from portal1034.core import pagecache


@transaction.atomic
def tell_progress(*, harvest: Harvest, gathered_kg: int, left_kg: int, ends_on: dt.date | None = None) -> Harvest:
    """Say what is in and what is still to come, until `ends_on`; the calendar counts what is left, over the days left.

    Nothing left means sold out, with what was gathered as the outcome. Raises ExchangeError once the harvest is over
    for good, or when it would last longer than a year.
    """
    if left_kg == 0:
        harvest = mark_sold_out(harvest=harvest)
        return tell_actual(harvest=harvest, actual_kg=gathered_kg)
    harvest, today = active_harvest(harvest), timezone.localdate()
    harvest.ends_on = max(ends_on or harvest.ends_on, today)
    if harvest.days > LONGEST_DAYS:
        raise ExchangeError(_("Đợt này kéo dài quá một năm, bác khai đợt mới giúp."))
    harvest.starts_on = min(harvest.starts_on, today)
    harvest.status = HarvestStatus.ONGOING
    harvest.gathered_kg, harvest.left_kg, harvest.progress_on = gathered_kg, left_kg, today
    harvest.confirmed_at = timezone.now()
    harvest.save()
    pagecache.bump("season", "households")
    return harvest


@transaction.atomic
def tell_actual(*, harvest: Harvest, actual_kg: int) -> Harvest:
    """Say how much a harvest that is over gave, 0 where it was lost. Said again, the last word holds.

    Raises ExchangeError while it is not over, and for one that was cancelled.
    """
    harvest = Harvest.objects.select_for_update(of=("self",)).with_places().get(pk=harvest.pk)
    if not harvest.is_over(timezone.localdate()):
        raise ExchangeError(_("Đợt này chưa thu xong; thu xong bác báo giúp."))
    harvest.actual_kg, harvest.actual_at = actual_kg, timezone.now()
    harvest.save(update_fields=("actual_kg", "actual_at", "updated_at"))
    pagecache.bump("season", "households")
    return harvest


def confirm_all(*, harvests) -> int:
    """Say of several harvests at once that they hold as declared; those over meanwhile are left out. Returns how many.

    `harvests` is a queryset of the household's own.
    """
    with transaction.atomic():
        now = timezone.now()
        rows = harvests.active().not_over(timezone.localdate(now)).order_by("pk").select_for_update(of=("self",))
        keys = [harvest.pk for harvest in rows]
        Harvest.objects.filter(pk__in=keys).update(confirmed_at=now, updated_at=now)
        pagecache.bump("season", "households")
    return len(keys)
