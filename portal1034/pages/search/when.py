"""When: "giữa tháng 6", "cuối T11", "tháng 7", "mid-June" among the words of a question, with or without tone marks."""

import re

_THIRDS = {"dau": 0, "giua": 1, "cuoi": 2, "early": 0, "mid": 1, "late": 2}
_MIDDLE = 1
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
           "december")  # fmt: skip
_BRIEF = re.compile(r"t(\d{1,2})")
_LEADING = {"vao", "trong", "in"}


def take_dekad(plain: list[str]) -> tuple[int | None, range]:
    """The dekad (1..36) that folded words name first, and which of them say so; (None, an empty range) for none.

    A month without its third stands for the middle of it.
    """
    for place in range(len(plain)):
        month, length = _month(plain[place : place + 2])
        if month:
            start, third = place, _MIDDLE
            if start and plain[start - 1] in _THIRDS:
                start -= 1
                third = _THIRDS[plain[start]]
            elif length == 1 and plain[place] == "may":  # without its third it is as often a word of another language
                continue
            if start and plain[start - 1] in _LEADING:
                start -= 1
            return (month - 1) * 3 + third + 1, range(start, place + length)
    return None, range(0)


def _month(words: list[str]) -> tuple[int, int]:
    """The month that words begin with and how many of them name it; (0, 0) for none."""
    if words[0] == "thang" and len(words) > 1 and words[1].isdecimal() and 1 <= int(words[1]) <= 12:
        return int(words[1]), 2
    if (brief := _BRIEF.fullmatch(words[0])) and 1 <= int(brief[1]) <= 12:
        return int(brief[1]), 1
    if words[0] in _MONTHS:
        return _MONTHS.index(words[0]) + 1, 1
    return 0, 0
