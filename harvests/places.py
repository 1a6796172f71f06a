"""Where: the whole country, a zone, one of the 63 provinces or of the 34, chosen by an address part."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from portal1034.core.kept import kept
from portal1034.core.text import slugify_vi
from portal1034.regions.enums import Zone
from portal1034.regions.models import Province
from portal1034.regions.names import lower_first

SIXTY_THREE, THIRTY_FOUR = "63", "34"


@dataclass(frozen=True, slots=True)
class Place:
    """A set of the 63 provinces under one name; `province_ids` is None for the whole country."""

    name: str
    slug: str = ""
    province_ids: frozenset[int] | None = None

    @property
    def is_country(self) -> bool:
        return self.province_ids is None

    @property
    def name_in_sentence(self) -> str:
        return lower_first(self.name) if self.is_country else self.name

    def holds(self, province_id: int) -> bool:
        return self.province_ids is None or province_id in self.province_ids


def _provinces() -> tuple[Province, ...]:
    return tuple(Province.objects.select_related("successor").order_by("code"))


@dataclass(frozen=True, eq=False)
class Geography:
    """Every place that can be chosen, read by one map: `borders` is "63" or "34"."""

    provinces: tuple[Province, ...]
    borders: str = SIXTY_THREE
    country: Place = field(default_factory=lambda: Place(_("Cả nước")))

    @classmethod
    def read(cls, borders: str = SIXTY_THREE) -> "Geography":
        """One query, once: the provinces change with a new version only."""
        borders = THIRTY_FOUR if borders == THIRTY_FOUR else SIXTY_THREE
        return kept(("regions",), ("geography", borders), lambda: cls(_provinces(), borders))

    @property
    def is_merged(self) -> bool:
        return self.borders == THIRTY_FOUR

    @cached_property
    def zones(self) -> list[Place]:
        with translation.override(settings.LANGUAGE_CODE):  # an address is one in both languages
            slugs = {zone: slugify_vi(str(zone.label)) for zone in Zone}
        return [
            Place(str(zone.label), slugs[zone], self._ids(p for p in self.provinces if p.zone == zone)) for zone in Zone
        ]

    @cached_property
    def units(self) -> list[Place]:
        """The 63 or the 34, in the order of their names."""
        members: dict[tuple[str, str], list[Province]] = {}
        for province in self.provinces:
            unit = self.unit_of(province)
            members.setdefault((unit.short_name, unit.slug), []).append(province)
        places = [Place(name, slug, self._ids(provinces)) for (name, slug), provinces in members.items()]
        return sorted(places, key=lambda place: place.slug)

    @cached_property
    def by_id(self) -> dict[int, Province]:
        return {province.pk: province for province in self.provinces}

    def unit_of(self, province: Province):
        """The province as its own map names it: itself, or what it became."""
        return province.successor if self.is_merged else province

    def find(self, slug: str) -> Place | None:
        """The place of an address part; the country for "", None for one that does not exist."""
        if not slug:
            return self.country
        return next((place for place in (*self.units, *self.zones) if place.slug == slug), None)

    def names(self, province_ids: Iterable[int], most: int = 3) -> tuple[str, ...]:
        """Short names of up to `most` places, in the order given, each once."""
        found = dict.fromkeys(self.unit_of(self.by_id[pk]).short_name for pk in province_ids if pk in self.by_id)
        return tuple(found)[:most]

    @staticmethod
    def _ids(provinces: Iterable[Province]) -> frozenset[int]:
        return frozenset(province.pk for province in provinces)
