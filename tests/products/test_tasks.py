"""Celery's part: every task does its own small thing, and nobody waits for anybody."""

import zlib
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connections
from django.db.models import F
from django.utils import timezone

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


@contextmanager
def somebody_at(work: str):
    """Let another process be at some work for a marketplace, such as "pump:postmart"."""
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(1034, %s)", [zlib.crc32(work.encode()) - 2**31])
        yield
    finally:
        other.close()


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


def test_a_shower_of_messages_wakes_a_worker_once(market, calls, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        for _n in range(3):
            tasks.wake_inbox()
    assert calls == [("products.apply_events",)]
    tasks.apply_events()
    with django_capture_on_commit_callbacks(execute=True):
        tasks.wake_inbox()
    assert calls == [("products.apply_events",)] * 2


def test_messages_are_applied_by_one_process_and_what_comes_meanwhile_is_not_forgotten(market, calls):
    with somebody_at("inbox:all"):
        tasks.apply_events()
    assert calls == [("products.apply_events",)]


def test_what_is_in_review_is_not_asked_about_twice_at_once(market, calls):
    market.fault("voso", moderation_delay_s=3600)
    publish(sellable_product(), "voso")
    sync.drain("voso")
    Listing.objects.update(delivered_at=timezone.now() - timedelta(minutes=1))
    Listing.objects.update(verified_at=F("delivered_at"))
    before = market.state("voso")["traffic"]["requests"]
    with somebody_at("look-in-review:voso"):
        tasks.follow_up("voso", 0)
        assert market.state("voso")["traffic"]["requests"] == before
    assert calls == [("products.follow_up", "voso", 1)]  # whoever looks now may find it undecided
    tasks.follow_up("voso", 0)
    assert market.state("voso")["traffic"]["requests"] == before + 1


def test_a_second_pump_for_the_same_marketplace_steps_back(market, calls):
    publish(sellable_product(), "postmart")
    with somebody_at("pump:postmart"):
        tasks.pump("postmart")
        assert SyncJob.objects.count() == 1
    tasks.pump("postmart")
    assert Listing.objects.get().delivery == Delivery.DELIVERED


def test_a_long_queue_is_sent_in_turns(market, calls, monkeypatch):
    monkeypatch.setattr(tasks, "TURN_S", -1.0)
    publish(sellable_product(), "postmart")
    tasks.pump("postmart")
    assert calls[0] == ("products.pump", "postmart")
    assert SyncJob.objects.count() == 1


def test_nothing_is_asked_of_a_marketplace_whose_breaker_is_open(market, calls):
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
