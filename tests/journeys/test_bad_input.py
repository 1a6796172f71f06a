"""What goes wrong in the field: heavy photos, bombs, an expired session, a button pressed twice. Nothing is lost."""

import pytest
from playwright.sync_api import Page, expect

from portal1034.core.images import MAX_BYTES
from products.models import Product
from tests.core.test_images import png_bomb
from tests.factories.households import VerifiedHouseholdFactory
from tests.factories.products import ProductFactory
from tests.journeys.steps import photo, sign_in

TITLE = "Mật ong hoa vải Lục Ngạn, chai 1 lít"


@pytest.fixture
def farmer(open_page) -> tuple[Page, object]:
    household = VerifiedHouseholdFactory()
    page = open_page()
    sign_in(page, household.owner)
    return page, household


def fill_product(page: Page) -> None:
    page.goto("/ho-cua-toi/nong-san/them/")
    page.get_by_label("Loại nông sản").select_option(label="Vải thiều")
    page.get_by_label("Tên để người mua thấy").fill(TITLE)
    page.get_by_label("Bán theo").fill("chai 1 lít")
    page.get_by_label("Một đơn vị nặng").fill("1,4 kg")
    page.get_by_label("Giá một đơn vị").fill("220k")
    page.get_by_label("Còn bao nhiêu để bán").fill("40")


def save(page: Page):
    return page.get_by_role("button", name="Lưu, sang bước thêm ảnh")


@pytest.mark.parametrize(
    ("name", "body", "sentence"),
    [
        ("nang.jpg", b"\xff\xd8\xff" + b"0" * (MAX_BYTES + 10_000_000), "nặng 40 MB"),
        ("bom.png", png_bomb(), "quá nhiều điểm ảnh"),
        ("chu.jpg", b"day la chu", "không phải ảnh"),
        ("cut.jpg", photo(1)["buffer"][:4000], "hỏng giữa chừng"),
    ],
    ids=["40 MB", "bomb", "text", "cut short"],
)
def test_a_bad_photo_gets_its_sentence_and_good_ones_stay(farmer, tmp_path, name, body, sentence):
    page, household = farmer
    product = ProductFactory(household=household)
    bad, good = tmp_path / name, tmp_path / "tot.jpg"
    bad.write_bytes(body)
    good.write_bytes(photo(0)["buffer"])
    page.goto(f"/ho-cua-toi/nong-san/{product.pk}/anh/")
    page.get_by_label("Thêm ảnh").set_input_files([good, bad])
    page.get_by_role("button", name="Gửi ảnh").click()
    expect(page.get_by_text(sentence).first).to_be_visible()
    expect(page.get_by_text(name).first).to_be_visible()
    assert product.photos.count() == 1


def test_an_expired_session_in_mid_form_loses_nothing(farmer):
    page, household = farmer
    fill_product(page)
    page.context.clear_cookies(name="phien")
    save(page).click()
    expect(page.get_by_role("heading", name="Đăng nhập")).to_be_visible()
    page.get_by_label("Số điện thoại").fill(str(household.owner.phone))
    page.get_by_label("Mật khẩu").fill("mat-khau-thu")
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    expect(page.get_by_label("Tên để người mua thấy")).to_have_value(TITLE)
    expect(page.get_by_label("Giá một đơn vị")).to_have_value("220k")
    save(page).click()
    page.wait_for_url("**/anh/")
    assert Product.objects.get().title == TITLE


def test_a_double_click_makes_one_product(farmer):
    page, household = farmer
    fill_product(page)
    save(page).dblclick()
    page.wait_for_url("**/anh/")
    assert Product.objects.filter(household=household).count() == 1


@pytest.mark.parametrize("price", ["abc", "-5", "99999999999999", "15k!", "0"])
def test_a_price_that_is_none_gets_its_sentence(farmer, price):
    page, _household = farmer
    fill_product(page)
    page.get_by_label("Giá một đơn vị").fill(price)
    save(page).click()
    field = page.get_by_label("Giá một đơn vị")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_value(price)
    expect(page.get_by_label("Tên để người mua thấy")).to_have_value(TITLE)
    assert not Product.objects.exists()
