from django import forms
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from news.models import Article, Document, GuideStep
from news.operations import UnreadablePdf, read_pdf
from news.operations.document import MAX_PDF_BYTES
from portal1034.core.fields import PictureField


class ArticleForm(forms.ModelForm):
    """An editor's form. A new picture replaces the old one; every picture needs its sentence."""

    new_picture = PictureField(
        label=_("Ảnh đầu bài"), required=False, help_text=_("JPG, PNG, WebP hoặc HEIC, đến 30 MB.")
    )

    class Meta:
        model = Article
        fields = ["title", "topic", "province", "summary", "body", "new_picture", "picture_alt", "picture_credit"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["province"].empty_label = _("Cả nước")

    def clean(self):
        cleaned = super().clean()
        has_picture = cleaned.get("new_picture") or self.instance.picture
        if has_picture and not cleaned.get("picture_alt"):
            self.add_error("picture_alt", _("Ghi một câu tả ảnh, để người không nhìn thấy cũng hiểu."))
        return cleaned


class DocumentForm(forms.ModelForm):
    """A legal document; its PDF is read while it is checked, so that a broken one is told beside its field."""

    # An address typed without a scheme is https.
    source_url = Document._meta.get_field("source_url").formfield(assume_scheme="https")
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
