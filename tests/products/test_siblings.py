"""Grades and packs: products of their own, tied together, that nobody takes for one another."""

import uuid

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from products import operations, sync
from products.models import Listing, Product
from products.operations import TooManyProducts
from products.operations.siblings import grade_in
from products.payloads import payload_of
from tests.factories.households import VerifiedHouseholdFactory
from tests.factories.products import ProductFactory, publish, sellable_product
from tests.products.test_pages import CATALOGUE, queries, shown

pytestmark = pytest.mark.django_db
SECOND = {"grade": "loại 2", "unit_label": "thùng 10 kg", "weight_g": 10_000, "price_vnd": 260_000, "stock": 40}


@pytest.fixture
def household():
    return VerifiedHouseholdFactory()


@pytest.fixture
def desk(client, household):
    client.force_login(household.owner)
    return client


def show(*products):
    Product.objects.filter(pk__in=[p.pk for p in products]).update(shown_at=timezone.now())


def text(response) -> str:
    return response.content.decode()


def test_a_sibling_copies_text_and_photographs_and_has_numbers_of_its_own():
    first = sellable_product(title="Vải thiều Lục Ngạn loại 1, thùng 5 kg")
    files = {photo.path for photo in first.photos.all()}
    second = operations.add_sibling(product=first, **SECOND)
    first.refresh_from_db()
    assert second.title == "Vải thiều Lục Ngạn loại 2, thùng 10 kg"
    assert second.description == first.description
    assert [p.sha256 for p in second.photos.all()] == [p.sha256 for p in first.photos.all()]
    assert {photo.path for photo in second.photos.all()} == files
    assert (second.price_vnd, second.stock, second.weight_g) == (260_000, 40, 10_000)
    assert (first.price_vnd, first.stock, first.weight_g) == (185_000, 120, 5_000)
    assert first.group == second.group == first
    assert first.grade == "loại 1"
    assert second.shown_at is None


def test_a_third_sibling_joins_the_group_whichever_it_is_made_from():
    first = ProductFactory()
    second = operations.add_sibling(product=first, **SECOND)
    third = operations.add_sibling(product=second, **SECOND | {"grade": "hàng xô"})
    assert list(Product.objects.beside(second)) == [first, second, third]


def test_a_photograph_taken_from_one_sibling_stays_with_the_other(django_capture_on_commit_callbacks):
    first = sellable_product()
    second = operations.add_sibling(product=first, **SECOND)
    with django_capture_on_commit_callbacks(execute=True):
        for photo in list(first.photos.all()):
            operations.remove_photo(photo=photo)
    assert all(default_storage.exists(photo.path) for photo in second.photos.all())


def test_the_same_form_twice_is_one_sibling_and_one_set_of_photographs():
    first, key = sellable_product(), uuid.uuid4()
    one = operations.add_sibling(product=first, form_key=key, **SECOND)
    assert operations.add_sibling(product=first, form_key=key, **SECOND) == one
    assert one.photos.count() == 3


@pytest.mark.parametrize(
    ("title", "grade"),
    [
        ("Vải thiều loại 1, thùng 5 kg", "loại 1"),
        ("Cam sành hàng xô", "hàng xô"),
        ("Bưởi Diễn loại đặc biệt", "loại đặc biệt"),
        ("Vải thiều Lục Ngạn", ""),
        ("Nhiều loại 100 quả", ""),
    ],
)
def test_a_grade_is_read_out_of_a_title(title, grade):
    assert grade_in(title) == grade


def test_two_siblings_never_read_alike_to_a_marketplace():
    first = ProductFactory(title="Vải thiều Lục Ngạn, hái sáng", unit_label="thùng 5 kg")
    second = operations.add_sibling(product=first, **SECOND | {"grade": ""})
    third = operations.add_sibling(product=first, **SECOND)
    first.refresh_from_db()
    payloads = [payload_of(Product.objects.with_payload_parts().get(pk=p.pk)) for p in (first, second, third)]
    assert [p.title for p in payloads] == [
        "Vải thiều Lục Ngạn, hái sáng, thùng 5 kg",
        "Vải thiều Lục Ngạn, hái sáng, thùng 10 kg",
        "Vải thiều Lục Ngạn, hái sáng, loại 2, thùng 10 kg",
    ]
    assert payloads[2].description.endswith("Phân loại: loại 2, thùng 10 kg.")
    assert "Phân loại" not in payloads[0].description


def test_both_siblings_stand_on_both_marketplaces_and_a_change_of_one_leaves_the_other(market):
    first = sellable_product()
    second = operations.add_sibling(product=first, **SECOND)
    publish(first)
    publish(second)
    for code in ("postmart", "voso"):
        sync.drain(code)
    operations.update_product(product=second, price_vnd=250_000)
    for code in ("postmart", "voso"):
        sync.drain(code)
        found = market.products(code)
        assert {key: row["price_vnd"] for key, row in found.items()} == {
            first.external_id: 185_000,
            second.external_id: 250_000,
        }
        assert len({row["title"] for row in found.values()}) == 2
    assert Listing.objects.count() == 4


def test_a_group_brings_the_first_ones_listings_up_to_date(market):
    first = sellable_product(title="Vải thiều Lục Ngạn, hái sáng sớm")
    publish(first)
    sync.drain("postmart")
    operations.add_sibling(product=first, **SECOND)
    sync.drain("postmart")
    assert market.products("postmart")[first.external_id]["title"].endswith("thùng 5 kg")


def test_the_catalogue_shows_one_card_a_group_with_the_least_price(client):
    first = ProductFactory(title="Vải thiều loại 1")
    second = operations.add_sibling(product=first, **SECOND)
    third = operations.add_sibling(product=first, **SECOND | {"grade": "hàng xô", "price_vnd": 95_000})
    show(first, second, third)
    body = text(client.get(CATALOGUE))
    assert body.count('class="product-card"') == 1
    assert "từ <strong>95.000 đ</strong>" in body.replace("\xa0", " ")
    assert "3 loại" in body
    # A filter that one sibling alone passes still finds it.
    assert text(client.get(CATALOGUE, {"q": "hàng xô"})).count('class="product-card"') == 1
    assert text(client.get(CATALOGUE, {"q": "loai 1"})).count('class="product-card"') == 1


def test_a_sibling_that_is_not_shown_is_neither_counted_nor_listed(client):
    first = ProductFactory()
    second = operations.add_sibling(product=first, **SECOND)
    show(first)
    body = text(client.get(CATALOGUE))
    assert body.count('class="product-card"') == 1
    assert "loại 2" not in body
    assert second.get_absolute_url() not in text(client.get(first.get_absolute_url()))


def test_groups_cost_the_catalogue_no_query_more_however_many(client):
    for _n in range(2):
        first = shown()
        show(operations.add_sibling(product=first, **SECOND))
    few = queries(client, CATALOGUE)
    for _n in range(5):
        first = shown()
        show(operations.add_sibling(product=first, **SECOND))
    assert queries(client, CATALOGUE) == few <= 6


def test_a_products_page_switches_between_siblings_with_price_and_what_is_left(client):
    first = ProductFactory()
    second = operations.add_sibling(product=first, **SECOND)
    show(first, second)
    body = text(client.get(second.get_absolute_url())).replace("\xa0", " ")
    assert first.get_absolute_url() in body
    assert "loại 1, thùng 5 kg" in body
    assert "185.000 đ" in body
    assert "còn 120 thùng" in body
    assert queries(client, second.get_absolute_url()) <= 6


# ---- the desk ----


def asked(**changes):
    told = {"grade": "loại 2", "unit_label": "thùng 10 kg", "weight": "", "price_vnd": "260k", "stock": "40"}
    return told | {"form_key": str(uuid.uuid4())} | changes


def test_the_desk_asks_only_what_differs_and_goes_on_to_selling(desk, household):
    first = sellable_product(household=household)
    address = reverse("products:add_sibling", args=[first.pk])
    assert 'name="title"' not in text(desk.get(address))
    response = desk.post(address, asked())
    made = Product.objects.latest("pk")
    assert response.url == reverse("products:publish", args=[made.pk])
    assert (made.grade, made.weight_g, made.price_vnd) == ("loại 2", 10_000, 260_000)


def test_the_same_grade_and_pack_again_is_told_beside_the_field(desk, household):
    first = sellable_product(household=household)
    address = reverse("products:add_sibling", args=[first.pk])
    desk.post(address, asked())
    response = desk.post(address, asked(grade="Loại 2", price_vnd="1tr2"))
    assert response.status_code == 422
    assert "Đã có “Loại 2, thùng 10 kg”" in text(response)
    assert 'value="1tr2"' in text(response)
    assert Product.objects.count() == 2


def test_siblings_stand_side_by_side_on_the_desk_over_pages(desk, household, monkeypatch):
    monkeypatch.setattr("products.views.desk.PER_PAGE", 2)
    first = ProductFactory(household=household)
    other = ProductFactory(household=household)
    second = operations.add_sibling(product=first, **SECOND)
    seen = [response_products(desk.get(reverse("products:mine")))]
    page = desk.get(reverse("products:mine"))
    seen.append(response_products(desk.get(page.context["next_url"])))
    assert seen == [[other, second], [first]]


def response_products(response):
    return list(response.context["products"])


def test_a_copy_has_everything_but_stock_listings_and_siblings(desk, household, market):
    first = sellable_product(household=household)
    operations.add_sibling(product=first, **SECOND)
    publish(first)
    key = str(uuid.uuid4())
    for _click in range(2):
        response = desk.post(reverse("products:duplicate", args=[first.pk]), {"form_key": key})
    copy = Product.objects.latest("pk")
    assert Product.objects.count() == 3
    assert response.url == reverse("products:edit", args=[copy.pk])
    assert (copy.title, copy.description, copy.price_vnd) == (first.title, first.description, first.price_vnd)
    assert (copy.stock, copy.shown_at, copy.group, copy.listings.count()) == (0, None, None, 0)
    assert copy.photos.count() == 3


def test_nobody_makes_siblings_or_copies_of_anothers_product(desk):
    theirs = ProductFactory()
    assert desk.get(reverse("products:add_sibling", args=[theirs.pk])).status_code == 404
    assert desk.post(reverse("products:duplicate", args=[theirs.pk])).status_code == 404
    assert Product.objects.count() == 1


def test_the_quota_is_one_kind_sentence_and_what_is_put_away_makes_room(desk, household, settings):
    settings.MAX_PRODUCTS_PER_HOUSEHOLD = 2
    first, second = ProductFactory(household=household), ProductFactory(household=household)
    with pytest.raises(TooManyProducts, match="đã có 2 nông sản"):
        ProductFactory(household=household)
    response = desk.post(reverse("products:add_sibling", args=[first.pk]), asked())
    assert response.status_code == 422
    assert "Bác cất bớt món không bán nữa" in text(response)
    operations.archive_product(product=second)
    assert desk.post(reverse("products:add_sibling", args=[first.pk]), asked()).status_code == 302
