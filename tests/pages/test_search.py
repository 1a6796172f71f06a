import pytest
from django.urls import reverse

from portal1034.pages.search import commodities_for, understand

pytestmark = pytest.mark.django_db
SEARCH = reverse("pages:search")


@pytest.mark.parametrize(
    ("typed", "province", "rest"),
    [
        ("vải thiều bắc giang", "Bắc Giang", "vải thiều"),
        ("vai thieu bac giang", "Bắc Giang", "vai thieu"),
        ("Vải ở Bắc Giang", "Bắc Giang", "Vải"),
        ("thơm tiền giang", "Tiền Giang", "thơm"),
        ("Đắk Lắk", "Đắk Lắk", ""),
        ("bà rịa - vũng tàu tiêu", "Bà Rịa - Vũng Tàu", "tiêu"),
        ("vải thiều", None, "vải thiều"),
        ("", None, ""),
        ("!!! ???", None, ""),
    ],
)
def test_a_place_is_told_from_a_crop(typed, province, rest):
    question = understand(typed)
    assert (question.province.short_name if question.province else None) == province
    assert question.rest.strip(" -") == rest


@pytest.mark.parametrize(
    ("typed", "crop"),
    [("vai thieu", "Vải thiều"), ("thơm tiền giang", "Dứa"), ("khóm", "Dứa"), ("ca phe", "Cà phê robusta")],
)
def test_crops_are_found_by_any_name(typed, crop):
    assert crop in [c.name for c in commodities_for(understand(typed))]


def test_the_page_leads_to_the_crop_in_the_place(client):
    page = client.get(SEARCH, {"q": "vải thiều bắc giang"}).content.decode()
    assert "/mua-vu/vai-thieu/?tinh=bac-giang" in page
    assert "/dia-phuong/bac-giang/" in page


def test_an_old_commune_is_found(client):
    assert "/dia-phuong/bac-giang/" in client.get(SEARCH, {"q": "xã hồng giang"}).content.decode()


@pytest.mark.parametrize(
    "typed", ["", "zzzz", "'\"><script>alert(1)</script>", "%", "a" * 5000, "\x00", "😀", "& | ! ( ) : *"]
)
def test_anything_typed_gets_a_page(client, typed):
    response = client.get(SEARCH, {"q": typed})
    assert response.status_code == 200
    assert b"<script>alert" not in response.content


def test_nothing_found_says_what_to_try(client):
    assert "Chưa tìm thấy" in client.get(SEARCH, {"q": "zzzz"}).content.decode()


def test_the_page_makes_few_queries(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        client.get(SEARCH, {"q": "vải thiều bắc giang"})
