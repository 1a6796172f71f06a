import io
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from portal1034.core.images import LONGEST_SIDE, MAX_BYTES, PictureError, read_picture, renditions


def upload(body: bytes, name: str = "anh.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, body)


def encoded(fmt: str, size=(800, 600), **options) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, (200, 40, 30)).save(buffer, fmt, **options)
    return buffer.getvalue()


def png_bomb() -> bytes:
    """A PNG of 30,000 × 30,000 pixels in a few kilobytes."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100_000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("fmt", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_every_format_of_a_phone_becomes_a_jpeg(fmt):
    picture = read_picture(upload(encoded(fmt)))
    assert picture.jpeg[:3] == b"\xff\xd8\xff"
    assert (picture.width, picture.height) == (800, 600)


def test_where_the_photo_was_taken_is_removed():
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010F] = "Nhà máy"
    picture = read_picture(upload(encoded("JPEG", exif=exif.tobytes())))
    with Image.open(io.BytesIO(picture.jpeg)) as image:
        assert len(image.getexif()) == 0
    assert b"Nh\xc3\xa0 m" not in picture.jpeg


def test_a_sideways_photo_is_turned_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = read_picture(upload(encoded("JPEG", (800, 600), exif=exif.tobytes())))
    assert (picture.width, picture.height) == (600, 800)


def test_a_large_photo_is_made_smaller_in_proportion():
    picture = read_picture(upload(encoded("JPEG", (4000, 3000))))
    assert picture.width == LONGEST_SIDE
    assert picture.height == LONGEST_SIDE * 3 // 4


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"chi la chu, khong phai anh", "không phải ảnh"),
        (b"", "không phải ảnh"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'></svg>", "không phải ảnh"),
        (encoded("GIF"), "không phải ảnh"),
        (png_bomb(), "quá nhiều điểm ảnh"),
        (encoded("JPEG", quality=95)[:-3000], "hỏng giữa chừng"),
    ],
    ids=["text", "empty", "svg", "gif", "bomb", "cut short"],
)
def test_what_is_not_a_usable_picture_gets_a_sentence(body, sentence):
    with pytest.raises(PictureError, match=sentence):
        read_picture(upload(body))


def test_a_file_too_heavy_is_refused_unread():
    class Heavy:
        size = MAX_BYTES + 1
        name = "to.jpg"

    with pytest.raises(PictureError, match="31 MB"):
        read_picture(Heavy())


def test_renditions_are_webp_and_never_larger_than_the_picture():
    picture = read_picture(upload(encoded("JPEG", (800, 600))))
    made = renditions(picture)
    assert set(made) == {320, 640}
    for width, body in made.items():
        with Image.open(io.BytesIO(body)) as image:
            assert (image.format, image.width) == ("WEBP", width)


def test_a_small_picture_has_one_rendition_of_its_own_width():
    assert set(renditions(read_picture(upload(encoded("PNG", (200, 200)))))) == {200}
