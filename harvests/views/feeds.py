"""Calendars (.ics) and Atom: public ones of a commodity, and those whose address only the watcher knows."""

import hashlib

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from harvests.feeds import as_atom, as_calendar, entries_of, feed_title
from harvests.models import Watch
from portal1034.commodities.models import Commodity
from portal1034.core.pagecache import cached_page, generation
from portal1034.regions.models import Province

SECONDS_KEPT = 900
TYPES = {"ics": "text/calendar; charset=utf-8", "atom": "application/atom+xml; charset=utf-8"}


@require_safe
@login_not_required
@cached_page("season")
def commodity_feed(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """`?tinh=` narrows it to one of the 63. Five queries uncached; cached with the season's pages."""
    commodity = get_object_or_404(Commodity.objects.active(), slug=slug)
    place = request.GET.get("tinh", "")
    province = get_object_or_404(Province.objects.by_slug(place)) if place else None
    body = _body(kind, commodity, province, request.get_full_path())
    answer = HttpResponse(body, content_type=TYPES[kind])
    answer["Content-Disposition"] = f'inline; filename="{slug}.{kind}"'
    return answer


@require_safe
@login_not_required
def watch_feed(request: HttpRequest, token: str, kind: str) -> HttpResponse:
    """One query where it is remembered, four where not. Whoever has the address reads it; robots are sent away."""
    watch = Watch.objects.filter(token=token).select_related("commodity", "province").first()
    if watch is None:
        raise Http404
    return _answer(request, _kept(kind, watch), TYPES[kind])


def _kept(kind: str, watch: Watch) -> bytes:
    """The body, remembered for a quarter of an hour until the season changes; the same for everybody's watch of it."""
    now = generation(("season",))
    key = f"feed:{kind}:{watch.commodity_id}:{watch.province_id}:{timezone.localdate()}:{now}"
    kept = cache.get(key) if now else None
    if kept is None:
        page = reverse("harvests:commodity", args=[watch.commodity.slug]) if watch.commodity_id else "/mua-vu/"
        kept = _body(kind, watch.commodity, watch.province, page)
        if now:
            cache.set(key, kept, SECONDS_KEPT)
    return kept


def _body(kind: str, commodity: Commodity | None, province: Province | None, address: str) -> bytes:
    title, entries = feed_title(commodity, province), entries_of(commodity, province, timezone.localdate())
    if kind == "ics":
        return as_calendar(title, entries)
    page = f"{settings.PUBLIC_URL}{reverse('harvests:commodity', args=[commodity.slug]) if commodity else '/mua-vu/'}"
    return as_atom(title, entries, page_url=page, feed_url=f"{settings.PUBLIC_URL}{address}").encode()


def _answer(request: HttpRequest, body: bytes, content_type: str) -> HttpResponse:
    etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    if request.headers.get("If-None-Match") in {etag, f"W/{etag}"}:
        answer: HttpResponse = HttpResponseNotModified()
    else:
        answer = HttpResponse(body, content_type=content_type)
    answer["ETag"] = etag
    answer["Cache-Control"] = f"private, max-age={SECONDS_KEPT}"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
