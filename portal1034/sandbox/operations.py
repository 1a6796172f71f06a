"""Everything that changes what the marketplaces remember. Each verb is one transaction and leaves its events behind."""

import hashlib
import json
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from . import courier, rules
from .api import ApiError, field_error
from .dials import BOARDS
from .enums import SELLABLE, UNDER_REVIEW, WITHDRAWN, EventType, Marketplace, Status
from .models import Event, Order, Product, Revision, Shop, Webhook
from .wire import order_json, product_json

_CONTENT = ("title", "description", "category_code", "weight_g", "unit", "origin", "certificates")


@transaction.atomic
def open_shop(*, marketplace: str, external_id: str, name: str, province: str, phone: str) -> tuple[Shop, bool]:
    return Shop.objects.update_or_create(
        marketplace=marketplace,
        external_id=external_id,
        defaults={"name": name, "province": province, "phone": phone},
    )


def stale_revision(*, marketplace: str, external_id: str, revision: int | None) -> dict | None:
    """Remember which write this is; return a field error when a later one was here before. None: it does not say.

    The caller holds the transaction of the write itself.
    """
    if revision is None:
        return None
    seen, _new = Revision.objects.get_or_create(
        marketplace=marketplace, external_id=external_id, defaults={"number": revision}
    )
    if seen.number > revision:
        text = "Sàn đã nhận một bản mới hơn của sản phẩm này."
        return field_error("revision", "stale_revision", text, limit=seen.number, actual=revision)
    if seen.number < revision:
        seen.number = revision
        seen.save(update_fields=["number"])
    return None


def revision_error(*, marketplace: str, external_id: str, value) -> dict | None:
    """Return what is wrong with one item's `revision`: not a number, or late."""
    try:
        revision = rules.revision(value)
    except ApiError as error:
        return error.errors[0]
    return stale_revision(marketplace=marketplace, external_id=external_id, revision=revision)


def accept_revision(*, marketplace: str, external_id: str, revision: int | None) -> None:
    """Raise ApiError 409 for a write that comes later than a newer one."""
    stale = stale_revision(marketplace=marketplace, external_id=external_id, revision=revision)
    if stale:
        raise ApiError(409, "stale_revision", stale["message"], [stale])


def content_of(body: dict, photos: list[str]) -> dict:
    """Return the columns of a product that a moderator looks at, with their hash."""
    values = {name: body.get(name) or ("" if name != "certificates" else []) for name in _CONTENT}
    values["photos"] = photos
    digest = hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()
    return values | {"content_hash": digest}


def create(*, marketplace: str, external_id: str, shop: Shop, content: dict, price_vnd: int, stock: int, **extra):
    """Make a new remote product. The caller holds the transaction. Raises ApiError above the daily cap."""
    _refuse_above_daily_cap(marketplace)
    product = Product(marketplace=marketplace, external_id=external_id, shop=shop)
    return replace(product=product, shop=shop, content=content, price_vnd=price_vnd, stock=stock, **extra)


def replace(*, product: Product, shop: Shop, content: dict, price_vnd: int, stock: int, photo_urls=()) -> Product:
    """Write a whole product. The caller holds the transaction. Changed content, or a return, starts moderation."""
    returns = product.status in (*WITHDRAWN, Status.EXPIRED)
    changed = returns or product.content_hash != content["content_hash"]
    for name, value in content.items():
        setattr(product, name, value)
    product.shop, product.price_vnd, product.stock = shop, price_vnd, stock
    product.photo_urls = list(photo_urls)
    if changed:
        _submit(product)
    product.save()
    return product


def _submit(product: Product) -> None:
    board = BOARDS[product.marketplace]
    reason = board.now.reject_reason if board.take("reject_next") else ""
    if product.marketplace == Marketplace.POSTMART:
        if reason:
            raise ApiError(422, "rejected", reason, [field_error("", "rejected", reason)])
        product.status = Status.ON_SALE
    else:
        product.status = Status.DRAFT
    product.problems = []
    product.coming_refusal = reason
    product.submitted_at = timezone.now()


def _refuse_above_daily_cap(marketplace: str) -> None:
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    today = Product.objects.on(marketplace).filter(created_at__gte=midnight).count()
    if marketplace == Marketplace.VOSO and today >= BOARDS[marketplace].now.daily_new_listings:
        resets_at = midnight + timedelta(days=1)
        wait_s = (resets_at - timezone.now()).total_seconds()
        message = "Hôm nay đã đăng đủ số sản phẩm mới."
        told = {"limit": BOARDS[marketplace].now.daily_new_listings, "resets_at": resets_at.isoformat()}
        raise ApiError(429, "daily_listing_cap", message, retry_after_s=wait_s, told=told)


def settle() -> None:
    """Let moderation reach now: Voso items past their delay become in review, then live or rejected."""
    delay = timedelta(seconds=BOARDS["voso"].now.moderation_delay_s)
    waiting = Product.objects.on("voso").filter(status__in=UNDER_REVIEW)
    now = timezone.now()
    drafts = waiting.filter(status=Status.DRAFT, submitted_at__lte=now - delay / 4)
    due = waiting.filter(submitted_at__lte=now - delay)
    if not drafts.exists() and not due.exists():
        return
    with transaction.atomic():
        for item in due:
            _decide(item)
        drafts.update(status=Status.IN_REVIEW)


def _decide(item: Product) -> None:
    if item.coming_refusal:
        item.status = Status.REJECTED
        item.problems = [field_error("", "rejected", item.coming_refusal)]
    else:
        item.status = Status.LIVE
    item.coming_refusal = ""
    item.save(update_fields=["status", "problems", "coming_refusal", "updated_at"])
    announce_product(item)


def change_price_stock(*, marketplace: str, price_vnd: int, stock: int, **address: str) -> bool:
    """Change one product found by `external_id` or `remote_id`. Return whether there is one."""
    found = Product.objects.on(marketplace).filter(**address).exclude(status=Status.DELETED)
    return bool(found.update(price_vnd=price_vnd, stock=stock, updated_at=timezone.now()))


@transaction.atomic
def withdraw(*, product: Product) -> Product:
    product.status = Status.DELETED if product.marketplace == Marketplace.POSTMART else Status.UNLISTED
    product.save(update_fields=["status", "updated_at"])
    return product


@transaction.atomic
def set_status(*, marketplace: str, external_id: str, status: Status, reason: str = "") -> int:
    """The moderator's hand: block, expire or revive by `external_id`. Return how many products that was."""
    products = Product.objects.on(marketplace).filter(external_id=external_id)
    for product in products:
        product.status = status
        product.problems = [field_error("", str(status), reason)] if reason else []
        product.save(update_fields=["status", "problems", "updated_at"])
        announce_product(product)
    return len(products)


@transaction.atomic
def place_order(*, product: Product, quantity: int, buyer_name: str) -> Order:
    """Sell `quantity`. Raises ApiError when it is not on sale or there is not enough."""
    taken = Product.objects.filter(pk=product.pk, status__in=SELLABLE, stock__gte=quantity, stock__gt=0)
    if quantity < 1 or not taken.update(stock=F("stock") - quantity, updated_at=timezone.now()):
        raise ApiError(409, "not_available", "Sản phẩm đã hết hoặc không còn bán.")
    product.refresh_from_db()
    order = Order.objects.create(
        marketplace=product.marketplace,
        product=product,
        title=product.title,
        quantity=quantity,
        price_vnd=product.price_vnd,
        buyer_name=buyer_name,
    )
    announce_order(order)
    return order


@transaction.atomic
def register_webhook(*, marketplace: str, url: str) -> Webhook:
    webhook, _ = Webhook.objects.update_or_create(marketplace=marketplace, defaults={"url": url})
    return webhook


def announce_order(order: Order) -> None:
    _announce(order.marketplace, EventType.ORDER, order_json(order))


def announce_product(product: Product) -> None:
    _announce(product.marketplace, EventType.PRODUCT, product_json(product))


def _announce(marketplace: str, type_: EventType, payload: dict) -> None:
    Event.objects.create(marketplace=marketplace, type=type_, payload=payload)
    transaction.on_commit(courier.wake)
