"""What was typed into a form while the session ran out, kept until the person has signed in again.

The middleware stands before LoginRequiredMiddleware. It keeps the fields of an anonymous POST (no files, no passwords,
no codes) in the new anonymous session, under the address of the page the form was on, and sends to sign-in. The form's
view then begins with `ProductForm(rescued_data(request) or None, …)`.
"""

import time
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from portal1034.accounts.client import client_address
from portal1034.core import limits
from portal1034.core.context import is_read_ahead

SESSION_KEY = "rescued_form"
SECONDS_KEPT = 3600
MAX_CHARACTERS = 64_000
# Anybody may post anything without signing in: what one address can make us keep is bounded.
RATE = "60/hour"
SECRET_NAMES = frozenset({"csrfmiddlewaretoken", "code", "current", "identity_number"})


class RescueMiddleware:
    """Keeps the fields of a POST that LoginRequiredMiddleware is about to turn away."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs) -> HttpResponse | None:
        if not getattr(view_func, "login_required", True) or request.user.is_authenticated:
            return None
        if request.method != "POST" and not request.htmx:
            return None  # LoginRequiredMiddleware's own redirect does
        page = page_of(request)
        if request.method == "POST":
            keep(request, page)
        answer = redirect_to_login(page, resolve_url(settings.LOGIN_URL))
        # A fragment cannot hold the sign-in page: the whole window goes there.
        return HttpResponseClientRedirect(answer.url) if request.htmx else answer


def page_of(request: HttpRequest) -> str:
    """Return the path of the page a person is on: a form may be sent to an address that has no page of its own."""
    came_from = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if came_from and url_has_allowed_host_and_scheme(
        came_from, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        parts = urlsplit(came_from)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return request.get_full_path()


def keep(request: HttpRequest, page: str) -> None:
    """Keep the posted fields for `page`; a form too large for a session, or one of very many, is not kept."""
    kept = request.POST.copy()
    for name in list(kept):
        if name in SECRET_NAMES or "password" in name.lower():
            del kept[name]
    encoded = kept.urlencode()
    if encoded and len(encoded) <= MAX_CHARACTERS and limits.allow(RATE, "rescue", client_address(request)):
        request.session.set_expiry(SECONDS_KEPT)
        request.session[SESSION_KEY] = {"page": urlsplit(page).path, "data": encoded, "at": int(time.time())}


def rescued_data(request: HttpRequest) -> QueryDict | None:
    """Return, once, the fields kept for this page, and tell the person; None when nothing waits here."""
    kept = request.session.get(SESSION_KEY)
    if request.method != "GET" or not kept or kept["page"] != request.path or is_read_ahead(request):
        return None
    del request.session[SESSION_KEY]
    if time.time() - kept["at"] > SECONDS_KEPT:
        return None
    messages.info(request, _("Đã đăng nhập lại; những gì vừa gõ vẫn còn đây."))
    return QueryDict(kept["data"])
