"""What the calendar says, as frozen rows for pages: read from cells, never from harvests.

All weights are whole kg. A year is 36 dekads by index, đầu tháng 1 first; those more than two months past stand for
the coming year (see `Year`). For other pages:

    read_season(today) -> Season          the country in one query at any size: .rows, .ripe_by_province, .geography
    national_rows(today) -> list[SeasonRow]    its rows: ripe now first, then by when they begin
    ripe_now(limit, today) -> list[SeasonRow]  only what has supply in today's dekad
    ripe_by_province(dekad) -> dict[int, int]  province (63) id → commodities with supply there; 1 query
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from harvests.glut import read_limits
from harvests.models import CalendarCell
from harvests.places import Geography, Place
from harvests.reading import read_rows
from harvests.season_row import SeasonRow, Year
from portal1034.commodities.dekads import Dekad

__all__ = [
    "Season",
    "SeasonRow",
    "Year",
    "commodities_by_province",
    "national_rows",
    "read_season",
    "ripe_by_province",
    "ripe_now",
]


@dataclass(frozen=True)
class Season:
    """The calendar of one place: its rows, best first."""

    year: Year
    place: Place
    geography: Geography
    rows: list[SeasonRow]

    @cached_property
    def ripe_by_province(self) -> dict[int, int]:
        """How many commodities have supply in the dekad in each of the 63, by their id."""
        found: Counter[int] = Counter()
        for row in self.rows:
            found.update(row.present.supply_by_province.keys())
        return dict(found)

    @cached_property
    def ripe_in(self) -> set[int]:
        """The ids of the 63 where anything has supply in the dekad."""
        return set().union(*(row.present.supply_by_province for row in self.rows))

    @cached_property
    def ripe(self) -> list[SeasonRow]:
        return [row for row in self.rows if row.is_ripe]

    @cached_property
    def soon(self) -> list[SeasonRow]:
        return [row for row in self.rows if row.is_soon]

    @cached_property
    def later(self) -> list[SeasonRow]:
        return [row for row in self.rows if not row.is_ripe and not row.is_soon]


def read_season(
    today: dt.date | None = None,
    *,
    year: Year | None = None,
    geography: Geography | None = None,
    place: Place | None = None,
    chosen: Collection[int] | None = None,
) -> Season:
    """The calendar of `year` (default: around `today`) at `place` (default: the country).

    One query; one more for the provinces and one for the limits of a glut where this process does not know them yet.
    Rows only for commodities (those with an id in `chosen`) with supply, demand or a reference season there.
    """
    year = year or Year.around(today or timezone.localdate())
    geography = geography or Geography.read()
    place = place or geography.country
    rows = read_rows(year, place, geography, read_limits(), chosen)
    rows.sort(key=lambda row: row.rank)
    return Season(year, place, geography, rows)


def national_rows(today: dt.date) -> list[SeasonRow]:
    return read_season(today).rows


def ripe_now(limit: int, today: dt.date | None = None) -> list[SeasonRow]:
    return read_season(today).ripe[:limit]


def commodities_by_province(dekad: Dekad) -> dict[int, set[int]]:
    """Province (63) id → ids of the commodities with supply there in the dekad; one query."""
    found: dict[int, set[int]] = defaultdict(set)
    for commodity_id, province_id in (
        CalendarCell.objects.in_dekad(dekad).with_supply().values_list("commodity_id", "province_id")
    ):
        found[province_id].add(commodity_id)
    return found


def ripe_by_province(dekad: Dekad) -> dict[int, int]:
    return {province_id: len(commodity_ids) for province_id, commodity_ids in commodities_by_province(dekad).items()}
