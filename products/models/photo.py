"""Photographs of products. Files are named by the SHA-256 of their bytes, so the same picture is stored once."""

from collections.abc import Iterator

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Deferrable, Q
from django.utils.translation import gettext_lazy as _
from PIL import Image

from portal1034.core.images import RENDITION_WIDTHS, Picture, renditions
from products.enums import Crop, Keep
from products.models.product import Product

MAX_PHOTOS = 8
# Voso takes no photograph with a shorter side; cutting never makes one.
CUT_SIDE_MIN = 500
RATIOS = {Crop.NONE: None, Crop.SQUARE: (1, 1), Crop.FOUR_THREE: (4, 3)}
KEPT_PART = {Keep.START: 0.0, Keep.MIDDLE: 0.5, Keep.END: 1.0}


def widths_of(width: int) -> list[int]:
    """Return the widths of the WebP renditions of a picture that is `width` pixels wide."""
    return [w for w in RENDITION_WIDTHS if w < width] or [width]


def path_of(sha256: str, width: int | None = None) -> str:
    """Return the storage path of the JPEG, or of its WebP rendition of `width` pixels."""
    ending = f"-{width}.webp" if width else ".jpg"
    return f"p/{sha256[:2]}/{sha256}{ending}"


def store_picture(picture: Picture) -> None:
    """Write the JPEG and its renditions; a picture that is already there is left alone."""
    jpeg = path_of(picture.sha256)
    if default_storage.exists(jpeg):
        return
    for width, webp in renditions(picture).items():
        default_storage.save(path_of(picture.sha256, width), ContentFile(webp))
    # Last: whoever finds the JPEG may count on the renditions.
    default_storage.save(jpeg, ContentFile(picture.jpeg))


def paths_of(sha256: str, width: int) -> Iterator[str]:
    """Yield where the JPEG and its renditions lie."""
    yield path_of(sha256)
    for rendition in widths_of(width):
        yield path_of(sha256, rendition)


def read_picture(sha256: str) -> bytes:
    with default_storage.open(path_of(sha256)) as file:
        return file.read()


class Photo(models.Model):
    product = models.ForeignKey(Product, models.CASCADE, related_name="photos", verbose_name=_("sản phẩm"))
    position = models.PositiveSmallIntegerField(_("thứ tự"))
    width = models.PositiveIntegerField(_("rộng (điểm ảnh)"))
    height = models.PositiveIntegerField(_("cao (điểm ảnh)"))
    size_bytes = models.PositiveIntegerField(_("nặng (byte)"))
    sha256 = models.CharField(max_length=64, db_index=True)
    # What was sent, while what is shown is turned or cut: every change is made from it anew, so nothing is ever lost.
    original_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    original_width = models.PositiveIntegerField(default=0)
    turns = models.PositiveSmallIntegerField(_("số lần xoay phải"), default=0)
    crop = models.CharField(_("cắt theo"), max_length=8, choices=Crop, blank=True, default=Crop.NONE)
    keep = models.CharField(_("giữ phần"), max_length=8, choices=Keep, default=Keep.MIDDLE)
    created_at = models.DateTimeField(_("gửi lúc"), auto_now_add=True)

    class Meta:
        verbose_name = _("ảnh")
        verbose_name_plural = _("ảnh")
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(
                fields=("product", "sha256"), name="photo_once", violation_error_message=_("Sản phẩm đã có ảnh này.")
            ),
            models.UniqueConstraint(
                fields=("product", "position"), name="photo_one_per_position", deferrable=Deferrable.DEFERRED
            ),
            models.CheckConstraint(
                name="photo_within_limit",
                condition=Q(position__lt=MAX_PHOTOS),
                violation_error_message=_("Mỗi sản phẩm nhiều nhất 8 ảnh."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product}: {self.position + 1}"

    @property
    def path(self) -> str:
        return path_of(self.sha256)

    @property
    def url(self) -> str:
        """Where the JPEG is served, for marketplaces and for those who share a link."""
        return default_storage.url(self.path)

    def read(self) -> bytes:
        return read_picture(self.sha256)

    @property
    def renditions(self) -> list[tuple[int, str]]:
        return [(width, default_storage.url(path_of(self.sha256, width))) for width in widths_of(self.width)]

    @property
    def srcset(self) -> str:
        return ", ".join(f"{url} {width}w" for width, url in self.renditions)

    @property
    def src(self) -> str:
        """The smallest rendition: what a browser without srcset takes."""
        return self.renditions[0][1]

    @property
    def is_edited(self) -> bool:
        return bool(self.original_sha256)

    @property
    def files(self) -> list[tuple[str, int]]:
        """(sha256, width) of the pictures in storage that this row holds: the one shown, and the one that was sent."""
        original = [(self.original_sha256, self.original_width)] if self.is_edited else []
        return [(self.sha256, self.width), *original]

    @property
    def original_size(self) -> tuple[int, int]:
        """(width, height) in pixels of what was sent; of an edited photograph it is read from the file's head."""
        if not self.is_edited:
            return self.width, self.height
        with default_storage.open(path_of(self.original_sha256)) as file, Image.open(file) as image:
            return image.size

    def read_original(self) -> bytes:
        return read_picture(self.original_sha256 or self.sha256)

    def paths(self) -> Iterator[str]:
        for sha256, width in self.files:
            yield from paths_of(sha256, width)
