from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from news.enums import ArticleStatus, Topic
from news.operations import approve, archive, send_to_review
from news.views.article import PER_PAGE, RELATED
from portal1034.commodities.models import Commodity
from portal1034.regions.models import Province
from tests.factories.news import ArticleFactory, EditorFactory

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
    assert titles(client.get(reverse("news:topic", args=[Topic.MARKET]))) == ["Giá cà phê"]


def test_links_to_a_topic_from_before_it_had_an_address_still_lead_there(client):
    answer = client.get(LIST, {"chu-de": Topic.MARKET})
    assert (answer.status_code, answer["Location"]) == (301, "/tin-tuc/chu-de/thi-truong/")


def test_an_empty_topic_says_what_to_do(client):
    assert "Chưa có tin ở mục này" in client.get(reverse("news:topic", args=[Topic.PLAN])).content.decode()


def test_a_province_has_its_news_and_is_offered_once_it_has_some(client):
    ArticleFactory(province=Province.objects.get(code="24"), title="Vải Bắc Giang")
    ArticleFactory()
    offered = BeautifulSoup(client.get(LIST).content, "html.parser").select(".news-places a")
    assert [link["href"] for link in offered] == ["/tin-tuc/dia-phuong/bac-giang/"]
    assert titles(client.get(offered[0]["href"])) == ["Vải Bắc Giang"]
    assert "Chưa có tin của tỉnh này" in client.get("/tin-tuc/dia-phuong/ca-mau/").content.decode()
    assert client.get("/tin-tuc/dia-phuong/khong-co/").status_code == 404


def read_on(client, article) -> list[str]:
    page = BeautifulSoup(client.get(article.get_absolute_url()).content, "html.parser")
    return [h.get_text(strip=True) for h in page.select(".article__more .teaser__title")]


def test_what_is_related_shares_the_crop_first_then_the_province_then_the_topic(client):
    lychee, bac_giang = Commodity.objects.get(slug="vai-thieu"), Province.objects.get(code="24")
    long_ago = timezone.now() - timedelta(days=300)
    same_crop = ArticleFactory(topic=Topic.PLAN, published_at=long_ago, title="Cùng vải")
    same_crop.commodities.add(lychee)
    ArticleFactory(topic=Topic.PLAN, province=bac_giang, published_at=long_ago, title="Cùng tỉnh")
    ArticleFactory(topic=Topic.PLAN, title="Không liên quan")
    ArticleFactory(topic=Topic.MARKET, title="Cùng chủ đề")
    ArticleFactory(topic=Topic.MARKET, status=ArticleStatus.DRAFT, title="Chưa xong")
    read = ArticleFactory(topic=Topic.MARKET, province=bac_giang)
    read.commodities.add(lychee)
    assert read_on(client, read) == ["Cùng vải", "Cùng tỉnh", "Cùng chủ đề"]


def test_an_article_about_nothing_else_is_followed_by_its_topic(client):
    ArticleFactory.create_batch(9)
    assert len(read_on(client, ArticleFactory())) == RELATED


def test_the_article_leads_to_the_calendar_of_its_crops_and_to_the_news_of_its_province(client):
    article = ArticleFactory(province=Province.objects.get(code="24"))
    article.commodities.set(Commodity.objects.filter(slug__in=["vai-thieu", "ca-phe-robusta"]))
    page = BeautifulSoup(client.get(article.get_absolute_url()).content, "html.parser")
    assert [link["href"] for link in page.select(".article__about a")] == [
        "/tin-tuc/chu-de/mua-vu/",
        "/tin-tuc/dia-phuong/bac-giang/",
        "/mua-vu/ca-phe-robusta/",
        "/mua-vu/vai-thieu/",
    ]


def test_a_correction_is_told(client):
    article = ArticleFactory(published_at=timezone.now() - timedelta(days=1))
    assert "đã sửa lúc" not in client.get(article.get_absolute_url()).content.decode()
    mended = ArticleFactory(corrected_at=timezone.now())
    assert "đã sửa lúc" in client.get(mended.get_absolute_url()).content.decode()


def test_sharing_works_by_plain_links_and_the_rest_waits_for_the_browser(client):
    page = BeautifulSoup(client.get(ArticleFactory(slug="vai").get_absolute_url()).content, "html.parser")
    hosts = [link["href"].split("?")[0] for link in page.select(".share a")]
    assert hosts == ["https://zalo.me/share", "https://www.facebook.com/sharer/sharer.php"]
    assert all("%2Ftin-tuc%2Fvai%2F" in link["href"] for link in page.select(".share a"))
    assert all(button.has_attr("hidden") for button in page.select(".share button"))
    assert page.select_one("[data-listen]").has_attr("hidden")
    assert {script["src"].split("/")[1] for script in page.select("script[src]")} == {"static"}


def test_a_script_in_the_body_never_reaches_a_reader(client):
    article = ArticleFactory(body='<p onclick="x()">Vải</p><script>alert(1)</script><img src=x onerror=y>')
    page = client.get(article.get_absolute_url()).content.decode()
    assert "<p>Vải</p>" in page
    assert "alert(1)" not in page
    assert "onerror" not in page


def test_publishing_and_archiving_show_at_once(client, django_capture_on_commit_callbacks):
    article = ArticleFactory(status=ArticleStatus.DRAFT, published_at=None)
    assert titles(client.get(LIST)) == []
    send_to_review(article=article, by=article.author)
    with django_capture_on_commit_callbacks(execute=True):
        approve(article=article, by=EditorFactory(), seen=1)
    assert titles(client.get(LIST)) == [article.title]
    with django_capture_on_commit_callbacks(execute=True):
        archive(article=article, by=EditorFactory())
    assert titles(client.get(LIST)) == []


@pytest.mark.parametrize("rows", [3, 1000])
def test_a_page_makes_the_same_queries_whatever_the_number_of_rows(client, rows, django_assert_num_queries):
    author = ArticleFactory().author
    ArticleFactory._meta.model.objects.bulk_create(ArticleFactory.build_batch(rows, author=author))
    with django_assert_num_queries(3):  # when the news turns, the articles, and which provinces have news
        client.get(LIST)
    url = ArticleFactory().get_absolute_url()
    with django_assert_num_queries(2):
        client.get(url)


def test_public_pages_set_no_cookie(client):
    assert not client.get(LIST).cookies
