"""What makes the portal installable and readable without a line: the manifest, the service worker, its last page."""

import hashlib
import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal1034.core.english import twin

# What the last page and the pages of the desk are dressed in. Fonts are left out: 67 KB that a browser may have anyway.
SHELL_FILES = (
    *("css/tokens.css", "css/base.css", "css/components.css", "css/pages.css", "css/offline.css"),
    *("css/desk.css", "css/products.css", "css/goods.css", "css/declare.css"),
    *("css/season.css", "css/map.css", "css/season-pages.css"),
    *("js/portal.js", "js/draft.js", "js/preview.js", "js/offline.js", "js/waiting.js", "js/mending.js"),
    *("vendor/htmx/htmx.min.js", "img/icons.svg", "img/logo.svg"),
)
GREEN, PAPER = "#0b6b3a", "#fbfaf5"


@login_not_required
@require_safe
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker with what it has to know. A browser looks again by itself, and updates when a byte differs."""
    file = "js/sw.js" if settings.SERVICE_WORKER else "js/no-sw.js"
    source = Path(finders.find(file) or staticfiles_storage.path(file)).read_text(encoding="utf-8")
    last = reverse("pages:offline")
    setup = {"offline": last, "offline_en": twin(last), "files": [static(path) for path in SHELL_FILES]}
    told = f"const SETUP = {json.dumps({'version': _version(), **setup})};\n"
    return HttpResponse(told + source, content_type="text/javascript; charset=utf-8")


@cache
def _version() -> str:
    """Return what changes with any static file, where they have hashed names; elsewhere with the portal's version."""
    hashed = getattr(staticfiles_storage, "manifest_hash", "")
    return hashlib.blake2b(f"{settings.PORTAL_VERSION} {hashed}".encode(), digest_size=6).hexdigest()


@login_not_required
@require_safe
@cache_control(max_age=3600)
def manifest(request: HttpRequest) -> JsonResponse:
    """The web app manifest: what stands on the home screen, and where its shortcuts lead."""
    told = {
        "id": "/",
        "name": _("Cổng 1034"),
        "short_name": _("Cổng 1034"),
        "description": _("Nông sản Việt theo mùa: nông sản nào đang vào vụ, ở đâu, còn bao nhiêu, ai cần mua."),
        "lang": "vi",
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": GREEN,
        "categories": ["business", "food", "shopping"],
        "icons": [_icon(name, side) for name in ("any", "maskable") for side in (192, 512)],
        "shortcuts": [
            {"name": _("Lịch mùa vụ"), "url": "/mua-vu/", "icons": [_icon("any", 192)]},
            {"name": _("Việc của tôi"), "url": reverse("pages:my_desk"), "icons": [_icon("any", 192)]},
        ],
    }
    return JsonResponse(told, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


def _icon(purpose: str, side: int) -> dict[str, str]:
    path = f"img/app/icon-{side}.png" if purpose == "any" else f"img/app/icon-{purpose}-{side}.png"
    return {"src": static(path), "sizes": f"{side}x{side}", "type": "image/png", "purpose": purpose}


@login_not_required
@require_safe
@cache_control(no_cache=True)
def without_line(request: HttpRequest) -> HttpResponse:
    """The page that the worker shows when there is no line and nothing kept to show."""
    return render(request, "offline.html")
