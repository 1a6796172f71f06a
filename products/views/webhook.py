"""Where marketplaces send their events. Kept, acknowledged, applied later by a worker."""

import logging

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from products import sync
from products.connectors.errors import Forged, Unknown
from products.enums import Marketplace
from products.tasks import wake_inbox

log = logging.getLogger(__name__)

MAX_BYTES = 256 * 1024


@csrf_exempt  # signed by the marketplace, body and all
@login_not_required
@require_POST
def receive(request: HttpRequest, marketplace: str) -> HttpResponse:
    if marketplace not in Marketplace.values:
        raise Http404
    length = request.headers.get("Content-Length", "")
    if not length.isdecimal() or int(length) > MAX_BYTES:
        return HttpResponse(status=413)
    try:
        is_new = sync.receive(marketplace, request.headers, request.body)
    except Forged as error:
        log.warning("%s: tin báo không thật: %s", marketplace, error.message)
        return HttpResponse(status=401)
    except Unknown as error:
        log.error("%s: tin báo không đọc được: %s", marketplace, error.message)
        return HttpResponse(status=422)
    if is_new:
        wake_inbox()
    return HttpResponse(status=204)
