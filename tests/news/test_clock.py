"""A scheduled article comes before readers at its moment though every page is kept; of a stopped clock editors know."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone

from news import clock, operations
from news.models import Article
from portal1034.core import generations
from portal1034.core.pagecache import forget_everything
from tests.factories.news import ArticleFactory, EditorFactory

pytestmark = pytest.mark.django_db
LIST = reverse("news:list")


@pytest.fixture
def later(monkeypatch):
    """Return a function that moves the time of every clock this process reads on by so many seconds."""
    from django.utils import timezone as clocks

    real_now, real_time, moved = clocks.now, generations.time.time, [0.0]
    monkeypatch.setattr(clocks, "now", lambda: real_now() + timedelta(seconds=moved[0]))
    monkeypatch.setattr(generations.time, "time", lambda: real_time() + moved[0])
    return lambda seconds: moved.__setitem__(0, moved[0] + seconds)


def scheduled(seconds: int, capture) -> Article:
    writer = EditorFactory()
    text = Article().text() | {"title": "Bài hẹn giờ", "summary": "…", "body": "<p>Đúng giờ.</p>"}
    article = operations.begin_article(text=text, by=writer)
    operations.send_to_review(article=article, by=writer)
    at = timezone.now() + timedelta(seconds=seconds)
    with capture(execute=True):
        return operations.approve(article=article, by=EditorFactory(), seen=1, at=at)


@pytest.mark.parametrize("path", [LIST, "/", "/tin-tuc/atom.xml"])
def test_it_is_on_every_kept_page_from_its_moment_on(client, later, path, django_capture_on_commit_callbacks):
    ArticleFactory()
    scheduled(30, django_capture_on_commit_callbacks)
    assert "Bài hẹn giờ" not in client.get(path).content.decode()
    later(29)
    assert "Bài hẹn giờ" not in client.get(path).content.decode()
    later(2)
    assert "Bài hẹn giờ" in client.get(path).content.decode()


def test_a_process_that_knows_the_page_turns_it_too(client, later, settings, django_capture_on_commit_callbacks):
    """Even while it asks Redis for nothing."""
    article = scheduled(30, django_capture_on_commit_callbacks)
    settings.PAGE_GENERATION_SECONDS = 3600
    generations.forget()
    assert client.get(article.get_absolute_url()).status_code == 404
    client.get(LIST)
    later(31)
    assert "Bài hẹn giờ" in client.get(LIST).content.decode()
    generations.forget()


def test_caches_in_front_of_us_keep_no_page_past_that_moment(client, later, django_capture_on_commit_callbacks):
    assert "s-maxage=60, stale-while-revalidate=600" in client.get(LIST)["Cache-Control"]
    scheduled(31, django_capture_on_commit_callbacks)
    assert "s-maxage=30, stale-while-revalidate=0" in client.get(LIST)["Cache-Control"]


def test_without_redis_in_between_the_turns_are_found_again(client, later, django_capture_on_commit_callbacks):
    scheduled(30, django_capture_on_commit_callbacks)
    client.get(LIST)
    cache.clear()
    forget_everything()
    client.get(LIST)
    later(31)
    assert "Bài hẹn giờ" in client.get(LIST).content.decode()


def test_while_the_database_is_away_pages_go_by_the_turns_they_knew(client, monkeypatch, caplog):
    ArticleFactory(title="Bài đã giữ")
    known = generations.generation(("news",))
    turned = generations.last_turn("news")

    def away():
        raise OperationalError("connection refused")

    monkeypatch.setitem(generations._clocks, "news", away)
    cache.delete(generations._turns_key("news"))
    generations._read.clear()
    assert generations.generation(("news",)) == known
    assert generations.last_turn("news") == turned
    assert "nobody could say when news turns" in caplog.text


class TestAlarm:
    def test_silence_of_the_beat_is_told_after_five_minutes(self, client, later):
        clock.tick()
        assert clock.troubles() == []
        later(301)
        cache_answers = [trouble.what for trouble in clock.troubles()]
        assert any("Việc nền im lặng" in what for what in cache_answers)

    def test_two_clocks_apart_are_told(self, later):
        later(45)
        assert any("lệch nhau" in trouble.what for trouble in clock.troubles())

    def test_a_page_that_did_not_turn_is_told(self, monkeypatch):
        clock.tick()
        ArticleFactory(published_at=timezone.now() - timedelta(minutes=2))
        assert clock.troubles() == []
        monkeypatch.setattr(generations, "last_turn", lambda family: 0)
        assert any("chưa đổi" in trouble.what for trouble in clock.troubles())

    def test_editors_meet_it_on_their_first_page_and_officers_do_not(self, client):
        cache.delete("news:tick")
        client.force_login(EditorFactory())
        assert "Đồng hồ tòa soạn có trục trặc" in client.get(reverse("admin:index")).content.decode()
        assert "Việc nền im lặng" in client.get(reverse("admin:news_article_changelist")).content.decode()
        clock.tick()
        assert "Đồng hồ tòa soạn" not in client.get(reverse("admin:index")).content.decode()
