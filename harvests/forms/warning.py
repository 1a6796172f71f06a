"""What an officer writes about a warning."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal1034.accounts.models import Department
from portal1034.core.fields import TextField

TOO_LONG = _("Ghi gọn trong 500 chữ.")


class ConfirmForm(forms.Form):
    note = TextField(
        label=_("Ghi chú cho người đọc"),
        help_text=_("Không bắt buộc. Như: “Vải sớm chín dồn do nắng nóng, kho lạnh huyện còn chỗ.”"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": TOO_LONG},
    )


class CallForm(forms.Form):
    """`departments` are those of the warning's province; there is at least one, or nobody can be turned to."""

    text = TextField(
        label=_("Lời kêu gọi"),
        help_text=_("Người mua đọc câu này trên trang chủ. Nói rõ hàng gì, ở đâu, lấy thế nào."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Viết một hai câu để người mua biết cần gì."), "max_length": TOO_LONG},
    )
    contact = forms.ModelChoiceField(
        label=_("Người mua liên hệ"),
        queryset=Department.objects.none(),
        empty_label=None,
        error_messages={
            "required": _("Chọn Sở mà người mua liên hệ."),
            "invalid_choice": _("Chọn một Sở phụ trách tỉnh này."),
        },
    )

    def __init__(self, *arguments, warning, **named):
        super().__init__(*arguments, **named)
        self.fields["contact"].queryset = Department.objects.filter(provinces=warning.province_id)
