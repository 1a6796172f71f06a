"""What an officer writes: a household's own facts; why it is returned; who belongs to a community digital team."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from households.forms.crops import CropAreasForm, CropBoxesForm, crops_initial
from households.models import Household, TeamMember
from households.reasons import RETURN_REASONS
from portal1034.commodities.models import Commodity
from portal1034.core.fields import MobileField, TextField

_LONGEST = 500


class ReturnForm(forms.Form):
    """→ `cleaned_data["sentence"]`: the ready reasons that were ticked and what was written, as one text."""

    ready = forms.MultipleChoiceField(
        label=_("Chọn câu có sẵn"),
        choices=RETURN_REASONS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Chọn trong các câu có sẵn, hoặc tự viết bên dưới.")},
    )
    reason = TextField(
        label=_("Hoặc viết câu khác"),
        help_text=_("Một câu rõ ràng, như: “Địa chỉ thiếu tên thôn.”"),
        required=False,
        max_length=_LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": _("Ghi gọn trong 500 chữ.")},
    )

    def clean(self) -> dict:
        cleaned = super().clean()
        ready = dict(RETURN_REASONS)
        said = [str(ready[key]) for key in cleaned.get("ready", ())] + [cleaned.get("reason", "")]
        cleaned["sentence"] = " ".join(filter(None, said))
        if not self.errors and not cleaned["sentence"]:
            self.add_error(
                "reason", ValidationError(_("Ghi rõ hộ cần bổ sung gì, chủ hộ mới sửa được."), code="required")
            )
        if len(cleaned["sentence"]) > _LONGEST:
            self.add_error(
                "reason", ValidationError(_("Ghi gọn trong 500 chữ, kể cả các câu đã chọn."), code="max_length")
            )
        return cleaned


class HouseholdForm(CropAreasForm, CropBoxesForm, forms.ModelForm):
    """→ besides the model's fields, `commodities` and `crop_areas` as `operations.set_crops` takes them."""

    class Meta:
        model = Household
        fields = ("name", "commune", "address_line", "area_m2", "story")

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        self.initial |= crops_initial(self.instance) if self.instance.pk else {}
        if "crops" in self.fields:
            self.fields["crops"].label = _("Nông sản")
            self.draw_boxes(list(Commodity.objects.active()))


class AppointForm(forms.ModelForm):
    """A new member is named by telephone; the account is made if there is none."""

    phone = MobileField(label=_("Số điện thoại"))
    full_name = TextField(
        label=_("Họ và tên"),
        max_length=120,
        error_messages={"required": _("Ghi họ và tên."), "max_length": _("Tên dài quá 120 chữ.")},
    )

    class Meta:
        model = TeamMember
        fields = ("communes",)
