"""Who is in the middle of signing in: kept in the anonymous session as {"user_id", "next", "at"}.

ASKED has proved a password; ENROLLING a password and their phone.
"""

import time

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from portal1034.accounts.authenticator import operations
from portal1034.accounts.models import User

ASKED, ENROLLING = "second_step", "enrolling"
SECONDS_LEFT = 15 * 60
# Whoever asks for a code and never comes back leaves nothing for long.
ANONYMOUS_SESSION_SECONDS = 3600


def ask(request: HttpRequest, user: User, then: str) -> HttpResponse:
    """The password was right: go on to the code of the app, under a new session key."""
    _keep(request, ASKED, user, then)
    return redirect("accounts:second_step")


def enrol_first(request: HttpRequest, user: User, then: str) -> HttpResponse:
    """Password and phone are proved: go on to installing the app. Until that is done nobody is signed in."""
    operations.begin_enrolment(user=user)
    _keep(request, ENROLLING, user, then)
    return redirect("accounts:enrol")


def _keep(request: HttpRequest, key: str, user: User, then: str) -> None:
    request.session.cycle_key()  # whoever knew the session's key before does not see what comes
    request.session.set_expiry(ANONYMOUS_SESSION_SECONDS)
    request.session[key] = {"user_id": user.pk, "next": then, "at": int(time.time())}


def waiting(request: HttpRequest, key: str) -> tuple[User | None, str]:
    """Return who is in the middle of signing in, and where they go afterwards."""
    kept = request.session.get(key)
    if not kept or time.time() - kept["at"] > SECONDS_LEFT:
        return None, ""
    user = User.objects.filter(pk=kept["user_id"], is_active=True).first()
    return (user, kept["next"]) if user and user.is_staff else (None, "")
