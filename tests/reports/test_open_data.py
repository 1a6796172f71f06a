"""Open data: nobody can be told apart in them, their files are as described, and questions are answered or refused."""

import csv
import datetime as dt
import io
import itertools
import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from harvests.models import OpenCell, PriceCell
from portal1034.commodities.dekads import Dekad
from portal1034.regions.models import Province
from portal1034.reports.open_cells import snapshot_cells, told
from portal1034.reports.prices import snapshot_prices
from tests.factories.harvests import BuyRequestFactory, HarvestFactory, TraderFactory
from tests.factories.households import VerifiedHouseholdFactory, commune_of

TODAY = dt.date(2026, 6, 10)
FILES = "/du-lieu-mo/v1/"
PARENTS = {1: 10, 2: 10, 3: 20, 4: 20, 5: 30}


@settings(max_examples=30, deadline=None)
@given(st.fixed_dictionaries({pk: st.integers(0, 5) for pk in PARENTS}))
def test_no_sum_or_difference_of_what_is_told_is_of_one_or_two_households(households):
    """By brute force: whatever is added to and taken from each other, of which people is it the figure?"""
    country, merged, provinces = told(households, PARENTS)
    parts = [{pk} for pk in provinces] + [{pk for pk in PARENTS if PARENTS[pk] == one} for one in merged]
    parts += [set(PARENTS)] if country else []
    for signs in itertools.product((-1, 0, 1), repeat=len(parts)):
        weights = dict.fromkeys(PARENTS, 0)
        for sign, part in zip(signs, parts, strict=True):
            for pk in part:
                weights[pk] += sign
        if set(weights.values()) <= {0, 1}:
            reached = sum(households.get(pk, 0) for pk, weight in weights.items() if weight)
            assert reached == 0 or reached >= 3


@given(st.dictionaries(st.sampled_from(sorted(PARENTS)), st.integers(3, 7)))
def test_nothing_is_held_back_where_every_province_has_three(households):
    country, merged, provinces = told(households, PARENTS)
    assert country
    assert provinces == set(households)
    assert merged == {PARENTS[pk] for pk in households}


def declared(code: str, count: int, **values) -> None:
    for _number in range(count):
        HarvestFactory(household=VerifiedHouseholdFactory(commune=commune_of(code)), price_vnd=20_000, **values)


def rows_of(client, url: str) -> list[dict]:
    response = client.get(url)
    assert response.status_code == 200, response.content
    return json.loads(response.getvalue())["du_lieu"]


@pytest.fixture
def season(db):
    """Four households in Bắc Giang, one in Bắc Ninh (one province of the 34 together), two in Đắk Lắk; one buyer."""
    declared("24", 4)
    declared("27", 1)
    declared("66", 2)
    BuyRequestFactory(province=Province.objects.get(code="66"))
    snapshot_cells(today=TODAY)
    snapshot_prices(today=TODAY)


def test_cells_hold_what_was_declared_and_hide_what_would_tell_of_one(season):
    dekad = Dekad(2026, 16).ordinal
    found = {
        (cell.merged_id and cell.merged.code, cell.province_id and cell.province.code): (
            cell.households, cell.supply_kg, cell.demand_kg,
        )
        for cell in OpenCell.objects.filter(dekad=dekad).select_related("merged", "province")
    }  # fmt: skip
    assert found[None, None] == (7, 21_000, 1_000)
    hidden = {key for key, value in found.items() if value[0] is None}
    assert (None, "27") in hidden
    assert (None, "66") in hidden
    assert (None, "24") in hidden, "with the 34's it would leave Bắc Ninh's one"
    assert [value[2] for key, value in found.items() if key == (None, "66")] == [1_000], "demand is public"


def test_cells_over_new_year(db):
    declared("24", 3, starts_on=dt.date(2026, 12, 21), ends_on=dt.date(2027, 1, 10))
    snapshot_cells(today=dt.date(2026, 12, 31))
    country = OpenCell.objects.filter(province=None, merged=None).order_by("dekad")
    assert [cell.dekad for cell in country] == [Dekad(2026, 36).ordinal, Dekad(2027, 1).ordinal]
    assert {cell.households for cell in country} == {3}


def test_running_again_replaces(season):
    before = list(OpenCell.objects.order_by("pk").values_list("dekad", "province", "supply_kg"))
    assert snapshot_cells(today=TODAY) == len(before)
    assert list(OpenCell.objects.order_by("pk").values_list("dekad", "province", "supply_kg")) == before


def fits(field: dict, value) -> bool:
    """Whether a value is as the Table Schema's field says."""
    rules = field.get("constraints", {})
    if value in (None, ""):
        return not rules.get("required") or (field["type"] == "string" and "enum" not in rules and value == "")
    checks = {
        "string": lambda: isinstance(value, str) and re.fullmatch(rules.get("pattern", ".*"), value),
        "integer": lambda: int(value) >= rules.get("minimum", 0),
        "date": lambda: dt.date.fromisoformat(value),
        "boolean": lambda: value in (True, False, "true", "false"),
    }
    return bool(checks[field["type"]]()) is not False and value in rules.get("enum", [value])


@pytest.mark.parametrize("name", ["mua-vu", "gia"])
def test_every_row_is_as_the_data_package_describes(client, season, name):
    package = client.get(f"{FILES}datapackage.json").json()
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    fields = next(one for one in package["resources"] if one["name"] == name)["schema"]["fields"]
    told_rows = rows_of(client, f"{FILES}{name}.json")
    text = client.get(f"{FILES}{name}.csv").getvalue().decode()
    assert text.startswith("\ufeff")
    table = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert told_rows
    assert len(table) == len(told_rows)
    for row in [*told_rows, *table]:
        assert list(row) == [field["name"] for field in fields]
        for field in fields:
            assert fits(field, row[field["name"]]), (field, row)
    assert all(field["description"] for field in fields)


def test_filters_choose_rows(client, season):
    assert {row["tinh"] for row in rows_of(client, f"{FILES}mua-vu.json?tinh=dak-lak")} == {"Đắk Lắk"}
    june = rows_of(client, f"{FILES}mua-vu.json?nong-san=vai-thieu&tu=2026-06-11&den=2026-06-11")
    assert {row["ky"] for row in june} == {"2026-06-2"}
    assert rows_of(client, f"{FILES}mua-vu.json?tu=2026-08-01") == []
    assert {row["tuan"] for row in rows_of(client, f"{FILES}gia.json?tu=2026-06-10&den=2026-06-10")} == {"2026-W24"}
    assert rows_of(client, f"{FILES}gia.json?tinh=dak-lak") == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    ["tu=2026-6-1", "tu=hom-nay", "tu=2026-02-30", "den=0001-01-01", "tu=2026-06-02&den=2026-06-01", "nong-san=%00x",
     "nong-san=khong-co", "tinh=' or 1=1", "tinh=bac-giang&tinh=dak-lak", "la=1", "tu=2026-06-01T00:00"],
)  # fmt: skip
def test_what_is_not_understood_gets_one_sentence(client, query):
    for name in ("mua-vu.csv", "gia.json"):
        response = client.get(f"{FILES}{name}?{query}")
        assert response.status_code == 400
        assert response["Content-Type"] == "application/json"
        assert response.json()["loi"].endswith(".")


def test_files_are_open_to_every_page_and_only_they_are(client, season):
    for name in ("mua-vu.csv", "gia.json", "datapackage.json", "mua-vu.csv?la=1"):
        assert client.get(FILES + name)["Access-Control-Allow-Origin"] == "*"
    for page in ("/du-lieu-mo/", "/gia/", "/so-lieu/so-lieu.json"):
        assert "Access-Control-Allow-Origin" not in client.get(page)


def test_a_file_is_sent_again_only_when_it_was_computed_again(client, season):
    first = client.get(f"{FILES}gia.csv")
    again = client.get(f"{FILES}gia.csv", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(f"{FILES}gia.csv?tinh=bac-giang", headers={"If-None-Match": first["ETag"]}).status_code == 200
    snapshot_prices(today=TODAY)
    assert client.get(f"{FILES}gia.csv", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_a_name_that_would_run_as_a_formula_is_text(client, season):
    crop = PriceCell.objects.first().commodity
    type(crop).objects.filter(pk=crop.pk).update(name="=cmd|' /C calc'!A0")
    assert ",'=cmd" in client.get(f"{FILES}gia.csv").getvalue().decode()


def test_a_file_takes_as_many_queries_with_few_rows_as_with_many(client, season):
    counts = []
    for more in (0, 12):
        for _number in range(more):
            BuyRequestFactory(trader=TraderFactory(), starts_on=TODAY, ends_on=TODAY + dt.timedelta(300))
        snapshot_cells(today=TODAY)
        with CaptureQueriesContext(connection) as captured:
            client.get(f"{FILES}mua-vu.json?nong-san=vai-thieu&tinh=bac-giang").getvalue()
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 5


def test_the_page_names_every_column_its_unit_and_the_licence(client, season):
    page = client.get("/du-lieu-mo/").content.decode()
    for words in ("san_luong_kg", "gia_giua", "đồng/kg", "CC BY 4.0", "so-lieu.csv", "In English", "datapackage.json"):
        assert words in page
    assert "Tính lúc" in page
