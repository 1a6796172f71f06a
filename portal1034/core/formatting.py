"""How figures, days and telephone numbers are written, in Vietnamese and in English: value in, text out.

The examples are Vietnamese; on English pages "1.250.000 đ" is "VND 1,250,000", "1,2 tấn" "1.2 t", "24/11" "24 Nov".

A figure and its unit are joined by a no-break space, so that a narrow screen never parts "12.400" from "tấn".
"""

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from portal1034.core.english import in_english

NBSP = "\u00a0"
MINUS = "\u2212"
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

_KG_IN_TONNE = 1000
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MILLION = 1_000_000
_VIETNAMESE_MOBILE = re.compile(r"^(?:\+?84|0)(\d{3})(\d{3})(\d{3})$")


def number(value: int | float | Decimal, places: int = 0) -> str:
    """Return `value` rounded half up to at most `places` decimals: "1.250.000", "1,25"; needless zeros are dropped."""
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    whole, _, fraction = f"{abs(rounded):f}".partition(".")
    fraction = fraction.rstrip("0")
    digits = grouped(int(whole), fraction)
    return MINUS + digits if rounded < 0 else digits


def grouped(whole: int, fraction: str = "") -> str:
    """Return digits as they are grouped and parted: "1.250.000", "1,25"."""
    if in_english():
        return f"{whole:,}" + (f".{fraction}" if fraction else "")
    return f"{whole:,}".replace(",", ".") + (f",{fraction}" if fraction else "")


def vnd(amount: int) -> str:
    """Return whole đồng as "185.000 đ"."""
    return f"VND{NBSP}{number(amount)}" if in_english() else f"{number(amount)}{NBSP}đ"


def vnd_range(least: int, most: int) -> str:
    """Return "15.000 – 18.000 đ"; in English "VND 15,000 – 18,000"."""
    if in_english():
        return f"{vnd(least)}{NBSP}–{NBSP}{number(most)}"
    return f"{number(least)}{NBSP}–{NBSP}{vnd(most)}"


def vnd_short(amount: int) -> str:
    """Return đồng for headlines, three figures of it: "15.000 đ", "1,25 triệu đ", "3,4 tỷ đ"."""
    for size, word, english in ((1_000_000_000, "tỷ", "billion"), (_MILLION, "triệu", "million")):
        if abs(amount) >= size:
            figure = _three_figures(Decimal(amount) / size)
            return f"VND{NBSP}{figure}{NBSP}{english}" if in_english() else f"{figure}{NBSP}{word}{NBSP}đ"
    return vnd(amount)


def volume(kg: int) -> str:
    """Return kilograms as people say them: "850 kg", "1,2 tấn", "42.600 tấn", "1,3 triệu tấn"."""
    if abs(kg) < _KG_IN_TONNE:
        return f"{number(kg)}{NBSP}kg"
    tonnes = Decimal(kg) / _KG_IN_TONNE
    if abs(tonnes) >= _MILLION:
        return f"{_three_figures(tonnes / _MILLION)}{NBSP}{'million' if in_english() else 'triệu'}{NBSP}{tonne()}"
    return f"{_three_figures(tonnes)}{NBSP}{tonne()}"


def tonne() -> str:
    """Return the word for a thousand kilograms; in English its sign, which no reader takes for another ton."""
    return "t" if in_english() else "tấn"


def weight(grams: int) -> str:
    """Return the weight of one pack: "500 g", "1,5 kg", "12 kg"."""
    if abs(grams) < 1000:
        return f"{number(grams)}{NBSP}g"
    return f"{number(Decimal(grams) / 1000, 3)}{NBSP}kg"


def percent(share: float | Decimal, places: int = 0) -> str:
    """Return a share (0–1) as "42%"; with `places` decimals at most."""
    return f"{number(Decimal(str(share)) * 100, places)}%"


def short_date(day: dt.date | dt.datetime, today: dt.date | None = None) -> str:
    """Return "24/11", or "24/11/2025" when `day` is not in the year of `today` (default: now, in Việt Nam)."""
    day, today = _local_day(day), today or dt.datetime.now(VIETNAM).date()
    if in_english():
        text = f"{day.day}{NBSP}{month_brief(day.month)}"
        return text if day.year == today.year else f"{text}{NBSP}{day.year}"
    text = f"{day.day}/{day.month}"
    return text if day.year == today.year else f"{text}/{day.year}"


def month_name(month: int) -> str:
    """Return "tháng 6"; in English "June"."""
    return _MONTHS[month - 1] if in_english() else f"tháng {month}"


def month_brief(month: int) -> str:
    """Return "Th 6", for axes and heads of columns; in English "Jun"."""
    return _MONTHS[month - 1][:3] if in_english() else f"Th {month}"


def moment(when: dt.datetime, now: dt.datetime | None = None) -> str:
    """Return an aware time as "14:05 hôm nay", "14:05 hôm qua" or "14:05 ngày 21/11", on Vietnamese clocks."""
    local, today = when.astimezone(VIETNAM), (now or dt.datetime.now(VIETNAM)).astimezone(VIETNAM).date()
    clock = f"{local:%H:%M}"
    days_ago = (today - local.date()).days
    named = {0: ("hôm nay", "today"), 1: ("hôm qua", "yesterday")}.get(days_ago)
    if named:
        return f"{clock} {named[in_english()]}"
    return f"{clock} {'on' if in_english() else 'ngày'}{NBSP}{short_date(local, today)}"


def phone(raw: object) -> str:
    """Return a Vietnamese mobile number as people read it aloud, "0912 345 678" (from abroad: "+84 912 345 678").

    Any other number comes back unchanged.
    """
    text = str(raw)
    match = _VIETNAMESE_MOBILE.match(re.sub(r"[\s.\-]", "", text))
    if not match:
        return text
    return NBSP.join((f"+84{NBSP}{match[1]}" if in_english() else "0" + match[1], match[2], match[3]))


def _three_figures(value: Decimal) -> str:
    """Return `value` with the decimals that its size leaves room for: 1,25; 12,5; 125; 42.600."""
    size = abs(value)
    return number(value, 2 if size < 10 else 1 if size < 100 else 0)


def _local_day(day: dt.date | dt.datetime) -> dt.date:
    if not isinstance(day, dt.datetime):
        return day
    return day.astimezone(VIETNAM).date() if day.tzinfo else day.date()
