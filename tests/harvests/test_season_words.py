"""What the season's pages say first: the answer, feasts, how sure, who stands behind it."""

import datetime as dt

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from harvests.lunar import clear_and_bright, feasts_between, feasts_of
from harvests.models import Harvest
from harvests.places import Place
from harvests.present import Accuracy, Coverage, band, household_accuracy, read_accuracy, read_coverage
from harvests.views.season_words import feast_words, next_feast
from portal1034.commodities.dekads import Dekad
from portal1034.commodities.models import SeasonNotice
from tests.factories.harvests import BuyRequestFactory, HarvestFactory, commodity_of
from tests.factories.households import VerifiedHouseholdFactory, commune_of

COUNTRY = Place("Cả nước")


def over(household, actual_kg: int, **values) -> Harvest:
    today = timezone.localdate()
    days = {"starts_on": today - dt.timedelta(40), "ends_on": today - dt.timedelta(30)}
    return HarvestFactory(household=household, actual_kg=actual_kg, actual_at=timezone.now(), **{**days, **values})


# ---- feasts ----


@pytest.mark.parametrize(
    ("year", "days"),
    [  # as printed in Vietnamese calendars; in 2007 and 2030 the new year of China falls on another day
        (2007, {"Tết Nguyên đán": "17/2", "rằm tháng Tám": "25/9"}),
        (2025, {"ông Công ông Táo": "22/1", "Tết Nguyên đán": "29/1", "rằm tháng Bảy": "6/9", "rằm tháng Tám": "6/10"}),
        (2026, {"ông Công ông Táo": "10/2", "Tết Nguyên đán": "17/2", "rằm tháng Giêng": "3/3", "Thanh minh": "5/4"}),
        (2027, {"Tết Nguyên đán": "6/2", "rằm tháng Bảy": "16/8", "rằm tháng Tám": "15/9"}),
        (2030, {"Tết Nguyên đán": "2/2"}),
    ],
)
def test_feasts_fall_on_the_days_of_the_vietnamese_calendar(year, days):
    found = {str(feast.name): f"{feast.day.day}/{feast.day.month}" for feast in feasts_of(year)}
    assert len(found) == 6
    assert found | days == found


@given(st.integers(1950, 2098))
def test_a_year_has_its_six_feasts_in_order_and_clear_and_bright_is_early_in_april(year):
    feasts = feasts_of(year)
    assert len({str(feast.name) for feast in feasts}) == 6
    assert [feast.day for feast in feasts] == sorted(feast.day for feast in feasts)
    assert all(feast.day.year == year for feast in feasts)
    assert clear_and_bright(year) in {dt.date(year, 4, day) for day in (4, 5, 6)}


def test_the_next_feast_is_counted_in_days():
    [tet] = feasts_between(dt.date(2027, 2, 1), dt.date(2027, 2, 10))
    assert feast_words(tet, dt.date(2027, 1, 25)) == "Còn 12 ngày nữa đến Tết Nguyên đán (6/2)."
    assert feast_words(tet, tet.day) == "Hôm nay là Tết Nguyên đán."
    both = next_feast(dt.date(2027, 1, 25))
    assert both.startswith("Còn 5 ngày nữa đến ông Công ông Táo (30/1).")
    assert both.endswith("Còn 12 ngày nữa đến Tết Nguyên đán (6/2).")
    assert next_feast(dt.date(2027, 1, 31)) == "Còn 6 ngày nữa đến Tết Nguyên đán (6/2)."


# ---- how sure ----


def coverage(fresh=0, ageing=0, faded=0) -> Coverage:
    return Coverage(3, 1, {"fresh": fresh, "ageing": ageing, "faded": faded}, None, None)


def test_the_band_widens_as_words_age():
    assert band(1_000, coverage(fresh=5), None) == (900, 1_100)
    assert band(1_000, coverage(ageing=5), None) == (750, 1_250)
    assert band(1_000, coverage(faded=5), None) == (500, 1_500)
    assert band(1_000, coverage(fresh=5, faded=5), None) == (700, 1_300)


def test_the_band_reaches_to_what_past_harvests_gave():
    assert band(1_000, coverage(fresh=5), Accuracy(60, 100, 3)) == (600, 1_100)
    assert band(1_000, coverage(fresh=5), Accuracy(140, 100, 3)) == (900, 1_400)


@given(st.integers(0, 10**9), st.tuples(*[st.integers(0, 10**9)] * 3), st.integers(0, 10**9), st.integers(1, 10**9))
def test_a_band_always_holds_what_was_declared(supply, stated, actual, declared):
    low, high = band(supply, coverage(*stated), Accuracy(actual, declared, 3))
    assert 0 <= low <= supply <= high


@pytest.mark.django_db
def test_accuracy_is_what_was_given_for_what_was_promised_from_three_households_on():
    litchi, longan = commodity_of("vai-thieu"), commodity_of("nhan")
    households = [VerifiedHouseholdFactory(commune=commune_of("24")) for _number in range(3)]
    here = Place("Bắc Giang", "bac-giang", frozenset({households[0].province_id}))
    over(households[0], 4_000)
    over(households[0], 5_000, volume_kg=1, promised_kg=6_000)
    over(households[1], 3_000)
    over(households[1], 9, commodity=longan)
    assert read_accuracy(litchi, here) is None
    over(households[2], 0)
    found = read_accuracy(litchi, here)
    assert (found.actual_kg, found.declared_kg, found.households) == (12_000, 24_000, 3)
    assert read_accuracy(litchi, Place("Hà Nội", "ha-noi", frozenset({10**6}))) is None
    own = household_accuracy(households[0])
    assert (own[litchi.pk].actual_kg, own[litchi.pk].declared_kg) == (9_000, 12_000)
    long_ago = {"starts_on": dt.date(2020, 6, 1), "ends_on": dt.date(2020, 6, 9)}
    over(households[2], 10**6, **long_ago)
    assert read_accuracy(litchi, COUNTRY).actual_kg == 12_000


@pytest.mark.django_db
def test_coverage_counts_households_once_and_their_words_by_age():
    today, now = timezone.localdate(), timezone.now()
    one, other = VerifiedHouseholdFactory(commune=commune_of("24")), VerifiedHouseholdFactory(commune=commune_of("66"))
    for household, days_ago, kg in ((one, 0, 100), (one, 20, 30), (other, 40, 7)):
        harvest = HarvestFactory(household=household, starts_on=today, ends_on=today, volume_kg=kg)
        Harvest.objects.filter(pk=harvest.pk).update(confirmed_at=now - dt.timedelta(days_ago))
    found = read_coverage(commodity_of("vai-thieu"), Dekad.of(today), COUNTRY)
    assert (found.households, found.provinces) == (2, 2)
    assert found.kg_by_freshness == {"fresh": 100, "ageing": 30, "faded": 7}


# ---- the answer ----


@pytest.mark.django_db
def test_the_page_answers_what_is_ripe_and_whether_anyone_wants_it(client):
    today = timezone.localdate()
    here = VerifiedHouseholdFactory(commune=commune_of("24"))
    HarvestFactory(household=here, starts_on=today, ends_on=today, volume_kg=12_000)
    HarvestFactory(household=here, starts_on=today, ends_on=today, volume_kg=3_000, commodity=commodity_of("nhan"))
    # From anywhere: wanted from Bắc Giang too.
    BuyRequestFactory(starts_on=today, ends_on=today, volume_kg=2_000)
    page = client.get("/mua-vu/?tinh=bac-giang").content.decode()
    answer = page[page.index("season-answer") : page.index("filters--calendar")]
    assert "Vải thiều</a> <b>12 tấn</b>, cần mua 2 tấn" in answer
    assert "Nhãn</a> <b>3 tấn</b>, chưa ai hỏi mua." in answer
    line = client.get("/mua-vu/vai-thieu/?tinh=bac-giang").content.decode()
    assert "Đang có 12 tấn" in line
    assert "cần mua 2 tấn" in line


@pytest.mark.django_db
def test_where_nobody_declared_the_page_says_what_is_usual(client):
    page = client.get("/mua-vu/?tinh=bac-giang&ky=06-2").content.decode()
    assert "Chưa hộ nào khai. Lúc này thường có" in page
    assert "vải thiều" in page


@pytest.mark.django_db
def test_a_notice_in_force_stands_on_the_calendar_of_its_place_only(client):
    today = timezone.localdate()
    SeasonNotice.objects.create(
        commodity=commodity_of("vai-thieu"),
        province=commune_of("24").province,
        kind="counterfeit",
        title="Vải nơi khác dán nhãn Lục Ngạn",
        starts_on=today,
        ends_on=today,
        published_at=timezone.now(),
    )
    assert "Vải nơi khác dán nhãn Lục Ngạn" in client.get("/mua-vu/?tinh=bac-giang").content.decode()
    assert "Vải nơi khác dán nhãn Lục Ngạn" not in client.get("/mua-vu/?tinh=dong-thap").content.decode()


@pytest.mark.django_db
def test_feasts_are_marked_and_named_in_the_header(client):
    page = client.get("/mua-vu/").content.decode()
    assert page.count('class="feast') >= 6
    assert '<span class="vh">, Tết Nguyên đán' in page
