"""Days off in Việt Nam, as data. What the government announces each year is added here, one line a year.

A year without a line has only its fixed days: deadlines then fall earlier, never later.
"""

import datetime as dt
import functools

# Labour Code 2019, article 112: (month, day).
FIXED = ((1, 1), (4, 30), (5, 1), (9, 2))
# The first day of the lunar year in Việt Nam (2030: a day before China's, for the new moon falls before midnight here).
TET = {
    2025: dt.date(2025, 1, 29),
    2026: dt.date(2026, 2, 17),
    2027: dt.date(2027, 2, 6),
    2028: dt.date(2028, 1, 26),
    2029: dt.date(2029, 2, 13),
    2030: dt.date(2030, 2, 2),
}
# Tết is the last day of the old year and the first four of the new one.
TET_BEFORE, TET_DAYS = 1, 5
# Giỗ Tổ Hùng Vương, the tenth of the third lunar month.
KINGS = {
    2025: dt.date(2025, 4, 7),
    2026: dt.date(2026, 4, 26),
    2027: dt.date(2027, 4, 16),
    2028: dt.date(2028, 4, 4),
    2029: dt.date(2029, 4, 23),
    2030: dt.date(2030, 4, 12),
}
# The second day of National Day, before or after it as announced.
NATIONAL_DAY_NEIGHBOUR = {2025: dt.date(2025, 9, 1), 2026: dt.date(2026, 9, 1)}


@functools.cache
def days_off(year: int) -> frozenset[dt.date]:
    """Return the public holidays of `year`, and the working days given for those that fall on a weekend."""
    named = sorted(_named(year))
    off = set(named)
    for day in named:
        if is_weekend(day):
            off.add(_next_free(day, off))
    return frozenset(off)


def is_weekend(day: dt.date) -> bool:
    return day.weekday() >= 5


def _named(year: int) -> set[dt.date]:
    days = {dt.date(year, month, day) for month, day in FIXED}
    if first := TET.get(year):
        days |= {first + dt.timedelta(days=n - TET_BEFORE) for n in range(TET_DAYS)}
    days |= {table[year] for table in (KINGS, NATIONAL_DAY_NEIGHBOUR) if year in table}
    return days


def _next_free(day: dt.date, taken: set[dt.date]) -> dt.date:
    while day in taken or is_weekend(day):
        day += dt.timedelta(days=1)
    return day
