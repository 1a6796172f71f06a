"""Pictures in storage, named by the SHA-256 of their bytes: the same picture is stored once.

A `folder` keeps one app's files from another's, so that forgetting one app's picture never takes another's file.
"""

from collections.abc import Iterator

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from portal1034.core.images import RENDITION_WIDTHS, Picture, renditions


def widths_of(width: int) -> list[int]:
    """Return the widths in pixels of the WebP renditions of a picture that is `width` pixels wide."""
    return [w for w in RENDITION_WIDTHS if w < width] or [width]


def path_of(folder: str, sha256: str, width: int | None = None) -> str:
    """Return the storage path of the JPEG, or of its WebP rendition of `width` pixels."""
    ending = f"-{width}.webp" if width else ".jpg"
    return f"{folder}/{sha256[:2]}/{sha256}{ending}"


def store(folder: str, picture: Picture) -> None:
    """Write the JPEG and its renditions; a picture that is already there is left alone."""
    jpeg = path_of(folder, picture.sha256)
    if default_storage.exists(jpeg):
        return
    for width, webp in renditions(picture).items():
        default_storage.save(path_of(folder, picture.sha256, width), ContentFile(webp))
    # Last: whoever finds the JPEG may count on the renditions.
    default_storage.save(jpeg, ContentFile(picture.jpeg))


def forget(folder: str, sha256: str, width: int) -> None:
    """Delete the JPEG and its renditions; the caller knows that no row names it any more."""
    for path in paths_of(folder, sha256, width):
        default_storage.delete(path)


def paths_of(folder: str, sha256: str, width: int) -> Iterator[str]:
    yield path_of(folder, sha256)
    for rendition in widths_of(width):
        yield path_of(folder, sha256, rendition)


def renditions_of(folder: str, sha256: str, width: int) -> list[tuple[int, str]]:
    """Return (width, address) of each WebP rendition, the smallest first."""
    return [(w, default_storage.url(path_of(folder, sha256, w))) for w in widths_of(width)]


def srcset_of(folder: str, sha256: str, width: int) -> str:
    return ", ".join(f"{url} {w}w" for w, url in renditions_of(folder, sha256, width))
