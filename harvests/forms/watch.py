"""What somebody wants to be told about, and where letters go."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal1034.commodities.models import Commodity
from portal1034.regions.models import Province


class WatchForm(forms.Form):
    commodity = forms.ModelChoiceField(
        label=_("Nông sản"),
        queryset=Commodity.objects.active(),
        to_field_name="slug",
        required=False,
        empty_label=_("Mọi nông sản"),
    )
    province = forms.ModelChoiceField(
        label=_("Tỉnh"),
        queryset=Province.objects.order_by("slug"),
        to_field_name="slug",
        required=False,
        empty_label=_("Cả nước"),
    )


class AddressForm(forms.Form):
    address = forms.EmailField(
        label=_("Thư điện tử"),
        max_length=254,
        help_text=_("Cổng gửi một liên kết để xác nhận, rồi mỗi ngày nhiều nhất một thư."),
        error_messages={"required": _("Ghi địa chỉ thư."), "invalid": _("Địa chỉ thư chưa đúng, như ten@vi-du.vn.")},
    )
