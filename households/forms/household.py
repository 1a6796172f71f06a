"""What a household says of itself. The place is one line in the person's own words; choices appear if it is unclear."""

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from households.crops import read_crops, usual_crops
from households.models import Household
from portal1034.accounts.consents import wording_of
from portal1034.accounts.enums import ConsentPurpose
from portal1034.commodities.models import Commodity
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


class CropsForm(forms.Form):
    """Boxes for what is usual there and a line for the rest → `cleaned_data["commodities"]`."""

    crops = forms.ModelMultipleChoiceField(
        label=_("Hộ có nông sản gì?"),
        queryset=Commodity.objects.active(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("Có loại không còn trong danh mục."),
            "invalid_pk_value": _("Bác đánh dấu lại các loại nông sản."),
            "invalid_list": _("Bác đánh dấu lại các loại nông sản."),
        },
    )
    other_crops = TextField(
        label=_("Loại khác"),
        help_text=_("Ghi tên, cách nhau bằng dấu phẩy, như: vải thiều, bưởi Diễn."),
        required=False,
        max_length=300,
        error_messages={"max_length": _("Dài quá 300 chữ.")},
    )

    def show_boxes(self, province) -> None:
        """Offer what is usual in `province`, and whatever is ticked already."""
        boxes = usual_crops(province, self._ticked())
        self.fields["crops"].choices = [(crop.pk, crop.name) for crop in boxes]

    def _ticked(self) -> list[int]:
        if not self.is_bound:
            return [crop.pk for crop in self.initial.get("crops", ())]
        values = self.data.getlist("crops") if hasattr(self.data, "getlist") else self.data.get("crops", [])
        return [
            int(value) for value in values if str(value).isascii() and str(value).isdigit() and len(str(value)) < 10
        ]

    def clean_other_crops(self) -> list[Commodity]:
        try:
            return read_crops(self.cleaned_data["other_crops"])
        except ValueError as error:
            raise ValidationError(str(error), code="unclear") from error

    def clean(self) -> dict:
        cleaned = super().clean()
        chosen = (*cleaned.get("crops", ()), *(cleaned.get("other_crops") or ()))
        cleaned["commodities"] = list({crop.pk: crop for crop in chosen}.values())
        return cleaned


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
