"""The feeds are Atom as RFC 4287 wants it, read by a strict XML parser and held against its rules."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.urls import reverse
from django.utils import timezone

from news.enums import Topic
from news.operations import move_article
from portal1034.regions.models import Province
from tests.factories.news import ArticleFactory

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
ALL = reverse("news:feed")


def read(client, url: str = ALL) -> ElementTree.Element:
    """Return the feed, after holding it against section 4 of the RFC."""
    answer = client.get(url)
    assert answer["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.content)  # noqa: S314 - our own
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    for part in (feed, *entries):
        for name in ("id", "title", "updated"):
            (only,) = part.findall(f"{ATOM}{name}")
            assert only.text.strip()
        assert urlsplit(part.findtext(f"{ATOM}id")).scheme
        for name in ("updated", "published"):
            for moment in part.findall(f"{ATOM}{name}"):
                assert datetime.fromisoformat(moment.text).tzinfo
        assert all(urlsplit(link.get("href")).scheme for link in part.findall(f"{ATOM}link"))
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    assert [urlsplit(link.get("href")).path for link in feed.findall(f"{ATOM}link[@rel='self']")] == [url]
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(ids) == len(set(ids))
    return feed


def titles(feed) -> list[str]:
    return [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")]


def test_the_feed_holds_what_is_published_newest_first(client):
    old = ArticleFactory(published_at=timezone.now() - timedelta(days=2), title="Vải & nhãn <sớm>")
    new = ArticleFactory()
    ArticleFactory(published_at=timezone.now() + timedelta(days=1))
    assert titles(read(client)) == [new.title, old.title]


def test_an_empty_feed_is_a_feed(client):
    assert titles(read(client)) == []


def test_a_topic_and_a_province_have_feeds_of_their_own(client):
    ArticleFactory(topic=Topic.MARKET, title="Chợ")
    ArticleFactory(province=Province.objects.get(code="24"), title="Bắc Giang")
    assert titles(read(client, reverse("news:topic_feed", args=[Topic.MARKET]))) == ["Chợ"]
    assert titles(read(client, reverse("news:province_feed", args=["bac-giang"]))) == ["Bắc Giang"]
    for made_up in ("/tin-tuc/chu-de/khong-co/atom.xml", "/tin-tuc/dia-phuong/khong-co/atom.xml"):
        assert client.get(made_up).status_code == 404


def test_every_list_names_its_own_feed(client):
    for page in ("/tin-tuc/", "/tin-tuc/chu-de/mua-vu/", "/tin-tuc/dia-phuong/bac-giang/"):
        assert f'type="application/atom+xml" title="{{}}" href="{page}atom.xml"'.split("{}")[1] in client.get(page).text


def test_an_entry_keeps_its_id_when_the_article_moves(client, django_capture_on_commit_callbacks):
    article = ArticleFactory()
    before = read(client).findtext(f"{ATOM}entry/{ATOM}id")
    with django_capture_on_commit_callbacks(execute=True):
        move_article(article=article, slug="noi-khac")
    feed = read(client)
    assert feed.findtext(f"{ATOM}entry/{ATOM}id") == before
    assert feed.find(f"{ATOM}entry/{ATOM}link").get("href").endswith("/tin-tuc/noi-khac/")


def test_a_feed_makes_the_same_query_for_many_as_for_few(client, django_assert_num_queries):
    ArticleFactory.create_batch(3)
    with django_assert_num_queries(2):  # one of them, once a generation: when the news turns
        client.get(ALL)
    author = ArticleFactory().author
    ArticleFactory._meta.model.objects.bulk_create(ArticleFactory.build_batch(200, author=author))
    with django_assert_num_queries(1):
        client.get(f"{ALL}?lan=2")
