"""A page drawn whole once, for everyone who asks for the same in whatever words."""

import pytest
from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.test import RequestFactory

from portal1034.core import whole
from portal1034.core.whole import Whole

PAGE = "harvests/calendar.html"


@pytest.fixture
def drawn(monkeypatch):
    """What was drawn, as the address each drawing saw."""
    seen: list[str] = []

    def draw(template: str, context: dict, request: HttpRequest) -> str:
        seen.append(request.get_full_path())
        if context.get("shows_token"):
            return get_token(request)
        return f"{template} {context['word']} {dict(request.GET)}"

    monkeypatch.setattr(whole, "render_to_string", draw)
    return seen


def test_a_page_is_drawn_once_and_sees_nothing_but_its_own_address(drawn):
    page = Whole(word="vải")
    bodies = {
        page.respond(RequestFactory().get(f"/mua-vu/?_={turn}&tinh=bac-giang"), PAGE, "/mua-vu/?tinh=bac-giang").content
        for turn in range(3)
    }
    assert drawn == ["/mua-vu/?tinh=bac-giang"]
    assert bodies == {f"{PAGE} vải {{'tinh': ['bac-giang']}}".encode()}


@pytest.mark.parametrize("header", ["Save-Data", "X-Read-Ahead"])
def test_what_a_browser_asks_for_makes_another_page(drawn, header):
    page = Whole(word="vải")
    for headers in ({}, {header: "on"}, {}, {header: "on"}):
        page.respond(RequestFactory().get("/mua-vu/", headers=headers), PAGE, "/mua-vu/")
    assert len(drawn) == 2


def test_somebody_with_a_session_gets_a_page_of_their_own(drawn):
    page = Whole(word="vải")
    request = RequestFactory().get("/mua-vu/?_=1")
    request.COOKIES[settings.SESSION_COOKIE_NAME] = "a"
    for _turn in range(2):
        page.respond(request, PAGE, "/mua-vu/")
    assert drawn == ["/mua-vu/?_=1"] * 2


def test_a_page_that_shows_a_token_is_kept_for_nobody(drawn):
    page = Whole(shows_token=True)
    first, second = (RequestFactory().get("/mua-vu/") for _turn in range(2))
    tokens = {page.respond(request, PAGE, "/mua-vu/").content for request in (first, second)}
    assert len(tokens) == len(drawn) == 2
    assert first.META["CSRF_COOKIE_NEEDS_UPDATE"]
