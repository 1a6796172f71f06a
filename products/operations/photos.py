"""Photographs of a product, and the files behind them."""

import io
from collections.abc import Iterable
from functools import partial

from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from PIL import Image

from portal1034.core import pagecache
from portal1034.core.images import Picture, PictureError, reshape
from products.enums import Crop, JobPriority
from products.models import Photo, Product
from products.models.photo import CUT_SIDE_MIN, KEPT_PART, MAX_PHOTOS, RATIOS, paths_of, store_picture
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
        known = (picture.sha256,)
        found = next((photo for photo in photos if photo.sha256 in known or photo.original_sha256 in known), None)
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


def reshape_photo(*, photo: Photo, turns: int, crop: str, keep: str) -> Photo:
    """Show what was sent turned right by `turns` quarters and cut; all as it was sent shows the original again.

    What was sent is kept as long as the photograph is. Raises PictureError when the cut would be too small to sell
    with, or is the picture of another photograph.
    """
    original = photo.original_sha256 or photo.sha256
    is_plain = turns % 4 == 0 and crop == Crop.NONE
    sent = photo.read_original()
    # Decoding and encoding take a second: outside the transaction.
    picture = _as_sent(sent) if is_plain else reshape(sent, turns=turns, ratio=RATIOS[crop], keep=KEPT_PART[keep])
    if crop != Crop.NONE and min(picture.width, picture.height) < CUT_SIDE_MIN:
        raise PictureError(_("Ảnh này cắt xong sẽ nhỏ hơn 500 điểm, Voso không nhận. Bác để nguyên hoặc chụp gần hơn."))
    if not is_plain:
        store_picture(picture)
    with transaction.atomic():
        product = lock(photo.product)
        row = product.photos.filter(pk=photo.pk).first()
        if row is None:
            return photo  # removed in another window
        if product.photos.exclude(pk=row.pk).filter(sha256=picture.sha256).exists():
            raise PictureError(_("Nông sản đã có một ảnh giống hệt như vậy."))
        left = row.files
        if not is_plain:
            _hold_files(picture.sha256)
            store_picture(picture)  # again, and free: see add_photo
        row.original_sha256, row.original_width = ("", 0) if is_plain else (original, _width(sent))
        row.sha256, row.width, row.height = picture.sha256, picture.width, picture.height
        row.size_bytes, row.turns, row.crop, row.keep = len(picture.jpeg), turns % 4, crop, keep
        row.save()
        _photos_changed(product)
        _forget_when_done(file for file in left if file not in row.files)
    return row


@transaction.atomic
def remove_photo(*, photo: Photo) -> None:
    product = lock(photo.product)
    left = photo.files
    Photo.objects.filter(pk=photo.pk).delete()
    _renumber(list(product.photos.order_by("position")))
    _photos_changed(product)
    _forget_when_done(left)


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


def _as_sent(jpeg: bytes) -> Picture:
    with Image.open(io.BytesIO(jpeg)) as image:
        return Picture(jpeg, image.width, image.height)


def _width(jpeg: bytes) -> int:
    return _as_sent(jpeg).width


def _forget_when_done(files: Iterable[tuple[str, int]]) -> None:
    for sha256, width in list(files):
        transaction.on_commit(partial(_forget_files, sha256, width))


def _forget_files(sha256: str, width: int) -> None:
    """Delete the files of a picture that no photograph shows or keeps any more."""
    with transaction.atomic():
        _hold_files(sha256)
        if not Photo.objects.filter(Q(sha256=sha256) | Q(original_sha256=sha256)).exists():
            for path in paths_of(sha256, width):
                default_storage.delete(path)


def _hold_files(sha256: str) -> None:
    """Until this transaction ends, nobody else adds or forgets the files of this picture."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1034))", [sha256])
