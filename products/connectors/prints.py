"""Fingerprints: what names a listing as a marketplace sees it, so that what has not changed is not sent."""

import hashlib
import json
from typing import NamedTuple

_encode = json.JSONEncoder(ensure_ascii=False).encode
# Quotes inside people's words are escaped, so this stands once in the text, at the numbers themselves.
_NO_NUMBERS = '"numbers": [0, 0, '


class Prints(NamedTuple):
    """64 hex digits each: of the whole listing, and of everything but its price and stock."""

    whole: str
    content: str


def prints_of(
    *,
    external_id: str,
    seller: list[str],
    text: list[str],
    numbers: tuple[int, int, int],
    photos: list[str],
    certificates: list[list[str]],
) -> Prints:
    """Return the prints of a listing; `numbers` are price, stock and weight. They are kept: never change the form."""
    price, stock, weight = numbers
    seen = {
        "external_id": external_id,
        "seller": seller,
        "text": text,
        "numbers": [0, 0, weight],
        "photos": photos,
        "certificates": certificates,
    }
    content = _encode(seen)
    whole = content.replace(_NO_NUMBERS, f'"numbers": [{price}, {stock}, ', 1)
    return Prints(hashlib.sha256(whole.encode()).hexdigest(), hashlib.sha256(content.encode()).hexdigest())
