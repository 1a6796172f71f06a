"""Planting-area and packing-house codes, and whether the province they name is the household's.

The plant-protection rules write "VN-" + letters of the province + "OR" (orchard) or "PH" (packing house) + a number:
VN-BGOR-0123, VN-DLPH-05. Older and market-specific codes look otherwise, so any letters, digits, dots, hyphens and
slashes are taken. The letters have no public table: a group *fits* a name when it is made of one or more first letters
of each word in turn ("BG", "BGI" and "BAGI" fit Bắc Giang; "BTH" fits Bình Thuận). The household's province of the 63
and the one of the 34 it became both count. We doubt a code only when its letters fit neither but do fit another
province: it is a question to look again, never a refusal.
"""

import functools
import re

from django.utils.translation import gettext as _

from portal1034.core.text import fold
from portal1034.regions.gazetteer import merged_provinces, provinces
from portal1034.regions.models import Province

MAX_LENGTH = 40
_LOOSE = re.compile(r"^(?=.*\d)[A-Z0-9][A-Z0-9./-]{2,39}$")
_STANDARD = re.compile(r"^VN-?([A-Z]{2,5}?)-?(OR|PH)-?\d+", re.ASCII)


def clean_code(text: str) -> str:
    """Return the code in capitals without marks and spaces; raise ValueError with the sentence to show."""
    code = re.sub(r"\s+", "", fold(text).upper()).replace("–", "-").replace("—", "-")
    if not _LOOSE.match(code):
        raise ValueError(_("Mã chưa đọc được. Bác ghi đúng như trên quyết định, như VN-BGOR-0123."))
    return code


def province_letters(code: str) -> str:
    """Return the letters that name a province, "BG" of VN-BGOR-0123; "" when the code is not of that form."""
    match = _STANDARD.match(code)
    return match[1] if match else ""


def doubt_about_code(code: str, province: Province) -> str:
    """Return a Vietnamese sentence when the code seems to name another province, else "". Needs `successor`."""
    letters = province_letters(code)
    if not letters or fits(letters, province.short_name) or fits(letters, province.successor.short_name):
        return ""
    others = [name for name in _province_names() if fits(letters, name)]
    if not others:
        return ""
    return _("Chữ “%(letters)s” trong mã giống tên %(others)s, còn hộ ở %(province)s. Xem lại mã trên quyết định.") % {
        "letters": letters,
        "others": _(" hoặc ").join(others[:3]),
        "province": province.short_name,
    }


def fits(letters: str, name: str) -> bool:
    """Whether `letters` is one or more first letters of each word of `name`, in turn."""
    words = re.findall(r"[a-z]+", fold(name))
    return _fits(letters.lower(), tuple(words))


def _fits(letters: str, words: tuple[str, ...]) -> bool:
    if not words:
        return not letters
    first, rest = words[0], words[1:]
    longest = min(len(first), len(letters))
    return any(letters[:size] == first[:size] and _fits(letters[size:], rest) for size in range(1, longest + 1))


@functools.cache
def _province_names() -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.short_name for row in (*provinces(), *merged_provinces())))
