"""People, their departments, the codes and messages sent to them, and what they agreed to."""

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from phonenumber_field.modelfields import PhoneNumberField

from portal1034.accounts.authenticator.models import Authenticator, AuthenticatorEvent, RecoveryCode
from portal1034.accounts.enums import STAFF_ROLES, CodePurpose, ConsentHow, ConsentPurpose, Role, TextMessageStatus
from portal1034.accounts.privacy.models import Erasure, Identity, IdentityReveal, PersonalDataRequest, RequestStep
from portal1034.core.models import TimestampedModel
from portal1034.regions.models import Province

__all__ = [
    "Authenticator",
    "AuthenticatorEvent",
    "Consent",
    "Department",
    "Erasure",
    "Identity",
    "IdentityReveal",
    "OneTimeCode",
    "PersonalDataRequest",
    "RecoveryCode",
    "RequestStep",
    "TextMessage",
    "User",
]


class UserQuerySet(models.QuerySet):
    def with_phone(self, phone):
        return self.filter(phone=phone)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def create_user(self, phone, password=None, **fields):
        user = self.model(phone=phone, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, phone, password=None, **fields):
        return self.create_user(phone, password, role=Role.ADMINISTRATOR, is_superuser=True, **fields)

    def get_by_natural_key(self, username):
        return self.get(phone=username)


class Department(TimestampedModel):
    """An officer's agency. Its name is data: Sở TT&TT became Sở KH&CN in 2025."""

    name = models.CharField("tên", max_length=200, unique=True)
    short_name = models.CharField("tên ngắn", max_length=60)
    provinces = models.ManyToManyField(Province, related_name="departments", verbose_name="tỉnh phụ trách")

    class Meta:
        verbose_name = "sở"
        verbose_name_plural = "sở"
        ordering = ("name",)

    def __str__(self):
        return self.short_name


class User(AbstractBaseUser, PermissionsMixin):
    """A person, known by a mobile number. What they may do follows from `role` and `department`."""

    phone = PhoneNumberField(
        "số điện thoại", unique=True, error_messages={"unique": "Số điện thoại này đã có tài khoản."}
    )
    full_name = models.CharField("họ và tên", max_length=120, blank=True)
    email = models.EmailField("thư điện tử", blank=True)
    role = models.CharField("vai trò", max_length=16, choices=Role, default=Role.HOUSEHOLD)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="officers", verbose_name="sở"
    )
    is_active = models.BooleanField("đang dùng", default=True)
    phone_verified_at = models.DateTimeField("xác minh số lúc", null=True, blank=True, editable=False)
    date_joined = models.DateTimeField("tham gia lúc", default=timezone.now, editable=False)
    # Raised when an authenticator app is enrolled or reset: sessions from before end.
    second_factor_version = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    USERNAME_FIELD = "phone"
    REQUIRED_FIELDS = ["full_name"]
    objects = UserManager()

    class Meta:
        verbose_name = "người dùng"
        verbose_name_plural = "người dùng"
        constraints = [
            models.CheckConstraint(
                name="officer_has_department",
                condition=~models.Q(role=Role.OFFICER) | models.Q(department__isnull=False),
                violation_error_message="Cán bộ phải thuộc một sở.",
            ),
        ]

    def __str__(self):
        return self.full_name or str(self.phone)

    @property
    def is_staff(self) -> bool:
        return self.role in STAFF_ROLES

    def _get_session_auth_hash(self, secret=None):
        """Becoming staff, or ceasing to be, ends the person's sessions: those of staff begin with a second step.

        So does another authenticator app; one who never had any keeps the sessions they have.
        """
        salt = "portal1034.accounts.session"
        value = f"{self.password}:{self.is_staff}"
        if self.second_factor_version:
            value += f":{self.second_factor_version}"
        return salted_hmac(salt, value, secret=secret, algorithm="sha256").hexdigest()

    def get_full_name(self):
        return self.full_name

    def get_short_name(self):
        return self.full_name.split()[-1] if self.full_name else str(self.phone)


class OneTimeCodeQuerySet(models.QuerySet):
    def newest(self, *, phone, purpose):
        """Return the last code sent for this purpose as a queryset of one or none; older ones are void."""
        return self.filter(phone=phone, purpose=purpose).order_by("-created_at", "-pk")[:1]


class OneTimeCode(models.Model):
    """A six-digit code sent to a phone: single use, short-lived, kept only as a keyed hash, few attempts."""

    phone = PhoneNumberField("số điện thoại")
    purpose = models.CharField("để", max_length=16, choices=CodePurpose)
    code_hash = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    objects = OneTimeCodeQuerySet.as_manager()

    class Meta:
        verbose_name = "mã một lần"
        verbose_name_plural = "mã một lần"
        indexes = [models.Index(fields=("phone", "purpose", "-created_at"), name="code_phone_purpose")]

    def __str__(self):
        return f"{self.get_purpose_display()} {self.phone}"


class TextMessageQuerySet(models.QuerySet):
    def due(self, now):
        return self.filter(status=TextMessageStatus.WAITING, next_attempt_at__lte=now)


class TextMessage(models.Model):
    """An SMS to send: written in the transaction that causes it, sent by a worker, retried from here.

    `is_secret` marks a text that carries a code: its body is blanked once it went out and is never shown to staff.
    A row in SENDING is in a worker's hands; if the worker died, nobody knows whether it went out, and it is not sent
    again: a second text is worse than none where the person can ask for another.
    """

    phone = PhoneNumberField("số điện thoại")
    body = models.CharField("nội dung", max_length=480)
    is_secret = models.BooleanField("chứa mã", default=False, editable=False)
    status = models.CharField("trạng thái", max_length=10, choices=TextMessageStatus, default=TextMessageStatus.WAITING)
    problem = models.CharField("lý do", max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField("số lần thử", default=0)
    created_at = models.DateTimeField("viết lúc", default=timezone.now, editable=False)
    next_attempt_at = models.DateTimeField("gửi từ lúc", default=timezone.now, editable=False)
    claimed_at = models.DateTimeField("nhận gửi lúc", null=True, blank=True, editable=False)
    sent_at = models.DateTimeField("gửi lúc", null=True, blank=True)
    expires_at = models.DateTimeField("hết ích lúc", null=True, blank=True)

    objects = TextMessageQuerySet.as_manager()

    class Meta:
        verbose_name = "tin nhắn SMS"
        verbose_name_plural = "tin nhắn SMS"
        indexes = [
            models.Index(
                fields=("next_attempt_at",),
                name="textmessage_waiting",
                condition=models.Q(status=TextMessageStatus.WAITING),
            ),
            models.Index(
                fields=("claimed_at",),
                name="textmessage_sending",
                condition=models.Q(status=TextMessageStatus.SENDING),
            ),
        ]

    def __str__(self):
        return f"{self.phone}: {self.get_status_display()}"


class ConsentQuerySet(models.QuerySet):
    def active(self):
        return self.filter(withdrawn_at__isnull=True)

    def for_purpose(self, purpose):
        return self.filter(purpose=purpose)


@pghistory.track()
class Consent(models.Model):
    """One person's explicit agreement to one purpose: who, when, in which words, how, and when it was taken back."""

    user = models.ForeignKey(User, models.PROTECT, related_name="consents", verbose_name="người đồng ý")
    purpose = models.CharField("để", max_length=40, choices=ConsentPurpose)
    wording_version = models.CharField("phiên bản lời", max_length=20)
    wording = models.TextField("nguyên văn")
    given_at = models.DateTimeField("đồng ý lúc", default=timezone.now)
    given_how = models.CharField("bằng cách", max_length=10, choices=ConsentHow, default=ConsentHow.SELF)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="người ghi")
    withdrawn_at = models.DateTimeField("rút lúc", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người rút"
    )

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = "sự đồng ý"
        verbose_name_plural = "sự đồng ý"
        constraints = [
            models.UniqueConstraint(
                fields=("user", "purpose"),
                condition=models.Q(withdrawn_at__isnull=True),
                name="one_active_consent_per_purpose",
                violation_error_message="Đã có sự đồng ý cho mục đích này.",
            )
        ]

    def __str__(self):
        return f"{self.user}: {self.get_purpose_display()}"
