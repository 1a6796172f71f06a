from django import forms
from django.utils.translation import gettext_lazy as _

from portal1034.core.fields import TextField


class SentenceForm(forms.Form):
    """One sentence of an officer, at most 500 letters; `label` and `help_text` say what about."""

    sentence = TextField(
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Ghi một câu rõ ràng."), "max_length": _("Ghi gọn trong 500 chữ.")},
    )

    def __init__(self, *arguments, label, help_text="", **named):
        super().__init__(*arguments, **named)
        self.fields["sentence"].label, self.fields["sentence"].help_text = label, help_text
