from datetime import timedelta

from django import forms
from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from news.models import Article, Document, DocumentTie, GuideStep, Revision
from news.models.newsroom import NOTE_LENGTH
from news.operations import UnreadablePdf, read_pdf
from news.operations.document import MAX_PDF_BYTES
from portal1034.core.embeds import embed_kinds, stray_tokens, tokens
from portal1034.core.fields import PictureField

EMBEDS_AT_MOST = 20


class ArticleForm(forms.ModelForm):
    """An editor's form. A new picture replaces the old one; every picture needs its sentence.

    `base` is the version the text was begun from. When another has been saved meanwhile the form comes back with both
    texts (`theirs`), and goes on from that one.
    """

    new_picture = PictureField(
        label=_("Ảnh đầu bài"), required=False, help_text=_("JPG, PNG, WebP hoặc HEIC, đến 30 MB.")
    )
    base = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)
    theirs: Revision | None = None

    class Meta:
        model = Article
        fields = ["title", "topic", "province", "summary", "body", "new_picture", "picture_alt", "picture_credit"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["province"].empty_label = _("Cả nước")
        self.initial.setdefault("base", self.instance.version)

    def clean_body(self):
        body = self.cleaned_data["body"]
        problems = body_problems(body)
        if problems:
            raise forms.ValidationError(problems)
        return body

    def clean(self):
        cleaned = super().clean()
        has_picture = cleaned.get("new_picture") or self.instance.picture
        if has_picture and not cleaned.get("picture_alt"):
            self.add_error("picture_alt", _("Ghi một câu tả ảnh, để người không nhìn thấy cũng hiểu."))
        self._meet_others(cleaned.get("base"))
        return cleaned

    def _meet_others(self, base: int | None) -> None:
        if not self.instance.pk or base == self.instance.version:
            return
        self.theirs = Revision.objects.select_related("author").filter(
            article=self.instance, number=self.instance.version
        ).first()  # fmt: skip
        self.data = {**self.data.dict(), "base": str(self.instance.version)}
        who = self.theirs.author if self.theirs else _("Người khác")
        self.add_error(
            None,
            _("%s đã lưu bản mới trong lúc bác viết. Xem hai bản bên dưới, sửa cho khớp rồi bấm lưu lần nữa.") % who,
        )


def body_problems(body: str) -> list[str]:
    """Return what is wrong with the living pieces in a text, a sentence each."""
    found = tokens(body)
    stray = [
        _("“%s” phải đứng một mình trên một dòng, như [[mua-vu: vai-thieu]].") % token for token in stray_tokens(body)
    ]
    if len(found) > EMBEDS_AT_MOST:
        stray.append(_("Một bài chèn nhiều nhất %s mục.") % EMBEDS_AT_MOST)
        return stray
    return stray + [problem for kind, key in found if (problem := _problem(kind, key))]


def _problem(kind: str, key: str) -> str:
    embed = embed_kinds.get(kind)
    if embed is None:
        known = ", ".join(each.kind for each in embed_kinds)
        return _("Không chèn được “%(kind)s”. Có thể chèn: %(known)s.") % {"kind": kind, "known": known}
    return str(embed.problem(key))


class ReviewForm(forms.Form):
    """A word to the writer, and when approved, from what hour on."""

    body = forms.CharField(
        label=_("Lời nhắn"), required=False, max_length=NOTE_LENGTH, widget=forms.Textarea(attrs={"rows": 3})
    )
    at = forms.DateTimeField(
        label=_("Lên lúc"),
        required=False,
        help_text=_("Bỏ trống là lên ngay. Giờ Việt Nam."),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M", "%H:%M %d/%m/%Y"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": _("Ghi ngày và giờ, như 25/12/2026 06:30.")},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def clean_at(self):
        at = self.cleaned_data["at"]
        if at and at < timezone.now() - timedelta(minutes=1):
            raise forms.ValidationError(_("Giờ này đã qua. Chọn giờ sắp tới, hoặc bỏ trống để lên ngay."))
        return at


class ArticlePictureForm(forms.Form):
    new_picture = PictureField(label=_("Ảnh"), help_text=_("JPG, PNG, WebP hoặc HEIC, đến 30 MB."))
    alt = forms.CharField(
        label=_("Tả ảnh cho người không nhìn thấy"),
        max_length=200,
        error_messages={"required": _("Ghi một câu tả ảnh, để người không nhìn thấy cũng hiểu.")},
    )
    caption = forms.CharField(label=_("Chú thích dưới ảnh"), max_length=250, required=False)
    credit = forms.CharField(label=_("Nguồn ảnh"), max_length=120, required=False)


class DocumentForm(forms.ModelForm):
    """A legal document; its PDF is read while it is checked, so that a broken one is told beside its field."""

    new_file = forms.FileField(label=_("Tệp PDF"), required=False, help_text=_("PDF không mật khẩu, đến 20 MB."))
    # Said here, because Django 5.2 warns of its coming default, and the tests take a warning for an error.
    source_url = Document._meta.get_field("source_url").formfield(assume_scheme="https")

    class Meta:
        model = Document
        fields = ["number", "kind", "title", "issuer", "issued_on", "effective_on", "validity", "replaced_by"]
        fields += ["why", "source_url", "new_file", "is_shown"]

    def clean_new_file(self):
        sent = self.cleaned_data.get("new_file")
        if not sent:
            return None
        try:
            return read_pdf(sent.read(MAX_PDF_BYTES + 1))
        except UnreadablePdf as error:
            raise forms.ValidationError(str(error)) from error


class DocumentTieForm(forms.ModelForm):
    """One row below a document. Django leaves the document itself out of what it checks there."""

    class Meta:
        model = DocumentTie
        fields = ["kind", "other"]

    def clean_other(self):
        other = self.cleaned_data["other"]
        if other.pk == self.instance.document_id:
            raise forms.ValidationError(_("Một văn bản không thể liên quan đến chính nó."))
        same = DocumentTie.objects.filter(document_id=self.instance.document_id, other=other)
        if self.instance.document_id and same.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Hai văn bản này đã được nối rồi."))
        return other


class GuideStepForm(forms.ModelForm):
    class Meta:
        model = GuideStep
        fields = ["position", "title", "body", "new_picture", "picture_alt"]

    new_picture = PictureField(label=_("Ảnh"), required=False, help_text=_("JPG, PNG, WebP hoặc HEIC, đến 30 MB."))

    def clean(self):
        cleaned = super().clean()
        if (cleaned.get("new_picture") or self.instance.picture) and not cleaned.get("picture_alt"):
            self.add_error("picture_alt", _("Ghi một câu tả ảnh, để người không nhìn thấy cũng hiểu."))
        return cleaned

    def save(self, commit=True):
        if picture := self.cleaned_data.get("new_picture"):
            self.instance.picture.save(f"{picture.sha256[:32]}.jpg", ContentFile(picture.jpeg), save=False)
        return super().save(commit)
