"""Season notices in force, for every page that shows them: read once, kept in memory, chosen from in Python.

notices_for(commodity=…, provinces=…)     those about a crop and a place; national ones are about every place
notices_about(pairs)                      those about any of (commodity id, province id)
"""

from collections.abc import Collection, Iterable

from django.utils import timezone

from portal1034.commodities.models import SeasonNotice
from portal1034.core.kept import kept

MOST = 400


def current_notices() -> list[SeasonNotice]:
    """The published ones in force today, the latest first; one query, and none while nothing of the season changes."""
    now = timezone.now()
    # One that is to be published later today is kept with the others and shown from then on.
    return [notice for notice in kept(("season",), ("notices",), _read) if notice.published_at <= now]


def notices_for(*, commodity: int | None = None, provinces: Collection[int] | None = None) -> list[SeasonNotice]:
    """By ids; None stands for any crop, and for the whole country."""
    return [
        notice
        for notice in current_notices()
        if commodity in (None, notice.commodity_id)
        and (provinces is None or notice.province_id is None or notice.province_id in provinces)
    ]


def notices_about(pairs: Iterable[tuple[int, int]]) -> list[SeasonNotice]:
    pairs = set(pairs)
    crops = {commodity for commodity, _province in pairs}
    return [
        notice
        for notice in current_notices()
        if (notice.commodity_id, notice.province_id) in pairs
        or (notice.province_id is None and notice.commodity_id in crops)
    ]


def _read() -> tuple[SeasonNotice, ...]:
    dated = SeasonNotice.objects.filter(published_at__isnull=False).current_on(timezone.localdate())
    return tuple(dated.select_related("commodity", "province")[:MOST])
