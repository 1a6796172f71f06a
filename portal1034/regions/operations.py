"""Load the places of the country into the database."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, models, transaction
from django.utils import translation

from portal1034.core.text import slugify_vi

from .enums import CommuneKind, Zone
from .gazetteer import CommuneRow, FormerRow, fingerprint, gazetteer
from .models import Commune, FormerPlace, MergedProvince, Province, RegionRelease
from .names import joined, words

logger = logging.getLogger(__name__)

# Any constant will do, as long as nothing else in the database locks it.
_LOAD_LOCK = 10_34_63_34
_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class LoadResult:
    """`changed` is False when the database already held this release; counts are of what it holds now."""

    changed: bool
    provinces: int
    merged_provinces: int
    communes: int
    former_places: int


def load_regions(*, force: bool = False) -> LoadResult:
    """Make the database hold the places of the installed data; safe to run at every start and from several processes.

    Places are matched by code and updated, never deleted: households point at them. A code that left the data is
    logged. With the same sources as last time it costs one query and a digest of the files.
    """
    release = fingerprint()
    changed = force or not RegionRelease.objects.filter(fingerprint=release).exists()
    if changed:
        # Labels are matched with the sources, so they must be the Vietnamese ones whatever the reader's language.
        with translation.override(None), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOAD_LOCK])
            _load(release)
    return LoadResult(
        changed,
        Province.objects.count(),
        MergedProvince.objects.count(),
        Commune.objects.count(),
        FormerPlace.objects.count(),
    )


def _load(release: str) -> None:
    places = gazetteer()
    merged = _upsert(
        MergedProvince,
        (
            MergedProvince(code=row.code, name=row.name, short_name=row.short_name, slug=slugify_vi(row.short_name))
            for row in places.merged_provinces
        ),
    )
    zones = {str(zone.label): zone for zone in Zone}
    provinces = _upsert(
        Province,
        (
            Province(
                code=row.code,
                name=row.name,
                short_name=row.short_name,
                slug=slugify_vi(row.short_name),
                zone=zones[row.zone],
                map_id=row.map_id,
                successor_id=merged[row.merged_code],
            )
            for row in places.provinces
        ),
    )
    names_34 = {row.code: row.short_name for row in places.merged_provinces}
    names_63 = {row.code: row.short_name for row in places.provinces}
    communes = _upsert(
        Commune,
        (
            _commune(row, provinces[row.province_code], (names_63[row.province_code], names_34[row.merged_code]))
            for row in places.communes
        ),
    )
    FormerPlace.objects.all().delete()
    FormerPlace.objects.bulk_create(
        (
            former
            for row in places.former_places
            for former in _former_places(row, communes, names_63[row.province_code])
        ),
        batch_size=_BATCH,
    )
    RegionRelease.objects.all().delete()
    RegionRelease.objects.create(fingerprint=release)


def _upsert(model: type[models.Model], rows: Iterable[models.Model]) -> dict[str, int]:
    """Insert or update `rows` by code and return code → primary key."""
    rows = list(rows)
    fields = [f.name for f in model._meta.concrete_fields if not f.primary_key and f.name != "code"]
    model.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["code"], update_fields=fields, batch_size=_BATCH
    )
    gone = model.objects.exclude(code__in=[row.code for row in rows]).values_list("code", flat=True)
    if gone := list(gone):
        logger.warning("%s no longer in the data, kept: %s", model._meta.label, ", ".join(gone))
    return dict(model.objects.values_list("code", "pk"))


def _commune(row: CommuneRow, province_id: int, province_names: tuple[str, str]) -> Commune:
    kinds = {str(kind.label): kind for kind in CommuneKind}
    return Commune(
        code=row.code,
        name=row.name,
        short_name=row.short_name,
        kind=kinds[row.kind],
        province_id=province_id,
        latitude=row.latitude,
        longitude=row.longitude,
        name_key=" ".join(words(row.short_name)),
        search_text=_search_text(row.name, *province_names, *map(joined, province_names), joined(row.short_name)),
    )


def _former_places(row: FormerRow, communes: dict[str, int], province_name: str) -> Iterable[FormerPlace]:
    districts = " ".join(district.name for district in row.districts)
    own_keys = " ".join((joined(row.short_name), *row.alias_keys))
    for position, commune_code in enumerate(row.commune_codes):
        yield FormerPlace(
            code=row.code,
            ward=row.name,
            district=row.districts[0].name,
            commune_id=communes[commune_code],
            is_default=position == 0,
            ward_key=" ".join(words(row.short_name)),
            search_text=_search_text(row.name, districts, province_name, joined(province_name), own_keys),
        )


def _search_text(*parts: str) -> str:
    """Return the distinct folded words of `parts`, in order."""
    return " ".join(dict.fromkeys(word for part in parts for word in words(part)))
