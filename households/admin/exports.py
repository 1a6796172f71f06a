"""What a list of households says when it leaves the admin."""

from django.utils.translation import gettext_lazy as _

from households.areas import write_crops
from households.models import Household


def _grown(household: Household) -> list[tuple[str, int | None]]:
    return sorted((row.commodity.name, row.area_m2) for row in household.crops.all())


HOUSEHOLD_COLUMNS = (
    (_("Mã hộ"), lambda h: h.code),
    (_("Tên hộ hoặc cơ sở"), lambda h: h.name),
    (_("Họ tên chủ hộ"), lambda h: h.owner.full_name),
    (_("Số điện thoại"), lambda h: h.owner.phone.as_national.replace(" ", "")),
    (_("Thôn, xóm, số nhà"), lambda h: h.address_line),
    (_("Xã, phường"), lambda h: h.commune.name),
    (_("Tỉnh (63)"), lambda h: h.province.short_name),
    (_("Tỉnh (34)"), lambda h: h.province.successor.short_name),
    (_("Nông sản"), lambda h: ", ".join(name for name, _area in _grown(h))),
    (_("Diện tích từng loại"), lambda h: write_crops([crop for crop in _grown(h) if crop[1]], before=": ")),
    (_("Diện tích (m²)"), lambda h: h.area_m2),
    (_("Xác minh"), lambda h: h.get_verification_display()),
    (_("Gửi lúc"), lambda h: h.created_at),
)
