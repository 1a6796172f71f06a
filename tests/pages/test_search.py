import time

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from households.models import Household
from news.models import Article
from portal1034.core import pagecache
from portal1034.core.generations import generation
from portal1034.core.search import TooSlow, within
from portal1034.pages.search import groups
from portal1034.pages.search.groups import find
from portal1034.pages.search.question import understand
from portal1034.regions.models import Commune
from tests.factories.households import VerifiedHouseholdFactory
from tests.factories.news import ArticleFactory
from tests.factories.products import sellable_product

pytestmark = pytest.mark.django_db
SEARCH = reverse("pages:search")


def place_of(question):
    place = question.place
    return place and (place.district or (place.commune or place.province).short_name)


@pytest.mark.parametrize(
    ("typed", "crops", "place", "rest"),
    [
        ("vai thieu luc ngan", ["Vải thiều"], "Huyện Lục Ngạn", ""),
        ("vải thiều bắc giang", ["Vải thiều"], "Bắc Giang", ""),
        ("Vải ở Bắc Giang", ["Vải thiều"], "Bắc Giang", ""),
        ("thơm tiền giang", ["Dứa"], "Tiền Giang", ""),
        ("thanh long chợ gạo", ["Thanh long"], "Huyện Chợ Gạo", ""),
        ("cà phê buôn ma thuột", ["Cà phê arabica", "Cà phê robusta"], "Thành phố Buôn Ma Thuột", ""),
        ("vải thiều ngon rẻ ở lục ngạn", ["Vải thiều"], "Huyện Lục Ngạn", "ngon rẻ"),
        ("Đắk Lắk", [], "Đắk Lắk", ""),
        ("cam cao phong", ["Cam Cao Phong"], None, ""),
        ("hồng giòn", ["Hồng giòn"], None, ""),
        ("dứa", ["Dứa"], None, ""),
        ("khóm", ["Dứa"], None, ""),
        ("quyết định 1034", [], None, "quyết định 1034"),
        ("", [], None, ""),
        ("!!! ???", [], None, ""),
    ],
)
def test_a_crop_and_a_place_are_told_apart(typed, crops, place, rest):
    question = understand(typed)
    assert (sorted(c.name for c in question.crops), place_of(question), question.rest) == (crops, place, rest)


def test_one_word_without_marks_may_be_several_crops_and_with_marks_is_one():
    assert {c.name for c in understand("dua").crops} >= {"Dứa", "Dừa"}
    assert {c.name for c in understand("dừa").crops} == {"Dừa"}


def test_a_word_with_other_marks_is_not_the_place():
    """ "Gạo" is rice, and Gào a commune in Gia Lai."""
    assert understand("gạo").place is None


def hits(typed) -> dict[str, list[str]]:
    return {group.code: [hit.title for hit in group.hits] for group in find(understand(typed))}


def first(typed):
    return find(understand(typed))[0].hits[0]


def grower(commune: str, name: str) -> Household:
    commune = Commune.objects.select_related("province").get(name=commune, province__code="24")
    return VerifiedHouseholdFactory(commune=commune, province=commune.province, name=name)


def test_the_three_questions_find_what_they_should_first():
    grower("Phường Chũ", "Vườn nhà bà Tư")
    assert first("vai thieu luc ngan").url == "/mua-vu/vai-thieu/?tinh=bac-giang"
    assert first("thơm tiền giang").url == "/mua-vu/dua/?tinh=tien-giang"
    commune = first("xã hồng giang")
    assert "Phường Chũ" in commune.title
    assert "Hồng Giang" in commune.note
    assert commune.url == "/dia-phuong/bac-giang/"


def test_what_is_sold_in_the_old_district_comes_before_the_rest_of_the_province():
    far = sellable_product(photos=1)
    near = sellable_product(photos=1)
    chu = Commune.objects.select_related("province").get(name="Phường Chũ", province__code="24")
    Household.objects.filter(pk__in=(near.household_id, far.household_id)).update(province=chu.province)
    Household.objects.filter(pk=near.household_id).update(commune=chu)
    far_place = Commune.objects.filter(province=chu.province).exclude(former_places__district__icontains="Lục Ngạn")
    Household.objects.filter(pk=far.household_id).update(commune=far_place.first())
    for product in (near, far):
        type(product).objects.filter(pk=product.pk).update(province=chu.province, shown_at="2026-01-01T00:00Z")
    crop = near.commodity
    type(near).objects.filter(pk=far.pk).update(commodity=crop, title="Ở xa")
    type(near).objects.filter(pk=near.pk).update(title="Ở gần")
    Household.objects.filter(pk__in=(near.household_id, far.household_id)).update(verification="verified")
    found = hits(f"{crop.name} lục ngạn")["products"]
    assert found == ["Ở gần", "Ở xa"]


def test_households_and_news_are_found_without_marks():
    grower("Phường Chũ", "Hợp tác xã Hoa Đào")
    ArticleFactory(title="Khai mạc tuần lễ nông sản sạch")
    assert hits("hop tac xa hoa dao")["households"] == ["Hợp tác xã Hoa Đào"]
    assert hits("tuan le nong san")["articles"] == ["Khai mạc tuần lễ nông sản sạch"]


def test_documents_and_guides_are_found():
    assert hits("quyết định 1034")["documents"][0] == "Quyết định 1034/QĐ-BTTTT"
    assert first("quyet dinh 1034").title == "Quyết định 1034/QĐ-BTTTT"
    assert "Quyết định 1369/QĐ-BTTTT" in hits("truyền thông 1034")["documents"]
    assert "Chụp ảnh nông sản cho đẹp" in hits("chup anh")["guides"]


def test_news_with_the_very_marks_comes_first():
    for title in ("Dừa Bến Tre được giá", "Dứa Đồng Giao vào vụ"):
        ArticleFactory(title=title, summary="", body="<p>.</p>")
    assert Article.objects.published().matching("dừa")[0].title == "Dừa Bến Tre được giá"
    assert len(Article.objects.published().matching("dua")) == 2


@pytest.mark.parametrize(
    "typed",
    ["", "zzzz", "'\"><script>alert(1)</script>", "%", "a" * 5000, "\x00", "😀", "& | ! ( ) : *", "là " * 60, "':*' -"],
)
@pytest.mark.parametrize("url", [SEARCH, reverse("pages:suggestions")])
def test_anything_typed_gets_an_answer(client, typed, url):
    response = client.get(url, {"q": typed})
    assert response.status_code == 200
    assert b"<script>alert" not in response.content


def test_nothing_found_says_what_to_try(client):
    assert "Chưa tìm thấy" in client.get(SEARCH, {"q": "zzzz"}).content.decode()


def test_offers_are_options_that_lead_somewhere(client):
    page = BeautifulSoup(client.get(reverse("pages:suggestions"), {"q": "vai th"}).content, "html.parser")
    options = page.select("[role=option]")
    assert options[0]["href"].startswith("/mua-vu/vai-thieu/")
    assert len({option["id"] for option in options}) == len(options)


def test_a_group_that_is_too_slow_says_so_and_the_others_answer(client, monkeypatch):
    def slow(question, limit):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(60)")
        return []

    title, _look, more = groups.GROUPS["products"]
    monkeypatch.setitem(groups.GROUPS, "products", (title, slow, more))
    monkeypatch.setattr(groups, "MILLISECONDS_A_GROUP", 1_000)  # enough for the others, also on a busy machine
    began = time.monotonic()
    page = client.get(SEARCH, {"q": "vải thiều"}).content.decode()
    assert time.monotonic() - began < 30
    assert "tìm lâu quá" in page
    assert "/mua-vu/vai-thieu/" in page


def test_the_time_given_is_this_reads_alone():
    with pytest.raises(TooSlow), within(20), connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(1)")
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone()[0] == "0"
        cursor.execute("SELECT pg_sleep(0.05)")


def test_queries_do_not_grow_with_rows(client):
    """Each group is a read or two between a savepoint and its time; twenty more households are the same reads."""

    def queries(number: int) -> int:
        pagecache.forget_everything()
        with CaptureQueriesContext(connection) as captured:
            client.get(SEARCH, {"q": "vải thiều lục ngạn", "lan": number})
        return len(captured)

    for number in range(6):
        grower("Phường Chũ", f"Hộ thứ {number}")
    generation(("news",))  # once a generation the news is asked when it turns
    few = queries(1)
    for number in range(20):
        grower("Phường Chũ", f"Hộ mới {number}")
    assert queries(2) == few <= 60
