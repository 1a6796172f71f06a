"""Pages that stand (giới thiệu, quyền riêng tư, khả năng tiếp cận, liên hệ) and the questions people keep asking."""

from typing import Self

import pghistory
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_prose_editor.fields import ProseEditorField

from news.enums import PageCode
from news.models.text import EDITOR_EXTENSIONS
from portal1034.core.models import TimestampedModel


@pghistory.track()
class StandingPage(TimestampedModel):
    """One for each PageCode, loaded with the portal's own words and an editor's from then on."""

    code = models.CharField(_("trang"), max_length=16, choices=PageCode, unique=True)
    title = models.CharField(_("tiêu đề"), max_length=120)
    summary = models.CharField(_("một câu nói trang này về gì"), max_length=300)
    body = ProseEditorField(_("nội dung"), extensions=EDITOR_EXTENSIONS, sanitize=True)
    title_en = models.CharField(_("tiêu đề tiếng Anh"), max_length=120, blank=True)
    summary_en = models.CharField(_("một câu, tiếng Anh"), max_length=300, blank=True)
    body_en = ProseEditorField(_("nội dung tiếng Anh"), extensions=EDITOR_EXTENSIONS, sanitize=True, blank=True)

    class Meta:
        verbose_name = _("trang")
        verbose_name_plural = _("các trang")
        ordering = ("code",)
        constraints = [models.CheckConstraint(name="page_code_known", condition=models.Q(code__in=PageCode.values))]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse(f"news:{self.code}")


class AnswerQuerySet(models.QuerySet):
    def shown(self) -> Self:
        return self.filter(is_shown=True)


@pghistory.track()
class Answer(TimestampedModel):
    """A question people keep asking (câu hỏi thường gặp), and its answer."""

    question = models.CharField(_("câu hỏi"), max_length=200, unique=True)
    body = ProseEditorField(_("trả lời"), extensions=EDITOR_EXTENSIONS, sanitize=True)
    question_en = models.CharField(_("câu hỏi tiếng Anh"), max_length=200, blank=True)
    body_en = ProseEditorField(_("trả lời tiếng Anh"), extensions=EDITOR_EXTENSIONS, sanitize=True, blank=True)
    position = models.PositiveSmallIntegerField(_("thứ tự"), default=0)
    is_shown = models.BooleanField(_("hiện trên cổng"), default=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("câu hỏi thường gặp")
        verbose_name_plural = _("câu hỏi thường gặp")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.question
