import gzip

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import RequestFactory

from portal1034.core import pagecache


class Counted:
    """A view that says how often it ran."""

    def __init__(self, body="trang", status=200, cookie=False):
        self.runs, self.body, self.status, self.cookie = 0, body, status, cookie

    def __call__(self, request):
        self.runs += 1
        response = HttpResponse(f"{self.body} {self.runs}", status=self.status)
        if self.cookie:
            response.set_cookie("x", "1")
        return response


def get(view, path="/x/", **headers):
    request = RequestFactory().get(path, headers=headers)
    return view(request)


def test_the_second_visitor_gets_the_first_visitors_page():
    inner = Counted()
    view = pagecache.cached_page("season")(inner)
    assert get(view).content == get(view).content == b"trang 1"
    assert inner.runs == 1


def test_another_process_finds_it_in_redis():
    inner = Counted()
    view = pagecache.cached_page("season")(inner)
    get(view)
    pagecache.forget_everything()
    get(view)
    assert inner.runs == 1


@pytest.mark.django_db(transaction=True)
def test_a_write_makes_pages_of_its_family_stale_when_it_commits():
    inner = Counted()
    view = pagecache.cached_page("season", "news")(inner)
    get(view)
    with transaction.atomic():
        pagecache.bump("news")
        get(view)
        assert inner.runs == 1
    get(view)
    assert inner.runs == 2
    pagecache.bump("products")
    get(view)
    assert inner.runs == 2


@pytest.mark.parametrize("inner", [Counted(status=404), Counted(cookie=True)], ids=["not 200", "sets a cookie"])
def test_what_is_not_the_same_for_everyone_is_not_kept(inner):
    view = pagecache.cached_page("season")(inner)
    get(view)
    get(view)
    assert inner.runs == 2


def test_a_visitor_with_a_session_gets_a_page_of_their_own():
    inner = Counted()
    view = pagecache.cached_page("season")(inner)
    get(view)
    request = RequestFactory().get("/x/")
    request.COOKIES[settings.SESSION_COOKIE_NAME] = "abc"
    response = view(request)
    assert inner.runs == 2
    assert "private" in response["Cache-Control"]


def test_a_known_etag_is_answered_with_nothing():
    view = pagecache.cached_page("season")(Counted())
    etag = get(view)["ETag"]
    answer = get(view, if_none_match=etag)
    assert (answer.status_code, answer.content) == (304, b"")


def test_the_page_is_sent_compressed_to_those_who_can_read_it():
    view = pagecache.cached_page("season")(Counted())
    zipped = get(view, accept_encoding="gzip")
    assert gzip.decompress(zipped.content) == b"trang 1"
    assert get(view, accept_encoding="br, gzip")["Content-Encoding"] == "br"
    assert "Content-Encoding" not in get(view)


def test_different_queries_are_different_pages():
    inner = Counted()
    view = pagecache.cached_page("season")(inner)
    get(view, "/x/?a=1")
    get(view, "/x/?a=2")
    get(view, "/x/?a=1", save_data="on")
    assert inner.runs == 3


def test_without_redis_pages_are_made_afresh_and_nobody_sees_an_error(settings, caplog):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "unix:///tmp/khong-co-redis.sock"}}
    inner = Counted()
    view = pagecache.cached_page("season")(inner)
    assert [get(view).content, get(view).content] == [b"trang 1", b"trang 2"]
    assert "Redis không trả lời" in caplog.text


def test_a_page_remembered_from_before_redis_was_wiped_is_not_shown_again():
    inner = Counted()
    view = pagecache.cached_page("season")(inner)
    get(view)
    cache.clear()
    assert get(view).content == b"trang 2"
    assert get(view).content == b"trang 2"


class Onward:
    """What stands behind the middleware: everything that looks at a person."""

    def __init__(self, view):
        self.view, self.asked = view, 0

    def __call__(self, request):
        self.asked += 1
        return self.view(request)


def test_a_known_page_is_answered_before_anything_looks_at_the_visitor():
    onward = Onward(pagecache.cached_page("season")(Counted()))
    middleware = pagecache.PageCacheMiddleware(onward)
    assert [get(middleware).content for _visit in range(3)] == [b"trang 1"] * 3
    assert onward.asked == 1


def test_the_middleware_asks_the_view_about_what_it_does_not_know():
    onward = Onward(pagecache.cached_page("season")(Counted()))
    middleware = pagecache.PageCacheMiddleware(onward)
    get(middleware)
    signed_in = RequestFactory().get("/x/")
    signed_in.COOKIES[settings.SESSION_COOKIE_NAME] = "abc"
    middleware(signed_in)
    middleware(RequestFactory().post("/x/"))
    get(middleware, "/x/?khac=1")
    assert onward.asked == 4


@pytest.mark.django_db(transaction=True)
def test_the_middleware_lets_go_of_a_page_made_stale():
    onward = Onward(pagecache.cached_page("season")(Counted()))
    middleware = pagecache.PageCacheMiddleware(onward)
    get(middleware)
    pagecache.bump("season")
    assert get(middleware).content == b"trang 2"
    assert onward.asked == 2


def test_an_answer_from_memory_is_marked_and_guarded_like_any_other(client, db):
    first, second = client.get("/gioi-thieu/"), client.get("/gioi-thieu/")
    changing = {"X-Request-ID"}
    assert {k: v for k, v in first.items() if k not in changing} == {
        k: v for k, v in second.items() if k not in changing
    }
    for header in ("Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy", "Vary"):
        assert header in second


def test_what_a_view_says_of_its_file_is_said_again_from_memory():
    def view(request):
        return HttpResponse(
            "a,b", content_type="text/csv", headers={"Content-Disposition": 'attachment; filename="a.csv"'}
        )

    cached = pagecache.cached_page("season")(view)
    get(cached)
    pagecache.forget_everything()
    for answer in (get(cached), get(cached)):
        assert answer["Content-Type"] == "text/csv"
        assert "a.csv" in answer["Content-Disposition"]
