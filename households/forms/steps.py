"""The questions of registering, one a page. Each form is drawn from a draft as well as from what is sent.

Every form takes `province`: the household's as far as it is known (its crops, its measure of land), or None.
"""

from django import forms
from django.utils.translation import gettext_lazy as _

from households.crops import usual_crops
from households.forms.farm import AreaForm, LocatedForm, PhotoForm, StoryForm
from households.forms.household import NAME_ERRORS, CropsForm, consent_field
from portal1034.accounts.enums import ConsentPurpose
from portal1034.core.fields import NameField
from portal1034.regions.models import Province


class StepForm(forms.Form):
    def __init__(self, *arguments, province: Province | None, **named):
        super().__init__(*arguments, **named)
        self.of_province = province


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


class CropsStep(StepForm, CropsForm):
    """→ `commodities`; `boxes` are the crops to tick, each with `checked`."""

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        ticked = self._ticked()
        self.boxes = usual_crops(self.of_province, ticked)
        for crop in self.boxes:
            crop.checked = crop.pk in ticked


class AreaStep(StepForm, AreaForm):
    def land_province(self) -> Province | None:
        return self.of_province


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
