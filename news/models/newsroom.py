"""What the newsroom keeps beside an article: its versions, what was said of it, who is at it, who may look."""

import secrets
from datetime import timedelta

import pgtrigger
from django.db import models
from django.urls import reverse
from django.utils import timezone

from news.enums import NoteKind
from news.models.article import Article
from news.models.text import ArticleText, PictureSources
from portal1034.accounts.models import User

PREVIEW_DAYS = 7
NOTE_LENGTH = 2000


class Revision(ArticleText):
    """One saved version. Never changed afterwards but for who approved it, which nobody does to their own."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    restored_from = models.PositiveIntegerField(null=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=("article", "number"), name="revision_number_once"),
            models.CheckConstraint(
                name="revision_approved_by_another",
                condition=models.Q(approved_by=None) | ~models.Q(approved_by=models.F("author")),
                violation_error_message="Người viết bản này không tự duyệt được.",
            ),
        ]
        triggers = [pgtrigger.ReadOnly(name="words_stay", exclude=["approved_by", "approved_at"])]

    def __str__(self):
        return f"{self.article_id} · {self.number}"


class ArticleNote(models.Model):
    """What editors say to each other about an article; also each step of it, with its reason."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="notes")
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=NoteKind, default=NoteKind.COMMENT)
    version = models.PositiveIntegerField()
    body = models.TextField(blank=True, max_length=NOTE_LENGTH)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                name="note_says_why",
                condition=~models.Q(kind__in=[NoteKind.COMMENT, NoteKind.RETURNED]) | ~models.Q(body=""),
                violation_error_message="Ghi một câu cho người viết hiểu.",
            ),
        ]

    def __str__(self):
        return f"{self.article_id} · {self.get_kind_display()}"


class Writing(models.Model):
    """An editor who has an article open, and what they typed and have not saved: a row of theirs alone.

    Without an article it is one that they have begun and never saved. `text` is {field: what was typed}, None when
    there is nothing to keep; `base` is the version they started from.
    """

    article = models.ForeignKey(Article, models.CASCADE, null=True, related_name="writings")
    editor = models.ForeignKey(User, models.CASCADE, related_name="+")
    base = models.PositiveIntegerField(default=0)
    text = models.JSONField(null=True)
    typed_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("article", "editor"), name="writing_once", nulls_distinct=False),
        ]

    def __str__(self):
        return f"{self.article_id} · {self.editor_id}"


def new_token() -> str:
    return secrets.token_urlsafe(24)


def a_week_on():
    return timezone.now() + timedelta(days=PREVIEW_DAYS)


class PreviewLinkQuerySet(models.QuerySet):
    def open(self):
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())


class PreviewLink(models.Model):
    """An address that nobody can guess, for showing the newest version to somebody who is no editor."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="preview_links")
    token = models.CharField(max_length=40, unique=True, default=new_token)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(default=a_week_on)
    revoked_at = models.DateTimeField(null=True)

    objects = PreviewLinkQuerySet.as_manager()

    def __str__(self):
        return f"{self.article_id} · {self.created_at:%d/%m/%Y}"

    def get_absolute_url(self):
        return reverse("news:preview", args=[self.token])


class ArticlePicture(PictureSources):
    """A picture inside the text, called there by `[[anh: number]]`. Its words stay as they were approved: others need
    another picture.
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="pictures")
    picture = models.ImageField("ảnh", upload_to="n/", width_field="picture_width", height_field="picture_height")
    alt = models.CharField("mô tả ảnh cho người không nhìn thấy", max_length=200)
    caption = models.CharField("chú thích", max_length=250, blank=True)
    credit = models.CharField("nguồn ảnh", max_length=120, blank=True)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(name="article_picture_has_words", condition=~models.Q(alt="")),
        ]
        triggers = [pgtrigger.ReadOnly(name="picture_stays")]

    def __str__(self):
        return self.caption or self.alt

    @property
    def token(self) -> str:
        return f"[[anh: {self.pk}]]"
