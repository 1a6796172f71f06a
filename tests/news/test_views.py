from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from news.enums import ArticleStatus, Topic
from news.operations import archive, publish
from news.views.article import PER_PAGE
from tests.factories.news import ArticleFactory

pytestmark = pytest.mark.django_db
LIST = reverse("news:list")


def titles(response) -> list[str]:
    return [h.get_text(strip=True) for h in BeautifulSoup(response.content, "html.parser").select(".teaser__title")]


def test_readers_see_what_is_published_newest_first(client):
    old = ArticleFactory(published_at=timezone.now() - timedelta(days=2))
    new = ArticleFactory(published_at=timezone.now() - timedelta(hours=1))
    ArticleFactory(status=ArticleStatus.DRAFT, title="Chưa xong")
    ArticleFactory(published_at=timezone.now() + timedelta(hours=1), title="Hẹn giờ")
    assert titles(client.get(LIST)) == [new.title, old.title]


@pytest.mark.parametrize(
    "hidden", [{"status": ArticleStatus.DRAFT}, {"published_at": timezone.now() + timedelta(days=1)}]
)
def test_an_article_not_yet_public_is_not_found(client, hidden):
    article = ArticleFactory(**hidden)
    assert client.get(article.get_absolute_url()).status_code == 404


def test_the_list_goes_on_page_by_page_without_missing_or_repeating(client):
    same_time = timezone.now() - timedelta(days=1)
    made = {a.title for a in ArticleFactory.create_batch(PER_PAGE * 2 + 3, published_at=same_time)}
    seen, url = [], LIST
    while url:
        response = client.get(url)
        seen += titles(response)
        following = BeautifulSoup(response.content, "html.parser").select_one("a[rel=next]")
        url = LIST + following["href"] if following else None
    assert len(seen) == len(made)
    assert set(seen) == made


@pytest.mark.parametrize(
    "query", ["?truoc=hom-qua", "?truoc=2026-01-01~1", "?truoc=2026-01-01T00:00:00Z~-1", "?chu-de=khong-co"]
)
def test_a_made_up_address_is_not_found(client, query):
    assert client.get(LIST + query).status_code == 404


def test_topics_narrow_the_list(client):
    ArticleFactory(topic=Topic.MARKET, title="Giá cà phê")
    ArticleFactory(topic=Topic.SEASON)
    assert titles(client.get(LIST, {"chu-de": Topic.MARKET})) == ["Giá cà phê"]


def test_an_empty_topic_says_what_to_do(client):
    assert "Chưa có tin ở mục này" in client.get(LIST, {"chu-de": Topic.PLAN}).content.decode()


def test_a_script_in_the_body_never_reaches_a_reader(client):
    article = ArticleFactory(body='<p onclick="x()">Vải</p><script>alert(1)</script><img src=x onerror=y>')
    page = client.get(article.get_absolute_url()).content.decode()
    assert "<p>Vải</p>" in page
    assert "alert(1)" not in page
    assert "onerror" not in page


def test_publishing_and_archiving_show_at_once(client, django_capture_on_commit_callbacks):
    article = ArticleFactory(status=ArticleStatus.DRAFT, published_at=None)
    assert titles(client.get(LIST)) == []
    with django_capture_on_commit_callbacks(execute=True):
        publish(article=article)
    assert titles(client.get(LIST)) == [article.title]
    with django_capture_on_commit_callbacks(execute=True):
        archive(article=article)
    assert titles(client.get(LIST)) == []


@pytest.mark.parametrize("rows", [3, 1000])
def test_a_page_makes_the_same_queries_whatever_the_number_of_rows(client, rows, django_assert_num_queries):
    author = ArticleFactory().author
    ArticleFactory._meta.model.objects.bulk_create(ArticleFactory.build_batch(rows, author=author))
    with django_assert_num_queries(1):
        client.get(LIST)
    url = ArticleFactory().get_absolute_url()
    with django_assert_num_queries(2):
        client.get(url)


def test_public_pages_set_no_cookie(client):
    assert not client.get(LIST).cookies


def test_the_feed_is_atom_with_the_newest_articles(client):
    article = ArticleFactory()
    response = client.get(reverse("news:feed"))
    assert response["Content-Type"].startswith("application/atom+xml")
    assert article.title in response.content.decode()
