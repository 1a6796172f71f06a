"""The drawings of the commodities, and the pictures composed from them for the demonstration."""

import csv
import io
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from portal1034.commodities.operations import free_slug
from portal1034.demo.canvas import ARTWORK, FALLBACK
from portal1034.demo.photos import PHOTO_SIZE, demo_photo, demo_scene
from portal1034.demo.scenes import SCENE_SIZE, SCENES

ROOT = Path(__file__).parents[2]
DRAWINGS = ROOT / "static/img/commodities"
SEASONS = ROOT / "portal1034/commodities/data/reference_seasons.csv"
CATEGORY_ICONS = {
    "_trai-cay",
    "_cay-cong-nghiep",
    "_lua-gao",
    "_rau-cu",
    "_duoc-lieu",
    "_dac-san",
    "_thuy-san",
    "_chan-nuoi",
}
ARTWORK_SLUGS = sorted(path.stem for path in ARTWORK.glob("*.webp"))
SVG_TAG = re.compile(r"^\{http://www\.w3\.org/2000/svg\}(svg|g|path|circle|ellipse|rect)$")


def _commodity_slugs() -> set[str]:
    """The slugs that loading the reference seasons gives, in their order (Dừa comes after Dứa took "dua")."""
    names: dict[str, list[str]] = {}
    with SEASONS.open(encoding="utf-8", newline="") as source:
        for row in csv.DictReader(source):
            known = names.setdefault(row["commodity"], [row["commodity"]])
            known += [alias.strip() for alias in row["aliases"].split(";") if alias.strip()]
    taken: set[str] = set()
    for known in names.values():
        taken.add(free_slug(known, taken))
    return taken


def _decode(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    assert picture.format == "JPEG"
    picture.load()
    return picture.convert("RGB")


def _difference(first: Image.Image, second: Image.Image) -> float:
    """Mean distance of two pictures, 0..255, seen at the size of a thumbnail."""
    small = [picture.resize((60, 45)) for picture in (first, second)]
    return sum(ImageStat.Stat(ImageChops.difference(*small)).mean) / 3


def test_every_commodity_of_the_reference_seasons_has_a_drawing_and_a_raster():
    slugs = _commodity_slugs()
    assert len(slugs) >= 57
    assert slugs - {path.stem for path in DRAWINGS.glob("*.svg")} == set()
    assert slugs - set(ARTWORK_SLUGS) == set()


def test_the_fallback_and_every_category_have_an_icon():
    assert {FALLBACK, *CATEGORY_ICONS} <= {path.stem for path in DRAWINGS.glob("_*.svg")}


@pytest.mark.parametrize("path", sorted(DRAWINGS.glob("*.svg")), ids=lambda path: path.stem)
def test_a_drawing_is_small_still_and_safe_to_inline(path):
    data = path.read_bytes()
    assert len(data) <= 2560
    root = ET.fromstring(data)  # noqa: S314 - our own file
    assert root.get("viewBox") == "0 0 96 96"
    for element in root.iter():
        assert SVG_TAG.match(element.tag), element.tag
        for name, value in element.attrib.items():
            assert name not in {"id", "style", "class", "href"}
            assert not name.lower().startswith("on")
            assert "url(" not in value


@pytest.mark.parametrize("path", sorted(ARTWORK.glob("*.webp")), ids=lambda path: path.stem)
def test_a_raster_is_light_and_transparent_around_its_subject(path):
    assert path.stat().st_size <= 20 * 1024
    with Image.open(path) as raster:
        assert raster.size == (600, 600)
        assert raster.convert("RGBA").getchannel("A").getextrema() == (0, 255)


@pytest.mark.parametrize("slug", ARTWORK_SLUGS)
def test_a_commodity_gives_three_pictures_no_two_alike(slug):
    pictures = [_decode(demo_photo(slug, variant)) for variant in range(3)]
    assert {picture.size for picture in pictures} == {PHOTO_SIZE} == {(1200, 900)}
    for first, second in ((0, 1), (0, 2), (1, 2)):
        assert _difference(pictures[first], pictures[second]) > 8


def test_later_variants_differ_from_the_first_of_their_layout():
    pictures = [_decode(demo_photo("cam-vinh", variant)) for variant in range(9)]
    for layout in range(3):
        for later in (layout + 3, layout + 6):
            assert _difference(pictures[layout], pictures[later]) > 3


def test_the_same_arguments_give_the_same_bytes():
    assert demo_photo("vai-thieu", 1) == demo_photo("vai-thieu", 1)
    assert demo_scene("market") == demo_scene("market")


def test_two_commodities_never_share_a_picture():
    assert _difference(_decode(demo_photo("cam-vinh", 0)), _decode(demo_photo("thanh-long", 0))) > 8


def test_a_commodity_not_drawn_yet_shows_the_seedling():
    assert _decode(demo_photo("chua-co-hinh", 0)).size == PHOTO_SIZE


def test_a_slug_cannot_reach_outside_the_artwork():
    assert _decode(demo_photo("../../../etc/passwd", 0)).size == PHOTO_SIZE


def test_a_negative_variant_is_refused():
    with pytest.raises(ValueError, match="negative"):
        demo_photo("vai-thieu", -1)


def test_there_is_a_different_scene_for_each_kind_of_news():
    assert set(SCENES) == {"harvest", "market", "training", "truck", "meeting", "phone"}
    pictures = [_decode(demo_scene(kind)) for kind in SCENES]
    assert {picture.size for picture in pictures} == {SCENE_SIZE} == {(1600, 900)}
    for i, first in enumerate(pictures):
        assert all(_difference(first, second) > 8 for second in pictures[i + 1 :])


def test_an_unknown_kind_of_news_is_refused():
    with pytest.raises(KeyError):
        demo_scene("carousel")
