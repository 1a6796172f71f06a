"""Pages that stand, the questions people keep asking, and the map of the site."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from news.enums import PageCode
from news.models import Answer, StandingPage
from portal1034.core.pagecache import cached_page


def standing(code: PageCode):
    """Return the view of one standing page."""

    @login_not_required
    @require_safe
    @cached_page("words")
    def view(request: HttpRequest) -> HttpResponse:
        return render(request, "news/page.html", {"page": get_object_or_404(StandingPage, code=code)})

    return view


@login_not_required
@require_safe
@cached_page("words")
def answers(request: HttpRequest) -> HttpResponse:
    return render(request, "news/answers.html", {"answers": list(Answer.objects.shown())})


@login_not_required
@require_safe
@cached_page("words")
def site_map(request: HttpRequest) -> HttpResponse:
    return render(request, "news/site_map.html")
