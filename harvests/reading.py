"""The season's figures from the database, in one statement: a commodity is one line of short texts.

    read_rows(year, place, geography, limits) -> list[SeasonRow]

A line that says what it said last time stands for the row it stood for then: `SeasonRow` is a pure function of the
line, so rows, what they work out and what is drawn of them are kept by value. Nothing can go stale, since the database
is asked each time; only what has changed is read and drawn anew.
"""

from collections.abc import Callable, Collection, Iterable
from functools import lru_cache

from django.db import connection
from django.utils import timezone

from harvests.glut import AllLimits, Limits
from harvests.places import Geography, Place
from harvests.present import Present
from harvests.season_row import NOBODY, SeasonRow, Year
from portal1034.commodities.dekads import DEKADS_A_YEAR, season_indices
from portal1034.commodities.enums import NoticeKind
from portal1034.core.english import in_english

# Lines kept for each of the last places and dekads looked at.
VIEWS_KEPT, LINES_KEPT = 24, 256

_NOTICE = """
  (SELECT concat(n.kind, ' ', n.title) FROM commodities_seasonnotice n
    WHERE n.commodity_id = c.id AND n.published_at <= %(moment)s
      AND n.starts_on <= %(now_end)s AND n.ends_on >= %(now_start)s {notice_place}
    ORDER BY n.kind <> %(fakes)s, n.published_at DESC, n.id DESC LIMIT 1)"""

_COUNTRY = """
  SELECT commodity_id, array_agg(dekad)::text AS dekads, array_agg(supply_kg)::text AS supply,
         array_agg(demand_kg)::text AS demand
    FROM harvests_countrycell
   WHERE dekad BETWEEN %(first)s AND %(last)s GROUP BY commodity_id"""

_PLACE = """
  SELECT commodity_id, array_agg(dekad)::text AS dekads, array_agg(supply)::text AS supply,
         array_agg(demand)::text AS demand
    FROM (SELECT commodity_id, dekad, sum(supply_kg) AS supply, sum(demand_kg) AS demand FROM harvests_calendarcell
           WHERE dekad BETWEEN %(first)s AND %(last)s AND province_id = ANY(%(place)s)
           GROUP BY commodity_id, dekad) AS summed
   GROUP BY commodity_id"""

# Where there is supply; how many stand behind it; and what is wanted from any province by name.
_PRESENT = """
  SELECT commodity_id,
         array_agg(province_id) FILTER (WHERE supply_kg > 0 {here})::text AS here,
         array_agg(supply_kg) FILTER (WHERE supply_kg > 0 {here})::text AS here_kg,
         sum(harvest_count) FILTER (WHERE true {here})::bigint AS harvests,
         sum(request_count) FILTER (WHERE true {here})::bigint AS requests,
         sum(demand_kg)::bigint AS named_kg, sum(request_count)::bigint AS named
    FROM harvests_calendarcell WHERE dekad = %(now)s GROUP BY commodity_id"""

_ROWS = """
SELECT c.slug, {name}, {notice}, s.provinces, s.starts, s.ends, f.dekads, f.supply, f.demand,
       p.here, p.here_kg, p.harvests, p.requests,
       coalesce(k.demand_kg, 0) - coalesce(p.named_kg, 0), coalesce(k.request_count, 0) - coalesce(p.named, 0)
  FROM commodities_commodity c
  LEFT JOIN (SELECT commodity_id, array_agg(province_id)::text AS provinces, array_agg(start)::text AS starts,
                    array_agg("end")::text AS ends
               FROM commodities_referenceseason GROUP BY commodity_id) s ON s.commodity_id = c.id
  LEFT JOIN ({figures}) f ON f.commodity_id = c.id
  LEFT JOIN ({present}) p ON p.commodity_id = c.id
  LEFT JOIN harvests_countrycell k ON k.commodity_id = c.id AND k.dekad = %(now)s
 WHERE c.is_active {chosen}"""


@lru_cache(maxsize=8)
def _statement(is_country: bool, is_chosen: bool, is_english: bool) -> str:
    return _ROWS.format(
        name="coalesce(nullif(c.name_en, ''), c.name)" if is_english else "c.name",
        notice=_NOTICE.format(
            notice_place="" if is_country else "AND (n.province_id = ANY(%(place)s) OR n.province_id IS NULL)"
        ),
        figures=_COUNTRY if is_country else _PLACE,
        present=_PRESENT.format(here="" if is_country else "AND province_id = ANY(%(place)s)"),
        chosen="AND c.id = ANY(%(chosen)s)" if is_chosen else "",
    )


def read_rows(
    year: Year, place: Place, geography: Geography, limits: AllLimits, chosen: Collection[int] | None = None
) -> list[SeasonRow]:
    """Rows of active commodities (of those with an id in `chosen`) with anything to tell there; one query."""
    asked = {
        "first": year.first.ordinal,
        "last": year.last.ordinal,
        "now": year.now.ordinal,
        "now_start": year.now.start,
        "now_end": year.now.end,
        "moment": timezone.now(),
        "fakes": NoticeKind.COUNTERFEIT,
        "place": sorted(place.province_ids or ()),
        "chosen": None if chosen is None else list(chosen),
    }
    with connection.cursor() as cursor:
        cursor.execute(_statement(place.is_country, chosen is not None, in_english()), asked)
        lines = cursor.fetchall()
    build, limits_of = _builder(geography, place, year), limits.of
    rows = [build(line, limits_of(line[0])) for line in lines]
    return [row for row in rows if row is not None]


@lru_cache(maxsize=VIEWS_KEPT)
def _builder(geography: Geography, place: Place, year: Year) -> Callable[[tuple, Limits], SeasonRow | None]:
    """How a line becomes a row there and then, with its memory of lines."""

    @lru_cache(maxsize=LINES_KEPT)
    def build(line: tuple, limits: Limits) -> SeasonRow | None:
        return _build(line, limits, geography, place, year)

    return build


def _build(line: tuple, limits: Limits, geography: Geography, place: Place, year: Year) -> SeasonRow | None:
    slug, name, told, provinces, starts, ends, dekads, supply, demand, here, here_kg, *counts = line
    usual = _seasons(place, provinces, starts, ends)
    ordinals = numbers(dekads)
    supply_kg, demand_kg = (year.by_index(dict(zip(ordinals, numbers(kg), strict=True))) for kg in (supply, demand))
    if not usual and supply_kg == demand_kg == NOBODY:
        return None
    harvests, requests, wanted_anywhere_kg, requests_anywhere = counts
    fullest_first = sorted(zip(numbers(here), numbers(here_kg), strict=True), key=lambda one: (-one[1], one[0]))
    supply_by_province = dict(fullest_first)
    notice_kind, _space, notice = (told or "").partition(" ")
    return SeasonRow(
        name=name,
        slug=slug,
        supply_kg=supply_kg,
        demand_kg=demand_kg,
        reference=flags(usual.values()),
        places=geography.names(supply_by_province or sorted(usual)),
        year=year,
        present=Present(supply_by_province, harvests or 0, requests or 0, wanted_anywhere_kg, requests_anywhere),
        usual_in=frozenset(pk for pk, indices in usual.items() if year.now.index in indices),
        notice=notice,
        notice_kind=notice_kind,
        is_of_a_part=not place.is_country,
        limits=limits,
    )


def _seasons(place: Place, provinces: str | None, starts: str | None, ends: str | None) -> dict[int, set[int]]:
    """The indices of the reference seasons at the place, by the id of the province."""
    found: dict[int, set[int]] = {}
    for province_id, start, end in zip(numbers(provinces), numbers(starts), numbers(ends), strict=True):
        if place.holds(province_id):
            found.setdefault(province_id, set()).update(season_indices(start, end))
    return found


def numbers(text: str | None) -> list[int]:
    """The whole numbers of an array as PostgreSQL writes it, "{1,2,3}"; none for NULL."""
    return [int(number) for number in text[1:-1].split(",")] if text and text != "{}" else []


def flags(seasons: Iterable[set[int]]) -> tuple[bool, ...]:
    """36 flags from sets of indices: whether any of the seasons holds the dekad."""
    indices = set().union(*seasons)
    return tuple(index in indices for index in range(1, DEKADS_A_YEAR + 1))
