"""A household typed in for its owner, who agreed by telephone or on paper."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from households.forms.crops import CropAreasForm, CropsForm, crops_initial
from households.forms.household import NAME_ERRORS, PlaceForm
from households.forms.profile import known_address
from households.models import Household, TeamMember
from households.perms import may_register_in
from portal1034.accounts.consents import wording_of
from portal1034.accounts.enums import ConsentHow, ConsentPurpose
from portal1034.accounts.perms import Scope
from portal1034.core.fields import MobileField, NameField, TextField
from portal1034.regions.models import Commune

# Nine or twelve digits in a row: a citizen's number, which has no place in a note.
_CITIZEN_ID = re.compile(r"(?<!\d)(?:\d{12}|\d{9})(?!\d)")


class AgreedForm(forms.Form):
    """How the owner agreed, told by whoever asked them."""

    how = forms.ChoiceField(
        label=_("Chủ hộ đồng ý bằng cách nào?"),
        choices=[(how.value, how.label) for how in (ConsentHow.PHONE, ConsentHow.PAPER)],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Chọn cách chủ hộ đã đồng ý."),
            "invalid_choice": _("Chọn một trong hai cách."),
        },
    )
    consent_register = forms.BooleanField(
        label=_("Đã đọc cho chủ hộ nghe, và chủ hộ đồng ý: “%s”") % wording_of(ConsentPurpose.REGISTER).sentence,
        help_text=wording_of(ConsentPurpose.REGISTER).details,
        error_messages={"required": _("Chủ hộ chưa đồng ý thì chưa lập hồ sơ được.")},
        widget=forms.CheckboxInput(attrs={"data-consent": ""}),
    )


class AssistedForm(AgreedForm, CropAreasForm, PlaceForm, CropsForm):
    """Who may register where is the subclass's to say, in `refusal`."""

    phone = MobileField(label=_("Số điện thoại của chủ hộ"))
    name = NameField(label=_("Tên hộ hoặc cơ sở"), max_length=120, error_messages=NAME_ERRORS)
    note = TextField(
        label=_("Số phiếu hoặc ghi chú"),
        help_text=_("Số tờ phiếu đã ký, hoặc ai nói qua điện thoại. Không ghi số căn cước, không chụp giấy tờ."),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": _("Ghi gọn trong 200 chữ.")},
    )
    consent_contact = forms.BooleanField(
        label=_("Chủ hộ cũng đồng ý: “%s”") % wording_of(ConsentPurpose.CONTACT).sentence,
        help_text=wording_of(ConsentPurpose.CONTACT).details,
        required=False,
        widget=forms.CheckboxInput(attrs={"data-consent": ""}),
    )
    field_order = (
        "phone", "name", "address", "place", "crops", "other_crops", "how", "note", "consent_register",
        "consent_contact",
    )  # fmt: skip

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        self.show_boxes(self.province)

    def refusal(self, commune: Commune) -> str:
        """Return why this person may not register a household in `commune`, "" when they may."""
        raise NotImplementedError

    def clean_note(self) -> str:
        if _CITIZEN_ID.search(re.sub(r"(?<=\d)[ .](?=\d)", "", self.cleaned_data["note"])):
            raise ValidationError(_("Đừng ghi số căn cước ở đây."), code="citizen_id")
        return self.cleaned_data["note"]

    def clean(self) -> dict:
        cleaned = super().clean()
        commune = cleaned.get("commune")
        if commune and (sentence := self.refusal(commune)):
            self.add_error("address", ValidationError(sentence, code="out_of_scope"))
        return cleaned

    def given_consents(self) -> list[ConsentPurpose]:
        more = [ConsentPurpose.CONTACT] if self.cleaned_data["consent_contact"] else []
        return [ConsentPurpose.REGISTER, *more]

    def household(self) -> dict:
        """Return what was said as arguments of `register_household`, without who it is for and who typed it."""
        said = self.cleaned_data
        return {
            "name": said["name"],
            "commune": said["commune"],
            "address_line": said["street"],
            "address_typed": said["address"],
            "commodities": said["commodities"],
            "crop_areas": said["crop_areas"],
            "consents": self.given_consents(),
            "how": ConsentHow(said["how"]),
            "note": said["note"],
        }


class OfficerForm(AssistedForm):
    """`scope` is the officer's: a household elsewhere belongs to another officer."""

    def __init__(self, *arguments, scope: Scope, **named):
        super().__init__(*arguments, **named)
        self.scope = scope
        for attribute in ("hx-get", "hx-trigger", "hx-target", "list"):  # the admin's pages carry no htmx
            self.fields["address"].widget.attrs.pop(attribute)

    def refusal(self, commune: Commune) -> str:
        if self.scope.holds(commune.province_id):
            return ""
        return _("Nơi này thuộc %s, ngoài tỉnh bạn phụ trách.") % commune.province.name_in_sentence


def _refusal_of_team(member: TeamMember, commune: Commune) -> str:
    if may_register_in(member, commune):
        return ""
    return _("%s không có trong danh sách xã của tổ. Báo cán bộ Sở thêm vào.") % commune.full_name


class TeamForm(AssistedForm):
    """`member` may register in the communes of their list."""

    def __init__(self, *arguments, member: TeamMember, **named):
        super().__init__(*arguments, **named)
        self.member = member

    def refusal(self, commune: Commune) -> str:
        return _refusal_of_team(self.member, commune)


class TeamMendForm(CropAreasForm, PlaceForm, CropsForm):
    """What a team member may put right in a household sent back to them: name, place, crops."""

    name = NameField(label=_("Tên hộ hoặc cơ sở"), max_length=120, error_messages=NAME_ERRORS)
    field_order = ("name", "address", "place", "crops", "other_crops")

    def __init__(self, *arguments, member: TeamMember, household: Household, **named):
        known = known_address(household)
        initial = {"name": household.name, "address": known.text, **crops_initial(household)}
        super().__init__(*arguments, known=known, initial=initial, **named)
        self.member = member
        self.show_boxes(self.province or household.province)

    def clean(self) -> dict:
        cleaned = super().clean()
        commune = cleaned.get("commune")
        if commune and (sentence := _refusal_of_team(self.member, commune)):
            self.add_error("address", ValidationError(sentence, code="out_of_scope"))
        return cleaned

    def profile(self) -> dict:
        """Return what was said as arguments of `operations.mend_for`."""
        said = self.cleaned_data
        return {
            "name": said["name"],
            "commune": said["commune"],
            "address_line": said["street"],
            "address_typed": said["address"],
            "commodities": said["commodities"],
            "crop_areas": said["crop_areas"],
        }
