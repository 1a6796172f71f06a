"""Who buys, and the paper that shows it."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from harvests.enums import TraderKind
from harvests.forms.places import PlacesField
from harvests.models import Trader
from households.documents import DocumentField
from portal1034.core.fields import NameField, TextField
from portal1034.regions.addresses import parse
from portal1034.regions.models import Commune, Province

_TAX_CODE = re.compile(r"\d{10}(-?\d{3})?")
_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


def is_tax_code(digits: str) -> bool:
    """Whether the tenth of ten digits is the check digit of the nine before it: 10 − (weighted sum mod 11)."""
    total = sum(weight * int(digit) for weight, digit in zip(_TAX_WEIGHTS, digits[:9], strict=True))
    return 10 - total % 11 == int(digits[9])


class TraderForm(forms.ModelForm):
    kind = forms.ChoiceField(
        label=_("Người mua là"),
        choices=TraderKind.choices,
        widget=forms.RadioSelect(attrs={"data-look": "boxed"}),
        required=False,
    )
    name = NameField(
        label=_("Tên thương lái hoặc doanh nghiệp"),
        max_length=120,
        help_text=_("Tên này hiện trong nhu cầu thu mua và tin nhắn."),
        error_messages={"required": _("Ghi tên để hộ sản xuất biết ai hỏi mua.")},
    )
    contact_person = NameField(
        label=_("Người liên hệ"),
        required=False,
        max_length=120,
        help_text=_("Ai trả lời hộ. Chỉ người đang trao đổi và Sở thấy."),
    )
    tax_code = TextField(
        label=_("Mã số thuế"),
        required=False,
        max_length=14,
        help_text=_("10 số, chi nhánh 13 số. Nếu dùng số căn cước làm mã số thuế thì để trống, gửi giấy ở bước sau."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-look": "short"}),
    )
    province = forms.ModelChoiceField(
        label=_("Tỉnh"),
        queryset=Province.objects.order_by("slug"),
        required=False,
        empty_label=_("Chọn tỉnh"),
        help_text=_("Nơi đặt vựa hoặc trụ sở. Sở của tỉnh này xác minh."),
    )
    address = TextField(
        label=_("Vựa, kho ở xã nào"),
        required=False,
        max_length=250,
        help_text=_("Như: Hồng Giang, Lục Ngạn. Chỉ để tính đường đến vườn, không hiện cho ai."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "list": "place-options",
                "hx-get": reverse_lazy("regions:commune_suggestions"),
                "hx-trigger": "input changed delay:250ms",
                "hx-target": "#place-options",
            }
        ),
        error_messages={"max_length": _("Địa chỉ dài quá 250 chữ.")},
    )
    buys_in = PlacesField(
        label=_("Thường mua ở"),
        required=False,
        max_length=400,
        help_text=_("Tên các tỉnh, cách nhau bằng dấu phẩy. Để trống nếu ở đâu cũng mua."),
    )
    story = TextField(label=_("Giới thiệu"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    field_order = ("kind", "name", "contact_person", "tax_code", "province", "address", "buys_in", "story")

    class Meta:
        model = Trader
        fields = ("kind", "name", "contact_person", "tax_code", "province", "story")

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        self.initial.setdefault("kind", TraderKind.PERSON)
        if self.instance.pk and not self.is_bound:
            if self.instance.commune_id:
                self.initial["address"] = self.instance.commune.full_name
            self.initial["buys_in"] = list(self.instance.buys_in.order_by("slug"))

    def clean_kind(self):
        return self.cleaned_data["kind"] or TraderKind.PERSON

    def clean(self) -> dict:
        """`commune` is the one that the line means; it must lie in the province that was chosen, or says which."""
        cleaned = super().clean()
        cleaned["commune"] = self._commune(cleaned.pop("address", ""))
        commune, province = cleaned["commune"], cleaned.get("province")
        if commune and province and commune.province_id != province.pk:
            words = _("Nơi này thuộc %(here)s, khác tỉnh đã chọn ở trên. Sửa một trong hai.")
            here = commune.province.short_name
            self.add_error("address", ValidationError(words, code="elsewhere", params={"here": here}))
        cleaned["province"] = province or (commune and commune.province)
        return cleaned

    def _commune(self, typed: str) -> Commune | None:
        if not typed:
            return None
        if self.instance.commune_id and typed == self.instance.commune.full_name:
            return self.instance.commune
        parsed = parse(typed)
        if parsed.commune is None:
            words = parsed.problems[0] if parsed.problems else _("Có vài nơi tên như vậy. Ghi thêm huyện và tỉnh.")
            self.add_error("address", ValidationError(words, code="unclear"))
        return parsed.commune

    def clean_tax_code(self):
        code = re.sub(r"[\s.]", "", self.cleaned_data["tax_code"])
        if not code:
            return ""
        if not _TAX_CODE.fullmatch(code) or not code.isascii():
            raise ValidationError(_("Mã số thuế có 10 số, chi nhánh thì thêm 3 số."), code="invalid")
        if not is_tax_code(code):
            raise ValidationError(_("Mã số thuế này có số gõ nhầm, xem lại trên giấy giúp."), code="check_digit")
        return code if len(code) != 13 else f"{code[:10]}-{code[10:]}"


class PaperForm(forms.Form):
    document = DocumentField(
        label=_("Ảnh hoặc PDF giấy đăng ký kinh doanh"),
        help_text=_("Chụp thẳng, đọc rõ tên và số. Chỉ bên gửi và cán bộ Sở xem được. Đừng gửi ảnh căn cước."),
        error_messages={
            "required": _("Chọn ảnh hoặc tệp PDF."),
            "empty": _("Tệp này rỗng, chọn lại giúp."),
            "invalid": _("Tệp chưa gửi được, chọn lại giúp."),
        },
    )
