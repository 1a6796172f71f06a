"""What people type on the exchange. Each error is one sentence beside its field; what was typed stays."""

import re
import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from harvests.models import BuyRequest, Harvest, Trader
from harvests.models.window import END_BEFORE_START, LONGEST_DAYS, TOO_LONG
from portal1034.commodities.models import Commodity
from portal1034.core.fields import DayField, KgField, NameField, TextField, VndField
from portal1034.regions.models import Province

OWN_CROPS_SHOWN = 8
_TAX_CODE = re.compile(r"\d{10}(-?\d{3})?")


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
            self.initial["volume_kg"] = f"{self.instance.volume_kg} kg"

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


class HarvestForm(WindowForm):
    """A household's harvest. Its own crops stand first, one tap each; any other is in the list below them."""

    own_commodity = forms.ModelChoiceField(
        label=_("Bác thu hoạch gì?"),
        queryset=Commodity.objects.none(),
        widget=forms.RadioSelect(attrs={"data-look": "boxed"}),
        empty_label=None,
        error_messages={"required": _("Bác chọn một loại nông sản.")},
    )
    use_required_attribute = False
    field_order = ("own_commodity", "commodity", "starts_on", "ends_on", "volume_kg", "price_vnd", "note")

    class Meta:
        model = Harvest
        fields = ("commodity", "starts_on", "ends_on", "volume_kg", "price_vnd", "note")

    def __init__(self, *arguments, household, **named):
        super().__init__(*arguments, **named)
        own = household.commodities.filter(is_active=True).order_by("slug")
        self.own_ids = list(own.values_list("pk", flat=True)[:OWN_CROPS_SHOWN])
        if not self.own_ids:
            del self.fields["own_commodity"]
            return
        field = self.fields["own_commodity"]
        field.queryset = Commodity.objects.filter(pk__in=self.own_ids)
        # One of the two has to be chosen: this one, unless the other is.
        other = self.data.get(self.add_prefix("commodity")) if self.is_bound else self._is_other()
        field.required = not other
        self.fields["commodity"].required = False
        self.fields["commodity"].label = _("Hoặc nông sản khác")
        self.fields["commodity"].empty_label = _("Không, như đã chọn ở trên")
        if self.instance.pk and self.instance.commodity_id in self.own_ids:
            self.initial["own_commodity"], self.initial["commodity"] = self.instance.commodity_id, None

    def clean(self):
        cleaned = super().clean()
        if "own_commodity" in self.fields and "commodity" not in self.errors:
            cleaned["commodity"] = cleaned.get("commodity") or cleaned.get("own_commodity")
        return cleaned

    def _is_other(self) -> bool:
        """Whether the harvest being amended is of a crop that is not among the household's own."""
        return bool(self.instance.pk) and self.instance.commodity_id not in self.own_ids


class BuyRequestForm(WindowForm):
    province = forms.ModelChoiceField(
        label=_("Mua ở đâu"),
        queryset=Province.objects.order_by("slug"),
        required=False,
        empty_label=_("Ở đâu cũng được"),
    )
    field_order = ("commodity", "province", "volume_kg", "starts_on", "ends_on", "price_vnd", "note")

    class Meta:
        model = BuyRequest
        fields = ("commodity", "province", "starts_on", "ends_on", "volume_kg", "price_vnd", "note")

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        self.fields["volume_kg"].label = _("Cần mua bao nhiêu")


class TraderForm(forms.ModelForm):
    name = NameField(
        label=_("Tên thương lái hoặc doanh nghiệp"),
        max_length=120,
        help_text=_("Tên này hiện trong nhu cầu thu mua và tin nhắn."),
        error_messages={"required": _("Ghi tên để hộ sản xuất biết ai hỏi mua.")},
    )
    tax_code = TextField(
        label=_("Mã số thuế"),
        required=False,
        max_length=14,
        help_text=_("10 hoặc 13 số. Có mã số thuế thì Sở xác minh được nhanh hơn."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-look": "short"}),
    )
    province = forms.ModelChoiceField(
        label=_("Tỉnh"), queryset=Province.objects.order_by("slug"), required=False, empty_label=_("Chọn tỉnh")
    )
    story = TextField(label=_("Giới thiệu"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    class Meta:
        model = Trader
        fields = ("name", "tax_code", "province", "story")

    def clean_tax_code(self):
        code = self.cleaned_data["tax_code"].replace(" ", "")
        if code and not _TAX_CODE.fullmatch(code):
            raise ValidationError(_("Mã số thuế có 10 số, chi nhánh thì thêm 3 số."), code="invalid")
        return code if len(code) != 13 else f"{code[:10]}-{code[10:]}"


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
