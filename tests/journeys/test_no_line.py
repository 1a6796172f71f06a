"""What a phone says and keeps when a form meets no line, in English too; and how the worker is got rid of."""

import re
from contextlib import suppress

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import expect

from harvests.models import Harvest
from households.models import Household
from portal1034.commodities.models import Commodity
from tests.factories.harvests import HarvestFactory, OfferFactory
from tests.factories.households import VerifiedHouseholdFactory, commune_of
from tests.journeys.steps import sign_in, violations, wait_for
from tests.journeys.without_line import HAS_CALENDAR, READY, at_desk, declare, waiting


@pytest.fixture
def household() -> Household:
    household = VerifiedHouseholdFactory(name="Hộ bà Lành", commune=commune_of("24"))
    household.commodities.add(Commodity.objects.get(slug="vai-thieu"))
    return household


def test_a_buyer_abroad_is_told_in_english(phone, line):
    page = phone.new_page()
    page.goto("/en/mua-vu/")
    wait_for("worker", lambda: page.evaluate(READY))
    page.goto("/en/mua-vu/")  # the worker keeps what it fetched itself
    wait_for("calendar kept", lambda: page.evaluate(HAS_CALENDAR.replace("/mua-vu/", "/en/mua-vu/")))
    line.go_down()
    page.goto("/en/nong-san/")
    expect(page.get_by_role("heading", name="You are offline")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="Season calendar as you last saw it").click()
    expect(page.locator(".kept")).to_have_text(
        re.compile(r"^Copy kept at \d\d:\d\d, \d{1,2}/\d{1,2} – you are offline$")
    )


def test_switched_off_the_worker_goes_from_the_phone_with_all_it_kept(phone, line, household):
    """As on a phone after SERVICE_WORKER=false: the browser is given no-sw.js at the same address."""
    page = at_desk(phone, household)
    line.go_down()
    declare(page)
    expect(waiting(page)).to_have_count(1)
    line.go_up()
    phone.clear_cookies(name="phien")  # so that the form goes on waiting
    line.detour = (b"GET /sw.js ", b"GET /static/js/no-sw.js ")
    page.evaluate("navigator.serviceWorker.getRegistration().then((registration) => registration.update())")
    wait_for(
        "unregistered",
        lambda: page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0,
    )
    assert page.evaluate("caches.keys()") == []
    assert page.evaluate("indexedDB.databases().then((all) => all.map((one) => one.name))") == ["cong1034"]
    page.goto("/mua-vu/")
    expect(page.get_by_role("heading", name="Lịch mùa vụ").first).to_be_visible()
    assert page.evaluate("navigator.serviceWorker.controller") is None


def test_a_change_made_without_a_line_is_kept_and_the_person_is_told_where(phone, line, household):
    harvest = HarvestFactory(household=household)
    page = at_desk(phone, household)
    page.goto(f"/ho-cua-toi/mua-vu/{harvest.pk}/")
    before = Harvest.objects.get(pk=harvest.pk).volume_kg
    page.get_by_label("Sản lượng").fill("7,5 tấn")
    line.go_down()
    page.get_by_role("button", name="Lưu", exact=True).click()
    unsent = page.locator("[data-unsent]")
    expect(unsent).to_contain_text("chữ bạn viết vẫn còn trên máy này")
    assert violations(page) == []
    line.go_up()
    page.goto("/ho-cua-toi/")  # another way back: the desk tells too
    expect(unsent).to_contain_text("Sửa đợt thu hoạch")
    assert violations(page) == []
    assert Harvest.objects.get(pk=harvest.pk).volume_kg == before
    unsent.get_by_role("link", name="Sửa đợt thu hoạch").click()
    page.get_by_role("button", name="Điền lại").click()
    expect(page.get_by_label("Sản lượng")).to_have_value("7,5 tấn")
    expect(unsent).to_be_hidden()
    page.get_by_role("button", name="Lưu", exact=True).click()
    wait_for("saved", lambda: Harvest.objects.get(pk=harvest.pk).volume_kg == 7500)
    page.goto("/ho-cua-toi/")
    expect(page.locator("h1").first).to_be_visible()
    wait_for(
        "forgotten",
        lambda: page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft:')).length") == 0,
    )
    expect(unsent).to_be_hidden()


def test_what_a_trader_says_on_a_dead_line_is_offered_again(phone, line):
    """No worker stands behind a trader's forms: the browser shows its own page, and the words wait in the draft."""
    offer = OfferFactory()
    page = phone.new_page()
    sign_in(page, offer.trader.user)
    page.goto(f"/de-nghi/{offer.pk}/")
    page.get_by_label("Tin nhắn").fill("Sáng mai tôi lên xem vườn")
    line.go_down()
    with suppress(PlaywrightError):
        page.get_by_role("button", name="Gửi", exact=True).click()
    page.wait_for_url("chrome-error://**")
    line.go_up()
    page.goto("/thuong-lai/")
    page.locator("[data-unsent] a").click()
    page.get_by_role("button", name="Điền lại").click()
    expect(page.get_by_label("Tin nhắn")).to_have_value("Sáng mai tôi lên xem vườn")
