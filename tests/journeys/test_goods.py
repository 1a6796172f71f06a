"""A telephone's HEIC turned and cut → the check falls silent → two grades stand in both shops."""

import re

from playwright.sync_api import Page, expect

from products.models import Photo, Product
from tests.factories.households import VerifiedHouseholdFactory
from tests.journeys.steps import photo, sign_in, wait_for
from tests.products.test_photo_editing import heic_with_gps

TITLE = "Vải thiều Lục Ngạn loại 1, thùng 5 kg"
DESCRIPTION = "Vải chín cây ở Hồng Giang, hái sáng, đóng thùng xốp có đá lạnh, ăn trong ba ngày là ngon nhất."


def check(page: Page, javascript: bool) -> None:
    """With JavaScript the page asks by itself; without, a button does."""
    if not javascript:
        page.get_by_role("button", name="Xem sàn có nhận không").click()


def describe(page: Page, javascript: bool) -> None:
    page.goto("/ho-cua-toi/nong-san/them/")
    page.get_by_label("Loại nông sản").select_option(label="Vải thiều")
    page.get_by_label("Bán theo").fill("thùng 5 kg")
    page.get_by_label("Giá một đơn vị").fill("185k")
    page.get_by_label("Còn bao nhiêu để bán").fill("3 tạ")
    page.get_by_label("Mô tả").fill(DESCRIPTION)
    page.get_by_label("Tên để người mua thấy").fill("Vải thiều")
    check(page, javascript)
    expect(page.locator("#nhac-title")).to_contain_text("Postmart cần ít nhất 25")
    page.get_by_label("Tên để người mua thấy").fill(TITLE)
    check(page, javascript)
    expect(page.locator("#nhac-title .remark")).to_have_count(0)
    expect(page.locator("#san-nhan")).to_contain_text("Postmart: được rồi")
    page.get_by_role("button", name="Lưu, sang bước thêm ảnh").click()


def add_photos(page: Page) -> None:
    heic = {"name": "IMG_1034.HEIC", "mimeType": "image/heic", "buffer": heic_with_gps()}
    page.get_by_label("Thêm ảnh").set_input_files([heic, photo(1), photo(2)])
    page.get_by_role("button", name="Gửi ảnh").click()
    expect(page.locator(".photo-sorter li")).to_have_count(3)
    page.get_by_role("link", name="Xoay, cắt ảnh này").first.click()
    page.get_by_role("button", name="Sang phải").click()
    expect(page.get_by_text("1000 × 1400")).to_be_visible()
    page.get_by_role("button", name="Vuông").click()
    expect(page.get_by_text("1000 × 1000")).to_be_visible()
    page.get_by_role("link", name="Xong").click()
    first = Photo.objects.get(position=0)
    assert (first.width, first.height, first.is_edited) == (1000, 1000, True)
    page.get_by_role("link", name="Sang bước chọn nơi bán").click()


def publish(page: Page) -> None:
    for name in ("Postmart", "Voso"):
        page.get_by_label(f"Đăng lên {name}").check()
    for box in page.locator("input[name=agreed]").all():
        box.check()
    page.get_by_role("button", name="Đăng bán", exact=True).click()
    page.wait_for_url(lambda url: not url.endswith("/dang/"))


def add_grade(page: Page) -> None:
    page.goto(f"/ho-cua-toi/nong-san/{Product.objects.get().pk}/")
    page.get_by_role("link", name="Thêm loại hoặc gói khác").click()
    page.get_by_label("Loại, hạng").fill("hàng xô")
    page.get_by_label("Bán theo").fill("thùng 10 kg")
    page.get_by_label("Giá một đơn vị").fill("1tr2")
    page.get_by_label("Còn bao nhiêu để bán").fill("2 chục")
    page.get_by_role("button", name="Thêm loại này").click()
    page.wait_for_url(re.compile("/dang/$"))


def test_two_grades_stand_in_both_shops(open_page, stack, javascript):
    household = VerifiedHouseholdFactory()
    page = open_page()
    sign_in(page, household.owner)
    describe(page, javascript)
    assert Product.objects.get().stock == 60
    add_photos(page)
    publish(page)
    add_grade(page)
    publish(page)
    markets = ("postmart", "voso")
    wait_for("hai loại trên hai sàn", lambda: all(len(stack.sandbox.products(m)) == 2 for m in markets), seconds=90)
    for market in markets:
        sold = {row["title"]: row["price_vnd"] for row in stack.sandbox.products(market).values()}
        assert sold == {TITLE: 185_000, "Vải thiều Lục Ngạn hàng xô, thùng 10 kg": 1_200_000}
    page.goto("/nong-san/")
    expect(page.locator(".product-card")).to_have_count(1)
    expect(page.locator(".product-card")).to_contain_text("2 loại")
    page.locator(".product-card a").first.click()
    page.get_by_role("navigation", name="Loại và gói khác").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("loại 1")
