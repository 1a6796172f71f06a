"""The second step of staff: one field for whatever the person holds, and why an administrator takes an app away."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal1034.core.fields import TextField

_INPUT = {"inputmode": "numeric", "autocomplete": "one-time-code", "class": "code-input", "data-look": "short"}


class AppCodeForm(forms.Form):
    code = TextField(
        label=_("Mã trong ứng dụng"),
        help_text=_("Sáu chữ số, 30 giây đổi một lần."),
        max_length=20,
        widget=forms.TextInput(attrs=_INPUT),
        error_messages={
            "required": _("Ghi sáu chữ số đang hiện trong ứng dụng."),
            "max_length": _("Mã chỉ có sáu chữ số."),
        },
    )


class SecondStepForm(AppCodeForm):
    """Six digits of the app, or a recovery code: ten letters and digits."""

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        field = self.fields["code"]
        field.help_text = _("Sáu chữ số. Không có điện thoại ở đây thì ghi một mã khôi phục, như ABCDE-23456.")
        field.widget.attrs |= {"inputmode": "text", "autofocus": True, "autocapitalize": "characters"}


class ResetForm(forms.Form):
    reason = TextField(
        label=_("Vì sao đặt lại?"),
        help_text=_("Như: mất điện thoại, đã gọi lại số cơ quan để hỏi. Câu này ở lại trong nhật ký."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Ghi vì sao đặt lại."), "max_length": _("Ghi gọn trong 200 chữ.")},
    )
