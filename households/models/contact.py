"""Who looked at a household's telephone number."""

from datetime import datetime
from typing import Self

from django.db import models
from django.utils import timezone

from households.models.household import Household
from portal1034.accounts.models import User


class ContactLookQuerySet(models.QuerySet):
    def by(self, viewer) -> Self:
        return self.filter(viewer=viewer)

    def of_household(self, household: Household) -> Self:
        return self.filter(household=household)

    def since(self, moment: datetime) -> Self:
        return self.filter(at__gt=moment)

    def newest(self) -> Self:
        return self.order_by("-pk")

    def with_viewers(self) -> Self:
        return self.select_related("viewer")


class ContactLook(models.Model):
    """A signed-in person saw a household's number: who, when, from which page. Kept, never changed."""

    household = models.ForeignKey(
        Household, models.CASCADE, related_name="contact_looks", verbose_name="hộ", db_index=False
    )
    viewer = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="người xem", db_index=False)
    at = models.DateTimeField("lúc", default=timezone.now)
    page = models.CharField("từ trang", max_length=120, blank=True)

    objects = ContactLookQuerySet.as_manager()

    class Meta:
        verbose_name = "lần xem số điện thoại"
        verbose_name_plural = "lần xem số điện thoại"
        ordering = ("-pk",)
        indexes = [
            models.Index(fields=("household", "-id"), name="contactlook_household"),
            models.Index(fields=("viewer", "-at"), name="contactlook_viewer"),
        ]

    def __str__(self):
        return f"{self.viewer_id} {self.at:%d/%m/%Y %H:%M}"
