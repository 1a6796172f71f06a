"""Sends signed webhooks from the event table, again and again until they are taken, and lets moderation move on."""

import hashlib
import hmac
import json
import logging
import threading
from datetime import timedelta
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from .api import clock
from .dials import BOARDS
from .models import Event, Webhook
from .wire import event_json

logger = logging.getLogger("sandbox.courier")

IDLE_S = 0.5
ANSWER_WITHIN_S = 5
ATTEMPTS = 6
_bell = threading.Event()


def start() -> None:
    threading.Thread(target=_run, name="courier", daemon=True).start()


def wake() -> None:
    _bell.set()


def _run() -> None:
    # Imported here: operations announce through this module.
    from .operations import settle

    # The environment's proxies have no business with loopback.
    with httpx.Client(trust_env=False, timeout=ANSWER_WITHIN_S) as client:
        while True:
            _bell.wait(IDLE_S)
            _bell.clear()
            try:
                settle()
                for webhook in Webhook.objects.all():
                    deliver(client, webhook)
            except DatabaseError:
                # A reset may empty the tables under our feet; the next round sees the new state.
                logger.warning("courier lost a round", exc_info=True)


def deliver(client: httpx.Client, webhook: Webhook) -> None:
    """Send what is due to one webhook, obeying the fault dials."""
    board = BOARDS[webhook.marketplace]
    due = Event.objects.on(webhook.marketplace).lost()
    due = due.filter(next_attempt_at__lte=timezone.now(), attempts__lt=ATTEMPTS, occurred_at__gte=webhook.registered_at)
    events = list(due.order_by("-pk" if board.now.reorder_webhooks else "pk")[:50])
    for event in events:
        taken = not board.roll("lose_webhook") and _send(client, webhook, event)
        if taken and board.roll("duplicate_webhook"):
            _send(client, webhook, event)
        now = timezone.now()
        Event.objects.filter(pk=event.pk).update(
            attempts=event.attempts + 1,
            next_attempt_at=now + timedelta(seconds=2**event.attempts),
            delivered_at=now if taken else None,
        )


def _send(client: httpx.Client, webhook: Webhook, event: Event) -> bool:
    body = json.dumps(event_json(event), ensure_ascii=False).encode()
    headers = sign(webhook.marketplace, webhook.url, body) | {"Content-Type": "application/json"}
    try:
        return client.post(webhook.url, content=body, headers=headers).is_success
    except httpx.HTTPError as error:
        logger.info("webhook not taken: %s", error)
        return False


def sign(marketplace: str, url: str, body: bytes) -> dict[str, str]:
    """Return the headers that prove a webhook comes from this marketplace."""
    account, secret = settings.SANDBOX_ACCOUNTS[marketplace]
    timestamp = str(int(clock(marketplace).timestamp()))
    if marketplace == "postmart":
        signature = _hmac(secret, timestamp.encode() + b"." + body)
        return {"X-Postmart-Timestamp": timestamp, "X-Postmart-Signature": signature}
    parts = urlsplit(url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    lines = "\n".join([account, path, timestamp, hashlib.sha256(body).hexdigest()])
    return {
        "X-Voso-Partner": account,
        "X-Voso-Timestamp": timestamp,
        "X-Voso-Signature": _hmac(secret, lines.encode()),
    }


def _hmac(secret: str, message: bytes) -> str:
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()
