"""A household's season: three taps declare it → it still holds → what is left → sold out → what it gave."""

import datetime as dt

from django.utils import timezone
from playwright.sync_api import Page, expect

from harvests.models import Harvest
from portal1034.commodities.models import Commodity
from tests.factories.households import VerifiedHouseholdFactory, commune_of
from tests.journeys.steps import sign_in


def tap(page: Page, counted: list, *, link: str = "", button: str = "") -> None:
    found = page.get_by_role("link", name=link) if link else page.get_by_role("button", name=button, exact=True)
    found.first.click()
    counted.append(link or button)


def declare(page: Page) -> None:
    """From the list of crops on: nothing but three taps."""
    taps: list[str] = []
    page.goto("/ho-cua-toi/mua-vu/")
    page.get_by_role("link", name="Khai đợt thu hoạch").first.click()
    tap(page, taps, link="Vải thiều")
    tap(page, taps, link="giữa tháng 6")
    tap(page, taps, button="3\u00a0tấn")
    page.wait_for_url("**/ho-cua-toi/mua-vu/")
    expect(page.get_by_text("Đã khai 3 tấn Vải thiều").first).to_be_visible()
    assert len(taps) == 3


def test_a_household_declares_confirms_tells_progress_sells_out_and_tells_the_outcome(open_page):
    household = VerifiedHouseholdFactory(name="Hộ bà Lành", commune=commune_of("24"))
    household.commodities.add(Commodity.objects.get(slug="vai-thieu"))
    page = open_page()
    sign_in(page, household.owner)
    declare(page)
    harvest = household.harvests.get()
    today = timezone.localdate()
    Harvest.objects.filter(pk=harvest.pk).update(
        starts_on=today - dt.timedelta(days=2),
        ends_on=today + dt.timedelta(days=8),
        confirmed_at=timezone.now() - dt.timedelta(days=25),
    )
    page.goto("/ho-cua-toi/")
    page.get_by_role("link", name="Xem và xác nhận").click()
    page.get_by_role("button", name="Vẫn đúng").click()
    expect(page.get_by_text("1 đợt vẫn đúng")).to_be_visible()
    page.goto("/ho-cua-toi/mua-vu/")
    page.get_by_role("link", name="Thu đến đâu").click()
    page.get_by_label("Đã thu khoảng").fill("1 tấn")
    page.get_by_label("Còn khoảng").fill("2 tấn")
    page.get_by_role("button", name="Ghi lại").click()
    expect(page.get_by_text("Đã thu 1\u00a0tấn, còn 2\u00a0tấn")).to_be_visible()
    page.get_by_role("button", name="Đã bán hết").click()
    expect(page.get_by_role("heading", name="Vụ này bác thu được bao nhiêu?")).to_be_visible()
    page.get_by_label("Thu được").fill("2,5 tấn")
    page.get_by_role("button", name="Báo thực thu").click()
    expect(page.get_by_text("đạt 83% so với khai").first).to_be_visible()
    harvest.refresh_from_db()
    assert (harvest.left_kg, harvest.actual_kg, harvest.status) == (2_000, 2_500, "sold_out")
