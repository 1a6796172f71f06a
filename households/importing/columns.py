"""Which column of a file is which of ours. The portal guesses by the heads' names; the officer corrects."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from households.importing.reading import Line
from portal1034.core.text import fold

_HEAD_WITHIN = 20


@dataclass(frozen=True, slots=True)
class Column:
    """`synonyms` are folded: "so dien thoai". `hint` stands in the template and beside the choice."""

    key: str
    label: str
    synonyms: tuple[str, ...]
    hint: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """Where the table begins: `row` is the last row of the head, `titles` the text over each column."""

    row: int
    titles: tuple[str, ...]


def find_head(lines: Iterable[Line], columns: Sequence[Column]) -> Head | None:
    """Return the head among the first rows: the one whose cells name most of our columns, at least two of them.

    A head of two rows ("Địa chỉ" over "Xã" and "Huyện") counts as one.
    """
    first = [line for _, line in zip(range(_HEAD_WITHIN), lines, strict=False)]
    scored = [(len(match_columns(line.cells, columns)), -index) for index, line in enumerate(first)]
    best, index = max(scored, default=(0, 0))
    if best < 2:
        return None
    line, below = first[-index], first[-index + 1] if -index + 1 < len(first) else None
    if below and (titles := _two_rows(line, below, columns)):
        return Head(below.number, titles)
    return Head(line.number, tuple(re.sub(r"\s+", " ", title) for title in line.cells))


def _two_rows(line: Line, below: Line, columns: Sequence[Column]) -> tuple[str, ...] | None:
    """Return joint titles when the row below names columns of ours and holds nothing like data."""
    named = match_columns(below.cells, columns)
    if not named or any(re.search(r"\d{3}", cell) for cell in below.cells):
        return None
    width = max(len(line.cells), len(below.cells))
    upper = [*line.cells, *[""] * (width - len(line.cells))]
    lower = [*below.cells, *[""] * (width - len(below.cells))]
    titles = tuple(low or up for up, low in zip(upper, lower, strict=True))
    if len(match_columns(titles, columns)) <= len(match_columns(line.cells, columns)):
        return None
    return titles


def match_columns(titles: Sequence[str], columns: Sequence[Column]) -> dict[str, int]:
    """Return {our key: index of the file's column}: whole names first, then names that begin or end with ours."""
    folded = [_key(title) for title in titles]
    found: dict[str, int] = {}
    for rule in (_is_same, _begins, _holds):
        for column in columns:
            if column.key in found:
                continue
            fits = [i for i, title in enumerate(folded) if i not in found.values() and rule(title, column.synonyms)]
            if fits:
                found[column.key] = fits[0]
    return found


def _key(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", fold(re.sub(r"\(.*?\)", " ", title))).strip()


def _is_same(title: str, synonyms: tuple[str, ...]) -> bool:
    return title in synonyms


def _begins(title: str, synonyms: tuple[str, ...]) -> bool:
    return any(title.startswith(f"{synonym} ") for synonym in synonyms if len(synonym) > 4)


def _holds(title: str, synonyms: tuple[str, ...]) -> bool:
    return len(title) <= 60 and any(f" {synonym} " in f" {title} " for synonym in synonyms if len(synonym) > 6)


def letter(index: int) -> str:
    """Return the name Excel gives a column: 0 → "A", 27 → "AB"."""
    name, index = "", index + 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def missing(mapping: Mapping[str, int], required: Sequence[tuple[str, ...]], columns: Sequence[Column]) -> list[str]:
    """Return a sentence for each group of columns of which none is chosen."""
    labels = {column.key: str(column.label) for column in columns}
    return [
        _("Chọn cột cho “%s”.") % _(" hoặc ").join(labels[key] for key in group)
        for group in required
        if not any(key in mapping for key in group)
    ]


_NUMBERING = re.compile(r"^\(?\s*(?:\d{1,2}|[A-Z])\s*\)?$")
_FOOT = ("tong cong", "tong so", "tong", "cong", "nguoi lap", "ghi chu", "xac nhan", "ngay")


def is_row(line: Line, mapping: Mapping[str, int]) -> bool:
    """Whether a line holds an entry: not blank to us, not a head's numbering "(1) (2)", not a foot of totals."""
    mine = [line.cells[index] for index in mapping.values() if index < len(line.cells) and line.cells[index]]
    if not mine:
        return False
    if len(mine) > 1 and all(_NUMBERING.match(cell) for cell in line.cells if cell):
        return False
    said = fold(next(cell for cell in line.cells if cell))
    is_foot = any(said == word or said.startswith((f"{word} ", f"{word}:")) for word in _FOOT)
    return not (is_foot and len(mine) <= 2)
