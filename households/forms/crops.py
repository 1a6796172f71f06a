"""What a household grows: boxes for what is usual there, a line for the rest, and the land of each if it says so."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from households.areas import write_area
from households.crops import read_crops, usual_crops
from households.forms.farm import LandForm
from households.models import Household
from portal1034.commodities.models import Commodity
from portal1034.core.fields import TextField
from portal1034.core.text import nfc


class CropBoxes(forms.CheckboxSelectMultiple):
    """A box for each crop, and beside a ticked one a line for its area.

    `areas` are {primary key: text} to show, `wrong` the keys whose text could not be read.
    """

    template_name = "households/forms/crop_boxes.html"

    class Media:
        css = {"all": ("css/crops.css",)}

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        self.areas: dict[int, str] = {}
        self.wrong: set[int] = set()

    def create_option(self, name, value, *arguments, **named):
        option = super().create_option(name, value, *arguments, **named)
        key = int(str(value))
        return option | {
            "area_name": area_name(name, key),
            "area": self.areas.get(key, ""),
            "wrong": key in self.wrong,
        }


def area_name(field: str, commodity: int) -> str:
    return f"{field}_area_{commodity}"


class CropBoxesForm(forms.Form):
    """→ `commodities`, and `area_texts` {primary key: what was written} of those with an area.

    The texts become numbers in a CropAreasForm, which knows where the land lies.
    """

    crops = forms.ModelMultipleChoiceField(
        label=_("Hộ có nông sản gì?"),
        help_text=_("Diện tích từng loại không bắt buộc, ghi như: 5 sào, 0,5 ha, 3.000 m²."),
        queryset=Commodity.objects.active(),
        required=False,
        widget=CropBoxes,
        error_messages={
            "invalid_choice": _("Có loại không còn trong danh mục."),
            "invalid_pk_value": _("Bác đánh dấu lại các loại nông sản."),
            "invalid_list": _("Bác đánh dấu lại các loại nông sản."),
        },
    )

    def draw_boxes(self, boxes: list[Commodity]) -> None:
        field = self.fields["crops"]
        field.choices = [(crop.pk, crop.name) for crop in boxes]
        shown = {crop.pk: self.typed_area(crop.pk) for crop in boxes}
        field.widget.areas = {key: text for key, text in shown.items() if text}

    def typed_area(self, key: int) -> str:
        """Return what stands beside a box: what was typed, on a fresh page what is known."""
        if self.is_bound:
            return nfc(self.data.get(self.add_prefix(area_name("crops", key)), ""))[:40].strip()
        return self.initial.get("crop_areas", {}).get(key, "")

    def clean(self) -> dict:
        cleaned = super().clean()
        ticked = cleaned.get("crops", ())
        cleaned["commodities"] = list(ticked)
        cleaned["area_texts"] = {crop.pk: text for crop in ticked if (text := self.typed_area(crop.pk))}
        return cleaned


class CropsForm(CropBoxesForm):
    """Boxes for what is usual there and a line for the rest."""

    other_crops = TextField(
        label=_("Loại khác"),
        help_text=_("Ghi tên, cách nhau bằng dấu phẩy, như: vải thiều, bưởi Diễn 3 sào."),
        required=False,
        max_length=300,
        error_messages={"max_length": _("Dài quá 300 chữ.")},
    )

    def show_boxes(self, province) -> None:
        """Offer what is usual in `province`, and whatever is ticked already."""
        self.draw_boxes(usual_crops(province, self.ticked()))

    def ticked(self) -> list[int]:
        if not self.is_bound:
            return [crop.pk for crop in self.initial.get("crops", ())]
        values = self.data.getlist("crops") if hasattr(self.data, "getlist") else self.data.get("crops", [])
        return [
            int(value) for value in values if str(value).isascii() and str(value).isdigit() and len(str(value)) < 10
        ]

    def clean_other_crops(self) -> dict[Commodity, str]:
        try:
            return read_crops(self.cleaned_data["other_crops"])
        except ValueError as error:
            raise ValidationError(str(error), code="unclear") from error

    def clean(self) -> dict:
        cleaned = super().clean()
        others = cleaned.get("other_crops") or {}
        cleaned["commodities"] = list(dict.fromkeys((*cleaned["commodities"], *others)))
        cleaned["area_texts"] |= {crop.pk: text for crop, text in others.items() if text}
        return cleaned


class CropAreasForm(LandForm):
    """→ `crop_areas` {primary key: m²}. Stands before the forms that say which crops, and where the land lies."""

    def clean(self) -> dict:
        cleaned = super().clean()
        cleaned["crop_areas"] = {}
        boxes = self.fields["crops"].widget
        for crop in cleaned["commodities"]:
            if text := cleaned["area_texts"].get(crop.pk):
                beside_box = bool(self.typed_area(crop.pk)) and text == self.typed_area(crop.pk)
                area = self.read_area(text, field="crops" if beside_box else "other_crops", of=crop.name)
                if area:
                    cleaned["crop_areas"][crop.pk] = area
                elif beside_box and self.land_province():
                    boxes.wrong.add(crop.pk)
        return cleaned


def crops_initial(household: Household) -> dict:
    """Return what a household grows as the initial values of a CropsForm."""
    grown = list(household.crops.in_order())
    return {
        "crops": [row.commodity for row in grown],
        "crop_areas": {row.commodity_id: write_area(row.area_m2) for row in grown},
    }
