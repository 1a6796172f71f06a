"""What harvests and buy requests ask alike, and forms that make their row once."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from harvests.models.window import END_BEFORE_START, LONGEST_DAYS, TOO_LONG
from portal1034.commodities.models import Commodity
from portal1034.core.fields import DayField, KgField, TextField, VndField
from portal1034.core.formatting import number


class OnceForm(forms.Form):
    """A form that makes its row once, however often it is sent: `form_key` travels hidden."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)


class WindowForm(forms.ModelForm, OnceForm):
    """A commodity, a window of days, a volume, perhaps a price: what harvests and buy requests ask alike."""

    commodity = forms.ModelChoiceField(
        label=_("Nông sản"),
        queryset=Commodity.objects.active(),
        empty_label=_("Chọn nông sản"),
        error_messages={"required": _("Chọn một loại nông sản.")},
    )
    starts_on = DayField(
        label=_("Từ ngày"),
        help_text=_("Ghi 15/6 hoặc “giữa tháng 6”."),
        error_messages={"required": _("Ghi ngày bắt đầu, như 15/6 hoặc giữa tháng 6.")},
    )
    ends_on = DayField(
        label=_("Đến ngày"),
        end=True,
        help_text=_("Ghi 5/7 hoặc “cuối tháng 6”."),
        error_messages={"required": _("Ghi ngày kết thúc, như 5/7 hoặc cuối tháng 6.")},
    )
    volume_kg = KgField(
        label=_("Sản lượng"),
        help_text=_("Ước chừng cũng được: 3 tấn, 5 tạ, 800 kg."),
        error_messages={"required": _("Ghi sản lượng ước chừng, như 3 tấn.")},
    )
    price_vnd = VndField(
        label=_("Giá một kg"), required=False, help_text=_("Ghi 15k hoặc 15.000. Để trống nếu chưa định.")
    )
    note = TextField(label=_("Ghi thêm"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        for name in ("starts_on", "ends_on", "volume_kg", "price_vnd"):
            self.fields[name].widget.attrs["data-look"] = "short"
        if self.instance.pk and not self.is_bound:
            self.initial["volume_kg"] = f"{number(self.instance.volume_kg)} kg"
            self.initial["price_vnd"] = number(self.instance.price_vnd) if self.instance.price_vnd else ""

    def clean(self):
        cleaned = super().clean()
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on:
            if ends_on < starts_on:
                self.add_error("ends_on", ValidationError(END_BEFORE_START, code="end_before_start"))
            elif (ends_on - starts_on).days >= LONGEST_DAYS:
                self.add_error("ends_on", ValidationError(TOO_LONG, code="too_long"))
        return cleaned

    def clean_price_vnd(self):
        return self.cleaned_data["price_vnd"] or None

    def told(self) -> dict:
        """The cleaned values that the operation takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "own_commodity"}
