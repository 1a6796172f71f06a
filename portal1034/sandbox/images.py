"""Photographs: looking at bytes, keeping them, and fetching Postmart's from the addresses it is given."""

import hashlib
import io
import ipaddress
import socket
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from PIL import Image, ImageDraw, UnidentifiedImageError

from .api import field_error
from .models import Photo

_MEDIA_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png"}


class BadPhoto(Exception):
    """`error` is the contract's field error."""

    def __init__(self, error: dict):
        super().__init__(error["message"])
        self.error = error


def keep(content: bytes, field: str, max_bytes: int) -> tuple[Photo, bool]:
    """Store a photograph under its SHA-256. Return it and whether it is new. Raises BadPhoto."""
    if len(content) > max_bytes:
        raise _too_big(field, max_bytes, len(content))
    media_type, width, height = _measure(content, field)
    digest = hashlib.sha256(content).hexdigest()
    path = Path(settings.MEDIA_ROOT) / digest
    if not path.exists():
        path.write_bytes(content)
    return Photo.objects.get_or_create(
        sha256=digest, defaults={"media_type": media_type, "width": width, "height": height}
    )


def fetch(url: str, field: str, max_bytes: int) -> bytes:
    """Return what is at `url`. Raises BadPhoto when it is not ours to fetch, not there, or longer than `max_bytes`."""
    if not may_reach(url):
        raise BadPhoto(field_error(field, "photo_host", "Sàn thử nghiệm chỉ tải ảnh từ chính máy này."))
    try:
        with _fetcher().stream("GET", url) as response:
            if response.status_code != 200:
                raise _unreachable(field, response.status_code)
            content = bytearray()
            for chunk in response.iter_bytes():
                content += chunk
                if len(content) > max_bytes:
                    raise _too_big(field, max_bytes, len(content))
    except httpx.HTTPError as error:
        raise _unreachable(field, 0) from error
    return bytes(content)


@cache
def _fetcher() -> httpx.Client:
    """Return the one client of this process: building another costs more than a fetch."""
    # The environment's proxies have no business with loopback.
    return httpx.Client(trust_env=False, timeout=10)


def may_reach(url: str) -> bool:
    """Return whether `url` leads to this machine, or to a host that SANDBOX_TRUSTED_HOSTS names."""
    try:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return False
        if parts.hostname in settings.SANDBOX_TRUSTED_HOSTS:
            return True
        found = socket.getaddrinfo(parts.hostname, None)
    except (OSError, ValueError):
        return False
    return all(ipaddress.ip_address(entry[4][0]).is_loopback for entry in found)


@lru_cache(maxsize=256)
def sample(width: int, height: int, format_name: str, tone: int) -> bytes:
    """Return a drawn basket of fruit, for tests and demonstrations. `tone` varies the colour, and so the bytes."""
    image = Image.new("RGB", (width, height), (251, 250, 245))
    draw = ImageDraw.Draw(image)
    fruit = [(178, 58, 34), (232, 169, 12), (11, 107, 58), (190, 80, 120)][tone % 4]
    step = max(8, min(width, height) // 6)
    for row, y in enumerate(range(0, height, step)):
        for x in range(-step // 2 * (row % 2), width, step):
            shade = tuple(max(0, min(255, c + (x * 7 + y * 3 + tone * 11) % 40 - 20)) for c in fruit)
            draw.ellipse((x, y, x + step - 2, y + step - 2), fill=shade)
    out = io.BytesIO()
    image.save(out, format_name, quality=80)
    return out.getvalue()


def _measure(content: bytes, field: str) -> tuple[str, int, int]:
    try:
        with Image.open(io.BytesIO(content)) as image:
            format_name, (width, height) = image.format, image.size
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise BadPhoto(field_error(field, "photo_unreadable", "Không đọc được ảnh này.")) from error
    if format_name not in _MEDIA_TYPES:
        raise BadPhoto(field_error(field, "photo_format", "Chỉ nhận ảnh JPEG hoặc PNG."))
    return _MEDIA_TYPES[format_name], width, height


def _too_big(field: str, limit: int, actual: int) -> BadPhoto:
    message = f"Ảnh nặng hơn {limit // 1024 // 1024} MB."
    return BadPhoto(field_error(field, "photo_too_heavy", message, limit=limit, actual=actual))


def _unreachable(field: str, status: int) -> BadPhoto:
    return BadPhoto(field_error(field, "photo_unreachable", "Sàn không tải được ảnh này.", actual=status))
