"""What traders want (/thu-mua/): the public list and each request."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from harvests import reputation
from harvests.filters import SeasonQuery
from harvests.models import BuyRequest
from harvests.paging import newest_first
from portal1034.commodities.models import Commodity
from portal1034.core.pagecache import cached_page

REQUESTS_A_PAGE = 20


@require_safe
@login_not_required
@cached_page("season")
def buy_requests(request: HttpRequest) -> HttpResponse:
    """Four queries: the provinces, the commodities, the requests, how often their traders kept their word."""
    query = SeasonQuery.read(request.path, request.GET, timezone.localdate())
    commodities = list(Commodity.objects.active())
    slug = request.GET.get("loai", "")
    chosen = next((commodity for commodity in commodities if commodity.slug == slug), None)
    problems = list(query.problems)
    if slug and chosen is None:
        problems.append(_("Không có nông sản đó trong danh mục; đang xem mọi nông sản."))
    rows = BuyRequest.objects.open().not_over(timezone.localdate()).with_places()
    if chosen:
        rows = rows.of_commodity(chosen)
    if not query.place.is_country:
        rows = rows.reaching(query.place.province_ids)
    page = newest_first(rows, request.GET.get("sau", ""), REQUESTS_A_PAGE)
    reputation.attach(page.rows)
    asked = {"loai": chosen.slug if chosen else None, "sau": page.after}
    context = {
        "query": query,
        "problems": problems,
        "commodities": commodities,
        "chosen": chosen,
        "page": page,
        "next_url": query.address(**asked) if page.after else "",
    }
    template = "harvests/_buy_requests.html" if request.htmx.target == "nhu-cau" else "harvests/buy_requests.html"
    return render(request, template, context)


@require_safe
@login_not_required
@cached_page("season")
def buy_request(request: HttpRequest, pk: int) -> HttpResponse:
    """A request stays readable when it is closed: links in messages must not break."""
    wanted = get_object_or_404(BuyRequest.objects.with_places(), pk=pk)
    reputation.attach([wanted])
    trail = [("/", _("Trang chủ")), ("/thu-mua/", _("Thu mua")), ("", wanted.commodity.name)]
    today = timezone.localdate()
    is_mine = request.user.is_authenticated and wanted.trader.user_id == request.user.pk
    context = {"wanted": wanted, "trail": trail, "is_over": wanted.ends_on < today, "is_mine": is_mine}
    return render(request, "harvests/buy_request.html", context)
