"""What the two sides of a conversation write to each other."""

from django import forms
from django.utils.translation import gettext_lazy as _

from harvests.forms.window import OnceForm
from portal1034.core.fields import TextField


class MessageForm(OnceForm):
    body = TextField(
        label=_("Tin nhắn"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Tin nhắn còn trống."),
            "max_length": _("Tin nhắn dài quá 1.000 chữ, viết gọn lại giúp."),
        },
    )
