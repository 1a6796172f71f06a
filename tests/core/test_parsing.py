from datetime import date
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal1034.core.parsing import Amount, parse_amount, parse_count, parse_day, parse_kg, parse_vnd

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


@pytest.mark.parametrize(
    ("written", "vnd"),
    [
        ("1tr250k", 1_250_000),
        ("1 triệu 250 nghìn", 1_250_000),
        ("2 triệu rưỡi", 2_500_000),
        ("95k", 95_000),
        ("1tr25", 1_250_000),
    ],
)
def test_more_ways_of_saying_a_price(written, vnd):
    assert parse_vnd(written) == vnd


@pytest.mark.parametrize("written", ["95k5k", "1trrưỡik", "rưỡi", "15 rưỡi", "2k rưỡik"])
def test_prices_said_twice_are_not_guessed(written):
    with pytest.raises(ValueError, match=r"\.$"):
        parse_vnd(written)


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("120", Amount(count=120)),
        ("1.200 túi", Amount(count=1200)),
        ("5 chục", Amount(count=50)),
        ("5 chục quả", Amount(count=50)),
        ("2 tá", Amount(count=24)),
        ("2 tạ", Amount(kg=200)),
        ("2 ta", Amount(kg=200)),
        ("3 yến", Amount(kg=30)),
        ("1,5 tấn", Amount(kg=1500)),
        ("1 tấn rưỡi", Amount(kg=1500)),
        ("60 con", Amount(count=60)),
        ("0", Amount(count=0)),
    ],
)
def test_what_is_left_is_read_in_packs_or_kilograms(written, amount):
    assert parse_amount(written) == amount


@pytest.mark.parametrize("written", ["nhiều", "", "-3", "vài chục", "120 xyz", "999.999 chục", "9999999", "3 tạ 5"])
def test_what_is_left_and_cannot_be_read_says_so(written):
    with pytest.raises(ValueError, match=r"\.$"):
        parse_amount(written)


@given(
    count=st.integers(0, 999_999), unit=st.sampled_from(["", " thùng", " túi", "sọt", " quả", " con", " lít", " Chai"])
)
def test_any_count_with_or_without_its_word_is_that_count(count, unit):
    assert parse_amount(f"{count}{unit}") == Amount(count=count)
    assert parse_amount(f"{count:,}".replace(",", ".") + unit) == Amount(count=count)


@given(kg=st.integers(1, 99_999), scale=st.sampled_from([("kg", 1), ("yến", 10), ("tạ", 100), ("tấn", 1000)]))
def test_any_weight_is_that_many_kilograms(kg, scale):
    assert parse_amount(f"{kg} {scale[0]}") == Amount(kg=kg * scale[1])


@given(million=st.integers(1, 150), thousand=st.integers(0, 999))
def test_millions_and_thousands_add_up(million, thousand):
    assert parse_vnd(f"{million}tr{thousand}k") == parse_vnd(f"{million} triệu {thousand} nghìn")
    assert parse_vnd(f"{million}tr{thousand}k") == million * 1_000_000 + thousand * 1_000


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading_of_what_is_left(text):
    try:
        amount = parse_amount(text)
    except ValueError:
        return
    assert (amount.count is None) != (amount.kg is None)
