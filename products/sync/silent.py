"""Orders that fell silent: an open order nothing was heard of for a day is looked up, in case its news was lost.

What a look finds is applied like any other news, so a look that comes late changes nothing. Whatever came of it, the
row is marked as heard of, so that one order that cannot be read keeps no other waiting; only a marketplace that does
not answer ends the round, and the next round asks again.
"""

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from products.connectors.base import RemoteOrder
from products.connectors.errors import ConnectorError
from products.marketplaces import connector as connector_of
from products.marketplaces import is_by_hand
from products.models import Order
from products.sync import breaker
from products.sync.orders import apply_order, order_as_json

log = logging.getLogger(__name__)

SILENT_AFTER = timedelta(hours=24)


def look_up_silent_orders(marketplace: str, limit: int = 30) -> int:
    """Look up the orders that have been silent for longest; return how many were asked about."""
    if is_by_hand(marketplace):
        return 0
    silent = Order.objects.filter(marketplace=marketplace).silent_for(SILENT_AFTER)
    rows = list(silent.values_list("pk", "remote_id")[: breaker.allowance(marketplace, limit)])
    asked = 0
    for pk, remote_id in rows:
        error, remote = _ask(marketplace, remote_id)
        if breaker.note(marketplace, [error]) or (error and breaker.is_failure(error)):
            break
        _record(marketplace, pk, remote_id, remote)
        asked += 1
    return asked


def _ask(marketplace: str, remote_id: str) -> tuple[ConnectorError | None, RemoteOrder | None]:
    try:
        remote = connector_of(marketplace).look_up_order(remote_id)
    except ConnectorError as error:
        log.warning("%s: chưa hỏi được đơn %s: %s", marketplace, remote_id, error.message)
        return error, None
    if remote is None:
        log.error("%s: sàn không còn đơn %s", marketplace, remote_id)
    return None, remote


def _record(marketplace: str, order: int, remote_id: str, remote: RemoteOrder | None) -> None:
    with transaction.atomic(durable=True):
        problem = apply_order(marketplace, order_as_json(remote)) if remote else ""
        Order.objects.filter(pk=order).update(heard_at=timezone.now())
    if problem:
        log.error("%s: đơn %s hỏi được mà không ghi được: %s", marketplace, remote_id, problem)
