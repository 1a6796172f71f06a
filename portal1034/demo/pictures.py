"""The demonstration's pictures: each is drawn, encoded and stored once, however many products show it."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from portal1034.core.images import Picture
from portal1034.demo.photos import PHOTO_SIZE, demo_photo
from portal1034.demo.scenes import demo_scene
from products.models.photo import store_picture

SCENE_SIZE = (1600, 900)
# Drawing and encoding leave Python for most of their time, so that two threads use two cores.
THREADS = 2

Key = tuple[str, int]


def store_photos(keys: Iterable[Key]) -> dict[Key, Picture]:
    """Return the pictures of (slug, variant), their files and renditions in storage. Safe to do again."""
    wanted = sorted(set(keys))
    with ThreadPoolExecutor(THREADS) as pool:
        return dict(zip(wanted, pool.map(_stored, wanted), strict=True))


def _stored(key: Key) -> Picture:
    picture = Picture(demo_photo(*key), *PHOTO_SIZE)
    store_picture(picture)
    return picture


def draw_scene(kind: str) -> Picture:
    return Picture(demo_scene(kind), *SCENE_SIZE)
