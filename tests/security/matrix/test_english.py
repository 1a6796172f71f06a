"""Every page that anybody reads has an English twin, which says in English all that is not marked as Vietnamese."""

import re

import pytest
from bs4 import BeautifulSoup
from django.urls import Resolver404, resolve

from harvests.models import Trader
from households.models import Household
from news.models import Document, Guide
from portal1034.accounts.models import Department, User
from portal1034.commodities.models import Commodity
from portal1034.core.english import PREFIX
from portal1034.regions.models import Commune, MergedProvince, Province
from tests.security.matrix import knocking
from tests.security.matrix.doors import NoFiller, doors

pytestmark = pytest.mark.django_db

VIETNAMESE = re.compile("[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.I)
# Words on a page that are seen or read aloud without being its text. What `<title>` and `content` say of a Vietnamese
# article is Vietnamese.
SAID_BY = ("title", "alt", "aria-label", "placeholder", "data-names")
# Names and quotations in English texts: the isles' names on every map, numbers of laws, words on buttons of desks.
NAMES = (
    "Quần đảo Hoàng Sa",
    "Quần đảo Trường Sa",
    "QĐ-BTTTT",
    "NĐ-CP",
    "“Nông sản”",
    "“Dữ liệu cá nhân”",
    "đồng",
    "tấn",
)
# Pages of the machine, of staff, and of people who come by a link sent to them in Vietnamese.
NOT_FOR_BUYERS = re.compile(r"^/(?:quan-tri|lop|dang-nhap/cai-ung-dung|buoc-hai|media|san|_|healthz|ngoai-tuyen)")


@pytest.fixture(autouse=True)
def _doors_as_they_are(monkeypatch, world):
    knocking.no_limits(monkeypatch)
    with knocking.quiet():
        yield


def public_paths(world) -> list[str]:
    """Every address whose view asks for no sign-in, with the standing words that every portal has."""
    found = {path for door in doors() for path in filled(door, world) if is_public(door, path)}
    found |= {row.get_absolute_url() for row in (*Document.objects.shown(), *Guide.objects.shown())}
    return sorted(found)


def filled(door, world) -> list[str]:
    try:
        return [path for path, _kinds in door.paths(world.sides["a"])]
    except NoFiller:  # test_matrix tells
        return []


def is_public(door, path: str) -> bool:
    try:
        match = resolve(path)
    except Resolver404:
        return False
    return bool(door.name) and not NOT_FOR_BUYERS.match(path) and not getattr(match.func, "login_required", True)


def names() -> re.Pattern:
    found = set(NAMES)
    for model, field in ((Province, "short_name"), (MergedProvince, "short_name"), (Commune, "short_name"),
                         (Commodity, "name_en"), (Household, "name"), (Trader, "name"), (User, "full_name"),
                         (Department, "name"), (Department, "short_name")):  # fmt: skip
        found |= set(model.objects.values_list(field, flat=True))
    return re.compile("|".join(re.escape(name) for name in sorted(filter(None, found), key=len, reverse=True)))


def vietnamese_in(body: bytes, known: re.Pattern) -> list[str]:
    page = BeautifulSoup(body, "html.parser")
    for marked in page.select("[lang=vi], title, script"):
        marked.decompose()
    said = [str(text) for text in page.find_all(string=True)]
    said += [element[by] for element in page.find_all(True) for by in SAID_BY if element.has_attr(by)]
    return [text.strip()[:100] for text in said if VIETNAMESE.search(known.sub("", text))]


def test_every_public_page_speaks_english_below_en(world):
    client, known, wrong, seen = world.client("anonymous"), names(), [], 0
    for path in public_paths(world):
        plain = client.get(path)
        answer = client.get(PREFIX + path)
        if answer.status_code != plain.status_code:
            wrong.append(f"{path}: {plain.status_code}, in English {answer.status_code}")
        elif "html" in answer.get("Content-Type", "") and answer.content:
            seen += answer.status_code == 200
            wrong += [f"{path}: {text}" for text in vietnamese_in(answer.content, known)]
            if b"<html" in answer.content and b'<html lang="en"' not in answer.content:
                wrong.append(f"{path}: says it is not English")
    assert not wrong, "\n".join(wrong[:60])
    assert seen > 25, "too few pages to mean anything"


def test_the_walk_sees_vietnamese_that_nobody_marked():
    body = '<p>Lychee</p><p lang="vi">Vải</p><a title="Xem">x</a><p>Bắc Giang: còn hàng</p>'.encode()
    assert vietnamese_in(body, re.compile("Bắc Giang")) == ["Bắc Giang: còn hàng"]
