"""The public pages: found by everyone, cheap however much there is, silent about what is not for the public."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal1034.core import pagecache
from portal1034.regions.models import Province
from products.enums import Delivery, Intent, Marketplace, Verdict
from products.models import Listing, Product
from products.models.product import new_code
from tests.factories.households import HouseholdFactory, VerifiedHouseholdFactory, commune_of
from tests.factories.products import ProductFactory, publish, sellable_product

pytestmark = pytest.mark.django_db
CATALOGUE = "/nong-san/"


def shown(**fields) -> Product:
    product = ProductFactory(**fields)
    Product.objects.filter(pk=product.pk).update(shown_at=timezone.now())
    product.refresh_from_db()
    return product


def many(count: int) -> None:
    """Fill the catalogue in one statement."""
    one = shown()
    rows = []
    for n in range(count):
        code = new_code() + str(n)
        copy = {f.attname: getattr(one, f.attname) for f in Product._meta.concrete_fields if not f.generated}
        del copy["id"]
        rows.append(Product(**{**copy, "code": code[:10], "slug": f"vai-{code}", "form_key": None}))
    Product.objects.bulk_create(rows)


def queries(client, url) -> int:
    pagecache.forget_everything()
    from django.core.cache import cache

    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_the_catalogue_costs_the_same_for_three_and_a_thousand(client):
    for _n in range(3):
        shown()
    few = queries(client, CATALOGUE)
    many(1000)
    assert queries(client, CATALOGUE) == few <= 6


def test_searching_costs_the_same_for_three_and_a_thousand(client):
    for _n in range(3):
        shown()
    url = f"{CATALOGUE}?q=vai thieu&tinh=bac-giang&loai=vai-thieu"
    few = queries(client, url)
    many(1000)
    assert queries(client, url) == few <= 8


def test_a_products_page_takes_few_queries(client, market):
    product = sellable_product()
    publish(product)
    Listing.objects.update(verdict=Verdict.LIVE, delivery=Delivery.DELIVERED, remote_url="https://san.example/1")
    assert queries(client, product.get_absolute_url()) <= 6


def test_the_product_page_leads_to_the_marketplaces_where_it_is_live(client, market):
    product = sellable_product()
    publish(product)
    Listing.objects.on("voso").update(verdict=Verdict.LIVE, remote_url="https://voso.example/1")
    Listing.objects.on("postmart").update(verdict=Verdict.BLOCKED, remote_url="https://postmart.example/1")
    body = client.get(product.get_absolute_url()).content.decode()
    assert "https://voso.example/1" in body
    assert "https://postmart.example/1" not in body
    assert product.household.name in body


@pytest.mark.parametrize("hidden", ["unverified", "archived", "not shown"])
def test_what_is_not_for_the_public_is_nowhere(client, hidden):
    product = shown(household=HouseholdFactory()) if hidden == "unverified" else shown()
    if hidden == "archived":
        Product.objects.update(is_archived=True)
    if hidden == "not shown":
        Product.objects.update(shown_at=None)
    assert product.title not in client.get(CATALOGUE).content.decode()
    assert client.get(product.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("typed", ["vải thiều", "vai thieu", "VAI THI", "luc ngan", "bac giang", "vải lục", "vải"])
def test_search_hears_tone_marks_or_none_places_and_beginnings(client, typed):
    product = shown(title="Vải thiều Lục Ngạn loại 1")
    other = shown(title="Mật ong hoa nhãn", description="Ngọt", commodity=_commodity("mat-ong-bac-ha"))
    Product.objects.filter(pk=other.pk).update(names="mật ong")
    body = client.get(CATALOGUE, {"q": typed}).content.decode()
    assert product.title in body
    assert other.title not in body


def test_the_very_marks_typed_come_first():
    plain = shown(title="Dứa mật Tân Phước")
    Product.objects.filter(pk=plain.pk).update(names="dứa", description="")
    newer = shown(title="Dừa xiêm Bến Tre")
    Product.objects.filter(pk=newer.pk).update(names="dừa", description="")
    assert list(Product.objects.matching("dứa")) == [plain, newer]
    assert list(Product.objects.matching("dừa")) == [newer, plain]
    assert list(Product.objects.matching("dua")) == [newer, plain]


@pytest.mark.parametrize("typed", ["'", "a & | !", "x:*", "\\", "(((", "' OR 1=1 --", "🍉", " ", "\x00vải", "а" * 300])
def test_no_search_text_breaks_the_page(client, typed):
    assert client.get(CATALOGUE, {"q": typed}).status_code == 200


@pytest.mark.parametrize("q", ["", "vai"])
def test_pages_follow_each_other_without_gap_or_repetition(client, q):
    many(60)
    seen, url = [], f"{CATALOGUE}?q={q}"
    while url:
        response = client.get(url)
        shelf = response.context["shelf"]
        seen += [p.pk for p in shelf.products]
        url = shelf.next_url
    assert len(seen) == len(set(seen)) == 61
    assert seen == sorted(seen, reverse=True)


@pytest.mark.parametrize("sau", ["x", "-", "1-", "99999999999999999999", "-5", "2-x"])
def test_a_made_up_cursor_shows_the_first_page(client, sau):
    product = shown()
    assert product.title in client.get(CATALOGUE, {"sau": sau}).content.decode()


def test_a_province_of_the_63_and_of_the_34_hold_the_same_products():
    product = shown()
    elsewhere = shown(household=VerifiedHouseholdFactory(commune=commune_of("31")))
    province = Province.objects.get(code="24")
    assert list(Product.objects.in_province(province)) == [product]
    assert list(Product.objects.in_province(province.successor)) == [product]
    assert list(Product.objects.in_province(elsewhere.province.successor)) == [elsewhere]


def test_an_empty_catalogue_says_what_to_do(client):
    assert "Đăng ký hộ" in client.get(CATALOGUE).content.decode()
    assert "lịch mùa vụ" in client.get(CATALOGUE, {"q": "không có"}).content.decode()


def test_public_pages_set_no_cookie(client):
    product = shown()
    for url in (CATALOGUE, product.get_absolute_url()):
        response = client.get(url)
        assert not response.cookies
        assert "public" in response["Cache-Control"]


def test_a_new_product_is_in_the_cached_catalogue_at_once(client, django_capture_on_commit_callbacks, market):
    assert "Chưa có nông sản nào" in client.get(CATALOGUE).content.decode()
    product = sellable_product()
    with django_capture_on_commit_callbacks(execute=True):
        publish(product)
    assert product.title in client.get(CATALOGUE).content.decode()


def test_a_listing_that_goes_live_is_on_the_cached_page_at_once(client, django_capture_on_commit_callbacks, market):
    from products import sync

    product = sellable_product()
    publish(product, "postmart")
    assert "Mua trên" not in client.get(product.get_absolute_url()).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        sync.drain("postmart")
    assert "Mua trên Postmart" in client.get(product.get_absolute_url()).content.decode()


def _commodity(slug):
    from portal1034.commodities.models import Commodity

    return Commodity.objects.get(slug=slug)


def test_every_marketplace_has_a_name_for_its_page():
    assert [m.label for m in Marketplace] == ["Postmart", "Voso"]
    assert Intent.PUBLISH in Intent
    assert reverse("products:catalogue") == CATALOGUE
