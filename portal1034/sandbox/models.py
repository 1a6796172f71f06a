"""What the two marketplaces remember. One set of tables serves both; `marketplace` tells them apart."""

import secrets

from django.db import models
from django.utils import timezone

from .enums import SELLABLE, EventType, Marketplace, OrderStatus, Status


def new_remote_id() -> str:
    return secrets.token_hex(6)


def new_event_id() -> str:
    return f"evt_{secrets.token_hex(12)}"


class Shop(models.Model):
    """A Postmart shop or a Voso sub-seller: one per household."""

    marketplace = models.CharField(max_length=10, choices=Marketplace)
    external_id = models.CharField(max_length=64)
    remote_id = models.CharField(max_length=20, unique=True, default=new_remote_id)
    name = models.CharField(max_length=120)
    province = models.CharField(max_length=80)
    phone = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["marketplace", "external_id"], name="one_shop_per_household")]

    def __str__(self):
        return self.name


class Photo(models.Model):
    """A photograph by the SHA-256 of its bytes; the file lies in the media folder under the same name."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    media_type = models.CharField(max_length=20)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    def __str__(self):
        return self.sha256


class ProductQuerySet(models.QuerySet):
    def on(self, marketplace):
        return self.filter(marketplace=marketplace)

    def sellable(self):
        return self.filter(status__in=SELLABLE)


class Product(models.Model):
    """A Postmart product or a Voso item. Voso may hold several with one `external_id`: that is the caller's fault."""

    marketplace = models.CharField(max_length=10, choices=Marketplace)
    external_id = models.CharField(max_length=64, db_index=True)
    remote_id = models.CharField(max_length=20, unique=True, default=new_remote_id)
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE)
    title = models.CharField(max_length=255)
    description = models.TextField()
    category_code = models.CharField(max_length=20)
    price_vnd = models.PositiveBigIntegerField()
    stock = models.PositiveIntegerField()
    weight_g = models.PositiveIntegerField()
    unit = models.CharField(max_length=20, blank=True)
    origin = models.CharField(max_length=200, blank=True)
    certificates = models.JSONField(default=list)
    # SHA-256 in the order of the listing; for Postmart also the address each came from.
    photos = models.JSONField(default=list)
    photo_urls = models.JSONField(default=list)
    content_hash = models.CharField(max_length=64)
    status = models.CharField(max_length=10, choices=Status, db_index=True)
    problems = models.JSONField(default=list)
    # What the moderator will say when the time comes; empty means yes.
    coming_refusal = models.CharField(max_length=300, blank=True)
    submitted_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ProductQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["external_id"],
                condition=models.Q(marketplace="postmart"),
                name="postmart_external_id_is_unique",
            )
        ]

    def __str__(self):
        return self.title


class Order(models.Model):
    """An order of one product; title and price are those of the moment it was placed."""

    marketplace = models.CharField(max_length=10, choices=Marketplace)
    remote_id = models.CharField(max_length=20, unique=True, default=new_remote_id)
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="orders")
    title = models.CharField(max_length=255)
    quantity = models.PositiveIntegerField()
    price_vnd = models.PositiveBigIntegerField()
    buyer_name = models.CharField(max_length=80)
    status = models.CharField(max_length=12, choices=OrderStatus, default=OrderStatus.NEW)
    placed_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)
    shipped_at = models.DateTimeField(null=True)
    carrier = models.CharField(max_length=40, blank=True)
    shipping_code = models.CharField(max_length=40, blank=True)
    compensation_vnd = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return self.remote_id

    @property
    def total_vnd(self) -> int:
        return self.quantity * self.price_vnd


class EventQuerySet(models.QuerySet):
    def on(self, marketplace):
        return self.filter(marketplace=marketplace)

    def lost(self):
        return self.filter(delivered_at=None, acknowledged_at=None)


class Event(models.Model):
    """Something to tell the seller. The primary key is its `sequence`; `payload` is the body without it."""

    marketplace = models.CharField(max_length=10, choices=Marketplace)
    event_id = models.CharField(max_length=40, unique=True, default=new_event_id)
    type = models.CharField(max_length=10, choices=EventType)
    payload = models.JSONField()
    occurred_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now, db_index=True)
    delivered_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return self.event_id


class Webhook(models.Model):
    marketplace = models.CharField(max_length=10, choices=Marketplace, primary_key=True)
    url = models.URLField()
    registered_at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return self.url


class Token(models.Model):
    """A Postmart bearer token."""

    value = models.CharField(max_length=64, primary_key=True)
    expires_at = models.DateTimeField()

    def __str__(self):
        return self.value[:6]


class Revision(models.Model):
    """The greatest `revision` a caller has sent about one `external_id`, whether or not there is a product."""

    marketplace = models.CharField(max_length=10, choices=Marketplace)
    external_id = models.CharField(max_length=64)
    number = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["marketplace", "external_id"], name="one_revision_per_listing")]

    def __str__(self):
        return f"{self.external_id} {self.number}"


class IdempotencyKey(models.Model):
    """The first answer Voso gave under a key; good for 24 hours."""

    key = models.CharField(max_length=128, primary_key=True)
    body_hash = models.CharField(max_length=64)
    product = models.ForeignKey(Product, on_delete=models.CASCADE)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return self.key
