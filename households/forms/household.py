"""Where a household is, in the person's own words, with choices where they are unclear; what its owner agrees to."""

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from households.models import Household
from portal1034.accounts.consents import wording_of
from portal1034.accounts.enums import ConsentPurpose
from portal1034.core.fields import TextField
from portal1034.core.text import nfc
from portal1034.regions.addresses import ParsedAddress, parse
from portal1034.regions.models import Commune


class PlaceForm(forms.Form):
    """One line of address → `parsed` and, after cleaning, `cleaned_data["commune"]` and `cleaned_data["street"]`.

    When the line may mean several communes, a field `place` with the candidates appears.
    """

    address = TextField(
        label=_("Hộ ở đâu?"),
        help_text=_("Thôn, xã, tỉnh. Tên cũ hay mới đều được, như: thôn Kép, xã Hồng Giang, Lục Ngạn, Bắc Giang."),
        max_length=250,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "list": "place-options",
                "hx-get": reverse_lazy("regions:commune_suggestions"),
                "hx-trigger": "input changed delay:250ms",
                "hx-target": "#place-options",
            }
        ),
        error_messages={"required": _("Bác ghi xã và tỉnh."), "max_length": _("Địa chỉ dài quá 250 chữ.")},
    )

    def __init__(self, *arguments, known: ParsedAddress | None = None, **named):
        """`known` is an address understood before: the same words mean the same place, without asking again."""
        super().__init__(*arguments, **named)
        typed = self.data.get(self.add_prefix("address"), "") if self.is_bound else self.initial.get("address", "")
        self.parsed = known if known and nfc(typed) == known.text else parse(typed) if typed else None
        if self.is_bound and self.parsed and self.parsed.candidates:
            self.fields["place"] = self._place_field(self.parsed)
            after_address = list(self.fields)
            after_address.insert(after_address.index("address") + 1, after_address.pop())
            self.order_fields(after_address)

    @staticmethod
    def _place_field(parsed: ParsedAddress) -> forms.ChoiceField:
        return forms.ChoiceField(
            label=_("Bác ở nơi nào trong các nơi này?"),
            choices=[(candidate.commune.code, candidate.label) for candidate in parsed.candidates],
            widget=forms.RadioSelect(attrs={"data-look": "boxed"}),
            error_messages={
                "required": _("Bác chọn một nơi."),
                "invalid_choice": _("Bác chọn một nơi trong danh sách."),
            },
        )

    def clean(self) -> dict:
        cleaned = super().clean()
        if "address" in cleaned:
            cleaned["street"] = self.parsed.street[: Household._meta.get_field("address_line").max_length]
            cleaned["commune"] = self._commune(cleaned)
        return cleaned

    def _commune(self, cleaned: dict) -> Commune | None:
        if "place" in self.fields:
            by_code = {candidate.commune.code: candidate.commune for candidate in self.parsed.candidates}
            return by_code.get(cleaned.get("place"))
        if self.parsed.problems:
            self.add_error("address", ValidationError(self.parsed.problems[0], code="unclear"))
        return self.parsed.commune

    @property
    def province(self):
        return self.parsed.province if self.parsed else None


def consent_field(purpose: ConsentPurpose, *, required: bool) -> forms.BooleanField:
    """A box that nobody but the person ticks; `wording` on it is what is agreed to."""
    wording = wording_of(purpose)
    field = forms.BooleanField(
        label=wording.sentence,
        required=required,
        widget=forms.CheckboxInput(attrs={"data-consent": ""}),
        error_messages={"required": _("Bác đánh dấu vào ô này thì cổng mới lập hồ sơ được.")},
    )
    field.wording = wording
    return field


NAME_ERRORS = {"required": _("Bác ghi tên hộ."), "max_length": _("Tên dài quá 120 chữ.")}
