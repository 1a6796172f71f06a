"""Pictures made to break whoever opens them."""

import io

import pytest
from PIL import Image, ImageOps

from portal1034.core import images


def upload(data: bytes):
    file = io.BytesIO(data)
    file.size, file.name = len(data), "anh.jpg"
    return file


def jpeg() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (64, 48)).save(buffer, "JPEG")
    return buffer.getvalue()


@pytest.mark.parametrize("error", images.BROKEN)
def test_whatever_a_decoder_raises_becomes_a_sentence(monkeypatch, error):
    def fail(_image):
        raise error("x")

    monkeypatch.setattr(ImageOps, "exif_transpose", fail)
    with pytest.raises(images.PictureError, match="Ảnh bị hỏng"):
        images.read_picture(upload(jpeg()))


def test_what_is_appended_to_a_picture_is_not_kept():
    assert b"script" not in images.read_picture(upload(jpeg() + b"<script>alert(1)</script>")).jpeg


@pytest.mark.parametrize("data", [b'<svg xmlns="http://www.w3.org/2000/svg" onload="x"/>', b"GIF89a", b"%PDF-1.4", b""])
def test_other_formats_are_no_pictures(data):
    with pytest.raises(images.PictureError, match="không phải ảnh"):
        images.read_picture(upload(data))
