"""The Voso contract: every request signed, photographs uploaded first, items that moderators look at."""

import hashlib
import hmac
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from . import images, operations, rules
from .api import ApiError, clock, endpoint, field_error, invalid, json_body
from .categories import TREES
from .models import Event, IdempotencyKey, Photo, Product, Shop
from .wire import event_json, product_json, shop_url

CODE = "voso"
BATCH = 50
CLOCK_WINDOW_S = 300


def signed(request: HttpRequest) -> None:
    """Raise ApiError 401 unless the request is signed by the partner, within five minutes of Voso's clock."""
    partner, secret = settings.SANDBOX_ACCOUNTS[CODE]
    timestamp = request.headers.get("X-Voso-Timestamp", "")
    if request.headers.get("X-Voso-Partner") != partner:
        raise ApiError(401, "partner_unknown", "Không có đối tác này.")
    if not timestamp.isdecimal() or abs(clock(CODE).timestamp() - int(timestamp)) > CLOCK_WINDOW_S:
        raise ApiError(401, "clock_skew", "Đồng hồ của hai bên lệch quá 5 phút.")
    lines = [partner, request.get_full_path(), timestamp, hashlib.sha256(request.body).hexdigest()]
    wanted = hmac.new(secret.encode(), "\n".join(lines).encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(wanted.encode(), request.headers.get("X-Voso-Signature", "").encode()):
        raise ApiError(401, "bad_signature", "Chữ ký không đúng.")


def categories(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"categories": TREES[CODE]})


def open_sub_seller(request: HttpRequest) -> JsonResponse:
    shop, new = operations.open_shop(marketplace=CODE, **rules.shop_input(json_body(request)))
    body = {"external_id": shop.external_id, "sub_seller_id": shop.remote_id, "url": shop_url(CODE, shop.remote_id)}
    return JsonResponse(body, status=201 if new else 200)


def upload_photo(request: HttpRequest) -> JsonResponse:
    try:
        photo, new = images.keep(request.body, "photo", rules.RULES[CODE].photo_bytes)
    except images.BadPhoto as bad:
        status = {"photo_too_heavy": 413, "photo_format": 415}.get(bad.error["code"], 422)
        raise ApiError(status, bad.error["code"], bad.error["message"], [bad.error]) from bad
    body = {"photo_id": photo.pk, "width": photo.width, "height": photo.height}
    return JsonResponse(body, status=201 if new else 200)


def create_item(request: HttpRequest) -> JsonResponse:
    key = request.headers.get("Idempotency-Key", "")
    if not 16 <= len(key) <= 128:
        raise ApiError(400, "idempotency_key_missing", "Thiếu Idempotency-Key.")
    body_hash = hashlib.sha256(request.body).hexdigest()
    replay = _replay(key, body_hash)
    if replay:
        return replay
    body = json_body(request)
    external_id = rules.external_id(body.get("external_id"))
    revision = rules.revision(body.get("revision"))
    values = _checked(body)
    with transaction.atomic():
        # Looked at again: now that we hold the write lock, nobody can slip in between.
        replay = _replay(key, body_hash)
        if replay:
            return replay
        operations.accept_revision(marketplace=CODE, external_id=external_id, revision=revision)
        item = operations.create(marketplace=CODE, external_id=external_id, **values)
        IdempotencyKey.objects.update_or_create(
            key=key, defaults={"body_hash": body_hash, "product": item, "created_at": timezone.now()}
        )
    return JsonResponse(product_json(item), status=201)


def _replay(key: str, body_hash: str) -> JsonResponse | None:
    """Return the first answer under this key, if it is younger than a day. Raises ApiError for another body."""
    fresh = timezone.now() - timedelta(hours=24)
    seen = IdempotencyKey.objects.filter(key=key, created_at__gte=fresh).select_related("product").first()
    if seen is None:
        return None
    if seen.body_hash != body_hash:
        raise ApiError(409, "idempotency_key_reused", "Idempotency-Key đã dùng cho nội dung khác.")
    return JsonResponse(product_json(seen.product), status=201, headers={"Idempotent-Replay": "true"})


def _checked(body: dict) -> dict:
    """Return the keyword arguments of operations.create and replace. Raises ApiError with every field error."""
    seller = Shop.objects.filter(marketplace=CODE, external_id=body.get("sub_seller")).first()
    if seller is None:
        message = "Hộ này chưa có gian hàng."
        raise ApiError(422, "sub_seller_unknown", message, [field_error("sub_seller", "sub_seller_unknown", message)])
    errors = rules.product_errors(CODE, body)
    if errors:
        raise invalid(errors)
    _check_photos(body)
    return {
        "shop": seller,
        "content": operations.content_of(body, body["photo_ids"]),
        "price_vnd": body["price_vnd"],
        "stock": body["stock"],
    }


def _check_photos(body: dict) -> None:
    papers = [c["photo_id"] for c in body.get("certificates") or [] if c.get("photo_id")]
    known = Photo.objects.in_bulk([*body["photo_ids"], *papers])
    named = [(f"photo_ids[{n}]", p) for n, p in enumerate(body["photo_ids"])]
    named += [(f"certificates[{n}].photo_id", p) for n, p in enumerate(papers)]
    missing = [field_error(name, "photo_missing", "Ảnh chưa được tải lên.") for name, p in named if p not in known]
    if missing:
        raise ApiError(422, "photo_missing", "Có ảnh chưa được tải lên.", missing)
    errors = []
    for position, digest in enumerate(body["photo_ids"]):
        errors += rules.photo_errors(CODE, position, known[digest].width, known[digest].height)
    if errors:
        raise invalid(errors)


def _existing(item_id: str) -> Product:
    operations.settle()
    item = Product.objects.on(CODE).filter(remote_id=item_id).first()
    if item is None:
        raise ApiError(404, "not_found", "Không có sản phẩm này.")
    return item


def find_items(request: HttpRequest) -> JsonResponse:
    external_id = rules.external_id(request.GET.get("external_id"))
    operations.settle()
    items = Product.objects.on(CODE).filter(external_id=external_id)
    return JsonResponse({"items": [product_json(item) for item in items]})


def get_item(request: HttpRequest, item_id: str) -> JsonResponse:
    return JsonResponse(product_json(_existing(item_id)))


def replace_item(request: HttpRequest, item_id: str) -> JsonResponse:
    item = _existing(item_id)
    body = json_body(request)
    if body.get("external_id") != item.external_id:
        raise invalid([field_error("external_id", "invalid", "Mã sản phẩm không đổi được.")])
    revision = rules.revision(body.get("revision"))
    values = _checked(body)
    with transaction.atomic():
        operations.accept_revision(marketplace=CODE, external_id=item.external_id, revision=revision)
        item.refresh_from_db()
        return JsonResponse(product_json(operations.replace(product=item, **values)))


def unlist_item(request: HttpRequest, item_id: str) -> JsonResponse:
    item, revision = _existing(item_id), rules.revision(json_body(request).get("revision"))
    with transaction.atomic():
        operations.accept_revision(marketplace=CODE, external_id=item.external_id, revision=revision)
        return JsonResponse(product_json(operations.withdraw(product=item)))


def unlist_items(request: HttpRequest) -> JsonResponse:
    """Take down whatever there is under an `external_id`, and remember the revision also where there is nothing."""
    body = json_body(request)
    external_id, revision = rules.external_id(body.get("external_id")), rules.revision(body.get("revision"))
    with transaction.atomic():
        operations.accept_revision(marketplace=CODE, external_id=external_id, revision=revision)
        items = list(Product.objects.on(CODE).filter(external_id=external_id))
        for item in items:
            operations.withdraw(product=item)
    return JsonResponse({"unlisted": len(items)})


def change_stock_price(request: HttpRequest) -> JsonResponse:
    items = json_body(request).get("items")
    if not isinstance(items, list) or not 1 <= len(items) <= BATCH or not rules.are_named(items, "item_id"):
        raise invalid([field_error("items", "invalid", f"Gửi từ 1 đến {BATCH} sản phẩm một lần.")])
    with transaction.atomic():
        results = [_change(item) for item in items]
    return JsonResponse({"results": results})


def _change(item: dict) -> dict:
    item_id, price_vnd, stock = str(item.get("item_id", "")), item.get("price_vnd"), item.get("stock")
    error = rules.price_stock_error(CODE, price_vnd, stock) or _stale(item_id, item.get("revision"))
    if error is None and not operations.change_price_stock(
        marketplace=CODE, remote_id=item_id, price_vnd=price_vnd, stock=stock
    ):
        error = field_error("item_id", "not_found", "Không có sản phẩm này.")
    return {"item_id": item_id, "ok": error is None} | ({"error": error} if error else {})


def _stale(item_id: str, revision) -> dict | None:
    known = Product.objects.on(CODE).filter(remote_id=item_id).values_list("external_id", flat=True).first()
    return operations.revision_error(marketplace=CODE, external_id=known, value=revision) if known else None


def lost_messages(request: HttpRequest) -> JsonResponse:
    limit = request.GET.get("limit", "50")
    if not limit.isdecimal() or not 1 <= int(limit) <= 100:
        raise ApiError(400, "bad_limit", "Mỗi trang từ 1 đến 100 tin.")
    operations.settle()
    page = list(Event.objects.on(CODE).lost()[: int(limit) + 1])
    shown = page[: int(limit)]
    return JsonResponse({"messages": [event_json(event) for event in shown], "more": len(page) > len(shown)})


def acknowledge(request: HttpRequest) -> JsonResponse:
    up_to = json_body(request).get("up_to")
    if isinstance(up_to, bool) or not isinstance(up_to, int) or up_to < 1:
        raise invalid([field_error("up_to", "invalid", "Phải là số thứ tự của một tin.")])
    count = Event.objects.on(CODE).lost().filter(pk__lte=up_to).update(acknowledged_at=timezone.now())
    return JsonResponse({"acknowledged": count})


def put_webhook(request: HttpRequest) -> JsonResponse:
    url = json_body(request).get("url")
    if not isinstance(url, str) or not images.may_reach(url):
        raise invalid([field_error("url", "invalid", "Sàn thử nghiệm chỉ gọi lại chính máy này.")])
    return JsonResponse({"url": operations.register_webhook(marketplace=CODE, url=url).url})


def route(**views):
    return endpoint(CODE, signed, **views)
