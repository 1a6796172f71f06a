"""What the two sides of an offer agree on, and what each of them says became of it."""

from typing import Self

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from harvests.enums import DepositFate, Kept, Side
from harvests.models.offer import Offer
from portal1034.accounts.models import User
from portal1034.core.models import TimestampedModel


class OfferTerms(models.Model):
    """One version of the terms, as one side proposed it. Never changed: another proposal is another version.

    `volume_kg` in all, `price_vnd` per kg, `deposit_vnd` in all; `agreed_at` is when both had said yes to this version.
    """

    offer = models.ForeignKey(Offer, models.PROTECT, related_name="versions", verbose_name="đề nghị", db_index=False)
    version = models.PositiveSmallIntegerField("bản")
    proposed_by = models.CharField("bên đưa ra", max_length=10, choices=Side)
    volume_kg = models.PositiveIntegerField("số lượng (kg)")
    price_vnd = models.PositiveBigIntegerField("giá (đồng/kg)")
    deposit_vnd = models.PositiveBigIntegerField("đặt cọc (đồng)", null=True, blank=True)
    deliver_from = models.DateField("giao từ ngày")
    deliver_to = models.DateField("giao đến ngày")
    note = models.CharField("ghi thêm", max_length=300, blank=True)
    proposed_at = models.DateTimeField("đưa ra lúc", default=timezone.now, editable=False)
    agreed_at = models.DateTimeField("hai bên đồng ý lúc", null=True, blank=True, editable=False)
    form_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    class Meta:
        verbose_name = "điều khoản"
        verbose_name_plural = "điều khoản"
        ordering = ("offer", "version")
        constraints = [
            models.UniqueConstraint(fields=("offer", "version"), name="offerterms_version_once"),
            models.CheckConstraint(
                name="offerterms_deliver_in_order",
                condition=Q(deliver_to__gte=F("deliver_from")),
                violation_error_message="Ngày giao cuối trước ngày giao đầu.",
            ),
            models.CheckConstraint(
                name="offerterms_figures_positive",
                condition=Q(volume_kg__gt=0, price_vnd__gt=0) & (Q(deposit_vnd=None) | Q(deposit_vnd__gt=0)),
                violation_error_message="Số lượng và giá phải lớn hơn 0.",
            ),
            models.CheckConstraint(name="offerterms_side_known", condition=Q(proposed_by__in=Side.values)),
        ]

    def __str__(self):
        return f"{self.offer_id} bản {self.version}"

    @property
    def total_vnd(self) -> int:
        return self.volume_kg * self.price_vnd


class OutcomeQuerySet(models.QuerySet):
    def about(self, offer: Offer) -> Self:
        return self.filter(offer=offer)


@pghistory.track()
class Outcome(TimestampedModel):
    """What one side says became of the deal, and the one statement of the other side beside it.

    `volume_kg` and `price_vnd` are what was really delivered and paid, None where it is not said.
    """

    offer = models.ForeignKey(Offer, models.PROTECT, related_name="outcomes", verbose_name="đề nghị", db_index=False)
    side = models.CharField("bên nói", max_length=10, choices=Side)
    kept = models.CharField("kết quả", max_length=8, choices=Kept)
    broken_by = models.CharField("ai không giữ lời", max_length=10, choices=Side, blank=True)
    volume_kg = models.PositiveIntegerField("đã giao nhận (kg)", null=True, blank=True)
    price_vnd = models.PositiveBigIntegerField("giá thực trả (đồng/kg)", null=True, blank=True)
    deposit = models.CharField("tiền cọc", max_length=10, choices=DepositFate, blank=True)
    statement = models.CharField("nói thêm", max_length=500, blank=True)
    reply = models.CharField("lời đáp của bên kia", max_length=500, blank=True)
    replied_at = models.DateTimeField("đáp lúc", null=True, blank=True, editable=False)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        verbose_name = "kết quả mua bán"
        verbose_name_plural = "kết quả mua bán"
        ordering = ("offer", "side")
        constraints = [
            models.UniqueConstraint(fields=("offer", "side"), name="outcome_once_per_side"),
            models.CheckConstraint(
                name="outcome_broken_by_somebody",
                condition=Q(kept=Kept.BROKEN, broken_by__in=Side.values) | (~Q(kept=Kept.BROKEN) & Q(broken_by="")),
                violation_error_message="Ghi rõ bên nào không giữ lời.",
            ),
            models.CheckConstraint(name="outcome_kept_known", condition=Q(kept__in=Kept.values)),
            models.CheckConstraint(name="outcome_side_known", condition=Q(side__in=Side.values)),
            models.CheckConstraint(name="outcome_deposit_known", condition=Q(deposit__in=DepositFate.values)),
            models.CheckConstraint(
                name="outcome_reply_has_moment",
                condition=Q(reply="", replied_at=None) | (~Q(reply="") & Q(replied_at__isnull=False)),
            ),
        ]

    def __str__(self):
        return f"{self.get_side_display()}: {self.get_kept_display()}"

    @property
    def may_be_taken_back(self) -> bool:
        """Whether it only asks to leave the deal, and nobody has answered that."""
        return self.kept == Kept.OFF and not self.reply


class Mediation(models.Model):
    """What an officer noted after having spoken with both sides; both of them read it."""

    offer = models.ForeignKey(Offer, models.PROTECT, related_name="mediations", verbose_name="đề nghị")
    note = models.CharField("ghi nhận", max_length=500)
    noted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="cán bộ")
    noted_at = models.DateTimeField("lúc", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "hòa giải"
        verbose_name_plural = "hòa giải"
        ordering = ("pk",)
        constraints = [models.CheckConstraint(name="mediation_says_something", condition=~Q(note=""))]

    def __str__(self):
        return self.note[:60]


class DisputedDeal(Offer):
    """An offer as officers meet it: only where both sides told its outcome, and told it differently."""

    class Meta:
        proxy = True
        verbose_name = "mua bán hai bên nói khác nhau"
        verbose_name_plural = "mua bán hai bên nói khác nhau"
