"""Numbers and dates as people write them: "15k", "15.000đ", "1,2 tấn", "giữa tháng 6".

Each parser returns whole units or raises `ValueError` with the Vietnamese sentence to show beside the field.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from portal1034.core.text import fold, nfc

MAX_VND = 10_000_000_000
MAX_KG = 100_000_000

_SCALE = {"": 1, "k": 1_000, "nghin": 1_000, "ngan": 1_000, "tr": 1_000_000, "trieu": 1_000_000, "m": 1_000_000}
_MONEY = re.compile(
    r"^([\d.,\s]*\d)\s*(k|nghin|ngan|trieu|tr|m)?\s*(\d{1,3}|ruoi)?\s*(k|nghin|ngan)?\s*(?:d|dong|vnd)?$", re.ASCII
)
_WEIGHT = re.compile(r"^([\d.,\s]*\d)\s*(kg|ki|kilo|ky|can|ta|tan|yen|t)?\s*(ruoi)?$", re.ASCII)
_KG = {"": 1, "kg": 1, "ki": 1, "ky": 1, "kilo": 1, "can": 1, "yen": 10, "ta": 100, "tan": 1_000, "t": 1_000}
# A dozen is "tá": without its mark it would be read as "tạ", a hundred kilograms.
_PIECES = {"chục": 10, "chuc": 10, "tá": 12}
_DOZENS = re.compile(r"^(\d[\d.\s]*)\s*(chục|chuc|tá)\b")
_UNITS = "thung|tui|sot|gio|hop|hu|lo|goi|bao|bo|bi|chai|vi|khay|qua|trai|nai|buong|con|cai|lit|cu|bong"
_PACKS = re.compile(rf"^(\d[\d.\s]*)\s*(?:{_UNITS})$", re.ASCII)
_BARE = re.compile(r"^[\d.,\s]+$", re.ASCII)
_DAY = re.compile(r"^(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{2}|\d{4}))?$", re.ASCII)
_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$", re.ASCII)
_THIRD = re.compile(
    r"^(dau|giua|cuoi|thuong tuan|trung tuan|ha tuan)\s*(?:thang|t)?\s*(\d{1,2})(?:[/\s]+(?:nam\s*)?(\d{4}))?$"
)
_BETWEEN = re.compile(r"\s*(?:\bden\b|\btoi\b|\s-\s|–|—)\s*")
_MONTH = re.compile(r"^(?:thang|t)\s*(\d{1,2})(?:[/\s]+(?:nam\s*)?(\d{4}))?$", re.ASCII)


def parse_decimal(text: str) -> Decimal:
    """Read a number with Vietnamese or English separators: "1.250.000", "1,5", "1 250". Raises ValueError."""
    digits = re.sub(r"\s", "", text)
    if re.fullmatch(r"\d{1,3}([.,]\d{3})+", digits):  # groups of three are thousands
        digits = re.sub(r"[.,]", "", digits)
    elif digits.count(",") + digits.count(".") == 1:
        digits = digits.replace(",", ".")
    elif re.fullmatch(r"\d{1,3}(\.\d{3})+,\d+", digits):
        digits = digits.replace(".", "").replace(",", ".")
    try:
        return Decimal(digits)
    except InvalidOperation as error:
        raise ValueError(_("Số này chưa đọc được: “%s”.") % text) from error


def parse_vnd(text: str) -> int:
    """Return whole đồng from "15k", "1tr2", "1tr250k", "15.000đ", "2,5 triệu", "2 triệu rưỡi"."""
    match = _MONEY.match(re.sub(r"[₫]", "d", fold(text)).strip())
    if not match:
        raise ValueError(_("Giá chưa đọc được. Ghi như 15.000 hoặc 15k."))
    number, scale, tail, thousands = match.group(1), match.group(2) or "", match.group(3), match.group(4)
    if (tail and not scale) or (thousands and (_SCALE[scale] < 1_000_000 or not (tail or "").isdigit())):
        raise ValueError(_("Giá chưa đọc được. Ghi như 15.000 hoặc 15k."))
    amount = parse_decimal(number) * _SCALE[scale]
    if tail == "ruoi":
        amount += Decimal(_SCALE[scale]) / 2
    elif thousands:  # "1tr250k"
        amount += Decimal(tail) * 1000
    elif tail:  # "1tr2" is 1,200,000 and "15k5" is 15,500
        amount += Decimal(tail) * _SCALE[scale] / (10 ** len(tail))
    if amount != int(amount):
        raise ValueError(_("Giá phải là số đồng chẵn, như 15.000."))
    if amount > MAX_VND:
        raise ValueError(_("Giá này lớn quá, xem lại giúp."))
    return int(amount)


def parse_kg(text: str) -> int:
    """Return whole kilograms from "3 tấn", "500kg", "1,5 tạ", "800" (a bare number is kilograms)."""
    spaced = re.sub(r"\s+", " ", fold(text)).strip()  # a no-break space is a space too
    cleaned = re.sub(r"^(khoang|tam|gan|chung|~)\s*", "", spaced)
    match = _WEIGHT.match(cleaned)
    if not match:
        raise ValueError(_("Sản lượng chưa đọc được. Ghi như 3 tấn hoặc 500 kg."))
    scale = _KG[match.group(2) or ""]
    kilograms = int(parse_decimal(match.group(1)) * scale + (Decimal(scale) / 2 if match.group(3) else 0))
    if kilograms <= 0:
        raise ValueError(_("Sản lượng phải lớn hơn 0."))
    if kilograms > MAX_KG:
        raise ValueError(_("Sản lượng này lớn quá, xem lại giúp."))
    return kilograms


@dataclass(frozen=True)
class Amount:
    """How much there is, in packs (`count`) or in kilograms; the other is None."""

    count: int | None = None
    kg: int | None = None

    def in_units_of(self, weight_g: int | None) -> int:
        """Return how many whole units it is; of what is weighed, one unit's weight has to be known."""
        return self.count if self.kg is None else self.kg * 1000 // weight_g


def parse_amount(text: str, maximum: int = 999_999) -> Amount:
    """Read "120", "120 thùng", "5 chục", "2 tá" as a count, "3 tạ", "500 kg" as kilograms. Raises ValueError."""
    typed = nfc(text).strip().lower()
    if match := _DOZENS.match(typed):
        return Amount(count=parse_count(match[1], maximum // _PIECES[match[2]]) * _PIECES[match[2]])
    if match := _PACKS.match(fold(typed)):
        return Amount(count=parse_count(match[1], maximum))
    if _WEIGHT.match(fold(typed)) and not _BARE.match(typed):
        return Amount(kg=parse_kg(typed))
    return Amount(count=parse_count(text, maximum))


def parse_count(text: str, maximum: int = 999_999) -> int:
    """Return a whole number from 0 to `maximum`, thousands separated or not."""
    digits = re.sub(r"[\s.]", "", text.strip())
    if not digits.isascii() or not digits.isdigit():
        raise ValueError(_("Chỗ này cần một số, như 120."))
    if int(digits[:12]) > maximum:
        raise ValueError(_("Số này lớn quá: nhiều nhất là %s.") % f"{maximum:,}".replace(",", "."))
    return int(digits)


def parse_day(text: str, today: date, *, end: bool = False) -> date:
    """Return a day from "15/6", "15/6/2027", "2027-06-15", "giữa tháng 6", "tháng 6".

    A part of a month means its first day, or its last with `end=True`. Without a year, the coming one is meant: the
    date nearest after `today` less 60 days, because people also write down what has just begun.
    """
    folded = re.sub(r"\s+", " ", fold(text)).strip()
    if match := _ISO.match(folded):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _DAY.match(folded):
        year = int(match[3]) + (2000 if len(match[3]) == 2 else 0) if match[3] else None
        return _in_coming_year(lambda y: _day(y, int(match[2]), int(match[1])), year, today)
    if match := _THIRD.match(folded):
        part = {"dau": 0, "thuong tuan": 0, "giua": 1, "trung tuan": 1, "cuoi": 2, "ha tuan": 2}[match[1]]
        return _in_coming_year(lambda y: _part(y, int(match[2]), part, end), _year(match[3]), today)
    if match := _MONTH.match(folded):
        return _in_coming_year(lambda y: _part(y, int(match[1]), 2 if end else 0, end), _year(match[2]), today)
    raise ValueError(_("Ngày chưa đọc được. Ghi như 15/6 hoặc giữa tháng 6."))


def parse_window(text: str, today: date) -> tuple[date, date]:
    """Return first and last day from "giữa tháng 6", "15/6 đến 5/7", "từ cuối tháng 12 đến giữa tháng 1", "tháng 6".

    An end before the start is meant in the year after. Raises ValueError as `parse_day` does.
    """
    folded = re.sub(r"\s+", " ", fold(text)).strip().removeprefix("tu ").removeprefix("khoang ")
    parts = _BETWEEN.split(folded)
    if len(parts) > 2 or not all(parts):
        raise ValueError(_("Khoảng ngày chưa đọc được. Ghi như “giữa tháng 6” hoặc “15/6 đến 5/7”."))
    first, last = parts[0], parts[-1]
    if len(parts) == 2 and re.fullmatch(r"dau|giua|cuoi", first) and (month := re.search(r"\d{1,2}.*$", last)):
        first = f"{first} thang {month[0]}"  # "đầu đến giữa tháng 6"
    starts_on = parse_day(first, today)
    ends_on = parse_day(last, today, end=True)
    if ends_on < starts_on and len(parts) == 2 and not re.search(r"\d{4}", last):
        ends_on = parse_day(f"{last}/{starts_on.year + (ends_on.month < starts_on.month)}", today, end=True)
    return starts_on, ends_on


def _year(text: str | None) -> int | None:
    return int(text) if text else None


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise ValueError(
            _("Lịch không có ngày %(day)s/%(month)s/%(year)s.") % {"day": day, "month": month, "year": year}
        ) from error


def _part(year: int, month: int, part: int, end: bool) -> date:
    if not 1 <= month <= 12:
        raise ValueError(_("Một năm có tháng 1 đến tháng 12."))
    if not end:
        return date(year, month, part * 10 + 1)
    return date(year, month, calendar.monthrange(year, month)[1] if part == 2 else part * 10 + 10)


def _in_coming_year(make, year: int | None, today: date) -> date:
    if year is not None:
        if not 2020 <= year <= today.year + 5:
            raise ValueError(_("Năm %s xa quá, xem lại giúp.") % year)
        return make(year)
    try:
        candidate = make(today.year)
    except ValueError:
        return make(today.year + 1)  # 29/2 written in the year before a leap year
    return make(today.year + 1) if (today - candidate).days > 60 else candidate
