"""Files → rows of text, one at a time, at flat memory. Whatever is sent: rows, or one Vietnamese sentence."""

import codecs
import csv
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import BinaryIO
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._reader import DATA_TAG, ROW_TAG, WorkSheetParser

from households.importing.cells import cell_text

MAX_BYTES = 30 * 1024 * 1024
MAX_UNPACKED = 400 * 1024 * 1024
MAX_PARTS = 2_000
MAX_ROWS = 200_000
MAX_COLUMNS = 60
_MAX_MERGES = 50_000
# An XML table of names and addresses shrinks to a tenth, a dull one to a hundredth; a bomb to a thousandth.
_MAX_RATIO = 250
_RATIO_FROM = 8 * 1024 * 1024
# Parts that are held in memory whole, by the beginning of their name.
_HELD = {"xl/sharedstrings": 64 << 20, "xl/styles": 8 << 20, "xl/worksheets/": MAX_UNPACKED}
_HELD_OTHERWISE = 8 << 20
_OLE = b"\xd0\xcf\x11\xe0"
_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)|<\x00!\x00D\x00O|\x00<\x00!\x00D\x00O", re.IGNORECASE)
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_BROKEN = (
    zipfile.BadZipFile, zlib.error, ParseError, DefusedXmlException, InvalidFileException,
    KeyError, ValueError, IndexError, TypeError, AttributeError, OSError, EOFError, NotImplementedError, OverflowError,
    RuntimeError,  # zipfile's word for a member with a password
)  # fmt: skip


class UnreadableFile(ValueError):
    """The file cannot be imported; the message is the Vietnamese sentence to show beside it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file: its number as Excel shows it, and the texts of its cells from column A on."""

    number: int
    cells: tuple[str, ...]


def lines(file: BinaryIO, *, after: int = 0) -> Iterator[Line]:
    """Yield the rows of the first visible sheet (or of a CSV) that hold anything, those after row `after` only.

    Raises UnreadableFile. Close the generator, or read it to its end.
    """
    source = _sheet_lines(file) if _is_workbook(file) else _csv_lines(file)
    for count, line in enumerate(source):
        if count >= MAX_ROWS:
            limit = f"{MAX_ROWS:,}".replace(",", ".")
            raise UnreadableFile(_("Tệp có hơn %s dòng. Chia thành nhiều tệp rồi nhập từng tệp.") % limit)
        if line.number > after:
            yield line


# ---- what kind of file ----


def _is_workbook(file: BinaryIO) -> bool:
    """Return True for an xlsx that is safe to open, False for text. Raises UnreadableFile for anything else."""
    file.seek(0, io.SEEK_END)
    size = file.tell()
    file.seek(0)
    start = file.read(4096)
    file.seek(0)
    if size > MAX_BYTES:
        raise UnreadableFile(_("Tệp lớn hơn 30 MB. Bỏ bớt ảnh và trang thừa, hoặc chia thành nhiều tệp."))
    if not start.strip():
        raise UnreadableFile(_("Tệp trống. Chọn lại tệp có danh sách."))
    if start.startswith(b"PK"):
        with _readable():
            _inspect_archive(file)
        return True
    if start.startswith(_OLE):
        raise UnreadableFile(
            _("Đây là tệp .xls đời cũ hoặc tệp có mật khẩu. Mở bằng Excel, bỏ mật khẩu, Lưu thành .xlsx rồi tải lại.")
        )
    if start.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        raise UnreadableFile(_("Tệp này là trang web, chỉ đổi tên. Mở bằng Excel, chọn Lưu thành .xlsx rồi tải lại."))
    return False


@contextmanager
def _readable():
    """Turn what goes wrong inside a broken workbook into the sentence to show."""
    try:
        yield
    except UnreadableFile:
        raise
    except _BROKEN as error:
        raise UnreadableFile(
            _("Tệp hỏng hoặc không phải bảng tính. Mở lại bằng Excel, chọn Lưu thành .xlsx rồi tải lên.")
        ) from error


def _inspect_archive(file: BinaryIO) -> None:
    """Look at the zip's directory before anything is unpacked."""
    with zipfile.ZipFile(file) as archive:
        members = archive.infolist()
        names = {member.filename.lower() for member in members}
        too_big = UnreadableFile(_("Tệp giải nén ra quá lớn. Chép danh sách sang một tệp mới rồi tải lên."))
        if len(members) > MAX_PARTS or sum(member.file_size for member in members) > MAX_UNPACKED:
            raise too_big
        for member in members:
            name = member.filename.lower()
            held = next((limit for start, limit in _HELD.items() if name.startswith(start)), _HELD_OTHERWISE)
            if name.endswith((".xml", ".rels")) and member.file_size > held:
                raise too_big
            if member.file_size > _RATIO_FROM and member.file_size > _MAX_RATIO * max(member.compress_size, 1):
                raise too_big
        if any("vbaproject" in name for name in names):
            raise UnreadableFile(_("Tệp có macro (.xlsm). Chọn Lưu thành .xlsx, không kèm macro, rồi tải lên."))
        if "[content_types].xml" not in names:
            raise UnreadableFile(_("Đây là tệp nén, không phải bảng tính. Chọn tệp .xlsx hoặc .csv."))
        _refuse_entities(archive, members)


def _refuse_entities(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """A workbook never declares a document type; one that does means harm."""
    for member in members:
        if member.filename.lower().endswith((".xml", ".rels")):
            with archive.open(member) as part:
                if _DTD.search(part.read(4096)):
                    raise UnreadableFile(_("Tệp có phần khai báo lạ nên cổng không mở. Chép danh sách sang tệp mới."))


# ---- xlsx ----


class _SheetParser(WorkSheetParser):
    """openpyxl's reader of cells, without its memory of the rows gone by and without what follows the rows."""

    def lines(self) -> Iterator[tuple[int, list[dict]]]:
        data = None
        for event, element in iterparse(self.source, events=("start", "end"), forbid_dtd=True):
            if event == "start":
                data = element if element.tag == DATA_TAG else data
            elif element.tag == ROW_TAG:
                yield self.parse_row(element)
                self.row_dimensions.clear()
                data.clear()
            elif element.tag == DATA_TAG:
                return


def _open_book(file: BinaryIO) -> Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles that are missing and drawings that are not kept
        return load_workbook(file, read_only=True, data_only=True, keep_links=False)


def _sheet_lines(file: BinaryIO) -> Iterator[Line]:
    with _readable(), closing(_open_book(file)) as book:
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"] or book.worksheets
        sheet = sheets[0]
        merges = _merges(sheet)
        with sheet._get_source() as source:
            parser = _SheetParser(
                source,
                sheet._shared_strings,
                data_only=True,
                epoch=book.epoch,
                date_formats=book._date_formats,
                timedelta_formats=book._timedelta_formats,
            )
            yield from _filled(parser.lines(), merges)


def _filled(rows: Iterator[tuple[int, list[dict]]], merges: dict[tuple[int, int], int]) -> Iterator[Line]:
    """Rows as text; a cell merged over several rows says the same in each of them."""
    carried: dict[int, tuple[int, str]] = {}
    last = 0
    for number, row in rows:
        if number <= last:
            raise ValueError("rows out of order")
        last = number
        texts = {c["column"]: text for c in row if c["column"] <= MAX_COLUMNS and (text := cell_text(c["value"]))}
        for column, (until, text) in carried.items():
            if number <= until:
                texts.setdefault(column, text)
        if merges:
            carried.update({c: (merges[number, c], text) for c, text in texts.items() if (number, c) in merges})
        if texts:
            yield Line(number, tuple(texts.get(column, "") for column in range(1, max(texts) + 1)))


def _merges(sheet) -> dict[tuple[int, int], int]:
    """Return {(first row, column): last row} of cells merged downwards; found behind the rows, in one quick pass."""
    found: dict[tuple[int, int], int] = {}
    tail = b""
    with sheet._get_source() as source:
        while chunk := source.read(1 << 20):
            for match in _MERGE.finditer(tail + chunk):
                left, top, bottom = _column_number(match[1]), int(match[2]), int(match[4])
                if bottom > top and left <= MAX_COLUMNS and len(found) < _MAX_MERGES:
                    found[top, left] = bottom
            tail = chunk[-80:]
    return found


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


# ---- CSV ----


def _csv_lines(file: BinaryIO) -> Iterator[Line]:
    encoding = _encoding(file)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        delimiter = _delimiter(text.read(20_000))
        text.seek(0)
        reader = csv.reader((line.replace("\0", "") for line in text), delimiter=delimiter)
        for row in reader:
            cells = tuple(cell_text(value) for value in row[:MAX_COLUMNS])
            if any(cells):
                yield Line(reader.line_num, cells)
    except UnicodeError as error:
        raise UnreadableFile(
            _("Tệp chữ này chưa ở dạng UTF-8. Trong Excel chọn Lưu thành “CSV UTF-8” hoặc .xlsx rồi tải lên.")
        ) from error
    except csv.Error as error:
        raise UnreadableFile(
            _("Tệp CSV hỏng: có ô dài quá hoặc thiếu dấu ngoặc kép đóng. Lưu lại dạng .xlsx.")
        ) from error
    finally:
        text.detach()


def _encoding(file: BinaryIO) -> str:
    start = file.read(4)
    file.seek(0)
    return "utf-16" if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"


def _delimiter(sample: str) -> str:
    """Return the separator that stands most often in the first lines, outside quotes."""
    bare = re.sub(r'"[^"]*"', "", "\n".join(sample.splitlines()[:10]))
    return max(";,\t", key=bare.count) if any(mark in bare for mark in ";,\t") else ";"


def estimate_lines(file: BinaryIO) -> int:
    """Return about how many rows there are, without reading them: for a progress bar."""
    try:
        if not _is_workbook(file):
            file.seek(0)
            return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))
        with _readable(), zipfile.ZipFile(file) as archive:
            sheets = [m for m in archive.infolist() if m.filename.lower().startswith("xl/worksheets/sheet")]
            with archive.open(max(sheets, key=lambda member: member.file_size)) as sheet:
                return sum(chunk.count(b"<row") for chunk in iter(lambda: sheet.read(1 << 20), b""))
    finally:
        file.seek(0)
