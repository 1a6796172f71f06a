"""Figures that the news scenes are composed of: land, trees, people in conical hats, baskets."""

from PIL import ImageDraw

from .canvas import leaf, mix

SCENE_SIZE = (1600, 900)
WIDTH, HEIGHT = SCENE_SIZE
HAT, HAT_DARK, SKIN, HAIR = "#EBD6A0", "#C9AC6C", "#D9A173", "#2A211C"


class Pen:
    """Draws in pixels of the scene on the enlarged layer of `painted`."""

    def __init__(self, draw: ImageDraw.ImageDraw, scale: int):
        self.draw, self.scale = draw, scale

    def _all(self, points):
        return [(x * self.scale, y * self.scale) for x, y in points]

    def poly(self, points, fill) -> None:
        self.draw.polygon(self._all(points), fill=fill)

    def box(self, x, y, width, height, fill, radius=0) -> None:
        corners = self._all(((x, y), (x + width, y + height)))
        self.draw.rounded_rectangle(corners, radius * self.scale, fill=fill)

    def oval(self, x, y, rx, ry, fill) -> None:
        self.draw.ellipse(self._all(((x - rx, y - ry), (x + rx, y + ry))), fill=fill)

    def line(self, points, fill, width) -> None:
        self.draw.line(self._all(points), fill=fill, width=round(width * self.scale), joint="curve")
        for x, y in (points[0], points[-1]):
            self.oval(x, y, width / 2, width / 2, fill)

    def leaf(self, x, y, length, angle, width=0.24) -> None:
        leaf(self.draw, (x * self.scale, y * self.scale), length * self.scale, angle, width=width)


def hill(pen: Pen, base: float, tops: tuple[float, ...], fill) -> None:
    """A rolling ridge through heights given at equal steps across the scene, smoothed, filled down to the foot."""
    points = []
    for x in range(0, WIDTH + 1, 20):
        place_ = x / WIDTH * (len(tops) - 1)
        i = min(int(place_), len(tops) - 2)
        t = place_ - i
        ease = t * t * (3 - 2 * t)
        points.append((x, base - tops[i] * (1 - ease) - tops[i + 1] * ease))
    pen.poly([*points, (WIDTH, HEIGHT), (0, HEIGHT)], fill)


def land(pen: Pen, base: float, sun: tuple[float, float]) -> None:
    x, y = sun
    pen.oval(x, y, 104, 104, "#FBE08A")
    pen.oval(x, y, 82, 82, "#F8CC4E")
    hill(pen, base, (150, 250, 130, 290, 180, 220, 120), "#B6D3CC")
    hill(pen, base, (60, 120, 190, 90, 160, 110, 180), "#8DBB9C")
    hill(pen, base, (90, 40, 80, 120, 40, 90, 60), "#5FA26F")


def person(pen: Pen, x: float, foot: float, size: float, shirt: str, hatted: bool = True, arm: float = 0.0) -> None:
    """A standing figure of height `size`; `arm` lifts the right hand, from 0 (hanging) to 1 (pointing up)."""
    s = size / 200
    dark = mix(shirt, "#1C2B22", 0.28)
    for dx in (-17, 5):
        pen.box(x + dx * s, foot - 74 * s, 16 * s, 74 * s, "#33443C", 5 * s)
    pen.box(x - 27 * s, foot - 142 * s, 54 * s, 82 * s, shirt, 20 * s)
    pen.box(x + 6 * s, foot - 140 * s, 21 * s, 78 * s, dark, 10 * s)
    pen.line(((x - 24 * s, foot - 126 * s), (x - 35 * s, foot - 98 * s), (x - 28 * s, foot - 74 * s)), shirt, 14 * s)
    hand = (x + (34 + 26 * arm) * s, foot - (74 + 92 * arm) * s)
    pen.line(((x + 23 * s, foot - 126 * s), (x + (37 + 8 * arm) * s, foot - (98 + 16 * arm) * s), hand), dark, 14 * s)
    pen.oval(*hand, 8 * s, 8 * s, SKIN)
    pen.oval(x, foot - 162 * s, 20 * s, 22 * s, SKIN)
    _face(pen, x, foot - 158 * s, s)
    if hatted:
        hat(pen, x, foot - 168 * s, s)
    else:
        pen.draw.pieslice(
            [v * pen.scale for v in (x - 22 * s, foot - 187 * s, x + 22 * s, foot - 143 * s)], 180, 360, HAIR
        )


def _face(pen: Pen, x: float, y: float, s: float) -> None:
    for dx in (-7, 7):
        pen.oval(x + dx * s, y, 2 * s, 2.4 * s, HAIR)
        pen.oval(x + dx * 1.7 * s, y + 6 * s, 4 * s, 2.6 * s, "#D08A66")
    pen.line(((x - 6 * s, y + 8 * s), (x, y + 10.5 * s), (x + 6 * s, y + 8 * s)), "#8A4A34", 2.4 * s)


def hat(pen: Pen, x: float, y: float, s: float) -> None:
    pen.poly(((x - 46 * s, y), (x, y - 40 * s), (x + 46 * s, y)), HAT)
    pen.poly(((x + 4 * s, y), (x, y - 40 * s), (x + 46 * s, y)), HAT_DARK)
    pen.oval(x, y, 46 * s, 5 * s, HAT_DARK)


def basket(pen: Pen, x: float, foot: float, width: float) -> None:
    height = width * 0.52
    pen.poly(
        (
            (x - width / 2, foot - height),
            (x + width / 2, foot - height),
            (x + width * 0.38, foot),
            (x - width * 0.38, foot),
        ),
        "#C79A55",
    )
    pen.poly(
        (
            (x + width * 0.2, foot - height),
            (x + width / 2, foot - height),
            (x + width * 0.38, foot),
            (x + width * 0.16, foot),
        ),
        "#9C7236",
    )
    for share in (0.3, 0.55, 0.8):
        half = width * (0.5 - 0.12 * share)
        pen.line(((x - half, foot - height * (1 - share)), (x + half, foot - height * (1 - share))), "#87602B", 3)
    pen.box(x - width / 2 - 6, foot - height - 8, width + 12, 16, "#E5C68A", 8)


def tree(pen: Pen, x: float, foot: float, size: float) -> None:
    pen.poly(((x - 26, foot), (x - 15, foot - size), (x + 15, foot - size), (x + 30, foot)), "#7A5534")
    pen.poly(((x + 6, foot), (x + 4, foot - size), (x + 15, foot - size), (x + 30, foot)), "#5E3F26")
    for dx, dy, r, tone in (
        (60, -20, 150, "#0B6B3A"),
        (-110, -40, 140, "#2A8148"),
        (20, -130, 160, "#2A8148"),
        (-50, -110, 130, "#3F9B5B"),
        (-120, -70, 84, "#57AE6E"),
    ):
        pen.oval(x + dx, foot - size + dy, r, r * 0.82, tone)


def palm(pen: Pen, x: float, foot: float, size: float) -> None:
    pen.line(((x, foot), (x + 10, foot - size * 0.5), (x + 34, foot - size)), "#7A5534", 16)
    for angle, length in (
        (195, 0.42),
        (-15, 0.42),
        (165, 0.36),
        (15, 0.38),
        (-150, 0.5),
        (-40, 0.5),
        (-120, 0.46),
        (-68, 0.46),
        (-94, 0.4),
    ):
        pen.leaf(x + 34, foot - size, size * length, angle, width=0.13)
    for dx in (-8, 10, 0):
        pen.oval(x + 34 + dx, foot - size + 10 + abs(dx) * 0.4, 9, 10, "#A8702E")
