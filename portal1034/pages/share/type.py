"""The portal's own typeface for Pillow: one face of a weight from its two files, as browsers put them together."""

import functools
import re
from pathlib import Path

from django.conf import settings
from PIL import ImageDraw, ImageFont

from portal1034.core.text import nfc

FONTS = Path(settings.BASE_DIR) / "static" / "fonts"
# The same parts as `unicode-range` in static/css/tokens.css.
_VIETNAMESE = "ĂăĐđĨĩŨũƠơƯư\u0300\u0301\u0303\u0304\u0308\u0309\u0323\u1ea0-\u1ef9₫"
_LATIN = "\u0020-\u007e\u00a0-\u00ffŒœ\u2010-\u2027\u2030-\u205e€™−"
_RUNS = re.compile(f"[{_VIETNAMESE}]+|[{_LATIN}]+")
_IS_VIETNAMESE = re.compile(f"[{_VIETNAMESE}]")


class Face:
    """A weight (400 or 600) at a size in pixels. Letters neither file has are left out: no boxes in their place."""

    def __init__(self, weight: int, size: int) -> None:
        self.size, self.leading = size, round(size * 1.2)
        self._latin = ImageFont.truetype(FONTS / f"be-vietnam-pro-latin-{weight}.woff2", size)
        self._vietnamese = ImageFont.truetype(FONTS / f"be-vietnam-pro-vietnamese-{weight}.woff2", size)

    def _runs(self, text: str) -> list[tuple[str, ImageFont.FreeTypeFont]]:
        runs = _RUNS.findall(nfc(text))
        return [(run, self._vietnamese if _IS_VIETNAMESE.match(run) else self._latin) for run in runs]

    def width(self, text: str) -> float:
        return sum(font.getlength(run) for run, font in self._runs(text))

    def draw(self, canvas: ImageDraw.ImageDraw, left: float, baseline: float, text: str, fill: str) -> None:
        for run, font in self._runs(text):
            canvas.text((left, baseline), run, fill=fill, font=font, anchor="ls")
            left += font.getlength(run)

    def lines(self, text: str, width: float) -> list[str]:
        """Break a text into lines no wider than `width`; a word that is wider stands alone and is cut."""
        lines: list[str] = []
        for word in text.split():
            if lines and self.width(f"{lines[-1]} {word}") <= width:
                lines[-1] += f" {word}"
            else:
                lines.append(self.cut(word, width))
        return lines

    def cut(self, text: str, width: float) -> str:
        """Return the text, ended by … where it would be wider than `width`."""
        if self.width(text) <= width:
            return text
        while text and self.width(text.rstrip(" ,.;:") + "…") > width:
            text = text[:-1]
        return text.rstrip(" ,.;:") + "…"


@functools.cache
def face(weight: int, size: int) -> Face:
    return Face(weight, size)


def fit(text: str, *, width: float, height: float, sizes: tuple[int, ...], weight: int = 600) -> tuple[Face, list[str]]:
    """Return the largest face of `sizes` in which the text stays within `height`, and its lines.

    In the smallest the rest is cut. Lines are evened out, so that no word hangs alone.
    """
    for size in sizes:
        chosen = face(weight, size)
        lines = chosen.lines(text, width)
        if len(lines) * chosen.leading <= height and not any(line.endswith("…") for line in lines):
            return chosen, _even(chosen, text, width, len(lines))
    most = max(1, int(height // chosen.leading))
    if len(lines) > most:
        lines = [*lines[: most - 1], chosen.cut(" ".join(lines[most - 1 :]), width)]
    return chosen, lines


def _even(chosen: Face, text: str, width: float, count: int) -> list[str]:
    """Return the same number of lines in the narrowest measure that still holds them."""
    best = chosen.lines(text, width)
    for share in (0.95, 0.9, 0.85, 0.8, 0.75, 0.7):
        tried = chosen.lines(text, width * share)
        if len(tried) > count or any(line.endswith("…") for line in tried):
            break
        best = tried
    return best
