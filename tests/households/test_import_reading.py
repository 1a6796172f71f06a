"""Files and cells as Excel leaves them: whatever stands there becomes text, or one sentence."""

import codecs
import contextlib
import datetime as dt
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from households.crops import read_crops
from households.importing.cells import cell_text, is_error, phone_text
from households.importing.columns import find_head, is_row, letter, match_columns
from households.importing.crops import CropReader
from households.importing.household_columns import COLUMNS
from households.importing.reading import Line, UnreadableFile, lines
from tests.households.workbooks import book, saved

CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=700),
    st.datetimes(),
    st.dates(),
    st.times(),
    st.timedeltas(),
)


def read(file) -> list[tuple]:
    return [(line.number, *line.cells) for line in lines(file)]


class TestCells:
    @given(CELLS)
    def test_any_cell_is_one_clean_line(self, value):
        text = cell_text(value)
        assert isinstance(text, str)
        assert len(text) <= 500
        assert text == text.strip()
        assert "\n" not in text
        assert "\0" not in text

    @given(st.integers(900_000_000, 999_999_999))
    def test_a_phone_survives_every_way_that_excel_writes_it(self, number):
        whole = f"0{number}"
        ways = [number, float(number), str(number), whole, f"'{whole}", f"+84{number}", f"84{number}", f"{number:.8E}"]
        ways += [f"{whole[:4]} {whole[4:7]} {whole[7:]}", f"{whole[:4]}.{whole[4:7]}.{whole[7:]}"]
        assert {phone_text(cell_text(way))[0] for way in ways} == {whole}

    @given(st.text(max_size=60))
    def test_any_text_for_a_phone_is_a_text_or_a_sentence(self, text):
        with contextlib.suppress(ValueError):
            number, note = phone_text(text)
            assert isinstance(number, str)
            assert isinstance(note, str)

    @pytest.mark.parametrize(
        ("old", "new"),
        [("0163 456 7890", "0334567890"), ("01234567890", "0834567890"), ("1681234567", "0381234567")],
    )
    def test_numbers_of_eleven_digits_become_todays(self, old, new):
        number, note = phone_text(old)
        assert number == new
        assert new in note

    def test_of_two_numbers_the_first_is_taken(self):
        assert phone_text("0912345678; 0987654321")[0] == "0912345678"
        assert phone_text("0912345678/0987654321")[0] == "0912345678"

    def test_dates_numbers_and_composed_letters(self):
        assert cell_text(dt.datetime(2026, 6, 15)) == "15/06/2026"  # noqa: DTZ001
        assert cell_text(dt.datetime(2026, 6, 15, 8, 5)) == "15/06/2026 08:05"  # noqa: DTZ001
        assert cell_text(720.0) == "720"
        assert cell_text(1.5) == "1.5"
        assert cell_text(float("nan")) == ""
        assert cell_text("Nguye\u0302\u0303n") == "Nguyễn"
        assert cell_text(" a\u00a0\u200b b\r\nc ") == "a b c"

    def test_errors_of_formulas_are_known(self):
        assert is_error("#N/A")
        assert is_error("#REF!")
        assert is_error("#NAME?")
        assert not is_error("#1 Quốc lộ")


class TestFiles:
    def test_rows_keep_their_numbers_and_blank_ones_are_not_there(self):
        assert read(book([["a", None, 1], [], [None, "b"]], head=["x"])) == [(1, "x"), (2, "a", "", "1"), (4, "", "b")]

    def test_cells_merged_downwards_say_the_same_in_every_row(self):
        workbook = Workbook()
        sheet = workbook.active
        for cells in (["Hồng Giang", 1], [None, 2], [None, 3], [None, 4]):
            sheet.append(cells)
        sheet.merge_cells("A1:A3")
        assert read(saved(workbook)) == [
            (1, "Hồng Giang", "1"),
            (2, "Hồng Giang", "2"),
            (3, "Hồng Giang", "3"),
            (4, "", "4"),
        ]

    def test_the_first_sheet_that_is_shown_is_read(self):
        workbook = Workbook()
        workbook.active.sheet_state = "hidden"
        workbook.active.append(["bí mật"])
        workbook.create_sheet("Danh sách").append(["thấy"])
        workbook.active = 1
        assert read(saved(workbook)) == [(1, "thấy")]

    def test_reading_goes_on_after_a_row(self):
        file = book([[n] for n in range(10)], head=["x"])
        assert [line.number for line in lines(file, after=8)] == [9, 10, 11]

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
    @pytest.mark.parametrize("mark", [";", ",", "\t"])
    def test_csv_in_every_dress(self, encoding, mark):
        text = f'Tên{mark}Địa chỉ\r\n"Lê{mark} Thị Mơ"{mark}Bắc Giang\r\n\r\n'
        assert read(io.BytesIO(text.encode(encoding))) == [
            (1, "Tên", "Địa chỉ"),
            (2, f"Lê{mark} Thị Mơ".replace("\t", ""), "Bắc Giang"),
        ]

    @given(st.binary(max_size=400))
    def test_any_bytes_are_rows_or_a_sentence(self, content):
        for start in (b"", b"PK\x03\x04", codecs.BOM_UTF8, codecs.BOM_UTF16_LE):
            with contextlib.suppress(UnreadableFile):
                read(io.BytesIO(start + content))

    @given(st.data())
    def test_a_workbook_cut_or_changed_anywhere_is_rows_or_a_sentence(self, data):
        content = bytearray(WHOLE)
        for _ in range(data.draw(st.integers(1, 3))):
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
        content = content[: data.draw(st.integers(1, len(content)))]
        with contextlib.suppress(UnreadableFile):
            read(io.BytesIO(bytes(content)))


WHOLE = book([["0900500001", "Lê Thị Mơ", "Bắc Giang"]] * 5, head=["Số điện thoại", "Họ tên", "Địa chỉ"]).getvalue()


class TestColumns:
    @pytest.mark.parametrize(
        ("titles", "found"),
        [
            (["STT", "HỌ VÀ TÊN CHỦ HỘ", "SĐT", "Địa chỉ thường trú"], {"owner": 1, "phone": 2, "address": 3}),
            (["Ten ho", "Dien thoai", "Xa/Phuong", "Huyen", "Tinh"],
             {"name": 0, "phone": 1, "commune": 2, "district": 3, "province": 4}),
            (["Diện tích (ha)", "Số điện thoại (Zalo)", "Cây trồng chính"], {"area": 0, "phone": 1, "crops": 2}),
            (["Họ và tên", "Họ tên người đại diện"], {"owner": 0}),
        ],
    )  # fmt: skip
    def test_heads_are_known_by_their_many_names(self, titles, found):
        matched = match_columns(titles, COLUMNS)
        assert found.items() <= matched.items()

    def test_a_head_is_found_below_a_title_and_over_two_rows(self):
        rows = [
            Line(1, ("DANH SÁCH HỘ",)),
            Line(3, ("STT", "Họ tên", "SĐT", "Địa chỉ", "")),
            Line(4, ("", "", "", "Thôn", "Xã")),
            Line(5, ("1", "Lê Thị Mơ", "0912345678", "Kép", "Hồng Giang")),
        ]
        head = find_head(rows, COLUMNS)
        assert head.row == 4
        assert head.titles == ("STT", "Họ tên", "SĐT", "Thôn", "Xã")

    def test_numbering_blanks_and_feet_are_no_entries(self):
        mapping = {"owner": 1, "phone": 2}
        assert is_row(Line(5, ("1", "Lê Thị Mơ", "0912345678")), mapping)
        assert is_row(Line(5, ("1", "Lê Thị Mơ")), mapping)
        assert not is_row(Line(4, ("(1)", "(2)", "(3)")), mapping)
        assert not is_row(Line(9, ("7",)), mapping)
        assert not is_row(Line(9, ("Tổng cộng", "120 hộ")), mapping)

    def test_letters_are_excels(self):
        assert [letter(i) for i in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


@pytest.mark.django_db
class TestCrops:
    NAMES = (
        "vải thiều", "VAI THIEU", "Vải", "vải thiều, nhãn", "dứa", "dừa", "dua", "thơm", "khóm", "bưởi", "buoi dien",
        "bưởi da xanh", "xoài", "cà phê", "ca phe robusta", "chè", "trà", "gạo", "lúa", "không có", "!!", "", "tôm",
    )  # fmt: skip

    def test_names_are_read_as_the_registration_page_reads_them(self):
        reader = CropReader()
        for name in self.NAMES:
            try:
                expected = [crop.pk for crop in read_crops(name)]
            except ValueError:
                with pytest.raises(ValueError):
                    reader.read(name)
            else:
                assert [crop.pk for crop in reader.read(name)] == expected, name

    def test_no_query_for_a_name(self, django_assert_num_queries):
        reader = CropReader()
        with django_assert_num_queries(0):
            reader.read("vải thiều, nhãn")
