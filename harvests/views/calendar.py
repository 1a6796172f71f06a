"""The season calendar (/mua-vu/): what is ripe where, how much of it, and who wants it."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from harvests.calendar import Season, SeasonRow, Year, read_season
from harvests.drawing import CalendarRow, draw_grid, draw_legend, draw_strip, weight_text
from harvests.filters import SeasonQuery
from portal1034.commodities.dekads import format_dekad
from portal1034.commodities.models import Commodity
from portal1034.core.formatting import short_date
from portal1034.core.pagecache import cached_page

ROWS_AT_FIRST = 24
LISTED_AT_FIRST = 8


@require_safe
@login_not_required
@cached_page("season")
def calendar(request: HttpRequest) -> HttpResponse:
    """Four queries at any size: the provinces, the commodities with their seasons, their cells, the dekad's cells."""
    query = SeasonQuery.read(request.path, request.GET, timezone.localdate())
    commodities = Commodity.objects.active()
    if query.words:
        commodities = commodities.matching(query.words)
    season = read_season(year=query.year, geography=query.geography, place=query.place, commodities=commodities)
    template = "harvests/_calendar.html" if request.htmx.target == "lich" else "harvests/calendar.html"
    return render(request, template, _context(query, season))


def _context(query: SeasonQuery, season: Season) -> dict:
    shown = season.rows if query.show_all else season.rows[:ROWS_AT_FIRST]
    dekad = query.dekad
    return {
        "query": query,
        "season": season,
        "dekad_text": _("%(dekad)s · %(start)s–%(end)s")
        % {
            "dekad": capitalise(dekad.label),
            "start": dekad.start.day,
            "end": short_date(dekad.end, query.year.today.start),
        },
        "heading": _heading(query, season),
        "grid": draw_season_grid(query, shown),
        "legend": draw_legend(),
        "lists": [
            (title, [listed(row, query) for row in _first(rows, query)], len(rows) > LISTED_AT_FIRST)
            for title, rows in (
                (_("Đang thu hoạch"), season.ripe),
                (_("Sắp vào vụ (30 ngày)"), season.soon),
                (_("Vào vụ sau"), season.later),
            )
            if rows
        ],
        "all_url": query.address(tat_ca="1"),
        "empty_title": _("Không có nông sản nào tên “%s”") % query.words
        if query.words
        else _("Chưa có mùa vụ nào ở %s") % query.place.name_in_sentence,
        "empty_text": _("Thử tên khác, viết không dấu cũng được: vai thieu, ca phe.") if query.words else "",
        "empty_url": query.path,
        "hidden_rows": len(season.rows) - len(shown),
        "years_text": years_text(query.year),
        "map_title": map_title(query),
        "map_url": query.address(reverse("harvests:ripe_map"), q=None, tat_ca=None),
        "neighbours": neighbours(query),
    }


def map_title(query: SeasonQuery) -> str:
    return _("Số loại nông sản đang thu hoạch, %s") % query.dekad.label


def neighbours(query: SeasonQuery) -> list[tuple[str, str]]:
    """The ways to the dekad before and after: (words, address); none beyond the year in view."""
    ways = ((_("Mười ngày trước"), query.dekad - 1), (_("Mười ngày sau"), query.dekad.next()))
    year = query.year
    return [(words, query.address(ky=format_dekad(d.index))) for words, d in ways if year.first <= d <= year.last]


def capitalise(text: str) -> str:
    return text[:1].upper() + text[1:]


def _first(rows: list[SeasonRow], query: SeasonQuery) -> list[SeasonRow]:
    return rows if query.show_all else rows[:LISTED_AT_FIRST]


def _heading(query: SeasonQuery, season: Season) -> str:
    names = {"place": query.place.name, "count": len(season.ripe)}
    if query.words:
        return _("Lịch mùa vụ: “%s”") % query.words
    if season.ripe and query.dekad != query.year.today:
        names["dekad"] = capitalise(query.dekad.label)
        names["place"] = query.place.name_in_sentence
        return _("%(dekad)s, %(place)s thu\u00a0hoạch %(count)s loại nông\u00a0sản") % names
    if season.ripe:
        return _("%(place)s đang thu\u00a0hoạch %(count)s loại nông\u00a0sản") % names
    return _("Lịch mùa vụ %s") % query.place.name_in_sentence


def draw_season_grid(query: SeasonQuery, rows: list[SeasonRow]) -> SafeString:
    return draw_grid(
        [grid_row(row, query) for row in rows],
        today_index=query.year.today.index,
        caption=_("Lịch mùa vụ %s: sản lượng khai báo và nhu cầu thu mua theo mười ngày")
        % query.place.name_in_sentence,
    )


def grid_row(row: SeasonRow, query: SeasonQuery) -> CalendarRow:
    return CalendarRow(
        label=row.name,
        sublabel=" · ".join(row.places),
        url=query.address(row.url, q=None, tat_ca=None),
        supply=row.supply_kg,
        demand=row.demand_kg,
        reference=row.reference,
        glut=row.glut,
        cell_url=query.cell_address(row.url),
    )


def listed(row: SeasonRow, query: SeasonQuery) -> dict:
    """What components/_season_row.html draws."""
    if row.is_ripe:
        figure, until = weight_text(row.supply_now), _("đến %s") % row.until.label
    else:
        figure = weight_text(row.total_kg) if row.total_kg else _("chưa khai báo")
        until = _("từ %s") % row.begins.label if row.begins else _("chưa rõ khi nào")
        if row.is_usual and not row.total_kg:
            until = _("thường đang vụ")
    return {
        "name": row.name,
        "url": query.address(row.url, q=None, tat_ca=None),
        "place": " · ".join(row.places),
        "figure": figure,
        "until": until,
        "strip": draw_strip(row.supply_kg, today_index=query.year.today.index, label=""),
        "warning": _("Nguy cơ ùn ứ, cần người mua") if row.is_glut else "",
    }


def years_text(year: Year) -> str:
    """Which months of the grid are next year's: a reader in November must not take May for the one gone by."""
    first, last = year.first, year.last
    if first.year == last.year:
        return ""
    return _("Các tháng %(from)s–12 là năm %(this)s, tháng 1–%(to)s là năm %(next)s.") % {
        "from": first.month,
        "this": first.year,
        "to": last.month,
        "next": last.year,
    }
