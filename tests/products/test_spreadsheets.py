"""Each marketplace's bulk-upload workbook: its own columns and words, nothing that runs, what is missing told apart."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from portal1034.accounts.models import Consent
from products import operations
from products.connectors.postmart import CATEGORIES as POSTMART_CATEGORIES
from products.connectors.voso import CATEGORIES as VOSO_CATEGORIES
from products.models import Product
from products.operations.by_hand import version_of
from products.spreadsheets import TEMPLATES, pieces_of
from tests.factories.accounts import DepartmentFactory, OfficerFactory
from tests.factories.households import HouseholdFactory, VerifiedHouseholdFactory, commune_of
from tests.factories.products import ProductFactory, sellable_product

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("market")]
LIST = reverse("admin:products_product_changelist")


def book_of(marketplace, products=None):
    pieces = pieces_of(TEMPLATES[marketplace], Product.objects.order_by("pk") if products is None else products)
    return load_workbook(io.BytesIO(b"".join(pieces)))


def lines_of(sheet):
    heads, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in rows]


def test_postmart_gets_its_own_columns_with_the_required_ones_marked():
    product = sellable_product()
    sheet = book_of("postmart").worksheets[0]
    notes, line = lines_of(sheet)
    assert sheet.title == "Sản phẩm Postmart"
    assert line["Tên sản phẩm *"] == product.title
    assert line["Ngành hàng *"] == "Nông sản > Trái cây"
    assert (line["Giá bán (đồng) *"], line["Tồn kho *"], line["Khối lượng (gam) *"]) == (185_000, 120, 5_000)
    assert line["Ảnh chính *"].startswith("http")
    assert line["Ảnh 4"] is None
    assert notes["Tên sản phẩm *"].startswith("Bắt buộc")
    assert line["Bản (giữ nguyên)"] == version_of(Product.objects.with_payload_parts().get())


def test_voso_gets_other_columns_words_and_units():
    product = sellable_product()
    line = lines_of(book_of("voso").worksheets[0])[1]
    assert line["Danh mục *"] == "Trái cây tươi"
    assert line["Cân nặng (kg) *"] == 5
    assert line["Điện thoại nhà bán *"].lstrip("'") == product.household.owner.phone.as_national.replace(" ", "")
    assert line["Hình 3 *"].startswith("http")


def test_every_category_of_ours_has_a_name_in_each_workbook():
    assert TEMPLATES["postmart"].categories.keys() == POSTMART_CATEGORIES.keys()
    assert TEMPLATES["voso"].categories.keys() == VOSO_CATEGORIES.keys()


@pytest.mark.parametrize("start", ["=HYPERLINK(1)", "+1", "-1", "@x", "\t=1", "\r=1"])
@pytest.mark.parametrize("marketplace", ["postmart", "voso"])
def test_nothing_a_household_types_runs_as_a_formula(start, marketplace):
    text = f"{start} Vải thiều Lục Ngạn loại một thùng 5 kg ngon ngọt hái sáng trong vườn nhà bác Lành"
    household = VerifiedHouseholdFactory(name=f"{start} nhà tôi")
    product = sellable_product(household=household)
    Product.objects.filter(pk=product.pk).update(title=text, description=text, unit_label=start)
    book = book_of(marketplace)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert any("Lục Ngạn" in str(cell.value) for cell in cells)
    assert all(cell.data_type != "f" for cell in cells)
    assert not [
        c.value for c in cells if isinstance(c.value, str) and c.value.lstrip().startswith(("=", "+", "-", "@"))
    ]


def test_what_the_marketplace_would_refuse_is_on_the_second_sheet_with_the_reason():
    fine, few, unsaid = sellable_product(), sellable_product(photos=1), sellable_product()
    Consent.objects.filter(user=unsaid.household.owner).delete()
    waiting = sellable_product(household=HouseholdFactory())
    put_away = sellable_product()
    operations.archive_product(product=put_away)
    book = book_of("voso")
    assert [line["Mã trên Cổng 1034"] for line in lines_of(book.worksheets[0])[1:]] == [fine.external_id]
    reasons = {line["Mã trên Cổng 1034"]: line["Vì sao chưa đăng được"] for line in lines_of(book["Chưa đủ"])}
    assert "cần ít nhất 3" in reasons[few.external_id]
    assert "chưa đồng ý" in reasons[unsaid.external_id]
    assert "chưa được Sở xác minh" in reasons[waiting.external_id]
    assert "đã cất" in reasons[put_away.external_id]


def test_it_is_written_while_it_is_read_with_a_bounded_number_of_statements(monkeypatch):
    monkeypatch.setattr("products.spreadsheets.book.AT_ONCE", 2)

    def cost():
        with CaptureQueriesContext(connection) as captured:
            b"".join(pieces_of(TEMPLATES["postmart"], Product.objects.order_by("pk")))
        return len(captured)

    for _n in range(2):
        ProductFactory()
    two = cost()
    for _n in range(4):
        ProductFactory()
    # Photographs and consents are read once a batch, never once a row.
    assert cost() - two <= 2 * 2 * 2


def test_ten_thousand_rows_are_the_most(monkeypatch):
    monkeypatch.setattr("products.spreadsheets.book.MAX_ROWS", 1)
    sellable_product(), sellable_product()
    assert len(lines_of(book_of("postmart").worksheets[0])) == 2


class TestTheSelection:
    @pytest.fixture
    def officer(self, client):
        client.force_login(OfficerFactory(department=DepartmentFactory(codes=["24"])))
        return client

    def download(self, officer, *products, action="postmart_workbook"):
        answer = officer.post(LIST, {"action": action, "_selected_action": [p.pk for p in products]})
        assert "attachment" in answer["Content-Disposition"]
        return load_workbook(io.BytesIO(b"".join(answer.streaming_content)))

    def test_any_selection_can_be_downloaded(self, officer):
        first, _second = sellable_product(), sellable_product()
        sheet = self.download(officer, first).worksheets[0]
        assert [line["Mã trên Cổng 1034"] for line in lines_of(sheet)[1:]] == [first.external_id]

    def test_rows_of_another_province_never_leave_even_when_named(self, officer):
        there = sellable_product(household=VerifiedHouseholdFactory(commune=commune_of("31")))
        here = sellable_product()
        for action in ("postmart_workbook", "voso_workbook"):
            book = self.download(officer, here, there, action=action)
            said = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
            assert here.external_id in said
            assert there.external_id not in said

    def test_too_many_are_refused_with_a_sentence(self, officer, monkeypatch):
        monkeypatch.setattr("products.admin.product.MAX_ROWS", 1)
        chosen = [sellable_product().pk, sellable_product().pk]
        answer = officer.post(LIST, {"action": "voso_workbook", "_selected_action": chosen}, follow=True)
        assert "nhiều nhất 10.000 sản phẩm" in answer.content.decode()
