"""An officer confirms a glut and calls for buyers; a trader reads it at once and asks; the officer sees it."""

from django.utils import timezone
from playwright.sync_api import Page, expect

from harvests.models import BuyRequest, SeasonWarning
from harvests.weighing import weigh
from tests.factories.accounts import DepartmentFactory, OfficerFactory
from tests.factories.harvests import TraderFactory
from tests.harvests.test_weighing import declared, wanted
from tests.journeys.steps import DESK, complaints, sign_in

CALL = "Vải đang chín rộ, xe vào tận vườn lấy hàng."


def confirm_and_call(page: Page, warning: SeasonWarning) -> None:
    page.goto("/quan-tri/")
    page.get_by_role("link", name="Nguy cơ ùn ứ").click()
    page.get_by_role("link", name="Vải thiều").click()
    page.get_by_role("link", name="Xác nhận", exact=True).click()
    page.get_by_label("Ghi chú cho người đọc").fill("Chín dồn vì nắng nóng.")
    page.get_by_role("button", name="Xác nhận").click()
    expect(page.get_by_text("Đã xác nhận").first).to_be_visible()
    page.get_by_role("link", name="Kêu gọi tiêu thụ", exact=True).click()
    page.get_by_role("button", name="Đăng lời kêu gọi").click()
    expect(page.get_by_text("Viết một hai câu để người mua biết cần gì.").first).to_be_visible()
    page.get_by_label("Lời kêu gọi").fill(CALL)
    page.get_by_role("button", name="Đăng lời kêu gọi").click()
    expect(page.get_by_text("Đã đăng lời kêu gọi tiêu thụ.")).to_be_visible()
    expect(page.get_by_text("0 nhu cầu").first).to_be_visible()


def read_and_ask(page: Page) -> None:
    today = timezone.localdate()
    page.goto("/mua-vu/vai-thieu/?tinh=bac-giang")
    expect(page.get_by_text(CALL).first).to_be_visible()
    page.goto("/")
    expect(page.get_by_role("heading", name="Cần người mua", exact=True)).to_be_visible()
    expect(page.get_by_text(CALL).first).to_be_visible()
    page.get_by_role("link", name="Đăng nhu cầu mua").first.click()
    expect(page.get_by_label("Mua ở đâu")).to_have_value("Bắc Giang")
    page.get_by_label("Cần mua bao nhiêu").fill("12 tấn")
    page.get_by_label("Từ ngày").fill(f"{today:%d/%m/%Y}")
    page.get_by_label("Đến ngày").fill(f"{today:%d/%m/%Y}")
    page.get_by_role("button", name="Đăng", exact=True).click()
    expect(page.get_by_text("12 tấn").first).to_be_visible()


def test_from_the_suggestion_to_what_came_of_the_call(open_page, javascript):
    today = timezone.localdate()
    officer = OfficerFactory(department=DepartmentFactory(codes=["24"]))
    for _each in range(3):
        declared(today, 20_000)
    wanted(today, 1_000)
    weigh()
    warning = SeasonWarning.objects.get()
    desk = open_page(DESK)
    sign_in(desk, officer)
    confirm_and_call(desk, warning)
    buyer = open_page()
    sign_in(buyer, TraderFactory().user)
    read_and_ask(buyer)
    assert BuyRequest.objects.filter(volume_kg=12_000, province__code="24").count() == 1
    change = f"/quan-tri/harvests/seasonwarning/{warning.pk}/change/"
    desk.goto(change)
    expect(desk.get_by_text("1 nhu cầu, 12 tấn").first).to_be_visible()
    if javascript:  # axe is a script itself
        for url in (change, f"/quan-tri/harvests/seasonwarning/{warning.pk}/keu-goi/", "/"):
            assert complaints(desk, url) == []
