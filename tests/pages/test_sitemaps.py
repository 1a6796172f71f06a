"""Sitemaps as sitemaps.org and the news sitemap want them: read strictly, complete, and never growing dearer."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from news.enums import ArticleStatus, Topic
from news.models import Article, Document, Guide
from portal1034.commodities.models import Commodity
from portal1034.core.generations import generation
from portal1034.pages import sitemaps
from portal1034.regions.models import Province
from products.models import Product
from tests.factories.households import HouseholdFactory, VerifiedHouseholdFactory
from tests.factories.news import ArticleFactory
from tests.factories.products import sellable_product

pytestmark = pytest.mark.django_db
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


def whole(answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def read(client, path: str) -> list[ElementTree.Element]:
    """Return the entries of a sitemap or an index, after holding it against the rules of sitemaps.org."""
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/xml; charset=utf-8"
    content = whole(answer)
    assert content.startswith(b'<?xml version="1.0" encoding="UTF-8"?>')
    assert len(content) <= 50 * 1024 * 1024
    root = ElementTree.fromstring(content)  # noqa: S314 - our own
    child = {f"{MAP}urlset": f"{MAP}url", f"{MAP}sitemapindex": f"{MAP}sitemap"}[root.tag]
    assert 1 <= len(root) <= 50_000
    folder = path.rpartition("/")[0]
    for entry in root:
        assert entry.tag == child
        assert entry[0].tag == f"{MAP}loc"
        place = urlsplit(entry[0].text)
        assert f"{place.scheme}://{place.netloc}" == settings.PUBLIC_URL
        assert place.path.startswith(f"{folder}/")  # a map speaks only for what lies below itself
        assert len(entry[0].text) < 2048
        for when in entry.findall(f"{MAP}lastmod"):
            assert datetime.fromisoformat(when.text).tzinfo
    places = [entry[0].text for entry in root]
    assert len(places) == len(set(places))
    return list(root)


def paths(client, path: str) -> list[str]:
    return [urlsplit(entry[0].text).path for entry in read(client, path)]


def every_page(client) -> set[str]:
    return {page for file in paths(client, "/sitemap.xml") for page in paths(client, file)}


def test_everything_public_is_in_it_and_nothing_else(client):
    product = sellable_product(photos=1)
    Product.objects.filter(pk=product.pk).update(shown_at=timezone.now())
    hidden = sellable_product(photos=1)
    article = ArticleFactory()
    draft = ArticleFactory(status=ArticleStatus.DRAFT)
    unverified = HouseholdFactory()
    found = every_page(client)
    rows = [product, product.household, article, *Document.objects.shown(), *Guide.objects.shown()]
    assert {row.get_absolute_url() for row in rows} <= found
    assert {f"/mua-vu/{slug}/" for slug in Commodity.objects.active().values_list("slug", flat=True)} <= found
    assert {f"/dia-phuong/{slug}/" for slug in Province.objects.values_list("slug", flat=True)} <= found
    assert {f"/tin-tuc/chu-de/{topic}/" for topic in Topic.values} <= found
    assert not {row.get_absolute_url() for row in (hidden, draft, unverified)} & found


def test_a_file_holds_no_more_than_it_may():
    assert sitemaps.A_FILE == 50_000
    assert sitemaps.NEWS_MOST == 1_000


def test_the_pages_that_stand_open(client):
    for path in paths(client, "/sitemap-trang.xml"):
        assert client.get(path).status_code == 200, path


def test_an_english_reader_finds_the_same_maps(client):
    assert client.get("/en/sitemap.xml").status_code in {200, 301, 302}


def test_a_row_lies_in_the_file_of_its_key_and_empty_files_are_not_named(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "A_FILE", 10)
    first = ArticleFactory(pk=10)
    ArticleFactory(pk=11)
    ArticleFactory(pk=995)
    named = [path for path in paths(client, "/sitemap.xml") if "tin-tuc" in path]
    assert named == ["/sitemap-tin-tuc-0.xml", "/sitemap-tin-tuc-1.xml", "/sitemap-tin-tuc-99.xml"]
    assert paths(client, "/sitemap-tin-tuc-0.xml") == [first.get_absolute_url()]
    assert client.get("/sitemap-tin-tuc-5.xml").status_code == 404


def test_no_articles_no_file(client):
    assert not [path for path in paths(client, "/sitemap.xml") if "tin-tuc" in path]
    assert client.get("/sitemap-tin-tuc-0.xml").status_code == 404
    assert client.get("/sitemap-khong-co-0.xml").status_code == 404


@pytest.mark.parametrize("rows", [3, 600])
def test_queries_never_grow_and_nothing_is_counted_or_skipped(client, rows):
    author = ArticleFactory().author
    Article.objects.bulk_create(ArticleFactory.build_batch(rows, author=author))
    generation(("news",))  # once a generation the news is asked when it turns
    with CaptureQueriesContext(connection) as captured:
        client.get("/sitemap.xml")
    assert len(captured) == len(sitemaps.SECTIONS)
    with CaptureQueriesContext(connection) as captured_file:
        assert len(paths(client, "/sitemap-tin-tuc-0.xml")) == rows + 1
    assert len(captured_file) == 1
    for query in (*captured, *captured_file):
        assert "COUNT(" not in query["sql"].upper()
        assert "OFFSET" not in query["sql"].upper()


def test_the_index_reads_no_more_rows_than_there_are_files(client):
    """PostgreSQL's own count of what it read: a hop a file, along the primary key."""
    author = ArticleFactory().author
    Article.objects.bulk_create(ArticleFactory.build_batch(3000, author=author))
    rows, arguments = Article.objects.published().order_by().values("id").query.sql_with_params()
    sql = sitemaps._HOPS.replace("<rows>", rows).replace("<file>", str(sitemaps.A_FILE))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE news_article")
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", [*arguments, *arguments])
        plan = cursor.fetchone()[0]
    assert "Seq Scan" not in str(plan)


def test_the_news_map_holds_two_days_as_it_must(client):
    new = ArticleFactory(title="Vải & nhãn <sớm>", published_at=timezone.now() - timedelta(hours=47))
    ArticleFactory(published_at=timezone.now() - timedelta(hours=49))
    ArticleFactory(published_at=timezone.now() + timedelta(hours=1))
    (entry,) = read(client, "/sitemap-tin-moi.xml")
    assert urlsplit(entry[0].text).path == new.get_absolute_url()
    (told,) = entry.findall(f"{NEWS}news")
    assert [child.tag for child in told] == [f"{NEWS}publication", f"{NEWS}publication_date", f"{NEWS}title"]
    assert told.findtext(f"{NEWS}publication/{NEWS}name") == "Cổng 1034"
    assert told.findtext(f"{NEWS}publication/{NEWS}language") == "vi"
    assert datetime.fromisoformat(told.findtext(f"{NEWS}publication_date")) == new.published_at.replace(microsecond=0)
    assert told.findtext(f"{NEWS}title") == "Vải & nhãn <sớm>"


def test_a_news_map_without_news_is_still_one(client):
    assert paths(client, "/sitemap-tin-moi.xml") == ["/tin-tuc/"]


def test_robots_are_told_where_the_maps_are_and_kept_from_desks(client):
    VerifiedHouseholdFactory()
    text = client.get("/robots.txt").text
    assert f"Sitemap: {settings.PUBLIC_URL}/sitemap.xml" in text
    assert f"Sitemap: {settings.PUBLIC_URL}/sitemap-tin-moi.xml" in text
    closed = [line.removeprefix("Disallow: ") for line in text.splitlines() if line.startswith("Disallow: ")]
    assert "/quan-tri/" in closed
    assert not [page for page in every_page(client) for path in closed if page.startswith(path)]
