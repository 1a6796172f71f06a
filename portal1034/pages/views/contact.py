"""A household's telephone number, on a page of its own: public pages stay the same for everybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from harvests.models import Harvest
from households.models import Household
from households.operations import NoConsent, TooManyLooks, look_up_phone
from portal1034.accounts.enums import ConsentPurpose
from portal1034.accounts.operations import has_consent


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, code: str) -> HttpResponse:
    """GET says what will happen; POST shows the number, once, to whoever is signed in, and records it."""
    verified = Household.objects.verified().select_related("owner", "commune", "province")
    household = get_object_or_404(verified, code=code.upper())
    context = {
        "household": household,
        "is_own": household.owner_id == request.user.pk,
        "agreed": has_consent(household.owner, ConsentPurpose.CONTACT),
        "harvest": Harvest.objects.public().filter(household=household).soonest_ending().first(),
        "phone": "",
        "problem": "",
    }
    status = 200
    if request.method == "POST" and not context["is_own"]:
        status = _look(request, household, context)
    return render(request, "pages/contact.html", context, status=status)


def _look(request: HttpRequest, household: Household, context: dict) -> int:
    try:
        context["phone"] = look_up_phone(household=household, viewer=request.user, page=household.get_absolute_url())
    except TooManyLooks as error:
        context["problem"] = str(error)
        return 429
    except NoConsent:
        context["agreed"] = False
    return 200
