"""What the portal keeps about each marketplace: its health, and its inbox of events."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from products.enums import Marketplace


class MarketplaceHealth(models.Model):
    """The circuit breaker of one marketplace, and how far its events have been read.

    Closed while `open_until` is empty. Past `open_until` one job may try: its success closes, its failure opens for
    longer.
    """

    marketplace = models.CharField(_("sàn"), max_length=16, choices=Marketplace, primary_key=True)
    failures = models.PositiveIntegerField(_("lỗi liền nhau"), default=0)
    open_until = models.DateTimeField(_("tạm ngừng gửi đến"), null=True, blank=True)
    reason = models.CharField(_("lý do"), max_length=300, blank=True)
    last_success_at = models.DateTimeField(_("gửi được lần cuối"), null=True, blank=True)
    # No new listing is taken before this moment; `full_reason` says so to the household.
    full_until = models.DateTimeField(_("không nhận tin mới đến"), null=True, blank=True)
    full_reason = models.CharField(max_length=300, blank=True, default="", db_default="", editable=False)
    last_household = models.BigIntegerField(default=0, editable=False)
    events_cursor = models.CharField(max_length=200, blank=True, editable=False)
    webhook_url = models.URLField(_("địa chỉ nhận tin báo"), max_length=300, blank=True)
    webhook_at = models.DateTimeField(_("đăng ký nhận tin báo lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("tình trạng sàn")
        verbose_name_plural = _("tình trạng sàn")

    def __str__(self) -> str:
        return self.get_marketplace_display()

    @property
    def is_full(self) -> bool:
        """Whether the marketplace has all the new listings it takes today."""
        return self.full_until is not None and self.full_until > timezone.now()

    @property
    def is_open(self) -> bool:
        return self.open_until is not None and self.open_until > timezone.now()


class WebhookEventQuerySet(models.QuerySet):
    def waiting(self) -> Self:
        return self.filter(applied_at=None, problem="")

    def dead(self) -> Self:
        """What could not be applied and waits for an administrator."""
        return self.filter(applied_at=None).exclude(problem="")


class WebhookEvent(models.Model):
    """An event as it came, kept before it is acknowledged. The same `event_id` again changes nothing."""

    marketplace = models.CharField(_("sàn"), max_length=16, choices=Marketplace)
    event_id = models.CharField(_("mã tin báo"), max_length=80)
    body = models.JSONField(_("nội dung"))
    received_at = models.DateTimeField(_("nhận lúc"), default=timezone.now)
    applied_at = models.DateTimeField(_("xử lý lúc"), null=True, blank=True)
    problem = models.CharField(_("vướng mắc"), max_length=300, blank=True)

    objects = WebhookEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("tin báo của sàn")
        verbose_name_plural = _("tin báo của sàn")
        indexes = [
            models.Index(fields=("id",), name="webhook_waiting", condition=Q(applied_at=None, problem="")),
            models.Index(fields=("marketplace", "-id"), name="webhook_newest"),
            models.Index(fields=("marketplace",), name="webhook_dead", condition=Q(applied_at=None) & ~Q(problem="")),
        ]
        constraints = [models.UniqueConstraint(fields=("marketplace", "event_id"), name="webhook_event_once")]

    def __str__(self) -> str:
        return f"{self.marketplace} {self.event_id}"


class TrafficMinute(models.Model):
    """What went to a marketplace in one minute: `requests` made, `accepted` and `refused` listings, `failed` calls.

    Written by the handful (see products.traffic), kept for a week.
    """

    marketplace = models.CharField(_("sàn"), max_length=16, choices=Marketplace)
    minute = models.DateTimeField(_("phút"))
    requests = models.PositiveIntegerField(_("lượt gọi"), default=0)
    accepted = models.PositiveIntegerField(_("tin sàn nhận"), default=0)
    refused = models.PositiveIntegerField(_("tin sàn trả lại"), default=0)
    failed = models.PositiveIntegerField(_("lượt hỏng"), default=0)

    class Meta:
        verbose_name = _("nhịp gửi")
        verbose_name_plural = _("nhịp gửi")
        constraints = [models.UniqueConstraint(fields=("marketplace", "minute"), name="traffic_one_row_a_minute")]

    def __str__(self) -> str:
        return f"{self.marketplace} {self.minute:%H:%M}"
