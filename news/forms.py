from django import forms
from django.utils.translation import gettext_lazy as _

from news.models import Article
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
