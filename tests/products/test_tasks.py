"""Celery's part: every task does its own small thing, and nobody waits for anybody."""

import zlib

import pytest
from django.db import connections

from products import sync, tasks
from products.enums import Delivery, Marketplace, Verdict
from products.models import Listing, MarketplaceHealth, Order, SyncJob
from tests.factories.products import publish, sellable_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def calls(monkeypatch):
    made = []
    monkeypatch.setattr(tasks, "_publish", lambda task, *arguments, **options: made.append((task.name, *arguments)))
    return made


def test_looking_after_a_marketplace_registers_for_events_and_fetches_what_was_lost(market, calls):
    product = sellable_product()
    publish(product, "postmart")
    sync.drain("postmart")
    market.order("postmart", product.external_id, 4)
    tasks.look_after("postmart")
    assert market.state("postmart")["webhook"].endswith("/san/postmart/tin-bao/")
    assert Order.objects.count() == 1
    assert {("products.pump", code) for code in Marketplace.values} <= set(calls)


def test_registering_is_repeated_only_after_an_hour(market, calls):
    tasks.look_after("voso")
    before = market.state("voso")["traffic"]["requests"]
    tasks.look_after("voso")
    assert market.state("voso")["traffic"]["requests"] - before <= 2
    assert MarketplaceHealth.objects.get(marketplace="voso").webhook_at


def test_applying_events_wakes_the_pump_only_when_something_was_applied(market, calls):
    tasks.apply_events()
    assert calls == []


def test_a_second_pump_for_the_same_marketplace_steps_back(market, calls):
    publish(sellable_product(), "postmart")
    other = connections.create_connection("default")
    try:
        key = zlib.crc32(b"pump:postmart") - 2**31
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(1034, %s)", [key])
        tasks.pump("postmart")
        assert SyncJob.objects.count() == 1
    finally:
        other.close()
    tasks.pump("postmart")
    assert Listing.objects.get().delivery == Delivery.DELIVERED


def test_a_long_queue_is_sent_in_turns(market, calls, monkeypatch):
    monkeypatch.setattr(tasks, "TURN_S", -1.0)
    publish(sellable_product(), "postmart")
    tasks.pump("postmart")
    assert calls[0] == ("products.pump", "postmart")
    assert SyncJob.objects.count() == 1


def test_nothing_is_asked_of_a_marketplace_whose_breaker_is_open(market, calls):
    from datetime import timedelta

    from django.utils import timezone

    product = sellable_product()
    publish(product, "postmart")
    sync.drain("postmart")
    MarketplaceHealth.objects.update(open_until=timezone.now() + timedelta(minutes=1))
    before = market.state("postmart")["traffic"]["requests"]
    tasks.look_after("postmart")
    assert sync.verify("postmart", [Listing.objects.get().pk]) == 0
    assert market.state("postmart")["traffic"]["requests"] == before
    assert Listing.objects.get().verdict == Verdict.LIVE


def test_a_look_that_fails_is_noted_and_changes_nothing(market, calls):
    product = sellable_product()
    publish(product, "postmart")
    sync.drain("postmart")
    market.fault("postmart", rate_5xx=1)
    assert sync.verify("postmart", [Listing.objects.get().pk]) == 0
    assert Listing.objects.get().verdict == Verdict.LIVE
    assert MarketplaceHealth.objects.get(marketplace="postmart").failures == 1
