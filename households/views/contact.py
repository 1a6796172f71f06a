"""Who looked at the household's number: its own page, newest first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from households.desk import desk_context, household_view
from households.models import ContactLook
from portal1034.accounts.enums import ConsentPurpose
from portal1034.accounts.operations import has_consent

PER_PAGE = 30


@never_cache
@household_view
@require_safe
def looks(request: HttpRequest) -> HttpResponse:
    rows = ContactLook.objects.of_household(request.household).with_viewers().newest()
    after = request.GET.get("sau", "")
    if after.isascii() and after.isdecimal() and len(after) <= 18:
        rows = rows.filter(pk__lt=int(after))
    found = list(rows[: PER_PAGE + 1])
    shown = found[:PER_PAGE]
    context = {
        "looks": [
            {"who": _called(look.viewer), "role": look.viewer.get_role_display(), "at": look.at} for look in shown
        ],
        "agreed": has_consent(request.user, ConsentPurpose.CONTACT),
        "next_url": f"{reverse('households:looks')}?sau={shown[-1].pk}" if len(found) > PER_PAGE else "",
        "first_url": request.path if after else "",
        **desk_context(request.household),
    }
    return render(request, "households/looks.html", context)


def _called(viewer) -> str:
    """Return the viewer's name, or the end of their number: enough to know who rang."""
    return viewer.full_name or f"••• {str(viewer.phone)[-3:]}"
