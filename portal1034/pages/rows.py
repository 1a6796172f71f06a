"""Rows of the season as templates and drawings want them, shared by the home page and the pages of provinces."""

from collections.abc import Iterable

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from harvests.calendar import SeasonRow
from harvests.drawing import CalendarRow, draw_row, draw_strip, weight_text


def _address(row: SeasonRow, place: str) -> str:
    return f"{row.url}?tinh={place}" if place else row.url


def season_rows(rows: Iterable[SeasonRow], *, place: str = "") -> list[dict]:
    """Return arguments of components/_season_row.html; `place` (a province's slug) is carried along in the links."""
    return [_season_row(row, place) for row in rows]


def _season_row(row: SeasonRow, place: str) -> dict:
    if row.is_ripe:
        figure, until = weight_text(row.supply_now), _("đến %s") % row.until.label if row.until else ""
    else:
        figure, until = _("sắp vào vụ"), _("từ %s") % row.begins.label if row.begins else ""
    return {
        "name": row.name,
        "url": _address(row, place),
        "place": "" if place else " · ".join(row.places),
        "figure": figure,
        "until": until,
        "strip": draw_strip(row.supply_kg, today_index=row.year.now.index, label=""),
        "warning": _("Cần người mua") if row.is_glut else "",
    }


def calendar_rows(rows: Iterable[SeasonRow], *, place: str = "") -> list[SafeString]:
    """Return rows for `draw_grid`, each drawn once for as long as it stays what it is."""
    return [
        row.drawn(("home", place), lambda row=row: draw_row(_calendar_row(row, place), row.year.now.index))
        for row in rows
    ]


def _calendar_row(row: SeasonRow, place: str) -> CalendarRow:
    return CalendarRow(
        label=row.name,
        sublabel="" if place else ", ".join(row.places),
        url=_address(row, place),
        supply=row.supply_kg,
        demand=row.demand_kg,
        reference=row.reference,
        glut=row.glut,
        cell_url=f"{_address(row, place)}{'&' if place else '?'}ky={{index}}",
    )
