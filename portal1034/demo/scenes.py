"""Illustrated scenes above the demonstration's news: fields, stalls, a class, a truck, a meeting, a phone."""

import random
from collections.abc import Callable

from PIL import Image, ImageDraw

from .canvas import artwork, brush, fit, jpeg, lens, mix, painted, place, shade, wash
from .figures import HAIR, HEIGHT, SCENE_SIZE, SKIN, WIDTH, Pen, basket, hat, hill, land, palm, person, tree

SKY = (("#CFE6EE", "#E4F0EC", "#FBEFCB"), ("#E4F1EC", "#F6F4DC", "#FCE9B8"), ("#F3F3DD", "#FBF0CF", "#FBE6B4"))
DUSK = (("#F7DDB0", "#FBE7BE", "#FDF0D2"), ("#FBE9C6", "#FDF1D8", "#FDF5E4"), ("#FDF2DC", "#FDF6E8", "#FDF6E8"))


def demo_scene(kind: str) -> bytes:
    """Return a JPEG, 1600 x 900, for news of this kind: harvest, market, training, truck, meeting or phone.

    The same kind always gives the same picture. Raises KeyError for another kind.
    """
    compose = SCENES[kind]
    return jpeg(compose(random.Random(kind)))


def _fill_baskets(image: Image.Image, baskets) -> None:
    """Heap the produce named in `baskets` (slug, x, foot, width), then draw each basket in front of it."""
    for slug, x, foot, width in baskets:
        one = fit(artwork(slug), round(width * 0.52))
        for dx, dy in ((-0.2, 0.08), (0.2, 0.08), (0, -0.04), (-0.16, 0.26), (0.16, 0.26), (0, 0.22)):
            place(image, one, (x + dx * width, foot - width * 0.52 + dy * width), 0.2)
        shade(image, (x, foot - 4), (width * 0.5, 18), 0.4)
        top = round(foot - width * 0.6)
        region = (max(0, round(x - width)), top, min(WIDTH, round(x + width)), min(HEIGHT, round(foot + 10)))
        painted(image, lambda d, k, r=region, f=foot, w=width, c=x: basket(Pen(d, k), c - r[0], f - r[1], w), region)


def _paddy(pen: Pen, rng: random.Random) -> None:
    """Ripe terraces running down to the viewer, with tufts of rice along each bank."""
    tones = ("#DDBB4C", "#EBC65A", "#D4AC3E", "#E6BC4A")
    for step, (base, tone) in enumerate(zip((560, 630, 715, 810), tones, strict=True)):
        tops = tuple(rng.randint(-14, 26) for _ in range(6))
        hill(pen, base - 12, tops, "#4F9A5B")
        hill(pen, base, tops, tone)
        for x in range(rng.randint(0, 20), WIDTH, 34 + step * 8):
            y, tall = base + 24 + step * 12 + rng.randint(0, 26), 18 + step * 9
            for lean in (-0.5, 0, 0.5):
                pen.line(((x, y), (x + lean * tall, y - tall)), mix(tone, "#8E6410", 0.45), 3 + step * 0.7)


def _harvest(rng: random.Random) -> Image.Image:
    image = wash(SKY, SCENE_SIZE)
    brush(image, rng, "#FFFFFF", (0, 0, WIDTH, 420), 60, 90)

    def paint(draw: ImageDraw.ImageDraw, k: int) -> None:
        pen = Pen(draw, k)
        land(pen, 560, (1230, 190))
        _paddy(pen, rng)
        for x, foot, size, shirt, arm in (
            (420, 640, 150, "#1B5E85", 0.2),
            (640, 690, 180, "#B23A22", 0),
            (980, 650, 158, "#6D4C7D", 0.3),
        ):
            person(pen, x, foot, size, shirt, arm=arm)

    painted(image, paint)
    for x, foot, side in ((300, 850, 330), (1370, 880, 380), (1130, 800, 230)):
        place(image, fit(artwork("lua-dong-xuan"), side), (x, foot), 0.35)
    _fill_baskets(image, (("lua-dong-xuan", 700, 868, 260),))
    return image


def _stall(pen: Pen, x: float, foot: float, width: float, colour: str) -> None:
    """An awning on two poles over a counter."""
    top, count = foot - 430, 6
    for pole in (x + 14, x + width - 26):
        pen.box(pole, top, 12, 430, "#8A6239")
    each = width / count
    for i in range(count):
        tint = colour if i % 2 == 0 else "#FBF6E8"
        left = x + i * each
        pen.poly(
            (
                (left + 12, top - 70),
                (left + each + 12 - 24 * (i == count - 1), top - 70),
                (left + each, top),
                (left, top),
            ),
            tint,
        )
        pen.oval(left + each / 2, top, each / 2, 26, mix(tint, "#1C2B22", 0.12))
    pen.box(x - 10, foot - 150, width + 20, 26, "#D3AD7C", 4)
    pen.box(x, foot - 124, width, 124, "#A87446")
    for i in range(1, 5):
        pen.box(x + width * i / 5, foot - 120, 4, 120, "#8A5A33")


def _market(rng: random.Random) -> Image.Image:
    image = wash(SKY, SCENE_SIZE)
    stalls = (
        (90, "#B23A22", ("thanh-long", "xoai-cat-chu")),
        (610, "#0B6B3A", ("cam-sanh", "dua")),
        (1130, "#1B5E85", ("vai-thieu", "ca-rot")),
    )

    def paint(draw: ImageDraw.ImageDraw, k: int) -> None:
        pen = Pen(draw, k)
        land(pen, 560, (1060, 130))
        pen.poly(((0, 600), (WIDTH, 600), (WIDTH, HEIGHT), (0, HEIGHT)), "#E6D3A8")
        pen.poly(((0, 790), (WIDTH, 770), (WIDTH, HEIGHT), (0, HEIGHT)), "#D8C08D")
        for (x, colour, _), shirt in zip(stalls, ("#6D4C7D", "#E8A90C", "#B23A22"), strict=True):
            person(pen, x + 190, 750, 390, shirt)
            _stall(pen, x, 760, 380, colour)

    painted(image, paint)
    for x, _, goods in stalls:
        for slug, shift in zip(goods, (86, 294), strict=True):
            one = fit(artwork(slug), 104)
            for dx, dy in ((-48, 0), (48, 0), (0, 6), (-24, -52), (24, -52)):
                place(image, one, (x + shift + dx, 620 + dy), 0.25)
    painted(image, lambda d, k: _shoppers(Pen(d, k)))
    _fill_baskets(image, (("hanh-tim", 360, 872, 190), ("buoi-da-xanh", 1240, 876, 210)))
    return image


def _shoppers(pen: Pen) -> None:
    person(pen, 545, 872, 290, "#2E6F8E", hatted=False, arm=0.25)
    person(pen, 1040, 868, 280, "#C25B3C", arm=0.15)
    person(pen, 660, 884, 190, "#E8A90C", hatted=False)


def _board(pen: Pen, x: float, y: float) -> None:
    """A chart on an easel: ten-day columns, the ripest in gold."""
    pen.line(((x + 40, y + 40), (x - 10, y + 380)), "#8A6239", 12)
    pen.line(((x + 380, y + 40), (x + 430, y + 380)), "#8A6239", 12)
    pen.box(x, y, 420, 280, "#8A6239", 10)
    pen.box(x + 14, y + 14, 392, 252, "#FBFAF5", 4)
    for i, tall in enumerate((40, 66, 104, 150, 186, 160, 112, 70)):
        pen.box(x + 44 + i * 42, y + 236 - tall, 28, tall, "#E8A90C" if i == 4 else "#2F8A50", 3)
    pen.line(((x + 36, y + 238), (x + 384, y + 238)), "#1C2B22", 4)


def _listener(pen: Pen, x: float, foot: float, size: float, shirt: str, hatted: bool) -> None:
    """Someone sitting on a stool, seen from behind."""
    s = size / 100
    pen.box(x - 30 * s, foot - 26 * s, 60 * s, 26 * s, "#B23A22", 6)
    pen.box(x - 38 * s, foot - 96 * s, 76 * s, 80 * s, shirt, 26 * s)
    pen.box(x + 10 * s, foot - 94 * s, 28 * s, 76 * s, mix(shirt, "#1C2B22", 0.25), 14 * s)
    pen.oval(x, foot - 116 * s, 23 * s, 25 * s, HAIR)
    if hatted:
        hat(pen, x, foot - 122 * s, s * 1.15)


def _training(rng: random.Random) -> Image.Image:
    image = wash(SKY, SCENE_SIZE)
    brush(image, rng, "#FFFFFF", (0, 0, WIDTH, 400), 50, 90)
    shirts = ("#1B5E85", "#B23A22", "#6D4C7D", "#E8A90C", "#2E7D68", "#C25B3C", "#3F6FA0")

    def paint(draw: ImageDraw.ImageDraw, k: int) -> None:
        pen = Pen(draw, k)
        land(pen, 540, (420, 170))
        hill(pen, 590, (20, 0, 24, 6, 20), "#8CC07A")
        hill(pen, 700, (10, 26, 6, 22, 8), "#78B26C")
        tree(pen, 1370, 640, 330)
        _board(pen, 620, 250)
        person(pen, 1140, 660, 300, "#0B6B3A", hatted=False, arm=-0.1)
        pen.line(((1105, 500), (1046, 440)), SKIN, 12)
        for row, (foot, size, count) in enumerate(((760, 118, 6), (880, 150, 5))):
            for i in range(count):
                x = 250 + (1100 / (count - 1)) * i + row * 10
                _listener(pen, x, foot, size, shirts[(i * 2 + row) % 7], (i + row) % 3 != 1)

    painted(image, paint)
    return image


def _lorry(pen: Pen, x: float, foot: float) -> None:
    """A small open lorry heading right; its load is pasted behind the side boards."""
    pen.poly(
        (
            (x + 560, foot - 300),
            (x + 700, foot - 300),
            (x + 770, foot - 170),
            (x + 800, foot - 150),
            (x + 800, foot - 50),
            (x + 560, foot - 50),
        ),
        "#0B6B3A",
    )
    pen.poly(((x + 600, foot - 276), (x + 688, foot - 276), (x + 742, foot - 172), (x + 600, foot - 172)), "#CDE3EC")
    pen.poly(((x + 640, foot - 276), (x + 664, foot - 276), (x + 626, foot - 172), (x + 602, foot - 172)), "#E9F4F6")
    pen.box(x + 600, foot - 140, 46, 9, "#DCEFD9", 4)
    pen.box(x + 772, foot - 128, 28, 34, "#F8CC4E", 6)
    for i in range(3):
        pen.box(x, foot - 190 + i * 46, 552, 40, ("#B98250", "#A87446", "#97633C")[i], 4)
    for post in (0, 180, 360, 538):
        pen.box(x + post, foot - 196, 14, 146, "#6B4426", 3)
    pen.box(x - 8, foot - 58, 812, 22, "#33443C", 6)
    for wheel in (x + 120, x + 660):
        pen.oval(wheel, foot - 32, 62, 62, "#1C2B22")
        pen.oval(wheel, foot - 32, 32, 32, "#C9C3B2")
        pen.oval(wheel, foot - 32, 12, 12, "#6B6A60")


def _truck(rng: random.Random) -> Image.Image:
    image = wash(DUSK, SCENE_SIZE)

    def paint(draw: ImageDraw.ImageDraw, k: int) -> None:
        pen = Pen(draw, k)
        land(pen, 590, (1280, 210))
        hill(pen, 650, (30, 6, 26, 10, 30), "#8CC07A")
        hill(pen, 700, (16, 30, 8, 24, 12), "#DDBB4C")
        pen.poly(((0, 740), (WIDTH, 720), (WIDTH, HEIGHT), (0, HEIGHT)), "#8C8A7E")
        pen.poly(((0, 740), (WIDTH, 720), (WIDTH, 732), (0, 752)), "#EDE6D0")
        for x in range(40, WIDTH, 220):
            pen.poly(((x, 858), (x + 110, 856), (x + 110, 868), (x, 870)), "#F6F0DA")
        for x in (90, 230, 1480):
            palm(pen, x, 730 - x % 60, 300 + x % 90)

    painted(image, paint)
    shade(image, (800, 834), (460, 34), 0.5)
    load = ("dua-hau", "buoi-da-xanh", "dua-hau", "thanh-long", "cam-vinh")
    for y, count in ((560, 3), (618, 5), (680, 6)):
        for i in range(count):
            x = 660 + (i - (count - 1) / 2) * 92
            place(image, fit(artwork(load[(i + count) % 5]), 158), (x, y), 0.25)
    painted(image, lambda d, k: _lorry(Pen(d, k), 380, 826))
    return image


def _meeting(rng: random.Random) -> Image.Image:
    image = wash((("#F6E6C4", "#FBF1DA", "#F6E6C4"), ("#EBD3A4", "#F6E6C4", "#EBD3A4")), SCENE_SIZE)
    brush(image, rng, "#FFFFFF", (0, 0, WIDTH, 600), 50, 60)
    painted(image, lambda d, k: _room(Pen(d, k)))
    painted(image, lambda d, k: _table(Pen(d, k)))
    for slug, x, foot, side in (
        ("nho", 640, 716, 150),
        ("xoai-cat-hoa-loc", 860, 720, 150),
        ("che-thai-nguyen", 480, 716, 110),
        ("che-thai-nguyen", 1080, 716, 110),
        ("ca-phe-robusta", 1230, 712, 130),
        ("mat-ong-bac-ha", 350, 712, 120),
    ):
        place(image, fit(artwork(slug), side), (x, foot), 0.3)
    return image


def _room(pen: Pen) -> None:
    """A hall with wooden columns and a window on the fields."""
    pen.box(470, 90, 660, 330, "#8A5A33", 8)
    pen.box(490, 110, 620, 290, "#DCEFF2")
    pen.oval(960, 190, 46, 46, "#F8CC4E")
    pen.poly(((490, 320), (640, 220), (760, 300), (900, 210), (1110, 320), (1110, 400), (490, 400)), "#8DBB9C")
    pen.poly(((490, 350), (700, 320), (900, 345), (1110, 315), (1110, 400), (490, 400)), "#E6BC4A")
    pen.box(794, 110, 12, 290, "#8A5A33")
    for x in (150, 1390):
        pen.box(x, 0, 60, 760, "#97633C")
        pen.box(x + 40, 0, 20, 760, "#774A2A")
    pen.box(0, 0, WIDTH, 44, "#774A2A")
    people = (
        (330, "#1B5E85", True, 0.3),
        (560, "#B23A22", False, 0.1),
        (780, "#0B6B3A", False, 0.0),
        (1010, "#6D4C7D", True, 0.2),
        (1250, "#C25B3C", False, 0.4),
    )
    for x, shirt, hatted, arm in people:
        person(pen, x, 860, 430 if hatted else 440, shirt, hatted, arm)


def _table(pen: Pen) -> None:
    pen.poly(((190, 664), (1410, 664), (1520, 760), (80, 760)), "#C89766")
    pen.poly(((190, 664), (1410, 664), (1420, 674), (180, 674)), "#DDB286")
    pen.box(80, 760, 1440, 36, "#A87446", 6)
    pen.box(80, 786, 1440, 114, "#8A5A33")
    for x, tint in ((560, "#FBFAF5"), (760, "#F2EBD8"), (960, "#FBFAF5")):
        pen.poly(((x, 728), (x + 74, 728), (x + 84, 752), (x - 8, 752)), tint)
        pen.line(((x + 10, 736), (x + 60, 736)), "#9DB8C4", 3)
        pen.line(((x + 8, 744), (x + 50, 744)), "#9DB8C4", 3)


def _phone(rng: random.Random) -> Image.Image:
    image = wash(
        (("#DCEFD9", "#EAF4DF", "#FBF1D0"), ("#C4E0BC", "#DCEBC6", "#F6E3AE"), ("#8CC07A", "#A5C981", "#D8C56A")),
        SCENE_SIZE,
    )
    for _ in range(30):
        lens(
            image,
            (rng.randint(0, WIDTH), rng.randint(0, HEIGHT)),
            rng.choice((36, 60, 92)),
            (255, 250, 220),
            rng.uniform(0.15, 0.4),
        )

    def paint(draw: ImageDraw.ImageDraw, k: int) -> None:
        pen = Pen(draw, k)
        hill(pen, 740, (40, 70, 30, 60, 40), "#5FA26F")
        hill(pen, 800, (20, 50, 30, 10, 40), "#DDBB4C")
        _handset(pen, 860, 60)

    painted(image, paint)
    place(image, fit(artwork("vai-thieu"), 250), (1050, 410), 0.25)
    for slug, x in (("cam-vinh", 945), ("nhan-long", 1050), ("xoai-cat-chu", 1155)):
        place(image, fit(artwork(slug), 84), (x, 720), 0)
    painted(image, lambda d, k: person(Pen(d, k), 480, 860, 560, "#B23A22", arm=0.55))
    _fill_baskets(image, (("vai-thieu", 240, 872, 270), ("vai-thieu", 690, 876, 230)))
    return image


def _handset(pen: Pen, x: float, y: float) -> None:
    """A phone showing an offer: picture, price bar, season strip, three more goods."""
    pen.box(x + 16, y + 18, 380, 790, mix("#5FA26F", "#1C2B22", 0.35), 46)
    pen.box(x, y, 380, 790, "#1C2B22", 46)
    pen.box(x + 16, y + 16, 348, 758, "#FBFAF5", 34)
    pen.box(x + 40, y + 60, 300, 310, "#DCEFD9", 18)
    pen.box(x + 40, y + 392, 190, 24, "#1C2B22", 12)
    pen.box(x + 40, y + 428, 120, 18, "#B9C4BB", 9)
    for i, tall in enumerate((8, 14, 22, 34, 46, 40, 28, 18, 10, 6, 6, 6)):
        pen.box(x + 40 + i * 25.5, y + 516 - tall, 19, tall, "#E8A90C" if i == 4 else "#2F8A50", 3)
    pen.box(x + 236, y + 396, 104, 44, "#0B6B3A", 22)
    for i in range(3):
        pen.box(x + 40 + i * 105, y + 552, 92, 120, "#F3EDD9", 14)
    pen.box(x + 40, y + 694, 300, 54, "#0B6B3A", 27)
    pen.line(((x + 168, y + 722), (x + 184, y + 736), (x + 214, y + 708)), "#FBFAF5", 8)


SCENES: dict[str, Callable[[random.Random], Image.Image]] = {
    "harvest": _harvest,
    "market": _market,
    "training": _training,
    "truck": _truck,
    "meeting": _meeting,
    "phone": _phone,
}
