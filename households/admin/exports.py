"""What the lists of this app say when they leave the admin."""

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
CERTIFICATE_COLUMNS = (
    (_("Chứng nhận"), lambda c: c.name),
    (_("Số"), lambda c: c.number),
    (_("Nơi cấp"), lambda c: c.issuer),
    (_("Thị trường"), lambda c: c.market),
    (_("Ngày cấp"), lambda c: c.issued_on),
    (_("Dùng đến ngày"), lambda c: c.expires_on),
    (_("Xác minh"), lambda c: c.get_state_display()),
    (_("Mã hộ"), lambda c: c.household.code),
    (_("Tên hộ hoặc cơ sở"), lambda c: c.household.name),
    (_("Nơi"), lambda c: c.household.place),
    (_("Khai lúc"), lambda c: c.created_at),
)
CLASS_COLUMNS = (
    (_("Mã lớp"), lambda c: f"L{c.pk}"),
    (_("Lớp"), lambda c: c.title),
    (_("Dạy về"), lambda c: c.get_topic_display()),
    (_("Bắt đầu"), lambda c: c.starts_at),
    (_("Kết thúc"), lambda c: c.ends_at),
    (_("Chỗ học"), lambda c: c.place),
    (_("Tỉnh (63)"), lambda c: c.province.short_name),
    (_("Người dạy"), lambda c: c.trainer),
    (_("Số chỗ"), lambda c: c.capacity),
    (_("Hộ dự"), lambda c: c.attended_count),
)
MEMBER_COLUMNS = (
    (_("Họ và tên"), lambda m: str(m.user)),
    (_("Số điện thoại"), lambda m: m.user.phone.as_national.replace(" ", "")),
    (_("Sở"), lambda m: m.department.short_name),
    (_("Xã, phường phụ trách"), lambda m: ", ".join(sorted(commune.name for commune in m.communes.all()))),
    (_("Đang làm"), lambda m: _("có") if m.is_active else _("không")),
)
