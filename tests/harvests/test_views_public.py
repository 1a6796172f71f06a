"""The season's public pages: right at any size, small, and unbothered by bad addresses."""

import datetime as dt

import brotli
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from harvests.models import Harvest
from portal1034.commodities.dekads import Dekad
from portal1034.commodities.models import Commodity
from portal1034.core import pagecache
from tests.factories.harvests import BuyRequestFactory, HarvestFactory
from tests.factories.households import HouseholdFactory, VerifiedHouseholdFactory, commune_of

pytestmark = pytest.mark.django_db
HTML_BUDGET = 14 * 1024
PROVINCES = ("24", "66", "30", "68", "79", "19", "33", "60", "82", "96", "01", "02")


@pytest.fixture
def now() -> Dekad:
    return Dekad.of(timezone.localdate())


def ripe(household, **values) -> Harvest:
    today = timezone.localdate()
    window = {"starts_on": today - dt.timedelta(2), "ends_on": today + dt.timedelta(20)}
    return HarvestFactory(household=household, **{**window, **values})


def many_harvests(count: int) -> None:
    """`count` harvests of every commodity spread over the provinces and the year."""
    households = [VerifiedHouseholdFactory(commune=commune_of(code)) for code in PROVINCES]
    commodities = list(Commodity.objects.order_by("pk"))
    today = timezone.localdate()
    Harvest.objects.bulk_create(
        Harvest(
            household=households[n % len(households)],
            province=households[n % len(households)].province,
            commodity=commodities[n * 7 % len(commodities)],
            starts_on=today + dt.timedelta(n * 37 % 300 - 40),
            ends_on=today + dt.timedelta(n * 37 % 300 - 40 + 15 + n % 70),
            volume_kg=1_000 + n * 7919 % 90_000,
        )
        for n in range(count)
    )


def count_queries(client, url: str) -> int:
    pagecache.forget_everything()
    pagecache.bump("season")
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = client.get(f"{url}{'&' if '?' in url else '?'}lan={id(captured)}")
    assert response.status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    "query", ["", "?tinh=bac-giang", "?tinh=tay-nguyen", "?dia-gioi=34&tinh=bac-ninh", "?q=vai", "?ky=06-1"]
)
def test_the_calendar_takes_four_queries_with_three_harvests_and_with_a_thousand(client, query):
    many_harvests(3)
    few = count_queries(client, f"/mua-vu/{query}")
    many_harvests(1_000)
    assert count_queries(client, f"/mua-vu/{query}") == few <= 4


@pytest.mark.parametrize("query", ["", "?tinh=bac-giang", "?dia-gioi=34"])
def test_a_commodity_takes_as_many_queries_with_three_harvests_as_with_a_thousand(client, query):
    many_harvests(3)
    few = count_queries(client, f"/mua-vu/vai-thieu/{query}")
    many_harvests(1_000)
    BuyRequestFactory.create_batch(3, starts_on=timezone.localdate(), ends_on=timezone.localdate())
    assert count_queries(client, f"/mua-vu/vai-thieu/{query}") == few <= 8


@pytest.mark.parametrize(
    "url", ["/mua-vu/", "/mua-vu/?dia-gioi=34", "/mua-vu/?tinh=tay-nguyen", "/mua-vu/vai-thieu/", "/thu-mua/"]
)
def test_pages_stay_within_fourteen_kilobytes(client, url):
    many_harvests(1_000)
    BuyRequestFactory.create_batch(25, starts_on=timezone.localdate(), ends_on=timezone.localdate())
    body = client.get(url).content
    assert len(brotli.compress(body, quality=5)) <= HTML_BUDGET


def test_a_declared_harvest_shows_in_the_calendar_at_once(client):
    client.get("/mua-vu/")
    ripe(VerifiedHouseholdFactory(), volume_kg=12_345_000)
    pagecache.bump("season")
    pagecache.forget_everything()
    page = client.get("/mua-vu/?x=1").content.decode()
    assert "đang thu hoạch 1 loại nông sản" in page
    assert "Vải thiều" in page
