"""What a household says of a certificate, with the questions that its kind needs and no others."""

import datetime as dt
import re
import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from households.documents import DocumentField
from households.enums import CertificateKind
from households.growing_codes import clean_code
from households.models.certificate import CODES, LASTING, Certificate
from portal1034.core.fields import DayField, TextField

OLDEST_YEAR, YEARS_AHEAD = 1990, 30
_DAY = re.compile(r"^(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})$", re.ASCII)
_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$", re.ASCII)


class PaperDayField(DayField):
    """A day as printed on a paper: with its year, because it may be long past or far ahead."""

    def parse(self, text):
        iso, written = _ISO.match(text), _DAY.match(text)
        if iso:
            year, month, day = map(int, iso.groups())
        elif written:
            day, month, year = map(int, written.groups())
        else:
            raise ValueError(__("Ngày chưa đọc được. Bác ghi đủ ngày, tháng, năm như trên giấy, như 15/6/2025."))
        if not OLDEST_YEAR <= year <= timezone.localdate().year + YEARS_AHEAD:
            raise ValueError(__("Năm %s xa quá, bác xem lại trên giấy.") % year)
        try:
            return dt.date(year, month, day)
        except ValueError as error:
            raise ValueError(__("Lịch không có ngày %s.") % text) from error


class CertificateForm(forms.Form):
    """`kind` decides which fields are there; cleaned data are the arguments of `operations.add_certificate`."""

    stars = forms.TypedChoiceField(
        label=_("Mấy sao?"),
        choices=[(3, _("3 sao")), (4, _("4 sao")), (5, _("5 sao"))],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Bác chọn số sao."), "invalid_choice": _("Bác chọn 3, 4 hoặc 5 sao.")},
    )
    number = TextField(
        label=_("Số giấy chứng nhận"),
        help_text=_("Ghi như in trên giấy."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Bác ghi số in trên giấy."), "max_length": _("Số dài quá 60 chữ.")},
    )
    issuer = TextField(
        label=_("Nơi cấp"),
        help_text=_("Cơ quan hoặc tổ chức đóng dấu trên giấy."),
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Bác ghi nơi cấp giấy."), "max_length": _("Dài quá 160 chữ.")},
    )
    market = TextField(
        label=_("Mã cấp cho thị trường nào?"),
        help_text=_("Như: Trung Quốc, Hoa Kỳ, trong nước."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Bác ghi thị trường của mã."), "max_length": _("Dài quá 80 chữ.")},
    )
    issued_on = PaperDayField(
        label=_("Ngày cấp"),
        help_text=_("Như 15/6/2025."),
        max_length=12,
        error_messages={"required": _("Bác ghi ngày cấp."), "max_length": _("Bác ghi như 15/6/2025.")},
    )
    expires_on = PaperDayField(
        label=_("Dùng đến ngày"),
        help_text=_("Ngày cuối còn hiệu lực, như 15/6/2028."),
        max_length=12,
        error_messages={"required": _("Bác ghi ngày hết hạn trên giấy."), "max_length": _("Bác ghi như 15/6/2028.")},
    )
    form_key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *arguments, kind: CertificateKind, **named):
        super().__init__(*arguments, **named)
        self.kind = CertificateKind(kind)
        self.fields["form_key"].initial = uuid.uuid4
        for name in ("issued_on", "expires_on"):
            self.fields[name].widget.attrs["data-look"] = "short"
        self._shape()

    def _shape(self) -> None:
        if self.kind in CODES:
            number = self.fields["number"]
            number.label, number.help_text = _("Mã số"), _("Ghi như trên quyết định, như VN-BGOR-0123.")
        else:
            del self.fields["market"]
        if self.kind != CertificateKind.OCOP:
            del self.fields["stars"]
        if self.kind == CertificateKind.OCOP:
            del self.fields["expires_on"]
            self.fields["issued_on"].help_text = _("Như 15/6/2025. OCOP dùng được 36 tháng, cổng tự tính ngày hết hạn.")
        elif self.kind in LASTING:
            self.fields["expires_on"].required = False
            self.fields["expires_on"].help_text = _("Để trống nếu giấy không ghi ngày hết hạn.")

    def clean_number(self) -> str:
        number = self.cleaned_data["number"]
        if self.kind not in CODES:
            return number
        try:
            return clean_code(number)
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error

    def clean_issued_on(self):
        issued_on = self.cleaned_data["issued_on"]
        if issued_on and issued_on > timezone.localdate():
            raise ValidationError(_("Ngày cấp chưa đến. Bác xem lại trên giấy."), code="future")
        return issued_on

    def clean(self) -> dict:
        cleaned = super().clean()
        issued_on, expires_on = cleaned.get("issued_on"), cleaned.get("expires_on")
        if issued_on and expires_on and expires_on < issued_on:
            self.add_error("expires_on", ValidationError(_("Ngày hết hạn trước ngày cấp."), code="order"))
        return cleaned


def certificate_initial(certificate: Certificate) -> dict:
    names = ("stars", "number", "issuer", "market", "issued_on", "expires_on")
    return {name: getattr(certificate, name) for name in names}


class DocumentForm(forms.Form):
    document = DocumentField(
        label=_("Ảnh hoặc PDF tờ giấy"),
        help_text=_("Chụp thẳng, thấy rõ số và dấu. Chỉ bác và cán bộ Sở xem được."),
        error_messages={
            "required": _("Bác chọn ảnh hoặc tệp PDF."),
            "empty": _("Tệp này rỗng. Bác chọn lại."),
            "invalid": _("Tệp chưa gửi được. Bác chọn lại."),
        },
    )
