"""The places of the country as plain rows, read from the data that `vietnamadminunits` carries and our provinces.csv.

Only the data of that package is used, none of its functions: its converter sends the street of a divided ward to a
geocoding service abroad, and its parser matches letters inside words ("Thanh Nghị" contains "hn", so it is Hà Nội).

Its mapping joins same-named old wards of different provinces (Thạnh Quới in Cần Thơ and in Sóc Trăng), so 23 communes
look as if they straddled two of the 63. None does: see `_former_places`.
"""

import csv
import hashlib
import json
import sqlite3
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from portal1034.core.text import nfc

from .names import joined

_OWN_DATA = Path(__file__).parent / "data"
# Raise it when the way rows are derived changes, so that loaded databases are refreshed.
_DERIVATION = "1"

# Kinds of old places as the package's joined keys begin with them ("y" is "i", see names.words).
_KINDS = ("phuong", "thitran", "xa", "quan", "huien", "thixa", "thanhpho", "tt", "tx", "tp")
# Districts that were gone before 1 July 2025 and that people still write; the source knows only their keys.
_GONE_DISTRICTS = {"huyenlocha": "Huyện Lộc Hà", "huyentralinh": "Huyện Trà Lĩnh", "thanhphohue": "Thành phố Huế"}


@dataclass(frozen=True, slots=True)
class MergedProvinceRow:
    code: str
    name: str
    short_name: str


@dataclass(frozen=True, slots=True)
class ProvinceRow:
    code: str
    name: str
    short_name: str
    zone: str
    map_id: str
    merged_code: str


@dataclass(frozen=True, slots=True)
class CommuneRow:
    code: str
    name: str
    short_name: str
    kind: str
    province_code: str
    merged_code: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class DistrictRow:
    """A district of before 1 July 2025. `keys` are its joined names, its own first, then names it had before."""

    code: str
    name: str
    province_code: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormerRow:
    """An old ward and the communes it went to, the default one first.

    Five island districts had no wards: there `name` is "". `districts` starts with the district the ward was in last;
    districts it was in before a division of 2020–2025 follow.
    """

    code: str
    name: str
    short_name: str
    districts: tuple[DistrictRow, ...]
    province_code: str
    commune_codes: tuple[str, ...]
    alias_keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gazetteer:
    merged_provinces: tuple[MergedProvinceRow, ...]
    provinces: tuple[ProvinceRow, ...]
    communes: tuple[CommuneRow, ...]
    former_places: tuple[FormerRow, ...]


def _package_data() -> Path:
    spec = find_spec("vietnamadminunits")
    if spec is None or spec.origin is None:
        raise RuntimeError("The package vietnamadminunits is not installed; it carries the communes.")
    return Path(spec.origin).parent / "data"


def _sources() -> tuple[Path, ...]:
    package = _package_data()
    return (
        _OWN_DATA / "provinces.csv",
        package / "dataset.db",
        package / "converter_2025.json",
        package / "parser_legacy.json",
    )


def fingerprint() -> str:
    """Return a digest of the source files and of the way rows are derived from them (about 10 ms)."""
    digest = hashlib.sha256(_DERIVATION.encode())
    for path in _sources():
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


@cache
def provinces() -> tuple[ProvinceRow, ...]:
    """Return the 63 provinces by code, from provinces.csv."""
    return tuple(
        ProvinceRow(r["code"], nfc(r["name"]), nfc(r["short_name"]), nfc(r["zone"]), r["map_id"], r["merged_code"])
        for r in _province_table()
    )


@cache
def merged_provinces() -> tuple[MergedProvinceRow, ...]:
    """Return the 34 provinces by code, from provinces.csv."""
    unique = {
        r["merged_code"]: MergedProvinceRow(r["merged_code"], nfc(r["merged_name"]), nfc(r["merged_short_name"]))
        for r in _province_table()
    }
    return tuple(unique[code] for code in sorted(unique))


def _province_table() -> list[dict[str, str]]:
    with (_OWN_DATA / "provinces.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@cache
def gazetteer() -> Gazetteer:
    """Return every place of the country. Read once per process (about 0.4 s, 10 MB); needs no database."""
    _, database, converter_path, parser_path = _sources()
    connection = sqlite3.connect(f"file:{database}?mode=ro&immutable=1", uri=True)
    try:
        connection.row_factory = sqlite3.Row
        old_units = connection.execute("SELECT * FROM admin_units_legacy ORDER BY rowid").fetchall()
        new_units = connection.execute("SELECT * FROM admin_units ORDER BY rowid").fetchall()
    finally:
        connection.close()
    destinations = _destinations(json.loads(converter_path.read_text(encoding="utf-8")))
    divided = json.loads(parser_path.read_text(encoding="utf-8"))["DICT_PROVINCE_DISTRICT_DIVIDED"]
    home = _home_provinces(old_units, destinations)
    return Gazetteer(
        merged_provinces=merged_provinces(),
        provinces=provinces(),
        communes=_communes(new_units, home),
        former_places=_former_places(old_units, new_units, destinations, home, divided),
    )


_Unit = tuple[str, str]


def _destinations(converter: dict) -> dict[str, list[_Unit]]:
    """Return old ward key → (new province key, new ward key) of each commune it went to, the default one first."""
    destinations: dict[str, list[_Unit]] = defaultdict(list)
    for province, wards in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for new_ward, old_keys in wards.items():
            for old_key in old_keys:
                destinations[old_key].append((province, new_ward))
    for province, wards in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old_key, parts in wards.items():
            ordered = sorted(parts, key=lambda part: not part["isDefaultNewWard"])
            destinations[old_key].extend((province, part["newWardKey"]) for part in ordered)
    return destinations


def _old_key(unit: sqlite3.Row) -> str:
    return f"{unit['provinceKey']}_{unit['districtKey']}_{unit['wardKey'] or ''}"


def _home_provinces(old_units: list[sqlite3.Row], destinations: dict[str, list[_Unit]]) -> dict[_Unit, str]:
    """Return commune → code of the one of the 63 that most of its old wards were in.

    For every commune whose own code was an old ward's, this agrees with where that ward was (a test holds it).
    """
    votes: dict[_Unit, Counter[str]] = defaultdict(Counter)
    for unit in old_units:
        for commune in destinations[_old_key(unit)]:
            votes[commune][unit["provinceCode"]] += 1
    return {commune: counter.most_common(1)[0][0] for commune, counter in votes.items()}


def _communes(new_units: list[sqlite3.Row], home: dict[_Unit, str]) -> tuple[CommuneRow, ...]:
    return tuple(
        CommuneRow(
            code=unit["wardCode"],
            name=nfc(unit["ward"]),
            short_name=_bare(unit["wardShort"]),
            kind=nfc(unit["wardType"]),
            province_code=home[unit["provinceKey"], unit["wardKey"]],
            merged_code=unit["provinceCode"],
            latitude=unit["wardLat"],
            longitude=unit["wardLon"],
        )
        for unit in new_units
    )


def _bare(short_name: str) -> str:
    """Return "Cai Lậy (Thị xã)" as "Cai Lậy": the source marks names that two units of one place share."""
    return nfc(short_name.partition("(")[0])


def _alias_keys(source: str | None, own: str) -> tuple[str, ...]:
    """Return the joined names in the source's JSON list, without a kind in front, other than `own`.

    The source mostly lists a name with and without its kind; "phuonglien" beside "phuongphuonglien" is a bare name.
    """
    listed = dict.fromkeys(joined(alias) for alias in json.loads(source or "[]"))
    bare: dict[str, None] = {}
    for key in listed:
        prefix = next((kind for kind in _KINDS if key.startswith(kind)), "")
        is_bare = any(kind + key in listed for kind in _KINDS)
        bare[key if is_bare else key.removeprefix(prefix)] = None
    bare.pop(own, None)
    return tuple(bare)


def _districts(old_units: list[sqlite3.Row]) -> dict[_Unit, DistrictRow]:
    districts = {}
    for unit in old_units:
        place = (unit["provinceKey"], unit["districtKey"])
        if place not in districts:
            own = joined(_bare(unit["districtShort"])).removeprefix(
                "quan" if unit["districtShort"][-1:].isdigit() else ""
            )
            keys = (own, *_alias_keys(unit["districtAlias"], own))
            districts[place] = DistrictRow(unit["districtCode"], nfc(unit["district"]), unit["provinceCode"], keys)
    return districts


def _earlier_districts(unit: sqlite3.Row, districts: dict[_Unit, DistrictRow], divided: dict) -> list[DistrictRow]:
    """Return the districts people still name for a ward that moved when a district was divided (Lục Ngạn → Chũ)."""
    province, found = unit["provinceKey"], []
    ward_keys = set(json.loads(unit["wardKeywords"] or "[]"))
    for earlier_key, division in divided.get(province, {}).items():
        wards = division["districts"].get(unit["districtKey"], {}).get("wardKeywords", ())
        if earlier_key == unit["districtKey"] or ward_keys.isdisjoint(wards):
            continue
        if earlier := districts.get((province, earlier_key)):
            found.append(earlier)
        elif name := _GONE_DISTRICTS.get(earlier_key):
            key = joined(name.removeprefix("Huyện ").removeprefix("Thành phố "))
            found.append(DistrictRow("", name, unit["provinceCode"], (key,)))
    return found


def _former_places(
    old_units: list[sqlite3.Row],
    new_units: list[sqlite3.Row],
    destinations: dict[str, list[_Unit]],
    home: dict[_Unit, str],
    divided: dict,
) -> tuple[FormerRow, ...]:
    """Return every old ward with where it went, leaving out communes in another of the 63 than the ward's own.

    Those few (28 of 10,602) are the source's confusion of same-named wards up to 100 km apart; each such ward also
    went to a commune of its own province.
    """
    codes = {(unit["provinceKey"], unit["wardKey"]): unit["wardCode"] for unit in new_units}
    districts = _districts(old_units)
    places = []
    for unit in old_units:
        own = joined(_bare(unit["wardShort"] or ""))
        inside = [commune for commune in destinations[_old_key(unit)] if home[commune] == unit["provinceCode"]]
        district = districts[unit["provinceKey"], unit["districtKey"]]
        places.append(
            FormerRow(
                code=unit["wardCode"] or unit["districtCode"],
                name=nfc(unit["ward"] or ""),
                short_name=_bare(unit["wardShort"] or ""),
                districts=(district, *_earlier_districts(unit, districts, divided)),
                province_code=unit["provinceCode"],
                commune_codes=tuple(dict.fromkeys(codes[commune] for commune in inside)),
                alias_keys=_alias_keys(unit["wardAlias"], own),
            )
        )
    return tuple(places)
