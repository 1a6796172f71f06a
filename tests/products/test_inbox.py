"""Events of marketplaces: genuine or refused, counted once, in whatever order they come."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from products import marketplaces, sync
from products.enums import Marketplace, OrderStatus, Verdict
from products.models import Listing, Order, OrderLine, SyncJob, WebhookEvent
from products.sync import inbox
from tests.factories.products import publish, sellable_product

pytestmark = pytest.mark.django_db
CODES = pytest.mark.parametrize("code", Marketplace.values)


def signed(code: str, body: bytes) -> dict:
    """Return the headers with which the marketplace signs `body` for the portal's webhook."""
    import hashlib
    import hmac
    import time
    from urllib.parse import urlsplit

    from tests.sandbox_process import POSTMART_ACCOUNT, VOSO_ACCOUNT

    stamp = str(int(time.time()))
    if code == "postmart":
        secret, message = POSTMART_ACCOUNT["secret_key"], stamp.encode() + b"." + body
        return {
            "X-Postmart-Timestamp": stamp,
            "X-Postmart-Signature": hmac.new(secret.encode(), message, hashlib.sha256).hexdigest(),
        }
    path = urlsplit(marketplaces.webhook_url(code)).path
    lines = "\n".join([VOSO_ACCOUNT["partner_id"], path, stamp, hashlib.sha256(body).hexdigest()])
    signature = hmac.new(VOSO_ACCOUNT["secret"].encode(), lines.encode(), hashlib.sha256).hexdigest()
    return {"X-Voso-Partner": VOSO_ACCOUNT["partner_id"], "X-Voso-Timestamp": stamp, "X-Voso-Signature": signature}


def order_body(code, product, *, event_id="evt_1", order_id="don1", status="new", quantity=5, **told) -> bytes:
    line = {"external_id": product.external_id, "title": product.title, "quantity": quantity, "price_vnd": 185_000}
    line["product_id" if code == "postmart" else "item_id"] = "r1"
    order = {
        "order_id": order_id,
        "status": status,
        "placed_at": timezone.now().isoformat(),
        "updated_at": timezone.now().isoformat(),
        "url": "https://san.example/don-hang/don1/",
        "buyer_name": "Người mua thử",
        "total_vnd": 185_000 * quantity,
        "lines": [line],
        **told,
    }
    body = {"event_id": event_id, "type": "order", "occurred_at": timezone.now().isoformat(), "order": order}
    return json.dumps(body | ({"sequence": 1} if code == "voso" else {})).encode()


def post(client, code, body, headers=None):
    url = reverse("products:webhook", args=[code])
    headers = signed(code, body) if headers is None else headers
    return client.post(url, body, content_type="application/json", headers=headers)


@CODES
def test_an_order_lowers_the_stock_on_the_portal_and_so_on_the_other_marketplace(client, market, code):
    product = sellable_product()
    publish(product)
    for each in Marketplace.values:
        sync.drain(each)
    assert post(client, code, order_body(code, product)).status_code == 204
    assert sync.apply_waiting() == 1
    product.refresh_from_db()
    assert product.stock == 115
    line = OrderLine.objects.get()
    assert (line.quantity, line.total_vnd, line.province) == (5, 925_000, product.province)
    for each in Marketplace.values:
        sync.drain(each)
        assert market.products(each)[product.external_id]["stock"] == 115


@CODES
def test_the_same_event_twice_counts_once(client, market, code):
    product = sellable_product()
    for _time in range(2):
        assert post(client, code, order_body(code, product)).status_code == 204
    sync.apply_waiting()
    sync.apply_waiting()
    product.refresh_from_db()
    assert product.stock == 115
    assert WebhookEvent.objects.count() == Order.objects.count() == 1


@CODES
def test_a_second_event_about_the_same_order_counts_once(client, market, code):
    product = sellable_product()
    for number, status in enumerate(["new", "new", "delivered", "delivered"]):
        post(client, code, order_body(code, product, event_id=f"e{number}", status=status))
    sync.apply_waiting()
    product.refresh_from_db()
    assert product.stock == 115
    assert Order.objects.get().status == OrderStatus.DELIVERED


@pytest.mark.parametrize(
    ("told", "stock", "status"),
    [
        (["new", "cancelled"], 120, "cancelled"),
        (["cancelled", "new"], 120, "cancelled"),
        (["delivered", "new"], 115, "delivered"),
        (["cancelled"], 120, "cancelled"),
        (["delivered", "cancelled"], 115, "delivered"),
        (["cancelled", "delivered"], 115, "delivered"),
        (["returned", "shipping", "returned"], 120, "returned"),
        (["shipping", "compensation", "delivered"], 115, "compensation"),
    ],
)
def test_events_in_any_order_come_to_the_same(client, market, told, stock, status):
    product = sellable_product()
    for number, word in enumerate(told):
        post(client, "postmart", order_body("postmart", product, event_id=f"e{number}", status=word))
    sync.apply_waiting()
    product.refresh_from_db()
    assert product.stock == stock
    assert Order.objects.get().status == status


def test_more_sold_than_there_is_leaves_none_and_never_less(client, market):
    product = sellable_product()
    post(client, "postmart", order_body("postmart", product, quantity=500))
    sync.apply_waiting()
    product.refresh_from_db()
    assert product.stock == 0


@CODES
def test_a_forged_event_is_refused_and_leaves_no_trace(client, market, code):
    body = order_body(code, sellable_product())
    headers = {name: value if "Timestamp" in name else "0" * 64 for name, value in signed(code, body).items()}
    assert post(client, code, body, headers).status_code == 401
    assert post(client, code, body, {}).status_code == 401
    assert post(client, code, body + b" ", signed(code, body)).status_code == 401
    assert not WebhookEvent.objects.exists()


def test_what_is_signed_but_unreadable_is_told_apart(client, market):
    assert post(client, "postmart", b"xin chao").status_code == 422
    assert post(client, "postmart", b'{"event_id": "1"}').status_code == 422


def test_other_methods_sizes_and_marketplaces_are_refused(client, market):
    url = reverse("products:webhook", args=["postmart"])
    assert client.get(url).status_code == 405
    assert client.post("/san/lazada/tin-bao/", b"{}", content_type="application/json").status_code == 404
    assert client.post(url, b"x" * 300_000, content_type="application/json").status_code == 413


def test_who_bought_is_not_kept(client, market):
    post(client, "postmart", order_body("postmart", sellable_product()))
    assert "Người mua thử" not in json.dumps(WebhookEvent.objects.get().body, ensure_ascii=False)


def test_an_order_of_an_unknown_product_waits_for_the_administrator_and_stops_nobody(client, market):
    from types import SimpleNamespace

    product = sellable_product()
    ghost = SimpleNamespace(external_id="c1034-zzz", title="Ma")
    post(client, "postmart", order_body("postmart", ghost, event_id="e1", order_id="d1"))
    post(client, "postmart", order_body("postmart", product, event_id="e2", order_id="d2"))
    assert sync.apply_waiting() == 1
    assert "không biết" in WebhookEvent.objects.get(event_id="e1").problem
    assert Order.objects.get().remote_id == "d2"


def test_news_of_a_listing_is_a_reason_to_look_not_a_truth(client, market):
    product = sellable_product()
    (listing,) = publish(product, "postmart")
    sync.drain("postmart")
    told = {"external_id": product.external_id, "product_id": "x", "url": "http://x/", "status": "blocked"}
    told |= {"title": "x", "price_vnd": 1, "stock": 1, "reasons": []}
    body = {"event_id": "e", "type": "product", "occurred_at": timezone.now().isoformat(), "product": told}
    post(client, "postmart", json.dumps(body).encode())
    assert sync.apply_waiting() == 1
    listing.refresh_from_db()
    assert listing.verdict == Verdict.LIVE


@CODES
def test_events_that_were_lost_are_fetched_once_and_the_cursor_moves(market, code):
    product = sellable_product()
    publish(product, code)
    sync.drain(code)
    sync.verify(code, [Listing.objects.get().pk])
    market.order(code, product.external_id, 3)
    assert sync.hear(code) >= 1
    sync.apply_waiting()
    assert sync.hear(code) == 0
    product.refresh_from_db()
    assert product.stock == 117
    assert Order.objects.count() == 1


def test_a_marketplace_that_does_not_answer_is_only_noted(market):
    market.fault("postmart", rate_5xx=1)
    assert sync.hear("postmart") == 0
    assert sync.apply_waiting() == 0


def test_an_order_in_hand_queues_the_listings_again(client, market):
    product = sellable_product()
    publish(product)
    SyncJob.objects.all().delete()
    post(client, "voso", order_body("voso", product))
    sync.apply_waiting()
    assert SyncJob.objects.count() == 2
    assert inbox.PAGES_A_TIME > 1


@pytest.mark.parametrize("wrong", [{"quantity": 0}, {"quantity": 2**31}, {"quantity": -3}])
def test_an_order_that_cannot_be_written_waits_for_an_administrator_and_stops_nobody(client, market, wrong):
    """Signed and readable, but outside the contract: kept with its problem, without a trace in orders or stock."""
    product = sellable_product()
    post(client, "postmart", order_body("postmart", product, event_id="evt_a", order_id="don_a", **wrong))
    post(client, "postmart", order_body("postmart", product, event_id="evt_b", order_id="don_b"))
    assert sync.apply_waiting() == 1
    assert Order.objects.get().remote_id == "don_b"
    assert "không ghi được" in WebhookEvent.objects.dead().get().problem
    product.refresh_from_db()
    assert product.stock == 115


def test_many_messages_about_a_listing_are_one_look(market):
    products = [sellable_product() for _n in range(2)]
    for product in products:
        publish(product, "voso")
    sync.drain("voso")
    for n in range(6):
        told = {"kind": "listing", "listing": {"external_id": products[n % 2].external_id}}
        WebhookEvent.objects.create(marketplace="voso", event_id=f"news{n}", body=told)
    before = market.state("voso")["traffic"]["requests"]
    assert sync.apply_waiting() == 6
    assert market.state("voso")["traffic"]["requests"] - before == 2
    assert not WebhookEvent.objects.waiting().exists()


def test_a_long_row_of_news_is_looked_at_by_the_handful(market, monkeypatch):
    monkeypatch.setattr(inbox, "LOOKS_A_TIME", 1)
    for product in [sellable_product() for _n in range(2)]:
        publish(product, "voso")
        told = {"kind": "listing", "listing": {"external_id": product.external_id}}
        WebhookEvent.objects.create(marketplace="voso", event_id=product.external_id, body=told)
    sync.drain("voso")
    assert [sync.apply_waiting() for _n in range(3)] == [1, 1, 0]
