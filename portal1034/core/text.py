"""Vietnamese text, normalised one way: NFC at the edge, folded for search, slugs for addresses.

`fold` has a twin in PostgreSQL (`portal_fold`, made by the first migration of this app); a test holds the two equal
over every Vietnamese letter, composed and decomposed.
"""

import re
import unicodedata

# Letters that do not decompose into a base letter and a mark.
_UNDECOMPOSABLE = str.maketrans({"đ": "d", "Đ": "d", "ð": "d", "Ð": "d"})
_TONES_AND_HOOKS = re.compile(r"[\u0300-\u036f]")


def nfc(value: str) -> str:
    """Return `value` composed (NFC), without NUL and other control characters, line ends as \\n, outer space removed.

    Old Windows keyboards type decomposed Vietnamese; PostgreSQL refuses NUL.
    """
    composed = unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in composed if c in "\n\t" or unicodedata.category(c) != "Cc").strip()


def fold(value: str) -> str:
    """Return `value` in lower case without tone marks: "Vải Thiều" and "vai thieu" become the same string."""
    lowered = unicodedata.normalize("NFC", value).lower().translate(_UNDECOMPOSABLE)
    return _TONES_AND_HOOKS.sub("", unicodedata.normalize("NFD", lowered))


def slugify_vi(value: str) -> str:
    """Return an address part of lower-case ASCII letters, digits and single hyphens; "" when nothing is left."""
    return re.sub(r"[^a-z0-9]+", "-", fold(value)).strip("-")
