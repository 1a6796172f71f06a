"""The price board (/gia/): what a week costs, commodity by commodity, and one commodity through half a year."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from harvests.prices import read_board, read_charts, read_places, week_of
from portal1034.commodities.models import Commodity
from portal1034.core.formatting import short_date
from portal1034.core.pagecache import cached_page
from portal1034.regions.models import Province


@login_not_required
@require_safe
@cached_page("prices")
def board(request: HttpRequest) -> HttpResponse:
    """Four queries at most, at any size: only snapshots are read."""
    problems: list[str] = []
    commodities = list(Commodity.objects.active().order_by("name"))
    provinces = list(Province.objects.order_by("slug"))
    crop = _chosen(commodities, request.GET.get("nong-san", ""), problems, _("Không có nông sản đó; đang xem tất cả."))
    place = _chosen(provinces, request.GET.get("tinh", ""), problems, _("Không có tỉnh đó; đang xem cả nước."))
    week = week_of(timezone.localdate())
    context = {
        "crop": crop,
        "place": place,
        "commodities": commodities,
        "provinces": provinces,
        "problems": problems,
        "week_from": short_date(week),
        "trail": [("/", _("Trang chủ"))]
        + ([("/gia/", _("Giá nông sản")), ("", crop.name)] if crop else [("", _("Giá nông sản"))]),
    }
    if crop is None:
        return render(request, "reports/prices.html", {**context, "rows": read_board(week, place)})
    charts, told = read_charts(crop, place)
    places = read_places(crop, week)
    return render(request, "reports/price.html", {**context, "charts": charts, "told": told, "places": places})


def _chosen(rows: list, slug: str, problems: list[str], problem: str):
    """The row of an address part, None for "" and, with a sentence, for one that does not exist."""
    found = next((row for row in rows if row.slug == slug), None)
    if slug and found is None:
        problems.append(problem)
    return found
