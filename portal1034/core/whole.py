"""A public page drawn whole, once for everyone who asks for the same in whatever words.

The page cache knows a page by its address; this knows it by what it is made of. An address with a question nobody asked
before (`?utm_source=…`) then costs neither a query nor a template.
"""

import copy

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language

from portal1034.core.context import is_read_ahead

PAGES_KEPT = 4


class Whole:
    """What a page is made of, and the page once it was drawn. Shared between threads: `context` stays as it is."""

    __slots__ = ("_pages", "context")

    def __init__(self, **context) -> None:
        self.context = context
        self._pages: dict[tuple, bytes] = {}

    def respond(self, request: HttpRequest, template: str, address: str) -> HttpResponse:
        """Answer with `template`; `address` is the page's own, with nothing in it that it does not depend on.

        Whoever has a session gets a page of their own.
        """
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            return HttpResponse(render_to_string(template, self.context, request))
        key = (get_language(), template, address, request.headers.get("Save-Data", ""), is_read_ahead(request))
        page = self._pages.get(key)
        if page is None:
            asked = _asking_only(request, address)
            page = render_to_string(template, self.context, asked).encode()
            if asked.META.get("CSRF_COOKIE_NEEDS_UPDATE"):  # it shows a token, which is one visitor's alone
                request.META["CSRF_COOKIE_NEEDS_UPDATE"] = True
                return HttpResponse(page)
            if len(self._pages) >= PAGES_KEPT:
                self._pages.clear()
            self._pages[key] = page
        return HttpResponse(page)


def _asking_only(request: HttpRequest, address: str) -> HttpRequest:
    """The request as if only what is in `address` had been asked: links to this very page carry nothing else along."""
    asked = copy.copy(request)
    asked.META = asked.environ = {**request.META, "QUERY_STRING": address.partition("?")[2]}
    asked.__dict__.pop("GET", None)
    return asked
