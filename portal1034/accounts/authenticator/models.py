"""The app on a member of staff's phone, the codes for when it is lost, and what happened to both."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal1034.accounts.enums import AuthenticatorStep
from portal1034.accounts.sealing import unseal
from portal1034.core.models import TimestampedModel


class AuthenticatorQuerySet(models.QuerySet):
    def confirmed(self) -> Self:
        return self.filter(confirmed_at__isnull=False)

    def pending(self) -> Self:
        """Shown to their owner as a QR code, not proved yet: they open nothing."""
        return self.filter(confirmed_at__isnull=True)

    def of(self, user) -> Self:
        return self.filter(user=user)


class Authenticator(TimestampedModel):
    """The secret shared with one app, encrypted. `last_step` is the latest 30-second step whose code was accepted:
    no code of that step or an earlier one is accepted again."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="authenticators", verbose_name="của ai", db_index=False
    )
    ciphertext = models.CharField(max_length=160, editable=False)
    key_id = models.CharField(max_length=12, editable=False, db_index=True)
    last_step = models.BigIntegerField(default=0, editable=False)
    confirmed_at = models.DateTimeField("cài lúc", null=True, blank=True, editable=False)

    objects = AuthenticatorQuerySet.as_manager()

    class Meta:
        verbose_name = "ứng dụng xác thực"
        verbose_name_plural = "ứng dụng xác thực"
        constraints = [
            models.UniqueConstraint(
                fields=("user",), condition=Q(confirmed_at__isnull=False), name="one_authenticator_a_person"
            ),
            models.UniqueConstraint(
                fields=("user",), condition=Q(confirmed_at__isnull=True), name="one_pending_authenticator_a_person"
            ),
        ]

    def __str__(self):
        return str(self.user_id)

    def secret(self) -> str:
        """Return the secret in base32. Raises sealing.UnknownKey."""
        return unseal(self.ciphertext, f"authenticator {self.user_id}", self.key_id)


class RecoveryCode(models.Model):
    """One of ten codes on paper, kept as a keyed hash; each opens the second step once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    used_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "mã khôi phục"
        verbose_name_plural = "mã khôi phục"

    def __str__(self):
        return str(self.user_id)


class AuthenticatorEvent(models.Model):
    """What happened to somebody's second step: evidence. `by` is None for the server's own command."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="authenticator_events", verbose_name="của ai"
    )
    kind = models.CharField("việc", max_length=10, choices=AuthenticatorStep)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người làm"
    )
    reason = models.CharField("lý do", max_length=200, blank=True)
    at = models.DateTimeField("lúc", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "việc về bước hai"
        verbose_name_plural = "nhật ký bước hai của cán bộ"
        ordering = ("-pk",)

    def __str__(self):
        return f"{self.user}: {self.get_kind_display()}"
