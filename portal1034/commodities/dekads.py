"""Dekads: the thirds of a month (đầu, giữa, cuối tháng) in which farmers and the FAO count a season.

A year has 36 dekads, numbered by `index` from 1 (đầu tháng 1) to 36 (cuối tháng 12). The first two of a month have ten
days; the last takes what is left, 8 to 11. An `ordinal` (`year * 36 + index - 1`) numbers every dekad of history in one
line of integers, so that neighbours differ by one also over New Year.

This module is arithmetic only. The database knows the same rules as `portal_dekad(date)`,
`portal_dekad_start(ordinal)` and `portal_dekad_shares(volume_kg, starts, ends)` (first migration of this app); the two
are tested equal.
"""

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Self, overload

from django.utils.translation import gettext, pgettext

from portal1034.core.english import in_english
from portal1034.core.formatting import month_brief, month_name

DEKADS_A_YEAR = 36
_ENGLISH_THIRDS = ("early ", "mid-", "late ")
_DEKAD_TEXT = re.compile(r"(0[1-9]|1[0-2])-([123])")


@dataclass(frozen=True, slots=True, order=True)
class Dekad:
    """One third of one month of one year. Ordered in time, hashable.

    Raises `ValueError` where `index` is outside 1..36 or `year` outside the calendar's 1..9999.
    """

    year: int
    index: int

    def __post_init__(self) -> None:
        if not 1 <= self.index <= DEKADS_A_YEAR:
            raise ValueError(f"A dekad's index runs from 1 to 36, not {self.index}")
        if not dt.MINYEAR <= self.year <= dt.MAXYEAR:
            raise ValueError(f"A dekad's year runs from 1 to 9999, not {self.year}")

    @classmethod
    def of(cls, day: dt.date) -> Self:
        return cls(day.year, (day.month - 1) * 3 + min((day.day - 1) // 10, 2) + 1)

    @classmethod
    def from_ordinal(cls, ordinal: int) -> Self:
        return _from_ordinal(ordinal)

    @property
    def ordinal(self) -> int:
        return self.year * DEKADS_A_YEAR + self.index - 1

    @property
    def month(self) -> int:
        return (self.index - 1) // 3 + 1

    @property
    def third(self) -> int:
        """1 for đầu, 2 for giữa, 3 for cuối."""
        return (self.index - 1) % 3 + 1

    @property
    def start(self) -> dt.date:
        return dt.date(self.year, self.month, (self.third - 1) * 10 + 1)

    @property
    def end(self) -> dt.date:
        """The last day, itself inside the dekad."""
        last = self.third * 10 if self.third < 3 else calendar.monthrange(self.year, self.month)[1]
        return dt.date(self.year, self.month, last)

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    @property
    def label(self) -> str:
        """ "đầu tháng 6", in the reader's language."""
        return dekad_label(self.index)

    @property
    def short(self) -> str:
        """ "đầu T6", for chips and axes, in the reader's language."""
        return dekad_short(self.index)

    def next(self, n: int = 1) -> Self:
        """The dekad `n` later; earlier for a negative `n`."""
        return self.from_ordinal(self.ordinal + n)

    @overload
    def __sub__(self, other: "Dekad") -> int: ...
    @overload
    def __sub__(self, other: int) -> "Dekad": ...
    def __sub__(self, other):
        """Dekads from `other` to this one, or, for a number, the dekad that many earlier."""
        if isinstance(other, Dekad):
            return self.ordinal - other.ordinal
        if isinstance(other, int):
            return self.next(-other)
        return NotImplemented

    def __contains__(self, day: dt.date) -> bool:
        return self.start <= day <= self.end

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02}-{self.third}"


# The calendar asks for the same few dozen thousands of times a page.
@lru_cache(maxsize=512)
def _from_ordinal(ordinal: int) -> Dekad:
    year, index = divmod(ordinal, DEKADS_A_YEAR)
    return Dekad(year, index + 1)


def dekad_label(index: int) -> str:
    """ "đầu tháng 6" for the index 16 of any year, in the reader's language."""
    month, third = divmod(index - 1, 3)
    if in_english():
        return _ENGLISH_THIRDS[third] + month_name(month + 1)
    wording = (
        gettext("đầu tháng %(month)d"),
        gettext("giữa tháng %(month)d"),
        gettext("cuối tháng %(month)d"),
    )
    return wording[third] % {"month": month + 1}


def dekad_short(index: int) -> str:
    """ "đầu T6" for the index 16 of any year, in the reader's language."""
    month, third = divmod(index - 1, 3)
    if in_english():
        return _ENGLISH_THIRDS[third] + month_brief(month + 1)
    wording = (
        pgettext("dekad", "đầu T%(month)d"),
        pgettext("dekad", "giữa T%(month)d"),
        pgettext("dekad", "cuối T%(month)d"),
    )
    return wording[third] % {"month": month + 1}


def dekad_choices() -> list[tuple[int, str]]:
    """The 36 dekads for a select, in the reader's language."""
    return [(index, dekad_label(index)) for index in range(1, DEKADS_A_YEAR + 1)]


def dekads_between(start: dt.date, end: dt.date) -> Iterator[Dekad]:
    """Every dekad that a window of days touches, both ends included, in order; none where `end` is before `start`."""
    if end < start:
        return
    for ordinal in range(Dekad.of(start).ordinal, Dekad.of(end).ordinal + 1):
        yield Dekad.from_ordinal(ordinal)


@lru_cache(maxsize=64)
def parse_dekad(text: str) -> int:
    """The index 1..36 of "06-1" (đầu tháng 6). Raises `ValueError` for anything not written so."""
    match = _DEKAD_TEXT.fullmatch(text)
    if match is None:
        raise ValueError(f"A dekad is written month-third, as in 06-1, not {text!r}")
    return (int(match[1]) - 1) * 3 + int(match[2])


def format_dekad(index: int) -> str:
    """The inverse of `parse_dekad`: "06-1" for 16."""
    month, third = divmod(index - 1, 3)
    return f"{month + 1:02}-{third + 1}"


def season_indices(start: int, end: int) -> tuple[int, ...]:
    """The indices of a yearly season from `start` to `end`, both in it; an end before the start runs over New Year."""
    length = (end - start) % DEKADS_A_YEAR + 1
    return tuple((start - 1 + step) % DEKADS_A_YEAR + 1 for step in range(length))


def share_by_dekad(volume_kg: int, start: dt.date, end: dt.date) -> dict[int, int]:
    """Split whole kilograms over the dekads of a window, in proportion to its days in each.

    Returns kg by ordinal for every dekad touched, zeros too. The shares add up to `volume_kg` exactly, because each is
    the difference of two running totals, `floor(volume_kg * days_so_far / days_in_all)`: one integer division a dekad,
    the same in SQL (`portal_dekad_shares`), and always less than one kilogram away from the exact share.

    Raises `ValueError` for a negative volume or a window that ends before it starts.
    """
    if volume_kg < 0:
        raise ValueError("A volume cannot be negative")
    if end < start:
        raise ValueError("A window cannot end before it starts")
    days_in_all = (end - start).days + 1
    shares, total_before = {}, 0
    for dekad in dekads_between(start, end):
        days_so_far = (min(dekad.end, end) - start).days + 1
        total = volume_kg * days_so_far // days_in_all
        shares[dekad.ordinal] = total - total_before
        total_before = total
    return shares
