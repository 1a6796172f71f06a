"""What registering asks one a page and the profile asks on one: where exactly, how large, the story, the picture."""

import re
from math import asin, cos, radians, sin, sqrt

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from households.areas import parse_area
from households.forms.household import PlaceForm
from households.models.farm import FarmPlace
from portal1034.core.fields import PictureField, TextField
from portal1034.regions.models import Province

# A farm lies in its commune; the largest reach some 40 km from their middle.
FARTHEST_KM = 60
_POINT = re.compile(r"^\(?\s*(\d{1,2}[.,]\d{2,})\s*[,;\s]\s*(\d{2,3}[.,]\d{2,})\s*\)?$")
_DIGITAL_ADDRESS = FarmPlace._meta.get_field("digital_address").validators[0]


class LocatedForm(PlaceForm):
    """→ `commune`, `street` (PlaceForm), `digital_address`, `on_map`, `point` (latitude, longitude) or None."""

    digital_address = TextField(
        label=_("Mã địa chỉ số"),
        help_text=_("Trên biển số nhà hoặc trong ứng dụng của bưu điện, nếu có."),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-look": "short"}),
        error_messages={"max_length": _("Mã địa chỉ số chỉ có từ 4 đến 20 chữ cái, số.")},
    )
    on_map = forms.BooleanField(label=_("Cho người mua tìm hộ trên bản đồ, ở giữa xã"), required=False)
    point = TextField(
        label=_("Chỗ chính xác hơn"),
        help_text=_("Không cần định vị. Có sẵn tọa độ thì dán vào đây, như: 21.37350, 106.61230."),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
        error_messages={"max_length": _("Bác chỉ dán hai số của tọa độ.")},
    )
    field_order = ("address", "place", "digital_address", "on_map", "point")

    def clean_digital_address(self) -> str:
        code = re.sub(r"\s+", "", self.cleaned_data["digital_address"]).upper()
        if code and not _DIGITAL_ADDRESS.regex.match(code):
            raise ValidationError(_("Mã địa chỉ số có từ 4 đến 20 chữ cái, số. Không có thì để trống."), code="invalid")
        return code

    def clean(self) -> dict:
        cleaned = super().clean()
        text, cleaned["point"] = cleaned.get("point"), None
        commune = cleaned.get("commune")
        if text and commune:
            self._read_point(text, commune)
        return cleaned

    def _read_point(self, text: str, commune) -> None:
        match = _POINT.match(text)
        if not match:
            self.add_error("point", _("Tọa độ chưa đọc được. Bác dán hai số như 21.37350, 106.61230, hoặc để trống."))
            return
        point = tuple(float(number.replace(",", ".")) for number in match.groups())
        if distance_km(point, (commune.latitude, commune.longitude)) > FARTHEST_KM:
            self.add_error("point", _("Chỗ này cách %s xa quá. Bác xem lại hai số, hoặc để trống.") % commune.name)
            return
        self.cleaned_data["point"] = point


class LandForm(forms.Form):
    """What reads areas: the measure of land is that of `land_province`."""

    def land_province(self) -> Province | None:
        """Return where the land lies, as far as it is known; called while cleaning."""
        commune = self.cleaned_data.get("commune")
        return commune.province if commune else None

    def read_area(self, text: str, *, field: str, of: str = "") -> int | None:
        """Return m², or None with a sentence beside `field` (None without one where the place is not known yet)."""
        province = self.land_province()
        if not text or not province:
            return None
        try:
            return parse_area(text, province.zone)
        except ValueError as error:
            self.add_error(field, ValidationError(f"{of}: {error}" if of else str(error), code="invalid"))
            return None


class AreaForm(LandForm):
    """→ `area_m2` or None."""

    area = TextField(
        label=_("Tổng diện tích"),
        help_text=_("Như: 2 sào, 1,5 ha, 3 công."),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-look": "short"}),
        error_messages={"max_length": _("Bác ghi ngắn thôi, như 1,5 ha.")},
    )

    def clean(self) -> dict:
        cleaned = super().clean()
        cleaned["area_m2"] = self.read_area(cleaned.get("area", ""), field="area")
        return cleaned


class StoryForm(forms.Form):
    story = TextField(
        label=_("Giới thiệu"),
        help_text=_("Trồng thế nào, có gì riêng. Vài câu là đủ; người mua đọc ở trang của hộ."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"max_length": _("Dài quá 2.000 chữ.")},
    )


class PhotoForm(forms.Form):
    photo = PictureField(
        label=_("Ảnh vườn, ao, chuồng"),
        help_text=_("Ảnh ngang chụp ban ngày là đẹp nhất. Cổng xóa vị trí ghi trong ảnh."),
        required=False,
        error_messages={"invalid": _("Bác chọn lại ảnh."), "empty": _("Ảnh này rỗng. Bác chọn ảnh khác.")},
    )


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the great-circle distance of two points (latitude, longitude in degrees)."""
    (lat1, lon1), (lat2, lon2) = (tuple(map(radians, point)) for point in (one, other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371 * asin(sqrt(half))
