"""Orders and verdicts on their way back: polled, pushed, twice, late, forged."""

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from products.connectors.base import EventKind, Forged, Unknown, Verdict
from tests.products.connectors.market import build_connector
from tests.products.connectors.receiver import webhook_receiver
from tests.sandbox.contract import SentWebhook, contract


@pytest.fixture
def receiver():
    with webhook_receiver() as running:
        yield running


def _listening(market, receiver):
    """Return a connector whose webhooks go to `receiver`, with one listing on sale and no event left to send."""
    market.connector.upsert(market.payload())
    market.connector.look_up("sp-1")
    connector = market.another_connector(webhook_url=receiver.url)
    connector.register_webhook()
    return connector


def _orders(market, cursor=""):
    page = market.connector.orders_since(cursor)
    return [event for event in page.events if event.kind == EventKind.ORDER], page.cursor


def test_an_order_is_found_by_polling_once(market):
    market.connector.upsert(market.payload())
    _, cursor = _orders(market)
    placed = market.sandbox.order(market.code, "sp-1", quantity=3)

    events, cursor = _orders(market, cursor)
    later, after = _orders(market, cursor)

    order = events[0].order
    assert (len(events), later, after) == (1, [], cursor)
    assert (order.remote_id, order.status, order.total_vnd) == (placed["order_id"], "new", 555_000)
    assert [(line.external_id, line.quantity, line.price_vnd) for line in order.lines] == [("sp-1", 3, 185_000)]
    assert order.placed_at.tzinfo is not None
    assert abs(datetime.now(UTC) - order.placed_at) < timedelta(minutes=1)
    assert market.product()["stock"] == 117


def test_a_cancelled_order_comes_again_and_gives_the_stock_back(market):
    market.connector.upsert(market.payload())
    placed = market.sandbox.order(market.code, "sp-1", quantity=3)
    first, cursor = _orders(market)

    market.sandbox.close_order(market.code, placed["order_id"], "cancelled")
    second, _ = _orders(market, cursor)

    assert [(e.order.remote_id, e.order.status) for e in first + second] == [
        (placed["order_id"], "new"),
        (placed["order_id"], "cancelled"),
    ]
    assert first[0].event_id != second[0].event_id
    assert market.product()["stock"] == 120


def test_polling_pages_through_more_than_one_page_without_loss(market):
    market.connector.upsert(market.payload())
    placed = [market.sandbox.order(market.code, "sp-1")["order_id"] for _ in range(60)]

    seen, cursor, more = [], "", True
    while more:
        page = market.connector.orders_since(cursor)
        seen += [order.remote_id for order in page.orders]
        cursor, more = page.cursor, page.more

    assert seen == placed


def test_a_caller_that_dies_before_storing_a_page_gets_it_again(market):
    market.connector.upsert(market.payload())
    market.sandbox.order(market.code, "sp-1")

    first = market.connector.orders_since("")
    again = market.another_connector().orders_since("")

    assert [e.event_id for e in again.events] == [e.event_id for e in first.events]


def test_a_webhook_brings_the_same_event_as_polling(market, receiver):
    connector = _listening(market, receiver)
    _, cursor = _orders(market)
    if market.code == "voso":
        receiver.answers = [500] * 9
    market.sandbox.order(market.code, "sp-1", quantity=2)

    event = connector.verify_webhook(*receiver.wait_for(1)[0])
    polled, _ = _orders(market, cursor)

    assert event.order.total_vnd == 370_000
    assert event == polled[0]


def test_a_webhook_keeps_to_the_contract(market, receiver):
    _listening(market, receiver)
    market.sandbox.order(market.code, "sp-1")
    market.sandbox.set_status(market.code, "sp-1", "blocked", "Hàng giả.")

    arrived = receiver.wait_for(2)

    for headers, body in arrived:
        contract(market.code).validate_webhook_request(SentWebhook(headers, body))


def test_a_blocked_listing_is_told_by_webhook(market, receiver):
    connector = _listening(market, receiver)

    market.sandbox.set_status(market.code, "sp-1", "blocked", "Hàng giả.")

    event = connector.verify_webhook(*receiver.wait_for(1)[0])
    assert (event.kind, event.listing.external_id, event.listing.verdict) == (
        EventKind.LISTING,
        "sp-1",
        Verdict.BLOCKED,
    )
    assert event.listing.problem.message.endswith("trả lại: Hàng giả.")


def test_a_doubled_webhook_carries_the_same_event_id(market, receiver):
    connector = _listening(market, receiver)
    market.sandbox.fault(market.code, duplicate_webhook=1)

    market.sandbox.order(market.code, "sp-1")

    first, second = (connector.verify_webhook(*one) for one in receiver.wait_for(2))
    assert first == second


def test_a_webhook_that_is_refused_is_sent_again(market, receiver):
    connector = _listening(market, receiver)
    receiver.answers = [500]

    market.sandbox.order(market.code, "sp-1")

    first, second = (connector.verify_webhook(*one) for one in receiver.wait_for(2))
    assert first.event_id == second.event_id


def test_a_delivered_message_is_not_lost_and_an_undelivered_one_is_until_acknowledged(voso, receiver):
    _listening(voso, receiver)
    _, cursor = _orders(voso)
    voso.sandbox.order("voso", "sp-1")
    receiver.wait_for(1)
    deadline = datetime.now(UTC) + timedelta(seconds=60)
    while voso.sandbox.state("voso")["events"]["delivered"] == 0:
        assert datetime.now(UTC) < deadline
    assert _orders(voso, cursor)[0] == []

    voso.sandbox.fault("voso", lose_webhook=1)
    placed = voso.sandbox.order("voso", "sp-1")

    events, cursor = _orders(voso)
    assert [e.order.remote_id for e in events] == [placed["order_id"]]
    assert _orders(voso, cursor)[0] == []


@pytest.mark.parametrize("harm", ["body", "signature", "missing", "stale", "other secret"])
def test_a_webhook_that_is_not_genuine_is_refused(market, receiver, harm):
    connector = _listening(market, receiver)
    market.sandbox.order(market.code, "sp-1")
    headers, body = receiver.wait_for(1)[0]
    name = next(key for key in headers if key.endswith("-Signature"))
    if harm == "body":
        body = body.replace(b"185000", b"185001")
    elif harm == "signature":
        headers[name] = "0" * 64
    elif harm == "missing":
        del headers[name]
    elif harm == "stale":
        later = datetime.now(UTC).timestamp() + 301
        connector = market.another_connector(webhook_url=receiver.url, clock=lambda: later)
    else:
        secret = {"postmart": "secret_key", "voso": "secret"}[market.code]
        connector = market.another_connector(webhook_url=receiver.url, **{secret: "khác"})

    with pytest.raises(Forged):
        connector.verify_webhook(headers, body)


def test_header_names_may_come_in_any_case(market, receiver):
    connector = _listening(market, receiver)
    market.sandbox.order(market.code, "sp-1")
    headers, body = receiver.wait_for(1)[0]

    upper = {key.upper(): value for key, value in headers.items()}

    assert connector.verify_webhook(upper, body) == connector.verify_webhook(headers, body)


def test_a_genuine_webhook_of_an_unknown_kind_is_unknown_rather_than_forged(postmart):
    body = json.dumps({"event_id": "e", "type": "gift", "occurred_at": "2026-01-01T00:00:00+07:00"}).encode()
    connector = build_connector("postmart", postmart.sandbox, httpx.HTTPTransport(), clock=lambda: 1000.0)
    signature = hmac.new(b"postmart-thu-nghiem", b"1000." + body, hashlib.sha256).hexdigest()

    with pytest.raises(Unknown):
        connector.verify_webhook({"X-Postmart-Timestamp": "1000", "X-Postmart-Signature": signature}, body)
