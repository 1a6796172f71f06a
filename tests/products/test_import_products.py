"""Lists of products: words as people write them, drafts only, exact undo, within the officer's reach."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from households.enums import ImportStatus, OnKnown
from households.importing import running
from households.importing.kinds import kind_of
from households.operations.importing import choose_columns, confirm_import, start_import, undo_import
from products import operations
from products.enums import Delivery
from products.models import Listing, Product, SyncJob
from tests.factories.accounts import OfficerFactory
from tests.factories.households import HouseholdFactory, VerifiedHouseholdFactory, commune_of
from tests.factories.products import ProductFactory, picture, publish, sellable_product
from tests.households.import_steps import checked, dump, finish, imported, reasons, undone
from tests.households.workbooks import book, phone

pytestmark = pytest.mark.django_db
HEAD = ["Số điện thoại", "Mã hộ", "Loại nông sản", "Tên sản phẩm", "Loại", "Bán theo", "Khối lượng", "Giá", "Còn",
        "Mô tả"]  # fmt: skip
TITLE = "Vải thiều Lục Ngạn thùng 5 kg"
TABLES = (Product, Listing, SyncJob)


@pytest.fixture
def officer():
    return OfficerFactory(phone="+84988000001")


@pytest.fixture
def household():
    return VerifiedHouseholdFactory(owner__phone=f"+84{phone(1)[1:]}")


def line(number=1, code="", commodity="vải thiều", title=TITLE, grade="", pack="thùng 5 kg", weight="", price="185k",
         stock="120", description="") -> list:  # fmt: skip
    return [phone(number) if number else "", code, commodity, title, grade, pack, weight, price, stock, description]


def sheet(*lines):
    return book(lines, head=HEAD)


def made_of(officer, *lines, **options):
    run = imported("products", officer, sheet(*lines), **options)
    assert run.status == ImportStatus.DONE, run.problem
    return run


class TestWhatIsMade:
    def test_a_row_becomes_a_draft_that_nobody_sees_and_no_marketplace_gets(self, officer, household):
        run = made_of(officer, line(description="Chín cây, hái sáng."))
        assert (run.made, run.failed) == (1, 0), reasons(run)
        product = Product.objects.get()
        assert (product.household, product.province) == (household, household.province)
        assert (product.commodity.slug, product.title, product.unit_label) == ("vai-thieu", TITLE, "thùng 5 kg")
        assert (product.price_vnd, product.stock, product.weight_g) == (185_000, 120, 5_000)
        assert product.description == "Chín cây, hái sáng."
        assert product.shown_at is None
        assert not Listing.objects.exists()
        assert not SyncJob.objects.exists()
        assert product.slug == f"vai-thieu-luc-ngan-thung-5-kg-{product.code}"
        assert household.name in product.names
        assert list(Product.objects.matching("vai luc ngan")) == [product]

    def test_it_stands_like_one_made_by_the_household(self, officer, household):
        by_hand = operations.create_product(
            household=household, commodity=ProductFactory.build().commodity, title="Vải làm tay", description="",
            unit_label="thùng 5 kg", price_vnd=1_000, stock=1, weight_g=5_000,
        )  # fmt: skip
        made_of(officer, line(title="Vải làm tay nhập", price="1000", stock="1"))
        made = Product.objects.get(title="Vải làm tay nhập")
        for name in ("names", "sells_all_year", "province_id", "group_id", "grade", "shown_at", "is_archived"):
            assert getattr(made, name) == getattr(by_hand, name), name

    @pytest.mark.parametrize("said", ["dứa", "thơm", "khóm", "dứa/thơm/khóm", "DUA THOM", "Dứa"])
    def test_a_crop_goes_by_any_of_its_names(self, officer, household, said):
        made_of(officer, line(commodity=said))
        assert Product.objects.get().commodity.slug == "dua"

    def test_the_household_goes_by_its_code_as_well(self, officer, household):
        assert made_of(officer, line(0, code=household.code.lower())).made == 1

    @pytest.mark.parametrize(
        ("more", "price", "stock", "grams"),
        [
            ({"price": "95k"}, 95_000, 120, 5_000),
            ({"price": "37k/kg"}, 185_000, 120, 5_000),
            ({"price": "185.000đ/thùng"}, 185_000, 120, 5_000),
            ({"price": 185_000.0}, 185_000, 120, 5_000),
            ({"stock": "3 tạ"}, 185_000, 60, 5_000),
            ({"stock": "1,2 tấn"}, 185_000, 240, 5_000),
            ({"stock": "50 thùng"}, 185_000, 50, 5_000),
            ({"stock": "1.200"}, 185_000, 1_200, 5_000),
            ({"stock": ""}, 185_000, 0, 5_000),
            ({"pack": "hộp", "weight": "500g"}, 185_000, 120, 500),
            ({"pack": "kg", "price": "95k/kg", "stock": "3 tạ"}, 95_000, 300, 1_000),
            ({"pack": "", "price": "95k"}, 95_000, 120, 1_000),
            ({"pack": "tấn", "price": "9tr5", "stock": "2"}, 9_500_000, 2, 1_000_000),
        ],
    )
    def test_numbers_are_read_as_people_write_them(self, officer, household, more, price, stock, grams):
        run = made_of(officer, line(**more))
        assert run.made == 1, reasons(run)
        product = Product.objects.get()
        assert (product.price_vnd, product.stock, product.weight_g) == (price, stock, grams)


class TestWhatIsWrong:
    @pytest.mark.parametrize(
        ("more", "words"),
        [
            ({"number": 0}, "Thiếu số điện thoại hoặc mã hộ"),
            ({"number": 9}, "Nhập hộ trước"),
            ({"commodity": ""}, "Thiếu loại nông sản"),
            ({"commodity": "quả thần tiên"}, "Danh mục chưa có"),
            ({"commodity": "vải thiều, dứa"}, "Mỗi dòng một loại"),
            ({"title": ""}, "Thiếu tên sản phẩm"),
            ({"title": "x" * 121}, "Dài quá 120"),
            ({"pack": "hộp"}, "nặng bao nhiêu"),
            ({"pack": "hộp", "weight": "nhẹ"}, "Chưa rõ nặng"),
            ({"price": ""}, "Thiếu giá"),
            ({"price": "rẻ"}, "Giá chưa đọc được"),
            ({"price": "95"}, "thấp quá"),
            ({"price": "200tr"}, "180.000.000"),
            ({"price": "95k/bao"}, "Ghi giá một thùng 5 kg"),
            ({"stock": "nhiều"}, "cần một số"),
            ({"stock": "2 kg"}, "không chia được"),
            ({"stock": "1000000"}, "lớn quá"),
            ({"price": "#REF!"}, "Công thức"),
        ],
    )
    def test_each_fault_has_its_sentence_and_nothing_is_written(self, officer, household, more, words):
        run = imported("products", officer, sheet(line(**more)))
        assert (run.failed, run.made) == (1, 0)
        assert words in reasons(run)[2]
        assert not Product.objects.exists()

    def test_a_product_twice_in_the_file_is_taken_once_also_far_apart(self, officer, household, monkeypatch):
        monkeypatch.setattr(running, "BATCH", 2)
        run = made_of(officer, line(), line(title="Khác"), line(title=TITLE.upper()), line(0, code=household.code))
        assert run.made == 2
        assert "dòng 2 của tệp" in reasons(run)[4]

    def test_a_household_has_no_more_products_than_it_may(self, officer, household, settings, monkeypatch):
        settings.MAX_PRODUCTS_PER_HOUSEHOLD = 3
        monkeypatch.setattr(running, "BATCH", 2)
        ProductFactory(household=household, title="Có sẵn")
        lines = [line(title=f"Vải {n}") for n in range(4)]
        assert checked("products", officer, sheet(*lines)).wrong == 2
        run = made_of(officer, *lines)
        assert (run.made, run.failed) == (2, 2)
        assert "đã đủ 3 sản phẩm" in reasons(run)[5]


class TestWhatIsThereAlready:
    def test_the_same_list_again_changes_nothing(self, officer, household):
        lines = [line(title=f"Vải {n}", description="Ngon.") for n in range(5)]
        made_of(officer, *lines)
        before = dump(*TABLES)
        again = made_of(officer, *lines, on_known=OnKnown.UPDATE)
        assert (again.known, again.made, again.updated, again.skipped) == (5, 0, 0, 5)
        assert dump(*TABLES) == before
        assert "giống hệt" in reasons(again)[2]

    def test_it_is_kept_unless_the_officer_says_otherwise_and_the_preview_tells_the_difference(
        self, officer, household
    ):
        product = ProductFactory(household=household, title=TITLE)
        run = checked("products", officer, sheet(line(price="200k", title=TITLE.lower())))
        assert run.known == 1
        assert "185.000\u00a0đ → 200.000\u00a0đ" in reasons(run)[2]
        made_of(officer, line(price="200k"))
        product.refresh_from_db()
        assert product.price_vnd == 185_000

    def test_one_row_may_be_changed_and_another_kept(self, officer, household):
        for n in (1, 2):
            ProductFactory(household=household, title=f"Vải {n}")
        run = made_of(officer, line(title="Vải 1", price="1tr"), line(title="Vải 2", price="1tr"),
                      choices={"3": "update"})  # fmt: skip
        assert (run.updated, run.skipped) == (1, 1)
        assert Product.objects.get(price_vnd=1_000_000).title == "Vải 2"

    def test_what_the_row_leaves_out_stays(self, officer, household):
        product = ProductFactory(household=household, title=TITLE, stock=7, weight_g=5_200, description="Cũ")
        made_of(officer, line(price="", stock="", weight="5,2 kg", description="Mới"), on_known=OnKnown.UPDATE)
        product.refresh_from_db()
        assert (product.price_vnd, product.stock, product.weight_g) == (185_000, 7, 5_200)
        assert product.description == "Mới"

    def test_listings_follow_a_change_and_its_undo_and_nothing_new_goes_on_sale(self, officer):
        product = sellable_product(title=TITLE)
        listings = publish(product, "postmart")
        SyncJob.objects.all().delete()
        Listing.objects.update(delivery=Delivery.DELIVERED)
        code = product.household.code
        run = made_of(officer, line(0, code=code, price="200k"), on_known=OnKnown.UPDATE)
        assert [job.listing_id for job in SyncJob.objects.all()] == [listings[0].pk]
        assert Listing.objects.get().delivery == Delivery.QUEUED
        SyncJob.objects.all().delete()
        undone(run, officer)
        assert SyncJob.objects.count() == 1
        product.refresh_from_db()
        assert product.price_vnd == 185_000

    def test_what_the_household_put_away_is_left_there(self, officer, household):
        product = ProductFactory(household=household, title=TITLE)
        operations.archive_product(product=product)
        run = made_of(officer, line(price="200k"), on_known=OnKnown.UPDATE)
        assert (run.made, run.updated, run.skipped) == (0, 0, 1)
        assert "đã cất" in reasons(run)[2]

    def test_grades_of_one_name_are_told_apart(self, officer, household):
        first = ProductFactory(household=household, title=TITLE, grade="loại 1")
        ProductFactory(household=household, title=TITLE, grade="loại 2")
        assert "Ghi loại nào" in reasons(checked("products", officer, sheet(line())))[2]
        made_of(officer, line(grade="Loại 1", price="300k"), on_known=OnKnown.UPDATE)
        first.refresh_from_db()
        assert first.price_vnd == 300_000


class TestUndo:
    def test_everything_stands_again_exactly_as_before(self, officer, household):
        for n in range(3):
            ProductFactory(household=household, title=f"Vải {n}", description=f"Mô tả {n}")
        before = dump(Product)
        run = made_of(officer, *[line(title=f"Vải {n}", price="1tr", stock="5", description="Khác") for n in range(6)],
                      on_known=OnKnown.UPDATE)  # fmt: skip
        assert (run.made, run.updated) == (3, 3)
        assert dump(Product) != before
        undone(run, officer)
        assert (run.status, run.undone, run.refused) == (ImportStatus.UNDONE, 6, 0)
        assert dump(Product) == before

    def test_what_somebody_changed_or_used_since_is_left_and_said(self, officer, household):
        run = made_of(officer, line(title="Đã sửa"), line(title="Có ảnh"), line(title="Để yên"), line(title="Đã mất"))
        operations.update_product(product=Product.objects.get(title="Đã sửa"), stock=1)
        operations.add_photo(product=Product.objects.get(title="Có ảnh"), picture=picture())
        Product.objects.get(title="Đã mất").delete()
        undone(run, officer)
        assert (run.undone, run.refused) == (1, 3)
        assert set(Product.objects.values_list("title", flat=True)) == {"Đã sửa", "Có ảnh"}

    def test_it_stops_at_what_went_to_another_province(self, officer, household):
        run = made_of(officer, line())
        Product.objects.update(province=commune_of("66").province)
        undone(run, officer)
        assert (run.undone, run.refused) == (0, 1)


class TestScope:
    def test_a_household_elsewhere_is_as_if_it_were_not(self, officer):
        far = HouseholdFactory(commune=commune_of("66"), owner__phone=f"+84{phone(1)[1:]}", name="Hộ Ở Xa")
        ProductFactory(household=far, title=TITLE)
        before = dump(Product)
        run = made_of(officer, line(price="1tr"), line(0, code=far.code, price="1tr"), on_known=OnKnown.UPDATE)
        assert (run.made, run.updated, run.failed) == (0, 0, 2)
        assert "Hộ Ở Xa" not in str(reasons(run))
        assert dump(Product) == before

    def test_a_merged_household_gets_nothing(self, officer, household):
        type(household).objects.update(verification="merged")
        assert made_of(officer, line()).failed == 1


@pytest.mark.parametrize(("phase", "most"), [("check", 25), ("run", 34), ("undo", 40)])
def test_a_batch_costs_the_same_queries_however_many_rows(officer, phase, most):
    def queries(start, count):
        lines = []
        for number in range(start, start + count):
            household = HouseholdFactory(owner__phone=f"+84{phone(number)[1:]}")
            ProductFactory(household=household, title="Có sẵn")
            lines += [line(number), line(number, title="Có sẵn", price="1tr")]
        run = start_import(kind=kind_of("products"), by=officer, file=sheet(*lines), file_name="a.xlsx")
        choose_columns(run=run, mapping=run.mapping)
        if phase != "check":
            finish(run)
            confirm_import(run=run, on_known=OnKnown.UPDATE, on_similar="skip")
        if phase == "undo":
            finish(run)
            undo_import(run=run, by=officer)
        with CaptureQueriesContext(connection) as captured:
            running.work(run.pk)
        return len(captured)

    few, many = queries(1, 2), queries(100, 40)
    assert many == few <= most


def test_the_template_can_be_filled_in_and_uploaded(client, officer, household):
    import io

    client.force_login(officer)
    answer = client.get("/quan-tri/households/importrun/mau/products/")
    run = checked("products", officer, io.BytesIO(b"".join(answer.streaming_content)))
    assert (run.total, run.wrong) == (1, 1)  # the example's number is nobody's
    assert "Nhập hộ trước" in reasons(run)[2]
    assert run.mapping.keys() == {column.key for column in kind_of("products").columns}


def test_a_product_may_be_made_today_and_undone_within_thirty_days(officer, household):
    run = made_of(officer, line())
    assert run.kept_until - run.created_at == dt.timedelta(days=30)
