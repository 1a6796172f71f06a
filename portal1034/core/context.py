"""What the page shell needs. A visitor without a session cookie costs nothing here."""

from django.conf import settings


def shell(request) -> dict:
    """Return `save_data` (leave fonts out) and `signed_in` (only looked up when a session cookie came)."""
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    return {
        "save_data": request.headers.get("Save-Data", "").lower() == "on",
        "signed_in": has_session and getattr(request, "user", None) is not None and request.user.is_authenticated,
        "request_id": getattr(request, "id", ""),
        "public_url": settings.PUBLIC_URL,
    }
