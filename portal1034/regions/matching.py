"""Find the places that an address names. Pure: text and the gazetteer in, scored readings out, no database.

An address is read as words. Every run of words that spells the name of a commune, an old ward, an old district or a
province is noted; a reading is a commune or ward with the district and the province it really lay in, where the text
names them. The best-scored readings win. Work is bounded by the 300 characters that are read.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from portal1034.core.text import fold

from .gazetteer import CommuneRow, DistrictRow, FormerRow, MergedProvinceRow, ProvinceRow, gazetteer
from .names import Word, joined, joined_with_marks, split_kind, split_words

MAX_CHARACTERS = 300
_MAX_NAME_WORDS = 7

# What a mention is worth. Only the order matters: a province and a district outweigh a ward that contradicts them,
# kinds, marks and commas decide between names, and a name in doubt loses to none. `_name_score`, `_district_score`
# and `_province_score` add what sets mentions of one level apart.
_PROVINCE_WORTH, _DISTRICT_WORTH, _NAME_WORTH = 8, 6, 5

# How a kind is written, as folded words; the value is the kind those words can stand for.
_KIND_WORDS: dict[tuple[str, ...], str] = {
    ("xa",): "xã", ("x",): "xã",
    ("phuong",): "phường", ("p",): "phường", ("f",): "phường",
    ("thi", "tran"): "thị trấn", ("tt",): "thị trấn",
    ("dac", "khu"): "đặc khu", ("dk",): "đặc khu",
    ("huien",): "huyện", ("h",): "huyện",
    ("quan",): "quận", ("q",): "quận",
    ("thi", "xa"): "thị xã", ("tx",): "thị xã",
    ("thanh", "pho"): "thành phố", ("tp",): "thành phố", ("t", "p"): "thành phố",
    ("tinh",): "tỉnh", ("t",): "tỉnh", ("thu", "do"): "thành phố",
}  # fmt: skip
_COMMUNE_KINDS = {"xã", "phường", "thị trấn", "đặc khu"}
_DISTRICT_KINDS = {"huyện", "quận", "thị xã", "thành phố"}
_PROVINCE_KINDS = {"tỉnh", "thành phố"}
_PROVINCE_ALIASES = {
    "01": ("hn",),
    "06": ("baccan",),
    "46": ("thuathienhue", "tthue"),
    "48": ("dn",),
    "66": ("daclac", "daklac", "daclak", "darlac"),
    "67": ("dacnong",),
    "77": ("brvt", "baria", "vungtau"),
    "79": ("hcm", "saigon", "sg", "tphcm", "hcmc"),
}


@dataclass(frozen=True, slots=True)
class Span:
    """A run of words that spells a name; `first` includes the words of its kind, `name_first` does not."""

    first: int
    name_first: int
    last: int
    kind: str
    key: str
    typed: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand the address; the higher the score, the more of it is explained."""

    score: float
    commune_code: str = ""
    former: FormerRow | None = None
    district: DistrictRow | None = None
    province: ProvinceRow | None = None
    merged: MergedProvinceRow | None = None
    names_district: bool = False
    names_province: bool = False
    first_word: int = 0
    ward_kind: str = ""


@dataclass(slots=True)
class _Index:
    communes: dict[str, list[CommuneRow]] = field(default_factory=lambda: defaultdict(list))
    wards: dict[str, list[FormerRow]] = field(default_factory=lambda: defaultdict(list))
    districts: dict[str, list[DistrictRow]] = field(default_factory=lambda: defaultdict(list))
    provinces: dict[str, ProvinceRow] = field(default_factory=dict)
    merged: dict[str, MergedProvinceRow] = field(default_factory=dict)
    province_by_code: dict[str, ProvinceRow] = field(default_factory=dict)
    merged_by_code: dict[str, MergedProvinceRow] = field(default_factory=dict)
    wards_by_district: dict[tuple[str, str], list[FormerRow]] = field(default_factory=lambda: defaultdict(list))
    districts_of_commune: dict[str, dict[str, DistrictRow]] = field(default_factory=lambda: defaultdict(dict))


@cache
def _index() -> _Index:
    places, index = gazetteer(), _Index()
    for province in places.provinces:
        index.province_by_code[province.code] = province
        for key in (joined(province.short_name), *_PROVINCE_ALIASES.get(province.code, ())):
            index.provinces[key] = province
    for merged in places.merged_provinces:
        index.merged_by_code[merged.code] = merged
        for key in (joined(merged.short_name), *_PROVINCE_ALIASES.get(merged.code, ())):
            index.merged[key] = merged
    for commune in places.communes:
        index.communes[joined(split_kind(commune.name)[1])].append(commune)
    for former in places.former_places:
        for key in dict.fromkeys((joined(split_kind(former.name)[1]), *former.alias_keys)):
            index.wards[key].append(former)
        for district in former.districts:
            for key in district.keys:
                if district not in index.districts[key]:
                    index.districts[key].append(district)
            index.wards_by_district[district.province_code, district.name].append(former)
            for code in former.commune_codes:
                index.districts_of_commune[code][district.name] = district
    index.wards.pop("", None)
    return index


def _kind_before(words: list[Word], position: int) -> tuple[int, str]:
    """Return (how many words, kind) of the kind that ends right before `position`; (0, "") when there is none."""
    for length in (2, 1):
        first = position - length
        if first >= 0 and words[first].segment == words[position].segment:
            kind = _KIND_WORDS.get(tuple(word.key for word in words[first:position]))
            if kind:
                return length, kind
    return 0, ""


def _spans(words: list[Word]) -> Iterator[Span]:
    for first in range(len(words)):
        kind_length, kind = _kind_before(words, first)
        key = ""
        for last in range(first, min(first + _MAX_NAME_WORDS, len(words))):
            if words[last].segment != words[first].segment:
                break
            key += words[last].key
            typed = " ".join(word.text for word in words[first : last + 1])
            if kind:
                yield Span(first - kind_length, first, last, kind, key, typed)
            if not key.isdigit():
                yield Span(first, first, last, "", key, typed)


def _agreement(typed: str, name: str) -> float:
    """Return how well the marks of `typed` agree with `name`: typed without marks says nothing either way."""
    if typed == fold(typed):
        return 0
    return 1.5 if joined_with_marks(typed) == joined_with_marks(name) else -1.5


@dataclass(slots=True)
class Mentions:
    """What the words of one address spell, by level."""

    words: list[Word]
    communes: list[tuple[Span, CommuneRow]] = field(default_factory=list)
    wards: list[tuple[Span, FormerRow]] = field(default_factory=list)
    districts: dict[str, list[tuple[Span, DistrictRow]]] = field(default_factory=lambda: defaultdict(list))
    provinces: dict[str, list[Span]] = field(default_factory=lambda: defaultdict(list))
    merged: dict[str, list[Span]] = field(default_factory=lambda: defaultdict(list))


def _mentions(words: list[Word]) -> Mentions:
    index, found = _index(), Mentions(words)
    for span in _spans(words):
        if not span.kind or span.kind in _COMMUNE_KINDS:
            found.communes.extend((span, row) for row in index.communes.get(span.key, ()))
            found.wards.extend((span, row) for row in index.wards.get(span.key, ()))
        if not span.kind or span.kind in _DISTRICT_KINDS:
            for row in index.districts.get(span.key, ()):
                found.districts[row.province_code].append((span, row))
        if not span.kind or span.kind in _PROVINCE_KINDS:
            if province := index.provinces.get(span.key):
                found.provinces[province.code].append(span)
            if merged := index.merged.get(span.key):
                found.merged[merged.code].append(span)
    return found


def _whole_segment(words: list[Word], span: Span) -> bool:
    before = span.first == 0 or words[span.first - 1].segment != words[span.first].segment
    after = span.last == len(words) - 1 or words[span.last + 1].segment != words[span.last].segment
    return before and after


def _name_score(words: list[Word], span: Span, name: str, kind: str) -> float:
    """Score one name: that it is there, that its kind and marks agree, that commas set it off."""
    score = _NAME_WORTH + 0.2 * (span.last - span.name_first) + (1.5 if _whole_segment(words, span) else 0)
    if span.kind:
        score += 2 if span.kind == kind else -0.5
    return score + _agreement(span.typed, name)


def _province_score(
    mentions: Mentions, code: str, merged_code: str, after: int, if_old: float = 0.6
) -> tuple[float, Span | None]:
    """Return (score, span) of the last mention, after word `after`, of a place's province, old or new.

    `if_old` is added for a mention by the name of one of the 63: it speaks for an old ward, against a new commune.
    """
    best: tuple[float, Span | None] = (0, None)
    end = len(mentions.words) - 1
    for spans, is_old in ((mentions.merged.get(merged_code, ()), False), (mentions.provinces.get(code, ()), True)):
        for span in spans:
            if span.first > after:
                score = (
                    8 + (1 if span.kind in _PROVINCE_KINDS else 0) + (if_old if is_old else 0) - 0.6 * (end - span.last)
                )
                if best[1] is None or score > best[0]:
                    best = (score, span)
    return best


def _district_score(
    mentions: Mentions, candidates: tuple[DistrictRow, ...], after: int, before: int
) -> tuple[float, DistrictRow | None, Span | None]:
    best: tuple[float, DistrictRow | None, Span | None] = (0, None, None)
    names = {row.name for row in candidates}
    for span, row in mentions.districts.get(candidates[0].province_code, ()) if candidates else ():
        if row.name not in names or not after < span.first or not span.last < before:
            continue
        score = _DISTRICT_WORTH + (1.5 if _whole_segment(mentions.words, span) else 0)
        kind, bare = split_kind(row.name)
        score += (2 if span.kind == kind else 0.5) if span.kind else 0
        score += _agreement(span.typed, bare) if span.key == row.keys[0] else 0
        score -= 0 if row is candidates[0] else 0.5
        if score > best[0]:
            best = (score, row, span)
    return best


def _reading(score: float, span: Span, province_code: str, **named: Any) -> Reading:
    province = _index().province_by_code[province_code]
    merged = _index().merged_by_code[province.merged_code]
    kind = span.kind if span.kind in _COMMUNE_KINDS else ""
    return Reading(score, province=province, merged=merged, first_word=span.first, ward_kind=kind, **named)


def _commune_readings(mentions: Mentions) -> Iterator[Reading]:
    index, count = _index(), len(mentions.words)
    for span, row in mentions.communes:
        province_score, province_span = _province_score(
            mentions, row.province_code, row.merged_code, span.last, if_old=-0.75
        )
        before = province_span.first if province_span else count
        districts = tuple(index.districts_of_commune[row.code].values())
        district_score, district, _ = _district_score(mentions, districts, span.last, before)
        kind, bare = split_kind(row.name)
        doubt = _doubt(mentions.words, span, province_span is not None, district is not None)
        if doubt is None:
            continue
        score = _name_score(mentions.words, span, bare, kind) + province_score - doubt
        # A new commune has no district: where one is named, the old ward of that name is the likelier reading.
        score += district_score - 1 if district else 1.5
        yield _reading(
            score,
            span,
            row.province_code,
            commune_code=row.code,
            district=district,
            names_district=district is not None,
            names_province=province_span is not None,
        )


def _ward_readings(mentions: Mentions) -> Iterator[Reading]:
    index, count = _index(), len(mentions.words)
    for span, row in mentions.wards:
        province = index.province_by_code[row.province_code]
        province_score, province_span = _province_score(mentions, province.code, province.merged_code, span.last)
        before = province_span.first if province_span else count
        district_score, district, _ = _district_score(mentions, row.districts, span.last, before)
        kind, bare = split_kind(row.name)
        doubt = _doubt(mentions.words, span, province_span is not None, district is not None)
        if doubt is None:
            continue
        alias = span.key != joined(bare)
        score = _name_score(mentions.words, span, span.typed if alias else bare, kind) - (1 if alias else 0)
        yield _reading(
            score + province_score + district_score - doubt,
            span,
            row.province_code,
            commune_code=row.commune_codes[0],
            former=row,
            district=district or row.districts[0],
            names_district=district is not None,
            names_province=province_span is not None,
        )


def _doubt(words: list[Word], span: Span, has_province: bool, has_district: bool) -> float | None:
    """Return what to take off the score of a name that stands without its kind, or None: it is no place at all.

    Streets carry the names of wards ("12 Nguyễn Trãi, Hà Nội"), provinces those of towns ("Bắc Giang").
    """
    if span.kind or has_district:
        return 0
    starts_part = span.first == 0 or words[span.first - 1].segment != words[span.first].segment
    if not has_province:
        return 4 if _whole_segment(words, span) else None
    if starts_part:
        return 0
    return None if words[span.first - 1].key[:1].isdigit() else 3


def _wider_readings(mentions: Mentions) -> Iterator[Reading]:
    """Readings that reach only a district or a province; an island district without wards reaches its commune."""
    index = _index()
    for code, found in mentions.districts.items():
        province = index.province_by_code[code]
        for span, row in found:
            score, province_span = _province_score(mentions, code, province.merged_code, span.last)
            doubt = _doubt(mentions.words, span, province_span is not None, False)
            if doubt is None:
                continue
            islands = [ward for ward in index.wards_by_district[code, row.name] if not ward.name]
            own, _, _ = _district_score(mentions, (row,), span.first - 1, span.last + 1)
            yield _reading(
                score + own - doubt,
                span,
                code,
                commune_code=islands[0].commune_codes[0] if islands else "",
                former=islands[0] if islands else None,
                district=row,
                names_district=True,
                names_province=province_span is not None,
            )
    for code in mentions.merged:
        score, span = _province_score(mentions, "", code, -1)
        if span:
            yield Reading(score, merged=index.merged_by_code[code], names_province=True, first_word=span.first)
    for code in mentions.provinces:
        province = index.province_by_code[code]
        score, span = _province_score(mentions, code, "", -1)
        if span:
            merged = index.merged_by_code[province.merged_code]
            yield Reading(score + 0.1, province=province, merged=merged, names_province=True, first_word=span.first)


def readings(text: str) -> tuple[list[Word], list[Reading]]:
    """Return the words of `text` and its readings, the best first; give it at most MAX_CHARACTERS."""
    words = split_words(text)
    mentions = _mentions(words)
    found = [*_commune_readings(mentions), *_ward_readings(mentions), *_wider_readings(mentions)]
    found.sort(key=lambda reading: -reading.score)
    return words, found


def communes_of_district(district: DistrictRow) -> list[str]:
    """Return the codes of the communes that the wards of an old district went to."""
    wards = _index().wards_by_district[district.province_code, district.name]
    return list(dict.fromkeys(code for ward in wards for code in ward.commune_codes))
