from datetime import date

from django.db import transaction
from django.utils import timezone

from portal1034.core.pagecache import bump
from portal1034.regions.models import Province
from portal1034.reports.measures import MEASURES
from portal1034.reports.models import Figure


@transaction.atomic
def compute_figures(*, day: date | None = None) -> int:
    """Count every measure for every province and keep it as the figures of `day` (today); return how many were kept.

    Run again on the same day it replaces what stood: the last run of a day is that day's figure.
    """
    day = day or timezone.localdate()
    now = timezone.now()
    provinces = list(Province.objects.values_list("pk", flat=True))
    figures = [
        Figure(day=day, province_id=pk, measure=measure.code, value=counted.get(pk, 0), computed_at=now)
        for measure in MEASURES
        for counted in [measure.count(day)]
        for pk in provinces
    ]
    Figure.objects.bulk_create(
        figures,
        update_conflicts=True,
        unique_fields=["day", "measure", "province"],
        update_fields=["value", "computed_at"],
    )
    bump("figures")
    return len(figures)
