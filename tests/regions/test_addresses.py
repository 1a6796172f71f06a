"""Addresses as people write them; the communes expected are those of the mapping the portal loads."""

import time
import unicodedata

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from portal1034.core.text import fold
from portal1034.regions.addresses import MAX_CANDIDATES, ParsedAddress, parse, parse_many, suggest
from portal1034.regions.gazetteer import gazetteer
from portal1034.regions.matching import MAX_CHARACTERS, readings
from portal1034.regions.models import Commune

pytestmark = pytest.mark.django_db

OLD = [
    ("xã Hồng Giang, huyện Lục Ngạn, Bắc Giang", "Phường Chũ, tỉnh Bắc Ninh"),
    ("hong giang luc ngan bac giang", "Phường Chũ, tỉnh Bắc Ninh"),
    ("Thôn Kép, X. Hồng Giang, H. Lục Ngạn, T. Bắc Giang", "Phường Chũ, tỉnh Bắc Ninh"),
    ("Phường Hồng Giang, TX. Chũ, tỉnh Bắc Giang", "Phường Chũ, tỉnh Bắc Ninh"),
    ("thị trấn Chũ, Lục Ngạn, Bắc Giang", "Phường Chũ, tỉnh Bắc Ninh"),
    ("TT Chũ, H.Lục Ngạn, Bắc Giang", "Phường Chũ, tỉnh Bắc Ninh"),
    ("59 nguyễn sỹ sách , p15, tan binh, hcm", "Phường Tân Sơn, thành phố Hồ Chí Minh"),
    ("P15, Q.Tân Bình, TPHCM", "Phường Tân Sơn, thành phố Hồ Chí Minh"),
    ("F.5 Q.03 Sài Gòn", "Phường Bàn Cờ, thành phố Hồ Chí Minh"),
    ("Phường Bến Nghé, Q1, TP Hồ Chí Minh", "Phường Sài Gòn, thành phố Hồ Chí Minh"),
    ("đường 15, long bình, quận 9, hcm", "Phường Long Bình, thành phố Hồ Chí Minh"),
    ("xã Lê Ninh, thị xã Kinh Môn, Hải Dương", "Phường Bắc An Phụ, thành phố Hải Phòng"),
    ("thi tran la ha, tu nghia, quang ngai", "Xã Tư Nghĩa, tỉnh Quảng Ngãi"),
    ("Xã Xuân Thủy, huyện Kim Bôi, Hòa Bình", "Xã Nật Sơn, tỉnh Phú Thọ"),
    ("Xã Xuân Thuỷ, huyện Kim Bôi, Hoà Bình", "Xã Nật Sơn, tỉnh Phú Thọ"),
    ("xã Tân Hương, huyện Châu Thành, tỉnh Tiền Giang", "Xã Tân Hương, tỉnh Đồng Tháp"),
    ("Ea Tu, TP. Buôn Ma Thuột, Đăk Lăk", "Phường Tân An, tỉnh Đắk Lắk"),
    ("Phường Trúc Bạch, quận Ba Đình, HN", "Phường Ba Đình, thành phố Hà Nội"),
    ("xom 3 nghi phuong nghi loc nghe an", "Xã Thần Lĩnh, tỉnh Nghệ An"),
    ("xã Thạnh Quới, huyện Vĩnh Thạnh, Cần Thơ", "Xã Thạnh Quới, thành phố Cần Thơ"),
    ("xã Phú Tân, huyện Châu Thành, Hậu Giang", "Xã Phú Hữu, thành phố Cần Thơ"),
    ("Phường 4, TP Tân An, Long An", "Phường Long An, tỉnh Tây Ninh"),
    ("Phường 1, Đà Lạt, Lâm Đồng", "Phường Xuân Hương - Đà Lạt, tỉnh Lâm Đồng"),
    ("Xã Song Tử Tây, huyện Trường Sa, Khánh Hòa", "Đặc khu Trường Sa, tỉnh Khánh Hòa"),
    ("Huyện Hoàng Sa, Đà Nẵng", "Đặc khu Hoàng Sa, thành phố Đà Nẵng"),
    ("Huyện Côn Đảo, Bà Rịa - Vũng Tàu", "Đặc khu Côn Đảo, thành phố Hồ Chí Minh"),
    ("phường Quốc Tử Giám, Đống Đa, Hà Nội", "Phường Văn Miếu - Quốc Tử Giám, thành phố Hà Nội"),
    ("xã Thanh Nghị, huyện Thanh Liêm", "Xã Thanh Lâm, tỉnh Ninh Bình"),
]
NEW = [
    ("Xã Lục Ngạn, tỉnh Bắc Ninh", "Xã Lục Ngạn, tỉnh Bắc Ninh"),
    ("luc ngan, bac ninh", "Xã Lục Ngạn, tỉnh Bắc Ninh"),
    ("Xã Lục Ngạn, Bắc Giang", "Xã Lục Ngạn, tỉnh Bắc Ninh"),
    ("70 nguyễn sỹ sách, tan son, hcm", "Phường Tân Sơn, thành phố Hồ Chí Minh"),
    ("Phường Ngọc Hà, TP. Hà Nội", "Phường Ngọc Hà, thành phố Hà Nội"),
    ("xã Cư M’gar, Đắc Lắc", "Xã Cư M'gar, tỉnh Đắk Lắk"),
    ("Phường Thủ Dầu Một, Bình Dương", "Phường Thủ Dầu Một, thành phố Hồ Chí Minh"),
]


@pytest.mark.parametrize(("text", "expected"), OLD)
def test_an_old_address_is_converted(text, expected):
    parsed = parse(text)
    assert parsed.commune is not None, parsed.problems
    assert parsed.commune.full_name == expected
    assert parsed.was_old
    assert parsed.merged_province == parsed.commune.province.successor
    assert parsed.converted_text.startswith(expected + " (trước ")


@pytest.mark.parametrize(("text", "expected"), NEW)
def test_a_new_address_is_understood_as_it_is(text, expected):
    parsed = parse(text)
    assert parsed.commune is not None, parsed.problems
    assert parsed.converted_text == expected
    assert not parsed.was_old
    assert parsed.problems == ()


def test_the_converted_text_keeps_the_words_that_people_know():
    text = parse("thôn Kép, xã Hồng Giang, huyện Lục Ngạn, Bắc Giang").converted_text
    assert text == "Phường Chũ, tỉnh Bắc Ninh (trước là xã Hồng Giang, huyện Lục Ngạn, Bắc Giang)"


@pytest.mark.parametrize(("text", "expected"), OLD + NEW)
def test_decomposed_and_upper_case_typing_changes_nothing(text, expected):
    assert parse(unicodedata.normalize("NFD", text)).commune.full_name == expected
    assert parse(text.upper()).commune.full_name == expected


def test_the_street_is_kept_as_typed():
    assert parse("Thôn Kép Hạ, xã Hồng Giang, huyện Lục Ngạn, Bắc Giang").street == "Thôn Kép Hạ"
    assert parse("59 nguyễn sỹ sách , p15, tan binh, hcm").street == "59 nguyễn sỹ sách"
    assert parse("xã Hồng Giang, huyện Lục Ngạn, Bắc Giang").street == ""


def test_a_divided_ward_takes_its_main_part_and_offers_the_others():
    parsed = parse("Phường 15, quận Tân Bình, TP.HCM")
    assert parsed.commune.name == "Phường Tân Sơn"
    assert {candidate.commune.name for candidate in parsed.candidates} == {"Phường Tân Sơn", "Phường Tân Bình"}
    assert parsed.problems == (
        "Phường 15 cũ đã chia cho phường Tân Sơn và phường Tân Bình; hãy kiểm tra nơi nào là đúng.",
    )


def test_a_name_that_several_places_bear_is_asked_back():
    parsed = parse("xã Tân Lập")
    assert parsed.commune is None
    assert parsed.province is None
    assert len(parsed.candidates) >= 3
    assert "hãy chọn đúng xã hoặc phường" in parsed.problems[0]


def test_two_names_alike_without_marks_are_asked_back_and_told_apart_by_marks():
    assert {c.commune.name for c in parse("xa ba to, quang ngai").candidates} >= {"Xã Ba Tô", "Xã Ba Tơ"}
    assert parse("xã Ba Tô, Quảng Ngãi").commune.name == "Xã Ba Tô"
    assert parse("xã Ba Tơ, Quảng Ngãi").commune.name == "Xã Ba Tơ"


def test_a_bare_name_of_district_and_commune_is_asked_back_with_the_commune_first():
    parsed = parse("Lục Ngạn, Bắc Giang")
    assert parsed.commune is None
    assert parsed.province.short_name == "Bắc Giang"
    assert parsed.candidates[0].commune.name == "Xã Lục Ngạn"
    assert parsed.problems == ("Hãy ghi thêm xã hoặc phường ở huyện Lục Ngạn, Bắc Giang.",)


def test_a_province_alone_is_known_and_its_commune_asked_for():
    parsed = parse("Bắc Giang")
    assert (parsed.province.short_name, parsed.merged_province.short_name) == ("Bắc Giang", "Bắc Ninh")
    assert parsed.problems == ("Hãy ghi thêm xã hoặc phường ở Bắc Giang.",)


def test_an_unknown_ward_keeps_the_district_and_offers_its_communes():
    parsed = parse("xã Abcd, huyện Yên Thế, Bắc Giang")
    assert parsed.commune is None
    assert "Xã Yên Thế" in {candidate.commune.name for candidate in parsed.candidates}
    assert parsed.problems[0].startswith("Không rõ xã hoặc phường nào ở huyện Yên Thế, Bắc Giang")


def test_a_wrong_province_is_named():
    parsed = parse("xã Hồng Giang, huyện Lục Ngạn, Hải Phòng")
    assert parsed.commune.name == "Phường Chũ"
    assert parsed.problems == ("Huyện Lục Ngạn thuộc Bắc Giang, không thuộc Hải Phòng; hãy kiểm tra lại tên tỉnh.",)


def test_a_wrong_district_offers_the_ward_where_it_really_is():
    parsed = parse("xã Hồng Giang, huyện Yên Thế, Bắc Giang")
    assert parsed.commune is None
    assert parsed.candidates[0].commune.name == "Phường Chũ"


def test_a_street_with_the_name_of_a_ward_is_no_ward():
    parsed = parse("12 Nguyễn Trãi, Hà Nội")
    assert parsed.commune is None
    assert parsed.street == "12 Nguyễn Trãi"


def test_letters_inside_words_are_no_province():
    """ "Thanh Nghị" contains "hn"."""
    assert parse("xóm Thanh Nghi").province is None


@pytest.mark.parametrize("text", ["", "   ", "!!!", "\x00", "\n,;,"])
def test_nothing_typed_is_answered_with_an_example(text):
    assert parse(text).problems == ("Hãy nhập địa chỉ, ví dụ: xã Hồng Giang, huyện Lục Ngạn, Bắc Giang.",)


def test_nonsense_is_answered_with_what_to_write():
    assert parse("asdf qwer").problems[0].startswith("Không nhận ra xã, huyện hay tỉnh nào.")


@pytest.mark.parametrize("text", ["xã tân lập " * 1000, "x" * 10_000, "tân, " * 2_000, "phường 1 " * 1_200])
def test_ten_thousand_characters_take_no_longer_than_a_blink(text):
    parse("xã Hồng Giang, Bắc Giang")
    started = time.process_time()
    parsed = parse(text[:10_000])
    assert time.process_time() - started < 0.5
    assert any(f"dài quá {MAX_CHARACTERS} chữ cái" in problem for problem in parsed.problems)
    assert len(parsed.candidates) <= MAX_CANDIDATES


def test_many_addresses_cost_as_many_queries_as_one():
    texts = [text for text, _expected in OLD + NEW] + ["Bắc Giang", "xã Tân Lập", "asdf"]
    with CaptureQueriesContext(
        connection,
    ) as captured:
        parsed = parse_many(texts)
    assert len(captured) <= 2
    assert [p.text for p in parsed] == texts


def test_an_address_never_leaves_the_machine(monkeypatch):
    """The package's own converter asks ArcGIS about divided wards; ours must not even load it."""
    import sys

    parse("59 Nguyễn Sỹ Sách, P15, Tân Bình, HCM")
    assert not [name for name in sys.modules if name.startswith(("vietnamadminunits", "geopy"))]


@given(
    st.one_of(
        st.text(max_size=400),
        st.lists(
            st.sampled_from(
                [
                    "xã",
                    "P.",
                    "Q1",
                    "huyện",
                    "tỉnh",
                    "TP",
                    ",",
                    ";",
                    "\n",
                    "Lục Ngạn",
                    "tân lập",
                    "15",
                    "Bắc Giang",
                    "hcm",
                    "đ",
                    "'",
                ]
            ),
            max_size=60,
        ).map(" ".join),
    )
)
@settings(max_examples=300, deadline=None)
def test_no_text_whatever_makes_parse_fail(text):
    parsed = parse(text)
    assert isinstance(parsed, ParsedAddress)
    assert parsed.commune is not None or parsed.problems
    assert len(parsed.candidates) <= MAX_CANDIDATES
    assert parsed.street in parsed.text


class TestEveryPlaceOfTheCountry:
    """Properties over all 10,040 old wards and 3,321 communes; pure, so they are quick."""

    def test_every_full_old_address_reaches_its_commune(self):
        provinces = {row.code: row for row in gazetteer().provinces}
        wrong = []
        for row in gazetteer().former_places:
            district = row.districts[0].name.partition(" (")[0]
            address = ", ".join(filter(None, (row.name, district, provinces[row.province_code].name)))
            best = readings(address)[1][0]
            if best.commune_code != row.commune_codes[0]:
                wrong.append(address)
        assert wrong == []

    def test_without_marks_only_wards_that_are_spelled_alike_are_confused(self):
        provinces = {row.code: row for row in gazetteer().provinces}
        wrong = 0
        for row in gazetteer().former_places[::3]:
            district = row.districts[0].name.partition(" (")[0]
            address = fold(", ".join(filter(None, (row.name, district, provinces[row.province_code].name))))
            found = readings(address)[1]
            wrong += found[0].commune_code != row.commune_codes[0]
            assert any(reading.commune_code == row.commune_codes[0] for reading in found[:4]), address
        assert wrong <= 8

    def test_every_new_address_reaches_itself(self):
        merged = {row.code: row for row in gazetteer().merged_provinces}
        for row in gazetteer().communes:
            address = f"{row.name}, {merged[row.merged_code].name}"
            assert readings(address)[1][0].commune_code == row.code, address


class TestSuggestions:
    def test_the_beginning_of_an_old_name_is_enough(self):
        first = suggest("hồng gi")[0]
        assert first.value == "Phường Chũ, tỉnh Bắc Ninh"
        assert first.former == "trước là phường Hồng Giang, thị xã Chũ, Bắc Giang"

    def test_a_whole_address_is_understood(self):
        assert [row.commune.name for row in suggest("p15 tan binh hcm")] == ["Phường Tân Sơn", "Phường Tân Bình"]

    def test_nothing_typed_suggests_nothing(self):
        assert suggest("") == []

    def test_no_more_than_the_limit_is_suggested_and_none_twice(self):
        found = suggest("tân", limit=5)
        assert len(found) == len({row.commune.pk for row in found}) == 5

    def test_the_number_of_queries_does_not_grow(self, django_assert_max_num_queries):
        with django_assert_max_num_queries(5):
            suggest("tân lập")
        with django_assert_max_num_queries(5):
            suggest("lục ngạn bắc giang")


def test_a_missing_catalogue_is_said_and_logged(caplog):
    Commune.objects.filter(name="Phường Chũ").delete()
    parsed = parse("xã Hồng Giang, huyện Lục Ngạn, Bắc Giang")
    assert parsed.commune is None
    assert parsed.problems == ("Danh mục xã, phường chưa được nạp; hãy báo cho quản trị của cổng.",)
    assert "load_regions" in caplog.text
