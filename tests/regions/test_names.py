import pytest

from portal1034.regions.names import joined, joined_with_marks, split_kind, split_words, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("M'Drắk", ["mdrak"]),
        ("Mỹ Tho", ["mi", "tho"]),
        ("Mĩ Tho", ["mi", "tho"]),
        ("Bà Rịa - Vũng Tàu", ["ba", "ria", "vung", "tau"]),
        ("", []),
        ("…!?", []),
    ],
)
def test_two_spellings_of_a_name_have_the_same_words(text, expected):
    assert words(text) == expected


def test_spaces_and_hyphens_do_not_matter_to_a_joined_name():
    assert joined("Đắk Lắk") == joined("Daklak") == joined("Đăk-lăk") == "daklak"


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("P15", ["p", "15"]),
        ("Phường 01", ["phuong", "1"]),
        ("TP.HCM", ["tp", "hcm"]),
        ("TPHCM", ["tp", "hcm"]),
        ("Q.Tân Bình", ["q", "tan", "binh"]),
        ("số 12/3A", ["so", "12", "3a"]),
    ],
)
def test_abbreviations_come_apart_into_words(text, keys):
    assert [word.key for word in split_words(text)] == keys


def test_words_know_where_they_stand_and_in_which_part():
    first, second, third = split_words("Thôn 3, Chũ")
    assert (first.segment, second.segment, third.segment) == (0, 0, 1)
    assert "Thôn 3, Chũ"[third.start : third.end] == "Chũ"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Thị xã Chũ", ("thị xã", "Chũ")),
        ("Phường 15", ("phường", "15")),
        ("Huyện Cai Lậy (Huyện)", ("huyện", "Cai Lậy")),
        ("Xà Phiên", ("", "Xà Phiên")),
    ],
)
def test_a_name_comes_apart_into_kind_and_name(name, expected):
    assert split_kind(name) == expected


def test_old_and_new_placing_of_tone_marks_agree():
    assert joined_with_marks("Hoà Bình") == joined_with_marks("Hòa Bình")
    assert joined_with_marks("Thuỷ") == joined_with_marks("Thủy")
    assert joined_with_marks("Thành") != joined_with_marks("Thạnh")
