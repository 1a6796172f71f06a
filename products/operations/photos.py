"""Photographs of a product, and the files behind them."""

from collections.abc import Iterable

from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils.translation import gettext as _

from portal1034.core import pagecache
from portal1034.core.images import Picture
from products.enums import JobPriority
from products.models import Photo, Product
from products.models.photo import MAX_PHOTOS, store_picture
from products.operations.locking import lock
from products.operations.queue import queue_wanted


class TooManyPhotos(ValueError):
    """The product has all the photographs it may have; the message is the sentence to show."""


def add_photo(*, product: Product, picture: Picture) -> Photo:
    """Add a picture at the end; the same picture again is the photograph it already is. Raises TooManyPhotos."""
    # Encoding takes a second: outside the transaction.
    store_picture(picture)
    with transaction.atomic():
        product = lock(product)
        photos = list(product.photos.all())
        found = next((photo for photo in photos if photo.sha256 == picture.sha256), None)
        if found:
            return found
        if len(photos) >= MAX_PHOTOS:
            raise TooManyPhotos(_("Mỗi sản phẩm nhiều nhất %s ảnh. Bác bỏ bớt một ảnh rồi thêm ảnh này.") % MAX_PHOTOS)
        _hold_files(picture.sha256)
        store_picture(picture)  # again, and free: somebody may have removed the last other photograph of it meanwhile
        photo = product.photos.create(
            position=len(photos),
            width=picture.width,
            height=picture.height,
            size_bytes=len(picture.jpeg),
            sha256=picture.sha256,
        )
        _photos_changed(product)
    return photo


@transaction.atomic
def remove_photo(*, photo: Photo) -> None:
    product = lock(photo.product)
    paths = list(photo.paths())
    sha256 = photo.sha256
    Photo.objects.filter(pk=photo.pk).delete()
    _renumber(list(product.photos.order_by("position")))
    _photos_changed(product)
    transaction.on_commit(lambda: _forget_files(sha256, paths))


@transaction.atomic
def move_photo(*, photo: Photo, to: int) -> None:
    """Put a photograph at position `to`, counted from 0; positions beyond the ends mean the ends."""
    product = lock(photo.product)
    photos = list(product.photos.order_by("position"))
    moved = next((p for p in photos if p.pk == photo.pk), None)
    if moved is None:
        return  # removed in another window
    photos.remove(moved)
    photos.insert(max(0, min(to, len(photos))), moved)
    _renumber(photos)
    _photos_changed(product)


def _renumber(photos: Iterable[Photo]) -> None:
    moved = []
    for position, photo in enumerate(photos):
        if photo.position != position:
            photo.position = position
            moved.append(photo)
    Photo.objects.bulk_update(moved, ["position"])


def _photos_changed(product: Product) -> None:
    queue_wanted(product, JobPriority.PERSON)
    pagecache.bump("products", "households")


def _forget_files(sha256: str, paths: list[str]) -> None:
    """Delete the files of a picture that no product shows any more."""
    with transaction.atomic():
        _hold_files(sha256)
        if not Photo.objects.filter(sha256=sha256).exists():
            for path in paths:
                default_storage.delete(path)


def _hold_files(sha256: str) -> None:
    """Until this transaction ends, nobody else adds or forgets the files of this picture."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1034))", [sha256])
