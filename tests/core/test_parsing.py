from datetime import date
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal1034.core.parsing import parse_count, parse_day, parse_kg, parse_vnd

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("written", "vnd"),
    [
        ("15k", 15_000),
        ("15.000đ", 15_000),
        ("15,000", 15_000),
        ("15 000 đồng", 15_000),
        ("1tr2", 1_200_000),
        ("2,5 triệu", 2_500_000),
        ("15k5", 15_500),
        ("185.000 ₫", 185_000),
        ("120 nghìn", 120_000),
        ("120 ngàn", 120_000),
        ("1.250.000", 1_250_000),
        ("0", 0),
    ],
)
def test_money_is_read_as_people_write_it(written, vnd):
    assert parse_vnd(written) == vnd


@pytest.mark.parametrize("written", ["abc", "", "15 củ", "1.5", "-5k", "15k!", "k", "1e9", "١٢", "99999999999999"])
def test_money_that_cannot_be_read_says_so(written):
    with pytest.raises(ValueError, match=r"\.$"):
        parse_vnd(written)


@pytest.mark.parametrize(
    ("written", "kg"),
    [
        ("3 tấn", 3000),
        ("khoảng 3 tấn", 3000),
        ("1,5 tạ", 150),
        ("500kg", 500),
        ("800", 800),
        ("2.500 kg", 2500),
        ("5 yến", 50),
    ],
)
def test_weight_is_read_as_people_write_it(written, kg):
    assert parse_kg(written) == kg


@pytest.mark.parametrize("written", ["nhiều", "0", "-3 tấn", "3 bao", "900000 tấn"])
def test_weight_that_cannot_be_read_says_so(written):
    with pytest.raises(ValueError, match=r"\.$"):
        parse_kg(written)


@pytest.mark.parametrize(
    ("written", "end", "day"),
    [
        ("giữa tháng 6", False, date(2027, 6, 11)),
        ("giữa tháng 6", True, date(2027, 6, 20)),
        ("cuối tháng 2", True, date(2027, 2, 28)),
        ("đầu tháng 12", False, date(2026, 12, 1)),
        ("tháng 11", False, date(2026, 11, 1)),
        ("tháng 6 năm 2027", True, date(2027, 6, 30)),
        ("15/6", False, date(2027, 6, 15)),
        ("15/6/27", False, date(2027, 6, 15)),
        ("2027-06-15", False, date(2027, 6, 15)),
        ("1/11", False, date(2026, 11, 1)),
        ("1/9", False, date(2027, 9, 1)),
    ],
)
def test_days_are_read_as_people_write_them(written, end, day):
    assert parse_day(written, TODAY, end=end) == day


def test_the_29th_of_february_written_the_year_before_is_the_leap_day():
    assert parse_day("29/2", date(2027, 12, 1)) == date(2028, 2, 29)


@pytest.mark.parametrize("written", ["31/6/2027", "mai", "32/1", "giữa tháng 13", "15/6/1999", "", "0/0"])
def test_days_that_do_not_exist_say_so(written):
    with pytest.raises(ValueError, match=r"\.$"):
        parse_day(written, TODAY)


@given(st.text(max_size=40), st.sampled_from([parse_vnd, parse_kg, parse_count, partial(parse_day, today=TODAY)]))
def test_parsers_answer_with_a_value_or_a_sentence(text, parse):
    sentence = ""
    try:
        parse(text)
    except ValueError as error:
        sentence = str(error)
    assert sentence == "" or sentence.endswith(".")


def test_counts_have_a_ceiling():
    assert parse_count("1.200") == 1200
    with pytest.raises(ValueError, match=r"999\.999"):
        parse_count("1000000")
