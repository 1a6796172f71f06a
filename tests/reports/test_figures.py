import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portal1034.regions.models import Province
from portal1034.reports.figures import latest_country, read_figures
from portal1034.reports.models import Figure
from portal1034.reports.operations import compute_figures
from tests.factories.households import HouseholdFactory, VerifiedHouseholdFactory, commune_of

pytestmark = pytest.mark.django_db
PAGE = reverse("reports:figures")


def test_figures_are_counted_by_province_and_summed_for_the_country():
    VerifiedHouseholdFactory.create_batch(2)
    HouseholdFactory(commune=commune_of("14"))
    compute_figures()
    found = read_figures()
    values = {place.code: place for place in found.places}
    assert (values["24"].value_of("registered"), values["24"].value_of("verified")) == (2, 2)
    assert (values["14"].value_of("registered"), values["14"].value_of("verified")) == (1, 0)
    assert found.country.value_of("registered") == 3
    assert latest_country().value_of("verified") == 2


def test_the_34_are_sums_of_the_63():
    HouseholdFactory(commune=commune_of("24"))
    HouseholdFactory(commune=commune_of("27"))
    compute_figures()
    merged = {p.name: p.value_of("registered") for p in read_figures(merged=True).places}
    assert len(merged) == 34
    assert merged["Bắc Ninh"] == 2
    assert sum(merged.values()) == 2


def test_counting_again_on_the_same_day_replaces_what_stood():
    compute_figures()
    HouseholdFactory()
    compute_figures()
    assert read_figures().country.value_of("registered") == 1
    assert Figure.objects.filter(measure="registered").count() == Province.objects.count()


def test_the_newest_day_is_shown():
    compute_figures(day=timezone.localdate() - timedelta(days=1))
    HouseholdFactory()
    compute_figures()
    assert read_figures().day == timezone.localdate()


def test_the_page_says_what_each_figure_means(client):
    HouseholdFactory()
    compute_figures()
    page = client.get(PAGE).content.decode()
    assert "Hồ sơ đã được cán bộ Sở xác minh." in page
    # The country and the one province that has anything; the others are named below, not tabulated.
    assert page.count('<th scope="row">') == 2
    assert "62 tỉnh chưa có số liệu" in page
    assert page.count('href="/dia-phuong/') == 63


def test_before_the_first_count_the_page_says_when_it_will_come(client):
    assert "Chưa có số liệu" in client.get(PAGE).content.decode()


@pytest.mark.parametrize("query", ["", "?tinh=34", "?tinh=abc"])
def test_the_page_makes_two_queries(client, query, django_assert_max_num_queries):
    compute_figures()
    with django_assert_max_num_queries(3):
        assert client.get(PAGE + query).status_code == 200


def test_downloads_hold_the_same_figures(client):
    HouseholdFactory()
    compute_figures()
    text = client.get(reverse("reports:csv")).content.decode("utf-8-sig")
    rows = {row["ma_tinh"]: row for row in csv.DictReader(io.StringIO(text))}
    assert len(rows) == 63
    assert rows["24"]["registered"] == "1"
    document = client.get(reverse("reports:json"), {"tinh": "34"}).json()
    assert {p["code"]: p["values"]["registered"] for p in document["places"]}["24"] == 1
    assert len(document["places"]) == 34
