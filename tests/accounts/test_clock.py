"""The law's clocks: weekends and holidays never count, deadlines never move backwards, one extension of 15 days."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal1034.accounts.privacy import clock
from portal1034.accounts.privacy.holidays import FIXED, KINGS, TET, days_off, is_weekend

DAYS = st.dates(dt.date(2025, 1, 1), dt.date(2031, 12, 31))


@given(DAYS)
def test_an_answer_is_due_on_a_working_day(day):
    assert clock.is_working_day(clock.answer_due(day))


@given(DAYS, st.integers(1, 12))
def test_exactly_that_many_working_days_lie_between(day, count):
    due = clock.add_working_days(day, count)
    between = [day + dt.timedelta(days=n) for n in range(1, (due - day).days + 1)]
    assert sum(map(clock.is_working_day, between)) == count


@given(DAYS)
def test_a_later_request_is_never_due_earlier(day):
    assert clock.answer_due(day) <= clock.answer_due(day + dt.timedelta(days=1))


@given(DAYS)
def test_a_marketplace_gives_five_days_more(day):
    alone, together = (clock.action_due(day, marketplace_acts=acts) for acts in (False, True))
    assert (alone - day).days == 15
    assert (together - day).days == 20


@given(DAYS, st.integers(-40, 40))
def test_an_extension_is_one_to_fifteen_days(day, days):
    if 1 <= days <= 15:
        assert clock.extended(day, days) == day + dt.timedelta(days=days)
    else:
        with pytest.raises(ValueError, match="1 to 15"):
            clock.extended(day, days)


@given(st.integers(2025, 2031))
def test_a_holiday_on_a_weekend_gives_a_working_day_back(year):
    off = days_off(year)
    named = {dt.date(year, m, d) for m, d in FIXED}
    assert named <= off
    weekend = [day for day in off if is_weekend(day)]
    given_back = [day for day in off if not is_weekend(day)]
    assert len(given_back) >= len(weekend)


@pytest.mark.parametrize(
    ("received", "due", "why"),
    [
        ("2026-11-23", "2026-11-25", "Monday to Wednesday"),
        ("2026-11-26", "2026-11-30", "Thursday over the weekend to Monday"),
        ("2026-11-28", "2026-12-01", "Saturday does not count"),
        ("2026-02-13", "2026-02-24", "Friday before Tết, which takes the whole week"),
        ("2026-04-29", "2026-05-05", "over 30/4, 1/5 and a weekend"),
        ("2026-08-31", "2026-09-04", "over both days of National Day"),
        ("2026-04-24", "2026-04-29", "Giỗ Tổ on a Sunday gives Monday back"),
    ],
)
def test_days_as_the_calendar_on_the_wall_has_them(received, due, why):
    assert clock.answer_due(dt.date.fromisoformat(received)) == dt.date.fromisoformat(due), why


def test_tet_and_the_kings_are_known_years_ahead():
    assert set(TET) == set(KINGS) == set(range(2025, 2031))


def test_a_year_without_data_has_its_fixed_days_only():
    assert days_off(2041) >= {dt.date(2041, 1, 1), dt.date(2041, 9, 2)}
