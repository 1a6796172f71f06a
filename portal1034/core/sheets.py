"""Tables that leave the portal: xlsx and CSV written row by row at flat memory, safe to open in a spreadsheet.

A cell that begins with = + - @ tab or CR would be a formula to whoever opens the file; it gets an apostrophe in front.
An xlsx made here can be sent while it is written: nothing is kept but the row at hand.
"""

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import quote
from xml.sax.saxutils import escape

from django.http import StreamingHttpResponse
from django.utils import timezone

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CELL_LIMIT = 32_000  # Excel itself refuses more than 32,767 characters
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FLUSH_BYTES = 64 * 1024

Row = Sequence[object]


def safe_text(value: object) -> str:
    """Return `value` as a spreadsheet may hold it: one text, dates as 15/06/2026, nothing that runs as a formula."""
    text = _NOT_XML.sub("", _as_text(value))[:CELL_LIMIT]
    return f"'{text}" if text.lstrip(" ").startswith(_DANGEROUS) or text.startswith(_DANGEROUS) else text


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, dt.datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).strftime("%d/%m/%Y %H:%M")
    if isinstance(value, dt.date):
        return value.strftime("%d/%m/%Y")
    return str(value)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool) and abs(value) < 10**15


def csv_lines(rows: Iterable[Row], *, delimiter: str = ";") -> Iterator[bytes]:
    """Yield CSV as Vietnamese Excel opens it: UTF-8 with a mark, semicolons between cells unless said otherwise."""
    yield "\ufeff".encode()
    line = io.StringIO()
    writer = csv.writer(line, delimiter=delimiter)
    for row in rows:
        writer.writerow([value if _is_number(value) else safe_text(value) for value in row])
        yield line.getvalue().encode()
        line.seek(0)
        line.truncate()


class _Outbox(io.RawIOBase):
    """A file that only grows and hands over what was written; zipfile then writes without seeking."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self.waiting = 0

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self._pieces.append(bytes(data))
        self.waiting += len(data)
        return len(data)

    def take(self) -> bytes:
        taken, self._pieces, self.waiting = b"".join(self._pieces), [], 0
        return taken


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET_ML = "application/vnd.openxmlformats-officedocument.spreadsheetml"
# Style 1 is the bold head; style 2 keeps text as text, so that a leading zero typed by the officer stays.
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Arial"/></font>'
    '<font><b/><sz val="11"/><name val="Arial"/></font></fonts>'
    '<fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/><xf fontId="1" applyFont="1"/>'
    '<xf numFmtId="49" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: the first `head_rows` are heads and stay in view; `empty_rows` follow the rows, for typing."""

    title: str
    rows: Iterable[Row]
    head_rows: int = 1
    empty_rows: int = 0


def xlsx_pieces(
    rows: Iterable[Row], *, title: str = "Danh sách", empty_rows: int = 0, guide: Sequence[Row] = ()
) -> Iterator[bytes]:
    """Yield the bytes of an xlsx; the first row is the head. `empty_rows` follow, for typing.

    `guide` are the rows, head first, of a second sheet that says how to fill in the first.
    """
    sheets = [Sheet(title, rows, empty_rows=empty_rows)]
    return book_pieces([*sheets, Sheet("Cách điền", guide)] if guide else sheets)


def book_pieces(sheets: Sequence[Sheet]) -> Iterator[bytes]:
    """Yield the bytes of an xlsx. Sheets are written in order: a later one may hold what an earlier one left over."""
    outbox = _Outbox()
    with zipfile.ZipFile(outbox, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, body in _parts(sheets).items():
            archive.writestr(path, _XML + body)
        for number, sheet in enumerate(sheets, 1):
            with archive.open(f"xl/worksheets/sheet{number}.xml", "w", force_zip64=True) as file:
                for piece in _sheet(sheet):
                    file.write(piece.encode())
                    if outbox.waiting > _FLUSH_BYTES:
                        yield outbox.take()
    yield outbox.take()


def _parts(sheets: Sequence[Sheet]) -> dict[str, str]:
    """Return what stands around the sheets, by its path in the file."""
    numbers = range(1, len(sheets) + 1)
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_SHEET_ML}.worksheet+xml"/>' for n in numbers
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_LINKS}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    names = "".join(
        f'<sheet name="{_sheet_name(sheet.title)}" sheetId="{n}" r:id="rId{n}"/>'
        for n, sheet in zip(numbers, sheets, strict=True)
    )
    return {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_ML}.sheet.main+xml"/>{types}'
            f'<Override PartName="/xl/styles.xml" ContentType="{_SHEET_ML}.styles+xml"/></Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{_LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships">{links}'
            f'<Relationship Id="rId{len(sheets) + 1}" Type="{_LINKS}/styles" Target="styles.xml"/></Relationships>'
        ),
        "xl/styles.xml": _STYLES,
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets>{names}</sheets></workbook>',
    }


def _sheet_name(title: str) -> str:
    return escape(re.sub(r"[\[\]:*?/\\]", " ", title)[:31], {'"': "&quot;"})


def _sheet(sheet: Sheet) -> Iterator[str]:
    heads = sheet.head_rows
    yield (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="{heads}" '
        f'topLeftCell="A{heads + 1}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        '<cols><col min="1" max="60" width="24" customWidth="1" style="2"/></cols><sheetData>'
    )
    width = 0
    for number, row in enumerate(sheet.rows):
        width = max(width, len(row))
        yield f"<row>{''.join(_cell(value, 1 if number < heads else 2) for value in row)}</row>"
    empty = '<c s="2"/>' * width
    for _ in range(sheet.empty_rows):
        yield f"<row>{empty}</row>"
    yield "</sheetData></worksheet>"


def _cell(value: object, style: int) -> str:
    if _is_number(value):
        return f"<c><v>{value}</v></c>"
    text = escape(safe_text(value))
    return (
        f'<c t="inlineStr" s="{style}"><is><t xml:space="preserve">{text}</t></is></c>' if text else f'<c s="{style}"/>'
    )


def sheet_response(rows: Iterable[Row], *, name: str, kind: str = "xlsx", **options) -> StreamingHttpResponse:
    """Answer with a table while it is written. `name` without an ending; `kind` is "xlsx" or "csv"."""
    return file_response(csv_lines(rows) if kind == "csv" else xlsx_pieces(rows, **options), name=name, kind=kind)


def file_response(pieces: Iterable[bytes], *, name: str, kind: str = "xlsx") -> StreamingHttpResponse:
    """Answer with the bytes of a table, as a download that nobody keeps."""
    content_type = "text/csv; charset=utf-8" if kind == "csv" else XLSX_TYPE
    response = StreamingHttpResponse(pieces, content_type=content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{name}.{kind}')}"
    response["Cache-Control"] = "private, no-store"
    return response
