"""What marketplaces tell of: kept first, under the event's own number, then acknowledged, then applied.

Events come twice, late, in the wrong order, or not at all. An order therefore only ever moves forward (see `orders`),
and news of a listing is only a reason to go and look.
"""

import logging
from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from products.connectors.base import Event, EventKind
from products.connectors.errors import ConnectorError
from products.marketplaces import connector as connector_of
from products.marketplaces import is_by_hand, webhook_url
from products.models import Listing, MarketplaceHealth, WebhookEvent
from products.sync import breaker
from products.sync.orders import PREFIX, apply_order, order_as_json
from products.sync.readback import look

log = logging.getLogger(__name__)

PAGES_A_TIME = 10
LOOKS_A_TIME = 20
REGISTER_AGAIN = timedelta(hours=1)


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
    if is_by_hand(marketplace) or not breaker.allowance(marketplace, 1):
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
    """Apply the events of the inbox, orders first, oldest first; return how many were applied.

    An event that cannot be applied keeps its problem and stops nobody. Of listings at most LOOKS_A_TIME a marketplace
    are looked at, so that orders which come meanwhile need not wait.
    """
    waiting = WebhookEvent.objects.waiting().order_by("pk")
    news = Q(body__kind=EventKind.LISTING)
    orders = list(waiting.exclude(news).values_list("pk", flat=True)[:limit])
    return sum(map(_apply, orders)) + _apply_news(list(waiting.filter(news)[:limit]))


def _keep(marketplace: str, events) -> int:
    rows = [WebhookEvent(marketplace=marketplace, event_id=event.event_id, body=_as_json(event)) for event in events]
    before = WebhookEvent.objects.filter(marketplace=marketplace, event_id__in=[row.event_id for row in rows]).count()
    WebhookEvent.objects.bulk_create(rows, ignore_conflicts=True)
    return len({row.event_id for row in rows}) - before


def _as_json(event: Event) -> dict:
    """Return the event as it is kept, without who bought."""
    body = {"kind": str(event.kind), "occurred_at": event.occurred_at.isoformat()}
    if event.order:
        body["order"] = order_as_json(event.order)
    if event.listing:
        body["listing"] = {"external_id": event.listing.external_id}
    return body


def _apply(pk: int) -> int:
    with transaction.atomic(durable=True):
        event = WebhookEvent.objects.select_for_update().waiting().filter(pk=pk).first()
        if event is None:
            return 0  # another worker was faster
        event.problem = apply_order(event.marketplace, event.body["order"])
        event.applied_at = None if event.problem else timezone.now()
        event.save(update_fields=["problem", "applied_at"])
    return 0 if event.problem else 1


def _apply_news(events: list[WebhookEvent]) -> int:
    """Go and look: what an event says may be older than what we know. One look answers all told of a listing."""
    by_listing: dict[tuple[str, str], list[int]] = {}
    for event in events:
        code = event.body["listing"]["external_id"].removeprefix(PREFIX)
        by_listing.setdefault((event.marketplace, code), []).append(event.pk)
    applied = 0
    for marketplace in {marketplace for marketplace, _code in by_listing}:
        told = {code: pks for (where, code), pks in by_listing.items() if where == marketplace}
        chosen = list(told)[:LOOKS_A_TIME]
        rows = Listing.objects.on(marketplace).filter(product__code__in=chosen, by_hand_at=None)
        found = dict(rows.values_list("product__code", "pk"))
        seen = look(marketplace, list(found.values()))
        # Of what is not here, or is worked by hand, there is nothing to see; what could not be seen now waits.
        done = [code for code in chosen if code not in found or found[code] in seen or is_by_hand(marketplace)]
        applied += WebhookEvent.objects.filter(pk__in=[pk for code in done for pk in told[code]]).update(
            applied_at=timezone.now()
        )
    return applied
