"""Supply beside demand through one commodity's year: bars to look at, a table that says the same."""

from collections.abc import Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from harvests.drawing.figures import CellUrl, cell_urls, dekad_names, runs, season_sentence, weight_text
from portal1034.commodities.dekads import DEKADS_A_YEAR
from portal1034.core.formatting import month_brief

_PITCH = 20
_HEIGHT = 200
_CAP = 5
_WIDTH = DEKADS_A_YEAR * _PITCH


def draw_year_chart(
    supply: Sequence[int],
    demand: Sequence[int],
    *,
    title: str,
    today_index: int | None,
    reference: Sequence[bool | None] = (None,) * DEKADS_A_YEAR,
    glut: frozenset[int] = frozenset(),
    cell_url: CellUrl = None,
) -> SafeString:
    """A figure of 36 dekads, all weights in kg: wide green bars of supply, narrow blue bars of demand before them.

    `title` names the figure. The line over the bars is the reference season, terracotta caps mark the dekads in
    `glut` (indices 1..36), the gold line is today. The table twin below lists the dekads that have a figure, and links
    them by `cell_url` (an address with `{index}`, or a function): it is also the keyboard's way to a dekad.
    """
    top = scale_top(max([*supply, *demand], default=0))
    names = dekad_names()
    summary = escape(_summary(title, supply, reference, names))
    marks = (
        f"{_grid_lines()}{_usual(reference)}{_bars(supply, top, 16, 'supply')}{_bars(demand, top, 6, 'demand')}"
        f"{_caps(supply, glut, top)}{_today(today_index)}"
    )
    return mark_safe(  # noqa: S308 (every text in it is escaped here)
        f'<figure class="year-chart"><figcaption>{escape(title)}</figcaption><div class="year-plot">{_scale(top)}'
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" preserveAspectRatio="none" role="img" aria-label="{summary}">'
        f"{marks}</svg>{_months(today_index)}</div>{_key(reference, glut, today_index)}"
        f"{_table(supply, demand, glut, names, cell_urls(cell_url))}</figure>"
    )


def _scale(top: int) -> str:
    steps = "".join(f"<span>{weight_text(kg)}</span>" for kg in (top, top // 2))
    return f'<p class="year-scale" aria-hidden="true">{steps}<span>0</span></p>'


def scale_top(kg: int) -> int:
    """The least round weight not below `kg` (and at least 2 kg) whose half is round too: 1, 2, 4, 6, 8 × 10ⁿ."""
    power = 1
    while power * 10 < kg:
        power *= 10
    return next((power * lead for lead in (1, 2, 4, 6, 8) if power * lead >= max(kg, 2)), power * 10)


def _summary(title: str, supply: Sequence[int], reference: Sequence[bool | None], names: list[str]) -> str:
    """What an eye takes from the bars, in words."""
    peak = max(supply, default=0)
    if peak:
        said = gettext("Nhiều nhất %(dekad)s: %(weight)s.") % {
            "dekad": names[supply.index(peak)],
            "weight": weight_text(peak),
        }
    else:
        said = gettext("Chưa có sản lượng khai báo.")
    return f"{title}. {said} {season_sentence(reference, names)}".strip()


def _grid_lines() -> str:
    months = "".join(f"M{month * 3 * _PITCH} 0v{_HEIGHT}" for month in range(1, 12))
    return f'<path class="lines" d="M0 1h{_WIDTH}M0 {_HEIGHT // 2}h{_WIDTH}{months}"/>'


def _usual(reference: Sequence[bool | None]) -> str:
    spans = []
    for start, end in runs(reference):
        if start <= end:
            spans.append((start, end))
        else:
            spans += [(start, DEKADS_A_YEAR), (1, end)]
    if not spans:
        return ""
    drawn = "".join(f"M{(start - 1) * _PITCH} 4H{end * _PITCH}" for start, end in spans)
    return f'<path class="usual" d="{drawn}"/>'


def _bars(values: Sequence[int], top: int, width: int, name: str) -> str:
    inset = (_PITCH - width) // 2
    drawn = []
    for place, kg in enumerate(values):
        if kg > 0:
            height = max(kg * _HEIGHT // top, 1)
            drawn.append(f"M{place * _PITCH + inset} {_HEIGHT}v-{height}h{width}v{height}z")
    return f'<path class="{name}" d="{"".join(drawn)}"/>' if drawn else ""


def _caps(supply: Sequence[int], glut: frozenset[int], top: int) -> str:
    """A terracotta cap on the bars of a glut: unlike a corner it survives being stretched."""
    drawn = ""
    for index in sorted(glut):
        height = max(supply[index - 1] * _HEIGHT // top, _CAP)
        drawn += f"M{(index - 1) * _PITCH + 2} {_HEIGHT - height}h16v{_CAP}h-16z"
    return f'<path class="glut" d="{drawn}"/>' if drawn else ""


def _today(today_index: int | None) -> str:
    if not today_index:
        return ""
    return f'<path class="now" d="M{today_index * _PITCH - _PITCH // 2} 0v{_HEIGHT}"/>'


def _months(today_index: int | None) -> str:
    month_now = (today_index - 1) // 3 if today_index else None
    named = []
    for month in range(12):
        now = ' class="now"' if month == month_now else ""
        named.append(f"<span{now}>{escape(month_brief(month + 1))}</span>")
    return f'<p class="year-months" aria-hidden="true">{"".join(named)}</p>'


def _key(reference: Sequence[bool | None], glut: frozenset[int], today_index: int | None) -> str:
    """What the marks mean; only those that are drawn."""
    items = [("supply", gettext("Khai báo")), ("demand", gettext("Cần mua"))]
    if any(reference):
        items.append(("usual", gettext("Vụ thường lệ")))
    if glut:
        items.append(("glut", gettext("Nguy cơ ùn ứ")))
    if today_index:
        items.append(("now", gettext("Hôm nay")))
    listed = "".join(f'<li><i class="{mark}"></i>{escape(meaning)}</li>' for mark, meaning in items)
    return f'<ul class="year-key">{listed}</ul>'


def _table(
    supply: Sequence[int], demand: Sequence[int], glut: frozenset[int], names: list[str], urls: list[str] | None
) -> str:
    heads = (gettext("Mười ngày"), gettext("Khai báo"), gettext("Cần mua"))
    warning = f" <strong>{escape(gettext('nguy cơ ùn ứ'))}</strong>"
    rows = []
    for place, (declared, wanted) in enumerate(zip(supply, demand, strict=True)):
        if not declared and not wanted:
            continue
        name = f'<a href="{urls[place]}">{names[place]}</a>' if urls else names[place]
        flag = warning if place + 1 in glut else ""
        rows.append(
            f'<tr><th scope="row">{name}{flag}</th><td>{weight_text(declared)}</td><td>{weight_text(wanted)}</td></tr>'
        )
    if not rows:
        return f'<p class="year-empty">{escape(gettext("Chưa có ai khai báo hay đăng nhu cầu cho năm này."))}</p>'
    titles = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    return (
        f"<details><summary>{escape(gettext('Xem bảng số liệu'))}</summary>"
        f"<table><thead><tr>{titles}</tr></thead><tbody>{''.join(rows)}</tbody></table></details>"
    )
