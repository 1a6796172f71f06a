"""What an officer writes: why a household is returned, and a household registered for its owner."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from households.forms.household import NAME_ERRORS, CropsForm, PlaceForm
from portal1034.accounts.consents import wording_of
from portal1034.accounts.enums import ConsentHow, ConsentPurpose
from portal1034.accounts.perms import Scope
from portal1034.core.fields import MobileField, TextField


class ReturnForm(forms.Form):
    reason = TextField(
        label=_("Hộ cần bổ sung gì?"),
        help_text=_("Một câu rõ ràng, như: “Địa chỉ thiếu tên thôn.”"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Ghi rõ hộ cần bổ sung gì, chủ hộ mới sửa được."),
            "max_length": _("Ghi gọn trong 500 chữ."),
        },
    )


class AssistedForm(PlaceForm, CropsForm):
    """`scope` is the officer's: a household elsewhere belongs to another officer."""

    phone = MobileField(label=_("Số điện thoại của chủ hộ"))
    name = TextField(label=_("Tên hộ hoặc cơ sở"), max_length=120, error_messages=NAME_ERRORS)
    how = forms.ChoiceField(
        label=_("Chủ hộ đồng ý bằng cách nào?"),
        choices=[(how.value, how.label) for how in (ConsentHow.PHONE, ConsentHow.PAPER)],
        widget=forms.RadioSelect,
        error_messages={"required": _("Chọn cách chủ hộ đã đồng ý.")},
    )
    consent_register = forms.BooleanField(
        label=_("Đã đọc cho chủ hộ nghe, và chủ hộ đồng ý: “%s”") % wording_of(ConsentPurpose.REGISTER).sentence,
        help_text=wording_of(ConsentPurpose.REGISTER).details,
        error_messages={"required": _("Chủ hộ chưa đồng ý thì chưa lập hồ sơ được.")},
    )
    consent_contact = forms.BooleanField(
        label=_("Chủ hộ cũng đồng ý: “%s”") % wording_of(ConsentPurpose.CONTACT).sentence,
        help_text=wording_of(ConsentPurpose.CONTACT).details,
        required=False,
    )
    field_order = ("phone", "name", "address", "crops", "other_crops", "how", "consent_register", "consent_contact")

    def __init__(self, *arguments, scope: Scope, **named):
        super().__init__(*arguments, **named)
        self.scope = scope
        for attribute in ("hx-get", "hx-trigger", "hx-target", "list"):  # the admin's pages carry no htmx
            self.fields["address"].widget.attrs.pop(attribute)
        self.show_boxes(self.province)

    def clean(self) -> dict:
        cleaned = super().clean()
        commune = cleaned.get("commune")
        if commune and not self.scope.holds(commune.province_id):
            sentence = _("Nơi này thuộc %s, ngoài tỉnh bạn phụ trách.") % commune.province.name_in_sentence
            self.add_error("address", ValidationError(sentence, code="out_of_scope"))
        return cleaned

    def given_consents(self) -> list[ConsentPurpose]:
        more = [ConsentPurpose.CONTACT] if self.cleaned_data["consent_contact"] else []
        return [ConsentPurpose.REGISTER, *more]
