"""The Postmart contract: bearer tokens, products addressed by the portal's own key, photographs by address."""

import hmac
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse

from . import images, operations, rules
from .api import ApiError, clock, endpoint, field_error, invalid, json_body
from .categories import TREES
from .dials import BOARDS
from .enums import EventType, Status
from .models import Event, Photo, Product, Shop, Token
from .wire import event_json, product_json, shop_url

CODE = "postmart"
BATCH = 100


def bearer(request: HttpRequest) -> None:
    """Raise ApiError 401 unless the request carries a token that is still good."""
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    token = Token.objects.filter(pk=value).first() if scheme == "Bearer" else None
    if token is None:
        raise ApiError(401, "token_invalid", "Mã truy cập không đúng.")
    if token.expires_at <= clock(CODE):
        raise ApiError(401, "token_expired", "Mã truy cập đã hết hạn.")


def login(request: HttpRequest) -> JsonResponse:
    body = json_body(request)
    given = f"{body.get('shop_key')}\n{body.get('secret_key')}".encode()
    if not hmac.compare_digest(given, "\n".join(settings.SANDBOX_ACCOUNTS[CODE]).encode()):
        raise ApiError(401, "bad_credentials", "Tài khoản hoặc mật khẩu không đúng.")
    ttl_s = BOARDS[CODE].now.token_ttl_s
    token = Token.objects.create(value=secrets.token_urlsafe(32), expires_at=clock(CODE) + timedelta(seconds=ttl_s))
    return JsonResponse(
        {
            "access_token": token.value,
            "token_type": "Bearer",
            "expires_in": ttl_s,
            "expires_at": token.expires_at.isoformat(),
        }
    )


def categories(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"categories": TREES[CODE]})


def open_shop(request: HttpRequest) -> JsonResponse:
    shop, new = operations.open_shop(marketplace=CODE, **rules.shop_input(json_body(request)))
    body = {"external_id": shop.external_id, "shop_id": shop.remote_id, "url": shop_url(CODE, shop.remote_id)}
    return JsonResponse(body, status=201 if new else 200)


def put_product(request: HttpRequest, external_id: str) -> JsonResponse:
    rules.external_id(external_id)
    body = json_body(request)
    revision = rules.revision(body.get("revision"))
    shop = Shop.objects.filter(marketplace=CODE, external_id=body.get("shop_external_id")).first()
    if shop is None:
        message = "Hộ này chưa có gian hàng."
        raise ApiError(422, "shop_unknown", message, [field_error("shop_external_id", "shop_unknown", message)])
    errors = rules.product_errors(CODE, body)
    if errors:
        raise invalid(errors)
    photos = _gather_photos(body["photo_urls"], Product.objects.on(CODE).filter(external_id=external_id).first())
    values = {
        "shop": shop,
        "content": operations.content_of(body, photos),
        "price_vnd": body["price_vnd"],
        "stock": body["stock"],
        "photo_urls": body["photo_urls"],
    }
    with transaction.atomic():
        operations.accept_revision(marketplace=CODE, external_id=external_id, revision=revision)
        product = Product.objects.on(CODE).filter(external_id=external_id).first()
        if product:
            return JsonResponse(product_json(operations.replace(product=product, **values)))
        product = operations.create(marketplace=CODE, external_id=external_id, **values)
    return JsonResponse(product_json(product), status=201)


def _gather_photos(urls: list[str], shown: Product | None) -> list[str]:
    """Return the SHA-256 of each photograph, fetching those the product does not show yet."""
    known = dict(zip(shown.photo_urls, shown.photos, strict=True)) if shown else {}
    digests, errors = [], []
    limit = rules.RULES[CODE].photo_bytes
    for position, url in enumerate(urls):
        name = f"photo_urls[{position}]"
        try:
            digest = known.get(url) or images.keep(images.fetch(url, name, limit), name, limit)[0].pk
        except images.BadPhoto as bad:
            errors.append(bad.error)
            continue
        photo = Photo.objects.get(pk=digest)
        errors += rules.photo_errors(CODE, position, photo.width, photo.height)
        digests.append(digest)
    if errors:
        raise invalid(errors)
    return digests


def _existing(external_id: str) -> Product:
    product = Product.objects.on(CODE).filter(external_id=external_id).exclude(status=Status.DELETED).first()
    if product is None:
        raise ApiError(404, "not_found", "Không có sản phẩm này.")
    return product


def get_product(request: HttpRequest, external_id: str) -> JsonResponse:
    return JsonResponse(product_json(_existing(external_id)))


def delete_product(request: HttpRequest, external_id: str) -> HttpResponse:
    revision = rules.revision(request.GET.get("revision"))
    with transaction.atomic():
        # Also where there is nothing to take down: what was sent before this and arrives after it comes too late.
        operations.accept_revision(marketplace=CODE, external_id=rules.external_id(external_id), revision=revision)
    operations.withdraw(product=_existing(external_id))
    return HttpResponse(status=204)


def patch_products(request: HttpRequest) -> JsonResponse:
    items = json_body(request).get("items")
    if not isinstance(items, list) or not 1 <= len(items) <= BATCH or not rules.are_named(items, "external_id"):
        raise invalid([field_error("items", "invalid", f"Gửi từ 1 đến {BATCH} sản phẩm một lần.")])
    with transaction.atomic():
        results = [_patch(item) for item in items]
    return JsonResponse({"results": results})


def _patch(item: dict) -> dict:
    external_id, price_vnd, stock = str(item.get("external_id", "")), item.get("price_vnd"), item.get("stock")
    error = rules.price_stock_error(CODE, price_vnd, stock) or operations.revision_error(
        marketplace=CODE, external_id=external_id, value=item.get("revision")
    )
    if error is None and not operations.change_price_stock(
        marketplace=CODE, external_id=external_id, price_vnd=price_vnd, stock=stock
    ):
        error = field_error("external_id", "not_found", "Không có sản phẩm này.")
    return {"external_id": external_id, "ok": error is None} | ({"error": error} if error else {})


def orders(request: HttpRequest) -> JsonResponse:
    cursor = request.GET.get("cursor", "") or "0"
    limit = request.GET.get("limit", "50")
    if not cursor.isdecimal() or not limit.isdecimal() or not 1 <= int(limit) <= 100:
        raise ApiError(400, "bad_cursor", "Con trỏ trang không đúng.")
    events = Event.objects.on(CODE).filter(type=EventType.ORDER, pk__gt=int(cursor))
    page = list(events[: int(limit) + 1])
    shown = page[: int(limit)]
    return JsonResponse(
        {
            "events": [event_json(event) for event in shown],
            "next_cursor": str(shown[-1].pk) if shown else cursor,
            "more": len(page) > len(shown),
        }
    )


def put_webhook(request: HttpRequest) -> JsonResponse:
    url = json_body(request).get("url")
    if not isinstance(url, str) or not images.may_reach(url):
        raise invalid([field_error("url", "invalid", "Sàn thử nghiệm chỉ gọi lại chính máy này.")])
    return JsonResponse({"url": operations.register_webhook(marketplace=CODE, url=url).url})


def route(authenticate=bearer, **views):
    return endpoint(CODE, authenticate, **views)
