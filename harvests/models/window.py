"""What a harvest and a buy request have in common: a commodity, a window of days and a volume."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import ExpressionWrapper, F, Q
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from portal1034.commodities.dekads import Dekad
from portal1034.core.models import TimestampedModel

LONGEST_DAYS = 366
END_BEFORE_START = _("Ngày kết thúc trước ngày bắt đầu.")
TOO_LONG = _("Khoảng thời gian dài quá một năm, bác chia làm nhiều lần giúp.")
NO_VOLUME = _("Sản lượng phải lớn hơn 0.")


class WindowQuerySet(models.QuerySet):
    def touching(self, dekad: Dekad) -> Self:
        """Rows whose window has a day in the dekad."""
        return self.filter(starts_on__lte=dekad.end, ends_on__gte=dekad.start)

    def not_over(self, today: dt.date) -> Self:
        return self.filter(ends_on__gte=today)

    def of_commodity(self, commodity) -> Self:
        return self.filter(commodity=commodity)


class WindowModel(TimestampedModel):
    starts_on = models.DateField("từ ngày")
    ends_on = models.DateField("đến ngày")
    volume_kg = models.PositiveIntegerField("sản lượng (kg)")
    price_vnd = models.PositiveBigIntegerField("giá (đồng/kg)", null=True, blank=True)
    note = models.CharField("ghi chú", max_length=300, blank=True)
    form_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    class Meta:
        abstract = True

    @property
    def days(self) -> int:
        return (self.ends_on - self.starts_on).days + 1


def window_constraints(name: str) -> list[models.CheckConstraint]:
    """What the database holds about every window of the table whose constraints begin with `name`."""
    longest = ExpressionWrapper(F("starts_on") + (LONGEST_DAYS - 1), output_field=models.DateField())
    return [
        models.CheckConstraint(
            name=f"{name}_ends_after_start",
            condition=Q(ends_on__gte=F("starts_on")),
            violation_error_message=END_BEFORE_START,
        ),
        models.CheckConstraint(
            name=f"{name}_within_a_year",
            condition=Q(LessThanOrEqual(F("ends_on"), longest)),
            violation_error_message=TOO_LONG,
        ),
        models.CheckConstraint(
            name=f"{name}_volume_positive", condition=Q(volume_kg__gt=0), violation_error_message=NO_VOLUME
        ),
        models.CheckConstraint(
            name=f"{name}_price_positive",
            condition=Q(price_vnd__isnull=True) | Q(price_vnd__gt=0),
            violation_error_message=_("Giá phải lớn hơn 0, hoặc để trống."),
        ),
    ]
