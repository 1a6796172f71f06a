from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from .addresses import suggest

# htmx sends a field under the field's own name, a plain link under q.
_FIELD_NAMES = ("q", "address", "commune")


@require_safe
@login_not_required
@cache_control(public=True, max_age=3600)
def commune_suggestions(request: HttpRequest) -> HttpResponse:
    """Answer the <option>s of a datalist of communes for what is typed so far, by names of today or old ones."""
    typed = next((value for name in _FIELD_NAMES if (value := request.GET.get(name, "").strip())), "")
    return render(request, "regions/_commune_suggestions.html", {"suggestions": suggest(typed)})
