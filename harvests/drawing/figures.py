"""What the drawings share: weights in words, steps of a scale, the names of dekads and months."""

import html
from collections.abc import Callable, Sequence
from functools import lru_cache

from django.utils.html import escape
from django.utils.translation import gettext

from portal1034.commodities.dekads import DEKADS_A_YEAR, dekad_label
from portal1034.core.english import in_english
from portal1034.core.formatting import grouped, tonne

KG_A_TONNE = 1000
STEPS = 5

CellUrl = str | Callable[[int], str] | None


def weight_text(kg: int) -> str:
    """A weight as people say it: "850 kg", "1,5 tấn", "12.400 tấn"; tenths of a tonne only below ten tonnes."""
    return weigher()(kg)


def weigher() -> Callable[[int], str]:
    """`weight_text` in the reader's language, for loops that ask for hundreds."""
    return _in_english if in_english() else _in_vietnamese


def _weight_text(kg: int) -> str:
    if kg < KG_A_TONNE:
        return f"{kg} kg"
    tenths = (kg * 10 + KG_A_TONNE // 2) // KG_A_TONNE
    if tenths >= 100:
        tenths = (kg + KG_A_TONNE // 2) // KG_A_TONNE * 10
    whole, tenth = divmod(tenths, 10)
    return f"{grouped(whole, str(tenth) if tenth else '')} {tonne()}"


_in_vietnamese, _in_english = (lru_cache(maxsize=4096)(_weight_text) for _language in ("vi", "en"))


def dekad_names() -> list[str]:
    """The 36 dekads by position 0..35, in the reader's language."""
    return [dekad_label(index) for index in range(1, DEKADS_A_YEAR + 1)]


def cell_urls(url: CellUrl) -> list[str] | None:
    """The escaped address of each of the 36 dekads, from a template with `{index}` or a function of the index."""
    if url is None:
        return None
    if callable(url):  # thousands a page, all plain text: Django's own asks of each whether it is lazy
        return [html.escape(url(index)) for index in range(1, DEKADS_A_YEAR + 1)]
    before, _, after = str(escape(url)).partition("{index}")
    return [f"{before}{index}{after}" for index in range(1, DEKADS_A_YEAR + 1)]


def runs(reference: Sequence[bool | None]) -> list[tuple[int, int]]:
    """The (first, last) indices 1..36 of each stretch of a yearly season; one over New Year is one stretch."""
    inside = [bool(flag) for flag in reference]
    if all(inside):
        return [(1, DEKADS_A_YEAR)] if inside else []
    starts = [place for place in range(len(inside)) if inside[place] and not inside[place - 1]]
    found = []
    for start in starts:
        length = 1
        while inside[(start + length) % len(inside)]:
            length += 1
        found.append((start + 1, (start + length - 1) % len(inside) + 1))
    return found


def season_sentence(reference: Sequence[bool | None], names: Sequence[str]) -> str:
    """ "Thường vào vụ từ cuối tháng 5 đến giữa tháng 7." in words; "" where no reference season is known."""
    stretches = runs(reference)
    if not stretches:
        return ""
    if stretches == [(1, DEKADS_A_YEAR)]:
        return gettext("Thường có quanh năm.")
    spans = [
        gettext("từ %(start)s đến %(end)s") % {"start": names[start - 1], "end": names[end - 1]}
        for start, end in stretches
    ]
    return gettext("Thường vào vụ %(spans)s.") % {"spans": ", ".join(spans)}
