"""The workbook that comes back with links filled in: which listing is where, and what is wrong with which line."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _

from households.importing.reading import Line, UnreadableFile, lines
from portal1034.core.text import fold
from products.pages import NotAPage, Page, page_of
from products.spreadsheets.template import CODE_HEAD, LINK_HEAD, VERSION_HEAD

MAX_RETURNED = 10_000
# The head stands on top, or below a title or two that somebody added.
_LOOK_FOR_HEAD = 10


@dataclass(frozen=True, slots=True)
class Returned:
    """One line: whose link it is (the number every marketplace knows it by), or what is wrong with it."""

    number: int
    external_id: str
    page: Page | None = None
    version: str = ""
    problem: str = ""


def read_links(marketplace: str, file: BinaryIO) -> Iterator[Returned]:
    """Yield the lines that have a link. Raises UnreadableFile with the sentence to show."""
    places: dict[str, int] | None = None
    for count, line in enumerate(lines(file)):
        if places is None:
            places = _head(line)
            if places is None and count + 1 >= _LOOK_FOR_HEAD:
                break
            continue
        if count > MAX_RETURNED + _LOOK_FOR_HEAD:
            raise UnreadableFile(_("Tệp có hơn 10.000 dòng. Chia thành nhiều tệp rồi tải từng tệp."))
        yield from _read(marketplace, line, places)
    if places is None:
        wanted = {"code": CODE_HEAD, "link": LINK_HEAD.split(" (")[0]}
        raise UnreadableFile(_("Tệp không có cột “%(code)s” và “%(link)s”: dùng đúng tệp tải từ cổng.") % wanted)


def _head(line: Line) -> dict[str, int] | None:
    """Return where the columns are, None when this line is no head."""
    found: dict[str, int] = {}
    for place, cell in enumerate(line.cells):
        for key, head in (("code", CODE_HEAD), ("link", LINK_HEAD), ("version", VERSION_HEAD)):
            if fold(cell).startswith(fold(head.split(" (")[0])):
                found.setdefault(key, place)
    return found if {"code", "link"} <= found.keys() else None


def _read(marketplace: str, line: Line, places: dict[str, int]) -> Iterator[Returned]:
    cells = {key: line.cells[place].strip() if place < len(line.cells) else "" for key, place in places.items()}
    code, link, version = cells["code"], cells["link"], cells.get("version", "")
    if not link or not code.startswith("c1034-"):
        return
    try:
        yield Returned(line.number, code, page_of(marketplace, link), version)
    except NotAPage as error:
        yield Returned(line.number, code, problem=str(error))
