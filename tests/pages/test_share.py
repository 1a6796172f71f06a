"""Pictures beside shared links: the right size, the right words with their marks, drawn once and not without end."""

import io

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import override_settings
from django.utils import timezone
from PIL import Image

from news.operations import archive
from portal1034.core import limits
from portal1034.pages.share import store
from portal1034.pages.share.card import Card
from portal1034.pages.share.drawing import SIZE, draw
from portal1034.pages.share.type import face, fit
from products.models import Product
from tests.factories.news import ArticleFactory, EditorFactory
from tests.factories.products import sellable_product

pytestmark = pytest.mark.django_db
MARKED = "áàảãạăắằẳẵặâấầẩẫậéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵđ"


@pytest.fixture(autouse=True)
def _media(tmp_path):
    with override_settings(MEDIA_ROOT=tmp_path):
        yield


def shown_product(**fields) -> Product:
    product = sellable_product(**fields)
    product.shown_at = timezone.now()
    product.save(update_fields=["shown_at"])
    return product


def named(client, page: str) -> str:
    """Return the path of the picture that a page names."""
    soup = BeautifulSoup(client.get(page).content, "html.parser")
    return soup.select_one("meta[property='og:image']")["content"].removeprefix("http://testserver")


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


@pytest.mark.parametrize("letter", [*MARKED, *MARKED.upper(), "₫", "…", "–", "“"])
def test_the_typeface_has_every_letter_we_write(letter):
    (_text, font), *more = face(600, 40)._runs(letter)
    assert not more
    missing = font.getmask("\ue000")
    drawn = font.getmask(letter)
    assert drawn.getbbox()
    assert (drawn.size, bytes(drawn)) != (missing.size, bytes(missing))


def test_a_letter_in_two_pieces_is_the_same_letter():
    assert face(600, 40).width("Vu\u031bo\u031b\u0300n".replace("u\u031b", "ư")) == face(600, 40).width("Vườn")


def test_what_the_typeface_lacks_leaves_no_box():
    assert face(600, 40).width("Vải🍒") == face(600, 40).width("Vải")


@pytest.mark.parametrize("title", ["Vải", "Mỗi hộ một gian hàng " * 12, "Nghiêng" * 30])
def test_a_title_of_any_length_stays_in_its_place(title):
    chosen, lines = fit(title, width=616, height=316, sizes=(80, 58, 42))
    assert len(lines) * chosen.leading <= 316
    assert all(chosen.width(line) <= 616 for line in lines)


def test_a_card_is_a_jpeg_of_the_size_that_others_expect():
    picture = opened(draw(Card("Mùa vụ", "Vải thiều chín", foot="12/6/2026")))
    assert (picture.format, picture.size) == ("JPEG", SIZE) == ("JPEG", (1200, 630))
    assert picture.getpixel((1100, 100))[0] > 240  # paper where no photograph is


def test_a_photograph_stands_beside_the_words_and_a_lost_one_is_done_without():
    buffer = io.BytesIO()
    Image.new("RGB", (900, 600), (200, 30, 40)).save(buffer, "JPEG")
    name = default_storage.save("n/anh.jpg", ContentFile(buffer.getvalue()))
    red = opened(draw(Card("Mùa vụ", "Vải", picture=name))).getpixel((1100, 300))
    assert (red[0] > 180, red[1] < 60) == (True, True)
    default_storage.delete(name)
    assert opened(draw(Card("Mùa vụ", "Vải", picture=name))).getpixel((1100, 300))[1] > 240


@pytest.mark.parametrize("other", [{"title": "Nhãn"}, {"figure": "1 đ"}, {"strip": (1,) * 36}, {"picture": "p/x.jpg"}])
def test_whatever_shows_changes_the_address(other):
    card = {"eyebrow": "Mùa vụ", "title": "Vải"}
    assert Card(**card).fingerprint != Card(**{**card, **other}).fingerprint


@pytest.mark.parametrize("page", ["article", "product", "commodity"])
def test_the_picture_a_page_names_is_there_and_may_be_kept_for_long(client, page):
    path = {
        "article": lambda: ArticleFactory().get_absolute_url(),
        "product": lambda: shown_product(photos=1).get_absolute_url(),
        "commodity": lambda: "/mua-vu/vai-thieu/",
    }[page]()
    answer = client.get(named(client, path))
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert "immutable" in answer["Cache-Control"]
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert opened(answer.content).size == SIZE


def test_the_second_to_ask_gets_the_same_bytes_without_drawing(client, monkeypatch):
    path = named(client, ArticleFactory().get_absolute_url())
    first = client.get(path).content
    monkeypatch.setattr(store, "draw", lambda card: pytest.fail("drawn again"))
    assert client.get(path).content == first


def test_an_address_from_before_leads_to_the_picture_of_now(client):
    article = ArticleFactory()
    old = named(client, article.get_absolute_url())
    article.title = "Tên mới"
    article.save()
    answer = client.get(old)
    assert answer.status_code == 302
    assert client.get(answer["Location"]).status_code == 200


def test_no_picture_of_what_is_not_public(client):
    article = ArticleFactory()
    path = named(client, article.get_absolute_url())
    archive(article=article, by=EditorFactory())
    assert client.get(path).status_code == 404
    assert client.get("/anh-chia-se/ho-san-xuat/x/y.jpg").status_code == 404
    assert client.get("/anh-chia-se/nong-san/khong-co/abc.jpg").status_code == 404


def test_drawing_has_a_limit_and_then_the_portals_own_picture_answers(client):
    limits.forget_everything()
    paths = [named(client, ArticleFactory().get_absolute_url()) for _ in range(31)]
    answers = [client.get(path) for path in paths]
    assert [answer.status_code for answer in answers] == [200] * 30 + [302]
    assert answers[-1]["Location"].endswith("img/share.jpg")
    assert answers[-1]["Cache-Control"] == "no-store"
    assert client.get(paths[0]).status_code == 200
    limits.forget_everything()


def test_a_full_shelf_gives_room_by_its_oldest(monkeypatch):
    monkeypatch.setattr(store, "A_SHELF", 3)
    monkeypatch.setattr(store, "draw", lambda card: b"x")
    monkeypatch.setattr(Card, "fingerprint", property(lambda card: f"ab{card.title}"))
    for number in range(6):
        store.make(Card("", str(number)))
    assert sorted(default_storage.listdir("s/ab")[1]) == ["ab3.jpg", "ab4.jpg", "ab5.jpg"]


def test_the_portals_own_picture_has_the_right_size():
    with Image.open("static/img/share.jpg") as picture:
        assert picture.size == SIZE
