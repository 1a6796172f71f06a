"""One visitor must not decide what another sees."""

import pytest
from django.core.cache import cache

from portal1034.core import pagecache

pytestmark = pytest.mark.django_db


def test_a_whole_page_cannot_be_passed_off_as_a_fragment(client):
    client.get("/mua-vu/", headers={"HX-Target": "truelich"})
    fragment = client.get("/mua-vu/", headers={"HX-Request": "true", "HX-Target": "lich"})
    assert "<html" not in fragment.text


def test_a_fragment_is_never_given_for_a_page(client):
    client.get("/mua-vu/", headers={"HX-Request": "true", "HX-Target": "lich"})
    page = client.get("/mua-vu/")
    assert "<html" in page.text
    assert {"HX-Request", "HX-Target", "Cookie"} <= {name.strip() for name in page["Vary"].split(",")}


@pytest.mark.parametrize("cookies", [{"phien": "rac"}, {"phien": ""}])
def test_a_visitor_with_any_session_cookie_is_served_outside_the_cache(client, cookies):
    for name, value in cookies.items():
        client.cookies[name] = value
    assert "private" in client.get("/")["Cache-Control"]


def test_a_page_for_everyone_sets_nobodys_cookie(client):
    client.cookies["csrftoken"] = "hong"
    for _visit in range(2):
        answer = client.get("/")
        assert "public" in answer["Cache-Control"]
        assert not answer.cookies


def test_a_page_that_shows_a_token_is_not_kept(rf):
    from django.http import HttpResponse
    from django.middleware.csrf import get_token

    view = pagecache.cached_page("words")(lambda request: HttpResponse(get_token(request)))
    assert view(rf.get("/bieu-mau/")).content != view(rf.get("/bieu-mau/")).content


def test_made_up_questions_never_fill_redis(rf, monkeypatch):
    from django.http import HttpResponse

    stored = []
    monkeypatch.setattr(cache, "set", lambda key, page, timeout: stored.append(key))
    view = pagecache.cached_page("words")(lambda request: HttpResponse("trang"))
    for number in range(pagecache.MEMORY_PAGES + 5):
        view(rf.get(f"/trang/?bia={number}"))
    assert stored == []
    assert len(pagecache._memory) == pagecache.MEMORY_PAGES
    view(rf.get("/trang/"))
    assert len(stored) == 1
