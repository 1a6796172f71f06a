"""Pictures as they come from phones: checked, turned upright, stripped of what they tell about a place, re-encoded.

Nothing an uploader sent is ever served: the stored file is written anew, under a name of ours.
"""

import hashlib
import io
import struct
import warnings
from dataclasses import dataclass

import pillow_heif
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

pillow_heif.register_heif_opener()

# What Pillow and libheif raise over bytes that lie about themselves.
BROKEN = (
    ArithmeticError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
)
Turn = Image.Transpose
MAX_BYTES = 30 * 1024 * 1024
MAX_PIXELS = 40_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
LONGEST_SIDE = 2048
JPEG_QUALITY = 85
RENDITION_WIDTHS = (320, 640, 1280)
WEBP_QUALITY = 78


class PictureError(ValueError):
    """The picture cannot be used; the message is the Vietnamese sentence to show."""


@dataclass(frozen=True)
class Picture:
    """A JPEG of at most LONGEST_SIDE pixels a side, in sRGB, without metadata; `sha256` (hex) of its bytes."""

    jpeg: bytes
    width: int
    height: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.jpeg).hexdigest()


def read_picture(upload) -> Picture:
    """Return the picture in a file object with `.size`, `.name`; raise PictureError with the reason and the way out."""
    if upload.size > MAX_BYTES:
        megabytes = -(-upload.size // (1024 * 1024))
        raise PictureError(
            _("Ảnh nặng %(got)s MB, cổng nhận đến %(max)s MB. Chụp lại ở cỡ ảnh nhỏ hơn.")
            % {"got": megabytes, "max": MAX_BYTES // (1024 * 1024)}
        )
    upload.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the pixel limit below is ours and lower
            with Image.open(upload, formats=FORMATS) as opened:
                return _encode(opened)
    except PictureError:
        raise
    except UnidentifiedImageError as error:
        raise PictureError(_("Tệp này không phải ảnh. Chọn ảnh JPG, PNG, WebP hoặc HEIC.")) from error
    except Image.DecompressionBombError as error:
        raise PictureError(_too_many_pixels()) from error
    except BROKEN as error:
        raise PictureError(_("Ảnh bị hỏng giữa chừng, có lẽ do mạng. Gửi lại hoặc chọn ảnh khác.")) from error


def _too_many_pixels() -> str:
    return _("Ảnh có quá nhiều điểm ảnh (hơn 40 triệu). Chụp lại ở cỡ ảnh nhỏ hơn.")


def _encode(opened: Image.Image) -> Picture:
    if opened.width * opened.height > MAX_PIXELS:  # known from the header, before anything is unpacked
        raise PictureError(_too_many_pixels())
    if opened.format == "JPEG":
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # decode at a fraction of the size, an eighth of the memory
    upright = ImageOps.exif_transpose(opened)
    flat = _on_white(upright)
    flat.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return Picture(_jpeg(flat), flat.width, flat.height)


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        layer = image.convert("RGBA")
        ground = Image.new("RGB", layer.size, "white")
        ground.paste(layer, mask=layer.getchannel("A"))
        return ground
    return image.convert("RGB")


def _jpeg(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.info.clear()
    image.save(buffer, "JPEG", quality=JPEG_QUALITY, optimize=True, progressive=True)
    return buffer.getvalue()


def reshape(jpeg: bytes, *, turns: int = 0, ratio: tuple[int, int] | None = None, keep: float = 0.5) -> Picture:
    """Return a picture of ours turned right by `turns` quarters, then cut to `ratio` (width, height).

    `keep` says which part stays along the side that is cut: 0 the left or upper, 0.5 the middle, 1 the right or lower.
    The cut is as large as the picture allows.
    """
    with Image.open(io.BytesIO(jpeg)) as opened:
        image = opened.convert("RGB")
    if turns % 4:
        image = image.transpose((None, Turn.ROTATE_270, Turn.ROTATE_180, Turn.ROTATE_90)[turns % 4])
    if ratio is not None:
        image = image.crop(_cut(image.size, ratio, keep))
    return Picture(_jpeg(image), image.width, image.height)


def _cut(size: tuple[int, int], ratio: tuple[int, int], keep: float) -> tuple[int, int, int, int]:
    """Return the box (left, upper, right, lower) of the largest part of `size` that has `ratio`."""
    (width, height), (across, down) = size, ratio
    new_width, new_height = min(width, height * across // down), min(height, width * down // across)
    left, upper = round((width - new_width) * keep), round((height - new_height) * keep)
    return left, upper, left + new_width, upper + new_height


def renditions(picture: Picture) -> dict[int, bytes]:
    """Return WebP bytes by width in pixels, for each of RENDITION_WIDTHS the picture is wider than."""
    widths = [w for w in RENDITION_WIDTHS if w < picture.width] or [picture.width]
    with Image.open(io.BytesIO(picture.jpeg)) as image:
        return {width: _webp(image, width) for width in widths}


def _webp(image: Image.Image, width: int) -> bytes:
    height = max(1, round(image.height * width / image.width))
    buffer = io.BytesIO()
    image.resize((width, height), Image.Resampling.LANCZOS).save(buffer, "WEBP", quality=WEBP_QUALITY, method=4)
    return buffer.getvalue()
