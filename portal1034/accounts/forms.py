"""Sign-up and sign-in, one question a page."""

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal1034.core.fields import MobileField, TextField

# What is wrong, by the validators' codes; Django's own translations are of another tone, or missing.
WEAK_PASSWORDS = {
    "password_too_short": _("Mật khẩu ngắn quá: cần từ 8 ký tự."),
    "password_too_common": _("Mật khẩu này nhiều người dùng, dễ bị đoán. Chọn mật khẩu khác."),
    "password_too_similar": _("Mật khẩu giống tên hoặc số điện thoại quá. Chọn mật khẩu khác."),
}


class PhoneForm(forms.Form):
    phone = MobileField(
        label=_("Số điện thoại di động"),
        help_text=_("Mã xác nhận gửi vào số này. Ví dụ: 0912\u00a0345\u00a0678."),
    )


class CodeForm(forms.Form):
    code = TextField(
        label=_("Mã trong tin nhắn"),
        help_text=_("Sáu chữ số, dùng trong 5 phút."),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "class": "code-input",
                "data-look": "short",
                "autofocus": True,
            }
        ),
        error_messages={
            "required": _("Ghi sáu chữ số trong tin nhắn."),
            "max_length": _("Mã chỉ có sáu chữ số."),
        },
    )

    def clean_code(self) -> str:
        digits = "".join(c for c in self.cleaned_data["code"] if c.isdecimal() and c.isascii())
        if len(digits) != 6:
            raise ValidationError(_("Mã có sáu chữ số, xem lại tin nhắn giúp."), code="invalid")
        return digits


class SignInForm(forms.Form):
    phone = MobileField(label=_("Số điện thoại"))
    password = forms.CharField(
        label=_("Mật khẩu"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={
            "required": _("Ghi mật khẩu, hoặc bấm “Nhận mã qua tin nhắn”."),
            "max_length": _("Mật khẩu dài quá 200 ký tự."),
        },
    )


class PasswordForm(forms.Form):
    """A new password; `ask_current` asks for the present one first."""

    current = forms.CharField(
        label=_("Mật khẩu đang dùng"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Ghi mật khẩu đang dùng.")},
    )
    password = forms.CharField(
        label=_("Mật khẩu mới"),
        help_text=_("Từ 8 ký tự. Vài từ dễ nhớ ghép lại là tốt nhất."),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Ghi mật khẩu mới."), "max_length": _("Mật khẩu dài quá 200 ký tự.")},
    )

    def __init__(self, *arguments, user, ask_current: bool, **named):
        super().__init__(*arguments, **named)
        self.user = user
        if not ask_current:
            del self.fields["current"]

    def clean_current(self) -> str:
        if not self.user.check_password(self.cleaned_data["current"]):
            raise ValidationError(_("Mật khẩu đang dùng chưa đúng."), code="invalid")
        return self.cleaned_data["current"]

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        # The similarity validator looks at texts only; a PhoneNumber is none.
        if str(self.user.phone.national_number) in "".join(c for c in password if c.isdigit()):
            raise ValidationError(WEAK_PASSWORDS["password_too_similar"], code="weak")
        try:
            password_validation.validate_password(password, self.user)
        except ValidationError as error:
            sentences = [WEAK_PASSWORDS.get(e.code) or e.messages[0] for e in error.error_list]
            raise ValidationError(sentences, code="weak") from error
        return password
