"""Whole public pages, cached once for everyone.

A page belongs to one or more families (see `generations`): a write makes those of its families stale when it commits.
Bodies are kept compressed in this process, in front of Redis, and a page this process knows is answered by
`PageCacheMiddleware` before anything about the visitor is looked at.

A visitor who is signed in (has a session cookie) is never served from here, nor is what they see stored.
"""

import functools
import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable

import brotli
from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from portal1034.core import generations, kept
from portal1034.core.generations import bump, generation

__all__ = ["PageCacheMiddleware", "bump", "cached_page", "forget_everything"]

SECONDS_FRESH = 60  # a shared cache in front may keep a page this long without asking again
SECONDS_STALE = 600  # and show it while it asks
SECONDS_KEPT = 3600
# A question in the address can be anything: those pages stay in this process's bounded memory, and never fill Redis.
MEMORY_PAGES = 512
# What a view says of its page besides the body.
KEPT_HEADERS = ("Content-Type", "Content-Disposition", "Access-Control-Allow-Origin", "X-Robots-Tag")
VARY = "Accept-Encoding, Cookie, Save-Data, HX-Request, HX-Target"

_memory: "OrderedDict[str, Page]" = OrderedDict()
_memory_lock = threading.Lock()
# Which families the page at an address belongs to, once a view has said so: {path: families}.
_families_at: OrderedDict[str, tuple[str, ...]] = OrderedDict()


class Page:
    """A body as it is sent: compressed in each way somebody has asked for so far."""

    __slots__ = ("bodies", "etag", "headers", "is_asked")

    def __init__(self, etag: str, headers: dict[str, str], bodies: dict[str, bytes], *, is_asked: bool = False) -> None:
        self.etag, self.headers, self.bodies, self.is_asked = etag, headers, bodies, is_asked

    @classmethod
    def of(cls, response: HttpResponse, encoding: str, *, is_asked: bool) -> "Page":
        """`is_asked`: its address holds a question, so few will ask for it again and it is not worth squeezing.

        Marked by the body as it is first sent, which is a tenth of the plain one.
        """
        headers = {name: response[name] for name in KEPT_HEADERS if name in response}
        page = cls("", headers, {"": response.content}, is_asked=is_asked)
        page.etag = '"' + hashlib.blake2b(page.body(encoding), digest_size=12).hexdigest() + '"'
        return page

    def body(self, encoding: str) -> bytes:
        """Return the body as `encoding` ("br", "gzip" or "")."""
        if not encoding:
            return self.whole()
        found = self.bodies.get(encoding)
        if found is None:
            whole = self.whole()
            brotli_quality, gzip_level = (2, 4) if self.is_asked else (5, 6)
            found = (
                brotli.compress(whole, quality=brotli_quality)
                if encoding == "br"
                else gzip.compress(whole, gzip_level, mtime=0)
            )
            # Never two bodies at rest: the compressed one holds the plain one.
            self.bodies = {**{k: v for k, v in self.bodies.items() if k}, encoding: found}
        return found

    def whole(self) -> bytes:
        if "" in self.bodies:
            return self.bodies[""]
        return brotli.decompress(self.bodies["br"]) if "br" in self.bodies else gzip.decompress(self.bodies["gzip"])


class PageCacheMiddleware:
    """Answers with a page this process has, ahead of sessions, sign-in and everything else about a person.

    Stands behind the middleware that guards and marks every answer. What it does not know goes on to the view.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        families = _families_at.get(request.path_info)
        if families is not None and _is_for_everyone(request):
            current = generation(families)
            page = _remembered(_key(request, current)) if current else None
            if page is not None:
                return _respond(request, page, families)
        return self.get_response(request)


def cached_page(*families: str) -> Callable:
    """Cache the 200 answers of an anonymous GET view until one of `families` is bumped or the day changes."""

    def decorate(view):
        @functools.wraps(view)
        def wrapped(request, *arguments, **named):
            if not _is_for_everyone(request):
                return _own(view(request, *arguments, **named))
            return _serve(request, families, lambda: view(request, *arguments, **named))

        return wrapped

    return decorate


def _is_for_everyone(request) -> bool:
    return request.method in {"GET", "HEAD"} and settings.SESSION_COOKIE_NAME not in request.COOKIES


def _own(response: HttpResponse) -> HttpResponse:
    """Mark a page as this visitor's alone, for now."""
    patch_vary_headers(response, ["Cookie", "Save-Data", "HX-Request", "HX-Target"])
    response.setdefault("Cache-Control", "private, no-cache")
    return response


def _serve(request, families, render) -> HttpResponse:
    current = generation(families)
    if current is None:  # nobody could tell this process that the page has gone stale
        return _own(render())
    key = _key(request, current)
    is_asked = bool(request.META.get("QUERY_STRING"))
    page = _recall(key, is_asked)
    if page is None:
        # Set by an unreadable CSRF cookie, and by a page that shows a token: the first is dropped, the second not kept.
        request.META["CSRF_COOKIE_NEEDS_UPDATE"] = False
        response = render()
        if hasattr(response, "render") and not response.is_rendered:
            response.render()
        own = response.cookies or request.META["CSRF_COOKIE_NEEDS_UPDATE"]
        if response.status_code != 200 or own or response.streaming:
            return response
        page = _remember(key, Page.of(response, _encoding(request), is_asked=is_asked))
    _know(request.path_info, families)
    return _respond(request, page, families)


def _encoding(request) -> str:
    accepted = request.headers.get("Accept-Encoding", "")
    return "br" if "br" in accepted else "gzip" if "gzip" in accepted else ""


def _key(request, generations: str) -> str:
    parts = (
        settings.PORTAL_VERSION,
        generations,
        timezone.localdate().isoformat(),
        request.get_host(),
        get_language() or "",
        request.get_full_path(),
        request.headers.get("Save-Data", ""),
        # Apart: run together, one header could pass for two and a whole page would be kept as a fragment.
        request.headers.get("HX-Request", ""),
        request.headers.get("HX-Target", ""),
    )
    return "page-3:" + hashlib.blake2b("\n".join(parts).encode(), digest_size=20).hexdigest()


def _remembered(key: str) -> Page | None:
    with _memory_lock:
        if key in _memory:
            _memory.move_to_end(key)
            return _memory[key]
    return None


def _recall(key: str, is_asked: bool) -> Page | None:
    page = _remembered(key)
    if page is None and not is_asked and (found := cache.get(key)) is not None:
        page = Page(*found)
        _keep(key, page)
    return page


def _remember(key: str, page: Page) -> Page:
    if not page.is_asked:
        cache.set(key, (page.etag, page.headers, {"br": page.body("br")}), timeout=SECONDS_KEPT)
    _keep(key, page)
    return page


def _keep(key: str, page: Page) -> None:
    with _memory_lock:
        _memory[key] = page
        while len(_memory) > MEMORY_PAGES:
            _memory.popitem(last=False)


def _know(path: str, families: tuple[str, ...]) -> None:
    """Remember which families the page at `path` belongs to, so that the middleware can answer for it."""
    with _memory_lock:
        _families_at[path] = families
        while len(_families_at) > MEMORY_PAGES:
            _families_at.popitem(last=False)


def _for_others(families: tuple[str, ...]) -> str:
    """What caches in front of us may do: never keep a page past the moment it turns by the clock."""
    left = generations.seconds_to_turn(families)
    fresh = SECONDS_FRESH if left is None else min(SECONDS_FRESH, int(left))
    stale = SECONDS_STALE if left is None else min(SECONDS_STALE, max(0, int(left) - fresh))
    return f"public, max-age=0, s-maxage={fresh}, stale-while-revalidate={stale}"


def _respond(request, page: Page, families: tuple[str, ...]) -> HttpResponse:
    request.META["CSRF_COOKIE_NEEDS_UPDATE"] = False  # a page for everyone carries nobody's cookie
    if request.headers.get("If-None-Match") in {page.etag, f"W/{page.etag}"}:
        response: HttpResponse = HttpResponseNotModified()
    else:
        encoding = _encoding(request)
        response = HttpResponse(page.body(encoding))
        for name, value in page.headers.items():
            response[name] = value
        if encoding:
            response["Content-Encoding"] = encoding
    response["Content-Length"] = str(len(response.content))
    response["ETag"] = page.etag
    response["Cache-Control"] = _for_others(families)
    response["Vary"] = VARY
    return response


def forget_everything() -> None:
    """Empty this process's memory of pages (tests, and after a deploy in place)."""
    with _memory_lock:
        _memory.clear()
        _families_at.clear()
    kept.forget()
    generations.forget()
