"""Brushes shared by the illustrated product pictures and news scenes of the demonstration.

Everything is drawn with Pillow from shapes and the rasters in `artwork/`: no fonts, no network, no randomness but a
seeded generator, so that the same arguments give the same picture on every machine.
"""

import io
import math
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageColor, ImageDraw, ImageFilter

ARTWORK = Path(__file__).parent / "artwork"
FALLBACK = "_default"
JPEG_QUALITY = 82
SUPERSAMPLING = 2

Point = tuple[float, float]


def rgb(colour: str) -> tuple[int, int, int]:
    """Return a `#RRGGBB` colour as three numbers 0..255."""
    return ImageColor.getrgb(colour)[:3]


def mix(first: str, second: str, share: float) -> tuple[int, int, int]:
    """Return the colour that lies `share` (0..1) of the way from `first` to `second`."""
    return tuple(round(a + (b - a) * share) for a, b in zip(rgb(first), rgb(second), strict=True))


@lru_cache(maxsize=16)
def artwork(slug: str) -> Image.Image:
    """Return the drawing of a commodity, RGBA, cropped to its ink; the seedling for a commodity not drawn yet.

    The image is shared: callers must not draw on it.
    """
    path = ARTWORK / f"{slug}.webp"
    with Image.open(path if path.is_file() else ARTWORK / f"{FALLBACK}.webp") as source:
        drawing = source.convert("RGBA")
    return drawing.crop(drawing.getbbox())


def fit(drawing: Image.Image, side: int) -> Image.Image:
    """Return `drawing` scaled so that its longer side is `side` pixels."""
    scale = side / max(drawing.size)
    return drawing.resize((round(drawing.width * scale), round(drawing.height * scale)), Image.Resampling.BICUBIC)


def wash(rows: tuple[tuple[str, ...], ...], size: tuple[int, int]) -> Image.Image:
    """Return a soft gradient through a small grid of `#RRGGBB` colours, row by row."""
    grid = Image.new("RGB", (len(rows[0]), len(rows)))
    grid.putdata([rgb(colour) for row in rows for colour in row])
    return grid.resize(size, Image.Resampling.BICUBIC)


@lru_cache(maxsize=1)
def _soft_disc() -> Image.Image:
    mask = Image.new("L", (160, 160), 0)
    ImageDraw.Draw(mask).ellipse((40, 40, 120, 120), fill=255)
    return mask.filter(ImageFilter.GaussianBlur(15))


@lru_cache(maxsize=1)
def _lens_disc() -> Image.Image:
    mask = Image.new("L", (128, 128), 0)
    pen = ImageDraw.Draw(mask)
    pen.ellipse((6, 6, 122, 122), fill=255)
    pen.ellipse((12, 12, 116, 116), fill=205)
    return mask.filter(ImageFilter.GaussianBlur(2))


@lru_cache(maxsize=96)
def _soft_shape(width: int, height: int, percent: int) -> Image.Image:
    scaled = _soft_disc().resize((max(1, width), max(1, height)), Image.Resampling.BILINEAR)
    return scaled.point([value * percent // 100 for value in range(256)])


def shade(image: Image.Image, centre: Point, radii: Point, opacity: float = 0.35, colour=(58, 36, 20)) -> None:
    """Lay a blurred elliptical shadow on `image`; `radii` are where it has half faded, `opacity` is 0..1."""
    mask = _soft_shape(round(radii[0] * 4), round(radii[1] * 4), round(opacity * 100))
    image.paste(colour, (round(centre[0] - mask.width / 2), round(centre[1] - mask.height / 2)), mask)


def lens(image: Image.Image, centre: Point, radius: float, colour: tuple[int, int, int], opacity: float) -> None:
    """Lay one out-of-focus spot of light on `image`; `opacity` is 0..1."""
    side = round(radius * 2)
    mask = _lens_disc().resize((side, side), Image.Resampling.BILINEAR)
    mask = mask.point([round(value * opacity) for value in range(256)])
    image.paste(colour, (round(centre[0] - radius), round(centre[1] - radius)), mask)


def brush(image: Image.Image, rng, colour: str, box: tuple[int, int, int, int], strokes: int, opacity: int) -> None:
    """Sweep wide, soft strokes over a part of `image`, to keep its flat colour from looking flat."""
    left, top, right, bottom = box
    mask = Image.new("L", ((right - left) // 6, (bottom - top) // 6), 0)
    pen = ImageDraw.Draw(mask)
    for _ in range(strokes):
        x, y = rng.randint(-20, mask.width), rng.randint(0, mask.height)
        length, rise = rng.randint(25, 80), rng.randint(-14, 4)
        pen.line((x, y, x + length, y + rise), fill=rng.randint(opacity // 2, opacity), width=rng.randint(3, 12))
    mask = mask.filter(ImageFilter.GaussianBlur(1.2)).resize((right - left, bottom - top), Image.Resampling.BILINEAR)
    image.paste(rgb(colour), (left, top), mask)


def painted(
    image: Image.Image,
    paint: Callable[[ImageDraw.ImageDraw, int], None],
    box: tuple[int, int, int, int] | None = None,
) -> None:
    """Let `paint(pen, scale)` draw over `image`, or over `box` of it, with smooth edges.

    The pen draws on an enlarged copy whose origin is the upper left corner of `box`; coordinates are in pixels of
    `image` times `scale`.
    """
    box = box or (0, 0, *image.size)
    size = ((box[2] - box[0]) * SUPERSAMPLING, (box[3] - box[1]) * SUPERSAMPLING)
    layer = image.resize(size, Image.Resampling.NEAREST, box=box)
    paint(ImageDraw.Draw(layer), SUPERSAMPLING)
    image.paste(layer.reduce(SUPERSAMPLING), box[:2])


def place(image: Image.Image, drawing: Image.Image, foot: Point, cast: float = 0.34) -> None:
    """Stand `drawing` on `image` with the middle of its lower edge at `foot`, over a shadow of strength `cast`."""
    x, y = foot
    if cast:
        shade(
            image,
            (x + drawing.width * 0.05, y - drawing.height * 0.03),
            (drawing.width * 0.46, drawing.height * 0.075),
            cast,
        )
    image.paste(drawing, (round(x - drawing.width / 2), round(y - drawing.height)), drawing)


def leaf_points(root: Point, length: float, angle: float, width: float) -> tuple[list[Point], list[Point]]:
    """Return the two halves of an almond leaf as polygons; `angle` in degrees, `width` relative to `length`."""
    turn = math.radians(angle)
    (x, y), cos, sin = root, math.cos(turn), math.sin(turn)

    def at(along: float, aside: float) -> Point:
        return x + (cos * along - sin * aside) * length, y + (sin * along + cos * aside) * length

    steps = [i / 14 for i in range(15)]
    rib = [at(t, 0.06 * math.sin(math.pi * t)) for t in steps]
    upper = [at(t, -width * math.sin(math.pi * t**0.85)) for t in steps]
    lower = [at(t, width * math.sin(math.pi * t**0.85)) for t in steps]
    return upper + rib[::-1], lower + rib[::-1]


def leaf(
    pen: ImageDraw.ImageDraw, root: Point, length: float, angle: float, tones=("#3F9B5B", "#0B6B3A"), width=0.24
) -> None:
    """Draw a two-toned leaf, its light half towards the upper left as in the drawings of `artwork/`."""
    upper, lower = leaf_points(root, length, angle, width)
    light, dark = tones if math.cos(math.radians(angle - 45)) > 0 else tones[::-1]
    pen.polygon(upper, fill=light)
    pen.polygon(lower, fill=dark)


def jpeg(image: Image.Image) -> bytes:
    """Return `image` as the bytes of a JPEG without metadata."""
    out = io.BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=JPEG_QUALITY)
    return out.getvalue()
