"""How-to guides, for people who have the thing in their hands."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from news.enums import AddressKind, Audience
from news.models import Guide
from news.views.moved import look_elsewhere
from portal1034.core.pagecache import cached_page


@login_not_required
@require_safe
@cached_page("words")
def guides(request: HttpRequest) -> HttpResponse:
    rows = list(Guide.objects.shown().defer("document", "words"))
    groups = [(audience.label, [g for g in rows if g.audience == audience]) for audience in Audience]
    return render(request, "news/guides.html", {"groups": [group for group in groups if group[1]]})


@login_not_required
@require_safe
@cached_page("words")
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    found = Guide.objects.shown().defer("document", "words").prefetch_related("steps").filter(slug=slug).first()
    if found is None:
        return look_elsewhere(request, AddressKind.GUIDE, slug, Guide.objects.shown())
    others = Guide.objects.shown().filter(audience=found.audience).exclude(pk=found.pk).defer("document", "words")
    return render(request, "news/guide.html", {"guide": found, "others": list(others[:4])})
