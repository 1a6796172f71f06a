"""What the marketplace does after we stopped waiting: the end is what the household wants, whatever arrives last."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from products import operations, sync
from products.enums import Delivery, Marketplace
from products.models import Listing, SyncJob
from products.sync import flight
from tests.factories.products import publish, sellable_product
from tests.products.truth import differences

pytestmark = pytest.mark.django_db

LATE_MS = 700


def send(code):
    SyncJob.objects.update(not_before=timezone.now())
    sync.drain(code)


def on_sale(code, **options):
    product = sellable_product(**options)
    publish(product, code)
    send(code)
    return product


def let_the_late_one_arrive(late_ms=LATE_MS):
    time.sleep(late_ms / 1000 + 0.5)


def put_off_the_next_write(market, code, late_ms=LATE_MS):
    market.fault(code, delay_next=1, delay_ms=late_ms)


@pytest.mark.parametrize("code", Marketplace.values)
def test_a_price_that_arrives_late_does_not_undo_a_newer_one(market, code):
    product = on_sale(code)
    put_off_the_next_write(market, code)
    operations.update_product(product=product, price_vnd=111_000)
    send(code)
    operations.update_product(product=product, price_vnd=222_000)
    send(code)
    assert market.products(code)[product.external_id]["price_vnd"] == 222_000
    let_the_late_one_arrive()
    assert market.products(code)[product.external_id]["price_vnd"] == 222_000


@pytest.mark.parametrize("code", Marketplace.values)
def test_words_that_arrive_late_do_not_undo_newer_ones(market, code):
    product = on_sale(code)
    put_off_the_next_write(market, code)
    operations.update_product(product=product, title="Vải thiều Lục Ngạn loại 2, thùng 5 kg")
    send(code)
    operations.update_product(product=product, title="Vải thiều Lục Ngạn loại 3, thùng 5 kg")
    send(code)
    let_the_late_one_arrive()
    sync.verify_in_review(code)
    assert differences(market) == []


@pytest.mark.parametrize("code", Marketplace.values)
def test_a_new_listing_that_arrives_after_it_was_withdrawn_stays_away(market, code):
    product = sellable_product()
    publish(product, code)
    market.fault(code, drop_path="*/products/*" if code == "postmart" else "*/items")
    late_ms = 3_000  # also on a busy machine the withdrawal comes first
    put_off_the_next_write(market, code, late_ms)
    send(code)
    assert market.products(code) == {}
    operations.withdraw(product=product, marketplaces=[code])
    send(code)
    let_the_late_one_arrive(late_ms)
    assert market.products(code) == {}
    assert Listing.objects.get().delivery == Delivery.DELIVERED


@pytest.mark.parametrize("code", Marketplace.values)
def test_a_withdrawal_that_arrives_late_does_not_take_down_what_came_back(market, code):
    product = on_sale(code)
    put_off_the_next_write(market, code)
    operations.withdraw(product=product, marketplaces=[code])
    send(code)
    publish(product, code)
    send(code)
    let_the_late_one_arrive()
    assert differences(market) == []


@pytest.mark.parametrize("code", Marketplace.values)
def test_going_back_to_the_old_price_after_an_unclear_outcome_is_a_change_like_any_other(market, code):
    product = on_sale(code)
    market.fault(code, drop_next=1)
    operations.update_product(product=product, price_vnd=111_000)
    send(code)
    assert market.products(code)[product.external_id]["price_vnd"] == 111_000
    operations.update_product(product=product, price_vnd=185_000)
    send(code)
    assert market.products(code)[product.external_id]["price_vnd"] == 185_000


def test_going_back_to_the_old_words_after_a_worker_was_killed_is_a_change_like_any_other(market):
    product = on_sale("postmart")
    old = product.title
    operations.update_product(product=product, title="Vải thiều Lục Ngạn loại 2, thùng 5 kg")
    with flight.ThreadPoolExecutor(1) as threads:
        killed = flight.Flight(flight.connector_of("postmart"), threads)
        killed.board(1)
        killed._send()
    assert market.products("postmart")[product.external_id]["title"] != old
    SyncJob.objects.filter(lease=killed.lease).update(leased_until=timezone.now() - timedelta(seconds=1))
    operations.update_product(product=product, title=old)
    send("postmart")
    assert market.products("postmart")[product.external_id]["title"] == old


def test_a_revision_behind_the_marketplaces_own_is_caught_up_with(market):
    """As after the portal's database was brought back from a copy: our number may be behind, the clock is not."""
    product = on_sale("postmart")
    before = Listing.objects.get().revision
    Listing.objects.update(revision=0)
    operations.update_product(product=product, price_vnd=222_000)
    send("postmart")
    assert market.products("postmart")[product.external_id]["price_vnd"] == 222_000
    assert Listing.objects.get().revision > before
