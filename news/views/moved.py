"""What is answered at an address where no page lies any more."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render

from news.enums import AddressKind
from news.models import OldAddress


def look_elsewhere(request: HttpRequest, kind: AddressKind, slug: str, public: QuerySet) -> HttpResponse:
    """Lead to where the page of that address lies now, or say that it is gone (410). Raises Http404: it never was.

    `public` are the pages of that kind which may be read now.
    """
    old = OldAddress.objects.of(kind, slug).first()
    if old is None:
        raise Http404
    target = public.filter(pk=old.target_id).first() if old.target_id else None
    return HttpResponsePermanentRedirect(target.get_absolute_url()) if target else gone(request, kind)


def gone(request: HttpRequest, kind: AddressKind) -> HttpResponse:
    """Say that a page was here and is no more: search engines forget a 410 at once, people are shown the way on."""
    return render(request, "news/gone.html", {"kind": kind}, status=410)
