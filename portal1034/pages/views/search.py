"""One box for everything, with what it may be offered while it is still being typed."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal1034.core.pagecache import cached_page
from portal1034.pages.search.groups import find
from portal1034.pages.search.question import understand

FAMILIES = ("season", "products", "households", "news", "words")
OFFERED_A_GROUP = 3


@login_not_required
@require_safe
@cached_page(*FAMILIES)
def search(request: HttpRequest) -> HttpResponse:
    """Crops, products, households, places and news: grouped, best first."""
    question = understand(request.GET.get("q", ""))
    return render(request, "pages/search.html", {"question": question, "groups": find(question)})


@login_not_required
@require_safe
@cached_page(*FAMILIES)
def suggestions(request: HttpRequest) -> HttpResponse:
    """The likeliest few, as options to choose from under the box."""
    question = understand(request.GET.get("q", ""))
    return render(request, "pages/_suggestions.html", {"question": question, "groups": find(question, OFFERED_A_GROUP)})
