"""Certificates and codes of a household: what it says it holds, the paper, and whether an officer has seen it."""

import calendar
import datetime as dt
import secrets
from typing import Self

import pghistory
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from households.enums import CertificateKind, CertificateState, DocumentKind
from households.growing_codes import doubt_about_code
from households.models.household import Household
from portal1034.accounts.enums import ConsentPurpose
from portal1034.accounts.models import Consent, User
from portal1034.core.models import TimestampedModel

OCOP_MONTHS = 36
CODES = (CertificateKind.PLANTING_AREA, CertificateKind.PACKING_HOUSE)
# What lasts until it is taken away: no last day is asked for.
LASTING = (CertificateKind.GEOGRAPHICAL, *CODES)
# Days before the last one on which the household is reminded, each once.
REMIND_DAYS = (60, 14)
MARKETPLACE_KINDS = (CertificateKind.VIETGAP, CertificateKind.GLOBALGAP, CertificateKind.OCOP)


def private_storage() -> Storage:
    """Papers hold names and numbers of people: they are kept where no public address leads."""
    return storages["private"]


def new_document_name(kind: DocumentKind) -> str:
    """Return a name nobody can guess, "c/3f…/x.pdf"; it says nothing of what is inside."""
    token = secrets.token_hex(20)
    return f"c/{token[:2]}/{token}.{'pdf' if kind == DocumentKind.PDF else 'jpg'}"


def months_after(day: dt.date, months: int) -> dt.date:
    """Return the same day `months` later, or the last of that month where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


class CertificateQuerySet(models.QuerySet):
    def waiting(self) -> Self:
        return self.filter(state=CertificateState.DECLARED)

    def verified(self) -> Self:
        return self.filter(state=CertificateState.VERIFIED)

    def unexpired(self, today: dt.date | None = None) -> Self:
        """Those whose last day is not over; a paper is good on its last day."""
        return self.filter(Q(expires_on=None) | Q(expires_on__gte=today or timezone.localdate()))

    def public(self, today: dt.date | None = None) -> Self:
        """What buyers may see: in force, and not returned by an officer. The state says who vouches for it."""
        return self.exclude(state=CertificateState.RETURNED).unexpired(today).order_by("-state", "kind", "pk")

    def valid_for(self, household: Household, today: dt.date | None = None) -> Self:
        """The household's certificates that an officer has verified and that are in force."""
        return self.filter(household=household).verified().unexpired(today).order_by("kind", "pk")

    def ending_within(self, days: int, today: dt.date | None = None) -> Self:
        """Those in force that end at most `days` days from today."""
        today = today or timezone.localdate()
        return self.filter(expires_on__gte=today, expires_on__lte=today + dt.timedelta(days=days))

    def to_remind_of(self, today: dt.date) -> Self:
        """Certificates whose owner is to be told now, and agrees to be on the portal."""
        first, last = REMIND_DAYS
        consents = Consent.objects.active().for_purpose(ConsentPurpose.REGISTER)
        return (
            self.exclude(state=CertificateState.RETURNED)
            .ending_within(first, today)
            .filter(Q(reminded_days=None) | Q(reminded_days__gt=last, expires_on__lte=today + dt.timedelta(days=last)))
            .filter(Exists(consents.filter(user=OuterRef("household__owner"))))
        )

    def with_household(self) -> Self:
        return self.select_related("household__commune", "household__province__successor", "household__owner")


@pghistory.track(exclude=["form_key", "document", "reminded_days"])
class Certificate(TimestampedModel):
    """`expires_on` is the last day it is good, None for what lasts; `reminded_days` the latest of REMIND_DAYS sent."""

    household = models.ForeignKey(
        Household, models.CASCADE, related_name="certificates", verbose_name="hộ", db_index=False
    )
    kind = models.CharField("loại", max_length=16, choices=CertificateKind)
    stars = models.PositiveSmallIntegerField("số sao OCOP", null=True, blank=True)
    number = models.CharField("số hoặc mã", max_length=60)
    issuer = models.CharField("nơi cấp", max_length=160)
    market = models.CharField("thị trường", max_length=80, blank=True)
    issued_on = models.DateField("ngày cấp")
    expires_on = models.DateField("dùng đến hết ngày", null=True, blank=True)
    document = models.CharField("tệp", max_length=80, blank=True, editable=False)
    document_kind = models.CharField("giấy", max_length=4, choices=DocumentKind, blank=True, editable=False)
    state = models.CharField("xác minh", max_length=10, choices=CertificateState, default=CertificateState.DECLARED)
    verified_at = models.DateTimeField("xác minh lúc", null=True, blank=True, editable=False)
    verified_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name="người xác minh"
    )
    return_reason = models.CharField("cần bổ sung gì", max_length=500, blank=True)
    # Who typed it in for the household; None where the household did.
    recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name="người ghi giúp"
    )
    reminded_days = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    form_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = "chứng nhận"
        verbose_name_plural = "chứng nhận"
        ordering = ("-pk",)
        indexes = [
            models.Index(fields=("household", "kind"), name="certificate_household"),
            models.Index(
                fields=("created_at",), name="certificate_waiting", condition=Q(state=CertificateState.DECLARED)
            ),
            models.Index(fields=("expires_on",), name="certificate_ending", condition=Q(expires_on__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                name="verified_certificate_has_verifier",
                condition=~Q(state=CertificateState.VERIFIED) | Q(verified_at__isnull=False, verified_by__isnull=False),
                violation_error_message="Chứng nhận đã xác minh phải ghi ai xác minh và lúc nào.",
            ),
            models.CheckConstraint(
                name="returned_certificate_has_reason",
                condition=~Q(state=CertificateState.RETURNED) | ~Q(return_reason=""),
                violation_error_message="Ghi rõ chứng nhận cần bổ sung gì.",
            ),
            models.CheckConstraint(
                name="certificate_stars_of_ocop",
                condition=Q(kind=CertificateKind.OCOP, stars__gte=3, stars__lte=5)
                | (~Q(kind=CertificateKind.OCOP) & Q(stars=None)),
                violation_error_message="Chứng nhận OCOP có 3, 4 hoặc 5 sao; loại khác không có sao.",
            ),
            models.CheckConstraint(
                name="certificate_ends_after_issue",
                condition=Q(expires_on=None) | Q(expires_on__gte=models.F("issued_on")),
                violation_error_message="Ngày hết hạn trước ngày cấp.",
            ),
            models.CheckConstraint(
                name="certificate_kind_known",
                condition=Q(kind__in=CertificateKind.values),
                violation_error_message="Loại chứng nhận này chưa có trên cổng.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"

    @property
    def name(self) -> str:
        """What to call it: "OCOP 4 sao", "VietGAP"."""
        return f"OCOP {self.stars} sao" if self.stars else str(self.get_kind_display())

    @property
    def is_code(self) -> bool:
        return self.kind in CODES

    @property
    def is_verified(self) -> bool:
        return self.state == CertificateState.VERIFIED

    @property
    def is_expired(self) -> bool:
        return self.expires_on is not None and self.expires_on < timezone.localdate()

    @property
    def days_left(self) -> int | None:
        """Days until the last good one, 0 on that very day; None for what lasts."""
        return None if self.expires_on is None else (self.expires_on - timezone.localdate()).days

    @property
    def ends_soon(self) -> bool:
        return self.days_left is not None and 0 <= self.days_left <= REMIND_DAYS[0]

    @property
    def doubt(self) -> str:
        """A sentence to look at again when the code names another province; "" otherwise. Needs the provinces."""
        return doubt_about_code(self.number, self.household.province) if self.is_code else ""

    def read_document(self) -> bytes:
        with private_storage().open(self.document) as file:
            return file.read()
