"""Illustrated pictures of produce for the demonstration's listings: drawings, not counterfeit photographs.

The variants of one commodity differ in layout, colour and light, so that no two listings carry the same picture.
"""

import random
import zlib

from PIL import Image, ImageDraw, ImageFilter, ImageStat

from .canvas import artwork, brush, fit, jpeg, leaf, lens, mix, painted, place, rgb, shade, wash
from .scenes import demo_scene

__all__ = ["PHOTO_SIZE", "demo_photo", "demo_scene"]

PHOTO_SIZE = (1200, 900)
WIDTH, HEIGHT = PHOTO_SIZE

# Wall above, wall below, the disc behind the subject.
WALLS = (
    ("#FCF5E1", "#F4DFAF", "#F3C75C"),
    ("#EAF3F4", "#C3DEE6", "#8DBDD1"),
    ("#F0F6E6", "#CDE4BF", "#9FCB95"),
    ("#FCEDE2", "#F2CBB4", "#E79E7C"),
    ("#F4ECF1", "#DFCBDA", "#C7A0BC"),
)
WOODS = (("#C89766", "#A87446", "#8A5A33"), ("#B8835A", "#97633C", "#774A2A"), ("#D3AD7C", "#B58957", "#946A3D"))
AWNINGS = (("#B23A22", "#FBF6E8"), ("#0B6B3A", "#FBF6E8"), ("#1B5E85", "#FBF6E8"), ("#E8A90C", "#FBF6E8"))

WATERS = (
    (("#DCEDF2", "#C3DEE6", "#F3F1DC"), ("#8DBDD1", "#A9CFDC", "#7FB0C9"), ("#2F7A9C", "#1B5E85", "#3C82A6")),
    (("#FBE7C4", "#F5D9A8", "#E8E6D2"), ("#9CC4CC", "#C9CFB4", "#86B4C2"), ("#2C6F80", "#256377", "#3F8593")),
)
SEAFOOD = frozenset({"tom-su", "tom-the-chan-trang", "ca-tra", "muc-mot-nang"})

# Where the far side and the front of the crate are drawn: left, top, right, bottom.
CRATE_BACK = (0, 420, WIDTH, HEIGHT)
CRATE_FRONT = (80, 560, 1120, 850)

# What stands on its own foot is lined up on a stall instead of being tumbled into a crate.
UPRIGHT = frozenset(
    {
        "atiso", "ca-tra", "che-shan-tuyet", "che-thai-nguyen", "ga-doi-yen-the", "gao-seng-cu", "gao-st25", "ho-tieu",
        "lua-dong-xuan", "lua-he-thu", "lua-thu-dong", "mat-ong-bac-ha", "muc-mot-nang", "nep-cai-hoa-vang", "_default",
    }
)  # fmt: skip


def demo_photo(slug: str, variant: int) -> bytes:
    """Return a JPEG, 1200 x 900, of the commodity with this slug.

    `variant` (any integer from 0) modulo 3 chooses the layout: on a table, many of them, in the field. Higher variants
    repeat the three layouts in other colours. The same arguments always give the same bytes under one Pillow version.
    A slug without a drawing shows the seedling. Raises ValueError for a negative variant.
    """
    if variant < 0:
        raise ValueError(f"variant must not be negative: {variant}")
    rng = random.Random(f"{slug}/{variant}")
    layout = LAYOUTS[variant % len(LAYOUTS)]
    return jpeg(layout(slug, variant // len(LAYOUTS), rng))


def _wall_for(drawing: Image.Image, turn: int) -> tuple[str, str, str]:
    """Return one of the three walls whose disc stands out most from the drawing; `turn` goes through them."""
    mean = ImageStat.Stat(drawing.convert("RGB"), drawing.getchannel("A")).mean
    order = sorted(WALLS, key=lambda wall: -sum((a - b) ** 2 for a, b in zip(rgb(wall[2]), mean, strict=True)))
    return order[turn % 3]


def _on_a_table(slug: str, round_: int, rng: random.Random) -> Image.Image:
    """One large subject on a mat, a pale sun behind it."""
    drawing = artwork(slug)
    wall_top, wall_low, disc = _wall_for(drawing, round_ + zlib.crc32(slug.encode()))
    light, wood, dark = WOODS[rng.randrange(len(WOODS))]
    image = wash(
        ((wall_top, wall_top, wall_low), (wall_top, wall_low, wall_low), (wall_low, wall_low, disc)), PHOTO_SIZE
    )
    brush(image, rng, "#FFFFFF", (0, 0, WIDTH, 600), 60, 60)
    shift = rng.randint(-70, 70)

    x = 600 + shift

    def paint(pen: ImageDraw.ImageDraw, k: float) -> None:
        pen.ellipse([v * k for v in (x + shift - 330, 70, x + shift + 330, 730)], fill=mix(disc, wall_top, 0.35))
        pen.ellipse([v * k for v in (-500, 585, 1700, 1500)], fill=light)
        pen.ellipse([v * k for v in (-500, 605, 1700, 1520)], fill=wood)
        for start in range(-190, 1500, 190):
            edge = 1062.5 - 457.5 * (1 - ((start - 600) / 1100) ** 2) ** 0.5
            end = 600 + (start - 600) * 1.5
            pen.line([v * k for v in (start, edge, end, 900)], fill=dark, width=round(2.5 * k))

    painted(image, paint)
    brush(image, rng, light, (0, 620, WIDTH, HEIGHT), 40, 70)
    brush(image, rng, dark, (0, 760, WIDTH, HEIGHT), 24, 60)
    _mat(image, (x, 750), rng)
    place(image, _turned(fit(drawing, 640), round_), (x, 770), 0.5)
    return image


def _turned(drawing: Image.Image, round_: int) -> Image.Image:
    return drawing.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if round_ % 2 else drawing


def _mat(image: Image.Image, centre: tuple[int, int], rng: random.Random) -> None:
    """A round of woven bamboo with two fallen leaves."""
    x, y = centre
    shade(image, (x + 14, y + 22), (430, 110), 0.45)
    side, tall = 900, 250
    tile = Image.new("RGBA", (side * 2, tall * 2), (0, 0, 0, 0))
    pen = ImageDraw.Draw(tile)
    for step, colour in enumerate(("#B48B4F", "#EBD9AC", "#D9BF86", "#EFE1BB", "#DDC591", "#F2E7C7")):
        inset = (0, 8, 44, 60, 150, 170)[step] * 2
        pen.ellipse((inset, inset * tall / side, side * 2 - inset, tall * 2 - inset * tall / side), fill=colour)
    tile = tile.reduce(2)
    image.paste(tile, (x - side // 2, y - tall // 2), tile)

    for dx, dy, angle in ((-400, 66, rng.randint(160, 200)), (360, 92, rng.randint(-30, 30))):
        box = (x + dx - 100, y + dy - 100, x + dx + 100, min(HEIGHT, y + dy + 100))
        painted(image, lambda pen, k, a=angle: leaf(pen, (100 * k, 100 * k), 92 * k, a), box)


def _many(slug: str, round_: int, rng: random.Random) -> Image.Image:
    """A stall with an awning: a heaped crate, or goods in rows when they stand on their own foot."""
    drawing = artwork(slug)
    wall_top, wall_low, _ = _wall_for(drawing, round_ + 1 + zlib.crc32(slug.encode()))
    woods = WOODS[(round_ + rng.randrange(len(WOODS))) % len(WOODS)]
    image = wash(
        ((wall_low, wall_top, wall_low), (wall_top, wall_low, wall_low), (wall_low, wall_low, wall_low)), PHOTO_SIZE
    )
    brush(image, rng, "#FFFFFF", (0, 120, WIDTH, 640), 40, 55)
    stripe = AWNINGS[(round_ + rng.randrange(len(AWNINGS))) % len(AWNINGS)]
    if slug in UPRIGHT:
        painted(image, lambda pen, k: (_awning(pen, k, stripe), _shelf(pen, k, 500, woods), _shelf(pen, k, 790, woods)))
        _rows(image, drawing, rng)
        return image
    painted(image, lambda pen, k: _awning(pen, k, stripe), (0, 0, WIDTH, 120))
    painted(image, lambda pen, k: _crate_back(pen, k, woods), CRATE_BACK)
    shade(image, (600, 640), (520, 120), 0.5, (40, 24, 12))
    _heap(image, drawing, rng)
    painted(image, lambda pen, k: _crate_front(pen, k, woods), CRATE_FRONT)
    return image


def _awning(pen: ImageDraw.ImageDraw, k: float, stripe: tuple[str, str]) -> None:
    for i in range(10):
        colour, left = stripe[i % 2], i * 120
        tint = mix(colour, "#1C2B22", 0.14)
        pen.rectangle([v * k for v in (left, 0, left + 120, 66)], fill=colour)
        pen.pieslice([v * k for v in (left, 26, left + 120, 116)], 0, 180, fill=tint)
        pen.rectangle([v * k for v in (left, 62, left + 120, 72)], fill=tint)


def _shelf(pen: ImageDraw.ImageDraw, k: float, top: int, woods: tuple[str, str, str]) -> None:
    light, wood, dark = woods
    pen.rectangle([v * k for v in (0, top - 26, WIDTH, top + 12)], fill=light)
    pen.rectangle([v * k for v in (0, top + 12, WIDTH, top + 60)], fill=wood)
    pen.rectangle([v * k for v in (0, top + 60, WIDTH, HEIGHT)], fill=dark)
    for x in range(90, WIDTH, 260):
        pen.line([v * k for v in (x, top + 14, x, top + 58)], fill=dark, width=round(3 * k))


def _rows(image: Image.Image, drawing: Image.Image, rng: random.Random) -> None:
    for foot, side, count in ((500, 270, 5), (796, 320, 4)):
        one = fit(drawing, side)
        for i in range(count):
            x = WIDTH * (i + 0.5) / count + rng.randint(-14, 14)
            place(image, one, (x, foot + rng.randint(-4, 4)), 0.42)


def _crate_back(pen: ImageDraw.ImageDraw, k: float, woods: tuple[str, str, str]) -> None:
    """The ground and the far side of the crate, drawn in the box CRATE_BACK."""
    light, wood, dark = woods
    pen.rectangle([v * k for v in (0, 380, WIDTH, 480)], fill=mix(wood, "#FBFAF5", 0.45))
    pen.rectangle([v * k for v in (0, 380, WIDTH, 388)], fill=mix(light, "#FBFAF5", 0.6))
    pen.rectangle([v * k for v in (110, 10, 1090, 400)], fill=dark)
    for top in (10, 80):
        pen.rectangle([v * k for v in (110, top, 1090, top + 56)], fill=mix(dark, wood, 0.55))


def _heap(image: Image.Image, drawing: Image.Image, rng: random.Random) -> None:
    """Overlapping rows, the back ones first; a few turned copies are made once and used over again."""
    straight = fit(drawing, 268)
    turned = [straight, *(straight.rotate(angle, Image.Resampling.BILINEAR, expand=True) for angle in (-17, 13))]
    turned += [one.transpose(Image.Transpose.FLIP_LEFT_RIGHT) for one in turned]
    for y, count, span in ((330, 3, 380), (430, 4, 580), (520, 5, 700), (610, 5, 680)):
        for i in range(count):
            x = 600 + span * (i / (count - 1) - 0.5) + rng.randint(-16, 16)
            one = turned[rng.randrange(len(turned))]
            place(image, one, (x, y + one.height / 2 + rng.randint(-14, 14)), 0.4)


def _crate_front(pen: ImageDraw.ImageDraw, k: float, woods: tuple[str, str, str]) -> None:
    """Three slats between two posts, drawn in the box CRATE_FRONT."""
    light, wood, dark = woods
    pen.rectangle([v * k for v in (20, 136, 1020, 280)], fill=mix(dark, "#1C2B22", 0.35))
    for top in (40, 122, 204):
        pen.rectangle([v * k for v in (10, top, 1030, top + 68)], fill=wood)
        pen.rectangle([v * k for v in (10, top, 1030, top + 9)], fill=light)
        pen.rectangle([v * k for v in (10, top + 60, 1030, top + 68)], fill=dark)
        for start in range(90, 920, 210):
            y = top + 22 + start % 4 * 9
            pen.line([v * k for v in (start, y, start + 110, y)], fill=mix(wood, dark, 0.45), width=round(3 * k))
    for left in (10, 962):
        pen.rectangle([v * k for v in (left, 0, left + 68, 280)], fill=mix(wood, light, 0.5))
        pen.rectangle([v * k for v in (left + 56, 0, left + 68, 280)], fill=dark)
        for y in (72, 154, 236):
            pen.ellipse([v * k for v in (left + 24, y - 6, left + 36, y + 6)], fill=dark)


FIELDS = (
    (("#F6F1C9", "#CFE3A6", "#EAF0C4"), ("#8FC07A", "#A9CF86", "#6FAE66"), ("#3E8A52", "#2F7A48", "#3F8F55")),
    (("#FBE7B4", "#F3D58A", "#F9E3A8"), ("#C9BE5E", "#A9B558", "#D2B84E"), ("#5E8F45", "#477F42", "#6B933F")),
    (("#D8EAF0", "#C4DFE8", "#E8F1E6"), ("#7DB48E", "#8FC09A", "#6AA882"), ("#2F7A58", "#276B4C", "#36805B")),
)


def _in_the_field(slug: str, round_: int, rng: random.Random) -> Image.Image:
    """The subject on a plank before a field (or water, for what lives in it) out of focus, another one behind it."""
    drawing = artwork(slug)
    grounds = WATERS if slug in SEAFOOD else FIELDS
    image = wash(grounds[(round_ + zlib.crc32(slug.encode())) % len(grounds)], PHOTO_SIZE)
    _bokeh(image, rng)
    left = rng.random() < 0.5
    x, far = (500, 960) if left else (700, 240)
    _ledge(image, rng)
    behind = fit(drawing, 300).filter(ImageFilter.GaussianBlur(5))
    place(image, behind, (far, 700), 0.3)
    place(image, _turned(fit(drawing, 610), round_), (x, 800), 0.5)
    _near_leaves(image, rng, left)
    return image


def _bokeh(image: Image.Image, rng: random.Random) -> None:
    for _ in range(34):
        radius = rng.choice((26, 40, 58, 84))
        colour = rng.choice(((255, 250, 214), (232, 240, 190), (168, 207, 134), (248, 214, 120)))
        lens(image, (rng.randint(0, WIDTH), rng.randint(0, 640)), radius, colour, rng.uniform(0.16, 0.42))


def _ledge(image: Image.Image, rng: random.Random) -> None:
    """An old plank, lit from the upper left."""

    def paint(pen: ImageDraw.ImageDraw, k: float) -> None:
        pen.polygon([(x * k, y * k) for x, y in ((0, 690), (WIDTH, 672), (WIDTH, 862), (0, 862))], fill="#A77B4E")
        pen.rectangle([v * k for v in (0, 840, WIDTH, HEIGHT)], fill="#6B4426")
        pen.line([v * k for v in (0, 840, WIDTH, 840)], fill="#D2A672", width=round(6 * k))
        for y in (722, 758, 800):
            start = rng.randint(-100, 200)
            pen.line([v * k for v in (start, y, start + 1000, y - 12)], fill="#8A6239", width=round(3 * k))

    painted(image, paint)
    brush(image, rng, "#C99B66", (0, 690, WIDTH, 840), 30, 80)


def _near_leaves(image: Image.Image, rng: random.Random, left: bool) -> None:
    """Blurred leaves in the lower corner the subject leaves free, and in the upper one across from it."""
    layer = Image.new("RGBA", (WIDTH // 2, HEIGHT // 2), (11, 107, 58, 0))
    pen = ImageDraw.Draw(layer)
    for root, angles in (
        ((620 if left else -20, 460), (-115, -145, -175)),
        ((-20 if left else 620, -10), (30, 60, 95)),
    ):
        for angle in angles:
            turn = angle if root[0] > 300 else 180 - angle
            leaf(
                pen,
                root,
                rng.randint(150, 210),
                turn if root[1] > 100 or root[0] < 300 else 180 - angle,
                ("#2F8A50", "#0A5A31"),
            )
    layer = layer.filter(ImageFilter.GaussianBlur(4)).resize(PHOTO_SIZE, Image.Resampling.BILINEAR)
    image.paste(layer, (0, 0), layer)


LAYOUTS = (_on_a_table, _many, _in_the_field)
