"""Writes about the farm itself: its picture, its digital address, its point."""

from dataclasses import dataclass

from django.db import transaction

from households.models import FarmPhoto, FarmPlace, Household, RegistrationDraft
from portal1034.core import pagecache, pictures
from portal1034.core.images import Picture

FOLDER = "h"


@dataclass(frozen=True, slots=True)
class StoredPhoto:
    """A picture in storage: `sha256` of its JPEG, size in pixels."""

    sha256: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class FarmAnswers:
    """`point` is (latitude, longitude) in degrees, or None for the commune's middle."""

    digital_address: str = ""
    on_map: bool = False
    point: tuple[float, float] | None = None
    photo: StoredPhoto | None = None


def store_photo(picture: Picture) -> StoredPhoto:
    """Write a picture to storage, where a draft or a household may name it."""
    pictures.store(FOLDER, picture)
    return StoredPhoto(picture.sha256, picture.width, picture.height)


def describe_farm(*, household: Household, farm: FarmAnswers) -> None:
    """Set what the household says of its farm; empty answers take it away."""
    with transaction.atomic():
        if farm.digital_address or farm.on_map or farm.point:
            latitude, longitude = farm.point or (None, None)
            FarmPlace.objects.update_or_create(
                household=household,
                defaults={
                    "digital_address": farm.digital_address,
                    "on_map": farm.on_map,
                    "own_latitude": latitude,
                    "own_longitude": longitude,
                },
            )
        else:
            FarmPlace.objects.filter(household=household).delete()
        set_farm_photo(household=household, photo=farm.photo)


def set_farm_photo(*, household: Household, photo: StoredPhoto | None) -> None:
    """Show this picture of the farm, or none. Files that no household names any more are deleted after the commit."""
    with transaction.atomic():
        before = FarmPhoto.objects.filter(household=household).first()
        if photo is None:
            FarmPhoto.objects.filter(household=household).delete()
        else:
            size = {"sha256": photo.sha256, "width": photo.width, "height": photo.height}
            FarmPhoto.objects.update_or_create(household=household, defaults=size)
        if before and (photo is None or before.sha256 != photo.sha256):
            photo_before = StoredPhoto(before.sha256, before.width, before.height)
            transaction.on_commit(lambda: forget_photo(photo_before))
        pagecache.bump("households")


def forget_photo(photo: StoredPhoto) -> None:
    """Delete the files of a picture that neither a household nor a draft names any more."""
    drafts = RegistrationDraft.objects.filter(steps__anh__values__sha256__contains=[photo.sha256])
    if not FarmPhoto.objects.filter(sha256=photo.sha256).exists() and not drafts.exists():
        pictures.forget(FOLDER, photo.sha256, photo.width)
