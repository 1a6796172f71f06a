"""What the price board says, read from its snapshots and nothing else."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from harvests.drawing import PricePoint, draw_price_chart, range_words
from harvests.enums import PriceSource
from harvests.models import PriceCell
from portal1034.commodities.models import Commodity
from portal1034.core.formatting import number, vnd
from portal1034.regions.models import Province

WEEKS_SHOWN = 26


@dataclass(frozen=True, slots=True)
class Told:
    """One price in words: "25.000 đ/kg", "20.000 – 30.000 đ", "23 hộ"."""

    source: str
    name: str
    price: str
    range: str
    parties: str


@dataclass(frozen=True, slots=True)
class PriceRow:
    """A commodity, or a place, with what each source says of the week."""

    name: str
    slug: str
    told: list[Told]


def week_of(day: dt.date) -> dt.date:
    """The Monday of the ISO week that holds the day."""
    return day - dt.timedelta(days=day.weekday())


def weeks_until(day: dt.date, count: int) -> list[dt.date]:
    """The Mondays of the last `count` weeks, the running one last."""
    monday = week_of(day)
    return [monday - dt.timedelta(weeks=back) for back in reversed(range(count))]


def whose(source: str) -> str:
    return _("bên mua") if source == PriceSource.REQUEST else _("hộ")


def told_of(cell: PriceCell) -> Told:
    return Told(
        cell.source,
        str(PriceSource(cell.source).label),
        f"{vnd(cell.median_vnd)}/kg",
        range_words(point_of(cell)),
        f"{number(cell.parties)} {whose(cell.source)}",
    )


def point_of(cell: PriceCell) -> PricePoint:
    return PricePoint(cell.week, cell.median_vnd, cell.low_vnd, cell.high_vnd, cell.parties)


def read_board(week: dt.date, province: Province | None = None) -> list[PriceRow]:
    """Every commodity that has a price in the week, by name; one query."""
    cells = PriceCell.objects.of_week(week).filter(province=province, commodity__is_active=True)
    return _rows(cells.select_related("commodity").order_by("commodity__name"), "commodity")


def read_places(commodity: Commodity, week: dt.date) -> list[PriceRow]:
    """The provinces where the commodity has a price in the week, by name; one query."""
    cells = PriceCell.objects.of_commodity(commodity).of_week(week).exclude(province=None)
    return _rows(cells.select_related("province").order_by("province__slug"), "province")


def _rows(cells: QuerySet[PriceCell], about: str) -> list[PriceRow]:
    order = {source: place for place, source in enumerate(PriceSource.values)}
    found: dict[tuple[str, str], list[PriceCell]] = defaultdict(list)
    for cell in cells:
        one = getattr(cell, about)
        found[getattr(one, "short_name", None) or one.name, one.slug].append(cell)
    return [
        PriceRow(name, slug, [told_of(cell) for cell in sorted(told, key=lambda cell: order[cell.source])])
        for (name, slug), told in found.items()
    ]


def read_charts(
    commodity: Commodity, province: Province | None = None, *, sources: tuple[str, ...] = tuple(PriceSource.values)
) -> tuple[list[SafeString], list[Told]]:
    """A chart of each source that has told a price in half a year, on one scale, and the running week in words.

    One query.
    """
    weeks = weeks_until(timezone.localdate(), WEEKS_SHOWN)
    cells = PriceCell.objects.of_commodity(commodity).filter(province=province, source__in=sources)
    by_source: dict[str, list[PriceCell]] = defaultdict(list)
    for cell in cells.since(weeks[0]).order_by("week"):
        by_source[cell.source].append(cell)
    top = max((cell.high_vnd or cell.median_vnd for told in by_source.values() for cell in told), default=0)
    told = [source for source in sources if source in by_source]
    charts = [
        draw_price_chart(
            [point_of(cell) for cell in by_source[source]],
            weeks,
            title=str(PriceSource(source).label),
            whose=whose(source).capitalize(),
            top=top,
        )
        for source in told
    ]
    last = [by_source[source][-1] for source in told]
    return charts, [told_of(cell) for cell in last if cell.week == weeks[-1]]
