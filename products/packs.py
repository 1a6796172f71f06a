"""How goods are packed, as households write it ("thùng 5 kg", "túi 3 quả"), for readers of English pages."""

import re

from portal1034.core.english import in_english

# Vietnamese word → (one, many).
_WORDS = {
    "thùng": ("carton", "cartons"),
    "hộp": ("box", "boxes"),
    "túi": ("bag", "bags"),
    "gói": ("pack", "packs"),
    "hũ": ("jar", "jars"),
    "lọ": ("jar", "jars"),
    "chai": ("bottle", "bottles"),
    "bao": ("sack", "sacks"),
    "sọt": ("crate", "crates"),
    "khay": ("tray", "trays"),
    "giỏ": ("basket", "baskets"),
    "rổ": ("basket", "baskets"),
    "bó": ("bunch", "bunches"),
    "chùm": ("bunch", "bunches"),
    "xấp": ("stack", "stacks"),
    "cây": ("roll", "rolls"),
    "can": ("can", "cans"),
    "nải": ("hand", "hands"),
    "buồng": ("stem", "stems"),
    "quả": ("piece", "pieces"),
    "trái": ("piece", "pieces"),
    "con": ("head", "head"),
    "lít": ("litre", "litres"),
}
_PACK = re.compile(r"(\w+)\s+([\d.,]+)\s*(\w+)")


def pack(label: str) -> str:
    """Return "thùng 10 quả" as it is, in English "carton of 10 pieces"; words nobody has put into English stay."""
    if not in_english():
        return label
    match = _PACK.fullmatch(label)
    if match is None or match[1].lower() not in _WORDS:
        return packs(label, 1)
    inside = packs(match[3], 1 if match[2] == "1" else 2)
    figure = match[2].replace(",", "§").replace(".", ",").replace("§", ".")
    return f"{packs(match[1], 1)} of {figure} {inside}"


def packs(word: str, count: int) -> str:
    """Return "thùng" as it is, in English "carton" or "cartons"."""
    known = _WORDS.get(word.lower()) if in_english() else None
    return known[count != 1] if known else word
