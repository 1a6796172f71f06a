"""What a phone may keep of a person's desk, and how a form kept there is sent once the line is back.

The service worker (static/js/sw.js) keeps a page only when the page says so and for whom: pages of the desk are
`no-store`, and `works_offline` makes the exception in the header OWNER_HEADER. Its value, the owner's token, also
travels in the forms that may wait on the phone (components/_sent_later.html), so that nobody sends another's.
"""

import functools
from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.contrib.messages import get_messages
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal1034.accounts.models import User

OWNER_HEADER = "X-Offline-For"
# The worker sends a form that waited: it wants to know whether the form was taken, not to be shown the next page.
SENT_LATER_HEADER = "X-Sent-Later"


def _signer() -> Signer:
    return Signer(salt="portal1034.accounts.offline")


def owner_token(user: User) -> str:
    return _signer().sign(str(user.pk))


def owner_of(token: str) -> User | None:
    """Return whose token it is, also of somebody who was erased since; None for what no key of ours has signed."""
    try:
        return User.objects.filter(pk=int(_signer().unsign(token))).first()
    except (BadSignature, ValueError):
        return None


def works_offline(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let the person's own phone keep this page of theirs, and send its form later.

    Stands inside of whatever guards the view, so that a redirect to sign in never passes for a form that was taken.
    """

    @functools.wraps(view)
    def wrapped(request: HttpRequest, *arguments, **named) -> HttpResponse:
        request.offline_owner = owner_token(request.user)
        response = view(request, *arguments, **named)
        if request.method == "GET" and response.status_code == 200:
            response[OWNER_HEADER] = request.offline_owner
        if SENT_LATER_HEADER in request.headers and 300 <= response.status_code < 400:
            return JsonResponse({"to": response.url, "said": [str(message) for message in get_messages(request)]})
        return response

    return wrapped


@never_cache
@login_not_required
@require_safe
def session(request: HttpRequest) -> JsonResponse:
    """Tell the worker who is signed in, with a fresh CSRF token, and what became of the one it keeps things for.

    `?cua=` is the owner's token on the phone; it is answered as it came when it is theirs who is signed in. `gone`:
    the account is closed or erased, and what the phone keeps of it has to go.
    """
    asked = request.GET.get("cua", "")
    whose = owner_of(asked) if asked else None
    told = {"owner": "", "token": "", "gone": whose is not None and not whose.is_active}
    if request.user.is_authenticated:
        told["owner"] = asked if whose == request.user else owner_token(request.user)
        told["token"] = get_token(request)
    return JsonResponse(told)
