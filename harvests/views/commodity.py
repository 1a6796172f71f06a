"""One commodity (/mua-vu/<nong-san>/): its year, province by province, who harvests it and who wants it."""

from functools import partial

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from harvests.calendar import SeasonRow
from harvests.calls import told_at
from harvests.commodity_calendar import CommoditySeason, read_commodity
from harvests.drawing import CalendarRow, draw_grid, draw_legend, draw_row, draw_year_chart, weight_text
from harvests.enums import Freshness, PriceSource
from harvests.filters import SeasonQuery
from harvests.keeping import kept_season
from harvests.models import BuyRequest, Harvest
from harvests.paging import Page, soonest_ending
from harvests.present import read_accuracy, read_coverage
from harvests.prices import read_charts
from harvests.views import season_words as words
from harvests.views.season_words import capitalise, years_text
from portal1034.commodities.dekads import dekad_label, format_dekad
from portal1034.commodities.models import Commodity
from portal1034.commodities.notices import notices_for
from portal1034.core.kept import kept
from portal1034.core.pagecache import cached_page
from portal1034.core.whole import Whole

HARVESTS_A_PAGE = 12
PLACES_LISTED = 8
REQUESTS_SHOWN = 5
NOTICES_SHOWN = 3
BAND_SOURCES = (PriceSource.HARVEST, PriceSource.REQUEST)
WARNINGS_SHOWN = 3


FAMILIES = ("season", "households", "prices")


@require_safe
@login_not_required
@cached_page(*FAMILIES)
def commodity(request: HttpRequest, slug: str) -> HttpResponse:
    """Twelve queries at any size, none for what was drawn before and has not changed; for htmx, only who harvests."""
    query = SeasonQuery.read(request.path, request.GET, timezone.localdate())
    after = request.GET.get("sau", "")
    if request.htmx.target == "ai-ban":
        grown = _grown(slug)
        return render(request, "harvests/_who_harvests.html", _who(grown, query, read_commodity(grown, query), after))
    draw = partial(_draw, slug, query, after)
    is_common = query.is_common and query.place.is_country
    drawn = draw() if after else kept_season(FAMILIES, "commodity", query, draw, is_common=is_common)
    return drawn.respond(request, "harvests/commodity.html", query.address(sau=after))


def _grown(slug: str) -> Commodity:
    return get_object_or_404(Commodity.objects.active(), slug=slug)


def _draw(slug: str, query: SeasonQuery, after: str) -> Whole:
    """What the page says of itself, and its body as HTML."""
    grown = _grown(slug)
    season = read_commodity(grown, query)
    context = {**_who(grown, query, season, after), **_context(grown, query, season)}
    told = {name: context[name] for name in ("commodity", "season", "heading_line", "trail", "price_charts")}
    return Whole(body=render_to_string("harvests/_commodity.html", context), **told)


def _who(grown: Commodity, query: SeasonQuery, season: CommoditySeason, after: str) -> dict:
    page = who_harvests(grown, query, after)
    return {
        "commodity": grown,
        "query": query,
        "page": page,
        "next_url": query.address(sau=page.after) + "#ai-ban" if page.after else "",
        "dekad": query.dekad,
        **words.options(query),
        **_who_words(grown, query, season.total),
    }


def who_harvests(grown: Commodity, query: SeasonQuery, after: str) -> Page:
    """Verified households with a window in the dekad looked at, soonest ending first."""
    rows = Harvest.objects.public().of_commodity(grown).touching(query.dekad).with_places()
    if not query.place.is_country:
        rows = rows.in_provinces(query.place.province_ids)
    page = soonest_ending(rows, after, HARVESTS_A_PAGE)
    now = timezone.now()
    for harvest in page.rows:
        harvest.is_faded = harvest.freshness(now) == Freshness.FADED
    return page


def _who_words(grown: Commodity, query: SeasonQuery, total: SeasonRow) -> dict:
    """The heading over who harvests, how sure their word is, and what to say when nobody does."""
    coverage, accuracy = read_coverage(grown, query.dekad, query.place), read_accuracy(grown, query.place)
    place = {"crop": grown.name, "place": query.place.name_in_sentence, "dekad": query.dekad.label}
    coming = total.begins
    return {
        "who_title": _("Ai thu hoạch %(dekad)s, %(place)s") % place,
        "who_facts": [
            fact
            for fact in (
                words.coverage_words(coverage),
                words.band_words(total.supply_now, coverage, accuracy),
                words.price_words(coverage),
            )
            if fact
        ],
        "who_empty": _("Chưa hộ nào khai %(crop)s %(dekad)s ở nơi này") % place,
        "who_coming": _("Kỳ gần nhất có: %s.") % coming.label if coming else "",
        "who_coming_url": query.address(ky=format_dekad(coming.index)) if coming else "",
    }


def _context(grown: Commodity, query: SeasonQuery, season: CommoditySeason) -> dict:
    requests = BuyRequest.objects.open().of_commodity(grown).not_over(query.year.today.start).with_places().newest()
    if not query.place.is_country:
        requests = requests.reaching(query.place.province_ids)
    total = season.total
    charts, prices = kept(("prices",), ("band", grown.pk), lambda: read_charts(grown, sources=BAND_SOURCES))
    return {
        "season": season,
        "heading_line": heading_line(total),
        "feast_text": words.next_feast(timezone.localdate()),
        "place_rows": _draw_places(season.places[:PLACES_LISTED], query),
        "chart": draw_year_chart(
            total.supply_kg,
            total.demand_kg,
            title=_("%(crop)s theo mười ngày, %(place)s") % {"crop": grown.name, "place": query.place.name_in_sentence},
            today_index=query.year.today.index,
            reference=total.reference,
            glut=total.glut,
            cell_url=query.cell_address(query.path),
        ),
        "grid": _provinces_grid(query, season),
        "legend": draw_legend(),
        "years_text": years_text(query.year),
        "seasons": [_season_words(one, query) for one in season.references],
        "price_charts": charts,
        "prices": prices,
        "requests": list(requests[:REQUESTS_SHOWN]),
        "notices": notices_for(commodity=grown.pk, provinces=query.place.province_ids)[:NOTICES_SHOWN],
        "warnings": told_at(query.place, grown.slug)[:WARNINGS_SHOWN],
        "trail": [("/", _("Trang chủ")), ("/mua-vu/", _("Mùa vụ")), ("", grown.name)],
        "country_url": query.address(tinh=None),
    }


def _draw_places(places: list[tuple[str, SeasonRow]], query: SeasonQuery) -> SafeString:
    key = ("province", *query.carried)
    drawn = [
        row.drawn(key, lambda slug=slug, row=row: render_to_string(words.ROW, _listed(slug, row, query)))
        for slug, row in places
    ]
    return mark_safe("".join(drawn))  # noqa: S308 (templates escape)


def _listed(slug: str, row: SeasonRow, query: SeasonQuery) -> dict:
    """A province in the list that a phone shows instead of the grid."""
    listed = words.listed(row, query)
    place = words.wanted(row) if row.is_ripe else ""
    return {**listed, "name": row.places[0], "place": place, "url": query.address(tinh=slug)}


def heading_line(total: SeasonRow) -> str:
    """One sentence about the dekad looked at: how much, until when; or when it begins."""
    if total.is_ripe:
        said = {
            "volume": weight_text(total.supply_now),
            "dekad": total.year.now.label,
            "until": total.until.label,
            "wanted": words.wanted(total),
        }
        if total.year.now != total.year.today:
            said["dekad"] = capitalise(total.year.now.label)
            return _("%(dekad)s: đã khai %(volume)s, %(wanted)s; vụ đến %(until)s.") % said
        return _("Đang có %(volume)s %(dekad)s, %(wanted)s; còn đến %(until)s.") % said
    if total.is_usual:
        return _("Thường vào vụ lúc này, chưa hộ nào khai.")
    if total.begins:
        return _("Chưa vào vụ; vụ tới từ %s.") % total.begins.label
    return _("Chưa ai khai và chưa có lịch tham khảo.")


def _provinces_grid(query: SeasonQuery, season: CommoditySeason) -> str:
    if not season.places:
        return ""
    today, key = query.year.today.index, ("provinces", *query.carried)
    return draw_grid(
        [
            row.drawn(key, lambda slug=slug, row=row: draw_row(_grid_row(slug, row, query), today))
            for slug, row in season.places
        ],
        today_index=today,
        corner=_("Tỉnh"),
        caption=_("Lịch theo tỉnh"),
        feasts=words.feast_marks(query.year),
    )


def _grid_row(slug: str, row: SeasonRow, query: SeasonQuery) -> CalendarRow:
    return CalendarRow(
        label=row.places[0],
        url=query.address(tinh=slug),
        supply=row.supply_kg,
        demand=row.demand_kg,
        reference=row.reference,
        glut=row.glut,
        notice=_("Cần người mua") if row.is_glut else "",
        warns=True,
        cell_url=_cells(query, slug),
    )


def _cells(query: SeasonQuery, slug: str):
    start = query.address(tinh=slug, ky=None)
    return lambda index: f"{start}&ky={format_dekad(index)}#ai-ban"


def _season_words(season, query: SeasonQuery) -> dict:
    place = query.geography.unit_of(season.province)
    return {
        "place": place.short_name,
        "kind": season.get_kind_display(),
        "span": _("%(start)s đến %(end)s") % {"start": dekad_label(season.start), "end": dekad_label(season.end)},
        "peak": dekad_label(season.peak),
        "basis": capitalise(season.basis),
    }
