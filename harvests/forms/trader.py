"""Who buys."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from harvests.models import Trader
from portal1034.core.fields import NameField, TextField
from portal1034.regions.models import Province

_TAX_CODE = re.compile(r"\d{10}(-?\d{3})?")


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
