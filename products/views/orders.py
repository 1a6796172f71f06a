"""A household's orders: what came in, what to do about it, yes or no in one press."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from households.desk import desk_context, household_view
from portal1034.accounts.rescue import rescued_data
from products import operations
from products.enums import Marketplace
from products.models import Order
from products.order_cards import card_of
from products.order_forms import DeclineForm
from products.tasks import wake_answers

PER_PAGE = 20
TABS = (
    ("", gettext_lazy("Mới")),
    ("dang-di", gettext_lazy("Đang đi")),
    ("xong", gettext_lazy("Đã xong")),
)
EMPTY = {
    "": gettext_lazy("Chưa có đơn mới. Có người đặt mua, đơn hiện ở đây và cổng nhắn cho bác."),
    "dang-di": gettext_lazy("Không có đơn nào đang đóng gói hay đang đi."),
    "xong": gettext_lazy("Chưa có đơn nào xong."),
}


def _of_tab(orders, tab: str):
    return {"": orders.new(), "dang-di": orders.on_the_way(), "xong": orders.done()}[tab]


def _page(request: HttpRequest, template: str, *, status: int = 200, **context) -> HttpResponse:
    return render(request, template, {**desk_context(request.household), **context}, status=status)


@never_cache
@household_view
@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    tab = request.GET.get("muc", "")
    if tab not in EMPTY:
        return redirect("products:orders")
    here = reverse("products:orders")
    mine = _of_tab(Order.objects.of_household(request.household), tab).with_goods().newest()
    after = request.GET.get("sau", "")
    found = list(mine.after(after)[: PER_PAGE + 1])
    shown = found[:PER_PAGE]
    more = f"{here}?muc={tab}&sau={shown[-1].pk}" if len(found) > PER_PAGE else ""
    tabs = [{"label": name, "url": f"{here}?muc={key}" if key else here, "current": key == tab} for key, name in TABS]
    return _page(
        request,
        "products/orders.html",
        cards=[card_of(order) for order in shown],
        order_tabs=tabs,
        empty=EMPTY[tab],
        next_url=more,
        first_url=after and f"{here}?muc={tab}",
    )


@never_cache
@household_view
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    order = _own(request, pk)
    try:
        operations.confirm_order(order=order)
    except operations.TooLate as late:
        messages.warning(request, str(late))
    else:
        wake_answers(order.marketplace)
        where = Marketplace(order.marketplace).label
        messages.success(request, _("Đã xác nhận. Cổng đang báo %s, bác cứ đóng gói.") % where)
    return redirect("products:orders")


@never_cache
@household_view
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Why it cannot be delivered; the buyer reads it."""
    order = _own(request, pk)
    form = DeclineForm(request.POST if request.method == "POST" else rescued_data(request) or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.decline_order(order=order, reason=form.reason)
        except operations.TooLate as late:
            messages.warning(request, str(late))
        else:
            wake_answers(order.marketplace)
            where = Marketplace(order.marketplace).label
            messages.success(request, _("Cổng đang báo %s. Hàng sẽ được cộng lại vào số bác còn.") % where)
        return redirect("products:orders")
    status = 422 if request.method == "POST" else 200
    return _page(request, "products/orders_decline.html", form=form, card=card_of(order), status=status)


def _own(request: HttpRequest, pk: int) -> Order:
    return get_object_or_404(Order.objects.of_household(request.household).with_goods(), pk=pk)
