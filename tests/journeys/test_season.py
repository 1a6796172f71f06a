"""Declare a harvest → a trader finds it in the calendar and asks → the household answers."""

from playwright.sync_api import Page, expect

from portal1034.commodities.models import Commodity
from tests.factories.households import VerifiedHouseholdFactory
from tests.journeys.steps import DESK, code_sent_to, settled, sign_in

TRADER_PHONE = "+84900000888"


def declare(page: Page) -> None:
    page.goto("/ho-cua-toi/mua-vu/them/")
    page.get_by_label("Vải thiều").check()
    page.get_by_label("Từ ngày").fill("giữa tháng 6")
    page.get_by_label("Đến ngày").fill("đầu tháng 6")
    page.get_by_label("Sản lượng").fill("khoảng 3 tấn")
    page.get_by_role("button", name="Khai đợt này").click()
    # The end is before the start: one sentence beside the field, everything typed still there.
    expect(page.locator("[aria-invalid=true]")).to_have_count(1)
    expect(page.get_by_label("Sản lượng")).to_have_value("khoảng 3 tấn")
    page.get_by_label("Đến ngày").fill("cuối tháng 6")
    page.get_by_role("button", name="Khai đợt này").dblclick()
    page.wait_for_url("**/ho-cua-toi/mua-vu/")


def become_trader(page: Page) -> None:
    page.goto("/dang-ky/?tiep=/thuong-lai/ho-so/")
    page.get_by_label("Số điện thoại di động").fill("0900 000 888")
    page.get_by_role("button", name="Nhận mã").click()
    page.get_by_label("Mã trong tin nhắn").fill(code_sent_to(TRADER_PHONE))
    page.get_by_role("button", name="Tiếp tục").click()
    if "/mat-khau/" in page.url:
        page.get_by_role("link", name="Để sau").click()
    page.get_by_label("Tên thương lái hoặc doanh nghiệp").fill("Vựa Thử Nghiệm")
    page.get_by_role("main").get_by_role("button").first.click()


def find_and_ask(page: Page) -> None:
    page.goto("/mua-vu/")
    page.get_by_label("Tìm nông sản").fill("vai thieu")
    page.get_by_role("button", name="Xem").first.click()
    settled(page)
    page.locator("a:visible", has_text="Vải thiều").first.click()
    page.get_by_label("Lúc nào").select_option(label=middle_of_june(page))
    page.get_by_role("button", name="Xem").first.click()
    settled(page)
    expect(page.get_by_text("Hộ bà Lành").first).to_be_visible()
    expect(page.get_by_text("3 tấn").first).to_be_visible()
    page.get_by_role("link", name="Hỏi mua").first.click()
    page.get_by_label("Tin nhắn").fill("Tôi lấy cả 3 tấn, xe đến tận vườn. Giá bao nhiêu?")
    page.get_by_role("button", name="Gửi cho hộ").dblclick()
    expect(page.get_by_text("xe đến tận vườn").first).to_be_visible()


def middle_of_june(page: Page) -> str:
    options = page.get_by_label("Lúc nào").locator("option").all_inner_texts()
    return next(text for text in options if "iữa tháng 6" in text)


def answer(page: Page) -> None:
    page.goto("/ho-cua-toi/")
    expect(page.get_by_text("Vựa Thử Nghiệm hỏi mua vải thiều")).to_be_visible()
    page.get_by_role("link", name="Đọc và trả lời").click()
    page.get_by_label("Tin nhắn").fill("Tôi để 22 nghìn một cân.")
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.get_by_text("22 nghìn một cân")).to_be_visible()


def test_a_trader_finds_a_harvest_in_the_calendar_and_asks(open_page):
    household = VerifiedHouseholdFactory(name="Hộ bà Lành")
    household.commodities.add(Commodity.objects.get(slug="vai-thieu"))
    farmer, trader = open_page(), open_page(DESK)
    sign_in(farmer, household.owner)
    declare(farmer)
    assert household.harvests.get().volume_kg == 3_000
    become_trader(trader)
    find_and_ask(trader)
    offer = household.offers.get()
    assert offer.messages.count() == 1
    answer(farmer)
    trader.goto(f"/de-nghi/{offer.pk}/")
    expect(trader.get_by_text("22 nghìn một cân")).to_be_visible()
