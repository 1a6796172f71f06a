"""One thing an editor wants everybody to know, on top of the home page for some days."""

import datetime as dt
from typing import Self

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal1034.core.english import here, in_english
from portal1034.core.models import TimestampedModel

_LINK = RegexValidator(r"^(?:/(?![/\\])|https://)[^\s]*$", _("Ghi “/…” cho trang của cổng, hoặc “https://…”."))


class AnnouncementQuerySet(models.QuerySet):
    def on(self, day: dt.date) -> Self:
        """What is told on that day: one at most."""
        return self.filter(starts_on__lte=day, ends_on__gte=day)


class DaysRange(models.Func):
    function = "DATERANGE"
    output_field = DateRangeField()


@pghistory.track()
class Announcement(TimestampedModel):
    """From the first to the last day, both told. Days, not hours: a kept page is made anew when the day changes."""

    title = models.CharField(_("nói gì"), max_length=90)
    sentence = models.CharField(_("một câu giải thích"), max_length=200, blank=True)
    title_en = models.CharField(_("nói gì, tiếng Anh"), max_length=90, blank=True)
    sentence_en = models.CharField(_("một câu, tiếng Anh"), max_length=200, blank=True)
    link = models.CharField(_("dẫn đến đâu"), max_length=300, blank=True, validators=[_LINK])
    starts_on = models.DateField(_("hiện từ ngày"))
    ends_on = models.DateField(_("đến hết ngày"))

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = _("thông báo trang chủ")
        verbose_name_plural = _("thông báo trang chủ")
        ordering = ("-starts_on",)
        constraints = [
            models.CheckConstraint(
                name="announcement_days_in_order",
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                violation_error_message=_("Ngày cuối không thể trước ngày đầu."),
            ),
            ExclusionConstraint(
                name="one_announcement_a_day",
                expressions=[
                    (
                        DaysRange("starts_on", "ends_on", RangeBoundary(inclusive_lower=True, inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    )
                ],
                violation_error_message=_("Trong những ngày này đã có một thông báo khác. Mỗi ngày chỉ một thông báo."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Days in the wrong order make no stretch of days: the database could not even compare it with others."""
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("Ngày cuối không thể trước ngày đầu.")})

    @property
    def told(self) -> dict[str, str]:
        """Return title, sentence and the lang they are in: English for its readers where an editor wrote it."""
        if in_english() and self.title_en:
            return {"lang": "en", "title": self.title_en, "sentence": self.sentence_en}
        return {"lang": "vi", "title": self.title, "sentence": self.sentence}

    @property
    def url(self) -> str:
        """Return where it leads in the language of now, "" for nowhere."""
        return here(self.link)
