"""A trader finds, subscribes, asks, is matched and makes a deal; a household counters, agrees and says how it went."""

import datetime as dt

from django.utils import timezone
from playwright.sync_api import Page, expect

from harvests.models import BuyRequest, Harvest, Offer, Watch
from portal1034.regions.models import Province
from tests.factories.harvests import HarvestFactory, TraderFactory
from tests.factories.households import VerifiedHouseholdFactory
from tests.journeys.steps import DESK, sign_in


def written(day: dt.date) -> str:
    return f"{day:%d/%m/%Y}"


def find_and_subscribe(page: Page) -> None:
    page.goto("/mua-vu/vai-thieu/?tinh=bac-giang")
    page.get_by_role("link", name="Theo dõi", exact=True).click()
    page.get_by_role("button", name="Báo cho tôi khi có").click()
    expect(page.get_by_text("Đang theo dõi: Vải thiều, Bắc Giang.")).to_be_visible()
    expect(page.get_by_role("link", name="Lịch (.ics)")).to_be_visible()


def request_and_match(page: Page, today: dt.date) -> None:
    page.goto("/thu-mua/dang/?loai=vai-thieu")
    page.get_by_label("Cần mua bao nhiêu").fill("2 tấn")
    page.get_by_label("Mua ở đâu").fill("Bắc Giang, Xứ Lạ")
    page.get_by_label("Từ ngày").fill(written(today))
    page.get_by_label("Đến ngày").fill(written(today + dt.timedelta(9)))
    page.get_by_label("Giá một kg").fill("20-25k")
    page.get_by_label("Đặt cọc", exact=False).first.fill("30%")
    page.get_by_role("button", name="Đăng", exact=True).click()
    expect(page.get_by_text("Không có tỉnh “Xứ Lạ”").first).to_be_visible()
    expect(page.get_by_label("Giá một kg")).to_have_value("20-25k")
    page.get_by_label("Mua ở đâu").fill("Bắc Giang, Hải Dương")
    page.get_by_role("button", name="Đăng", exact=True).click()
    expect(page.get_by_text("Bắc Giang, Hải Dương")).to_be_visible()
    page.goto("/thuong-lai/")
    page.get_by_role("link", name="Xem ai có").click()
    expect(page.get_by_text("Trùng 10 ngày")).to_be_visible()
    page.get_by_role("link", name="Hỏi mua").click()
    page.get_by_label("Tin nhắn").fill("Tôi lấy 2 tấn, xe đến tận vườn.")
    page.get_by_role("button", name="Gửi cho hộ").click()


def propose(page: Page, today: dt.date) -> None:
    page.get_by_role("link", name="Đưa điều khoản để chốt").click()
    page.get_by_label("Số lượng").fill("2 tấn")
    page.get_by_label("Giá một kg").fill("22k")
    page.get_by_label("Giao từ ngày").fill(written(today))
    page.get_by_label("Đến ngày").fill(written(today))
    page.get_by_role("button", name="Gửi điều khoản").click()
    expect(page.get_by_text("Điều khoản đang bàn, bản 1")).to_be_visible()


def counter(page: Page, offer: Offer) -> None:
    page.goto(offer.get_absolute_url())
    expect(page.get_by_role("button", name="Đồng ý bản này")).to_be_visible()
    page.get_by_role("link", name="Đề nghị đổi").click()
    page.get_by_label("Giá một kg").fill("24k")
    page.get_by_role("button", name="Gửi điều khoản").click()
    expect(page.get_by_text("Điều khoản đang bàn, bản 2")).to_be_visible()


def tell(page: Page, offer: Offer, what: str, statement: str) -> None:
    page.goto(offer.get_absolute_url())
    page.get_by_role("link", name="Ghi kết quả").click()
    page.get_by_label(what).check()
    page.get_by_label("Nói thêm").fill(statement)
    page.get_by_role("button", name="Ghi kết quả").click()
    expect(page.get_by_text(statement)).to_be_visible()


def test_from_finding_to_the_outcome_and_its_answer(open_page):
    today = timezone.localdate()
    household = VerifiedHouseholdFactory(name="Hộ bà Lành")
    HarvestFactory(household=household, starts_on=today, ends_on=today + dt.timedelta(9))
    trader = TraderFactory(name="Vựa Tám Lúa", province=Province.objects.get(code="24"))
    buyer, farmer = open_page(DESK), open_page()
    sign_in(buyer, trader.user)
    find_and_subscribe(buyer)
    assert Watch.objects.get().user == trader.user
    request_and_match(buyer, today)
    wanted = BuyRequest.objects.get()
    assert (wanted.price_vnd, wanted.price_to_vnd, wanted.deposit_percent) == (20_000, 25_000, 30)
    propose(buyer, today)
    offer = Offer.objects.get()
    sign_in(farmer, household.owner)
    counter(farmer, offer)
    buyer.goto(offer.get_absolute_url())
    buyer.get_by_role("button", name="Đồng ý bản này").click()
    expect(buyer.get_by_text("Đã thống nhất bản 2")).to_be_visible()
    tell(farmer, offer, "Bên kia không giữ lời", "Đến ngày không thấy xe.")
    buyer.goto(offer.get_absolute_url())
    buyer.get_by_role("link", name="Đáp lại lời bên kia").click()
    buyer.get_by_label("Lời đáp").fill("Xe hỏng, đã gọi báo trước.")
    buyer.get_by_role("button", name="Gửi lời đáp").click()
    tell(buyer, offer, "Chỉ giữ một phần", "Hôm sau lấy được một tấn.")
    expect(buyer.get_by_text("Hai bên nói khác nhau")).to_be_visible()
    farmer.goto(offer.get_absolute_url())
    expect(farmer.get_by_text("Xe hỏng, đã gọi báo trước.")).to_be_visible()
    farmer.goto(f"/ho-cua-toi/mua-vu/{Harvest.objects.get().pk}/nguoi-mua/")
    expect(farmer.get_by_text("Vựa Tám Lúa").first).to_be_visible()
