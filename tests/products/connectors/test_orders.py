"""The household's answer to an order: told once, harmless twice, and true when the line breaks after the commit."""

import itertools
from datetime import timedelta

import pytest

from products.connectors.base import Ambiguous, OrderStatus, Rejected, Transient

REASON = "Hết hàng, mưa đá hỏng vườn."


@pytest.fixture
def order_id(market) -> str:
    market.connector.upsert(market.payload())
    market.connector.look_up("sp-1")
    return market.sandbox.order(market.code, "sp-1", quantity=3)["order_id"]


def _count_of(market, order_id) -> int:
    page = market.connector.orders_since("")
    return len([order for order in page.orders if order.remote_id == order_id])


def test_a_confirmed_order_comes_back_confirmed_and_is_told_once(market, order_id):
    first = market.connector.confirm_order(order_id)
    second = market.connector.confirm_order(order_id)

    assert first == second
    assert (first.remote_id, first.status, first.total_vnd) == (order_id, OrderStatus.CONFIRMED, 555_000)
    assert first.url.startswith(market.sandbox.base_url)
    assert _count_of(market, order_id) == 2  # placed, confirmed


def test_a_declined_order_is_cancelled_once_and_its_stock_returns_once(market, order_id):
    assert market.product()["stock"] == 117

    first = market.connector.decline_order(order_id, REASON)
    second = market.connector.decline_order(order_id, REASON)

    assert first == second
    assert first.status == OrderStatus.CANCELLED
    assert market.product()["stock"] == 120


@pytest.mark.parametrize("what", ["confirm", "decline"])
def test_an_answer_whose_reply_is_lost_is_settled_by_asking_again(market, order_id, what):
    tell = market.connector.confirm_order if what == "confirm" else lambda o: market.connector.decline_order(o, REASON)
    market.sandbox.fault(market.code, drop_next=1)
    with pytest.raises(Ambiguous):
        tell(order_id)

    order = tell(order_id)

    assert order.status == ("confirmed" if what == "confirm" else "cancelled")
    assert _count_of(market, order_id) == 2
    assert market.product()["stock"] == (117 if what == "confirm" else 120)


def test_confirming_what_the_buyer_cancelled_meanwhile_tells_that_it_is_cancelled(market, order_id):
    market.sandbox.move_order(market.code, order_id, "cancelled")

    assert market.connector.confirm_order(order_id).status == OrderStatus.CANCELLED


def test_declining_what_has_left_tells_that_it_has_left(market, order_id):
    market.sandbox.move_order(market.code, order_id, "confirmed", "shipping")

    order = market.connector.decline_order(order_id, REASON)

    assert order.status == OrderStatus.SHIPPING
    assert market.product()["stock"] == 117


def test_every_step_of_an_order_is_told_with_what_is_known_by_then(market, order_id):
    told = []
    for status in ("confirmed", "shipping", "delivered", "compensation"):
        market.sandbox.move_order(market.code, order_id, status)
        told.append(market.connector.look_up_order(order_id))

    assert [order.status for order in told] == ["confirmed", "shipping", "delivered", "compensation"]
    assert all(later.updated_at > earlier.updated_at for earlier, later in itertools.pairwise(told))
    confirmed, shipping, delivered, paid = told
    assert (confirmed.shipping_code, confirmed.shipped_at, confirmed.compensation_vnd) == ("", None, 0)
    assert shipping.carrier
    assert shipping.shipping_code.startswith("VD")
    assert shipping.shipped_at - shipping.placed_at < timedelta(minutes=1)
    parcels = {(order.carrier, order.shipping_code, order.shipped_at) for order in (shipping, delivered, paid)}
    assert len(parcels) == 1
    assert paid.compensation_vnd == 555_000


def test_an_order_that_is_not_there_is_none_to_look_at_and_rejected_to_answer(market):
    assert market.connector.look_up_order("khong-co") is None
    with pytest.raises(Rejected) as refused:
        market.connector.confirm_order("khong-co")
    assert market.connector.name in refused.value.message


def test_a_marketplace_that_is_down_leaves_the_answer_for_later(market, order_id):
    market.sandbox.fault(market.code, rate_5xx=1)
    with pytest.raises(Transient):
        market.connector.confirm_order(order_id)

    market.sandbox.fault(market.code, rate_5xx=0)
    assert market.connector.look_up_order(order_id).status == OrderStatus.NEW


def test_a_long_reason_is_cut_to_what_the_contract_takes(market, order_id):
    assert market.connector.decline_order(order_id, " lý do" * 90).status == OrderStatus.CANCELLED
