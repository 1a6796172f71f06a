"""One cell → the text its writer meant. Excel turns numbers, dates and phones into others; this turns them back."""

import datetime as dt
import re
from decimal import Decimal

from django.utils.translation import gettext as _

from portal1034.core.text import nfc

CELL_LIMIT = 500
_SCIENTIFIC = re.compile(r"^\+?\d+(?:[.,]\d+)?E\+?\d{1,2}$", re.IGNORECASE | re.ASCII)
# The numbers of eleven digits became numbers of ten in 2018; lists of before still go round.
_OLD_PREFIXES = {
    **{f"016{n}": f"03{n}" for n in range(2, 10)},
    "0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078",
    "0123": "083", "0124": "084", "0125": "085", "0127": "081", "0129": "082",
    "0186": "056", "0188": "058", "0199": "059",
}  # fmt: skip


def cell_text(value: object) -> str:
    """Return what stands in a cell as one NFC text: 912345678.0 as "912345678", a date as "15/06/2026", "" if empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, dt.datetime):
        return value.strftime("%d/%m/%Y") if value.time() == dt.time() else value.strftime("%d/%m/%Y %H:%M")
    if isinstance(value, dt.date):
        return value.strftime("%d/%m/%Y")
    text = re.sub(r"[\s\u00a0\u200b\ufeff]+", " ", nfc(str(value)[: CELL_LIMIT * 4])).strip()
    if text.startswith("'") and text[1:2] in "=+-@0123456789":  # an apostrophe that means "this is text"
        text = text[1:]
    return text[:CELL_LIMIT]


def _number(value: float) -> str:
    if value != value or value in (float("inf"), float("-inf")):
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def is_error(text: str) -> bool:
    """Whether a formula of the file could not be worked out: "#N/A", "#REF!"…"""
    return text.startswith("#") and text.rstrip("!?").upper() in {
        "#N/A", "#REF", "#VALUE", "#NAME", "#DIV/0", "#NULL", "#NUM", "#SPILL", "#CALC",
    }  # fmt: skip


def phone_text(text: str) -> tuple[str, str]:
    """Return (number as people write it, note); raises ValueError when Excel has cut digits off.

    "912345678" gets its zero back, "9.12345678E+08" is written out, 0163… becomes 033… with a note.
    """
    first = re.split(r"[;/]| - |,(?!\d{1,8}[Ee])| hoặc ", text)[0].strip() if not _SCIENTIFIC.match(text) else text
    if _SCIENTIFIC.match(first):
        first = _written_out(first)
    digits = re.sub(r"[\s.\-()]", "", first)
    if digits.startswith("+84"):
        digits = "0" + digits[3:].removeprefix("0")
    elif digits.startswith("84") and len(digits) in (11, 12):
        digits = "0" + digits[2:]
    elif re.fullmatch(r"[1-9]\d{8,9}", digits, re.ASCII):
        digits = "0" + digits
    if len(digits) == 11 and digits[:4] in _OLD_PREFIXES:
        digits = _OLD_PREFIXES[digits[:4]] + digits[4:]
        return digits, _("Số 11 chữ số đời cũ đã đổi thành %s.") % digits
    return digits, ""


def _written_out(text: str) -> str:
    mantissa, exponent = re.split("[Ee]", text)
    if len(re.sub(r"\D", "", mantissa)) <= int(exponent):  # "9.12E+08" says three digits of nine
        raise ValueError(
            _("Excel đã cắt mất các số cuối. Đặt cột là Văn bản (Text) rồi gõ lại đủ 10 số, như 0912 345 678.")
        )
    return str(int(Decimal(text.upper().replace(",", "."))))
