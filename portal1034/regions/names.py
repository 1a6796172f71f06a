"""Place names as people type them, reduced to what two spellings of one place share."""

import re
from dataclasses import dataclass

from portal1034.core.english import in_english
from portal1034.core.text import fold, nfc

_WORD = re.compile(r"[a-z0-9]+")
_TOKEN = re.compile(r"[^\W_]+(?:['’‘ʼ`´][^\W_]+)*|[,;\n|]")
_GLUED_KIND = re.compile(r"(?:(tp|tx|tt|phuong|quan)|([pqf]))(\d{1,2}|hcm)")
# "Hoà" and "Hòa", "Thuỷ" and "Thủy": the two schools of placing a tone mark.
_TONE_PLACES = tuple(
    zip(
        ["oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"],
        ["òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy"],
        strict=True,
    )
)
_APOSTROPHES = str.maketrans("", "", "'’‘ʼ`´")


def words(text: str) -> list[str]:
    """Return the folded words of `text`: no marks, no apostrophes, "y" written "i".

    "M'Drắk" → ["mdrak"], "Mỹ Tho" and "Mĩ Tho" → ["mi", "tho"], "Bà Rịa - Vũng Tàu" → ["ba", "ria", "vung", "tau"].
    """
    return [word.replace("y", "i") for word in _WORD.findall(fold(text.translate(_APOSTROPHES)))]


def joined(text: str) -> str:
    """Return `words(text)` without spaces, so that "Đắk Lắk", "Daklak" and "Đăk-lăk" are one key."""
    return "".join(words(text))


def lower_first(text: str) -> str:
    """Return "Xã Lục Ngạn" as "xã Lục Ngạn": the kind of a place is a common noun inside a sentence.

    English names begin with the name itself ("Lục Ngạn commune"), and stay as they are.
    """
    return text if in_english() else text[:1].lower() + text[1:]


_KINDS_OF_NAMES = ("Thành phố", "Thị xã", "Thị trấn", "Đặc khu", "Huyện", "Quận", "Phường", "Xã", "Tỉnh")


def split_kind(name: str) -> tuple[str, str]:
    """Return ("huyện", "Lục Ngạn") for "Huyện Lục Ngạn", ("phường", "15") for "Phường 15"."""
    for kind in _KINDS_OF_NAMES:
        if name.startswith(kind + " "):
            return kind.lower(), name[len(kind) + 1 :].partition("(")[0].strip()
    return "", name


_KINDS_IN_ENGLISH = {"xã": "commune", "phường": "ward", "đặc khu": "special zone"}


def in_english_order(name: str) -> str:
    """Return "Lục Ngạn commune" for "Xã Lục Ngạn"; a kind that has no English word is left out."""
    kind, bare = split_kind(name)
    return f"{bare} {_KINDS_IN_ENGLISH.get(kind, '')}".strip()


@dataclass(frozen=True, slots=True)
class Word:
    text: str  # as typed, in lower case, NFC
    key: str  # joined key
    start: int
    end: int
    segment: int  # number of the comma-separated part it stands in


def split_words(text: str) -> list[Word]:
    """Return the words of `text` with their places in it; "P15" and "TP.HCM" come apart, leading zeros go."""
    found, segment = [], 0
    for match in _TOKEN.finditer(text):
        if match.group() in ",;\n|":
            segment += 1
            continue
        typed, start = match.group().lower(), match.start()
        glued = _GLUED_KIND.fullmatch(fold(typed))
        pieces = [(typed, start, match.end())]
        if glued:
            cut = start + len(glued.group(1) or glued.group(2))
            pieces = [(typed[: cut - start], start, cut), (typed[cut - start :], cut, match.end())]
        for piece, piece_start, piece_end in pieces:
            key = joined(piece)
            key = str(int(key)) if key.isdigit() and key.isascii() else key
            found.append(Word(piece, key, piece_start, piece_end, segment))
    return found


def joined_with_marks(text: str) -> str:
    """Return `text` in lower case without spaces and punctuation, old and new placing of tone marks made one."""
    bare = re.sub(r"[\W_]", "", nfc(text).lower())
    for old, new in _TONE_PLACES:
        bare = bare.replace(old, new)
    return bare
