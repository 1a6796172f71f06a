"""Addresses as people write them, old or new, resolved to a commune of today.

    parse("xã Hồng Giang, huyện Lục Ngạn, Bắc Giang").converted_text
    → "Phường Chũ, tỉnh Bắc Ninh (trước là xã Hồng Giang, huyện Lục Ngạn, Bắc Giang)"

Nothing leaves the machine: an address is personal data.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal1034.core.text import nfc

from .matching import MAX_CHARACTERS, Reading, communes_of_district, readings
from .models import Commune, FormerPlace, MergedProvince, Province
from .names import Word, lower_first, split_kind, words

logger = logging.getLogger(__name__)

MAX_CANDIDATES = 8
# Readings this close to the best cannot be told from it; those within the wider margin are offered beside it.
_TIE = 0.3
_CLOSE = 1.2
# A province named after the best reading's places, and not theirs, scores at least this.
_OTHER_PROVINCE = 7.4


@dataclass(frozen=True, slots=True)
class Candidate:
    """A commune the address may mean; `former` is the old name the address spells, "" when it spells none."""

    commune: Commune
    former: str = ""

    @property
    def value(self) -> str:
        return self.commune.full_name

    @property
    def label(self) -> str:
        """Return "Phường Chũ, tỉnh Bắc Ninh (trước là xã Hồng Giang, huyện Lục Ngạn, Bắc Giang)"."""
        return f"{self.value} ({self.former})" if self.former else self.value


@dataclass(frozen=True, slots=True)
class ParsedAddress:
    """An address understood as far as it could be.

    `street` is what stands before the commune, as typed. `province` is one of the 63, `merged_province` of the 34;
    without a commune they may still be known. `was_old` says that the address used names of before 1 July 2025.
    `converted_text` is the place of today with its old name in brackets, "" without a commune; `former` is
    what stands in the brackets. `problems` are
    Vietnamese sentences for the person who typed it; `candidates` are the communes to choose from, if it is unclear.
    `commune_codes` are all the communes it may mean, more than the candidates where it names only a district, whose
    name is then `district`.
    """

    text: str
    street: str = ""
    commune: Commune | None = None
    province: Province | None = None
    merged_province: MergedProvince | None = None
    was_old: bool = False
    former: str = ""
    converted_text: str = ""
    problems: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    commune_codes: tuple[str, ...] = ()
    district: str = ""

    @property
    def is_complete(self) -> bool:
        return self.commune is not None


def parse(text: str) -> ParsedAddress:
    """Return what `text` says; never raises for any text. Two queries at most, bounded time (about 1 ms)."""
    return parse_many([text])[0]


def parse_many(texts: Sequence[str]) -> list[ParsedAddress]:
    """Return `parse` of each text, with two queries for all of them; for imports."""
    drafts = [_Draft(text) for text in texts]
    codes = {code for draft in drafts for code in draft.commune_codes}
    communes = {row.code: row for row in Commune.objects.with_provinces().filter(code__in=codes)} if codes else {}
    if missing := codes - communes.keys():
        logger.error("Communes named by the address data are not loaded (run load_regions): %s", sorted(missing)[:5])
    provinces = _Provinces(drafts, communes)
    return [draft.resolve(communes, provinces) for draft in drafts]


class _Provinces:
    """The provinces that drafts need and that no commune brings along."""

    def __init__(self, drafts: Iterable["_Draft"], communes: dict[str, Commune]) -> None:
        self.by_code = {row.province.code: row.province for row in communes.values()}
        self.merged_by_code = {row.province.successor.code: row.province.successor for row in communes.values()}
        best = [draft.best for draft in drafts if draft.best]
        unknown = any(r.province and r.province.code not in self.by_code for r in best) or any(
            r.merged and r.merged.code not in self.merged_by_code for r in best
        )
        if unknown:
            for province in Province.objects.select_related("successor"):
                self.by_code[province.code] = province
                self.merged_by_code[province.successor.code] = province.successor

    def of(self, reading: Reading) -> tuple[Province | None, MergedProvince | None]:
        province = self.by_code.get(reading.province.code) if reading.province else None
        merged = self.merged_by_code.get(reading.merged.code) if reading.merged else None
        return province, merged


class _Draft:
    """The reading of one address before the database is asked."""

    def __init__(self, text: str) -> None:
        self.text = nfc(text[: MAX_CHARACTERS * 2])
        self.is_cut = len(self.text) > MAX_CHARACTERS or len(text) > MAX_CHARACTERS * 2
        self.text = self.text[:MAX_CHARACTERS]
        self.words, self.readings = readings(self.text)
        self.best = self._best()
        self.alternatives = self._alternatives()
        rivals = [r for r in self.alternatives if r.score >= self.best.score - _TIE] if self.best else []
        self.is_tied = bool(self.best and self.best.commune_code and rivals)
        self.commune_codes = self._commune_codes()

    def _best(self) -> Reading | None:
        """The best reading; but "Lục Ngạn" alone is the old district as likely as the commune: then ask which."""
        if not self.readings:
            return None
        best = self.readings[0]
        if best.commune_code and not (best.ward_kind or best.names_province or best.names_district):
            district = next((r for r in self.readings if r.district and not r.commune_code), None)
            if district and district.score >= best.score - 2:
                return district
        return best

    def _alternatives(self) -> list[Reading]:
        """Readings that end in another commune than the best and are worth offering, one for each commune."""
        if self.best is None:
            return []
        margin = _CLOSE if self.best.commune_code else 6
        seen, found = {self.best.commune_code, ""}, []
        for reading in self.readings:
            close = reading is not self.best and reading.score >= self.best.score - margin
            same_merged = self.best.merged is None or reading.merged == self.best.merged
            if close and reading.commune_code not in seen and (same_merged or self.best.commune_code):
                seen.add(reading.commune_code)
                found.append(reading)
        return found[: MAX_CANDIDATES * 2]

    def _commune_codes(self) -> list[str]:
        codes = [
            reading.commune_code for reading in (self.best, *self.alternatives) if reading and reading.commune_code
        ]
        if self.best and self.best.former:
            codes += self.best.former.commune_codes
        if self.best and self.best.district and not self.best.commune_code:
            codes += communes_of_district(self.best.district)
        return list(dict.fromkeys(codes))

    def resolve(self, communes: dict[str, Commune], provinces: _Provinces) -> ParsedAddress:
        if self.best is None:
            return ParsedAddress(self.text, self.text, problems=tuple(self._problems_without_reading()))
        best = self.best
        commune = None if self.is_tied else communes.get(best.commune_code)
        province, merged = provinces.of(best)
        if self.is_tied:
            province = province if all(r.province == best.province for r in self._rivals()) else None
            merged = merged if all(r.merged == best.merged for r in self._rivals()) else None
        return ParsedAddress(
            text=self.text,
            street=_street(self.text, self.words, best),
            commune=commune,
            province=province,
            merged_province=merged,
            was_old=best.former is not None or best.names_district,
            former=_former(best) if commune else "",
            converted_text=Candidate(commune, _former(best)).label if commune else "",
            problems=tuple(self._problems(commune, communes)),
            candidates=self._candidates(communes, commune),
            commune_codes=tuple(self.commune_codes),
            district="" if best.commune_code or not best.district else best.district.name.partition("(")[0].strip(),
        )

    def _rivals(self) -> list[Reading]:
        return [reading for reading in self.alternatives if reading.score >= self.best.score - _TIE]

    def _candidates(self, communes: dict[str, Commune], chosen: Commune | None) -> tuple[Candidate, ...]:
        by_reading = {r.commune_code: r for r in (self.best, *self.alternatives) if r.commune_code}
        divided = self.best.former.commune_codes if self.best.former else ()
        found = [
            Candidate(communes[code], _former(by_reading.get(code, self.best)))
            for code in self.commune_codes
            if code in communes and (code in by_reading or code in divided or not self.best.commune_code)
        ]
        if chosen is not None and len(found) == 1:
            return ()
        return tuple(found[:MAX_CANDIDATES])

    def _problems_without_reading(self) -> Iterable[str]:
        if not self.words:
            yield _("Hãy nhập địa chỉ, ví dụ: xã Hồng Giang, huyện Lục Ngạn, Bắc Giang.")
            return
        if self.is_cut:
            yield self._too_long()
        yield _("Không nhận ra xã, huyện hay tỉnh nào. Hãy ghi xã và tỉnh, ví dụ: xã Hồng Giang, Bắc Giang.")

    def _too_long(self) -> str:
        return _("Địa chỉ dài quá %(limit)d chữ cái; hãy chỉ ghi thôn, xã, huyện và tỉnh.") % {"limit": MAX_CHARACTERS}

    def _problems(self, commune: Commune | None, communes: dict[str, Commune]) -> Iterable[str]:
        best = self.best
        if self.is_cut:
            yield self._too_long()
        if self.is_tied:
            count = min(len(self._rivals()) + 1, MAX_CANDIDATES)
            yield _("Có ít nhất %(count)d nơi hợp với địa chỉ này; hãy chọn đúng xã hoặc phường.") % {"count": count}
        elif best.commune_code and commune is None:
            yield _("Danh mục xã, phường chưa được nạp; hãy báo cho quản trị của cổng.")
        elif commune is None:
            yield self._missing_commune()
        elif best.former and len(best.former.commune_codes) > 1:
            others = [communes[code].name for code in best.former.commune_codes[1:] if code in communes]
            yield _("%(old)s cũ đã chia cho %(new)s và %(others)s; hãy kiểm tra nơi nào là đúng.") % {
                "old": best.former.name,
                "new": lower_first(commune.name),
                "others": ", ".join(lower_first(name) for name in others),
            }
        yield from self._contradictions(communes)

    def _missing_commune(self) -> str:
        if self.best.district:
            place = f"{_in_sentence(self.best.district.name)}, {self.best.province.short_name}"
        else:
            place = (self.best.province or self.best.merged).short_name
        if self.best.first_word:
            return _("Không rõ xã hoặc phường nào ở %(place)s; hãy kiểm tra tên hoặc chọn trong danh sách.") % {
                "place": place
            }
        return _("Hãy ghi thêm xã hoặc phường ở %(place)s.") % {"place": place}

    def _contradictions(self, communes: dict[str, Commune]) -> Iterable[str]:
        best = self.best
        if best.names_province or not (best.district or best.commune_code) or self.is_tied:
            return
        for reading in self.readings:
            bare = not reading.commune_code and reading.district is None
            if bare and reading.score >= _OTHER_PROVINCE and reading.first_word > best.first_word:
                other = (reading.province or reading.merged).short_name
                place = best.district if best.names_district else best.former or communes.get(best.commune_code)
                yield _("%(place)s thuộc %(own)s, không thuộc %(other)s; hãy kiểm tra lại tên tỉnh.") % {
                    "place": place.name if place else "",
                    "own": best.province.short_name,
                    "other": other,
                }
                return


def _street(text: str, found: list[Word], reading: Reading) -> str:
    """Return what stands before the places, as typed, without the comma between."""
    if not found or reading.first_word >= len(found):
        return text
    return text[: found[reading.first_word].start].strip(" \t\n,;.-–|")


def _former(reading: Reading) -> str:
    """Return "trước là xã Hồng Giang, huyện Lục Ngạn, Bắc Giang", with the kind the person wrote; "" for a new name."""
    if reading.former is None:
        if not reading.names_district:
            return ""
        place = f"{_in_sentence(reading.district.name)}, {reading.province.short_name}"
        return _("trước thuộc %(place)s") % {"place": place}
    kind, bare = split_kind(reading.former.name)
    ward = f"{reading.ward_kind or kind} {bare}".strip()
    parts = (ward, _in_sentence(reading.district.name), reading.province.short_name)
    return _("trước là %(place)s") % {"place": ", ".join(filter(None, parts))}


def _in_sentence(name: str) -> str:
    """Return "Huyện Cai Lậy (Huyện)" as "huyện Cai Lậy"."""
    return lower_first(name.partition("(")[0].strip())


def suggest(text: str, limit: int = 8) -> list[Candidate]:
    """Return up to `limit` communes for the beginning of an address or of a name, old or new; at most five queries.

    An address that already names its commune ("p15 tan binh hcm") is understood as one; anything else is searched.
    """
    understood = parse(text)
    found = understood.candidates or ((Candidate(understood.commune, understood.former),) if understood.commune else ())
    searched = Commune.objects.with_provinces().matching(text)[:limit]
    former = _former_names(searched, text)
    offers = (*found, *(Candidate(row, former.get(row.pk, "")) for row in searched))
    unique: dict[int, Candidate] = {}
    for offer in offers:
        unique.setdefault(offer.commune.pk, offer)
    return list(unique.values())[:limit]


def _former_names(communes: Iterable[Commune], text: str) -> dict[int, str]:
    """Return commune → the old name that `text` spells, for communes whose own name it does not spell as well."""
    typed = words(text[:MAX_CHARACTERS])
    own = {row.pk: _spelled(typed, row.name_key) for row in communes}
    best: dict[int, tuple[int, str]] = {}
    for row in FormerPlace.objects.filter(commune__in=own).select_related("commune__province"):
        score = _spelled(typed, row.ward_key)
        if score > max(own[row.commune_id], best.get(row.commune_id, (0, ""))[0]):
            place = f"{row.name_in_sentence}, {row.commune.province.short_name}"
            best[row.commune_id] = (score, _("trước là %(place)s") % {"place": place})
    return {pk: former for pk, (_score, former) in best.items()}


def _spelled(typed: list[str], name_key: str) -> int:
    """Return how many words of a name are typed, the last typed word by its beginning; 0 unless all of them are."""
    name = name_key.split()
    found = [part for part in name if part in typed[:-1] or (typed and part.startswith(typed[-1]))]
    return len(name) if len(found) == len(name) else 0
