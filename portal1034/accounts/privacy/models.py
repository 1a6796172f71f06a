"""What is kept about rights: the citizen's number, who looked at it, requests with their clocks, erasures done."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from portal1034.accounts.enums import ConsentHow, RequestKind, RequestStatus, RequestStepKind
from portal1034.accounts.privacy.citizen_id import masked, unseal
from portal1034.accounts.privacy.clock import LONGEST_EXTENSION_DAYS
from portal1034.core.models import TimestampedModel
from portal1034.regions.models import Province


def _person(name: str, related_name: str = "+", **more) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name=related_name, verbose_name=name, **more
    )


class Identity(TimestampedModel):
    """A citizen's number, encrypted. Without history on purpose: a number taken back is nowhere any more."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="identity", verbose_name="của ai"
    )
    ciphertext = models.CharField(max_length=120, editable=False)
    key_id = models.CharField(max_length=12, editable=False, db_index=True)
    # Keyed: equal numbers are found without opening any.
    index = models.CharField(max_length=64, editable=False, db_index=True)
    how = models.CharField("bằng cách", max_length=10, choices=ConsentHow, default=ConsentHow.SELF)
    recorded_by = _person("người ghi")

    class Meta:
        verbose_name = "số căn cước"
        verbose_name_plural = "số căn cước"
        ordering = ("-pk",)

    def __str__(self):
        return f"{self.user}"

    def number(self) -> str:
        """Return the whole number; who calls this for a member of staff records it (`identities.reveal`)."""
        return unseal(self.ciphertext, self.user_id, self.key_id)

    def masked(self) -> str:
        return masked(self.number())

    def twins(self) -> models.QuerySet:
        """Other people with the same number."""
        return Identity.objects.filter(index=self.index).exclude(pk=self.pk)


class IdentityReveal(models.Model):
    """A member of staff saw a whole number: whose, who, why, when."""

    user = _person("của ai", "identity_reveals")
    viewer = _person("người xem")
    reason = models.CharField("để làm gì", max_length=200)
    at = models.DateTimeField("lúc", default=timezone.now)

    class Meta:
        verbose_name = "lần xem số căn cước"
        verbose_name_plural = "lần xem số căn cước"
        ordering = ("-pk",)

    def __str__(self):
        return f"{self.viewer} {self.at:%d/%m/%Y %H:%M}"


class PersonalDataRequestQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(finished_at=None)

    def by_clock(self) -> Self:
        """What is due first, first; what is finished last."""
        return self.order_by(F("due_on").asc(nulls_last=True), "pk")

    def overdue(self, today: dt.date) -> Self:
        return self.open().filter(due_on__lt=today)


class PersonalDataRequest(models.Model):
    """What a person asks for by law. `due_on` is the next deadline, none once finished."""

    person = _person("người yêu cầu", "data_requests")
    province = models.ForeignKey(
        Province, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tỉnh (63)"
    )
    kind = models.CharField("yêu cầu", max_length=10, choices=RequestKind)
    status = models.CharField("trạng thái", max_length=10, choices=RequestStatus, default=RequestStatus.RECEIVED)
    how = models.CharField("bằng cách", max_length=10, choices=ConsentHow, default=ConsentHow.SELF)
    recorded_by = _person("người ghi")
    details = models.TextField("nội dung", max_length=1000, blank=True)
    received_at = models.DateTimeField("nhận lúc", default=timezone.now)
    marketplace_acts = models.BooleanField("sàn cũng phải làm", default=False)
    answer_due_on = models.DateField("trả lời trước hết ngày")
    action_due_on = models.DateField("làm xong trước hết ngày")
    due_on = models.DateField("hạn gần nhất", null=True, blank=True)
    extension_days = models.PositiveSmallIntegerField("gia hạn (ngày)", default=0)
    extension_reason = models.CharField("lý do gia hạn", max_length=500, blank=True)
    answered_at = models.DateTimeField("trả lời lúc", null=True, blank=True)
    answer = models.TextField("trả lời", max_length=1000, blank=True)
    finished_at = models.DateTimeField("xong lúc", null=True, blank=True)
    outcome = models.TextField("kết quả", max_length=1000, blank=True)
    form_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = PersonalDataRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "yêu cầu về dữ liệu cá nhân"
        verbose_name_plural = "yêu cầu về dữ liệu cá nhân"
        ordering = ("due_on", "pk")
        indexes = [
            models.Index(fields=("province", "due_on"), name="datarequest_queue", condition=Q(finished_at=None)),
            models.Index(fields=("person", "-id"), name="datarequest_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("person", "kind"),
                condition=Q(finished_at=None),
                name="datarequest_one_open_per_kind",
                violation_error_message="Yêu cầu này đang được làm rồi.",
            ),
            models.CheckConstraint(
                name="datarequest_extension_in_law",
                condition=Q(extension_days=0)
                | (Q(extension_days__lte=LONGEST_EXTENSION_DAYS) & ~Q(extension_reason="")),
                violation_error_message="Gia hạn nhiều nhất 15 ngày, một lần, và phải có lý do.",
            ),
            models.CheckConstraint(
                name="datarequest_clock_runs_until_finished",
                condition=Q(finished_at=None, due_on__isnull=False) | Q(finished_at__isnull=False, due_on=None),
                violation_error_message="Yêu cầu chưa xong phải có hạn.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.person}"

    @property
    def is_open(self) -> bool:
        return self.finished_at is None

    @property
    def is_erasing(self) -> bool:
        return self.status == RequestStatus.ERASING

    def is_overdue(self, today: dt.date) -> bool:
        return self.due_on is not None and self.due_on < today


class RequestStep(models.Model):
    """The trail of a request: who did what, when. Written with every change, changed by none."""

    request = models.ForeignKey(PersonalDataRequest, models.CASCADE, related_name="steps", verbose_name="yêu cầu")
    kind = models.CharField("việc", max_length=10, choices=RequestStepKind)
    by = _person("người làm", null=True, blank=True)
    at = models.DateTimeField("lúc", default=timezone.now)
    note = models.CharField("ghi chú", max_length=1000, blank=True)

    class Meta:
        verbose_name = "bước xử lý"
        verbose_name_plural = "bước xử lý"
        ordering = ("pk",)

    def __str__(self):
        return f"{self.get_kind_display()} {self.at:%d/%m/%Y %H:%M}"


class Erasure(models.Model):
    """The proof that a person was erased: when, on whose order, how many rows of which table. Names nobody."""

    person = _person("tài khoản", "erasures")
    request = models.OneToOneField(PersonalDataRequest, models.PROTECT, related_name="erasure", verbose_name="yêu cầu")
    ordered_by = _person("người quyết định")
    begun_at = models.DateTimeField("bắt đầu", default=timezone.now)
    finished_at = models.DateTimeField("xong lúc", null=True, blank=True)
    # {"households.HouseholdEvent": 4}: rows changed or deleted, append-only history included.
    counts = models.JSONField("số dòng theo bảng", default=dict)

    class Meta:
        verbose_name = "lần xóa dữ liệu"
        verbose_name_plural = "lần xóa dữ liệu"
        ordering = ("-pk",)

    def __str__(self):
        return f"{self.person_id} {self.begun_at:%d/%m/%Y}"
