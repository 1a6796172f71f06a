"""Figures, days and telephone numbers as Vietnamese people write them."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal1034.core import formatting
from portal1034.core.formatting import NBSP

TODAY = dt.date(2026, 11, 24)


def words(text: str) -> str:
    """Return `text` with plain spaces, to be read in a test."""
    return text.replace(NBSP, " ")


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        (0, 0, "0"),
        (999, 0, "999"),
        (1000, 0, "1.000"),
        (1_250_000, 0, "1.250.000"),
        (-42_600, 0, "−42.600"),
        (1.25, 2, "1,25"),
        (1.5, 2, "1,5"),
        (2.0, 1, "2"),
        (Decimal("0.05"), 1, "0,1"),
        (Decimal("-0.04"), 1, "0"),
        (2.5, 0, "3"),
    ],
)
def test_numbers_have_points_between_thousands_and_a_comma_before_decimals(value, places, expected):
    assert formatting.number(value, places) == expected


@pytest.mark.parametrize(
    ("amount", "expected"),
    [(0, "0 đ"), (500, "500 đ"), (185_000, "185.000 đ"), (1_250_000, "1.250.000 đ"), (-5_000, "−5.000 đ")],
)
def test_money_is_whole_dong(amount, expected):
    assert words(formatting.vnd(amount)) == expected


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        (0, "0 đ"),
        (999_999, "999.999 đ"),
        (1_250_000, "1,25 triệu đ"),
        (12_340_000, "12,3 triệu đ"),
        (3_400_000_000, "3,4 tỷ đ"),
        (-3_400_000_000, "−3,4 tỷ đ"),
    ],
)
def test_headline_money_is_in_millions_and_thousands_of_millions(amount, expected):
    assert words(formatting.vnd_short(amount)) == expected


@pytest.mark.parametrize(
    ("kg", "expected"),
    [
        (0, "0 kg"),
        (850, "850 kg"),
        (999, "999 kg"),
        (1000, "1 tấn"),
        (1200, "1,2 tấn"),
        (1250, "1,25 tấn"),
        (12_340, "12,3 tấn"),
        (42_600_000, "42.600 tấn"),
        (999_999_000, "999.999 tấn"),
        (1_300_000_000, "1,3 triệu tấn"),
        (-850, "−850 kg"),
        (-1200, "−1,2 tấn"),
    ],
)
def test_volumes_are_kilograms_below_a_tonne_and_tonnes_from_there(kg, expected):
    assert words(formatting.volume(kg)) == expected


@pytest.mark.parametrize(
    ("grams", "expected"), [(0, "0 g"), (500, "500 g"), (1000, "1 kg"), (1500, "1,5 kg"), (12_345, "12,345 kg")]
)
def test_a_pack_is_grams_below_a_kilogram(grams, expected):
    assert words(formatting.weight(grams)) == expected


@pytest.mark.parametrize(("share", "places", "expected"), [(0, 0, "0%"), (0.4215, 0, "42%"), (0.4215, 1, "42,2%")])
def test_shares_are_percentages(share, places, expected):
    assert formatting.percent(share, places) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (dt.date(2026, 11, 24), "24/11"),
        (dt.date(2025, 12, 31), "31/12/2025"),
        # 23:30 UTC on the 23rd is already the 24th in Việt Nam.
        (dt.datetime(2026, 11, 23, 23, 30, tzinfo=dt.UTC), "24/11"),
    ],
)
def test_short_dates_name_the_year_only_when_it_is_another(day, expected):
    assert formatting.short_date(day, TODAY) == expected


@pytest.mark.parametrize(
    ("hours_ago", "expected"), [(0, "14:05 hôm nay"), (24, "14:05 hôm qua"), (72, "14:05 ngày 21/11")]
)
def test_moments_are_told_from_today(hours_ago, expected):
    now = dt.datetime(2026, 11, 24, 7, 5, tzinfo=dt.UTC)
    assert words(formatting.moment(now - dt.timedelta(hours=hours_ago), now)) == expected


@pytest.mark.parametrize("raw", ["0900000123", "+84900000123", "84900000123", "0900 000 123", "0900.000.123"])
def test_mobile_numbers_are_grouped_as_people_say_them(raw):
    assert words(formatting.phone(raw)) == "0900 000 123"


def test_a_number_of_another_shape_is_left_as_it_is():
    assert formatting.phone("1900 1034") == "1900 1034"


def test_a_figure_is_never_parted_from_its_unit():
    assert " " not in formatting.vnd(185_000) + formatting.volume(42_600_000) + formatting.phone("0900000123")


@given(st.integers(-(10**15), 10**15))
def test_a_written_amount_reads_back_to_itself(amount):
    written = formatting.vnd(amount).removesuffix(f"{NBSP}đ")
    assert int(written.replace(".", "").replace(formatting.MINUS, "-")) == amount
