"""A question with a time in it: the calendar answers from the first lines of what was found."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from harvests.calendar import Year
from portal1034.pages.search.question import understand
from portal1034.pages.search.when import take_dekad
from tests.factories.harvests import HarvestFactory, commodity_of
from tests.factories.households import VerifiedHouseholdFactory

SEARCH = reverse("pages:search")


@pytest.mark.parametrize(
    ("words", "dekad", "said"),
    [
        ("vai bac giang giua thang 6", 17, [3, 4, 5]),
        ("dau thang 12", 34, [0, 1, 2]),
        ("cam vao cuoi thang 1 o vinh", 3, [1, 2, 3, 4]),
        ("nhan t7", 20, [1]),
        ("mid june bac giang", 17, [0, 1]),
        ("thang 13", None, []),
        ("thang long", None, []),
        ("may tinh", None, []),
        ("bac giang", None, []),
    ],
)
def test_a_time_is_found_among_the_words(words, dekad, said):
    found, places = take_dekad(words.split())
    assert (found, list(places)) == (dekad, said)


@pytest.mark.django_db
def test_a_time_is_told_apart_from_crop_and_place():
    question = understand("Vải thiều Bắc Giang giữa tháng 6")
    assert ([crop.slug for crop in question.crops], question.place.province.slug) == (["vai-thieu"], "bac-giang")
    assert (question.dekad, question.rest) == (17, "")
    assert understand("Vải thiều Bắc Giang").dekad is None


def hits(client, typed: str) -> list:
    soup = BeautifulSoup(client.get(SEARCH, {"q": typed}).content, "html.parser")
    return soup.select(".hit-list li")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed", ["Bắc Giang giữa tháng 6", "bac giang giua thang 6", "cái gì chín ở Bắc Giang giữa T6"]
)
def test_what_is_ripe_there_then_and_who_wants_it_is_the_first_thing_found(client, typed):
    june = Year.around(timezone.localdate()).dekad(17)
    household = VerifiedHouseholdFactory()
    HarvestFactory(
        household=household,
        commodity=commodity_of("vai-thieu"),
        starts_on=june.start,
        ends_on=june.end,
        volume_kg=16_000,
    )
    first = hits(client, typed)[0]
    assert first.a["href"] == f"/mua-vu/?tinh={household.province.slug}&ky=06-2"
    assert (
        first.a.text.replace("\xa0", " ") == f"Giữa tháng 6, {household.province.short_name} thu hoạch 1 loại nông sản"
    )
    assert first.p.text.replace("\xa0", " ") == "Vải thiều 16 tấn, chưa ai hỏi mua."


@pytest.mark.django_db
def test_a_crop_with_a_place_and_a_time_leads_to_its_page_there_and_then(client):
    assert hits(client, "vải thiều Bắc Giang giữa tháng 6")[0].a["href"] == "/mua-vu/vai-thieu/?tinh=bac-giang&ky=06-2"
    assert hits(client, "Vải, Bắc Giang, tháng 6")[0].a["href"] == "/mua-vu/vai-thieu/?tinh=bac-giang&ky=06-2"
    assert hits(client, "vải thiều giữa tháng 6")[0].a["href"] == "/mua-vu/vai-thieu/?ky=06-2"


@pytest.mark.django_db
def test_a_time_alone_asks_about_the_whole_country(client):
    assert hits(client, "giữa tháng 6")[0].a["href"] == "/mua-vu/?ky=06-2"
