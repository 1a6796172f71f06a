"""What marketplaces tell of: kept first, under the event's own number, then acknowledged, then applied.

Events come twice, late, in the wrong order, or not at all. An order therefore only ever moves forward (placed, then
completed or cancelled), and news of a listing is only a reason to go and look.
"""

import logging
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest, Least
from django.utils import timezone

from portal1034.core import pagecache
from products import operations
from products.connectors.base import Event, EventKind
from products.connectors.errors import ConnectorError
from products.enums import JobPriority, OrderStatus
from products.marketplaces import connector as connector_of
from products.marketplaces import webhook_url
from products.models import Listing, MarketplaceHealth, Order, Product, WebhookEvent
from products.models.product import MAX_STOCK
from products.sync import breaker
from products.sync.readback import verify

log = logging.getLogger(__name__)

PAGES_A_TIME = 10
REGISTER_AGAIN = timedelta(hours=1)
_PREFIX = "c1034-"


def receive(marketplace: str, headers: Mapping[str, str], body: bytes) -> bool:
    """Keep the event of a genuine webhook; return whether it is new. Raises Forged, or Unknown if it is unreadable."""
    return _keep(marketplace, [connector_of(marketplace).verify_webhook(headers, body)]) > 0


def poll(marketplace: str) -> int:
    """Fetch the events that did not reach us; return how many were new. The cursor moves with the events it covers."""
    connector, new = connector_of(marketplace), 0
    for _page in range(PAGES_A_TIME):
        cursor = breaker.health_of(marketplace).events_cursor
        page = connector.orders_since(cursor)
        with transaction.atomic(durable=True):
            new += _keep(marketplace, page.events)
            MarketplaceHealth.objects.filter(pk=marketplace).update(events_cursor=page.cursor)
        if not page.more:
            break
    return new


def hear(marketplace: str) -> int:
    """See to it that events reach us, and fetch those that did not; return how many were new.

    A marketplace that does not answer is only noted: the next sweep asks again.
    """
    if not breaker.allowance(marketplace, 1):
        return 0
    try:
        _register_webhook(marketplace)
        return poll(marketplace)
    except ConnectorError as error:
        log.warning("%s: chưa hỏi được tin báo: %s", marketplace, error.message)
        breaker.note(marketplace, [error])
        return 0


def _register_webhook(marketplace: str) -> None:
    """Ask the marketplace to send its events here; again every hour, because it may forget."""
    health, url = breaker.health_of(marketplace), webhook_url(marketplace)
    is_fresh = health.webhook_at and health.webhook_at > timezone.now() - REGISTER_AGAIN
    if is_fresh and health.webhook_url == url:
        return
    connector_of(marketplace).register_webhook()
    MarketplaceHealth.objects.filter(pk=marketplace).update(webhook_url=url, webhook_at=timezone.now())


def apply_waiting(limit: int = 500) -> int:
    """Apply the events of the inbox, oldest first, each in its own transaction; return how many were applied.

    An event that cannot be applied keeps its problem and stops nobody.
    """
    applied = 0
    for pk in list(WebhookEvent.objects.waiting().order_by("pk").values_list("pk", flat=True)[:limit]):
        applied += _apply(pk)
    return applied


def _keep(marketplace: str, events) -> int:
    rows = [WebhookEvent(marketplace=marketplace, event_id=event.event_id, body=_as_json(event)) for event in events]
    before = WebhookEvent.objects.filter(marketplace=marketplace, event_id__in=[row.event_id for row in rows]).count()
    WebhookEvent.objects.bulk_create(rows, ignore_conflicts=True)
    return len({row.event_id for row in rows}) - before


def _as_json(event: Event) -> dict:
    """Return the event as it is kept. Who bought is the marketplace's business: it is left out."""
    body = {"kind": str(event.kind), "occurred_at": event.occurred_at.isoformat()}
    if event.order:
        order = asdict(event.order)
        del order["buyer_name"]
        body["order"] = order | {"placed_at": event.order.placed_at.isoformat()}
    if event.listing:
        body["listing"] = {"external_id": event.listing.external_id}
    return body


def _apply(pk: int) -> int:
    event = WebhookEvent.objects.get(pk=pk)
    if event.body["kind"] == EventKind.LISTING:
        return _apply_news(event)
    with transaction.atomic(durable=True):
        event = WebhookEvent.objects.select_for_update().waiting().filter(pk=pk).first()
        if event is None:
            return 0  # another worker was faster
        event.problem = _apply_order(event.marketplace, event.body["order"])
        event.applied_at = None if event.problem else timezone.now()
        event.save(update_fields=["problem", "applied_at"])
    return 0 if event.problem else 1


def _apply_news(event: WebhookEvent) -> int:
    """Go and look at the listing: what an event says may be older than what we know."""
    code = event.body["listing"]["external_id"].removeprefix(_PREFIX)
    listings = Listing.objects.on(event.marketplace).filter(product__code=code)
    found = list(listings.values_list("pk", flat=True))
    if found and not verify(event.marketplace, found):
        return 0  # the marketplace cannot be asked now; the event waits
    WebhookEvent.objects.filter(pk=event.pk).update(applied_at=timezone.now())
    return 1


def _apply_order(marketplace: str, told: dict) -> str:
    """Write the order down and move the stock; return what is wrong with it, "" when all is well."""
    codes = [line["external_id"].removeprefix(_PREFIX) for line in told["lines"]]
    products = {p.code: p for p in Product.objects.select_for_update().filter(code__in=codes).order_by("pk")}
    if unknown := [code for code in codes if code not in products]:
        return f"Đơn {told['remote_id']} có sản phẩm cổng không biết: {', '.join(unknown)}"[:300]
    status = OrderStatus(told["status"])
    order, is_new = Order.objects.select_for_update().get_or_create(
        marketplace=marketplace,
        remote_id=told["remote_id"],
        defaults={"status": status, "placed_at": datetime.fromisoformat(told["placed_at"])},
    )
    before = None if is_new else OrderStatus(order.status)
    if not is_new and not _moves_forward(order, status):
        return ""
    if is_new:
        _write_lines(order, told, products)
    direction = _stock_direction(before, status)
    if direction:
        _move_stock(order, direction)
    return ""


def _moves_forward(order: Order, status: OrderStatus) -> bool:
    """Whether this is news: a closed order stays as it is, and "placed" after "completed" only came late."""
    if order.status != OrderStatus.PLACED or status == OrderStatus.PLACED:
        return False
    order.status = status
    order.save(update_fields=["status", "updated_at"])
    return True


def _stock_direction(before: OrderStatus | None, after: OrderStatus) -> int:
    """Return -1 when goods leave, +1 when they come back, 0 when nothing moves."""
    if before is None:
        return 0 if after == OrderStatus.CANCELLED else -1
    return 1 if after == OrderStatus.CANCELLED else 0


def _write_lines(order: Order, told: dict, products: dict[str, Product]) -> None:
    quantities: dict[str, int] = {}
    prices: dict[str, int] = {}
    for line in told["lines"]:
        code = line["external_id"].removeprefix(_PREFIX)
        quantities[code] = quantities.get(code, 0) + line["quantity"]
        prices[code] = line["price_vnd"]
    for code, quantity in quantities.items():
        product = products[code]
        listing, _new = Listing.objects.get_or_create(product=product, marketplace=order.marketplace)
        order.lines.create(listing=listing, province_id=product.province_id, quantity=quantity, price_vnd=prices[code])


def _move_stock(order: Order, direction: int) -> None:
    """Change the stock on the portal, and so on every marketplace."""
    touched = []
    for line in order.lines.select_related("listing"):
        new = Greatest(0, Least(MAX_STOCK, F("stock") + direction * line.quantity))
        Product.objects.filter(pk=line.listing.product_id).update(stock=new, updated_at=timezone.now())
        touched.append(line.listing.product_id)
    listings = Listing.objects.wanted().filter(product__in=touched)
    operations.enqueue(listings=listings.values_list("pk", flat=True), priority=JobPriority.PERSON)
    pagecache.bump("products")
