"""Legal documents (văn bản) the portal works by, with what people ask of one: number, date, who, still in force?"""

import re
from typing import Self

import pghistory
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from news.enums import AddressKind, DocumentKind, TieKind, Validity
from news.models.address import keeps_addresses
from portal1034.core.models import HttpsURLField, TimestampedModel
from portal1034.core.search import SearchedQuerySet, prefix_query, search_document, search_words
from portal1034.core.text import fold

MAX_TEXT = 400_000  # letters of a PDF that are searched; PostgreSQL's document holds a megabyte at most


def _one_if(**condition) -> models.Case:
    return models.Case(models.When(**condition, then=1), default=0, output_field=models.IntegerField())


class DocumentQuerySet(SearchedQuerySet):
    def shown(self) -> Self:
        return self.filter(is_shown=True)

    def newest_first(self) -> Self:
        """By the day of issue; where it is not known, by the day of effect."""
        return self.order_by(Coalesce("issued_on", "effective_on").desc(nulls_last=True), "-pk")

    def matching(self, text: str) -> Self:
        """As every search. What is asked for in number and title comes before what only speaks of it, the very number
        first of all; among equals the one that most others follow, then the newest.
        """
        found = super().matching(text)
        if not (words := search_words(text)):
            return found
        numbers = "|".join(word for word in words if word.isdecimal()) or "$."  # which nothing begins with
        in_name = prefix_query([fold(word) for word in words], weight="A")
        followers = DocumentTie.objects.filter(other=models.OuterRef("pk")).order_by().values("other")
        return found.alias(
            bears_number=_one_if(number__regex=f"^({numbers})"),
            is_in_name=_one_if(document=in_name),
            followers=Coalesce(models.Subquery(followers.values(n=models.Count("pk"))), 0),
        ).order_by(
            "-bears_number",
            "-is_in_name",
            "-exact_marks",
            "-followers",
            models.F("issued_on").desc(nulls_last=True),
            "-pk",
        )

    def for_list(self) -> Self:
        return self.defer("text", "document").select_related("replaced_by")


@pghistory.track(exclude=["document", "names", "text"])
class Document(TimestampedModel):
    """`number` as printed ("1034/QĐ-BTTTT"); `text` is what could be read out of the PDF, "" for a scan.

    A number is its issuer's: two provinces may both have a plan 211/KH-UBND.
    """

    number = models.CharField(_("số, ký hiệu"), max_length=60)
    slug = models.SlugField(_("đường dẫn"), max_length=80, unique=True, editable=False)
    kind = models.CharField(_("loại văn bản"), max_length=16, choices=DocumentKind)
    title = models.CharField(_("trích yếu"), max_length=400)
    issuer = models.CharField(_("nơi ban hành"), max_length=120)
    issued_on = models.DateField(_("ngày ban hành"), null=True, blank=True)
    effective_on = models.DateField(_("có hiệu lực từ"), null=True, blank=True)
    validity = models.CharField(_("hiệu lực"), max_length=16, choices=Validity, default=Validity.IN_FORCE)
    replaced_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="replaces", verbose_name=_("được thay bằng")
    )
    why = models.TextField(_("liên quan gì đến cổng"), max_length=1000, blank=True)
    source_url = HttpsURLField(_("bản chính thức ở đâu"), max_length=300, blank=True)
    file = models.FileField(_("tệp PDF"), upload_to="v/", blank=True)
    file_size = models.PositiveIntegerField(_("dung lượng (byte)"), default=0, editable=False)
    page_count = models.PositiveIntegerField(_("số trang"), default=0, editable=False)
    text = models.TextField(_("chữ trong tệp"), blank=True, editable=False)
    is_shown = models.BooleanField(_("hiện trên cổng"), default=True)
    # The number in parts and with its kind: PostgreSQL reads "1034/QĐ-BTTTT" as one word, a path of files.
    names = models.TextField(editable=False, default="")
    document = models.GeneratedField(
        expression=search_document(names="A", title="A", issuer="C", why="C", text="D"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("văn bản")
        verbose_name_plural = _("văn bản")
        ordering = (models.F("issued_on").desc(nulls_last=True), "-pk")
        indexes = [GinIndex(fields=("document",), name="document_document", fastupdate=False)]
        triggers = [keeps_addresses(AddressKind.DOCUMENT, "OLD.is_shown")]
        constraints = [
            models.UniqueConstraint(
                fields=("number", "issuer"),
                name="document_number_of_issuer",
                violation_error_message=_("Văn bản số này của nơi ban hành này đã có rồi."),
            ),
            models.CheckConstraint(
                name="document_effective_after_issue",
                condition=models.Q(effective_on=None)
                | models.Q(issued_on=None)
                | models.Q(effective_on__gte=models.F("issued_on")),
                violation_error_message=_("Ngày có hiệu lực không thể trước ngày ban hành."),
            ),
            models.CheckConstraint(
                name="document_not_replaced_by_itself",
                condition=models.Q(replaced_by=None) | ~models.Q(replaced_by=models.F("id")),
                violation_error_message=_("Một văn bản không thể tự thay chính nó."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("news:document", args=[self.slug])

    def spoken(self) -> str:
        """Return "Quyết định 1034 QĐ BTTTT": what people type of a number."""
        return " ".join([str(self.get_kind_display()), *re.findall(r"\w+", self.number)])

    @property
    def full_name(self) -> str:
        """Return "Quyết định 1034/QĐ-BTTTT"."""
        return f"{self.get_kind_display()} {self.number}"


class DocumentTie(models.Model):
    """How a document stands to an earlier one: amends it, details it, carries it out, goes on with it."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="ties", verbose_name=_("văn bản"))
    kind = models.CharField(_("quan hệ"), max_length=12, choices=TieKind)
    other = models.ForeignKey(Document, models.CASCADE, related_name="tied", verbose_name=_("với văn bản"))

    class Meta:
        verbose_name = _("văn bản liên quan")
        verbose_name_plural = _("văn bản liên quan")
        ordering = ("kind", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("document", "other"),
                name="document_tie_once",
                violation_error_message=_("Hai văn bản này đã được nối rồi."),
            ),
            models.CheckConstraint(
                name="document_not_tied_to_itself",
                condition=~models.Q(document=models.F("other")),
                violation_error_message=_("Một văn bản không thể liên quan đến chính nó."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())
