"""The desks: an officer goes from a cause to a text and a retry; an administrator looks and rehearses."""

import pytest
from playwright.sync_api import expect

from portal1034.accounts.enums import Role
from portal1034.accounts.models import TextMessage
from products.enums import Delivery, Verdict
from products.models import Listing
from tests.factories.accounts import DepartmentFactory, OfficerFactory, UserFactory
from tests.factories.products import publish, sellable_product
from tests.journeys.steps import DESK, sign_in, violations, wait_for


@pytest.fixture
def javascript() -> bool:
    """axe asks for it on these pages."""
    return True


@pytest.fixture
def officer():
    return OfficerFactory(full_name="Trần Thị Đài", department=DepartmentFactory(codes=["24"]))


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
