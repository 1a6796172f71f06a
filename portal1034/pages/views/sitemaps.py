"""Sitemaps and robots.txt, for search engines."""

from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal1034.core.pagecache import cached_page
from portal1034.pages import sitemaps

XML = "application/xml; charset=utf-8"
SECONDS_FRESH = 3600
# What has nothing to find: desks, forms, what only one person may see, and pictures for shared links.
CLOSED = (
    "/quan-tri/", "/ho-cua-toi/", "/thuong-lai/", "/ban-lam-viec/", "/dang-nhap/", "/dang-ky/", "/de-nghi/",
    "/theo-doi/", "/tim-kiem/", "/thu-mua/dang/", "/mua-vu/hoi/",
)  # fmt: skip


@login_not_required
@require_safe
@cached_page("news", "words", "products", "households")
def index(request: HttpRequest) -> HttpResponse:
    return HttpResponse("".join(sitemaps.index()), content_type=XML)


@login_not_required
@require_safe
@cached_page("news")
def standing(request: HttpRequest) -> HttpResponse:
    return HttpResponse("".join(sitemaps.standing()), content_type=XML)


@login_not_required
@require_safe
@cached_page("news")
def news(request: HttpRequest) -> HttpResponse:
    return HttpResponse("".join(sitemaps.news()), content_type=XML)


@login_not_required
@require_safe
def section_file(request: HttpRequest, name: str, number: str) -> StreamingHttpResponse:
    """One file, sent while it is read: its fifty thousand addresses are never in memory together."""
    found = sitemaps.SECTIONS.get(name)
    pieces = sitemaps.file(found, int(number)) if found else None
    if pieces is None:
        raise Http404
    response = StreamingHttpResponse(_by_hundreds(pieces), content_type=XML)
    response["Cache-Control"] = f"public, max-age=0, s-maxage={SECONDS_FRESH}, stale-while-revalidate=86400"
    return response


def _by_hundreds(pieces: Iterator[str]) -> Iterator[str]:
    """Put lines together: a packet for each would cost more than what is in it."""
    waiting: list[str] = []
    for piece in pieces:
        waiting.append(piece)
        if len(waiting) == 100:
            yield "".join(waiting)
            waiting.clear()
    yield "".join(waiting)


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    maps = [reverse("pages:sitemap_index"), reverse("pages:sitemap_news")]
    lines = ["User-agent: *"]
    lines += [f"Disallow: {path}" for path in CLOSED]
    lines += [f"Disallow: /en{path}" for path in CLOSED]
    lines += ["", *(f"Sitemap: {settings.PUBLIC_URL}{path}" for path in maps), ""]
    response = HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = f"public, max-age={SECONDS_FRESH}"
    return response
