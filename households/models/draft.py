"""A registration that is not finished yet, kept on the server: it survives a dropped line and another phone."""

from datetime import datetime
from typing import Self

from django.db import models
from django.utils import timezone

from portal1034.accounts.models import User


class RegistrationDraftQuerySet(models.QuerySet):
    def left_alone_since(self, moment: datetime) -> Self:
        return self.filter(updated_at__lt=moment)


class RegistrationDraft(models.Model):
    """`steps` is {step: {"values": {field: [text, …]}, "done": bool, "revision": int}}: what was typed, as typed.

    `done` says that the step was sent and found good. Consents are never in it: they are given when the whole is sent.
    """

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="registration_draft")
    steps = models.JSONField("các bước", default=dict)
    last_step = models.CharField("bước sau cùng", max_length=20, blank=True)
    started_at = models.DateTimeField("bắt đầu lúc", default=timezone.now, editable=False)
    updated_at = models.DateTimeField("sửa lúc", default=timezone.now, editable=False, db_index=True)

    objects = RegistrationDraftQuerySet.as_manager()

    class Meta:
        verbose_name = "bản đăng ký dở"
        verbose_name_plural = "bản đăng ký dở"

    def __str__(self):
        return f"{self.user_id}: {self.last_step}"

    def values_of(self, step: str) -> dict[str, list[str]]:
        return self.steps.get(step, {}).get("values", {})

    def is_done(self, step: str) -> bool:
        return self.steps.get(step, {}).get("done", False)

    def revision_of(self, step: str) -> int:
        """How often the step was written: a page that has seen less than this is out of date."""
        return self.steps.get(step, {}).get("revision", 0)
