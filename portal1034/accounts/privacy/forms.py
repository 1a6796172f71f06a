"""What a person asks for about their data, and what an officer answers: people are "bác", staff are not addressed."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal1034.accounts.consents import wording_of
from portal1034.accounts.enums import ConsentHow, ConsentPurpose, RequestKind
from portal1034.accounts.privacy.citizen_id import BadNumber, read_number
from portal1034.accounts.privacy.clock import LONGEST_EXTENSION_DAYS
from portal1034.core.fields import CountField, DayField, MobileField, TextField


class CitizenIdField(TextField):
    """Twelve digits of a citizen's number. No browser and no draft keeps what is typed here."""

    widget = forms.TextInput(
        attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 20, "data-look": "short"}
    )
    default_error_messages = {"required": _("Bác ghi số căn cước 12 số.")}

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return ""
        try:
            return read_number(text, timezone.localdate())
        except BadNumber as error:
            raise ValidationError(str(error), code="invalid") from error


class IdentityForm(forms.Form):
    """Named `identity_number` so that nothing on the way keeps it (accounts.rescue)."""

    identity_number = CitizenIdField(
        label=_("Số căn cước"), help_text=_("12 số ở mặt trước thẻ. Cổng không cần và không nhận ảnh thẻ.")
    )
    consent_identity = forms.BooleanField(
        label=wording_of(ConsentPurpose.IDENTITY).sentence,
        widget=forms.CheckboxInput(attrs={"data-consent": ""}),
        error_messages={"required": _("Bác đánh dấu vào ô này thì cổng mới giữ số được.")},
    )

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        self.fields["consent_identity"].wording = wording_of(ConsentPurpose.IDENTITY)


DETAILS_ERRORS = {"max_length": _("Ghi gọn trong 1.000 chữ."), "required": _("Bác ghi cần sửa gì, thành gì.")}


class RequestForm(forms.Form):
    details = TextField(
        label=_("Muốn nói thêm gì không?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=DETAILS_ERRORS,
    )
    form_key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *arguments, kind: RequestKind, **named):
        super().__init__(*arguments, **named)
        self.fields["form_key"].initial = uuid.uuid4
        if kind == RequestKind.CORRECT:
            self.fields["details"].label, self.fields["details"].required = _("Cần sửa gì, thành gì?"), True
        if kind == RequestKind.ERASE:
            self.fields["understood"] = forms.BooleanField(
                label=_("Tôi hiểu rằng đã xóa thì không lấy lại được."),
                error_messages={"required": _("Bác đọc phần trên rồi đánh dấu vào ô này.")},
            )


# ---- the officer's ----


class AnswerForm(forms.Form):
    text = TextField(
        label=_("Trả lời"),
        help_text=_("Gửi đến người yêu cầu qua tin nhắn."),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Ghi một câu cho người yêu cầu."), "max_length": _("Ghi gọn trong 400 chữ.")},
    )


class ExtendForm(AnswerForm):
    days = CountField(
        label=_("Thêm mấy ngày?"),
        help_text=_("Từ 1 đến 15, một lần."),
        error_messages={"required": _("Ghi số ngày, từ 1 đến 15.")},
    )
    field_order = ("days", "text")

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        self.fields["text"].label = _("Vì sao?")

    def clean_days(self) -> int:
        days = self.cleaned_data["days"]
        if not 1 <= days <= LONGEST_EXTENSION_DAYS:
            raise ValidationError(_("Luật cho gia hạn từ 1 đến %s ngày.") % LONGEST_EXTENSION_DAYS, code="out_of_law")
        return days


class CompleteForm(AnswerForm):
    """Closing a request; `standing` are the person's consents, offered where it is about taking them back."""

    def __init__(self, *arguments, kind: RequestKind, standing=(), **named):
        super().__init__(*arguments, **named)
        self.fields["text"].label = _("Đã làm gì?")
        if kind == RequestKind.WITHDRAW:
            self.fields["withdraw"] = forms.MultipleChoiceField(
                label=_("Rút lại điều nào?"),
                choices=[(consent.purpose, consent.get_purpose_display()) for consent in standing],
                widget=forms.CheckboxSelectMultiple,
                error_messages={"required": _("Chọn ít nhất một điều."), "invalid_choice": _("Điều này đã rút rồi.")},
            )
            self.order_fields(("withdraw", "text"))

    def withdrawn(self) -> tuple[ConsentPurpose, ...]:
        return tuple(ConsentPurpose(purpose) for purpose in self.cleaned_data.get("withdraw", ()))


class BehalfForm(forms.Form):
    """A request that a person made by telephone or on paper."""

    phone = MobileField(label=_("Số điện thoại của người yêu cầu"))
    kind = forms.ChoiceField(
        label=_("Yêu cầu gì?"),
        choices=RequestKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Chọn một yêu cầu.")},
    )
    how = forms.ChoiceField(
        label=_("Bằng cách nào?"),
        choices=[(how.value, how.label) for how in (ConsentHow.PHONE, ConsentHow.PAPER)],
        widget=forms.RadioSelect,
        error_messages={"required": _("Chọn cách yêu cầu đến.")},
    )
    received_on = DayField(
        label=_("Nhận ngày nào?"), help_text=_("Như 20/11. Để trống nếu hôm nay; hạn tính từ ngày này."), required=False
    )
    details = TextField(
        label=_("Nội dung"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=DETAILS_ERRORS,
    )


class RevealForm(forms.Form):
    reason = TextField(
        label=_("Xem cả số để làm gì?"),
        help_text=_("Lần xem này được ghi lại, và chủ hộ đọc được."),
        max_length=200,
        error_messages={"required": _("Ghi lý do xem."), "max_length": _("Ghi gọn trong 200 chữ.")},
    )


class BehalfIdentityForm(forms.Form):
    phone = MobileField(label=_("Số điện thoại của chủ hộ"))
    identity_number = CitizenIdField(label=_("Số căn cước"))
    how = forms.ChoiceField(
        label=_("Chủ hộ đồng ý bằng cách nào?"),
        choices=[(how.value, how.label) for how in (ConsentHow.PHONE, ConsentHow.PAPER)],
        widget=forms.RadioSelect,
        error_messages={"required": _("Chọn cách chủ hộ đã đồng ý.")},
    )
    consent_identity = forms.BooleanField(
        label=_("Đã đọc cho chủ hộ nghe, và chủ hộ đồng ý: “%s”") % wording_of(ConsentPurpose.IDENTITY).sentence,
        help_text=wording_of(ConsentPurpose.IDENTITY).details,
        error_messages={"required": _("Chủ hộ chưa đồng ý thì cổng không giữ số.")},
    )
