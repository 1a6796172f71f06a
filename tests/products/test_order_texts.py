"""A household hears of a new order at once by day, in the morning of what came by night, and never text upon text."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from portal1034.accounts.models import TextMessage
from products import operations
from products.models import Order
from tests.factories.orders import told_order
from tests.factories.products import ProductFactory

pytestmark = pytest.mark.django_db


def at(hour: int, minute: int = 0, *, days: int = 0) -> datetime:
    now = timezone.localtime() + timedelta(days=days)
    return now.replace(hour=hour, minute=minute, second=0, microsecond=0)


@pytest.fixture
def product():
    return ProductFactory()


def new(product, placed_at) -> Order:
    return told_order(product, placed_at=placed_at, quantity=3)


def test_a_new_order_is_told_at_once_and_once(product):
    new(product, at(9))
    assert [operations.tell_of_new_orders(now=at(9, minute)) for minute in (1, 2, 50)] == [1, 0, 0]
    text = TextMessage.objects.get()
    assert text.phone == product.household.owner.phone
    assert "Postmart có người đặt hàng của bác, 555.000" in text.body
    assert "/ho-cua-toi/don-hang/" in text.body
    assert text.expires_at == at(21)


def test_what_comes_within_the_hour_is_one_text_after_it(product):
    new(product, at(9))
    operations.tell_of_new_orders(now=at(9, 1))
    for minute in (5, 20, 40):
        new(product, at(9, minute))
    told = [operations.tell_of_new_orders(now=now) for now in (at(9, 41), at(10), at(10, 2), at(11, 30))]
    assert told == [0, 0, 1, 0]
    assert "3 đơn hàng mới" in TextMessage.objects.latest("pk").body


def test_another_household_does_not_wait_for_that(product):
    for each in (product, ProductFactory()):
        new(each, at(9))
    assert operations.tell_of_new_orders(now=at(9, 1)) == 2


@pytest.mark.parametrize("when", [(21, 0), (23, 59), (3, 0), (6, 29)])
def test_nobodys_phone_rings_at_night(product, when):
    new(product, at(*when) - timedelta(minutes=5))
    assert operations.tell_of_new_orders(now=at(*when)) == 0
    assert TextMessage.objects.count() == 0


def test_what_came_by_night_is_told_at_half_past_six(product):
    new(product, at(6, 0, days=1))
    new(product, at(23, 0))
    count = operations.remind_of_orders(now=at(6, 30, days=1)) + operations.tell_of_new_orders(now=at(6, 30, days=1))
    assert count == 1
    assert "2 đơn hàng" in TextMessage.objects.get().body


def test_the_first_reminder_comes_three_hours_after_the_news(product):
    new(product, at(9))
    operations.tell_of_new_orders(now=at(10))
    assert [operations.remind_of_orders(now=now) for now in (at(12, 30), at(13), at(13, 15))] == [0, 1, 0]


def test_a_reminder_waits_for_its_hour_too(product):
    old = new(product, at(6, 30))
    operations.tell_of_new_orders(now=at(6, 45))
    new(product, at(9))
    assert operations.tell_of_new_orders(now=at(9)) == 1
    assert [operations.remind_of_orders(now=now) for now in (at(9, 45), at(10))] == [0, 1]
    old.refresh_from_db()
    assert old.reminders == 1


def test_an_answered_or_cancelled_order_is_no_news(product):
    operations.confirm_order(order=new(product, at(9)))
    told_order(product, status="cancelled", placed_at=at(9))
    assert operations.tell_of_new_orders(now=at(9, 1)) == 0
