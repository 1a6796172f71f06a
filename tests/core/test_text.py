import unicodedata

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from portal1034.core.text import fold, nfc, slugify_vi

BASES = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
TONES = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
LETTERS = [unicodedata.normalize("NFC", b + t) for b in BASES for t in TONES]
EVERY_LETTER = "".join(LETTERS + [letter.upper() for letter in LETTERS])


def sql_fold(value: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT portal_fold(%s)", [value])
        return cursor.fetchone()[0]


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_sql_and_python_fold_agree_on_every_vietnamese_letter(form):
    text = unicodedata.normalize(form, EVERY_LETTER)
    assert sql_fold(text) == fold(text)
    assert set(fold(text)) <= set("abcdefghijklmnopqrstuvwxyz")


@given(st.text(alphabet=EVERY_LETTER + " -0123456789.,()/", max_size=60))
def test_fold_is_idempotent_and_deaf_to_normal_forms(text):
    assert fold(fold(text)) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Vải thiều", "vai thieu"),
        ("ĐẮK LẮK", "dak lak"),
        ("Thừa Thiên Huế", "thua thien hue"),
        ("dứa/thơm/khóm", "dua/thom/khom"),
    ],
)
def test_fold_gives_what_a_keyboard_without_marks_types(written, folded):
    assert fold(written) == folded


def test_nfc_composes_and_removes_what_postgresql_refuses():
    assert nfc("  V\u0061\u0309i\x00 thi\u1ec1u\r\nngon ") == "Vải thiều\nngon"


def test_slugs_are_plain_ascii():
    assert slugify_vi("Su hào – bắp cải") == "su-hao-bap-cai"
    assert slugify_vi("…") == ""
