"""What a year of cells is read as: now, until when, from when, and whether too much of it comes at once."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvests.calendar import SeasonRow, Year, national_rows, read_season, ripe_by_province, ripe_now
from harvests.glut import STANDARD
from harvests.models import Harvest
from harvests.paging import latest_talk, newest_first
from harvests.places import Geography
from portal1034.commodities.dekads import Dekad
from tests.factories.harvests import BuyRequestFactory, HarvestFactory, OfferFactory, commodity_of
from tests.factories.households import HouseholdFactory, commune_of

NOVEMBER = dt.date(2026, 11, 24)
DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2032, 12, 31))


def row(supply: dict[int, int] | None = None, demand: dict[int, int] | None = None, usual=(), year=None) -> SeasonRow:
    """A row from kg by index 1..36."""
    year = year or Year.around(NOVEMBER)
    figures = [tuple((given or {}).get(index, 0) for index in range(1, 37)) for given in (supply, demand)]
    reference = tuple(index in usual for index in range(1, 37))
    return SeasonRow("Vải thiều", "vai-thieu", *figures, reference, (), year)


@given(DAYS)
def test_a_year_in_view_holds_each_index_once_and_today(day):
    year = Year.around(day)
    dekads = [year.dekad(index) for index in range(1, 37)]
    assert [d.index for d in dekads] == list(range(1, 37))
    assert {d.ordinal for d in dekads} == set(range(year.first.ordinal, year.last.ordinal + 1))
    assert day in year.dekad(Dekad.of(day).index)


@given(DAYS, st.integers(1, 36))
def test_a_chosen_dekad_is_one_in_view_and_leaves_the_view_where_it_was(day, index):
    year = Year.around(day, index)
    assert year.now.index == index
    assert (year.first, year.last) == (Year.around(day).first, Year.around(day).last)


@given(DAYS, st.dictionaries(st.integers(-60, 60), st.integers(1, 10**9)))
def test_figures_out_of_view_are_left_out_and_none_in_view_is_lost(day, offsets):
    year = Year.around(day)
    by_ordinal = {year.today.ordinal + offset: kg for offset, kg in offsets.items()}
    inside = sum(kg for o, kg in by_ordinal.items() if year.first.ordinal <= o <= year.last.ordinal)
    assert sum(year.by_index(by_ordinal)) == inside


def test_a_season_over_new_year_ends_next_year():
    coffee = row({32: 5, 33: 9, 34: 9, 35: 9, 36: 9, 1: 3, 2: 1})
    assert coffee.is_ripe
    assert coffee.until == Dekad(2027, 2)
    assert coffee.supply_now == 9
    assert coffee.total_kg == 9 * 4 + 3 + 1


def test_what_is_not_ripe_says_when_it_begins_by_word_or_by_custom():
    assert row({36: 4}).begins == Dekad(2026, 36)
    assert row({36: 4}).is_soon
    assert row(usual=(15, 16)).begins == Dekad(2027, 15)
    assert not row(usual=(15, 16)).is_soon
    assert row().begins is None
    assert row().until is None
    assert row(usual=(33,)).is_usual


def test_rows_stand_ripe_first_then_usual_then_by_when_they_begin():
    rows = [row(usual=(15,)), row({36: 4}), row(usual=(33,)), row({33: 1}), row({33: 9}), row()]
    ranked = sorted(rows, key=lambda one: one.rank)
    assert ranked == [rows[4], rows[3], rows[2], rows[1], rows[0], rows[5]]


def test_a_glut_needs_known_demand_a_truckload_and_three_times_too_much():
    least, is_glut = STANDARD.glut_least_kg, STANDARD.is_glut
    assert is_glut(least, 1)
    assert not is_glut(least - 1, 1)
    assert not is_glut(10**9, 0)
    assert not is_glut(3 * 50_000, 50_000)
    assert is_glut(3 * 50_000 + 1, 50_000)


def test_a_glut_past_is_no_warning_and_one_far_ahead_is_marked_but_not_cried():
    supply = {30: 90_000, 34: 90_000, 15: 90_000}
    glutted = row(supply, {30: 1, 34: 1, 15: 1})
    assert glutted.glut == {34, 15}
    assert glutted.is_glut
    assert not row({15: 90_000}, {15: 1}).is_glut
    assert glutted.demand_now == 0


@pytest.mark.django_db
def test_the_home_pages_functions_agree_with_the_calendar():
    harvest = HarvestFactory(starts_on=NOVEMBER, ends_on=NOVEMBER + dt.timedelta(20), volume_kg=21_000)
    BuyRequestFactory(starts_on=NOVEMBER, ends_on=NOVEMBER, volume_kg=700)
    first = national_rows(NOVEMBER)[0]
    assert (first.slug, first.supply_now, first.demand_now) == ("vai-thieu", 7_000, 700)
    assert first.places == ("Bắc Giang",)
    assert [one.slug for one in ripe_now(5, NOVEMBER)] == ["vai-thieu"]
    assert ripe_by_province(Dekad.of(NOVEMBER)) == {harvest.province_id: 1}
    season = read_season(NOVEMBER)
    assert season.ripe_by_province == {harvest.province_id: 1}
    assert len(season.ripe) + len(season.soon) + len(season.later) == len(season.rows)


@pytest.mark.django_db
def test_a_merged_province_adds_up_what_it_became_of():
    for code in ("24", "27"):  # Bắc Giang and Bắc Ninh are one since 2025
        HarvestFactory(household=HouseholdFactory(commune=commune_of(code)), starts_on=NOVEMBER, ends_on=NOVEMBER)
    geography = Geography.read("34")
    place = geography.find("bac-ninh")
    season = read_season(NOVEMBER, geography=geography, place=place)
    ripe = season.ripe[0]
    assert (ripe.supply_now, ripe.places) == (12_000, ("Bắc Ninh",))
    assert Geography.read("63").find("bac-ninh").province_ids < place.province_ids
    assert geography.find("bac-giang") is None


@pytest.mark.django_db
def test_pages_by_key_neither_lose_nor_double_rows():
    household = HouseholdFactory()
    for _n in range(7):
        OfferFactory(harvest=HarvestFactory(household=household, commodity=commodity_of("nhan")))
    for rows, paged in ((Harvest.objects.all(), newest_first), (household.offers.all(), latest_talk)):
        seen, after, pages = [], "", 0
        while pages == 0 or after:
            page = paged(rows, after, 3)
            seen += [one.pk for one in page.rows]
            after, pages = page.after, pages + 1
        assert pages == 3
        assert len(seen) == len(set(seen)) == 7


@pytest.mark.django_db
def test_what_a_harvest_is_called_follows_its_days():
    harvest = HarvestFactory(starts_on=NOVEMBER, ends_on=NOVEMBER + dt.timedelta(1))
    said = [harvest.stage(NOVEMBER + dt.timedelta(days)) for days in (-1, 0, 2)]
    assert said == ["Sắp thu hoạch", "Đang thu hoạch", "Đã qua ngày thu hoạch"]
    harvest.status = "sold_out"
    assert harvest.stage(NOVEMBER) == "Đã bán hết"
    assert "Vải thiều" in str(harvest)
