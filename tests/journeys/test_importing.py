"""An officer brings a messy list in, leaves while it runs, and takes it back again; with and without JavaScript."""

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, expect

from households.models import Household, ImportRun
from tests.factories.accounts import OfficerFactory
from tests.factories.households import HouseholdFactory
from tests.households.workbooks import messy_book
from tests.journeys.steps import DESK, overflow, sign_in, violations, wait_for

ROWS = 300
PHONE = {"width": 360, "height": 740}


def assert_sound(page: Page) -> None:
    """axe finds nothing, and nothing but tables scrolls sideways."""
    assert violations(page) == []
    page.set_viewport_size(PHONE)
    assert overflow(page) <= 0
    page.set_viewport_size(DESK)


def until(page: Page, text: str) -> None:
    """Look again until the page says so: a browser without JavaScript reloads by hand."""

    def said() -> bool:
        try:
            page.reload()
        except PlaywrightError:  # with JavaScript it was just going to show the end by itself
            return False
        return page.get_by_text(text, exact=True).count() > 0

    wait_for(text, said)


@pytest.fixture
def messy():
    known = HouseholdFactory.create_batch(3)
    made = messy_book(ROWS, known_phones=[h.owner.phone.as_national for h in known], similar_names=[])
    return made


def test_a_messy_list_goes_in_and_comes_back_out(stack, open_page, javascript, messy):
    officer = OfficerFactory()
    page = open_page(DESK)
    sign_in(page, officer)
    page.goto("/quan-tri/households/importrun/")
    page.get_by_role("link", name="Nhập từ Excel").click()
    page.get_by_label("Tệp danh sách").set_input_files(
        {"name": "danh-sach-ho.xlsx", "mimeType": "application/octet-stream", "buffer": messy.file.getvalue()}
    )
    page.get_by_role("button", name="Tải lên").click()
    expect(page.get_by_text("Đánh dấu vào ô này").first).to_be_visible()
    if javascript:
        assert_sound(page)
    page.get_by_label("Tệp danh sách").set_input_files(
        {"name": "danh-sach-ho.xlsx", "mimeType": "application/octet-stream", "buffer": messy.file.getvalue()}
    )
    page.get_by_label("Từng chủ hộ trong danh sách đã ký trên giấy").check()
    page.get_by_role("button", name="Tải lên").click()
    if javascript:
        assert_sound(page)
    page.get_by_role("button", name="Kiểm tra danh sách").click()
    until(page, "Sẽ lập mới")
    run = ImportRun.objects.get()
    assert (run.total, run.fresh, run.known, run.wrong) == (ROWS, messy.fresh, messy.known, messy.wrong)
    expect(page.get_by_text("Số này đã có ở dòng").first).to_be_visible()
    if javascript:
        assert_sound(page)
    page.get_by_label("Sửa hồ sơ đang có theo tệp").check()
    page.get_by_role("button", name="Nhập các dòng đúng").click()
    page.goto("/quan-tri/")
    wait_for("nhập xong", lambda: Household.objects.count() == messy.fresh + 3)
    page.goto(f"/quan-tri/households/importrun/{run.pk}/change/")
    until(page, "Đã lập mới")
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải tất cả dòng cần sửa").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    page.get_by_role("link", name="Xem lần nhập này đã làm gì").click()
    if javascript:
        assert_sound(page)
    page.go_back()
    if javascript:
        assert_sound(page)
    page.get_by_role("button", name="Hoàn tác lần nhập này").click()
    wait_for("hoàn tác xong", lambda: Household.objects.count() == 3)
    until(page, "Đã hoàn tác")
