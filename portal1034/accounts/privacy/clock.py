"""The law's clocks, as pure functions of dates: an answer in 2 working days, the deed in 15 days (20 with a
marketplace), prolonged once by 15 days at most. The day a request comes in does not count.
"""

import datetime as dt

from portal1034.accounts.privacy.holidays import days_off, is_weekend

ANSWER_WORKING_DAYS = 2
ACTION_DAYS = 15
ACTION_DAYS_WITH_MARKETPLACE = 20
LONGEST_EXTENSION_DAYS = 15


def is_working_day(day: dt.date) -> bool:
    return not is_weekend(day) and day not in days_off(day.year)


def add_working_days(day: dt.date, count: int) -> dt.date:
    """Return the `count`-th working day after `day`; `day` itself never counts."""
    while count:
        day += dt.timedelta(days=1)
        count -= is_working_day(day)
    return day


def answer_due(received: dt.date) -> dt.date:
    return add_working_days(received, ANSWER_WORKING_DAYS)


def action_due(received: dt.date, *, marketplace_acts: bool) -> dt.date:
    return received + dt.timedelta(days=ACTION_DAYS_WITH_MARKETPLACE if marketplace_acts else ACTION_DAYS)


def extended(due: dt.date, days: int) -> dt.date:
    """Return the new deadline; raise ValueError for less than one day or more than the law allows."""
    if not 1 <= days <= LONGEST_EXTENSION_DAYS:
        raise ValueError(f"an extension is 1 to {LONGEST_EXTENSION_DAYS} days, not {days}")
    return due + dt.timedelta(days=days)
