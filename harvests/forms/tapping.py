"""A declaration in three taps, and how a harvest goes on: what is in, what is left, what it gave."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from harvests.forms.window import OnceForm
from harvests.models.window import END_BEFORE_START, LONGEST_DAYS, TOO_LONG
from portal1034.core.fields import DayField, KgField, TextField
from portal1034.core.parsing import parse_window


class WindowField(TextField):
    """Two days from "giữa tháng 6" or "15/6 đến 5/7"."""

    widget = forms.TextInput(attrs={"autocomplete": "off", "data-look": "short"})

    def clean(self, value):
        text = super().clean(value)
        try:
            starts_on, ends_on = parse_window(text, timezone.localdate())
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error
        if ends_on < starts_on:
            raise ValidationError(END_BEFORE_START, code="end_before_start")
        if (ends_on - starts_on).days >= LONGEST_DAYS:
            raise ValidationError(TOO_LONG, code="too_long")
        return starts_on, ends_on


class WhenForm(forms.Form):
    khi = WindowField(
        label=_("Hoặc ghi ngày"),
        max_length=60,
        help_text=_("Ghi “giữa tháng 6” hoặc “15/6 đến 5/7”."),
        error_messages={"required": _("Ghi lúc thu hoạch, như giữa tháng 6.")},
    )
    use_required_attribute = False


def _kg(label, required: str, **more) -> KgField:
    return KgField(
        label=label,
        error_messages={"required": required},
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-look": "short"}),
        **more,
    )


class HowMuchForm(OnceForm):
    volume_kg = _kg(
        _("Hoặc ghi sản lượng"),
        _("Ghi sản lượng ước chừng, như 3 tấn."),
        help_text=_("Ước chừng cũng được: 3 tấn, 5 tạ, 800 kg."),
    )
    use_required_attribute = False


class ProgressForm(forms.Form):
    """What is in, what is left and until when. Nothing left is an answer too."""

    gathered_kg = _kg(_("Đã thu khoảng"), _("Ghi đã thu bao nhiêu, chưa thu thì ghi 0."), zero=True)
    left_kg = _kg(_("Còn khoảng"), _("Ghi còn bao nhiêu, hết rồi thì ghi 0."), zero=True)
    ends_on = DayField(label=_("Thu đến ngày"), end=True, help_text=_("Ghi 5/7 hoặc “cuối tháng 6”."), required=False)
    use_required_attribute = False

    def clean_ends_on(self):
        ends_on = self.cleaned_data["ends_on"]
        if ends_on and ends_on < timezone.localdate():
            raise ValidationError(_("Ngày này đã qua; ghi ngày thu xong sắp tới."), code="past")
        return ends_on


class ActualForm(forms.Form):
    actual_kg = _kg(
        _("Thu được"),
        _("Ghi thu được bao nhiêu, như 2,5 tấn hoặc 800 kg; mất trắng thì ghi 0."),
        help_text=_("Ước chừng cũng được: 2,5 tấn, 800 kg. Mất trắng thì ghi 0."),
        zero=True,
    )
    use_required_attribute = False
