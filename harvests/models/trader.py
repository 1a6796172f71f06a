from typing import Self

from django.db import models

from portal1034.accounts.models import User
from portal1034.core.models import TimestampedModel
from portal1034.regions.models import Province


class TraderQuerySet(models.QuerySet):
    def verified(self) -> Self:
        return self.filter(verified_at__isnull=False)


class Trader(TimestampedModel):
    """Who buys: a travelling trader (thương lái) or a company. `verified_at` is set by an officer who has checked."""

    user = models.OneToOneField(User, models.PROTECT, related_name="trader", verbose_name="tài khoản")
    name = models.CharField("tên thương lái, doanh nghiệp", max_length=120)
    tax_code = models.CharField("mã số thuế", max_length=14, blank=True)
    province = models.ForeignKey(
        Province, models.PROTECT, null=True, blank=True, related_name="traders", verbose_name="tỉnh (63)"
    )
    story = models.TextField("giới thiệu", max_length=1000, blank=True)
    verified_at = models.DateTimeField("xác minh lúc", null=True, blank=True, editable=False)

    objects = TraderQuerySet.as_manager()

    class Meta:
        verbose_name = "thương lái"
        verbose_name_plural = "thương lái"
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("tax_code",),
                condition=~models.Q(tax_code=""),
                name="trader_tax_code_once",
                violation_error_message="Mã số thuế này đã có tài khoản khác dùng.",
            )
        ]

    def __str__(self):
        return self.name

    @property
    def is_verified(self) -> bool:
        return self.verified_at is not None
