"""What a person watches (/theo-doi/): adding, how to be told, calendars, and letters with their one-click stop."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from harvests import operations
from harvests.desk import trader_context, trader_of
from harvests.errors import ExchangeError
from harvests.forms import AddressForm, WatchForm
from harvests.models import Watch, WatchAddress
from harvests.operations.watching import count_news
from households.desk import desk_context, household_of
from portal1034.accounts.perms import is_trader
from portal1034.accounts.rescue import rescued_data

_form_view = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@_form_view
def watches(request: HttpRequest) -> HttpResponse:
    """All of a person's watches with what is new in each, and the form to add one."""
    asked = {"commodity": request.GET.get("loai", ""), "province": request.GET.get("tinh", "")}
    kept = request.POST if request.method == "POST" else rescued_data(request)
    form = WatchForm(kept or None, initial=asked)
    if request.method == "POST" and form.is_valid():
        try:
            added = operations.watch(user=request.user, **form.cleaned_data)
        except ExchangeError as error:
            form.add_error("commodity", str(error))
        else:
            messages.success(request, _("Đang theo dõi: %s.") % added.words)
            return redirect("harvests:watches")
    return _page(request, form, AddressForm())


def _page(request: HttpRequest, form, address_form) -> HttpResponse:
    buys = is_trader(request.user)
    mine = list(Watch.objects.of_user(request.user))
    news = count_news(mine, buys=buys)
    rows = [{"watch": watch, "new": news[watch.pk]} for watch in mine]
    context = {
        **_shell(request),
        "rows": rows,
        "buys": buys,
        "form": form,
        "address_form": address_form,
        "address": WatchAddress.objects.filter(user=request.user).first(),
    }
    wrong = form.errors or address_form.errors
    return render(request, "harvests/watches.html", context, status=422 if wrong else 200)


def _shell(request: HttpRequest) -> dict:
    """The desk's frame of whoever it is; staff have their own, so theirs is bare."""
    if trader := trader_of(request.user):
        return trader_context(trader)
    if household := household_of(request.user):
        return desk_context(household)
    return {"desk_name": request.user.get_full_name(), "desk_place": "", "desk_url": "", "desk_menu": (), "tabs": []}


@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Save how to be told, give the calendar a new address, or stop, by the button pressed."""
    watch = get_object_or_404(Watch.objects.of_user(request.user), pk=pk)
    if "bo" in request.POST:
        operations.stop_watching(watch=watch)
        messages.success(request, _("Đã thôi theo dõi %s.") % watch.words)
    elif "doi" in request.POST:
        operations.renew_token(watch=watch)
        messages.success(request, _("Lịch có địa chỉ mới, địa chỉ cũ không dùng được nữa."))
    else:
        operations.change_watch(watch=watch, by_sms="sms" in request.POST, by_email="thu" in request.POST)
        messages.success(request, _("Đã lưu cách báo."))
    return redirect("harvests:watches")


@require_POST
def address(request: HttpRequest) -> HttpResponse:
    form = AddressForm(request.POST)
    if form.is_valid():
        try:
            operations.set_address(user=request.user, address=form.cleaned_data["address"])
        except ExchangeError as error:
            form.add_error("address", str(error))
        else:
            messages.success(request, _("Đã gửi thư. Mở thư và bấm liên kết để xác nhận."))
            return redirect("harvests:watches")
    return _page(request, WatchForm(), form)


@never_cache
@_form_view
@login_not_required
def confirm_address(request: HttpRequest, token: str) -> HttpResponse:
    """GET only asks: programs that look at every link in a letter must confirm nothing."""
    done = request.method == "POST" and operations.confirm_address(token=token)
    context = {"done": done, "failed": request.method == "POST" and not done}
    return render(request, "harvests/confirm_address.html", context, status=410 if context["failed"] else 200)


@never_cache
@csrf_exempt  # the mail program posts, from nowhere of ours (RFC 8058); the signed address is the proof
@_form_view
@login_not_required
def stop_letters(request: HttpRequest, token: str) -> HttpResponse:
    watch = operations.watch_of_stop_token(token)
    if watch is None:
        raise Http404
    if request.method == "POST":
        operations.stop_letters(watch=watch)
    return render(request, "harvests/stop_letters.html", {"done": request.method == "POST"})
