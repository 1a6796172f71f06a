"""The tester's side: dials, the moderator's hand, reset, and a view of everything both marketplaces remember."""

import json
from collections import Counter
from dataclasses import fields

from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from . import operations, orders
from .api import ApiError
from .dials import BOARDS, Dials
from .enums import Marketplace, OrderStatus, Status
from .models import Event, IdempotencyKey, Order, Photo, Product, Revision, Shop, Token, Webhook
from .traffic import METERS

_FORGET = (Event, IdempotencyKey, Order, Product, Revision, Shop, Token, Webhook, Photo)


def _board(marketplace: str):
    if marketplace not in BOARDS:
        raise Http404(marketplace)
    return BOARDS[marketplace]


def _payload(request: HttpRequest) -> dict:
    """Return the JSON body. A form of another site cannot send this content type, so it needs no CSRF token."""
    if request.content_type != "application/json":
        raise ApiError(415, "json_only", "Chỉ nhận application/json.")
    return json.loads(request.body or b"{}")


def state(request: HttpRequest) -> JsonResponse:
    operations.settle()
    return JsonResponse({code: marketplace_state(code) for code in Marketplace.values})


def state_of(request: HttpRequest, marketplace: str) -> JsonResponse:
    _board(marketplace)
    operations.settle()
    return JsonResponse(marketplace_state(marketplace))


def marketplace_state(marketplace: str) -> dict:
    products = list(Product.objects.on(marketplace).select_related("shop"))
    sold = Order.objects.filter(marketplace=marketplace).select_related("product")
    shops = Shop.objects.filter(marketplace=marketplace)
    created = Counter(product.external_id for product in products)
    return {
        "products": [_product_row(product, created[product.external_id]) for product in products],
        "orders": [_order_row(order) for order in sold],
        "shops": list(shops.values("external_id", "remote_id", "name", "province")),
        "events": Event.objects.on(marketplace).aggregate(
            total=Count("pk"), delivered=Count("delivered_at"), acknowledged=Count("acknowledged_at")
        ),
        "webhook": Webhook.objects.filter(pk=marketplace).values_list("url", flat=True).first(),
        "traffic": METERS[marketplace].as_dict(),
        "dials": BOARDS[marketplace].as_dict(),
    }


def _product_row(product: Product, create_count: int) -> dict:
    return {
        "external_id": product.external_id,
        "remote_id": product.remote_id,
        "shop": product.shop.external_id,
        "title": product.title,
        "price_vnd": product.price_vnd,
        "stock": product.stock,
        "status": product.status,
        "photos": len(product.photos),
        "content": {
            "description": product.description,
            "unit": product.unit,
            "weight_g": product.weight_g,
            "photos": product.photos,
        },
        "create_count": create_count,
        "updated_at": product.updated_at.isoformat(),
    }


def _order_row(order: Order) -> dict:
    return {
        "order_id": order.remote_id,
        "external_id": order.product.external_id,
        "quantity": order.quantity,
        "price_vnd": order.price_vnd,
        "total_vnd": order.total_vnd,
        "status": order.status,
        "placed_at": order.placed_at.isoformat(),
        "updated_at": order.updated_at.isoformat(),
        "compensation_vnd": order.compensation_vnd,
    }


@require_http_methods(["GET", "POST"])
def faults_page(request: HttpRequest, marketplace: str = "postmart") -> HttpResponse:
    board, problem = _board(marketplace), ""
    if request.method == "POST":
        # An unticked box is not sent at all.
        wanted = {f.name: request.POST.get(f.name, "") for f in fields(Dials)}
        try:
            board.turn(**wanted)
        except ValueError as error:
            problem = str(error)
        else:
            return redirect("faults", marketplace=marketplace)
    dials = [
        {"name": f.name, "label": f.metadata["label"], "value": getattr(board.now, f.name), "kind": _input_kind(f)}
        for f in fields(Dials)
    ]
    context = {"marketplace": Marketplace(marketplace), "marketplaces": Marketplace, "dials": dials, "problem": problem}
    return render(request, "sandbox/faults.html", context, status=400 if problem else 200)


def _input_kind(dial) -> str:
    return {bool: "checkbox", str: "text", int: "number", float: "decimal"}[type(dial.default)]


@csrf_exempt
@require_http_methods(["GET", "PATCH", "DELETE"])
def faults_api(request: HttpRequest, marketplace: str) -> JsonResponse:
    """GET the dials, PATCH some of them, DELETE to put all of them back."""
    board = _board(marketplace)
    try:
        if request.method == "DELETE":
            board.reset()
        elif request.method == "PATCH":
            board.turn(**_payload(request))
    except ApiError as error:
        return error.response()
    except ValueError as error:
        return ApiError(400, "bad_dial", str(error)).response()
    return JsonResponse(board.as_dict())


@csrf_exempt
@require_POST
def reset(request: HttpRequest) -> JsonResponse:
    """Forget everything: dials, meters, products, orders, events, tokens."""
    try:
        _payload(request)
    except ApiError as error:
        return error.response()
    for code in BOARDS:
        BOARDS[code].reset()
        METERS[code].reset()
    # Sequences go on: a cursor kept by a caller from before the reset must not hide what comes after it.
    with transaction.atomic():
        for model in _FORGET:
            model.objects.all().delete()
    return JsonResponse({"reset": True})


@csrf_exempt
@require_POST
def act(request: HttpRequest, marketplace: str, action: str) -> JsonResponse:
    """Play the moderator or a buyer: `status`, `order`, `move-order`."""
    _board(marketplace)
    try:
        return JsonResponse(_ACTIONS[action](marketplace, **_payload(request)))
    except ApiError as error:
        return error.response()


def _act_status(marketplace: str, external_id: str, status: str, reason: str = "") -> dict:
    count = operations.set_status(
        marketplace=marketplace, external_id=external_id, status=Status(status), reason=reason
    )
    return {"changed": count}


def _act_order(marketplace: str, external_id: str, quantity: int = 1, buyer_name: str = "Người mua thử") -> dict:
    operations.settle()
    product = Product.objects.on(marketplace).sellable().filter(external_id=external_id).first()
    if product is None:
        raise ApiError(404, "not_found", "Không có sản phẩm này đang bán.")
    return _order_row(operations.place_order(product=product, quantity=quantity, buyer_name=buyer_name))


def _act_move(marketplace: str, order_id: str, status: str, compensation_vnd: int | None = None) -> dict:
    order = orders.find(marketplace, order_id)
    return _order_row(orders.move(order=order, status=OrderStatus(status), compensation_vnd=compensation_vnd))


_ACTIONS = {"status": _act_status, "order": _act_order, "move-order": _act_move}
