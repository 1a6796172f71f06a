"""What a person means by "vai thieu luc ngan": a crop, a place, a time; marks or none, old names too."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from portal1034.commodities.models import Commodity
from portal1034.core.kept import kept
from portal1034.core.text import fold, nfc
from portal1034.pages.search.when import take_dekad
from portal1034.regions.addresses import ParsedAddress, parse_many

MAX_QUERY = 120
MAX_WORDS = 12
MAX_CROP_RUNS = 4
MAX_SKIPPED = 3
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_FILLERS = frozenset({"o", "tai", "cua", "mua", "ban", "can", "gia", "noi", "vung", "tinh", "huyen"})


@dataclass(frozen=True)
class Question:
    """`text` as typed (NFC, cut). `crops` are those it names in full; `place` is where, None when no place is named.

    `dekad` (1..36) is when, None when no time is named. `rest` is what none of them explains, `subject` what is asked
    for wherever and whenever it is: all but place and time.
    """

    text: str = ""
    subject: str = ""
    rest: str = ""
    crops: tuple[Commodity, ...] = ()
    place: ParsedAddress | None = None
    dekad: int | None = None

    @property
    def is_empty(self) -> bool:
        return not self.text


@dataclass(frozen=True)
class _Reading:
    """One way to cut the words: `crops` named by `crop`, then `skipped`, then `tail`, to be read as a place."""

    crops: tuple[Commodity, ...]
    crop: str
    is_whole_name: bool
    skipped: str
    tail: str


@dataclass(frozen=True)
class _Words:
    typed: list[str]
    plain: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, text: str) -> "_Words":
        typed = _WORD.findall(text)[:MAX_WORDS]
        return cls(typed, [fold(word) for word in typed])

    def part(self, start: int, end: int) -> tuple[str, str]:
        """Return words as typed in lower case, and folded, each joined by spaces."""
        return " ".join(self.typed[start:end]).lower(), " ".join(self.plain[start:end])

    def without(self, start: int, end: int) -> list[str]:
        return self.typed[:start] + self.typed[end:]


def understand(typed: str) -> Question:
    """Say what was typed as a crop, a place and a rest, the way that explains most of it. At most four queries."""
    text = nfc(typed)[:MAX_QUERY]
    words = _Words.of(text)
    if not words.typed:
        return Question()
    dekad, said = take_dekad(words.plain)
    if dekad:
        words = _Words(words.without(said.start, said.stop), [w for at, w in enumerate(words.plain) if at not in said])
        if not words.typed:
            return Question(text, dekad=dekad)
    readings = [cut for reading in _readings(words) for cut in reading]
    places = parse_many([reading.tail for reading in readings])
    cuts = zip(readings, places, strict=True)
    best = max(((reading, _question(text, reading, place)) for reading, place in cuts), key=_worth)[1]
    return replace(best, dekad=dekad) if dekad else best


def _readings(words: _Words) -> Iterator[Iterator[_Reading]]:
    """Every run of words that is the name of a crop, or its beginning, the longest first; and none."""
    names = kept(("season",), ("crop-names",), _crop_names)
    count, taken = len(words.typed), 0
    for length in range(count, 0, -1):
        for start in range(count - length + 1):
            typed, plain = words.part(start, start + length)
            whole = names.whole.get(plain)
            named = whole or names.beginnings.get(plain)
            if named and taken < MAX_CROP_RUNS:
                taken += 1
                crops = _best(named, typed, plain)
                crop = " ".join(words.typed[start : start + length])
                yield _cuts(crops, crop, bool(whole), words.without(start, start + length))
    yield _cuts((), "", False, words.typed)


def _cuts(crops: tuple[Commodity, ...], crop: str, is_whole: bool, others: list[str]) -> Iterator[_Reading]:
    """The place is said last: "ngon rẻ ở lục ngạn" is tried whole, then with fewer and fewer of its first words."""
    for skipped in range(min(len(others), MAX_SKIPPED) + 1):
        yield _Reading(crops, crop, is_whole, " ".join(others[:skipped]), " ".join(others[skipped:]))


@dataclass(frozen=True)
class _CropNames:
    """Folded words → the crops they name in full, or begin to name ("cà phê"), each with those words as written."""

    whole: dict[str, list[tuple[str, Commodity]]] = field(default_factory=dict)
    beginnings: dict[str, list[tuple[str, Commodity]]] = field(default_factory=dict)


def _crop_names() -> _CropNames:
    names = _CropNames()
    for crop in Commodity.objects.active().prefetch_related("aliases"):
        for name in (crop.name_vi, crop.name_en, *(alias.name for alias in crop.aliases.all())):
            words = _WORD.findall(nfc(name).lower())
            for length in range(1, len(words) + 1):
                written = " ".join(words[:length])
                known = names.whole if length == len(words) else names.beginnings
                known.setdefault(fold(written), []).append((written, crop))
    return names


def _best(named: list[tuple[str, Commodity]], typed: str, plain: str) -> tuple[Commodity, ...]:
    """With marks, only the crops so marked; without, all of them ("dua" is Dưa, Dứa and Dừa)."""
    exact = [crop for written, crop in named if written == typed]
    chosen = exact if exact and typed != plain else [crop for _written, crop in named]
    return tuple({crop.pk: crop for crop in chosen}.values())


def _question(text: str, reading: _Reading, place: ParsedAddress) -> Question:
    named = place.commune or place.province or place.merged_province or place.candidates
    if named and _is_meant(place, reading.tail):
        left = f"{reading.skipped} {place.street}"
    else:
        place, left = None, f"{reading.skipped} {reading.tail}"
    rest = " ".join(word for word in left.split() if fold(word) not in _FILLERS)
    subject = " ".join(filter(None, (reading.crop, rest)))
    return Question(text, subject, rest, reading.crops, place)


def _is_meant(place: ParsedAddress, typed: str) -> bool:
    """A single word typed with other marks than the place's is no place: "gạo" is not Gào."""
    words = _WORD.findall(typed.lower())
    if len(words) != 1 or fold(words[0]) == words[0]:
        return True
    return words[0] in _names(place).lower()


def _names(place: ParsedAddress) -> str:
    provinces = (row.short_name for row in (place.province, place.merged_province) if row)
    return " ".join((place.converted_text, place.district, *provinces, *(c.label for c in place.candidates)))


def _worth(cut: tuple[_Reading, Question]) -> tuple:
    """Most words explained first; then a crop named in full, any crop, the longer name, a place."""
    reading, question = cut
    unexplained = len(question.rest.split())
    crop = (reading.is_whole_name, bool(question.crops), len(reading.crop))
    return (-unexplained, *crop, question.place is not None, -len(reading.skipped))
