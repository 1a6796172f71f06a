"""The calendar as open data: a day's snapshot of its cells, from which nobody can be told apart.

Of households, any number that is published, and any difference of numbers that are, is of none or of three at least.
The country, the 34 and the 63 are a tree, so all that subtraction can reach are the places published and what each
leaves over once those within it are taken away: `told()` sees to it that no leftover is of one or two households.

What is wanted is published as it is: buy requests are advertisements, each of them public with who posted it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone

from harvests.enums import ACTIVE_HARVEST
from harvests.models import CalendarCell, CountryCell, OpenCell
from portal1034.commodities.dekads import DEKADS_A_YEAR, Dekad
from portal1034.core.pagecache import bump
from portal1034.regions.models import Province

LEAST_HOUSEHOLDS = 3
DEKADS_BEHIND, DEKADS_AHEAD = DEKADS_A_YEAR, DEKADS_A_YEAR
_LOCK = 10_34_00_10
_HOUSEHOLDS = """
    SELECT commodity_id, province_id, dekad, count(DISTINCT household_id)
    FROM harvests_harvest, generate_series(
        greatest(portal_dekad(starts_on), %(first)s), least(portal_dekad(ends_on), %(last)s)
    ) AS dekad
    WHERE status = ANY(%(active)s)
    GROUP BY commodity_id, province_id, dekad
"""
_COLUMNS = "commodity_id, dekad, province_id, merged_id, supply_kg, households, demand_kg, computed_at"


@dataclass(slots=True)
class Sums:
    supply_kg: int = 0
    demand_kg: int = 0
    households: int = 0

    def add(self, other: "Sums") -> None:
        self.supply_kg += other.supply_kg
        self.demand_kg += other.demand_kg
        self.households += other.households


def told(households: Mapping[int, int], parents: Mapping[int, int]) -> tuple[bool, set[int], set[int]]:
    """What may be published of households by province: (the country, which of the 34, which of the 63).

    `households` counts them by province of the 63, `parents` leads from a province to what it became. A place without
    any may always be published; it is named here too.
    """
    within: dict[int, dict[int, int]] = defaultdict(dict)
    for province, count in households.items():
        within[parents[province]][province] = count
    whole = {merged: sum(counts.values()) for merged, counts in within.items()}
    merged_told = _held_back(whole, sum(whole.values()))
    provinces_told: set[int] = set()
    for merged, counts in within.items():
        if merged in merged_told:
            provinces_told |= _held_back(counts, whole[merged])
    return not 0 < sum(whole.values()) < LEAST_HOUSEHOLDS, merged_told, provinces_told


def _held_back(counts: Mapping[int, int], total: int) -> set[int]:
    """The places with none, or with enough; less the smallest where the rest would be one or two households."""
    shown = {place for place, count in counts.items() if count == 0 or count >= LEAST_HOUSEHOLDS}
    if 0 < total - sum(counts[place] for place in shown) < LEAST_HOUSEHOLDS:
        full = [place for place in shown if counts[place]]
        if full:
            shown.remove(min(full, key=lambda place: (counts[place], place)))
    return shown


@transaction.atomic
def snapshot_cells(*, today=None) -> int:
    """Replace the open calendar with what stands now, a year back and a year ahead; return how many rows it has."""
    now = timezone.now()
    middle = Dekad.of(today or timezone.localdate())
    first, last = middle.next(-DEKADS_BEHIND), middle.next(DEKADS_AHEAD)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    OpenCell.objects.all().delete()
    rows = list(_rows(first, last))  # read whole before: a connection that copies answers nothing else
    with connection.cursor() as cursor, cursor.copy(f"COPY harvests_opencell ({_COLUMNS}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row((*row, now))
    bump("open-data")
    return len(rows)


def _rows(first: Dekad, last: Dekad) -> Iterator[tuple]:
    """(commodity, dekad, province, merged, supply, households, demand), the country of each dekad first."""
    parents = dict(Province.objects.values_list("pk", "successor"))
    cells = _cells(first, last)
    country = CountryCell.objects.between(first, last).values_list("commodity_id", "dekad", "demand_kg")
    for commodity, dekad, wanted in country.order_by("commodity_id", "dekad"):
        provinces = cells.get((commodity, dekad), {})
        whole, merged = Sums(), defaultdict(Sums)
        for province, sums in provinces.items():
            whole.add(sums)
            merged[parents[province]].add(sums)
        whole.demand_kg = wanted  # also what is wanted from anywhere
        if not (whole.supply_kg or whole.households or wanted):
            continue
        is_told, merged_told, provinces_told = told({pk: s.households for pk, s in provinces.items()}, parents)
        yield (commodity, dekad, None, None, *_figures(whole, is_told))
        yield from ((commodity, dekad, None, pk, *_figures(s, pk in merged_told)) for pk, s in _not_empty(merged))
        yield from ((commodity, dekad, pk, None, *_figures(s, pk in provinces_told)) for pk, s in _not_empty(provinces))


def _not_empty(places: Mapping[int, Sums]) -> Iterable[tuple[int, Sums]]:
    return ((pk, s) for pk, s in sorted(places.items()) if s.supply_kg or s.demand_kg or s.households)


def _figures(sums: Sums, is_told: bool) -> tuple[int | None, int | None, int]:
    return (sums.supply_kg, sums.households, sums.demand_kg) if is_told else (None, None, sums.demand_kg)


def _cells(first: Dekad, last: Dekad) -> dict[tuple[int, int], dict[int, Sums]]:
    found: dict[tuple[int, int], dict[int, Sums]] = defaultdict(lambda: defaultdict(Sums))
    cells = CalendarCell.objects.between(first, last)
    for commodity, dekad, province, supply, demand in cells.values_list(
        "commodity_id", "dekad", "province_id", "supply_kg", "demand_kg"
    ):
        found[commodity, dekad][province] = Sums(supply, demand)
    with connection.cursor() as cursor:
        cursor.execute(_HOUSEHOLDS, {"first": first.ordinal, "last": last.ordinal, "active": list(ACTIVE_HARVEST)})
        for commodity, province, dekad, count in cursor.fetchall():
            found[commodity, dekad][province].households = count
    return found
