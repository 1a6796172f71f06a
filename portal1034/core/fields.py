"""Form fields that read what people write and say in one sentence what is wrong. What was typed stays in the box."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField
from phonenumber_field.phonenumber import PhoneNumber
from phonenumbers import NumberParseException, PhoneNumberType, number_type

from portal1034.core import parsing
from portal1034.core.images import Picture, PictureError, read_picture
from portal1034.core.text import fold, nfc

_TOP_DOMAINS = "com|vn|net|org|info|biz|xyz|top|icu|shop|site|online|click|link|live|pro|app|me|cc|ly|io"
_LINK = re.compile(rf"://|\bwww\.|\w\.(?:{_TOP_DOMAINS})\b", re.I)

_NOTHING = re.compile(r"0+(\s*(kg|ta|tan))?|het|khong|mat trang")


class TextField(forms.CharField):
    """A CharField whose value is NFC, with control characters removed."""

    def to_python(self, value):
        return nfc(super().to_python(value))


class NameField(TextField):
    """A name that the portal repeats in texts to other people: an address of a web site in it would be bait."""

    default_error_messages = {"link": _("Tên không chứa địa chỉ trang web.")}

    def validate(self, value):
        super().validate(value)
        if _LINK.search(value):
            raise ValidationError(self.error_messages["link"], code="link")


class _ParsedField(TextField):
    parser: staticmethod

    def clean(self, value):
        text = super().clean(value)
        if text in self.empty_values:
            return None
        try:
            return self.parse(text)
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error

    def parse(self, text):
        return self.parser(text)


class VndField(_ParsedField):
    """Whole đồng from "15k", "15.000đ"."""

    parser = staticmethod(parsing.parse_vnd)
    widget = forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"})


class KgField(_ParsedField):
    """Whole kilograms from "3 tấn", "500 kg"; nothing at all ("0", "hết") only where `zero` is an answer."""

    widget = forms.TextInput(attrs={"autocomplete": "off"})

    def __init__(self, *, zero: bool = False, **named):
        super().__init__(**named)
        self.zero = zero

    def parse(self, text):
        if self.zero and _NOTHING.fullmatch(fold(text)):
            return 0
        return parsing.parse_kg(text)


class CountField(_ParsedField):
    """A whole number from 0."""

    parser = staticmethod(parsing.parse_count)
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})


class AmountField(_ParsedField):
    """A `parsing.Amount`: so many packs ("120 thùng", "5 chục"), or kilograms ("3 tạ")."""

    parser = staticmethod(parsing.parse_amount)
    widget = forms.TextInput(attrs={"autocomplete": "off"})


class DayField(_ParsedField):
    """A date from "15/6", "giữa tháng 6"; `end=True` takes the last day of a part of a month."""

    widget = forms.TextInput(attrs={"autocomplete": "off"})

    def __init__(self, *, end: bool = False, **named):
        super().__init__(**named)
        self.end = end

    def parse(self, text):
        return parsing.parse_day(text, timezone.localdate(), end=self.end)

    def prepare_value(self, value):
        return value.strftime("%d/%m/%Y") if hasattr(value, "strftime") else value


class MobileField(PhoneNumberField):
    """A Vietnamese mobile number; a landline is refused because a code cannot reach it."""

    default_error_messages = {
        "invalid": _("Số điện thoại này chưa đúng. Ghi 10 số, như 0912 345 678."),
        "landline": _("Đây là số máy bàn, không nhận được tin nhắn. Ghi số di động, như 0912 345 678."),
        "required": _("Ghi số điện thoại di động."),
    }

    def __init__(self, **named):
        named.setdefault("region", "VN")
        super().__init__(**named)
        self.widget = forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel", "maxlength": 24})
        self.error_messages = {**self.error_messages, **self.default_error_messages}

    def to_python(self, value):
        if value in self.empty_values:
            return self.empty_value
        try:
            number = PhoneNumber.from_string(nfc(str(value))[:40], region="VN")
        except NumberParseException as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        if not number.is_valid() or number.country_code != 84:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        kind = number_type(number)
        if kind == PhoneNumberType.FIXED_LINE:
            raise ValidationError(self.error_messages["landline"], code="landline")
        if kind != PhoneNumberType.MOBILE:  # 1800 and 1900 numbers receive no code either
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return number


class PictureField(forms.FileField):
    """One uploaded picture, cleaned to a `Picture`."""

    widget = forms.ClearableFileInput(attrs={"accept": "image/*"})

    def clean(self, data, initial=None):
        upload = super().clean(data, initial)
        return upload if upload is None or isinstance(upload, Picture) else _picture(upload)


class SeveralFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class PicturesField(forms.FileField):
    """Several uploaded pictures at once, cleaned to a list of `Picture`; an error names the file it is about."""

    widget = SeveralFilesInput(attrs={"accept": "image/*", "multiple": True})

    def __init__(self, *, at_most: int, **named):
        super().__init__(**named)
        self.at_most = at_most

    def clean(self, data, initial=None):
        uploads = [u for u in (data if isinstance(data, (list, tuple)) else [data]) if u]
        if not uploads:
            super().clean(None, initial)
            return []
        if len(uploads) > self.at_most:
            raise ValidationError(_("Nhiều nhất %s ảnh một lần.") % self.at_most, code="too_many")
        pictures, errors = [], []
        for upload in uploads:
            try:
                pictures.append(_picture(super().clean(upload, initial)))
            except ValidationError as error:
                errors.append(ValidationError(f"{upload.name[:60]}: {error.messages[0]}", code=error.code))
        if errors:
            raise ValidationError(errors)
        return pictures


def _picture(upload) -> Picture:
    try:
        return read_picture(upload)
    except PictureError as error:
        raise ValidationError(str(error), code="invalid_picture") from error
