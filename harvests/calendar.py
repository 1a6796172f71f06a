"""What the calendar says, as frozen rows for pages: read from cells, never from harvests.

All weights are whole kg. A year is 36 dekads by index, đầu tháng 1 first; those more than two months past stand for
the coming year (see `Year`). For other pages:

    read_season(today) -> Season          the country in 4 queries at any size: .rows, .ripe_by_province, .geography
    national_rows(today) -> list[SeasonRow]    its rows: ripe now first, then by when they begin
    ripe_now(limit, today) -> list[SeasonRow]  only what has supply in today's dekad
    ripe_by_province(dekad) -> dict[int, int]  province (63) id → commodities with supply there; 1 query
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Concat
from django.urls import get_script_prefix, reverse
from django.utils import timezone

from harvests.glut import STANDARD, Limits, read_limits
from harvests.models import CalendarCell, CountryCell
from harvests.places import Geography, Place
from harvests.present import Present, read_present
from portal1034.commodities.dekads import DEKADS_A_YEAR, Dekad, season_indices
from portal1034.commodities.enums import NoticeKind
from portal1034.commodities.models import Commodity, SeasonNotice

DEKADS_BEHIND = 6
SOON_DEKADS = 3
NOBODY = (0,) * DEKADS_A_YEAR


def commodity_url(slug: str) -> str:
    return _commodity_url(get_script_prefix(), slug)


# The prefix says the language; the calendar asks for the same hundred addresses on every page.
@lru_cache(maxsize=1024)
def _commodity_url(_prefix: str, slug: str) -> str:
    return reverse("harvests:commodity", args=[slug])


@dataclass(frozen=True, slots=True)
class Year:
    """The 36 dekads in view: two months back from `today`, ten ahead, so that New Year is never an edge.

    `now` is the dekad looked at, one of the 36: today's, or another that the reader chose.
    """

    today: Dekad
    now: Dekad

    @classmethod
    def around(cls, day: dt.date, index: int | None = None) -> "Year":
        """The year in view on a day, looked at in its dekad, or in the dekad that has the index 1..36."""
        today = Dekad.of(day)
        year = cls(today, today)
        return year if index is None else cls(today, year.dekad(index))

    @property
    def first(self) -> Dekad:
        return self.today - DEKADS_BEHIND

    @property
    def last(self) -> Dekad:
        return self.first.next(DEKADS_A_YEAR - 1)

    def dekad(self, index: int) -> Dekad:
        """The dekad in view that has this index 1..36."""
        return self.first.next((index - self.first.index) % DEKADS_A_YEAR)

    def by_index(self, kg_by_ordinal: Mapping[int, int]) -> tuple[int, ...]:
        """36 figures, đầu tháng 1 first, from figures by ordinal; ordinals out of view are left out."""
        figures = [0] * DEKADS_A_YEAR
        first = self.today.ordinal - DEKADS_BEHIND
        for ordinal, kg in kg_by_ordinal.items():
            if first <= ordinal < first + DEKADS_A_YEAR:
                figures[ordinal % DEKADS_A_YEAR] = kg
        return tuple(figures)


@dataclass(frozen=True)
class SeasonRow:
    """One commodity's year at one place. Sequences hold 36 values by index, đầu tháng 1 first.

    `present` is about the dekad looked at, `usual_in` holds the ids of the provinces whose reference season it is in,
    `notice` is the title of an official notice in force, or "", `notice_kind` its kind.
    """

    name: str
    slug: str
    supply_kg: tuple[int, ...]
    demand_kg: tuple[int, ...]
    reference: tuple[bool, ...]
    places: tuple[str, ...]
    year: Year
    present: Present = field(default_factory=Present)
    usual_in: frozenset[int] = frozenset()
    notice: str = ""
    notice_kind: str = ""
    is_of_a_part: bool = False
    limits: Limits = STANDARD

    @property
    def url(self) -> str:
        return commodity_url(self.slug)

    @property
    def supply_now(self) -> int:
        return self.supply_kg[self.year.now.index - 1]

    @property
    def demand_now(self) -> int:
        return self.demand_kg[self.year.now.index - 1]

    @property
    def wanted_now(self) -> int:
        """What is wanted of it in the dekad, from this place or from anywhere, in kg."""
        return self.demand_now + (self.present.wanted_anywhere_kg if self.is_of_a_part else 0)

    @property
    def usual_declared(self) -> int:
        """In how many of the provinces where it is usually ripe in the dekad somebody has declared it."""
        return len(self.usual_in & self.present.supply_by_province.keys())

    @property
    def total_kg(self) -> int:
        """Supply from now on, within the dekads in view: what can still be bought."""
        return sum(self._ahead)

    @property
    def is_ripe(self) -> bool:
        return self.supply_now > 0

    @property
    def is_usual(self) -> bool:
        """Whether the reference season says that it is ripe now, declared or not."""
        return self.reference[self.year.now.index - 1]

    @property
    def until(self) -> Dekad | None:
        """The last dekad of the supply that is running now."""
        if not self.is_ripe:
            return None
        steps = next((step for step, kg in enumerate(self._ahead) if not kg), len(self._ahead))
        return self.year.now.next(steps - 1)

    @property
    def begins(self) -> Dekad | None:
        """The first dekad after now with supply, or else with a reference season."""
        found = self._first(self._ahead) or self._first(self._usual_ahead)
        return self.year.now.next(found) if found else None

    @property
    def is_soon(self) -> bool:
        """Whether it is not ripe now, but within the next 30 days."""
        return not self.is_ripe and self.begins is not None and self.begins - self.year.now <= SOON_DEKADS

    @cached_property
    def glut(self) -> frozenset[int]:
        """Indices of the dekads, now or to come, whose supply outruns their demand."""
        if not any(self.demand_kg):
            return frozenset()
        now, is_glut = self.year.now.index - 1, self.limits.is_glut
        ahead = [(now + step) % DEKADS_A_YEAR for step in range(len(self._ahead))]
        return frozenset(place + 1 for place in ahead if is_glut(self.supply_kg[place], self.demand_kg[place]))

    @property
    def is_glut(self) -> bool:
        """Whether a glut is here or within the commodity's lead time."""
        return any(self.year.now.next(step).index in self.glut for step in range(self.limits.glut_lead + 1))

    @property
    def rank(self) -> tuple:
        """Ripe now first, the fullest first; then what is usually ripe now; then by when it begins."""
        if self.is_ripe:
            return (0, -self.supply_now, self.slug)
        if self.is_usual:
            return (1, 0, self.slug)
        return (2, self.begins - self.year.now if self.begins else DEKADS_A_YEAR, self.slug)

    @cached_property
    def _ahead(self) -> tuple[int, ...]:
        now = self.year.now.index - 1
        return tuple(self.supply_kg[(now + step) % DEKADS_A_YEAR] for step in range(self.year.last - self.year.now + 1))

    @property
    def _usual_ahead(self) -> tuple[bool, ...]:
        now = self.year.now.index - 1
        return tuple(self.reference[(now + step) % DEKADS_A_YEAR] for step in range(DEKADS_A_YEAR))

    @staticmethod
    def _first(values: tuple) -> int | None:
        return next((step for step, value in enumerate(values) if step and value), None)


@dataclass(frozen=True, slots=True)
class Season:
    """The calendar of one place: its rows, best first, and the slugs of what is ripe in each of the 63, by their id."""

    year: Year
    place: Place
    geography: Geography
    rows: list[SeasonRow]
    ripe_in: dict[int, set[str]]

    @property
    def ripe_by_province(self) -> dict[int, int]:
        return {province_id: len(slugs) for province_id, slugs in self.ripe_in.items()}

    @property
    def ripe(self) -> list[SeasonRow]:
        return [row for row in self.rows if row.is_ripe]

    @property
    def soon(self) -> list[SeasonRow]:
        return [row for row in self.rows if row.is_soon]

    @property
    def later(self) -> list[SeasonRow]:
        return [row for row in self.rows if not row.is_ripe and not row.is_soon]


def read_season(
    today: dt.date | None = None,
    *,
    year: Year | None = None,
    geography: Geography | None = None,
    place: Place | None = None,
    commodities: QuerySet[Commodity] | None = None,
) -> Season:
    """The calendar of `year` (default: around `today`) at `place` (default: the country).

    Four queries, three where `geography` is given, and one more for the limits of a glut when they were just edited;
    rows only for commodities with supply, demand or a reference season there.
    """
    year = year or Year.around(today or timezone.localdate())
    geography = geography or Geography.read()
    place = place or geography.country
    names, reference = _seasons(commodities if commodities is not None else Commodity.objects.active(), place, year)
    supply, demand = _figures(year, place)
    present, limits = read_present(year.now, place), read_limits()
    rows = []
    for pk, (name, slug, told) in names.items():
        notice_kind, _space, notice = (told or "").partition(" ")
        usual = reference.get(pk, {})
        if pk not in supply and pk not in demand and not usual:
            continue
        now = present.get(pk) or Present()
        here = now.province_ids or list(usual)
        rows.append(
            SeasonRow(
                name=name,
                slug=slug,
                supply_kg=year.by_index(supply[pk]) if pk in supply else NOBODY,
                demand_kg=year.by_index(demand[pk]) if pk in demand else NOBODY,
                reference=flags(usual.values()),
                places=geography.names(here),
                year=year,
                present=now,
                usual_in=frozenset(pk for pk, indices in usual.items() if year.now.index in indices),
                notice=notice,
                notice_kind=notice_kind,
                is_of_a_part=not place.is_country,
                limits=limits.of(slug),
            )
        )
    rows.sort(key=lambda row: row.rank)
    ripe_in: dict[int, set[str]] = defaultdict(set)
    for row in rows:
        for province_id in row.present.supply_by_province:
            ripe_in[province_id].add(row.slug)
    return Season(year, place, geography, rows, dict(ripe_in))


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


def _seasons(commodities: QuerySet[Commodity], place: Place, year: Year) -> tuple[dict, dict]:
    """Names, slugs and notices by commodity id, and their reference seasons' indices by province id; one query."""
    names: dict[int, tuple[str, str, str]] = {}
    reference: dict[int, dict[int, set[int]]] = defaultdict(dict)
    fields = ("pk", "name", "slug", *(f"reference_seasons__{name}" for name in ("province_id", "start", "end")))
    rows = commodities.order_by("slug").annotate(notice_now=_notice(place, year)).values_list(*fields, "notice_now")
    for pk, name, slug, province_id, start, end, notice in rows:
        names[pk] = (name, slug, notice)
        if province_id and place.holds(province_id):
            reference[pk].setdefault(province_id, set()).update(season_indices(start, end))
    return names, reference


def _notice(place: Place, year: Year) -> Subquery:
    """Kind and title ("peak Vải vào lúc rộ") of the latest notice in force in the dekad, for the place or everywhere.

    A warning of fakes comes before the others.
    """
    notices = SeasonNotice.objects.published().filter(
        commodity=OuterRef("pk"), starts_on__lte=year.now.end, ends_on__gte=year.now.start
    )
    if not place.is_country:
        notices = notices.filter(Q(province__in=place.province_ids) | Q(province=None))
    fakes_first = Case(When(kind=NoticeKind.COUNTERFEIT, then=0), default=1)
    told = Concat("kind", Value(" "), "title")
    return Subquery(notices.order_by(fakes_first, "-published_at", "-pk").annotate(told=told).values("told")[:1])


def _figures(year: Year, place: Place) -> tuple[dict, dict]:
    """Supply and demand by commodity id and ordinal, of the country's own roll-up or summed over a place's cells."""
    supply: dict[int, dict[int, int]] = defaultdict(dict)
    demand: dict[int, dict[int, int]] = defaultdict(dict)
    if place.is_country:
        cells = CountryCell.objects.between(year.first, year.last)
        figures = cells.values_list("commodity_id", "dekad", "supply_kg", "demand_kg")
    else:
        cells = CalendarCell.objects.between(year.first, year.last).filter(province__in=place.province_ids)
        figures = cells.values_list("commodity_id", "dekad").annotate(Sum("supply_kg"), Sum("demand_kg")).order_by()
    for commodity_id, ordinal, supply_kg, demand_kg in figures:
        if supply_kg:
            supply[commodity_id][ordinal] = supply_kg
        if demand_kg:
            demand[commodity_id][ordinal] = demand_kg
    return supply, demand


def flags(seasons: Iterable[set[int]]) -> tuple[bool, ...]:
    """36 flags from sets of indices: whether any of the seasons holds the dekad."""
    indices = set().union(*seasons)
    return tuple(index in indices for index in range(1, DEKADS_A_YEAR + 1))
