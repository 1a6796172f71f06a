"""A marketplace worked by hand: the officer takes a table there and back, and the household sees where it sells."""

import io

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from products import operations
from products.models import Listing
from products.tasks import wake
from tests.factories.accounts import DepartmentFactory, OfficerFactory
from tests.factories.products import picture, publish, sellable_product
from tests.journeys.stack import Stack, free_port
from tests.journeys.steps import DESK, overflow, sign_in, violations, wait_for

LINK = "https://voso.vn/vai-thieu-luc-ngan-p123.html"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def javascript() -> bool:
    """axe asks for it on these pages."""
    return True


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


def filled_in(path, external_id: str) -> dict:
    """Return the workbook with the link beside this product, as the officer's browser sends it."""
    book = load_workbook(io.BytesIO(path.read_bytes()))
    sheet = book.worksheets[0]
    place = next(n for n, cell in enumerate(sheet[1], 1) if str(cell.value).startswith("Đường dẫn"))
    line = next(line for line in sheet.iter_rows(min_row=2) if line[0].value == external_id)
    sheet.cell(line[0].row, place).value = LINK
    file = io.BytesIO()
    book.save(file)
    return {"name": "voso.xlsx", "mimeType": KIND, "buffer": file.getvalue()}


def test_voso_by_hand_from_workbook_to_the_households_desk(open_page, hands, officer):
    products = [sellable_product(title=f"Vải thiều Lục Ngạn loại 1, thùng 5 kg, lô {n}") for n in (1, 2)]
    operations.add_photo(product=products[0], picture=picture(7))
    listings = [publish(product, "voso")[0] for product in products]
    wake(["voso"])
    wait_for("tin chờ Sở đăng", lambda: {state(row).cause for row in listings} == {"by_hand_new"})

    page = open_page(DESK)
    page.goto(f"{hands.url}/dang-nhap/")
    sign_in(page, officer)
    page.goto(f"{hands.url}/quan-tri/products/listing/vuong-mac/")
    page.get_by_role("link", name="Voso", exact=True).click()
    expect(page.get_by_role("link", name=products[1].title)).to_be_visible()
    assert violations(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải bảng tính Voso").click()
    file = filled_in(download.value.path(), products[0].external_id)
    page.get_by_label("Tải tệp đã điền đường dẫn lên đây").set_input_files(file)
    page.get_by_role("button", name="Tải lên").click()
    expect(page.get_by_text("Đã ghi 1 tin đang bán")).to_be_visible()
    assert state(listings[0]).remote_url == LINK
    write_the_other_down(page)
    assert overflow(page) <= 0

    household = open_page()
    sign_in(household, products[0].household.owner)
    household.goto(f"{hands.url}/ho-cua-toi/nong-san/")
    expect(household.get_by_text("Sở kiểm tra lúc").first).to_be_visible()
    expect(household.get_by_role("link", name="Xem Voso")).to_have_attribute("href", LINK)
    assert hands.sandbox.products("voso") == {}


def write_the_other_down(page) -> None:
    """One listing by itself: a link that leads elsewhere is told beside the field and kept, the right one is taken."""
    page.get_by_role("link", name="Về danh sách việc").click()
    link = page.get_by_label("Đường dẫn của Vải thiều")
    link.fill("https://evil.example/x")
    page.get_by_role("button", name="Đã đăng").click()
    expect(page.get_by_text("không phải trang của Voso")).to_be_visible()
    expect(link).to_have_value("https://evil.example/x")
    link.fill("voso.vn/lo-hai")
    page.get_by_role("button", name="Đã đăng").click()
    expect(page.get_by_text("đang bán.")).to_be_visible()
