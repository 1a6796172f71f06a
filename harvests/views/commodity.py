"""One commodity (/mua-vu/<nong-san>/): its year, province by province, who harvests it and who wants it."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Max, Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from harvests.calendar import SeasonRow
from harvests.commodity_calendar import CommoditySeason, read_commodity
from harvests.drawing import CalendarRow, draw_grid, draw_legend, draw_year_chart, weight_text
from harvests.enums import Freshness
from harvests.filters import SeasonQuery
from harvests.models import BuyRequest, Harvest
from harvests.paging import Page, soonest_ending
from harvests.views.calendar import capitalise, years_text
from portal1034.commodities.dekads import dekad_label, format_dekad
from portal1034.commodities.models import Commodity, SeasonNotice
from portal1034.core.formatting import short_date, vnd
from portal1034.core.pagecache import cached_page

HARVESTS_A_PAGE = 12
PRICES_READ = 200
REQUESTS_SHOWN = 5
NOTICES_SHOWN = 3


@require_safe
@login_not_required
@cached_page("season", "households")
def commodity(request: HttpRequest, slug: str) -> HttpResponse:
    """Nine queries at any size; for htmx, only who harvests."""
    grown = get_object_or_404(Commodity.objects.active(), slug=slug)
    today = timezone.localdate()
    query = SeasonQuery.read(request.path, request.GET, today)
    season = read_commodity(grown, query)
    who = {
        "commodity": grown,
        "query": query,
        "page": who_harvests(grown, query, request.GET.get("sau", "")),
        "dekad": query.dekad,
        "dekads": _dekad_choices(query),
        **_who_words(grown, query, season.total),
    }
    who["next_url"] = query.address(sau=who["page"].after) + "#ai-ban" if who["page"].after else ""
    if request.htmx.target == "ai-ban":
        return render(request, "harvests/_who_harvests.html", who)
    return render(request, "harvests/commodity.html", {**who, **_context(grown, query, season)})


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


def price_words(grown: Commodity, query: SeasonQuery) -> str:
    """The prices that households ask in the dekad, over the first PRICES_READ of them; "" where none says one."""
    rows = Harvest.objects.public().of_commodity(grown).touching(query.dekad).filter(price_vnd__isnull=False)
    if not query.place.is_country:
        rows = rows.in_provinces(query.place.province_ids)
    found = rows.soonest_ending()[:PRICES_READ].aggregate(least=Min("price_vnd"), most=Max("price_vnd"))
    if found["least"] is None:
        return ""
    if found["least"] == found["most"]:
        return _("Giá hộ đưa ra: %s/kg.") % vnd(found["least"])
    return _("Giá hộ đưa ra: từ %(least)s đến %(most)s/kg.") % {
        "least": vnd(found["least"]),
        "most": vnd(found["most"]),
    }


def _who_words(grown: Commodity, query: SeasonQuery, total: SeasonRow) -> dict:
    """The heading over who harvests, and what to say when nobody does."""
    place = {"crop": grown.name, "place": query.place.name_in_sentence, "dekad": query.dekad.label}
    coming = total.begins
    return {
        "who_title": _("Ai thu hoạch %(dekad)s, %(place)s") % place,
        "who_prices": price_words(grown, query),
        "who_empty": _("Chưa hộ nào khai %(crop)s %(dekad)s ở nơi này") % place,
        "who_coming": _("Kỳ gần nhất có: %s.") % coming.label if coming else "",
        "who_coming_url": query.address(ky=format_dekad(coming.index)) if coming else "",
    }


def _context(grown: Commodity, query: SeasonQuery, season: CommoditySeason) -> dict:
    requests = BuyRequest.objects.open().of_commodity(grown).not_over(query.year.today.start).with_places().newest()
    if not query.place.is_country:
        requests = requests.reaching(query.place.province_ids)
    total = season.total
    notices = SeasonNotice.objects.published().for_commodity(grown).current_on(timezone.localdate())
    return {
        "season": season,
        "heading_line": heading_line(total),
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
        "requests": list(requests[:REQUESTS_SHOWN]),
        "notices": list(notices.select_related("province").order_by("-published_at")[:NOTICES_SHOWN]),
        "trail": [("/", _("Trang chủ")), ("/mua-vu/", _("Mùa vụ")), ("", grown.name)],
        "country_url": query.address(tinh=None),
    }


def heading_line(total: SeasonRow) -> str:
    """One sentence about the dekad looked at: how much, until when; or when it begins."""
    if total.is_ripe and total.year.now != total.year.today:
        return _("%(dekad)s: đã khai %(volume)s, vụ đến %(until)s.") % {
            "volume": weight_text(total.supply_now),
            "dekad": capitalise(total.year.now.label),
            "until": total.until.label,
        }
    if total.is_ripe:
        return _("Đang có %(volume)s %(dekad)s, còn đến %(until)s.") % {
            "volume": weight_text(total.supply_now),
            "dekad": total.year.now.label,
            "until": total.until.label,
        }
    if total.is_usual:
        return _("Thường vào vụ lúc này, chưa hộ nào khai.")
    if total.begins:
        return _("Chưa vào vụ; vụ tới từ %s.") % total.begins.label
    return _("Chưa ai khai và chưa có lịch tham khảo.")


def _provinces_grid(query: SeasonQuery, season: CommoditySeason) -> str:
    if not season.places:
        return ""
    rows = [
        CalendarRow(
            label=row.places[0],
            url=query.address(tinh=slug),
            supply=row.supply_kg,
            demand=row.demand_kg,
            reference=row.reference,
            glut=row.glut,
            cell_url=_cells(query, slug),
        )
        for slug, row in season.places
    ]
    return draw_grid(rows, today_index=query.year.today.index, corner=_("Tỉnh"), caption=_("Lịch theo tỉnh"))


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


def _dekad_choices(query: SeasonQuery) -> list[tuple[str, str, bool]]:
    """The dekads in view in order of time: (code, words, chosen)."""
    return [
        (
            format_dekad(dekad.index),
            f"{capitalise(dekad.label)} ({short_date(dekad.start, query.year.today.start)})",
            dekad == query.dekad,
        )
        for dekad in (query.year.first.next(step) for step in range(36))
    ]
