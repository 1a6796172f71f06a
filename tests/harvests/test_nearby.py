"""A trader who says in which commune they are learns what is around them, and how far each harvest is."""

import datetime as dt

import pytest
from django.utils import timezone

from harvests import matching
from harvests.models import Trader
from portal1034.regions.models import Commune, Province
from tests.factories.harvests import BuyRequestFactory, HarvestFactory, TraderFactory
from tests.factories.households import VerifiedHouseholdFactory

pytestmark = pytest.mark.django_db


def window() -> dict:
    today = timezone.localdate()
    return {"starts_on": today, "ends_on": today + dt.timedelta(days=9)}


def by_distance(home: Commune) -> list[Commune]:
    """The communes of the same province, the nearest first: itself."""
    here = (home.latitude, home.longitude)
    rows = Commune.objects.filter(province=home.province)
    return sorted(rows, key=lambda row: (matching.distance_km(here, (row.latitude, row.longitude)), row.pk))


@pytest.fixture
def home():
    return Commune.objects.filter(province__code="24").order_by("code").first()


def harvest_in(commune: Commune, volume_kg: int):
    return HarvestFactory(household=VerifiedHouseholdFactory(commune=commune), volume_kg=volume_kg, **window())


def found(trader: Trader) -> list[matching.Match]:
    wanted = BuyRequestFactory(trader=trader, volume_kg=50_000, **window())
    return matching.harvests_for(wanted, timezone.now(), timezone.localdate())


def test_what_is_around_the_traders_commune_is_told_apart_from_the_province(home):
    near, far = by_distance(home)[0], by_distance(home)[-1]
    first, second = harvest_in(near, 5_000), harvest_in(far, 7_000)
    matches = found(TraderFactory(province=home.province, commune=home))
    assert [match.row for match in matches] == [first, second]
    assert matches[0].why.endswith("cách khoảng 0\xa0km")
    assert matches[1].km > matching.AROUND_KM
    assert matching.harvests_summary(matches) == "1 hộ, 5\xa0tấn trong 20 km; 2 hộ, 12\xa0tấn ở Bắc Giang"


def test_without_a_commune_nothing_is_said_of_what_is_around(home):
    harvest_in(home, 5_000)
    matches = found(TraderFactory(province=home.province))
    assert matching.harvests_summary(matches) == "1 hộ, 5\xa0tấn ở Bắc Giang"
    assert matches[0].why.endswith("trong cùng tỉnh")


def told(**changes) -> dict:
    return {"kind": "person", "name": "Vựa Tám Lúa", **changes}


def test_the_commune_is_written_in_any_words_and_says_the_province_too(client):
    trader = TraderFactory(province=None)
    client.force_login(trader.user)
    assert client.post("/thuong-lai/ho-so/", told(address="Hồng Giang, Lục Ngạn, Bắc Giang")).status_code == 302
    trader.refresh_from_db()
    assert (trader.commune.name, trader.province.code) == ("Phường Chũ", "24")
    page = client.get("/thuong-lai/ho-so/").content.decode()
    assert trader.commune.full_name in page.replace("&#x27;", "'")
    again = told(address=trader.commune.full_name, province=trader.province_id)
    assert client.post("/thuong-lai/ho-so/", again).status_code == 302
    trader.refresh_from_db()
    assert trader.commune.name == "Phường Chũ"
    client.post("/thuong-lai/ho-so/", told(province=trader.province_id))
    trader.refresh_from_db()
    assert trader.commune is None


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("Hồng Giang, Lục Ngạn, Bắc Giang", "Nơi này thuộc Bắc Giang, khác tỉnh đã chọn ở trên."),
        ("nhà tôi", "xã"),
    ],
)
def test_a_place_that_cannot_be_is_kept_as_typed_with_a_sentence(client, address, sentence):
    trader = TraderFactory()
    client.force_login(trader.user)
    elsewhere = Province.objects.get(code="66")
    answer = client.post("/thuong-lai/ho-so/", told(address=address, province=elsewhere.pk))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert address in page
    assert sentence in page.replace("\xa0", " ")
