"""What marketplaces would refuse is said beside the field while the form is filled in, and nothing is saved by it."""

import uuid

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from portal1034.commodities.models import Commodity
from products.models import Product
from tests.factories.households import VerifiedHouseholdFactory
from tests.factories.products import DESCRIPTION, ProductFactory, sellable_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def household():
    return VerifiedHouseholdFactory()


@pytest.fixture
def desk(client, household):
    client.force_login(household.owner)
    return client


def said(**changes):
    return {
        "commodity": Commodity.objects.get(slug="vai-thieu").pk,
        "title": "Vải thiều Lục Ngạn loại 1, thùng 5 kg",
        "unit_label": "thùng 5 kg",
        "weight": "",
        "price_vnd": "185k",
        "stock": "120",
        "description": DESCRIPTION,
        "form_key": str(uuid.uuid4()),
        **changes,
    }


def asked(response, status: int = 200) -> BeautifulSoup:
    assert response.status_code == status
    return BeautifulSoup(response.content, "html.parser")


def remarks(page: BeautifulSoup) -> dict[str, list[str]]:
    """Return the remarks beside each field that has any."""
    found = {box["id"].removeprefix("nhac-"): box.select(".remark") for box in page.select(".remarks")}
    return {name: [line.get_text(strip=True) for line in lines] for name, lines in found.items() if lines}


def test_while_one_types_each_field_hears_what_a_marketplace_would_say(desk):
    page = asked(
        desk.post(reverse("products:precheck_new"), said(title="Vải thiều", description="Ngon", price_vnd="500"))
    )
    found = remarks(page)
    assert found["title"] == [
        "Tên sản phẩm mới có 9 ký tự, Postmart cần ít nhất 25: hãy ghi thêm giống, nơi trồng, cách đóng gói.",
        "Tên sản phẩm mới có 9 ký tự, Voso cần ít nhất 10: hãy ghi thêm giống, nơi trồng, cách đóng gói.",
    ]
    assert len(found["price_vnd"]) == 2
    assert "Voso cần ít nhất 50" in found["description"][0]
    assert "hx-swap-oob" in str(page)
    assert page.select_one("#san-nhan").get_text(" ", strip=True) == (
        "Postmart: còn 2 điều cần sửa Voso: còn 3 điều cần sửa"
    )
    assert not Product.objects.exists()


def test_the_remarks_go_when_it_is_mended(desk):
    page = asked(desk.post(reverse("products:precheck_new"), said()))
    assert remarks(page) == {}
    assert "Postmart: được rồi" in page.get_text()


def test_of_what_is_empty_or_unreadable_nothing_is_said_yet(desk):
    page = asked(
        desk.post(reverse("products:precheck_new"), said(title="", price_vnd="mười", weight="x", commodity=""))
    )
    assert remarks(page) == {}
    assert page.select_one("#san-nhan").get_text(strip=True) == ""
    assert remarks(asked(desk.post(reverse("products:precheck_new"), {}))) == {
        "description": ["Chưa có mô tả: hãy viết vài câu về sản phẩm để đăng lên Voso."]
    }


@pytest.mark.parametrize("typed", ["99999999999999999999", "-1", "0", "\x00", "١٢", "1" * 5000])
def test_nothing_typed_breaks_the_check(desk, typed):
    form = said(**dict.fromkeys(("title", "unit_label", "weight", "price_vnd", "stock", "description"), typed))
    asked(desk.post(reverse("products:precheck_new"), form))


def test_a_claimed_certificate_is_remarked_beside_the_title(desk):
    page = asked(desk.post(reverse("products:precheck_new"), said(title="Vải thiều VietGAP Lục Ngạn, thùng 5 kg")))
    assert "VietGAP" in remarks(page)["title"][0]


def test_without_javascript_a_button_shows_the_same_and_saves_nothing(desk):
    form = said(title="Vải thiều", check="1")
    page = asked(desk.post(reverse("products:create"), form))
    assert "Postmart cần ít nhất 25" in remarks(page)["title"][0]
    assert page.select_one("[name=title]")["value"] == "Vải thiều"
    assert not Product.objects.exists()


def test_an_edit_is_checked_as_typed_and_not_as_saved(desk, household):
    product = sellable_product(household=household)
    address = reverse("products:precheck", args=[product.pk])
    assert remarks(asked(desk.post(address, said(title="Vải thiều"))))["title"]
    page = asked(desk.post(reverse("products:edit", args=[product.pk]), said(title="Vải thiều", check="1")))
    assert remarks(page)["title"]
    product.refresh_from_db()
    assert product.title != "Vải thiều"
    page = asked(desk.post(reverse("products:edit", args=[product.pk]), said(title="Vải thiều", price_vnd="")), 422)
    assert remarks(page)["title"]
    assert "Bác ghi giá bán." in page.get_text()


def test_missing_photographs_are_told_with_the_way_there(desk, household):
    product = ProductFactory(household=household)
    page = asked(desk.get(reverse("products:edit", args=[product.pk])))
    box = page.select_one("#san-nhan")
    assert "Voso cần ít nhất 3" in box.get_text()
    assert box.find("a")["href"] == reverse("products:photos", args=[product.pk])


def test_the_grade_counts_into_the_length_of_the_title(desk, household):
    from products import operations

    numbers = {"unit_label": "thùng 10 kg", "weight_g": 10_000, "price_vnd": 260_000, "stock": 4}
    product = operations.add_sibling(product=sellable_product(household=household), grade="loại 2", **numbers)
    form = said(title="Vải thiều Lục Ngạn", grade="hàng xô", unit_label="thùng 10 kg")
    assert remarks(asked(desk.post(reverse("products:precheck", args=[product.pk]), form))) == {}


def test_anothers_product_is_not_there_to_check(desk):
    theirs = ProductFactory()
    for name in ("precheck", "estimate"):
        assert desk.post(reverse(f"products:{name}", args=[theirs.pk]), said()).status_code == 404


# ---- numbers as people write them ----


@pytest.mark.parametrize(
    ("typed", "stock"),
    [("3 tạ", 60), ("3 ta", 60), ("5 chục", 50), ("2 tá", 24), ("60 thùng", 60), ("1.200", 1200), ("12 kg", 2)],
)
def test_stock_is_read_in_packs_dozens_or_kilograms(desk, typed, stock):
    desk.post(reverse("products:create"), said(stock=typed))
    assert Product.objects.get().stock == stock


def test_kilograms_of_a_pack_of_unknown_weight_are_asked_about(desk):
    page = asked(desk.post(reverse("products:create"), said(unit_label="thùng", stock="3 tạ")), 422)
    assert "Bác ghi một đơn vị nặng bao nhiêu" in page.get_text()
    assert page.select_one("[name=stock]")["value"] == "3 tạ"


def test_stock_in_kilograms_on_the_small_form_of_price(desk, household):
    product = ProductFactory(household=household)
    typed = {f"p{product.pk}-price_vnd": "1tr2", f"p{product.pk}-stock": "1 tạ rưỡi"}
    desk.post(reverse("products:price", args=[product.pk]), typed)
    product.refresh_from_db()
    assert (product.price_vnd, product.stock) == (1_200_000, 30)
