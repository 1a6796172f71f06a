"""What staff did about a household's stuck listings: texted or called, so that two of them do not do it twice."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from households.models import Household
from products.enums import ReminderKind


class ReminderQuerySet(models.QuerySet):
    def newest_of(self, households) -> Self:
        """The last text and the last call of each of these households."""
        mine = self.filter(household__in=households).select_related("by")
        return mine.order_by("household_id", "kind", "-at").distinct("household_id", "kind")


class Reminder(models.Model):
    household = models.ForeignKey(Household, models.CASCADE, related_name="reminders", verbose_name=_("hộ"))
    kind = models.CharField(_("bằng"), max_length=8, choices=ReminderKind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("cán bộ"))
    at = models.DateTimeField(_("lúc"), default=timezone.now)
    day = models.DateField(_("ngày"), default=timezone.localdate)
    note = models.CharField(_("ghi chú"), max_length=200, blank=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("lần nhắc hộ")
        verbose_name_plural = _("các lần nhắc hộ")
        indexes = [models.Index(fields=("household", "kind", "-at"), name="reminder_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=("household", "day"),
                condition=Q(kind=ReminderKind.SMS),
                name="one_reminding_text_a_day",
                violation_error_message=_("Hôm nay đã nhắn cho hộ này rồi."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.household}: {self.get_kind_display()}"
