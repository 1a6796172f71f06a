"""What the page shell needs. A visitor without a session cookie costs nothing here."""

from django.conf import settings
from django.http import HttpRequest

# The service worker reads a page before its person has asked for it: what is told once has to wait for them.
AHEAD_HEADER = "X-Read-Ahead"


def is_read_ahead(request: HttpRequest) -> bool:
    return AHEAD_HEADER in request.headers


def shell(request) -> dict:
    """Return what every page asks; `signed_in` is only looked up when a session cookie came."""
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    return {
        "save_data": request.headers.get("Save-Data", "").lower() == "on",
        "signed_in": has_session and getattr(request, "user", None) is not None and request.user.is_authenticated,
        "read_ahead": is_read_ahead(request),
        "request_id": getattr(request, "id", ""),
        "public_url": settings.PUBLIC_URL,
    }
