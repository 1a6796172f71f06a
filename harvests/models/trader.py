"""Who buys, and whether an officer of their province has checked who that is."""

from typing import Self

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from harvests.enums import TraderKind, TraderState
from households.enums import DocumentKind
from households.models.certificate import private_storage
from portal1034.accounts.models import User
from portal1034.core.formatting import short_date
from portal1034.core.models import TimestampedModel
from portal1034.regions.models import Commune, Province


class TraderQuerySet(models.QuerySet):
    def verified(self) -> Self:
        return self.filter(state=TraderState.VERIFIED)

    def waiting(self) -> Self:
        """Those who asked an officer to check who they are."""
        return self.filter(state=TraderState.ASKED)


@pghistory.track(exclude=["document", "commune"])
class Trader(TimestampedModel):
    """Who buys: a travelling trader (thương lái) or a company.

    `province` is where the trader is at home, whose officers check; `commune`, where told, is for distances only and
    shown to nobody. `buys_in` names where they buy, none for anywhere.
    """

    user = models.OneToOneField(User, models.PROTECT, related_name="trader", verbose_name="tài khoản")
    kind = models.CharField("là", max_length=8, choices=TraderKind, default=TraderKind.PERSON)
    name = models.CharField("tên thương lái, doanh nghiệp", max_length=120)
    contact_person = models.CharField("người liên hệ", max_length=120, blank=True)
    tax_code = models.CharField("mã số thuế", max_length=14, blank=True)
    province = models.ForeignKey(
        Province, models.PROTECT, null=True, blank=True, related_name="traders", verbose_name="tỉnh (63)"
    )
    commune = models.ForeignKey(
        Commune, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="xã, phường"
    )
    buys_in = models.ManyToManyField(Province, related_name="+", blank=True, verbose_name="mua ở các tỉnh (63)")
    story = models.TextField("giới thiệu", max_length=1000, blank=True)
    document = models.CharField("tệp", max_length=80, blank=True, editable=False)
    document_kind = models.CharField("giấy", max_length=4, choices=DocumentKind, blank=True, editable=False)
    state = models.CharField(
        "xác minh", max_length=10, choices=TraderState, default=TraderState.UNVERIFIED, editable=False
    )
    asked_at = models.DateTimeField("xin xác minh lúc", null=True, blank=True, editable=False)
    verified_at = models.DateTimeField("xác minh lúc", null=True, blank=True, editable=False)
    verified_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name="người xác minh"
    )
    return_reason = models.CharField("cần bổ sung gì", max_length=500, blank=True)

    objects = TraderQuerySet.as_manager()

    class Meta:
        verbose_name = "thương lái"
        verbose_name_plural = "thương lái"
        ordering = ("-pk",)
        indexes = [models.Index(fields=("asked_at",), name="trader_waiting", condition=Q(state=TraderState.ASKED))]
        constraints = [
            models.UniqueConstraint(
                fields=("tax_code",),
                condition=~models.Q(tax_code=""),
                name="trader_tax_code_once",
                violation_error_message="Mã số thuế này đã có tài khoản khác dùng.",
            ),
            models.CheckConstraint(
                name="trader_verified_has_moment",
                condition=Q(state=TraderState.VERIFIED, verified_at__isnull=False)
                | (~Q(state=TraderState.VERIFIED) & Q(verified_at=None)),
                violation_error_message="Thương lái đã xác minh phải ghi lúc nào.",
            ),
            models.CheckConstraint(
                name="trader_returned_has_reason",
                condition=~Q(state=TraderState.RETURNED) | ~Q(return_reason=""),
                violation_error_message="Ghi rõ hồ sơ cần bổ sung gì.",
            ),
            models.CheckConstraint(name="trader_state_known", condition=Q(state__in=TraderState.values)),
            models.CheckConstraint(name="trader_kind_known", condition=Q(kind__in=TraderKind.values)),
        ]

    def __str__(self):
        return self.name

    @property
    def is_verified(self) -> bool:
        return self.state == TraderState.VERIFIED

    @property
    def verified_words(self) -> str:
        """What buyers and sellers read: "đã xác minh ngày 24/11", "" for anybody else."""
        return _("đã xác minh ngày %s") % short_date(self.verified_at) if self.is_verified else ""

    def read_document(self) -> bytes:
        with private_storage().open(self.document) as file:
            return file.read()
