"""One commodity's year: in the country, province by province, and beside its reference seasons."""

from collections import defaultdict
from dataclasses import dataclass, replace

from harvests.filters import SeasonQuery
from harvests.glut import read_limits
from harvests.models import CalendarCell, CountryCell
from harvests.present import Present
from harvests.reading import flags
from harvests.season_row import NOBODY, SeasonRow, Year
from portal1034.commodities.models import Commodity, ReferenceSeason


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
    places = [
        (slug, _row(commodity, year, names[slug], supply[slug], demand[slug], usual[slug]))
        for slug in dict.fromkeys((*supply, *usual))
    ]
    places = [(slug, row) for slug, row in places if any(row.supply_kg) or any(row.demand_kg) or any(row.reference)]
    places.sort(key=lambda named: (*named[1].rank[:2], -named[1].total_kg, named[0]))
    every_season = [indices for seasons in usual.values() for indices in seasons]
    country = CountryCell.objects.between(year.first, year.last).filter(commodity=commodity)
    in_all = {dekad: (kg, wanted) for dekad, kg, wanted in country.values_list("dekad", "supply_kg", "demand_kg")}
    if place.is_country:
        figures = {dekad: kg for dekad, (kg, _) in in_all.items()}, {dekad: kg for dekad, (_, kg) in in_all.items()}
    else:
        figures = _add(supply.values()), _add(demand.values())
    anywhere = Present(wanted_anywhere_kg=in_all.get(year.now.ordinal, (0, 0))[1] - wanted_there)
    total = _row(commodity, year, place.name, *figures, every_season)
    return CommoditySeason(
        replace(total, is_of_a_part=not place.is_country, present=anywhere),
        [(slug, replace(row, is_of_a_part=True, present=anywhere)) for slug, row in places],
        references,
    )


def _add(figures) -> dict[int, int]:
    total: dict[int, int] = defaultdict(int)
    for by_ordinal in figures:
        for ordinal, kg in by_ordinal.items():
            total[ordinal] += kg
    return total


def _row(commodity, year: Year, name: str, supply: dict, demand: dict, usual: list[set[int]]) -> SeasonRow:
    return SeasonRow(
        name=commodity.name,
        slug=commodity.slug,
        supply_kg=year.by_index(supply) if supply else NOBODY,
        demand_kg=year.by_index(demand) if demand else NOBODY,
        reference=flags(usual),
        places=(name,),
        year=year,
        limits=read_limits().of(commodity.slug),
    )
