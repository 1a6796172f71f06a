"""The citizen's number (số căn cước, 12 digits): its shape, its cipher, its keyed index, how it is shown.

The cipher is bound to the person it belongs to, so that a row copied to another person does not open. By the index
equal numbers are found without opening any, and a list of all 10^12 numbers does not help whoever steals the table.
"""

import datetime as dt

from django.utils.translation import gettext as _

from portal1034.accounts import sealing
from portal1034.core.text import nfc

DIGITS = 12
# Where a birth was registered: "0" and one of the 63, or a country from 101 on.
PROVINCES = frozenset(
    f"0{code:02d}"
    for code in (
        1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36, 37, 38, 40, 42, 44,
        45, 46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74, 75, 77, 79, 80, 82, 83, 84, 86, 87, 89,
        91, 92, 93, 94, 95, 96,
    )
)  # fmt: skip
COUNTRIES = range(101, 400)
# The digit after the place says the century and the gender: 0 and 1 for births from 1900, 2 and 3 from 2000.
CENTURIES = {"0": 1900, "1": 1900, "2": 2000, "3": 2000}


class BadNumber(ValueError):
    """Not a citizen's number; the message is the Vietnamese sentence to show."""


def read_number(typed: str, today: dt.date) -> str:
    """Return the twelve digits in what was typed ("024 085 000 123"). Raises BadNumber."""
    digits = "".join(c for c in nfc(typed) if c not in " .-\u00a0")
    if not (digits.isascii() and digits.isdecimal()):
        raise BadNumber(_("Số căn cước chỉ có chữ số. Bác xem mặt trước của thẻ."))
    if len(digits) == 9:
        raise BadNumber(_("Đây là số chứng minh nhân dân cũ (9 số). Bác ghi số căn cước 12 số."))
    if len(digits) != DIGITS:
        raise BadNumber(_("Số căn cước có 12 chữ số, bác mới ghi %s số.") % len(digits))
    if digits[:3] not in PROVINCES and int(digits[:3]) not in COUNTRIES:
        raise BadNumber(_("Ba số đầu “%s” không phải mã tỉnh nào. Bác xem lại trên thẻ.") % digits[:3])
    century = CENTURIES.get(digits[3])
    if century is None or century + int(digits[4:6]) > today.year:
        raise BadNumber(_("Số thứ tư đến thứ sáu “%s” không thành năm sinh. Bác xem lại trên thẻ.") % digits[3:6])
    return digits


def masked(number: str) -> str:
    return f"•••••••• {number[-4:]}"


def index_of(number: str) -> str:
    """Return the keyed index of a number: equal for equal numbers, telling nothing without the key."""
    return sealing.keyed_hash(number)


def seal(number: str, person_id: int) -> tuple[str, str]:
    """Return (key id, ciphertext in base64) of a number under the current key."""
    return sealing.seal(number, f"identity {person_id}")


def unseal(ciphertext: str, person_id: int, key_name: str) -> str:
    """Return the number. Raises sealing.UnknownKey."""
    return sealing.unseal(ciphertext, f"identity {person_id}", key_name)
