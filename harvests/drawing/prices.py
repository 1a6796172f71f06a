"""A price through half a year: a line of medians in a band of what most ask, and a table that says the same."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from harvests.drawing.chart import scale_top
from portal1034.core.formatting import NBSP, number, short_date, vnd, vnd_range

_PITCH = 20
_HEIGHT = 120
_DOT = "h0.01"  # with round caps: a week that stands alone is a dot


@dataclass(frozen=True, slots=True)
class PricePoint:
    """One week's price in đồng per kg; `low` and `high` are None where too few stand behind them."""

    week: dt.date
    median: int
    low: int | None
    high: int | None
    parties: int


def range_words(point: PricePoint) -> str:
    """ "20.000 – 30.000 đ", "" where no range is told; in English the price beside it names the currency."""
    if point.low is None:
        return ""
    return vnd_range(point.low, point.high).removeprefix(f"VND{NBSP}")


def draw_price_chart(
    points: Sequence[PricePoint], weeks: Sequence[dt.date], *, title: str, whose: str, top: int = 0
) -> SafeString:
    """A figure of one source. `weeks` are Mondays, the running one last; `points` are some of them, in order.

    `whose` heads the column of how many ("hộ"). `top` is the price the scale must reach, so that figures beside
    one another share it.
    """
    if not points:
        return mark_safe("")
    top = scale_top(max([top, *(point.high or point.median for point in points)]))
    place = {week: number for number, week in enumerate(weeks)}
    runs = _runs([point for point in points if point.week in place], place)
    width = len(weeks) * _PITCH
    marks = f'<path class="lines" d="M0 1h{width}M0 {_HEIGHT // 2}h{width}M0 {_HEIGHT}h{width}"/>'
    marks += "".join(_band(run, place, top) + _line(run, place, top) for run in runs)
    scale = "".join(f"<span>{number(price)}</span>" for price in (top, top // 2))
    first, last = (escape(short_date(week)) for week in (weeks[0], weeks[-1]))
    return mark_safe(  # noqa: S308 (every text in it is escaped here)
        f'<figure class="price-chart"><figcaption>{escape(title)}</figcaption><div class="price-plot">'
        f'<p class="price-scale" aria-hidden="true">{scale}<span>0</span></p>'
        f'<svg viewBox="0 0 {width} {_HEIGHT}" preserveAspectRatio="none" role="img" '
        f'aria-label="{escape(_summary(title, points))}">{marks}</svg>'
        f'<p class="price-weeks" aria-hidden="true"><span>{first}</span><span>{last}</span></p></div>'
        f"{_table(points, title, whose)}</figure>"
    )


def _summary(title: str, points: Sequence[PricePoint]) -> str:
    last = points[-1]
    said = gettext("%(title)s. Tuần từ %(day)s: giá giữa %(price)s một kg.") % {
        "title": title,
        "day": short_date(last.week),
        "price": vnd(last.median),
    }
    counted = ngettext("Có %(count)s tuần có giá.", "Có %(count)s tuần có giá.", len(points)) % {"count": len(points)}
    return f"{said} {counted}"


def _runs(points: Sequence[PricePoint], place: dict[dt.date, int]) -> list[list[PricePoint]]:
    """Points of weeks that follow each other: no line is drawn over weeks that tell nothing."""
    runs: list[list[PricePoint]] = []
    for point in points:
        if runs and place[point.week] == place[runs[-1][-1].week] + 1:
            runs[-1].append(point)
        else:
            runs.append([point])
    return runs


def _spot(point: PricePoint, price: int, place: dict[dt.date, int], top: int) -> str:
    return f"{place[point.week] * _PITCH + _PITCH // 2} {_HEIGHT - price * _HEIGHT // top}"


def _line(run: list[PricePoint], place: dict[dt.date, int], top: int) -> str:
    spots = [_spot(point, point.median, place, top) for point in run]
    dots = "".join(f"M{spot}{_DOT}" for spot in spots)
    return f'<path class="median" d="M{"L".join(spots)}"/><path class="dots" d="{dots}"/>'


def _band(run: list[PricePoint], place: dict[dt.date, int], top: int) -> str:
    told = [point for point in run if point.low is not None]
    if not told:
        return ""
    if len(told) == 1:
        low, high = (_spot(told[0], price, place, top) for price in (told[0].low, told[0].high))
        return f'<path class="span" d="M{low}L{high}"/>'
    upper = [_spot(point, point.high, place, top) for point in told]
    lower = [_spot(point, point.low, place, top) for point in reversed(told)]
    return f'<path class="band" d="M{"L".join(upper + lower)}z"/>'


def _table(points: Sequence[PricePoint], title: str, whose: str) -> str:
    heads = (gettext("Tuần từ"), gettext("Giá giữa"), gettext("Phần đông từ – đến"), whose)
    titles = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    rows = "".join(
        f'<tr><th scope="row">{escape(short_date(point.week))}</th><td>{vnd(point.median)}</td>'
        f"<td>{range_words(point) or '–'}</td><td>{number(point.parties)}</td></tr>"
        for point in reversed(points)
    )
    return (
        f"<details><summary>{escape(gettext('Xem bảng số liệu'))}</summary>"
        f'<table><caption class="vh">{escape(title)}</caption><thead><tr>{titles}</tr></thead>'
        f"<tbody>{rows}</tbody></table></details>"
    )
