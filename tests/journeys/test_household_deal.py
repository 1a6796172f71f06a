"""A household alone: declares, says it still holds, answers a buyer, settles terms, tells how it went, sells out."""

import datetime as dt

from django.utils import timezone
from playwright.sync_api import Page, expect

from harvests import operations
from harvests.enums import HarvestStatus, OfferStatus, OutcomeState
from harvests.models import Harvest, Offer
from portal1034.commodities.models import Commodity
from tests.factories.harvests import BuyRequestFactory, TraderFactory, terms_told
from tests.factories.households import VerifiedHouseholdFactory, commune_of
from tests.journeys.steps import sign_in
from tests.journeys.test_harvest import declare


def let_a_month_pass(harvest: Harvest) -> None:
    today = timezone.localdate()
    Harvest.objects.filter(pk=harvest.pk).update(
        starts_on=today, ends_on=today + dt.timedelta(9), confirmed_at=timezone.now() - dt.timedelta(25)
    )


def confirm(page: Page) -> None:
    page.goto("/ho-cua-toi/mua-vu/")
    page.get_by_role("button", name="Vẫn đúng").first.click()
    expect(page.get_by_text("Đã ghi").or_(page.get_by_text("vẫn đúng")).first).to_be_visible()


def offer_to_who_wants_it(page: Page) -> None:
    """From the harvest to those who want it, and a first message to one of them."""
    page.goto("/ho-cua-toi/mua-vu/")
    page.get_by_role("link", name="Ai cần mua").click()
    page.get_by_role("link", name="Vựa Tám Lúa").click()
    page.get_by_role("link", name="Tôi có hàng, nhắn bên mua").click()
    page.get_by_label("Tin nhắn").fill("Nhà tôi còn 3 tấn, hái được ngay.")
    page.get_by_role("button", name="Gửi cho bên mua").click()
    expect(page.get_by_text("hái được ngay")).to_be_visible()


def propose(page: Page, price: str) -> None:
    page.get_by_role("link", name="Đưa điều khoản để chốt").click()
    today = f"{timezone.localdate():%d/%m/%Y}"
    for label, typed in (("Số lượng", "2 tấn"), ("Giá một kg", price), ("Giao từ ngày", today), ("Đến ngày", today)):
        page.get_by_label(label).fill(typed)
    page.get_by_role("button", name="Gửi điều khoản").click()
    expect(page.get_by_text("đang chờ Vựa Tám Lúa")).to_be_visible()


def agree_to_the_counter_proposal(page: Page, offer: Offer) -> None:
    today = timezone.localdate()
    counter = terms_told(price_vnd=24_000, deliver_from=today, deliver_to=today)
    operations.propose_terms(offer=offer, user=offer.trader.user, **counter)
    page.goto(offer.get_absolute_url())
    expect(page.get_by_text("Vựa Tám Lúa đưa ra bản này")).to_be_visible()
    page.get_by_role("button", name="Đồng ý bản này").click()
    expect(page.get_by_role("heading", name="Đã thống nhất bản 2")).to_be_visible()


def keep_the_deal(page: Page, offer: Offer) -> None:
    """The buyer wants to pay less after all: one button, and the deal is as it was."""
    today = timezone.localdate()
    less = terms_told(price_vnd=18_000, deliver_from=today, deliver_to=today)
    operations.propose_terms(offer=offer, user=offer.trader.user, **less)
    page.goto(offer.get_absolute_url())
    expect(page.get_by_text("Vựa Tám Lúa xin đổi sang bản này")).to_be_visible()
    page.get_by_role("button", name="Giữ nguyên bản 2").click()
    expect(page.get_by_text("Đang bàn đổi")).to_have_count(0)


def tell_the_outcome(page: Page) -> None:
    page.get_by_role("link", name="Ghi kết quả").click()
    page.get_by_label("Giữ lời, giao nhận đủ").check()
    page.get_by_label("Nói thêm").fill("Xe đến đúng hẹn.")
    page.get_by_role("button", name="Ghi kết quả").click()
    expect(page.get_by_text("“Xe đến đúng hẹn.”")).to_be_visible()


def sell_out(page: Page) -> None:
    page.goto("/ho-cua-toi/mua-vu/")
    page.get_by_role("button", name="Đã bán hết").click()
    expect(page.get_by_role("heading", name="Vụ này bác thu được bao nhiêu?")).to_be_visible()
    page.get_by_label("Thu được").fill("3 tấn")
    page.get_by_role("button", name="Báo thực thu").click()
    expect(page.get_by_text("đạt 100% so với khai").first).to_be_visible()


def test_a_household_declares_confirms_offers_settles_tells_and_sells_out(open_page):
    today = timezone.localdate()
    household = VerifiedHouseholdFactory(name="Hộ bà Lành", commune=commune_of("24"))
    household.commodities.add(Commodity.objects.get(slug="vai-thieu"))
    trader = TraderFactory(name="Vựa Tám Lúa")
    BuyRequestFactory(trader=trader, starts_on=today, ends_on=today + dt.timedelta(9))
    page = open_page()
    sign_in(page, household.owner)
    declare(page)
    harvest = household.harvests.get()
    let_a_month_pass(harvest)
    confirm(page)
    offer_to_who_wants_it(page)
    propose(page, "26k")
    offer = Offer.objects.get()
    agree_to_the_counter_proposal(page, offer)
    keep_the_deal(page, offer)
    tell_the_outcome(page)
    sell_out(page)
    offer.refresh_from_db()
    harvest.refresh_from_db()
    assert (offer.status, offer.deal.price_vnd) == (OfferStatus.AGREED, 24_000)
    assert offer.outcome_state == OutcomeState.HOUSEHOLD_KEPT
    assert (harvest.status, harvest.actual_kg) == (HarvestStatus.SOLD_OUT, 3_000)
