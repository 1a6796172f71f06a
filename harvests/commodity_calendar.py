"""One commodity's year: in the country, province by province, and beside its reference seasons."""

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from harvests.filters import SeasonQuery
from harvests.glut import Limits, read_limits
from harvests.models import CalendarCell, CountryCell
from harvests.present import Present
from harvests.reading import flags
from harvests.season_row import NOBODY, SeasonRow, Year
from portal1034.commodities.models import Commodity, ReferenceSeason

ROWS_KEPT = 2048


@dataclass(frozen=True, slots=True)
class CommoditySeason:
    """`total` is the year at the place asked for; `places` are the provinces (of 63 or 34) there, the fullest first."""

    total: SeasonRow
    places: list[tuple[str, SeasonRow]]
    references: list[ReferenceSeason]


def read_commodity(commodity: Commodity, query: SeasonQuery) -> CommoditySeason:
    """Three queries: cells by province, cells of the country, reference seasons."""
    year, place, geography = query.year, query.place, query.geography
    supply: dict = defaultdict(lambda: defaultdict(int))
    demand: dict = defaultdict(lambda: defaultdict(int))
    cells = CalendarCell.objects.between(year.first, year.last).filter(commodity=commodity)
    wanted_there = 0
    for province_id, ordinal, supply_kg, demand_kg in cells.values_list(
        "province_id", "dekad", "supply_kg", "demand_kg"
    ):
        wanted_there += demand_kg if ordinal == year.now.ordinal else 0
        if place.holds(province_id):
            slug = geography.unit_of(geography.by_id[province_id]).slug
            supply[slug][ordinal] += supply_kg
            demand[slug][ordinal] += demand_kg
    references = [
        season
        for season in ReferenceSeason.objects.filter(commodity=commodity).select_related("province__successor")
        if place.holds(season.province_id)
    ]
    usual = defaultdict(list)
    for season in references:
        usual[geography.unit_of(season.province).slug].append(set(season.indices))
    names = {unit.slug: unit.name for unit in geography.units}
    every_season = [indices for seasons in usual.values() for indices in seasons]
    country = CountryCell.objects.between(year.first, year.last).filter(commodity=commodity)
    in_all = {dekad: (kg, wanted) for dekad, kg, wanted in country.values_list("dekad", "supply_kg", "demand_kg")}
    if place.is_country:
        figures = {dekad: kg for dekad, (kg, _) in in_all.items()}, {dekad: kg for dekad, (_, kg) in in_all.items()}
    else:
        figures = _add(supply.values()), _add(demand.values())
    anywhere = in_all.get(year.now.ordinal, (0, 0))[1] - wanted_there
    crop = (commodity.name, commodity.slug, year, read_limits().of(commodity.slug), anywhere)
    total = _row(*crop, not place.is_country, place.name, *_told(year, *figures, every_season))
    places = [
        (slug, _row(*crop, True, names[slug], *_told(year, supply[slug], demand[slug], usual[slug])))
        for slug in dict.fromkeys((*supply, *usual))
    ]
    places = [(slug, row) for slug, row in places if any(row.supply_kg) or any(row.demand_kg) or any(row.reference)]
    places.sort(key=lambda named: (*named[1].rank[:2], -named[1].total_kg, named[0]))
    return CommoditySeason(total, places, references)


def _add(figures) -> dict[int, int]:
    total: dict[int, int] = defaultdict(int)
    for by_ordinal in figures:
        for ordinal, kg in by_ordinal.items():
            total[ordinal] += kg
    return total


def _told(year: Year, supply: dict, demand: dict, usual: list[set[int]]) -> tuple:
    """Supply, demand and reference season by index."""
    return (*(year.by_index(kg) if kg else NOBODY for kg in (supply, demand)), flags(usual))


@lru_cache(maxsize=ROWS_KEPT)
def _row(
    name: str,
    slug: str,
    year: Year,
    limits: Limits,
    wanted_anywhere_kg: int,
    is_of_a_part: bool,
    place: str,
    supply_kg: tuple[int, ...],
    demand_kg: tuple[int, ...],
    reference: tuple[bool, ...],
) -> SeasonRow:
    """The row of these figures, the very same one for the same figures: so it is drawn once (`SeasonRow.drawn`)."""
    return SeasonRow(
        name=name,
        slug=slug,
        supply_kg=supply_kg,
        demand_kg=demand_kg,
        reference=reference,
        places=(place,),
        year=year,
        present=Present(wanted_anywhere_kg=wanted_anywhere_kg),
        is_of_a_part=is_of_a_part,
        limits=limits,
    )
