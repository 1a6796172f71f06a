"""Why a household cannot deliver: one of the common reasons, or its own words."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal1034.core.fields import TextField
from products.connectors.orders import REASON_MAX

OTHER = "khac"
REASONS = (
    ("het-hang", _("Hết hàng")),
    ("hang-hong", _("Hàng hỏng, không bảo đảm chất lượng")),
    ("khong-kip", _("Không kịp đóng gói, gửi đi")),
    (OTHER, _("Lý do khác")),
)


class DeclineForm(forms.Form):
    why = forms.ChoiceField(
        label=_("Vì sao bác không giao được?"),
        choices=REASONS,
        widget=forms.RadioSelect(attrs={"data-look": "boxed"}),
        error_messages={"required": _("Bác chọn một lý do."), "invalid_choice": _("Bác chọn một lý do.")},
    )
    words = TextField(
        label=_("Lý do khác"),
        help_text=_("Người mua đọc được lời này."),
        required=False,
        max_length=REASON_MAX,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("why") == OTHER and not cleaned.get("words") and "words" not in self.errors:
            self.add_error("words", _("Bác ghi lý do để người mua biết."))
        return cleaned

    @property
    def reason(self) -> str:
        """What the buyer reads."""
        why = self.cleaned_data["why"]
        return self.cleaned_data["words"] if why == OTHER else str(dict(REASONS)[why])
