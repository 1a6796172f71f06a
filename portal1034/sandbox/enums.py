from django.db import models


class Marketplace(models.TextChoices):
    POSTMART = "postmart", "Postmart"
    VOSO = "voso", "Voso"


class Status(models.TextChoices):
    """The words of both contracts. DELETED never leaves the sandbox: Postmart answers 404 for it."""

    ON_SALE = "on_sale", "đang bán"
    DRAFT = "draft", "bản nháp"
    IN_REVIEW = "in_review", "đang duyệt"
    LIVE = "live", "đang bán"
    REJECTED = "rejected", "bị trả lại"
    BLOCKED = "blocked", "bị khoá"
    EXPIRED = "expired", "hết hạn"
    UNLISTED = "unlisted", "đã gỡ"
    DELETED = "deleted", "đã gỡ"


SELLABLE = (Status.ON_SALE, Status.LIVE)
UNDER_REVIEW = (Status.DRAFT, Status.IN_REVIEW)
WITHDRAWN = (Status.UNLISTED, Status.DELETED)


class OrderStatus(models.TextChoices):
    """The words of both contracts."""

    NEW = "new", "chờ xác nhận"
    CONFIRMED = "confirmed", "đã xác nhận"
    SHIPPING = "shipping", "đang giao"
    DELIVERED = "delivered", "đã giao"
    RETURNED = "returned", "đã trả lại"
    CANCELLED = "cancelled", "đã huỷ"
    COMPENSATION = "compensation", "được đền bù"


ORDER_MOVES = {
    OrderStatus.NEW: (OrderStatus.CONFIRMED, OrderStatus.CANCELLED),
    OrderStatus.CONFIRMED: (OrderStatus.SHIPPING, OrderStatus.CANCELLED),
    OrderStatus.SHIPPING: (OrderStatus.DELIVERED, OrderStatus.RETURNED, OrderStatus.COMPENSATION),
    OrderStatus.DELIVERED: (OrderStatus.RETURNED, OrderStatus.COMPENSATION),
    OrderStatus.RETURNED: (),
    OrderStatus.CANCELLED: (),
    OrderStatus.COMPENSATION: (),
}


class EventType(models.TextChoices):
    ORDER = "order", "đơn hàng"
    PRODUCT = "product", "sản phẩm"
