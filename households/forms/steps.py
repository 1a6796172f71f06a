"""The questions of registering, one a page. Each form is drawn from a draft as well as from what is sent.

Every form takes `province`: the household's as far as it is known (its crops, its measure of land), or None.
"""

from collections.abc import Mapping

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from households.crops import usual_crops
from households.forms.crops import CropAreasForm, CropsForm
from households.forms.farm import AreaForm, LocatedForm, PhotoForm, StoryForm
from households.forms.household import NAME_ERRORS, consent_field
from portal1034.accounts.enums import ConsentPurpose
from portal1034.commodities.models import Commodity
from portal1034.core.fields import NameField, TextField
from portal1034.regions.models import Province


class StepForm(forms.Form):
    def __init__(self, *arguments, province: Province | None, **named):
        super().__init__(*arguments, **named)
        self.of_province = province

    def land_province(self) -> Province | None:
        return self.of_province


class NameStep(StepForm):
    name = NameField(
        label=_("Tên hộ hoặc cơ sở"),
        help_text=_("Như: Hộ Nguyễn Thị Lành."),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages=NAME_ERRORS,
    )


class AddressStep(StepForm, LocatedForm):
    pass


class CropsStep(StepForm, CropAreasForm, CropsForm):
    """→ `commodities`, `crop_areas`; `boxes` are the crops to tick, each with `checked`. Areas are asked afterwards."""

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        ticked = self.ticked()
        self.boxes = usual_crops(self.of_province, ticked)
        for crop in self.boxes:
            crop.checked = crop.pk in ticked


class AreaStep(StepForm, AreaForm):
    """→ `area_m2` of all, and `areas_told` {primary key of a commodity: m² or None} of each of `grown`.

    `grown` is {commodity: area written beside its name before, or ""}: shown again, so that nobody writes it twice.
    """

    def __init__(self, data=None, *arguments, grown: Mapping[Commodity, str], **named):
        written = {self._name(crop): [text] for crop, text in grown.items() if text}
        if data is not None:
            data = MultiValueDict(written | dict(data.lists()))
        super().__init__(data, *arguments, **named)
        self.grown = grown
        for crop, text in grown.items():
            self.fields[self._name(crop)] = TextField(
                label=crop.name,
                required=False,
                max_length=40,
                initial=text,
                widget=forms.TextInput(attrs={"autocomplete": "off", "data-look": "beside"}),
                error_messages={"max_length": _("Bác ghi ngắn thôi, như 1,5 ha.")},
            )

    @staticmethod
    def _name(crop: Commodity) -> str:
        return f"area_{crop.pk}"

    @property
    def of_crops(self) -> list[forms.BoundField]:
        return [self[self._name(crop)] for crop in self.grown]

    def clean(self) -> dict:
        cleaned = super().clean()
        cleaned["areas_told"] = {
            crop.pk: self.read_area(cleaned.get(self._name(crop), ""), field=self._name(crop), of=crop.name)
            for crop in self.grown
        }
        return cleaned


class StoryStep(StepForm, StoryForm):
    pass


class PhotoStep(StepForm, PhotoForm):
    pass


class ConsentForm(forms.Form):
    """The last page: what is agreed to, ticked by hand each time."""

    consent_register = consent_field(ConsentPurpose.REGISTER, required=True)
    consent_contact = consent_field(ConsentPurpose.CONTACT, required=False)

    def given_consents(self) -> list[ConsentPurpose]:
        boxes = {"consent_register": ConsentPurpose.REGISTER, "consent_contact": ConsentPurpose.CONTACT}
        return [purpose for name, purpose in boxes.items() if self.cleaned_data[name]]
