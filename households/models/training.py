"""Training classes of the Plan, and which households came."""

import datetime as dt
import secrets
from typing import Self

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from households.enums import AttendanceHow, TrainingTopic
from households.models.household import Household
from portal1034.accounts.models import User
from portal1034.core.models import TimestampedModel
from portal1034.regions.models import Commune, Province

OPENS_BEFORE = dt.timedelta(hours=1)
LONGEST = dt.timedelta(days=7)


def new_token() -> str:
    return secrets.token_urlsafe(24)


class TrainingClassQuerySet(models.QuerySet):
    def with_places(self) -> Self:
        return self.select_related("province", "commune")

    def with_attended_count(self) -> Self:
        """Annotate `attended_count`: one subquery a row, so that filters and pages stay as they are."""
        counted = Attendance.objects.filter(training_class=OuterRef("pk")).order_by().values("training_class")
        return self.annotate(attended_count=Coalesce(Subquery(counted.annotate(n=Count("pk")).values("n")), 0))


class TrainingClass(TimestampedModel):
    """`topic` holds codes of marketplaces; `token` is the address of the sign-in page, on the poster on the wall."""

    title = models.CharField("tên lớp", max_length=160)
    topic = models.CharField("dạy về sàn", max_length=40, choices=TrainingTopic, default=TrainingTopic.BOTH)
    province = models.ForeignKey(Province, models.PROTECT, related_name="training_classes", verbose_name="tỉnh (63)")
    commune = models.ForeignKey(
        Commune, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="xã, phường"
    )
    place = models.CharField("nơi học", max_length=160, help_text="Như: Nhà văn hóa thôn Kép.")
    starts_at = models.DateTimeField("bắt đầu")
    ends_at = models.DateTimeField("kết thúc")
    trainer = models.CharField("người dạy", max_length=160, blank=True)
    capacity = models.PositiveSmallIntegerField("chỗ ngồi", null=True, blank=True)
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    created_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name="người lập"
    )
    households = models.ManyToManyField(
        Household, through="Attendance", related_name="training_classes", verbose_name="hộ đã học"
    )

    objects = TrainingClassQuerySet.as_manager()

    class Meta:
        verbose_name = "lớp tập huấn"
        verbose_name_plural = "lớp tập huấn"
        ordering = ("-starts_at", "-pk")
        indexes = [models.Index(fields=("province", "-starts_at"), name="training_province")]
        constraints = [
            models.CheckConstraint(
                name="training_ends_after_start",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message="Giờ kết thúc phải sau giờ bắt đầu.",
            ),
            models.CheckConstraint(
                name="training_within_a_week",
                condition=Q(ends_at__lte=F("starts_at") + LONGEST),
                violation_error_message="Một lớp dài nhiều nhất 7 ngày; lớp dài hơn thì lập thành nhiều lớp.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("households:sign_in_class", args=[self.token])

    @property
    def opens_at(self) -> dt.datetime:
        """From when households sign themselves in."""
        return self.starts_at - OPENS_BEFORE

    @property
    def closes_at(self) -> dt.datetime:
        """The midnight, on Vietnamese clocks, that ends the last day of the class."""
        last = timezone.localtime(self.ends_at).date() + dt.timedelta(days=1)
        return timezone.make_aware(dt.datetime.combine(last, dt.time.min))

    def is_open(self, now: dt.datetime) -> bool:
        return self.opens_at <= now < self.closes_at

    @property
    def where(self) -> str:
        return ", ".join(
            filter(None, (self.place, self.commune.name if self.commune else "", self.province.short_name))
        )


class Attendance(models.Model):
    """A household was at a class; told once, by an officer's list or by the household's own phone."""

    training_class = models.ForeignKey(
        TrainingClass, models.PROTECT, related_name="attendances", verbose_name="lớp", db_index=False
    )
    household = models.ForeignKey(Household, models.CASCADE, related_name="attendances", verbose_name="hộ")
    how = models.CharField("cách ghi", max_length=4, choices=AttendanceHow)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="người ghi")
    at = models.DateTimeField("lúc", default=timezone.now)

    class Meta:
        verbose_name = "lượt dự lớp"
        verbose_name_plural = "lượt dự lớp"
        ordering = ("at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("training_class", "household"),
                name="attendance_once",
                violation_error_message="Hộ này đã có trong danh sách lớp.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.household} – {self.training_class}"
