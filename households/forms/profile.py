"""The household's profile: all that registering asks, on one page, with what it says today."""

from django import forms
from django.utils.translation import gettext_lazy as _

from households.areas import write_area
from households.forms.crops import CropAreasForm, CropsForm, crops_initial
from households.forms.farm import AreaForm, LocatedForm, PhotoForm, StoryForm
from households.forms.household import NAME_ERRORS
from households.models import FarmPlace, Household
from portal1034.core.fields import NameField
from portal1034.regions.addresses import ParsedAddress


class ProfileForm(AreaForm, CropAreasForm, LocatedForm, CropsForm, StoryForm, PhotoForm):
    name = NameField(label=_("Tên hộ hoặc cơ sở"), max_length=120, error_messages=NAME_ERRORS)
    remove_photo = forms.BooleanField(label=_("Bỏ ảnh đang có"), required=False)
    field_order = (
        "name", "address", "place", "digital_address", "on_map", "point", "crops", "other_crops", "area", "story",
        "photo", "remove_photo",
    )  # fmt: skip

    def __init__(self, *arguments, household: Household, **named):
        named.setdefault("initial", profile_initial(household))
        super().__init__(*arguments, known=known_address(household), **named)
        self.show_boxes(self.province or household.province)


def known_address(household: Household) -> ParsedAddress:
    """Return the household's place as if it had just been parsed from today's names."""
    commune = household.commune
    return ParsedAddress(
        text=", ".join(filter(None, (household.address_line, commune.full_name))),
        street=household.address_line,
        commune=commune,
        province=household.province,
        converted_text=commune.full_name,
    )


def profile_initial(household: Household) -> dict:
    return {
        "name": household.name,
        "address": known_address(household).text,
        **crops_initial(household),
        "area": write_area(household.area_m2),
        "story": household.story,
        **_place_initial(household),
    }


def _place_initial(household: Household) -> dict:
    place = FarmPlace.objects.filter(household=household).first()
    if place is None:
        return {}
    point = f"{place.own_latitude:.5f}, {place.own_longitude:.5f}" if place.is_exact else ""
    return {"digital_address": place.digital_address, "on_map": place.on_map, "point": point}
