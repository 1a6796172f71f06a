"""The season calendar: rows of commodities (or provinces), 36 dekads under 12 months, one look."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext

from harvests.drawing.figures import STEPS, CellUrl, cell_urls, dekad_names, season_sentence, weigher, weight_text
from portal1034.commodities.dekads import DEKADS_A_YEAR
from portal1034.core.english import in_english
from portal1034.core.formatting import month_brief, month_name
from portal1034.core.kept import in_each_language

_NOTHING = (0,) * DEKADS_A_YEAR
_NO_REFERENCE = (None,) * DEKADS_A_YEAR


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarRow:
    """One row: a commodity or a province. All weights are whole kg; sequences hold 36 values, đầu tháng 1 first.

    `glut` holds dekad indices 1..36. `warns`: the notice is a warning. `cell_url` is an address with `{index}` in it,
    or a function of the index; without it the cells are no links. Raises `ValueError` for a sequence of other than 36.
    """

    label: str
    supply: Sequence[int]
    sublabel: str = ""
    url: str = ""
    demand: Sequence[int] = _NOTHING
    reference: Sequence[bool | None] = _NO_REFERENCE
    glut: frozenset[int] = field(default_factory=frozenset)
    total_kg: int | None = None
    illustration_slug: str = ""
    notice: str = ""
    warns: bool = False
    cell_url: CellUrl = None

    def __post_init__(self) -> None:
        for name in ("supply", "demand", "reference"):
            if len(getattr(self, name)) != DEKADS_A_YEAR:
                raise ValueError(f"{name} of {self.label!r} holds {len(getattr(self, name))} dekads, not 36")

    @property
    def total(self) -> int:
        return sum(self.supply) if self.total_kg is None else self.total_kg


def draw_grid(
    rows: Sequence[CalendarRow | str],
    *,
    today_index: int | None,
    months_header: bool = True,
    caption: str = "",
    corner: str = "",
    picture_url: Callable[[str], str] | None = None,
    feasts: Sequence[tuple[int, str]] = (),
) -> SafeString:
    """The calendar as a table inside a wrapper that scrolls sideways where the screen is narrow.

    A cell's depth (`d1`..`d5`) is its supply beside the fullest dekad of its own row; its blue bar (`h1`..`h5`) is the
    demand on the same scale, so a bar as tall as the cell is dark means that supply is spoken for. Cells with supply or
    demand are links named "đầu tháng 6: 1.200 tấn, cần mua 300 tấn"; they are left out of the tab order, because a row
    has up to 36 of them: the keyboard's way is the row's own link.

    `today_index` (1..36) gets the gold line; None draws none. `months_header=False` keeps the header for readers of the
    table but hides it from view, for a table under another. `corner` heads the first column, `caption` names the table:
    give one where a page has two. `picture_url` turns a row's `illustration_slug` into an address; without it rows have
    no picture (each costs a request). `feasts` are marked in the header: (index 1..36, words), in order.

    A row may be given as `draw_row` drew it: who draws the same row again keeps it.
    """
    drawn = [row if isinstance(row, str) else draw_row(row, today_index, picture_url) for row in rows]
    title, first = str(caption or gettext("Lịch mùa vụ theo tuần mười ngày")), str(corner or gettext("Nông sản"))
    above = _draw_frame(title, months_header, today_index, first, tuple(feasts))
    return mark_safe(f"{above}{''.join(drawn)}</tbody></table></div>")  # noqa: S308 (every text in it is escaped here)


@in_each_language(256)
def _draw_frame(caption: str, months_header: bool, today_index: int | None, corner: str, feasts: tuple) -> str:
    """What stands above the rows: the same for everyone who reads this language until the next dekad."""
    title, bare = escape(caption), "" if months_header else " season-bare"
    return (
        f'<div class="season-scroll" role="region" aria-label="{title}" tabindex="0"><table class="season{bare}">'
        f'<caption class="vh">{title}</caption>'
        f'<colgroup><col class="season-name"></colgroup>{"<colgroup span=3></colgroup>" * 12}'
        '<colgroup><col class="season-sum"></colgroup>'
        f"{_draw_head(today_index, _words().names, corner, feasts)}<tbody>"
    )


class _Words:
    """The reader's language, looked up once instead of once a cell."""

    __slots__ = ("demand", "glut", "names", "undeclared")

    def __init__(self) -> None:
        self.demand = escape(gettext("cần mua"))
        self.glut = escape(gettext("nguy cơ ùn ứ"))
        self.undeclared = escape(gettext("chưa khai"))
        self.names = dekad_names()


@in_each_language(8)
def _words() -> _Words:
    return _Words()


def _draw_head(today_index: int | None, names: list[str], corner: str, feasts: Sequence[tuple[int, str]]) -> str:
    month_now, third_now = divmod(today_index - 1, 3) if today_index else (None, None)
    months = []
    for month in range(12):
        now = today = ""
        if month == month_now:
            now = f' class="now k{third_now + 1}"'
            told = gettext("hôm nay là %(dekad)s") % {"dekad": names[today_index - 1]}
            today = f'<span class="vh">, {escape(told)}</span>'
        today += "".join(_draw_feast(index, words) for index, words in feasts if (index - 1) // 3 == month)
        full = escape(capfirst(month_name(month + 1)))
        brief = escape(month_brief(month + 1))
        months.append(f'<th scope="colgroup" colspan="3"{now}><abbr title="{full}">{brief}</abbr>{today}</th>')
    total = escape(gettext("Cả năm"))
    return f'<thead><tr><th scope="col">{escape(corner)}</th>{"".join(months)}<th scope="col">{total}</th></tr></thead>'


def _draw_feast(index: int, words: str) -> str:
    """A small moon over its third of the month; its words are its name, and show when it is pointed at."""
    said = escape(words)
    return f'<i class="feast k{(index - 1) % 3 + 1}" title="{said}"></i><span class="vh">, {said}</span>'


def draw_row(row: CalendarRow, today_index: int | None, picture_url: Callable[[str], str] | None = None) -> SafeString:
    """One row for `draw_grid`: a pure function of what it is given and the reader's language."""
    words = _words()
    cells = "".join(_draw_cells(row, words, today_index))
    head = _draw_row_head(row, words.names, picture_url)
    return mark_safe(f"<tr>{head}{cells}{_draw_sum(row.total, words)}</tr>")  # noqa: S308 (every text is escaped here)


def _draw_sum(kg: int, words: _Words) -> str:
    """The year's sum; a row that is here for its usual season alone has not 0 kg but nobody's word yet."""
    return f"<td>{weight_text(kg)}</td>" if kg else f'<td class="none">{words.undeclared}</td>'


def _draw_row_head(row: CalendarRow, names: list[str], picture_url: Callable[[str], str] | None) -> str:
    picture = ""
    if picture_url and row.illustration_slug:
        source = escape(picture_url(row.illustration_slug))
        picture = f'<img src="{source}" width="32" height="32" alt="" loading="lazy">'
    label = escape(row.label)
    name = f'<a href="{escape(row.url)}">{label}</a>' if row.url else f"<b>{label}</b>"
    below = f"<small>{escape(row.sublabel)}</small>" if row.sublabel else ""
    season = season_sentence(row.reference, names)
    aside = f'<span class="vh">{escape(season)}</span>' if season else ""
    warns, written = " season-notice--warns" if row.warns else "", ' lang="vi"' if in_english() else ""
    told = f'<em class="season-notice{warns}"{written}>{escape(row.notice)}</em>' if row.notice else ""
    return f'<th scope="row">{picture}{name}{below}{told}{aside}</th>'


def _draw_cells(row: CalendarRow, words: _Words, today_index: int | None) -> list[str]:
    """36 cells. One flat loop of plain string work: it turns 900 times for a page of 25 rows."""
    urls, names, glut, weigh = cell_urls(row.cell_url), words.names, row.glut, weigher()
    top = max(row.supply) or max(row.demand)
    today = (today_index or 0) - 1
    cells = []
    for place, (supply, demand, usual) in enumerate(zip(row.supply, row.demand, row.reference, strict=True)):
        marks = "r" if usual else ""
        if place == today:
            marks += " t"
        if not supply and not demand:
            cells.append(f'<td class="{marks.lstrip()}"></td>' if marks else "<td></td>")
            continue
        said = f"{names[place]}: {weigh(supply)}"
        if supply:
            # Rounded up, so that the least supply still shows.
            marks += f" d{-(-supply * STEPS // top)}"
        if demand:
            marks += f" h{min(-(-demand * STEPS // top), STEPS)}"
            said += f", {words.demand} {weigh(demand)}"
        if place + 1 in glut:
            marks += " g"
            said += f", {words.glut}"
        if urls:
            inside = f'<a href="{urls[place]}" tabindex="-1" aria-label="{said}"></a>'
        else:
            inside = f'<i></i><span class="vh">{said}</span>'
        cells.append(f'<td class="{marks.lstrip()}">{inside}</td>')
    return cells


@in_each_language(8)
def draw_legend() -> SafeString:
    """What the marks of the calendar mean, to stand under it."""
    items = (
        ("s-key-supply", gettext("Sản lượng khai báo, càng đậm càng nhiều")),
        ("s-key-demand", gettext("Nhu cầu thu mua")),
        ("s-key-usual", gettext("Vụ thường lệ")),
        ("s-key-glut", gettext("Nguy cơ ùn ứ")),
        ("s-key-today", gettext("Hôm nay")),
    )
    listed = "".join(f'<li><i class="{mark}"></i>{escape(meaning)}</li>' for mark, meaning in items)
    return mark_safe(f'<ul class="season-legend">{listed}</ul>')  # noqa: S308 (every text in it is escaped here)
