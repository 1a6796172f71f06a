"""Old addresses lead on, gone ones say so, and none is taken from another page unnoticed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from news.enums import AddressKind, ArticleStatus
from news.models import Article, Guide, OldAddress
from news.operations import archive, free_slug, move_article
from tests.factories.news import ArticleFactory, EditorFactory

pytestmark = pytest.mark.django_db


def at(slug: str) -> str:
    return reverse("news:article", args=[slug])


def test_an_article_that_moved_twice_is_found_at_both_old_addresses_in_one_step(client):
    article = ArticleFactory(slug="vai-chin")
    move_article(article=article, slug="vai-thieu-chin")
    move_article(article=article, slug="vai-thieu-luc-ngan-chin")
    for old in ("vai-chin", "vai-thieu-chin"):
        answer = client.get(at(old))
        assert (answer.status_code, answer["Location"]) == (301, at("vai-thieu-luc-ngan-chin"))
    assert client.get(at("vai-thieu-luc-ngan-chin")).status_code == 200


def test_moving_is_no_correction_of_the_text():
    article = ArticleFactory()
    before = article.updated_at
    move_article(article=article, slug="noi-khac")
    article.refresh_from_db()
    assert article.updated_at == before


def test_an_article_that_goes_back_to_its_first_address_leads_nowhere_in_circles(client):
    article = ArticleFactory(slug="mot")
    move_article(article=article, slug="hai")
    move_article(article=article, slug="mot")
    assert client.get(at("mot")).status_code == 200
    assert client.get(at("hai"))["Location"] == at("mot")
    assert OldAddress.objects.count() == 1


def test_whatever_changes_the_address_keeps_the_old_one():
    article = ArticleFactory(slug="mot")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE news_article SET slug = 'hai' WHERE id = %s", [article.pk])
    assert OldAddress.objects.get().slug == "mot"


@pytest.mark.parametrize("how", ["create", "update"])
def test_an_address_that_leads_to_another_article_is_refused_by_the_database(how):
    article = ArticleFactory(slug="mot")
    move_article(article=article, slug="hai")
    other = ArticleFactory(slug="ba")
    with pytest.raises(IntegrityError), transaction.atomic():
        ArticleFactory(slug="mot") if how == "create" else Article.objects.filter(pk=other.pk).update(slug="mot")


def test_a_new_article_of_the_same_title_keeps_away_from_old_addresses():
    article = ArticleFactory(slug="vai-thieu")
    move_article(article=article, slug="khac")
    assert free_slug("Vải thiều") == "vai-thieu-2"


def test_the_editor_is_told_beside_the_field(client):
    client.force_login(EditorFactory())
    article, other = ArticleFactory(slug="mot"), ArticleFactory(slug="hai")
    move_article(article=article, slug="ba")
    url = reverse("admin:news_articleaddress_change", args=[other.pk])
    page = client.post(url, {"slug": "mot"}).content.decode()
    assert "đang dẫn sang một bài khác" in page
    assert client.post(url, {"slug": "bon"}).status_code == 302
    assert client.get(at("hai"))["Location"] == at("bon")


def test_what_was_read_and_is_put_away_or_deleted_is_gone(client):
    put_away, deleted = ArticleFactory(slug="cat-di"), ArticleFactory(slug="xoa-di")
    moved = ArticleFactory(slug="cu")
    move_article(article=moved, slug="moi")
    archive(article=put_away, by=EditorFactory())
    deleted.delete()
    moved.delete()
    for slug in ("cat-di", "xoa-di", "cu", "moi"):
        answer = client.get(at(slug))
        assert answer.status_code == 410, slug
        assert "đã được gỡ" in answer.content.decode()


@pytest.mark.parametrize(
    "unseen",
    [
        {"status": ArticleStatus.DRAFT, "published_at": None},
        {"published_at": timezone.now() + timedelta(days=1)},
        {"status": ArticleStatus.ARCHIVED, "published_at": None},
    ],
)
def test_what_nobody_read_was_never_there(client, unseen):
    article = ArticleFactory(slug="nhap", **unseen)
    assert client.get(at("nhap")).status_code == 404
    move_article(article=article, slug="nhap-hai")
    assert client.get(at("nhap")).status_code == 404
    article.delete()
    assert client.get(at("nhap-hai")).status_code == 404
    assert not OldAddress.objects.exists()


def test_a_gone_address_may_be_used_again(client):
    ArticleFactory(slug="mot").delete()
    ArticleFactory(slug="mot")
    assert client.get(at("mot")).status_code == 200
    assert not OldAddress.objects.exists()


def test_a_guide_that_moved_is_found_and_its_old_address_is_taken(client):
    guide = Guide.objects.get(slug="chup-anh-dep")
    guide.slug = "chup-anh"
    guide.save()
    assert client.get("/huong-dan/chup-anh-dep/")["Location"] == "/huong-dan/chup-anh/"
    other = Guide.objects.get(slug="khai-mua-vu")
    other.slug = "chup-anh-dep"
    with pytest.raises(Exception, match="đang dẫn sang một hướng dẫn khác"):
        other.full_clean()
    Guide.objects.filter(pk=guide.pk).update(is_shown=False)
    assert client.get("/huong-dan/chup-anh-dep/").status_code == 410


def test_an_old_address_of_one_kind_is_free_for_another(client):
    article = ArticleFactory(slug="dong-goi")
    move_article(article=article, slug="dong-goi-vai")
    assert not OldAddress.objects.leading_elsewhere(AddressKind.GUIDE).exists()
    assert client.get("/huong-dan/dong-goi/").status_code == 404


def test_old_addresses_cost_two_queries(client, django_assert_num_queries):
    article = ArticleFactory(slug="mot")
    move_article(article=article, slug="hai")
    with django_assert_num_queries(5):  # one of them, once a generation: when the news turns
        client.get(at("mot"))
