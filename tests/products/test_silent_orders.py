"""An open order of which nothing is heard for a day is looked up: its news may have been lost."""

from datetime import timedelta

import pytest
from django.utils import timezone

from products import sync
from products.enums import Marketplace
from products.models import MarketplaceHealth, Order
from products.tasks import look_after
from tests.factories.orders import hours_ago, told_order
from tests.factories.products import ProductFactory, publish, sellable_product

pytestmark = pytest.mark.django_db
CODES = pytest.mark.parametrize("code", Marketplace.values)


def bought(market, code) -> Order:
    product = sellable_product()
    publish(product, code)
    sync.drain(code)
    market.order(code, product.external_id, 5)
    sync.hear(code)
    sync.apply_waiting()
    return Order.objects.get(household=product.household)


def silent(order, hours=25) -> None:
    Order.objects.filter(pk=order.pk).update(heard_at=hours_ago(hours))


@CODES
def test_lost_news_of_a_silent_order_is_fetched_once_a_day(market, code):
    order = bought(market, code)
    market.move_order(code, order.remote_id, "confirmed", "shipping")
    assert sync.look_up_silent_orders(code) == 0
    silent(order)
    assert [sync.look_up_silent_orders(code) for _again in range(2)] == [1, 0]
    order.refresh_from_db()
    assert order.status == "shipping"
    assert order.heard_at > timezone.now() - timedelta(minutes=1)


def test_an_order_that_is_over_is_left_alone(market):
    order = bought(market, "postmart")
    Order.objects.update(status="delivered")
    silent(order)
    assert sync.look_up_silent_orders("postmart") == 0


def test_an_order_the_marketplace_does_not_know_keeps_no_other_waiting(market):
    order = bought(market, "postmart")
    strange = told_order(ProductFactory(), order_id="khong-co")
    silent(strange, hours=90)
    silent(order, hours=30)
    market.move_order("postmart", order.remote_id, "confirmed")
    assert sync.look_up_silent_orders("postmart", limit=1) == 1
    assert sync.look_up_silent_orders("postmart", limit=1) == 1
    order.refresh_from_db()
    assert order.status == "confirmed"


def test_a_marketplace_that_is_down_is_asked_once_and_again_next_time(market):
    orders = [bought(market, "postmart") for _n in range(2)]
    for order in orders:
        silent(order)
    market.fault("postmart", rate_5xx=1)
    assert sync.look_up_silent_orders("postmart") == 0
    assert MarketplaceHealth.objects.get(pk="postmart").failures == 1
    market.fault("postmart", rate_5xx=0)
    assert sync.look_up_silent_orders("postmart") >= 1


def test_a_round_asks_about_a_few_and_the_sweep_paces_the_rounds(market):
    order = bought(market, "postmart")
    market.move_order("postmart", order.remote_id, "confirmed")
    MarketplaceHealth.objects.update(events_cursor="", webhook_at=timezone.now())
    silent(order)
    look_after("postmart")
    order.refresh_from_db()
    assert order.status == "confirmed"
    silent(order)
    look_after("postmart")
    order.refresh_from_db()
    assert order.heard_at < hours_ago(24)
