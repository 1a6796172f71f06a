"""The life of an order at a marketplace: seller, carrier and buyer move it along."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from . import operations
from .api import ApiError, field_error, invalid, json_body
from .enums import ORDER_MOVES, OrderStatus
from .models import Order, Product
from .wire import order_json

_CARRIERS = {"postmart": "Vietnam Post", "voso": "Viettel Post"}
_STOCK_RETURNS = (OrderStatus.CANCELLED, OrderStatus.RETURNED)


@transaction.atomic
def move(*, order: Order, status: OrderStatus, compensation_vnd: int | None = None) -> Order:
    """Take the order one step on. Raises ApiError 409 for a step that ORDER_MOVES does not know.

    What is cancelled or comes back is in stock again; compensation is for the whole price unless told otherwise.
    """
    before = OrderStatus(order.status)
    if status not in ORDER_MOVES[before]:
        raise ApiError(409, "order_closed", f"Đơn hàng {before.label} không chuyển sang {status.label} được.")
    now = max(timezone.now(), order.updated_at + timedelta(microseconds=1))
    values = {"status": status, "updated_at": now}
    if status == OrderStatus.SHIPPING:
        values |= {
            "shipped_at": now,
            "carrier": _CARRIERS[order.marketplace],
            "shipping_code": f"VD{secrets.randbelow(10**9):09d}",
        }
    if status == OrderStatus.COMPENSATION:
        values["compensation_vnd"] = order.total_vnd if compensation_vnd is None else compensation_vnd
    # Two hands at once: only one finds the order as it was.
    if not Order.objects.filter(pk=order.pk, status=before).update(**values):
        raise ApiError(409, "order_closed", "Đơn hàng vừa được người khác chuyển.")
    if status in _STOCK_RETURNS:
        Product.objects.filter(pk=order.product_id).update(stock=F("stock") + order.quantity, updated_at=timezone.now())
    order.refresh_from_db()
    operations.announce_order(order)
    return order


def find(marketplace: str, order_id: str) -> Order:
    order = Order.objects.filter(marketplace=marketplace, remote_id=order_id).select_related("product").first()
    if order is None:
        raise ApiError(404, "not_found", "Không có đơn hàng này.")
    return order


# ---- the three requests both contracts know ----


def views_of(marketplace: str) -> dict:
    """Return the views of an order: `get_order`, `confirm_order`, `decline_order`, each (request, order_id)."""

    def get_order(request: HttpRequest, order_id: str) -> JsonResponse:
        return JsonResponse(order_json(find(marketplace, order_id)))

    def confirm_order(request: HttpRequest, order_id: str) -> JsonResponse:
        json_body(request)
        order = find(marketplace, order_id)
        if order.status == OrderStatus.CANCELLED:
            raise ApiError(409, "order_closed", "Đơn hàng này đã huỷ.")
        if order.status == OrderStatus.NEW:
            order = move(order=order, status=OrderStatus.CONFIRMED)
        return JsonResponse(order_json(order))

    def decline_order(request: HttpRequest, order_id: str) -> JsonResponse:
        reason = json_body(request).get("reason")
        if not isinstance(reason, str) or not 1 <= len(reason.strip()) <= 200:
            raise invalid([field_error("reason", "invalid", "Hãy nói lý do, không quá 200 chữ.")])
        order = find(marketplace, order_id)
        if order.status != OrderStatus.CANCELLED:
            if OrderStatus.CANCELLED not in ORDER_MOVES[OrderStatus(order.status)]:
                raise ApiError(409, "order_closed", "Hàng đã đi, không huỷ được nữa.")
            order = move(order=order, status=OrderStatus.CANCELLED)
        return JsonResponse(order_json(order))

    return {"get_order": get_order, "confirm_order": confirm_order, "decline_order": decline_order}
