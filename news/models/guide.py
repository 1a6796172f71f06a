"""How-to guides (hướng dẫn): one matter, a few steps, a picture each where a picture helps."""

from typing import Self

import pghistory
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Deferrable
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from news.enums import AddressKind, Audience
from news.models.address import OldAddress, keeps_addresses
from portal1034.core.models import HttpsURLField, TimestampedModel
from portal1034.core.search import SearchedQuerySet, search_document


class GuideQuerySet(SearchedQuerySet):
    def shown(self) -> Self:
        return self.filter(is_shown=True)


@pghistory.track(exclude=["document", "words"])
class Guide(TimestampedModel):
    """`words` repeats what its steps say, for the search."""

    title = models.CharField(_("tên"), max_length=120)
    slug = models.SlugField(_("đường dẫn"), max_length=140, unique=True)
    audience = models.CharField(_("cho ai"), max_length=12, choices=Audience, default=Audience.HOUSEHOLD)
    summary = models.CharField(_("làm xong thì được gì"), max_length=300)
    needs = models.CharField(_("cần chuẩn bị"), max_length=300, blank=True)
    video_url = HttpsURLField(_("đường dẫn video"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("thứ tự"), default=0)
    is_shown = models.BooleanField(_("hiện trên cổng"), default=True)
    words = models.TextField(editable=False, blank=True)
    document = models.GeneratedField(
        expression=search_document(title="A", summary="B", words="C"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = GuideQuerySet.as_manager()

    class Meta:
        verbose_name = _("hướng dẫn")
        verbose_name_plural = _("hướng dẫn")
        ordering = ("audience", "position", "pk")
        indexes = [GinIndex(fields=("document",), name="guide_document", fastupdate=False)]
        triggers = [keeps_addresses(AddressKind.GUIDE, "OLD.is_shown")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("news:guide", args=[self.slug])

    def clean(self) -> None:
        if OldAddress.objects.leading_elsewhere(AddressKind.GUIDE, than=self.pk).filter(slug=self.slug).exists():
            raise ValidationError({"slug": _("Đường dẫn này đang dẫn sang một hướng dẫn khác. Chọn đường dẫn khác.")})


class GuideStep(models.Model):
    """`drawing` names a drawing of ours in static/img/guides; `picture` is an editor's own, and comes before it."""

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="steps", verbose_name=_("hướng dẫn"))
    position = models.PositiveSmallIntegerField(_("bước"))
    title = models.CharField(_("làm gì"), max_length=120)
    body = models.TextField(_("cách làm"), max_length=1500)
    drawing = models.CharField(max_length=40, blank=True, editable=False)
    picture = models.ImageField(
        _("ảnh"), upload_to="n/", blank=True, width_field="picture_width", height_field="picture_height"
    )
    picture_width = models.PositiveIntegerField(null=True, blank=True, editable=False)
    picture_height = models.PositiveIntegerField(null=True, blank=True, editable=False)
    picture_alt = models.CharField(_("mô tả ảnh cho người không nhìn thấy"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("bước")
        verbose_name_plural = _("các bước")
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(
                fields=("guide", "position"),
                name="guide_step_once",
                deferrable=Deferrable.DEFERRED,
                violation_error_message=_("Hai bước cùng một số thứ tự."),
            ),
            models.CheckConstraint(
                name="guide_picture_has_words",
                condition=models.Q(picture="") | ~models.Q(picture_alt=""),
                violation_error_message=_("Ảnh cần một câu mô tả cho người không nhìn thấy."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.title}"
