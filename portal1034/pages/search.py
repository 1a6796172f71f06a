"""What a person means by "vải thiều bắc giang": a crop and a place, each with or without tone marks, old names too."""

import re
from dataclasses import dataclass

from portal1034.commodities.models import Commodity
from portal1034.core.text import fold, nfc
from portal1034.regions.models import Province

MAX_QUERY = 120
_FILLERS = re.compile(r"\b(?:o|tai|tinh|thanh pho|tp|cua|mua|ban|can)\b")


@dataclass(frozen=True)
class Question:
    """`text` as typed (NFC, cut), `rest` without the place; `province` is None when no place was named."""

    text: str
    rest: str
    province: Province | None

    @property
    def is_empty(self) -> bool:
        return not self.text


def understand(typed: str) -> Question:
    """Split what was typed into a place and the rest. One query."""
    text = nfc(typed)[:MAX_QUERY]
    folded = _spaced(text)
    if not folded.strip():
        return Question("", "", None)
    provinces = sorted(Province.objects.all(), key=lambda p: -len(p.short_name))
    for province in provinces:
        name = _spaced(province.short_name)
        if name in folded:
            return Question(text, _without(text, province.short_name), province)
    return Question(text, text, None)


def _spaced(text: str) -> str:
    return f" {' '.join(re.findall(r'[a-z0-9]+', fold(text)))} "


def _without(text: str, place: str) -> str:
    """Return `text` less the words of `place`, keeping the marks of what is left ("dứa" and "dừa" differ)."""
    words = [word for word in text.split() if _spaced(word).strip()]
    wanted = _spaced(place).split()
    plain = [_spaced(word).strip() for word in words]
    for start in range(len(words) - len(wanted) + 1):
        if plain[start : start + len(wanted)] == wanted:
            left = words[:start] + words[start + len(wanted) :]
            return " ".join(w for w in left if not _FILLERS.fullmatch(fold(w).strip(",.")))
    return text


def commodities_for(question: Question, limit: int = 8):
    """Return crops named in the question, best first; none when only a place was named."""
    return list(Commodity.objects.active().matching(question.rest)[:limit]) if question.rest else []
