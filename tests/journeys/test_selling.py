"""Register → verify → product → both marketplaces → price change → withdraw."""

from playwright.sync_api import Page, expect

from households.models import Household
from tests.factories.accounts import DepartmentFactory, OfficerFactory
from tests.journeys.steps import DESK, code_sent_to, photo, sign_in, wait_for

PHONE = "+84900000777"
TITLE = "Vải thiều Lục Ngạn loại 1, thùng 5 kg"
DESCRIPTION = "Vải chín cây ở Hồng Giang, hái sáng, đóng thùng xốp có đá lạnh, ăn trong ba ngày là ngon nhất."


def register(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Đăng ký hộ").first.click()
    phone = page.get_by_label("Số điện thoại di động")
    phone.fill("0204 3 123 456")
    page.get_by_role("button", name="Nhận mã").click()
    expect(page.get_by_text("máy bàn").first).to_be_visible()
    expect(phone).to_have_value("0204 3 123 456")
    phone.fill("0900 000 777")
    page.get_by_role("button", name="Nhận mã").click()

    right = code_sent_to(PHONE)
    code = page.get_by_label("Mã trong tin nhắn")
    code.fill("000000" if right != "000000" else "111111")
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.locator("[aria-invalid=true]")).to_have_count(1)
    code.fill(right)
    page.get_by_role("button", name="Tiếp tục").click()


def describe_household(page: Page) -> None:
    """Answer one question a page; going back keeps what was typed, and nothing is agreed to by itself."""
    answer(page, "Tên hộ hoặc cơ sở", "Hộ bà Nguyễn Thị Lành")
    answer(page, "Hộ ở đâu?", "thôn Phúc Thành, xã Hồng Giang, huyện Lục Ngạn, Bắc Giang")
    page.get_by_role("link", name="Quay lại bước trước").click()
    expect(page.get_by_label("Hộ ở đâu?")).to_have_value("thôn Phúc Thành, xã Hồng Giang, huyện Lục Ngạn, Bắc Giang")
    page.get_by_role("button", name="Tiếp tục").click()
    page.locator(".crop-card", has_text="Vải thiều").click()
    page.get_by_role("button", name="Thế là đủ").click()
    expect(page.get_by_text("Phường Chũ, tỉnh Bắc Ninh")).to_be_visible()
    page.get_by_role("button", name="Xong, lập hồ sơ").click()
    # Nothing was agreed to yet: the sentence says so.
    expect(page.get_by_text("đánh dấu vào ô này").first).to_be_visible()
    page.locator("#id_consent_register").check()
    page.get_by_role("button", name="Xong, lập hồ sơ").click()
    page.goto("/ho-cua-toi/")
    expect(page.get_by_text("đang chờ Sở xác minh").first).to_be_visible()


def answer(page: Page, question: str, words: str) -> None:
    page.get_by_label(question).fill(words)
    page.get_by_role("button", name="Tiếp tục").click()


def verify(officer_page: Page, officer, stranger_page: Page, stranger) -> None:
    household = Household.objects.get(owner__phone=PHONE)
    assert household.province.code == "24"
    address = f"/quan-tri/households/household/{household.pk}/change/"
    sign_in(stranger_page, stranger)
    stranger_page.goto("/quan-tri/households/household/")
    expect(stranger_page.get_by_text("Nguyễn Thị Lành")).to_have_count(0)
    stranger_page.goto(address)
    assert f"/{household.pk}/change/" not in stranger_page.url

    sign_in(officer_page, officer)
    officer_page.goto("/quan-tri/")
    officer_page.get_by_role("link", name="Hộ chờ xác minh").first.click()
    officer_page.get_by_role("link", name="Hộ bà Nguyễn Thị Lành").click()
    officer_page.get_by_role("button", name="Xác minh").click()
    household.refresh_from_db()
    assert household.verified_by == officer


def add_product(page: Page) -> None:
    page.goto("/ho-cua-toi/")
    page.get_by_role("main").get_by_role("link", name="Thêm nông sản").first.click()
    page.get_by_label("Loại nông sản").select_option(label="Vải thiều")
    page.get_by_label("Tên để người mua thấy").fill(TITLE)
    page.get_by_label("Bán theo").fill("thùng 5 kg")
    page.get_by_label("Giá một đơn vị").fill("abc")
    page.get_by_label("Còn bao nhiêu để bán").fill("120")
    page.get_by_label("Mô tả").fill(DESCRIPTION)
    page.get_by_role("button", name="Lưu, sang bước thêm ảnh").click()
    expect(page.get_by_text("Giá chưa đọc được").first).to_be_visible()
    expect(page.get_by_label("Tên để người mua thấy")).to_have_value(TITLE)
    page.get_by_label("Giá một đơn vị").fill("185k")
    page.get_by_role("button", name="Lưu, sang bước thêm ảnh").click()


def add_photos(page: Page) -> None:
    text = {"name": "giay-to.jpg", "mimeType": "image/jpeg", "buffer": b"day la chu, khong phai anh"}
    page.get_by_label("Thêm ảnh").set_input_files([photo(0), text, photo(1)])
    page.get_by_role("button", name="Gửi ảnh").click()
    expect(page.get_by_text("giay-to.jpg")).to_be_visible()
    expect(page.get_by_text("không phải ảnh").first).to_be_visible()
    expect(page.locator(".photo-sorter li")).to_have_count(2)
    page.get_by_label("Thêm ảnh").set_input_files([photo(2)])
    page.get_by_role("button", name="Gửi ảnh").click()
    expect(page.locator(".photo-sorter li")).to_have_count(3)
    page.get_by_role("link", name="Sang bước chọn nơi bán").click()


def publish(page: Page) -> None:
    for name in ("Postmart", "Voso"):
        page.get_by_label(f"Đăng lên {name}").check()
    for box in page.locator("input[name=agreed]").all():
        box.check()
    page.get_by_role("button", name="Đăng bán", exact=True).dblclick()
    page.wait_for_url(lambda url: not url.endswith("/dang/"))


def is_on_sale(page: Page, javascript: bool) -> bool:
    if not javascript:
        page.goto("/ho-cua-toi/")
    return page.locator(".chip--live", has_text="Đang bán").count() == 2


def test_a_household_sells_on_both_marketplaces(open_page, stack, javascript):
    officer = OfficerFactory(department=DepartmentFactory(codes=["24"]))
    stranger = OfficerFactory(department=DepartmentFactory(codes=["30"]))
    page = open_page()
    register(page)
    describe_household(page)
    verify(open_page(DESK), officer, open_page(DESK), stranger)
    add_product(page)
    add_photos(page)
    publish(page)
    page.goto("/ho-cua-toi/")
    wait_for("hai sàn cùng bán", lambda: is_on_sale(page, javascript))

    sold = {market: stack.sandbox.products(market) for market in ("postmart", "voso")}
    assert [[p["price_vnd"] for p in products.values()] for products in sold.values()] == [[185_000], [185_000]]
    for market in ("postmart", "voso"):
        page.goto(f"{stack.sandbox.base_url}/{market}/")
        expect(page.get_by_text(TITLE).first).to_be_visible()

    page.goto("/ho-cua-toi/")
    page.get_by_role("link", name="Sửa giá, số lượng").first.click()
    page.get_by_label("Giá một đơn vị").fill("199.000đ")
    page.get_by_role("button", name="Lưu").click()
    wait_for("giá mới trên hai sàn", lambda: prices(stack) == {199_000})

    (external_id,) = sold["postmart"]
    page.goto("/ho-cua-toi/nong-san/")
    page.get_by_role("link", name="Vải thiều Lục Ngạn").first.click()
    product_pk = Household.objects.get(owner__phone=PHONE).products.get().pk
    for name in ("Postmart", "Voso"):
        page.goto(f"/ho-cua-toi/nong-san/{product_pk}/dang/")
        page.get_by_role("button", name=f"Gỡ khỏi {name}").click()
    wait_for("hai sàn đã gỡ", lambda: not on_storefronts(stack, page))
    assert external_id in sold["voso"]


def prices(stack) -> set[int]:
    return {p["price_vnd"] for market in ("postmart", "voso") for p in stack.sandbox.products(market).values()}


def on_storefronts(stack, page: Page) -> int:
    count = 0
    for market in ("postmart", "voso"):
        page.goto(f"{stack.sandbox.base_url}/{market}/")
        count += page.get_by_text(TITLE).count()
    return count
