"""What a household answers reaches the marketplace: never lost, harmless twice, against the real sandbox."""

from datetime import timedelta

import pytest
from django.utils import timezone

from products import operations, sync
from products.enums import Marketplace, OrderAnswer
from products.models import MarketplaceHealth, Order, Product
from products.sync import answers, breaker
from tests.factories.products import publish, sellable_product

pytestmark = pytest.mark.django_db
CODES = pytest.mark.parametrize("code", Marketplace.values)
REASON = "Hết hàng"


def bought(market, code, quantity=5) -> Order:
    """Return an order that a buyer placed on the marketplace and the portal has heard of."""
    product = sellable_product()
    (listing,) = publish(product, code)
    sync.drain(code)
    sync.verify(code, [listing.pk])
    market.order(code, product.external_id, quantity)
    heard(code)
    return Order.objects.with_goods().get()


def heard(code):
    sync.hear(code)
    sync.apply_waiting()


def at_market(market, code) -> str:
    (order,) = market.state(code)["orders"]
    return order["status"]


def is_due_again(order) -> None:
    Order.objects.filter(pk=order.pk).update(answer_due_at=timezone.now() - timedelta(seconds=1))


def stock_of(order) -> int:
    return Product.objects.get(household=order.household).stock


@CODES
def test_a_confirmed_order_is_told_and_comes_back_confirmed(market, code):
    order = bought(market, code)
    operations.confirm_order(order=order)
    assert sync.tell_answers(code) == 1
    order.refresh_from_db()
    assert (at_market(market, code), order.status) == ("confirmed", "confirmed")
    assert order.answered_at is not None
    assert order.answer_due_at is None
    assert sync.tell_answers(code) == 0
    market.move_order(code, order.remote_id, "shipping", "delivered")
    heard(code)
    order.refresh_from_db()
    assert order.status == "delivered"
    assert order.shipping_code


@CODES
def test_a_declined_order_gives_the_stock_back_once_on_both_sides(market, code):
    order = bought(market, code)
    assert stock_of(order) == 115
    operations.decline_order(order=order, reason=REASON)
    assert sync.tell_answers(code) == 1
    heard(code)  # the marketplace tells of it too
    order.refresh_from_db()
    assert (order.status, at_market(market, code)) == ("cancelled", "cancelled")
    sync.drain(code)
    (shown,) = market.products(code).values()
    assert (stock_of(order), shown["stock"]) == (120, 120)


@CODES
@pytest.mark.parametrize("answer", ["confirm", "decline"])
def test_a_line_that_breaks_after_the_commit_loses_nothing_and_doubles_nothing(market, code, answer):
    order = bought(market, code)
    if answer == "confirm":
        operations.confirm_order(order=order)
    else:
        operations.decline_order(order=order, reason=REASON)
    market.fault(code, drop_next=1)
    assert sync.tell_answers(code) == 0
    order.refresh_from_db()
    assert order.answer_due_at > timezone.now()
    assert order.answer_problem["owner"] == "pump"
    is_due_again(order)
    assert sync.tell_answers(code) == 1
    heard(code)
    order.refresh_from_db()
    assert order.status == at_market(market, code) == ("confirmed" if answer == "confirm" else "cancelled")
    assert order.answer_problem == {}
    assert stock_of(order) == (115 if answer == "confirm" else 120)


def test_an_outage_puts_the_answer_off_longer_each_time_and_the_breaker_spares_the_marketplace(market):
    order = bought(market, "postmart")
    operations.confirm_order(order=order)
    market.fault("postmart", rate_5xx=1)
    for _time in range(breaker.FAILURES_TO_OPEN):
        sync.tell_answers("postmart")
        is_due_again(order)
    assert MarketplaceHealth.objects.get(pk="postmart").is_open
    before = market.state("postmart")["traffic"]["requests"]
    assert sync.tell_answers("postmart") == 0
    assert market.state("postmart")["traffic"]["requests"] == before
    order.refresh_from_db()
    assert order.answer_attempts == breaker.FAILURES_TO_OPEN
    assert "tự gửi lại" in order.answer_problem["text"]
    market.fault("postmart", rate_5xx=0)
    breaker.close("postmart")
    assert sync.tell_answers("postmart") == 1
    assert at_market(market, "postmart") == "confirmed"


def test_an_answer_in_the_hands_of_a_killed_worker_is_due_again_after_the_lease(market):
    order = bought(market, "voso")
    operations.confirm_order(order=order)
    assert len(answers._claim("voso", 8)) == 1  # and there the worker dies
    assert sync.tell_answers("voso") == 0
    order.refresh_from_db()
    assert timezone.now() < order.answer_due_at <= timezone.now() + answers.LEASE
    is_due_again(order)
    assert sync.tell_answers("voso") == 1
    assert at_market(market, "voso") == "confirmed"


def test_two_workers_never_claim_the_same_answer(market):
    operations.confirm_order(order=bought(market, "voso"))
    assert [len(answers._claim("voso", 8)) for _worker in range(2)] == [1, 0]


@CODES
def test_what_the_buyer_cancelled_meanwhile_is_settled_as_cancelled(market, code):
    order = bought(market, code)
    operations.confirm_order(order=order)
    market.move_order(code, order.remote_id, "cancelled")
    sync.tell_answers(code)
    order.refresh_from_db()
    assert (order.status, order.answer_due_at, order.answered_at) == ("cancelled", None, None)
    assert stock_of(order) == 120


@CODES
def test_goods_that_have_left_cannot_be_declined_and_nothing_comes_back(market, code):
    order = bought(market, code)
    operations.decline_order(order=order, reason=REASON)
    market.move_order(code, order.remote_id, "confirmed", "shipping")
    sync.tell_answers(code)
    order.refresh_from_db()
    assert (order.status, order.answer_due_at) == ("shipping", None)
    assert stock_of(order) == 115


def test_an_order_the_marketplace_has_lost_is_the_households_to_look_at(market):
    order = bought(market, "postmart")
    Order.objects.update(remote_id="mat-roi")
    operations.confirm_order(order=order)
    sync.tell_answers("postmart")
    order.refresh_from_db()
    assert order.answer_problem["owner"] == "household"
    assert "không còn đơn này" in order.answer_problem["text"]
    assert order.answer_due_at is None
    operations.confirm_order(order=order)  # and may be tried again
    order.refresh_from_db()
    assert order.answer_due_at is not None


def test_a_word_given_while_another_is_on_its_way_is_the_one_that_counts(market):
    order = bought(market, "postmart")
    operations.confirm_order(order=order)
    (first,) = answers._claim("postmart", 8)
    operations.decline_order(order=order, reason=REASON)
    (told,) = answers._tell("postmart", [first])
    answers._record("postmart", told)
    order.refresh_from_db()
    assert (order.status, order.answer) == ("confirmed", OrderAnswer.DECLINE)
    assert sync.tell_answers("postmart") == 1
    order.refresh_from_db()
    assert (order.status, at_market(market, "postmart")) == ("cancelled", "cancelled")


def test_pressing_twice_is_once_and_pressing_too_late_is_said(market):
    order = bought(market, "postmart")
    wanted = operations.confirm_order(order=order).answer_wanted_at
    assert operations.confirm_order(order=order).answer_wanted_at == wanted
    operations.decline_order(order=order, reason=REASON)
    assert operations.decline_order(order=order, reason="khác").answer_reason == REASON
    with pytest.raises(operations.TooLate, match="Không giao được"):
        operations.confirm_order(order=order)
    sync.tell_answers("postmart")
    with pytest.raises(operations.TooLate, match="Đã hủy"):
        operations.confirm_order(order=order)
    market_order = Order.objects.get()
    Order.objects.filter(pk=market_order.pk).update(status="shipping", answer="", answer_wanted_at=None)
    with pytest.raises(operations.TooLate, match="Đang giao"):
        operations.decline_order(order=order, reason=REASON)
