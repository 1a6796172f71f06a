"""The mechanism of English pages: addresses, the page cache, kept pieces, sign-in and desks."""

import datetime as dt
import re

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_script_prefix, reverse
from django.utils import translation

from portal1034.commodities.models import Commodity
from portal1034.core import formatting, pagecache
from portal1034.core.english import here, twin, vietnamese
from portal1034.pages.views.errors import server_error
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
NBSP = formatting.NBSP


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def test_a_path_and_its_twin_lead_to_each_other_and_keep_what_is_asked():
    assert twin("/mua-vu/?tu=6") == "/en/mua-vu/?tu=6"
    assert twin("/en/mua-vu/?tu=6") == vietnamese("/en/mua-vu/?tu=6") == "/mua-vu/?tu=6"
    assert twin("/enzym/") == "/en/enzym/"
    assert here("/gia/") == "/gia/"
    with translation.override("en"):
        assert here(here("/gia/")) == "/en/gia/"
        assert here("?loai=vai") == "?loai=vai"


def test_an_english_page_says_so_and_names_its_twin(client):
    page = soup(client.get("/en/mua-vu/?ky=06-1"))
    assert page.html["lang"] == "en"
    links = {link["hreflang"]: link["href"] for link in page.select("link[rel=alternate][hreflang]")}
    home = settings.PUBLIC_URL
    assert links == {
        "vi": f"{home}/mua-vu/",  # a question narrows the page and is none of its own
        "en": f"{home}/en/mua-vu/",
        "x-default": f"{home}/mua-vu/",
    }
    assert page.select_one("link[rel=canonical]")["href"] == f"{home}/en/mua-vu/"
    switch = page.select_one(".top__doors > a.language")
    assert (switch["href"], switch["lang"], switch.text) == ("/mua-vu/?ky=06-1", "vi", "Tiếng Việt")


def test_the_vietnamese_page_offers_english_and_is_otherwise_as_it_was(client):
    page = soup(client.get("/mua-vu/"))
    assert page.html["lang"] == "vi"
    assert page.select_one("a.language")["href"] == "/en/mua-vu/"
    assert page.select_one("link[rel=canonical]")["href"] == f"{settings.PUBLIC_URL}/mua-vu/"


def test_both_languages_are_cached_whole_and_apart(client, django_assert_num_queries):
    first, english = client.get("/nong-san/"), client.get("/en/nong-san/")
    with django_assert_num_queries(0):
        assert client.get("/nong-san/").content == first.content
        assert client.get("/en/nong-san/").content == english.content
    assert first.content != english.content
    assert english["Cache-Control"].startswith("public")
    pagecache.bump("products")
    assert client.get("/en/nong-san/").status_code == 200


def test_the_language_and_the_addresses_are_left_as_they_were(client):
    client.get("/en/mua-vu/")
    assert (translation.get_language(), get_script_prefix()) == ("vi", "/")
    assert reverse("harvests:calendar") == "/mua-vu/"


@pytest.mark.parametrize("path", ["/en/", "/en/mua-vu/", "/en/nong-san/", "/en/gia/", "/en/so-do-trang/"])
def test_links_of_an_english_page_stay_english(client, path):
    page = soup(client.get(path))
    links = {a["href"] for a in page.select("a[href^='/']") if "language" not in a.get("class", [])}
    links |= {form["action"] for form in page.select("form[action^='/']")}
    links |= {each[name] for name in ("hx-get", "hx-post") for each in page.select(f"[{name}^='/']")}
    strays = {link for link in links if not link.startswith(("/en/", "/du-lieu-mo/v1/", "/media/", "/static/"))}
    assert not strays


def test_a_page_that_is_not_there_is_missing_in_english(client):
    answer = client.get("/en/khong-co/")
    assert answer.status_code == 404
    assert soup(answer).html["lang"] == "en"
    assert not soup(answer).select("link[hreflang]")
    assert client.get("/en/en/mua-vu/").status_code == 404


@pytest.mark.parametrize(("path", "leads_to"), [("/en", "/en/"), ("/en?x=1", "/en/?x=1"), ("/en/gia", "/en/gia/")])
def test_a_forgotten_slash_is_mended_within_english(client, path, leads_to):
    answer = client.get(path)
    assert (answer.status_code, answer["Location"]) == (301, leads_to)


def test_desks_stay_vietnamese_and_sign_in_on_the_way_is_english(client):
    answer = client.get("/en/ho-cua-toi/?x=1")
    assert (answer.status_code, answer["Location"]) == (302, "/en/dang-nhap/?next=/ho-cua-toi/%3Fx%3D1")
    client.force_login(UserFactory())
    assert client.get("/en/ho-cua-toi/?x=1")["Location"] == "/ho-cua-toi/?x=1"
    assert client.get("/en/quan-tri/")["Location"] == "/quan-tri/"


def test_a_post_to_a_desk_below_english_is_answered_in_vietnamese(client):
    client.force_login(UserFactory())
    answer = client.post("/en/ho-cua-toi/dong-y/")
    assert answer.status_code != 404
    assert b"/en/" not in answer.content
    assert not answer.get("Location", "/").startswith("/en/")


def test_signing_in_from_an_english_page_works_and_leads_on(client):
    page = soup(client.get("/en/dang-nhap/?next=/thuong-lai/"))
    assert page.select_one("form[method=post] input[name=tiep]")["value"] == "/thuong-lai/"
    user = UserFactory()
    user.set_password("dong-hanh-1034")
    user.save()
    typed = {"phone": str(user.phone), "password": "dong-hanh-1034", "tiep": "/thuong-lai/"}
    assert client.post("/en/dang-nhap/", typed)["Location"] == "/thuong-lai/"


def test_figures_days_and_numbers_are_written_as_english_readers_know_them():
    with translation.override("en"):
        assert formatting.number(1234567.25, 2) == "1,234,567.25"
        assert formatting.vnd(185_000) == f"VND{NBSP}185,000"
        assert formatting.vnd_short(1_250_000) == f"VND{NBSP}1.25{NBSP}million"
        assert formatting.volume(1200) == f"1.2{NBSP}t"
        assert formatting.volume(1_300_000_000) == f"1.3{NBSP}million{NBSP}t"
        assert formatting.short_date(dt.date(2025, 4, 3), dt.date(2026, 1, 1)) == f"3{NBSP}Apr{NBSP}2025"
        assert formatting.phone("0912345678") == f"+84{NBSP}912{NBSP}345{NBSP}678"
        now = dt.datetime(2026, 11, 24, 14, 5, tzinfo=formatting.VIETNAM)
        assert formatting.moment(now, now) == "14:05 today"
        assert formatting.moment(now - dt.timedelta(days=3), now) == f"14:05 on{NBSP}21{NBSP}Nov"


def test_crops_have_english_names_on_english_pages_and_keep_their_own_in_the_database():
    crop = Commodity.objects.get(slug="vai-thieu")
    assert str(crop) == "Vải thiều"
    with translation.override("en"):
        assert (crop.name, crop.name_vi, crop.category.name) == ("Lychee", "Vải thiều", "Fruit")
        crop.save()
        Commodity.objects.bulk_update([crop], ["kg_per_unit"])
    crop.refresh_from_db()
    assert crop.name == "Vải thiều"
    assert not Commodity.objects.filter(name_en="").exists()


@pytest.mark.parametrize("asked", ["lychee", "vai thieu", "Vải thiều"])
def test_a_crop_is_found_by_either_name(client, asked):
    page = soup(client.get("/en/tim-kiem/", {"q": asked}))
    assert any(re.search(r"\bLychee\b", link.text) for link in page.select("main a"))


def test_an_error_of_ours_below_english_is_told_in_english():
    with translation.override("en"):
        page = soup(server_error(None))
    assert page.html["lang"] == "en"
    assert "our side" in page.h1.text


@pytest.mark.parametrize(
    "path", ["/", "/mua-vu/", "/mua-vu/vai-thieu/", "/nong-san/", "/dia-phuong/bac-giang/", "/gia/"]
)
def test_english_costs_no_query_more(client, path):
    counts = []
    for address in (path, twin(path)):
        cache.clear()
        pagecache.forget_everything()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        counts.append(len(captured))
    assert counts[1] <= counts[0]


def test_sitemaps_say_where_the_english_page_lies(client):
    body = client.get("/sitemap-trang.xml").content.decode()
    assert f'hreflang="en" href="{settings.PUBLIC_URL}/en/mua-vu/"/>' in body
    assert f'hreflang="vi" href="{settings.PUBLIC_URL}/mua-vu/"/>' in body
    assert body.count("<loc>") * 2 == body.count("<xhtml:link")
