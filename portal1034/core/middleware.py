import re
import uuid

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import get_script_prefix, set_script_prefix
from django.utils import translation

from portal1034.core.english import ENGLISH, PREFIX, has_twin, in_english, is_english, vietnamese
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


class EnglishMiddleware:
    """Serves /en/…; stands ahead of the page cache and of whatever answers with an error page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_english(request.path_info):
            return self.get_response(request)
        if request.path_info == PREFIX:
            return HttpResponsePermanentRedirect(request.get_full_path(force_append_slash=True))
        request.path_info = vietnamese(request.path_info)
        before = get_script_prefix()
        set_script_prefix(f"{PREFIX}/")
        try:
            with translation.override(ENGLISH):
                return self.get_response(request)
        finally:
            set_script_prefix(before)

    def process_view(self, request: HttpRequest, view, arguments, named) -> HttpResponse | None:
        if not in_english() or has_twin(request):
            return None
        page = vietnamese(request.get_full_path())
        if request.method in {"GET", "HEAD"}:
            # Whoever has to sign in first reads that page in English still.
            asks = getattr(view, "login_required", True) and settings.SESSION_COOKIE_NAME not in request.COOKIES
            return redirect_to_login(page, resolve_url(settings.LOGIN_URL)) if asks else HttpResponseRedirect(page)
        set_script_prefix("/")
        translation.activate(settings.LANGUAGE_CODE)
        return None
