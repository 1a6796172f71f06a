"""A household's orders: what to do next, yes or no in one press, reminded twice at most and never at night."""

from datetime import datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from portal1034.accounts.models import TextMessage
from products import operations
from products.models import Order
from products.order_cards import card_of
from tests.factories.households import VerifiedHouseholdFactory
from tests.factories.orders import hours_ago, told_order
from tests.factories.products import ProductFactory

pytestmark = pytest.mark.django_db
LIST = "/ho-cua-toi/don-hang/"
DAY = timedelta(days=1)


@pytest.fixture
def product():
    return ProductFactory()


@pytest.fixture
def desk(client, product):
    client.force_login(product.household.owner)
    return client


def page_of(client, path=LIST, **query):
    answer = client.get(path, query)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def decline_url(order):
    return reverse("products:decline_order", args=[order.pk])


def at(hour: int, minute: int = 0, *, days: int = 0) -> datetime:
    now = timezone.localtime() + days * DAY
    return now.replace(hour=hour, minute=minute, second=0, microsecond=0)


def carded(order):
    return card_of(Order.objects.with_goods().get(pk=order.pk))


def test_a_new_order_says_what_how_many_for_how_much_and_has_one_button(desk, product):
    told_order(product, quantity=5)
    (card,) = page_of(desk).select("article.order")
    assert product.title in card.h2.text
    assert "5 thùng" in card.h2.text
    assert "925.000" in card.text
    assert [button.text.strip() for button in card.select("button")] == ["Xác nhận đơn"]
    assert card.find("a", string="Xem người nhận trên Postmart")["href"].startswith("https://san.example/")


def test_confirming_writes_the_word_down_and_says_so(desk, product):
    order = told_order(product)
    form = page_of(desk).select_one("article.order form")
    assert form.find("input", attrs={"name": "csrfmiddlewaretoken"})
    page = BeautifulSoup(desk.post(form["action"], follow=True).content, "html.parser")
    order.refresh_from_db()
    assert order.answer == "confirm"
    assert order.is_being_told
    assert "Đã xác nhận" in page.text
    assert page.select("article.order button") == []
    assert "Cổng đang báo Postmart" in page.select_one("article.order").text


def test_declining_needs_a_reason_and_keeps_what_was_typed(desk, product):
    order = told_order(product)
    empty = desk.post(decline_url(order), {})
    assert empty.status_code == 422
    assert "Bác chọn một lý do." in empty.content.decode()
    wordless = desk.post(decline_url(order), {"why": "khac", "words": " "})
    assert "Bác ghi lý do để người mua biết." in wordless.content.decode()
    long = desk.post(decline_url(order), {"why": "khac", "words": "dài" * 100})
    assert long.status_code == 422
    assert "dài" * 100 in long.content.decode()
    assert desk.post(decline_url(order), {"why": "khac", "words": "Mưa đá hỏng vườn"}).status_code == 302
    order.refresh_from_db()
    assert (order.answer, order.answer_reason) == ("decline", "Mưa đá hỏng vườn")


def test_a_common_reason_is_told_in_its_words(desk, product):
    order = told_order(product)
    desk.post(decline_url(order), {"why": "het-hang", "words": "không dùng"})
    order.refresh_from_db()
    assert order.answer_reason == "Hết hàng"


def test_an_order_that_moved_on_is_told_kindly(desk, product):
    order = told_order(product, status="cancelled")
    answer = desk.post(reverse("products:confirm_order", args=[order.pk]), follow=True)
    assert "không xác nhận được nữa" in answer.content.decode()
    answer = desk.post(decline_url(order), {"why": "het-hang"}, follow=True)
    assert "không hủy được nữa" in answer.content.decode()


def test_another_households_order_is_not_there_and_reading_changes_nothing(desk, product):
    other = told_order(ProductFactory())
    mine = told_order(product)
    assert page_of(desk).select_one(f"#don-{other.pk}") is None
    for name in ("confirm_order", "decline_order"):
        assert desk.post(reverse(f"products:{name}", args=[other.pk]), {"why": "het-hang"}).status_code == 404
    assert desk.get(decline_url(other)).status_code == 404
    assert desk.get(reverse("products:confirm_order", args=[mine.pk])).status_code == 405
    assert not Order.objects.exclude(answer="").exists()


def test_tabs_hold_what_they_say(desk, product):
    by_status = {status: told_order(product, status=status, quantity=1) for status in _statuses()}
    shown = {tab: {a["id"] for a in page_of(desk, muc=tab).select("article.order")} for tab in ("", "dang-di", "xong")}
    ids = {status: f"don-{order.pk}" for status, order in by_status.items()}
    assert shown[""] == {ids["new"]}
    assert shown["dang-di"] == {ids["confirmed"], ids["shipping"]}
    assert shown["xong"] == {ids["delivered"], ids["returned"], ids["cancelled"], ids["compensation"]}
    assert desk.get(LIST, {"muc": "la"}).status_code == 302


def _statuses():
    return ("new", "confirmed", "shipping", "delivered", "returned", "cancelled", "compensation")


def test_every_state_has_a_sentence_of_its_own(product):
    sentences = [carded(told_order(product, status=status, quantity=1)).sentence for status in _statuses()]
    assert len(set(sentences)) == len(sentences)
    paid = carded(told_order(product, status="compensation", compensation_vnd=300_000))
    assert "300.000" in paid.sentence


def test_selling_more_than_there_is_is_told_in_plain_words(product):
    card = carded(told_order(product, quantity=123))
    assert "thiếu 3" in card.warning
    assert card.may_confirm


def test_fresh_goods_long_on_the_road_are_flagged_with_their_hours(desk, product):
    told_order(product, status="shipping", shipped_at=hours_ago(26.5))
    told_order(product, status="shipping", shipped_at=hours_ago(3))
    dry = ProductFactory(household=product.household, commodity=_commodity("ca-phe-robusta"))
    told_order(dry, status="shipping", shipped_at=hours_ago(90))
    text = page_of(desk, muc="dang-di").text
    assert text.count("Hàng tươi, đã đi") == 1
    assert "đã đi 26 giờ" in text
    assert "Hàng tươi, đã đi 26 giờ" in page_of(desk, "/ho-cua-toi/").select_one(".next").text


def _commodity(slug):
    from portal1034.commodities.models import Commodity

    return Commodity.objects.get(slug=slug)


def test_a_new_order_is_the_next_thing_to_do_and_is_counted_in_the_menu(desk, product):
    told_order(product, quantity=2)
    told_order(product, quantity=3)
    page = page_of(desk, "/ho-cua-toi/")
    assert "Postmart có người đặt 2 thùng" in page.select_one(".next").text
    assert "2 đơn chờ xác nhận" in page.select_one(".next").text
    assert page.find("a", href=LIST, class_="menu__item").text.strip() == "Đơn hàng (2)"
    Order.objects.update(status="confirmed")
    page = page_of(desk, "/ho-cua-toi/")
    assert page.find("a", href=LIST, class_="menu__item").text.strip() == "Đơn hàng"


def test_the_list_costs_the_same_for_one_and_three(desk, product, django_assert_max_num_queries):
    told_order(product)
    desk.get(LIST)
    with django_assert_max_num_queries(50) as one:
        desk.get(LIST)
    for _more in range(2):
        told_order(ProductFactory(household=product.household))
    with django_assert_max_num_queries(len(one)):
        page = page_of(desk)
    assert len(page.select("article.order")) == 3
    assert len(one) <= 8


def test_long_lists_are_paged_without_counting(desk, product):
    for _number in range(23):
        told_order(product, quantity=1)
    page = page_of(desk)
    assert len(page.select("article.order")) == 20
    rest = BeautifulSoup(desk.get(page.select_one("a[rel=next]")["href"]).content, "html.parser")
    assert len(rest.select("article.order")) == 3


class TestReminders:
    @pytest.fixture
    def waiting(self, product):
        return told_order(product, placed_at=at(9) - timedelta(hours=3, minutes=1))

    def test_one_after_three_hours_one_next_morning_and_never_a_third(self, waiting):
        told = [
            operations.remind_of_orders(now=now) for now in (at(9), at(9, 15), at(20), at(7, days=1), at(9, days=2))
        ]
        assert told == [1, 0, 0, 1, 0]
        assert TextMessage.objects.count() == 2
        assert TextMessage.objects.first().phone == waiting.household.owner.phone

    @pytest.mark.parametrize("when", [(21, 0), (23, 30), (2, 0), (6, 29)])
    def test_nobodys_phone_rings_at_night(self, waiting, when):
        assert operations.remind_of_orders(now=at(*when, days=1)) == 0
        assert operations.remind_of_orders(now=at(6, 30, days=2)) == 1

    def test_a_fresh_order_is_not_reminded_of_yet(self, product):
        told_order(product, placed_at=at(9) - timedelta(hours=2))
        assert operations.remind_of_orders(now=at(9)) == 0

    def test_several_orders_are_one_text_for_each_household(self, waiting, product):
        told_order(product, placed_at=at(9) - timedelta(hours=5))
        told_order(ProductFactory(), placed_at=at(9) - timedelta(hours=5))
        assert operations.remind_of_orders(now=at(9)) == 2
        assert "2 đơn hàng" in TextMessage.objects.get(phone=product.household.owner.phone).body

    def test_what_was_answered_or_moved_on_is_not_reminded_of(self, waiting, product):
        operations.confirm_order(order=waiting)
        told_order(product, status="cancelled", placed_at=hours_ago(30))
        assert operations.remind_of_orders(now=at(9)) == 0


def test_a_household_without_orders_reads_what_will_come(client):
    client.force_login(VerifiedHouseholdFactory().owner)
    assert "Chưa có đơn mới" in page_of(client).text
