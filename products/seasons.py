"""Whether a product is in season, until when, and when the next one begins: arithmetic in dekads, over New Year too."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from portal1034.commodities.dekads import DEKADS_A_YEAR, Dekad, season_indices
from portal1034.commodities.enums import SeasonKind
from portal1034.commodities.models import ReferenceSeason
from products.models import Product

SOON_DAYS = 30


class Phase(StrEnum):
    IN = "in"
    OFF = "off"  # ripe, in the lesser season (trái vụ)
    SOON = "soon"
    OVER = "over"
    ALL_YEAR = "all_year"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Window:
    """A yearly season in dekads 1..36, both in it; an end before the start runs over New Year."""

    start: int
    end: int
    is_main: bool = True


@dataclass(frozen=True)
class Season:
    """`ended_on`: the last day of the season before, when out of season; `ends_on`: of this one, when in it.

    `starts_on` is the first day of the next one. All are None where there is nothing to say.
    """

    phase: Phase
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    ended_on: dt.date | None = None

    @property
    def is_ripe(self) -> bool:
        return self.phase in (Phase.IN, Phase.OFF)

    @property
    def is_out(self) -> bool:
        return self.phase in (Phase.SOON, Phase.OVER)

    @property
    def starts(self) -> str:
        """ "đầu tháng 6", "" where no next season is known."""
        return Dekad.of(self.starts_on).label if self.starts_on else ""

    @property
    def ends(self) -> str:
        return Dekad.of(self.ends_on).label if self.ends_on else ""


UNKNOWN, ALL_YEAR = Season(Phase.UNKNOWN), Season(Phase.ALL_YEAR)


def season_on(day: dt.date, windows: Iterable[Window]) -> Season:
    """Return what `day` is among yearly `windows`; windows that touch are one season."""
    windows = list(windows)
    ripe = {index for window in windows for index in season_indices(window.start, window.end)}
    if not ripe:
        return UNKNOWN
    if len(ripe) == DEKADS_A_YEAR:
        return ALL_YEAR
    now = Dekad.of(day)
    if now.index not in ripe:
        start, before = _first(now, ripe, True), _last(now, ripe)
        phase = Phase.SOON if (start.start - day).days <= SOON_DAYS else Phase.OVER
        return Season(phase, starts_on=start.start, ended_on=before.end)
    after = _first(now, ripe, False)
    main = {index for window in windows if window.is_main for index in season_indices(window.start, window.end)}
    phase = Phase.IN if now.index in main else Phase.OFF
    return Season(phase, starts_on=_first(after, ripe, True).start, ends_on=after.next(-1).end)


def seasons_of(products: Iterable[Product], day: dt.date) -> dict[int, Season]:
    """Return the season of each product by primary key; one query, none where all sell all year or name their own."""
    products = list(products)
    asked = [p for p in products if not p.sells_all_year and p.sells_from is None]
    reference = reference_windows(asked)
    return {p.pk: season_of(p, day, reference) for p in products}


def season_of(product: Product, day: dt.date, reference: dict[tuple[int, int], list[Window]]) -> Season:
    """What the household said comes first: all year, or a season of its own; else the reference season counts."""
    if product.sells_all_year:
        return ALL_YEAR
    if product.sells_from is not None:
        return season_on(day, [Window(product.sells_from, product.sells_until)])
    return season_on(day, reference.get((product.commodity_id, product.province_id), ()))


def reference_windows(products: Iterable[Product] | None = None) -> dict[tuple[int, int], list[Window]]:
    """Return the reference seasons by (commodity, province), those of `products` or all of them; at most one query."""
    rows = ReferenceSeason.objects.order_by("pk")
    if products is not None:
        pairs = {(p.commodity_id, p.province_id) for p in products}
        if not pairs:
            return {}
        commodities, provinces = zip(*pairs, strict=True)
        rows = rows.for_commodities(set(commodities)).in_provinces(set(provinces))
    found = defaultdict(list)
    for row in rows:
        found[row.commodity_id, row.province_id].append(Window(row.start, row.end, row.kind == SeasonKind.MAIN))
    return dict(found)


def _first(now: Dekad, ripe: set[int], wanted: bool) -> Dekad:
    """The first dekad after `now` that is ripe, or is not."""
    return next(d for d in (now.next(n) for n in range(1, DEKADS_A_YEAR + 1)) if (d.index in ripe) == wanted)


def _last(now: Dekad, ripe: set[int]) -> Dekad:
    return next(d for d in (now.next(-n) for n in range(1, DEKADS_A_YEAR + 1)) if d.index in ripe)
