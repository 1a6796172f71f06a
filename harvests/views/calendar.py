"""The season calendar (/mua-vu/): what is ripe where, how much of it, and who wants it."""

from functools import partial

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from harvests.calendar import Season, SeasonRow, read_season
from harvests.drawing import CalendarRow, draw_grid, draw_legend, draw_row
from harvests.filters import SeasonQuery
from harvests.keeping import kept_season
from harvests.views import season_words as words
from portal1034.commodities.enums import NoticeKind
from portal1034.commodities.models import Commodity
from portal1034.core.formatting import short_date
from portal1034.core.kept import in_each_language
from portal1034.core.pagecache import cached_page
from portal1034.core.whole import Whole

ROWS_AT_FIRST = 24
LISTED_AT_FIRST = 8
DRAWINGS_KEPT = 64


@require_safe
@login_not_required
@cached_page("season")
def calendar(request: HttpRequest) -> HttpResponse:
    """Drawn once for each state of the season: the same calendar for everyone who asks for it in whatever words."""
    query = SeasonQuery.read(request.path, request.GET, timezone.localdate())
    drawn = kept_season(("season",), "calendar", query, partial(_draw, query), is_common=query.is_common)
    if request.htmx.target == "lich":
        return HttpResponse(drawn.context["body"])
    return drawn.respond(request, "harvests/calendar.html", query.address())


def _draw(query: SeasonQuery) -> Whole:
    """One query at any size; one more where words are asked for, or what rarely changes is not known here yet."""
    chosen = None
    if query.words:
        chosen = Commodity.objects.active().matching(query.words).values_list("pk", flat=True)
    season = read_season(year=query.year, geography=query.geography, place=query.place, chosen=chosen)
    if query.state is None:
        return _draw_season(query, season)
    return _drawn(Drawing(query, season))


class Drawing:
    """A season as it is asked for; two made of the same rows on the same day are equal, and so are their drawings."""

    __slots__ = ("made_of", "query", "season")

    def __init__(self, query: SeasonQuery, season: Season) -> None:
        self.query, self.season = query, season
        self.made_of = (query.state, query.year, query.geography, timezone.localdate(), *season.rows)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Drawing) and self.made_of == other.made_of

    def __hash__(self) -> int:
        return hash(self.made_of)


@in_each_language(DRAWINGS_KEPT)
def _drawn(drawing: Drawing) -> Whole:
    return _draw_season(drawing.query, drawing.season)


def _draw_season(query: SeasonQuery, season: Season) -> Whole:
    context = _context(query, season)
    return Whole(heading=context["heading"], body=render_to_string("harvests/_calendar.html", context))


def _context(query: SeasonQuery, season: Season) -> dict:
    shown = season.rows if query.show_all else season.rows[:ROWS_AT_FIRST]
    dekad = query.dekad
    return {
        "query": query,
        "season": season,
        "dekad_text": _("%(dekad)s · %(start)s–%(end)s")
        % {
            "dekad": words.capitalise(dekad.label),
            "start": dekad.start.day,
            "end": short_date(dekad.end, query.year.today.start),
        },
        "heading": words.heading(query, season),
        "answer": words.answer(query, season),
        **words.options(query),
        "notices": words.notices(season, query),
        "coverage_text": words.coverage_text(season),
        "feast_text": words.next_feast(timezone.localdate()),
        "grid": draw_season_grid(query, shown),
        "legend": draw_legend(),
        "lists": _lists(query, season),
        "all_url": query.address(tat_ca="1"),
        **_empty(query),
        "hidden_rows": len(season.rows) - len(shown),
        "years_text": words.years_text(query.year),
        "map_title": words.map_title(query),
        "map_url": query.address(reverse("harvests:ripe_map"), q=None, tat_ca=None),
    }


def _lists(query: SeasonQuery, season: Season) -> list[tuple[str, SafeString, bool]]:
    """What a phone shows instead of the grid: (title, rows, whether there are more)."""
    lists = (
        (_("Đang thu hoạch"), season.ripe),
        (_("Sắp vào vụ (30 ngày)"), season.soon),
        (_("Vào vụ sau"), season.later),
    )
    return [
        (
            title,
            words.draw_listed(rows if query.show_all else rows[:LISTED_AT_FIRST], query),
            len(rows) > LISTED_AT_FIRST,
        )
        for title, rows in lists
        if rows
    ]


def _empty(query: SeasonQuery) -> dict[str, str]:
    """What teaches where there is nothing: another word, another place, or what declaring does."""
    if query.words:
        title = _("Không có nông sản nào tên “%s”") % query.words
        text = _("Thử tên khác, viết không dấu cũng được: vai thieu, ca phe.")
    else:
        title = _("Chưa có mùa vụ nào ở %s") % query.place.name_in_sentence
        text = _("Hộ sản xuất khai đợt thu hoạch thì lịch hiện ngay ở đây.")
    return {"empty_title": title, "empty_text": text, "empty_url": query.path}


def draw_season_grid(query: SeasonQuery, rows: list[SeasonRow]) -> SafeString:
    today, key = query.year.today.index, ("grid", *query.carried)
    return draw_grid(
        [row.drawn(key, lambda row=row: draw_row(grid_row(row, query), today)) for row in rows],
        today_index=today,
        caption=_("Lịch mùa vụ %s: sản lượng khai báo và nhu cầu thu mua theo mười ngày")
        % query.place.name_in_sentence,
        feasts=words.feast_marks(query.year),
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
        notice=row.notice or (_("Cần người mua") if row.is_glut else ""),
        warns=row.notice_kind == NoticeKind.COUNTERFEIT or not row.notice,
        cell_url=query.cell_address(row.url),
    )
