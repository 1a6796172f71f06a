"""Whole public pages, cached once for everyone.

A page belongs to one or more *families* ("season", "products", "news", …). Each family has a generation number in
Redis; a write bumps it when its transaction commits, and every page of the family is rendered afresh on its next
visit. Bodies are kept compressed in this process, in front of Redis, so a warm page costs one MGET.

A visitor who is signed in (has a session cookie) is never served from here, nor is what they see stored.
"""

import functools
import gzip
import hashlib
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable

import brotli
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import patch_vary_headers

SECONDS_FRESH = 60  # a shared cache in front may keep a page this long without asking again
SECONDS_KEPT = 3600
# A question in the address can be anything: made-up ones must not fill Redis.
SECONDS_KEPT_ASKED = 300
MEMORY_PAGES = 512

_memory: OrderedDict[str, tuple[str, bytes, bytes, str]] = OrderedDict()
_memory_lock = threading.Lock()


def _family_key(family: str) -> str:
    return f"family:{family}"


def bump(*families: str) -> None:
    """Make every cached page of these families stale once the current transaction commits."""
    transaction.on_commit(
        lambda: cache.set_many({_family_key(f): secrets.token_hex(8) for f in families}, timeout=None)
    )


def generation(families: tuple[str, ...]) -> str | None:
    """Return what the pages of these families are kept under now; None while Redis cannot say.

    A family Redis knows nothing of, as after a wipe, gets a generation never used before: this process may still
    remember pages from before, which others have made stale since.
    """
    keys = [_family_key(f) for f in families]
    found = cache.get_many(keys)
    for key in keys:
        if key not in found:
            cache.add(key, secrets.token_hex(8), timeout=None)
            found[key] = cache.get(key)
    return None if None in found.values() else "-".join(found[key] for key in keys)


def cached_page(*families: str) -> Callable:
    """Cache the 200 answers of an anonymous GET view until one of `families` is bumped or the day changes."""

    def decorate(view):
        @functools.wraps(view)
        def wrapped(request, *arguments, **named):
            if request.method not in {"GET", "HEAD"} or settings.SESSION_COOKIE_NAME in request.COOKIES:
                return _own(view(request, *arguments, **named))
            return _serve(request, families, lambda: view(request, *arguments, **named))

        return wrapped

    return decorate


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
    page = _recall(key)
    if page is None:
        # Set by an unreadable CSRF cookie, and by a page that shows a token: the first is dropped, the second not kept.
        request.META["CSRF_COOKIE_NEEDS_UPDATE"] = False
        response = render()
        if hasattr(response, "render") and not response.is_rendered:
            response.render()
        own = response.cookies or request.META["CSRF_COOKIE_NEEDS_UPDATE"]
        if response.status_code != 200 or own or response.streaming:
            return response
        page = _remember(key, response, SECONDS_KEPT_ASKED if request.META.get("QUERY_STRING") else SECONDS_KEPT)
    return _respond(request, page)


def _key(request, generations: str) -> str:
    parts = (
        settings.PORTAL_VERSION,
        generations,
        timezone.localdate().isoformat(),
        request.get_host(),
        request.get_full_path(),
        request.headers.get("Save-Data", ""),
        # Apart: run together, one header could pass for two and a whole page would be kept as a fragment.
        request.headers.get("HX-Request", ""),
        request.headers.get("HX-Target", ""),
    )
    return "page:" + hashlib.blake2b("\n".join(parts).encode(), digest_size=20).hexdigest()


def _recall(key):
    with _memory_lock:
        if key in _memory:
            _memory.move_to_end(key)
            return _memory[key]
    page = cache.get(key)
    if page is not None:
        _keep(key, page)
    return page


def _remember(key, response, seconds: int):
    body = response.content
    etag = '"' + hashlib.blake2b(body, digest_size=12).hexdigest() + '"'
    page = (etag, brotli.compress(body, quality=5), gzip.compress(body, 6, mtime=0), response["Content-Type"])
    cache.set(key, page, timeout=seconds)
    _keep(key, page)
    return page


def _keep(key, page) -> None:
    with _memory_lock:
        _memory[key] = page
        while len(_memory) > MEMORY_PAGES:
            _memory.popitem(last=False)


def _respond(request, page) -> HttpResponse:
    request.META["CSRF_COOKIE_NEEDS_UPDATE"] = False  # a page for everyone carries nobody's cookie
    etag, br, gz, content_type = page
    accepted = request.headers.get("Accept-Encoding", "")
    if request.headers.get("If-None-Match") in {etag, f"W/{etag}"}:
        response: HttpResponse = HttpResponseNotModified()
    elif "br" in accepted:
        response = HttpResponse(br, content_type=content_type)
        response["Content-Encoding"] = "br"
    elif "gzip" in accepted:
        response = HttpResponse(gz, content_type=content_type)
        response["Content-Encoding"] = "gzip"
    else:
        response = HttpResponse(gzip.decompress(gz), content_type=content_type)
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age=0, s-maxage={SECONDS_FRESH}, stale-while-revalidate=600"
    patch_vary_headers(response, ["Accept-Encoding", "Cookie", "Save-Data", "HX-Request", "HX-Target"])
    return response


def forget_everything() -> None:
    """Empty this process's memory of pages (tests, and after a deploy in place)."""
    with _memory_lock:
        _memory.clear()
