"""An order as a marketplace tells it, written down: only ever forward, with the stock it holds kept exact.

Snapshots of an order form a chain, by how far it has come and then by the marketplace's own time; what stands is the
greatest that was ever told, in whatever order and however often they came. What a line holds of the stock is written on
the line (`taken`), so that it is given back once, and never more than was taken.
"""

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime

from django.db import DataError, IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from portal1034.core import pagecache
from products import operations
from products.connectors.base import RemoteOrder
from products.enums import ANSWERABLE, GIVES_BACK, JobPriority, OrderAnswer, OrderStatus
from products.models import Listing, Order, OrderLine, Product
from products.models.product import MAX_STOCK

log = logging.getLogger(__name__)

PREFIX = "c1034-"
# What a telling outside the contract comes to: no number of tries writes it, while a lost connection is tried again.
UNWRITABLE = (DataError, IntegrityError, KeyError, TypeError, ValueError)
_MOMENTS = ("placed_at", "updated_at", "shipped_at")


def order_as_json(order: RemoteOrder) -> dict:
    """Return the order as it is kept. Who bought is the marketplace's business: it is left out."""
    told = asdict(order)
    del told["buyer_name"]
    return told | {name: told[name] and told[name].isoformat() for name in _MOMENTS}


def apply_order(marketplace: str, told: dict) -> str:
    """Write down what `order_as_json` made, and move the stock; return what is wrong with it, "" when all is well.

    To be called in a transaction. Locks the products, then the order. One that cannot be written leaves no trace.
    """
    try:
        with transaction.atomic():
            return _apply_order(marketplace, told)
    except UNWRITABLE as error:
        log.error("%s: đơn %s không ghi được", marketplace, told.get("remote_id"), exc_info=error)
        return f"Đơn {told.get('remote_id')} không ghi được: {error!r}"[:300]


def _apply_order(marketplace: str, told: dict) -> str:
    if told["status"] not in OrderStatus.values:
        return f"Đơn {told['remote_id']} có trạng thái cổng không biết: {told['status']}"[:300]
    codes = [line["external_id"].removeprefix(PREFIX) for line in told["lines"]]
    products = {p.code: p for p in Product.objects.for_writing().filter(code__in=codes).order_by("pk")}
    if unknown := [code for code in codes if code not in products]:
        return f"Đơn {told['remote_id']} có sản phẩm cổng không biết: {', '.join(unknown)}"[:300]
    if not codes:
        return f"Đơn {told['remote_id']} không có hàng nào."
    order, is_new = Order.objects.select_for_update().get_or_create(
        marketplace=marketplace, remote_id=told["remote_id"], defaults=_first_seen(told, products[codes[0]])
    )
    if is_new:
        _write_lines(order, told, products)
        held = False
    elif is_news(order, told):
        held = order.status not in GIVES_BACK
        _move_forward(order, told)
    else:
        return ""
    holds = order.status not in GIVES_BACK
    if holds != held:
        _move_stock(order, _take if holds else _give_back)
    return ""


def is_news(order: Order, told: dict) -> bool:
    """Whether `told` is further on than what stands, or as far and younger."""
    stands = OrderStatus(order.status).rank, order.told_at
    return (OrderStatus(told["status"]).rank, _moment(told["updated_at"])) > stands


def _move_forward(order: Order, told: dict) -> None:
    for name, value in _columns(told).items():
        setattr(order, name, value)
    settle_answer(order)
    order.save()


def settle_answer(order: Order) -> None:
    """Note on the row (unsaved) what its status makes of the household's answer."""
    reached = {OrderAnswer.CONFIRM: OrderStatus.CONFIRMED, OrderAnswer.DECLINE: OrderStatus.CANCELLED}
    if order.answer_due_at is None:
        return
    if order.status == reached[order.answer]:
        order.answered_at = timezone.now()
    elif order.status in ANSWERABLE:
        return
    order.answer_due_at, order.answer_problem = None, {}


def _first_seen(told: dict, product: Product) -> dict:
    return _columns(told) | {
        "household_id": product.household_id,
        "province_id": product.province_id,
        "placed_at": _moment(told["placed_at"]),
    }


def _columns(told: dict) -> dict:
    return {
        "status": OrderStatus(told["status"]),
        "told_at": _moment(told["updated_at"]),
        "heard_at": timezone.now(),
        "shipped_at": _moment(told["shipped_at"]) if told.get("shipped_at") else None,
        "url": told.get("url", "")[:500],
        "carrier": told.get("carrier", "")[:60],
        "shipping_code": told.get("shipping_code", "")[:60],
        "compensation_vnd": told.get("compensation_vnd", 0),
    }


def _moment(text: str) -> datetime:
    return parse_datetime(text)


def _write_lines(order: Order, told: dict, products: dict[str, Product]) -> None:
    """One line for each product and price: the same product may be told twice, in a promotion at two prices."""
    quantities: Counter[tuple[str, int]] = Counter()
    for line in told["lines"]:
        quantities[line["external_id"].removeprefix(PREFIX), line["price_vnd"]] += line["quantity"]
    for (code, price_vnd), quantity in quantities.items():
        product = products[code]
        listing, _new = Listing.objects.get_or_create(product=product, marketplace=order.marketplace)
        order.lines.create(listing=listing, province_id=product.province_id, quantity=quantity, price_vnd=price_vnd)


# ---- stock ----


def _move_stock(order: Order, move: Callable[[OrderLine, int], int]) -> None:
    """Move the stock of every line, and send what changed to every marketplace."""
    lines = order.lines.select_related("listing").order_by("listing__product")
    changed = [line.listing.product_id for line in lines if move(line, line.listing.product_id)]
    if not changed:
        return
    listings = Listing.objects.wanted().filter(product__in=changed)
    operations.enqueue(listings=listings.values_list("pk", flat=True), priority=JobPriority.CHANGE)
    pagecache.bump("products")


def _take(line: OrderLine, product: int) -> int:
    """Let the line hold all it wants, or all there is; return how much left the shelf."""
    stock = Product.objects.values_list("stock", flat=True).get(pk=product)
    more = min(line.short, stock)
    if more:
        OrderLine.objects.filter(pk=line.pk).update(taken=F("taken") + more)
        Product.objects.filter(pk=product).update(stock=F("stock") - more, updated_at=timezone.now())
    return more


def _give_back(line: OrderLine, product: int) -> int:
    """Let go of what the line holds: to orders that were short, the oldest first, the rest to the shelf.

    Returns how much came to the shelf.
    """
    free = line.taken
    if not free:
        return 0
    OrderLine.objects.filter(pk=line.pk).update(taken=0)
    waiting = OrderLine.objects.short().filter(listing__product=product).exclude(order=line.order_id)
    for other in waiting.order_by("order__placed_at", "pk"):
        filled = min(free, other.short)
        OrderLine.objects.filter(pk=other.pk).update(taken=F("taken") + filled)
        free -= filled
        if not free:
            return 0
    stock = Product.objects.values_list("stock", flat=True).get(pk=product)
    Product.objects.filter(pk=product).update(stock=min(MAX_STOCK, stock + free), updated_at=timezone.now())
    return free
