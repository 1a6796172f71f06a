"""Writes to the catalogue of commodities."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from django.db import transaction

from portal1034.commodities.dekads import parse_dekad
from portal1034.commodities.enums import Unit
from portal1034.commodities.models import Category, Commodity, CommodityAlias, ReferenceSeason
from portal1034.core.text import nfc, slugify_vi
from portal1034.regions.models import Province

_DATA = Path(__file__).parent / "data"
REFERENCE_SEASONS = _DATA / "reference_seasons.csv"
ENGLISH_NAMES = _DATA / "names_en.csv"

# What one fruit, hand, litre or head weighs on average, in kg: common knowledge, corrected in the portal.
_KG_PER_UNIT = {
    "Bưởi Diễn": "1",
    "Bưởi Đoan Hùng": "0.9",
    "Bưởi Phúc Trạch": "1.1",
    "Bưởi Năm Roi": "1.2",
    "Bưởi da xanh": "1.5",
    "Dứa": "1",
    "Vú sữa": "0.3",
    "Chuối": "1.8",
    "Dừa": "1.6",
    "Mật ong bạc hà": "1.4",
    "Gà đồi Yên Thế": "1.8",
}


class UnknownProvince(LookupError):
    """A season names a province that is not loaded; the message is the sentence to show."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows a load added; zeros where everything was there already."""

    commodities: int
    aliases: int
    seasons: int


@dataclass(slots=True)
class _Entry:
    """All that the rows of one commodity say about it."""

    name: str
    category: str
    unit: Unit
    aliases: dict[str, None] = field(default_factory=dict)
    seasons: list[dict[str, str]] = field(default_factory=list)


def _read(path: Path) -> dict[str, _Entry]:
    """The file's commodities by name: one entry each, the aliases of all its rows together, in order."""
    entries: dict[str, _Entry] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            row = {column: nfc(value) for column, value in row.items()}
            entry = entries.setdefault(row["commodity"], _Entry(row["commodity"], row["category"], Unit(row["unit"])))
            entry.aliases.update(dict.fromkeys(filter(None, map(str.strip, row["aliases"].split(";")))))
            entry.seasons.append(row)
    return entries


@transaction.atomic
def load_commodities(*, path: Path = REFERENCE_SEASONS) -> Loaded:
    """Add the categories, commodities, aliases and reference seasons of the file that are missing; change none.

    What officers have corrected stays corrected: a commodity already there keeps its fields and its aliases, a season
    already there its dekads. Provinces must be loaded first; raises `UnknownProvince` for one that is not.
    """
    entries = _read(path)
    known = {commodity.name: commodity for commodity in Commodity.objects.all()}
    new = [entry for entry in entries.values() if entry.name not in known]
    known |= {commodity.name: commodity for commodity in _add_commodities(new)}
    aliases = [CommodityAlias(commodity=known[entry.name], name=name) for entry in new for name in entry.aliases]
    CommodityAlias.objects.bulk_create(aliases)
    _name_in_english(known.values())
    _name_in_english(Category.objects.all())
    return Loaded(len(new), len(aliases), _add_seasons(entries.values(), known))


def _add_commodities(entries: list[_Entry]) -> list[Commodity]:
    categories, english = _categories(entry.category for entry in entries), _english_names()
    taken = set(Commodity.objects.values_list("slug", flat=True))
    commodities = []
    for entry in entries:
        slug = free_slug([entry.name, *entry.aliases], taken)
        taken.add(slug)
        commodities.append(
            Commodity(
                name=entry.name,
                name_en=english.get(entry.name, ""),
                slug=slug,
                category=categories[entry.category],
                unit=entry.unit,
                kg_per_unit=Decimal(_KG_PER_UNIT.get(entry.name, "1")),
            )
        )
    return Commodity.objects.bulk_create(commodities)


def _categories(names: Iterable[str]) -> dict[str, Category]:
    found, english = {category.name: category for category in Category.objects.all()}, _english_names()
    for name in names:
        if name not in found:
            found[name] = Category.objects.create(
                name=name, name_en=english.get(name, ""), slug=slugify_vi(name), position=len(found) + 1
            )
    return found


def _name_in_english(rows: Iterable[Commodity] | Iterable[Category]) -> None:
    """Give crops or their groups the English names of the file, wherever nobody has written one."""
    english = _english_names()
    for row in (each for each in rows if not each.name_en and each.name in english):
        row.name_en = english[row.name]
        row.save(update_fields=["name_en"])


def _english_names() -> dict[str, str]:
    with ENGLISH_NAMES.open(encoding="utf-8", newline="") as lines:
        return {nfc(row["name"]): row["name_en"] for row in csv.DictReader(lines)}


def free_slug(names: list[str], taken: set[str]) -> str:
    """The slug of the first name that is free: Dừa, after Dứa took "dua", is known by its alias as "dua-xiem".

    Where every name is taken, the first gets a number.
    """
    slugs = [slugify_vi(name) for name in names]
    for slug in slugs:
        if slug and slug not in taken:
            return slug
    number = 2
    while f"{slugs[0]}-{number}" in taken:
        number += 1
    return f"{slugs[0]}-{number}"


def _add_seasons(entries: Iterable[_Entry], commodities: dict[str, Commodity]) -> int:
    provinces = {province.code: province for province in Province.objects.all()}
    before = ReferenceSeason.objects.count()
    seasons = []
    for entry in entries:
        for row in entry.seasons:
            if row["province_code"] not in provinces:
                raise UnknownProvince(
                    f"Chưa có tỉnh mã {row['province_code']}: hãy nạp danh sách tỉnh trước khi nạp mùa vụ."
                )
            seasons.append(
                ReferenceSeason(
                    commodity=commodities[entry.name],
                    province=provinces[row["province_code"]],
                    kind=row["kind"],
                    start=parse_dekad(row["start"]),
                    end=parse_dekad(row["end"]),
                    peak=parse_dekad(row["peak"]),
                    basis=row["basis"],
                )
            )
    ReferenceSeason.objects.bulk_create(seasons, ignore_conflicts=True)
    return ReferenceSeason.objects.count() - before
