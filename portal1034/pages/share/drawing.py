"""The picture beside a shared link: 1200×630, in the portal's colours and type."""

import io
from contextlib import closing

from django.core.files.storage import default_storage
from PIL import Image, ImageDraw, ImageOps

from portal1034.core.images import BROKEN, MAX_PIXELS
from portal1034.pages.share.card import Card
from portal1034.pages.share.type import face, fit

SIZE = (1200, 630)
PAPER, INK, SOFT, LINE = "#fbfaf5", "#1c2b22", "#56635a", "#dfded3"
RICE, LEAF, GOLD = "#0b6b3a", "#dcefd9", "#e8a90c"
SUPPLY = ("#f0efe6", "#dcebd2", "#b7d8a6", "#82bc7a", "#3e9350", "#0b6b3a")
EDGE = 72
PHOTO_WIDTH = 456
STRIP_TOP, STRIP_HEIGHT = 372, 84
QUALITY = 86
# The grain in the portal's sign, as cubic curves.
GRAIN = [
    (18.7, 6.8, 20, 9.2, 20, 11.7),
    (20, 14.4, 18.5, 16.5, 16, 18),
    (13.5, 16.5, 12, 14.4, 12, 11.7),
    (12, 9.2, 13.3, 6.8, 16, 4.5),
]


def draw(card: Card) -> bytes:
    """Return the card as a JPEG."""
    image = Image.new("RGB", SIZE, PAPER)
    canvas = ImageDraw.Draw(image)
    photo = _photo(card.picture) if card.picture else None
    width = SIZE[0] - 2 * EDGE
    if photo is not None:
        image.paste(photo, (SIZE[0] - PHOTO_WIDTH, 0))
        width -= PHOTO_WIDTH - EDGE + 48
    canvas.rectangle((0, 0, 15, SIZE[1]), fill=RICE)
    _words(canvas, card, width)
    if card.strip:
        _strip(canvas, card)
    _mark(image, canvas)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return buffer.getvalue()


def _photo(name: str) -> Image.Image | None:
    """Return the photograph cut to its place; None where storage has lost it: then the words stand alone."""
    try:
        with closing(default_storage.open(name)) as file, Image.open(file) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                return None
            opened.draft("RGB", (PHOTO_WIDTH * 2, SIZE[1] * 2))
            return ImageOps.fit(opened.convert("RGB"), (PHOTO_WIDTH, SIZE[1]), Image.Resampling.LANCZOS)
    except BROKEN:
        return None


def _words(canvas: ImageDraw.ImageDraw, card: Card, width: float) -> None:
    """Eyebrow, title and, nearer the bottom, figure and foot."""
    small = face(600, 30)
    small.draw(canvas, EDGE, 100, small.cut(card.eyebrow, width), RICE)
    if card.strip:
        below = _lines(canvas, card.title, 124, width, height=112, sizes=(88, 76, 64, 52, 44))
        _lines(canvas, card.foot, below + 12, width, height=84, sizes=(34, 30), weight=400, fill=SOFT)
        return
    height = 220 if card.figure else 316
    _lines(canvas, card.title, 124, width, height=height, sizes=(80, 72, 64, 58, 52, 46, 42))
    if card.figure:
        _lines(canvas, card.figure, 376, width, height=64, sizes=(52, 44, 38, 32), fill=RICE)
    plain = face(400, 28)
    plain.draw(canvas, EDGE, 484, plain.cut(card.foot, width), SOFT)


def _lines(canvas, text: str, top: float, width: float, *, height: float, sizes, weight=600, fill=INK) -> float:
    """Write a text below `top` in the largest size that fits; return where it ends."""
    chosen, lines = fit(text, width=width, height=height, sizes=sizes, weight=weight)
    for number, line in enumerate(lines):
        chosen.draw(canvas, EDGE, top + number * chosen.leading + chosen.size, line, fill)
    return top + len(lines) * chosen.leading


def _strip(canvas: ImageDraw.ImageDraw, card: Card) -> None:
    """The year in 36 cells, as deep as the supply beside the fullest; today is a gold line, months stand below."""
    pitch, top = (SIZE[0] - 2 * EDGE) / 36, max(card.strip, default=0)
    for place, kg in enumerate(card.strip):
        left = EDGE + place * pitch
        depth = 0 if not kg or not top else 1 + min(4, kg * 5 // (top + 1))
        canvas.rectangle((left, STRIP_TOP, left + pitch - 3, STRIP_TOP + STRIP_HEIGHT), fill=SUPPLY[depth])
    if 1 <= card.today <= len(card.strip):
        left = EDGE + (card.today - 1) * pitch
        canvas.rectangle((left - 5, STRIP_TOP - 12, left, STRIP_TOP + STRIP_HEIGHT + 12), fill=GOLD)
    months = face(400, 24)
    for month in range(12):
        months.draw(canvas, EDGE + month * 3 * pitch, STRIP_TOP + STRIP_HEIGHT + 38, f"T{month + 1}", SOFT)


def _mark(image: Image.Image, canvas: ImageDraw.ImageDraw) -> None:
    """The portal's sign and name, bottom left."""
    image.paste(_sign(52), (EDGE, 536))
    name = face(600, 30)
    name.draw(canvas, EDGE + 68, 573, "Cổng 1034", INK)
    plain = face(400, 24)
    plain.draw(canvas, EDGE + 68 + name.width("Cổng 1034") + 20, 572, "nông sản Việt theo mùa", SOFT)


def _sign(size: int) -> Image.Image:
    """static/img/logo.svg, drawn four times as large and brought down."""
    scale = size * 4 / 32
    sign = Image.new("RGB", (size * 4, size * 4), PAPER)
    pen = ImageDraw.Draw(sign)

    def at(*points: float) -> list[float]:
        return [value * scale for value in points]

    pen.rounded_rectangle(at(0, 0, 32, 32), 7 * scale, fill=RICE)
    pen.line(at(16, 27, 16, 18), fill=LEAF, width=round(2 * scale))
    pen.polygon(_leaf(1, scale), fill=LEAF)
    pen.polygon(_leaf(-1, scale), fill="#a9d6a3")
    pen.polygon(_curve(scale, (16, 4.5), GRAIN), fill="#f2b92a")
    return sign.resize((size, size), Image.Resampling.LANCZOS)


def _leaf(side: int, scale: float) -> list[tuple[float, float]]:
    """The left leaf of the sign, or (side -1) the right one, its mirror."""
    curves = [(10, 24.4, 6.6, 21, 6.2, 15.2), (11.6, 15.5, 15.2, 18.7, 15.6, 24.2)]
    points = _curve(scale, (15.6, 24.2), curves)
    return points if side > 0 else [(32 * scale - x, y) for x, y in points]


def _curve(scale: float, start: tuple[float, float], curves) -> list[tuple[float, float]]:
    """Return points along cubic curves (x1, y1, x2, y2, x, y), one after another."""
    points, (x0, y0) = [], start
    for x1, y1, x2, y2, x3, y3 in curves:
        for step in range(13):
            t = step / 12
            u = 1 - t
            x = u**3 * x0 + 3 * u * u * t * x1 + 3 * u * t * t * x2 + t**3 * x3
            y = u**3 * y0 + 3 * u * u * t * y1 + 3 * u * t * t * y2 + t**3 * y3
            points.append((x * scale, y * scale))
        x0, y0 = x3, y3
    return points
