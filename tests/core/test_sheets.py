"""Tables that leave the portal are safe to open and are never held whole."""

import csv
import datetime as dt
import io
import re
import tracemalloc
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from portal1034.core.sheets import csv_lines, safe_text, sheet_response, xlsx_pieces

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def workbook_of(rows, **options) -> list[tuple]:
    return list(load_workbook(io.BytesIO(b"".join(xlsx_pieces(rows, **options)))).active.values)


def csv_of(rows) -> list[list[str]]:
    text = b"".join(csv_lines(rows)).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


@pytest.mark.parametrize("cell", ["=1+1", "+84", "-2", "@SUM(A1)", "\tx", "\r=x", " =1+1", "=cmd|' /C calc'!A0"])
def test_what_would_run_as_a_formula_is_text(cell):
    assert safe_text(cell).startswith("'")
    assert workbook_of([[cell]])[0][0].startswith("'")
    assert csv_of([[cell]])[0][0].startswith("'")


@given(st.text(max_size=80))
def test_no_text_begins_with_a_sign_that_runs(text):
    assert not safe_text(text).lstrip(" ").startswith(DANGEROUS)


@given(st.lists(st.lists(st.text(max_size=40), min_size=1, max_size=4), min_size=1, max_size=4))
def test_any_text_makes_a_workbook_that_opens(rows):
    load_workbook(io.BytesIO(b"".join(xlsx_pieces(rows))))


def test_numbers_stay_numbers_and_dates_are_written_as_people_do():
    row = ["Hộ", 720, Decimal("1.5"), -3, True, None, dt.date(2026, 6, 15), "0900500001"]
    assert workbook_of([row]) == [("Hộ", 720, 1.5, -3, "có", None, "15/06/2026", "0900500001")]
    assert csv_of([row]) == [["Hộ", "720", "1.5", "-3", "có", "", "15/06/2026", "0900500001"]]


def test_names_of_sheets_and_files_may_hold_anything():
    rows = workbook_of([["a"]], title='Hộ: [1]/"2"&<3>' * 5)
    assert rows == [("a",)]
    response = sheet_response([["a"]], name="Hộ sản xuất; x\r\ny")
    assert "\n" not in response["Content-Disposition"]
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("write", [xlsx_pieces, csv_lines])
def test_a_long_table_is_never_held_whole(write):
    rows = ([f"Hộ {n}", "thôn Kép " * 20, n] for n in range(20_000))
    tracemalloc.start()
    size = sum(len(piece) for piece in write(rows))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 100_000
    assert peak < 3_000_000


# Numbers under the names of provinces and measures: nobody outside the ministry writes a word of them.
OFFICIAL_WORDS_ONLY = {"portal1034/reports/views.py"}


def test_no_other_module_writes_tables_so_that_every_list_that_leaves_is_safe():
    root = Path(__file__).resolve().parent.parent.parent
    places = [root / name for name in ("portal1034", "households", "products", "harvests", "news")]
    sources = [path for place in places for path in place.rglob("*.py") if "sandbox" not in path.parts]
    writing = re.compile(r"csv\.(?:writer|DictWriter)\(|\bWorkbook\(")
    found = {str(path.relative_to(root)) for path in sources if writing.search(path.read_text())}
    assert found == {"portal1034/core/sheets.py"} | OFFICIAL_WORDS_ONLY
