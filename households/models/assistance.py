"""Households registered by somebody else for the owner, and the community digital teams that do it in the villages."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from households.enums import ClaimAnswer
from households.models.household import Household
from portal1034.accounts.enums import ConsentHow
from portal1034.accounts.models import Department, User
from portal1034.core.models import TimestampedModel
from portal1034.regions.models import Commune


class TeamMemberQuerySet(models.QuerySet):
    def in_use(self) -> Self:
        return self.filter(is_active=True)


class TeamMember(TimestampedModel):
    """A villager of a community digital team (tổ công nghệ số cộng đồng), who may register households in `communes`.

    It is no role of its own: the person keeps their account, often a household's, and never enters the admin.
    """

    user = models.OneToOneField(User, models.PROTECT, related_name="team_member", verbose_name="người")
    department = models.ForeignKey(Department, models.PROTECT, related_name="team_members", verbose_name="sở")
    communes = models.ManyToManyField(Commune, related_name="team_members", verbose_name="xã, phường phụ trách")
    is_active = models.BooleanField("đang làm", default=True)
    appointed_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False, verbose_name="người cử")

    objects = TeamMemberQuerySet.as_manager()

    class Meta:
        verbose_name = "thành viên tổ công nghệ số"
        verbose_name_plural = "tổ công nghệ số cộng đồng"
        ordering = ("-pk",)

    def __str__(self):
        return str(self.user)


class AssistanceQuerySet(models.QuerySet):
    def unclaimed(self) -> Self:
        return self.filter(claimed_at__isnull=True)


class Assistance(models.Model):
    """Who typed a household in for its owner, how the owner agreed, and what the owner said when they first came."""

    household = models.OneToOneField(Household, models.CASCADE, related_name="assistance", verbose_name="hộ")
    by = models.ForeignKey(User, models.PROTECT, related_name="households_registered", verbose_name="người ghi")
    as_team = models.BooleanField("tổ công nghệ số ghi", default=False)
    how = models.CharField("chủ hộ đồng ý bằng", max_length=10, choices=ConsentHow)
    note = models.CharField("số phiếu hoặc ghi chú", max_length=200, blank=True)
    registered_at = models.DateTimeField("ghi lúc", default=timezone.now, editable=False)
    claimed_at = models.DateTimeField("chủ hộ nhận lúc", null=True, blank=True, editable=False)
    answer = models.CharField("chủ hộ trả lời", max_length=10, choices=ClaimAnswer, blank=True, editable=False)

    objects = AssistanceQuerySet.as_manager()

    class Meta:
        verbose_name = "lần ghi giúp"
        verbose_name_plural = "lần ghi giúp"
        indexes = [models.Index(fields=("by", "-id"), name="assistance_by")]
        constraints = [
            models.CheckConstraint(
                name="claimed_assistance_has_answer",
                condition=Q(claimed_at__isnull=True, answer="") | (Q(claimed_at__isnull=False) & ~Q(answer="")),
            ),
            models.CheckConstraint(name="assistance_not_by_the_owners_own_hand", condition=~Q(how=ConsentHow.SELF)),
        ]

    def __str__(self):
        return f"{self.household}: {self.by}"
