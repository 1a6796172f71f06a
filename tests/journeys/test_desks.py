"""The desks: an officer goes from a cause to a text and a retry; an administrator rehearses; Voso is worked by hand."""

import io

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from portal1034.accounts.enums import Role
from portal1034.accounts.models import TextMessage
from products import operations
from products.enums import Delivery, Verdict
from products.models import Listing
from products.tasks import wake
from tests.factories.accounts import DepartmentFactory, OfficerFactory, UserFactory
from tests.factories.products import picture, publish, sellable_product
from tests.journeys.stack import Stack, free_port
from tests.journeys.steps import DESK, overflow, sign_in, violations, wait_for

LINK = "https://voso.vn/vai-thieu-luc-ngan-p123.html"


@pytest.fixture
def officer():
    return OfficerFactory(full_name="Trần Thị Đài", department=DepartmentFactory(codes=["24"]))


@pytest.fixture
def hands(stack):
    """The same portal where Voso is worked by hand: a web process and a worker of their own."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    other = Stack(url, stack.sandbox, stack.environment | {"VOSO_BY_HAND": "true", "PUBLIC_URL": url})
    stack.kill("worker")
    web = f"-m granian --interface wsgi --host 127.0.0.1 --port {port} --workers 1 --blocking-threads 2 --no-ws"
    try:
        other.start("web", *web.split(), "--log-level", "warning", "portal1034.wsgi:application")
        other.start_worker()
        other.wait_until_ready()
        yield other
    finally:
        other.stop()
        stack.start_worker()


def state(listing: Listing) -> Listing:
    listing.refresh_from_db()
    return listing


def test_an_officer_finds_a_cause_texts_the_household_and_retries(open_page, stack, officer):
    product = sellable_product()
    listing = publish(product, "postmart")[0]
    problem = {"code": "too_few", "field": "photos", "text": "Mới có 1 ảnh, cần ít nhất 3.", "fix": "photos"}
    Listing.objects.update(delivery=Delivery.NEEDS_HOUSEHOLD, problem=problem)
    listing.jobs.all().delete()

    page = open_page(DESK)
    sign_in(page, officer)
    page.goto("/quan-tri/")
    page.get_by_role("link", name="Tin đăng chờ hộ sửa").click()
    expect(page.get_by_role("heading", name="Postmart: thiếu ảnh")).to_be_visible()
    page.get_by_role("link", name="Xem từng tin").click()
    expect(page.get_by_text("Mới có 1 ảnh, cần ít nhất 3.")).to_be_visible()
    page.get_by_role("button", name="Nhắn SMS nhắc hộ sửa").click()
    expect(page.get_by_text("Trần Thị Đài đã nhắn")).to_be_visible()
    page.get_by_role("button", name="Nhắn SMS nhắc hộ sửa").click()
    expect(page.get_by_text("Hôm nay đã nhắn cho hộ này rồi")).to_be_visible()
    assert TextMessage.objects.filter(phone=product.household.owner.phone).count() == 1
    page.get_by_label("Ghi chú cuộc gọi").fill("Bác đã gửi thêm ảnh")
    page.get_by_role("button", name="Đã gọi").click()
    expect(page.get_by_text("“Bác đã gửi thêm ảnh”")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Thử lại tất cả").click()
    expect(page.get_by_text("Đã xếp hàng gửi lại 1 tin")).to_be_visible()
    wait_for("tin lên sàn", lambda: state(listing).verdict == Verdict.LIVE)
    assert product.external_id in stack.sandbox.products("postmart")


def test_an_administrator_sees_the_marketplaces_and_rehearses(open_page, stack):
    product = sellable_product()
    publish(product, "postmart")
    page = open_page(DESK)
    sign_in(page, UserFactory(role=Role.ADMINISTRATOR))
    page.goto("/quan-tri/products/marketplacehealth/hai-san/")
    expect(page.get_by_role("heading", name="Postmart")).to_be_visible()
    expect(page.get_by_text("Nhịp gửi so với mức sàn cho").first).to_be_visible()
    assert violations(page) == []
    page.goto(f"/quan-tri/products/product/{product.pk}/change/")
    page.get_by_role("link", name="Diễn tập gửi sàn").click()
    expect(page.get_by_text("Chưa có gì được gửi đi")).to_be_visible()
    expect(page.get_by_role("heading", name="Voso")).to_be_visible()
    expect(page.get_by_text("nếu hộ bấm").first).to_be_visible()
    page.get_by_role("button", name="Xem trên sàn đang có gì").click()
    expect(page.get_by_text("Trên sàn chưa có sản phẩm này").first).to_be_visible()
    assert violations(page) == []
    assert stack.sandbox.products("voso") == {}


def test_voso_by_hand_from_workbook_to_the_households_desk(open_page, hands, officer):
    products = [sellable_product(title=f"Vải thiều Lục Ngạn loại 1, thùng 5 kg, lô {n}") for n in (1, 2)]
    operations.add_photo(product=products[0], picture=picture(7))
    listings = [publish(product, "voso")[0] for product in products]
    wake(["voso"])
    wait_for("tin chờ Sở đăng", lambda: {state(row).cause for row in listings} == {"by_hand_new"})

    page = open_page(DESK)
    sign_in(page, officer)
    page.goto(f"{hands.url}/quan-tri/products/listing/vuong-mac/")
    page.get_by_role("link", name="Voso", exact=True).click()
    expect(page.get_by_text(products[1].title)).to_be_visible()
    assert violations(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải bảng tính Voso").click()
    book = load_workbook(download.value.path())
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    place = next(n for n, head in enumerate(heads, 1) if head.startswith("Đường dẫn"))
    first = next(line for line in sheet.iter_rows(min_row=3) if line[0].value == products[0].external_id)
    sheet.cell(first[0].row, place).value = LINK
    file = io.BytesIO()
    book.save(file)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.get_by_label("Tải tệp đã điền đường dẫn lên đây").set_input_files(
        {"name": "voso.xlsx", "mimeType": kind, "buffer": file.getvalue()}
    )
    page.get_by_role("button", name="Tải lên").click()
    expect(page.get_by_text("Đã ghi 1 tin đang bán")).to_be_visible()
    assert state(listings[0]).remote_url == LINK

    page.get_by_role("link", name="Về danh sách việc").click()
    link = page.get_by_label("Đường dẫn của Vải thiều")
    link.fill("https://evil.example/x")
    page.get_by_role("button", name="Đã đăng").click()
    expect(page.get_by_text("không phải trang của Voso")).to_be_visible()
    expect(link).to_have_value("https://evil.example/x")
    link.fill("voso.vn/lo-hai")
    page.get_by_role("button", name="Đã đăng").click()
    expect(page.get_by_text("đang bán.")).to_be_visible()
    assert overflow(page) <= 0

    household = open_page()
    sign_in(household, products[0].household.owner)
    household.goto(f"{hands.url}/ho-cua-toi/nong-san/")
    expect(household.get_by_text("Sở kiểm tra lúc").first).to_be_visible()
    expect(household.get_by_role("link", name="Xem Voso")).to_have_attribute("href", LINK)
