"""The trader's own pages: who they are, what they want, whom they are talking to."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harvests import operations
from harvests.desk import trader_context, trader_of, trader_view
from harvests.enums import TraderState
from harvests.errors import ExchangeError
from harvests.forms import BuyRequestForm, PaperForm, TraderForm
from harvests.models import BuyRequest, Offer, Trader
from harvests.paging import latest_talk
from harvests.perms import can_become_trader, can_see_paper
from households.views.certificate import private_file
from portal1034.accounts.rescue import rescued_data
from portal1034.accounts.tasks import wake
from portal1034.commodities.models import Commodity
from portal1034.regions.models import Province

OFFERS_A_PAGE = 20
REQUESTS_SHOWN, REQUESTS_AT_MOST = 6, 200
_form_view = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@require_safe
@trader_view
def desk(request: HttpRequest) -> HttpResponse:
    """The next thing to do, what is wanted, the conversations."""
    trader = request.trader
    shown = REQUESTS_AT_MOST if "tat-ca" in request.GET else REQUESTS_SHOWN
    requests = list(BuyRequest.objects.of_trader(trader).with_places().newest()[: shown + 1])
    page = latest_talk(Offer.objects.of_trader(trader).with_subjects(), request.GET.get("sau", ""), OFFERS_A_PAGE)
    context = {
        **trader_context(trader, "home"),
        "requests": requests[:shown],
        "more_requests": len(requests) > shown,
        "talks": [{"offer": o, "unread": o.unread_by_trader, "other": o.household.name} for o in page.rows],
        "next_url": f"{request.path}?sau={page.after}" if page.after else "",
        "next": _next_step(requests, page.rows),
    }
    return render(request, "harvests/trader_desk.html", context)


def _next_step(requests: list[BuyRequest], offers: list[Offer]) -> dict:
    """What components/_next.html says: answer who waits, else say what is wanted, else look around."""
    unread = next((offer for offer in offers if offer.unread_by_trader), None)
    if unread:
        what = _("%s đang chờ trả lời") % unread.household.name
        return {"what": what, "url": unread.get_absolute_url(), "link": _("Đọc và trả lời")}
    if not any(wanted.is_open for wanted in requests):
        what = _("Đăng nhu cầu thu mua để hộ có hàng tự tìm đến")
        return {"what": what, "url": "/thu-mua/dang/", "link": _("Đăng nhu cầu")}
    return {"what": _("Xem nơi nào sắp vào vụ"), "url": "/mua-vu/", "link": _("Mở lịch mùa vụ")}


@never_cache
@_form_view
def profile(request: HttpRequest) -> HttpResponse:
    """Who the trader is. A fresh account becomes a trader's by sending it; one with a household cannot."""
    if not can_become_trader(request.user):
        raise PermissionDenied(
            _("Tài khoản này là của hộ sản xuất hoặc cán bộ. Thương lái đăng ký bằng số điện thoại khác.")
        )
    trader = trader_of(request.user)
    kept = request.POST if request.method == "POST" else rescued_data(request)
    form = TraderForm(kept or None, instance=trader)
    if request.method == "POST" and form.is_valid():
        try:
            saved = operations.register_trader(user=request.user, **form.cleaned_data)
        except ExchangeError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _saved_words(trader, saved))
            return redirect(way_on(request) or "harvests:trader_desk")
    context = {**trader_context(trader, "profile"), "form": form}
    return render(request, "harvests/trader_profile.html", context, status=422 if form.errors else 200)


def _saved_words(before: Trader | None, saved: Trader) -> str:
    if before and before.is_verified and not saved.is_verified:
        return _("Đã lưu. Điều Sở từng xem đã đổi nên Sở xem lại, dấu xác minh tạm ẩn.")
    return _("Đã lưu hồ sơ thương lái.")


def way_on(request: HttpRequest) -> str:
    """Where the person was going before the profile was asked for (`?tiep=`): an address of ours, or ""."""
    wanted = request.GET.get("tiep", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/") else ""


@never_cache
@_form_view
@trader_view
def paper(request: HttpRequest) -> HttpResponse:
    """The business licence has a step of its own: a browser keeps no file when another field is wrong."""
    form = PaperForm(request.POST or None, request.FILES or None) if request.method == "POST" else PaperForm()
    if request.method == "POST" and form.is_valid():
        trader = operations.attach_paper(trader=request.trader, document=form.cleaned_data["document"])
        if trader.state == TraderState.ASKED:
            messages.success(request, _("Đã nhận giấy. Cán bộ Sở sẽ xem và báo bằng tin nhắn."))
        else:
            messages.info(request, _("Đã nhận giấy. Chọn tỉnh trong hồ sơ để biết Sở nào xác minh."))
        return redirect("harvests:trader_profile")
    context = {**trader_context(request.trader, "profile"), "form": form}
    return render(request, "harvests/trader_paper.html", context, status=422 if form.errors else 200)


@require_safe
@trader_view
def paper_file(request: HttpRequest) -> HttpResponse:
    return paper_answer(request, request.trader)


def paper_answer(request: HttpRequest, trader: Trader) -> HttpResponse:
    """Return the paper as an attachment that no cache keeps; 404 to whoever may not see it, or where there is none."""
    if not trader.document or not can_see_paper(request.user, trader):
        raise Http404
    return private_file(trader.read_document(), trader.document_kind, f"giay-thuong-lai-{trader.pk}")


@require_POST
@trader_view
def ask_verification(request: HttpRequest) -> HttpResponse:
    try:
        operations.ask_for_verification(trader=request.trader)
    except ExchangeError as error:
        messages.info(request, str(error))
    else:
        messages.success(request, _("Đã gửi cho Sở. Có kết quả sẽ báo bằng tin nhắn."))
    return redirect("harvests:trader_profile")


@never_cache
@_form_view
@trader_view
def post_buy_request(request: HttpRequest) -> HttpResponse:
    kept = request.POST if request.method == "POST" else rescued_data(request)
    wanted = Commodity.objects.active().filter(slug=request.GET.get("loai", "")).first()
    asked_in = list(Province.objects.filter(slug=request.GET.get("tinh", "")))
    form = BuyRequestForm(kept or None, initial={"commodity": wanted, "where": asked_in})
    if request.method == "POST" and form.is_valid():
        try:
            posted = operations.post_buy_request(trader=request.trader, **form.told())
        except ExchangeError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Đã đăng. Hộ có hàng sẽ nhắn cho bên mua tại đây."))
            return redirect("harvests:request_matches", posted.pk)
    return _request_form(request, form, _("Đăng nhu cầu thu mua"))


@never_cache
@_form_view
@trader_view
def amend_buy_request(request: HttpRequest, pk: int) -> HttpResponse:
    wanted = get_object_or_404(BuyRequest.objects.of_trader(request.trader).with_places(), pk=pk)
    if not wanted.is_open:
        messages.info(request, _("Nhu cầu này đã khép lại, không sửa được nữa. Đăng nhu cầu mới giúp."))
        return redirect("harvests:trader_desk")
    kept = request.POST if request.method == "POST" else rescued_data(request)
    form = BuyRequestForm(kept or None, instance=wanted)
    if request.method == "POST" and form.is_valid():
        told = form.told()
        told.pop("form_key")
        try:
            operations.amend_buy_request(buy_request=wanted, **told)
        except ExchangeError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Đã sửa. Hộ đang trao đổi được báo."))
            wake()
            return redirect(wanted)
    return _request_form(request, form, _("Sửa nhu cầu thu mua"), wanted)


def _request_form(request: HttpRequest, form, title: str, wanted: BuyRequest | None = None) -> HttpResponse:
    context = {**trader_context(request.trader, "post"), "form": form, "title": title, "wanted": wanted}
    return render(request, "harvests/buy_request_form.html", context, status=422 if form.errors else 200)


@require_POST
@trader_view
def close_buy_request(request: HttpRequest, pk: int) -> HttpResponse:
    operations.close_buy_request(buy_request=get_object_or_404(BuyRequest.objects.of_trader(request.trader), pk=pk))
    messages.success(request, _("Đã khép nhu cầu này."))
    wake()
    return redirect("harvests:trader_desk")
