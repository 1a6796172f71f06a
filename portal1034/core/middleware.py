import re
import uuid

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404

from portal1034.core.logging import request_id

_GIVEN_ID = re.compile(r"^[A-Za-z0-9-]{8,64}$")


class RequestIdMiddleware:
    """Give each request an id, kept in every log line and told to the visitor on the error page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        given = request.headers.get("X-Request-ID", "")
        request.id = given if _GIVEN_ID.match(given) else uuid.uuid4().hex[:12]
        token = request_id.set(request.id)
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        response["X-Request-ID"] = request.id
        return response


class HeadersMiddleware:
    """Say, on every answer, static files included, what browsers may lend to a page of ours: nothing."""

    PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", self.PERMISSIONS)
        if not request.path_info.startswith(settings.MEDIA_URL):  # marketplaces and shared links show photographs
            response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class RefusalMiddleware:
    """Keep from every view what none could make sense of: NUL in an address, a body without end.

    PostgreSQL and file systems refuse NUL. In a path it finds nothing; from a query it is left out, as it is from text.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "\0" in request.path_info:
            raise Http404
        while "%00" in (query := request.META.get("QUERY_STRING", "")):  # "%%0000" is another once the first is gone
            request.META["QUERY_STRING"] = query.replace("%00", "")
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > settings.REQUEST_MAX_BYTES:
            raise BadRequest("a body larger than any form of ours")
        return self.get_response(request)
