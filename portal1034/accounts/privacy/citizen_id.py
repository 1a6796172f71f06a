"""The citizen's number (số căn cước, 12 digits): its shape, its cipher, its keyed index, how it is shown.

Cipher: AES-256-GCM under the first of settings.IDENTITY_KEYS, bound to the person it belongs to, so that a row copied
to another person does not open. Index: HMAC-SHA256 under settings.IDENTITY_INDEX_KEY, so that equal numbers can be
found without opening any, and a list of all 10^12 numbers does not help whoever steals the table.
"""

import base64
import binascii
import datetime as dt
import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.translation import gettext as _

from portal1034.core.text import nfc

DIGITS = 12
NONCE_BYTES = 12
KEY_BYTES = 32
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


class UnknownKey(ValueError):
    """A number was written with a key that settings.IDENTITY_KEYS no longer has, or not for this person."""


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
    return hmac.new(_decoded(settings.IDENTITY_INDEX_KEY), number.encode(), hashlib.sha256).hexdigest()


def current_key_id() -> str:
    return key_id(settings.IDENTITY_KEYS[0])


def key_id(key: str) -> str:
    """Return the name of a key, which tells nothing of it."""
    return hashlib.sha256(b"portal1034 identity key " + _decoded(key)).hexdigest()[:12]


def seal(number: str, person_id: int) -> tuple[str, str]:
    """Return (key id, ciphertext in base64) of a number under the current key."""
    key = settings.IDENTITY_KEYS[0]
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(_decoded(key)).encrypt(nonce, number.encode(), _bound_to(person_id))
    return key_id(key), base64.b64encode(nonce + sealed).decode()


def unseal(ciphertext: str, person_id: int, key_name: str) -> str:
    """Return the number. Raises UnknownKey."""
    key = next((k for k in settings.IDENTITY_KEYS if key_id(k) == key_name), None)
    if key is None:
        raise UnknownKey(f"no key {key_name} among IDENTITY_KEYS")
    raw = base64.b64decode(ciphertext)
    try:
        opened = AESGCM(_decoded(key)).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], _bound_to(person_id))
    except InvalidTag as error:
        raise UnknownKey(f"the number of person {person_id} does not open with key {key_name}") from error
    return opened.decode()


def problems_of_keys() -> list[str]:
    """Return what is wrong with the keys in the settings, one English sentence each."""
    found = []
    if not settings.IDENTITY_KEYS:
        found.append("IDENTITY_KEYS holds no key.")
    for name, key in [
        *(("IDENTITY_KEYS", k) for k in settings.IDENTITY_KEYS),
        ("IDENTITY_INDEX_KEY", settings.IDENTITY_INDEX_KEY),
    ]:
        try:
            right = len(_decoded(key)) == KEY_BYTES
        except (binascii.Error, ValueError):
            right = False
        if not right:
            found.append(f"{name} wants {KEY_BYTES} random bytes in URL-safe base64.")
    if settings.IDENTITY_INDEX_KEY in settings.IDENTITY_KEYS:
        found.append("IDENTITY_INDEX_KEY must not be one of IDENTITY_KEYS.")
    return found


def _decoded(key: str) -> bytes:
    return base64.urlsafe_b64decode(key)


def _bound_to(person_id: int) -> bytes:
    return f"portal1034 identity {person_id}".encode()
