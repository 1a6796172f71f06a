"""What somebody asked to be told about: a commodity, a province, or both (theo dõi)."""

import secrets
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from portal1034.accounts.models import User
from portal1034.commodities.models import Commodity
from portal1034.core.models import TimestampedModel
from portal1034.regions.models import Province

TOKEN_BYTES = 16


def new_token() -> str:
    """128 bits nobody can guess: whoever has the address of a calendar reads it, and nobody else."""
    return secrets.token_hex(TOKEN_BYTES)


class WatchQuerySet(models.QuerySet):
    def of_user(self, user) -> Self:
        return self.filter(user=user).select_related("commodity", "province").order_by("-pk")

    def telling(self) -> Self:
        """Those whose news go out by text or letter."""
        return self.filter(Q(by_sms=True) | Q(by_email=True))


class Watch(TimestampedModel):
    """No commodity means every one, no province means everywhere; `told_at` is when news last went out."""

    user = models.ForeignKey(User, models.CASCADE, related_name="watches", verbose_name="người theo dõi")
    commodity = models.ForeignKey(
        Commodity, models.CASCADE, null=True, blank=True, related_name="watches", verbose_name="nông sản"
    )
    province = models.ForeignKey(
        Province, models.PROTECT, null=True, blank=True, related_name="watches", verbose_name="tỉnh (63)"
    )
    by_sms = models.BooleanField("báo bằng tin nhắn", default=True)
    by_email = models.BooleanField("báo bằng thư", default=False)
    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    told_at = models.DateTimeField("báo lúc", editable=False)

    objects = WatchQuerySet.as_manager()

    class Meta:
        verbose_name = "theo dõi"
        verbose_name_plural = "theo dõi"
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(fields=("user", "commodity", "province"), name="watch_once", nulls_distinct=False),
            models.CheckConstraint(
                name="watch_of_something",
                condition=Q(commodity__isnull=False) | Q(province__isnull=False),
                violation_error_message="Chọn nông sản hoặc tỉnh.",
            ),
        ]
        indexes = [
            models.Index(fields=("user",), name="watch_telling", condition=Q(by_sms=True) | Q(by_email=True)),
        ]

    def __str__(self):
        return self.words

    @property
    def words(self) -> str:
        """ "Vải thiều, Bắc Giang"; "Vải thiều, cả nước"; "Mọi nông sản, Bắc Giang"."""
        crop = self.commodity.name if self.commodity_id else _("Mọi nông sản")
        return f"{crop}, {self.province.short_name if self.province_id else _('cả nước')}"


class WatchAddress(models.Model):
    """Where letters go, once the person has followed the link that was sent there."""

    user = models.OneToOneField(User, models.CASCADE, related_name="watch_address", verbose_name="người theo dõi")
    address = models.EmailField("thư điện tử")
    asked_at = models.DateTimeField("gửi liên kết lúc")
    confirmed_at = models.DateTimeField("xác nhận lúc", null=True, blank=True)

    class Meta:
        verbose_name = "địa chỉ nhận thư"
        verbose_name_plural = "địa chỉ nhận thư"

    def __str__(self):
        return self.address
