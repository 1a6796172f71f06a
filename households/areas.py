"""Land as farmers measure it. A sào is not the same everywhere, so reading one needs the zone."""

import re
from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from portal1034.core.formatting import number
from portal1034.core.parsing import parse_decimal
from portal1034.core.text import fold
from portal1034.regions.enums import Zone

MAX_M2 = 20_000_000
_NORTH, _CENTRE, _SOUTH = 360, 500, 1_000
SAO_M2 = {
    Zone.NORTHERN_MIDLANDS: _NORTH,
    Zone.RED_RIVER_DELTA: _NORTH,
    Zone.CENTRAL_COAST: _CENTRE,
    Zone.CENTRAL_HIGHLANDS: _SOUTH,
    Zone.SOUTHEAST: _SOUTH,
    Zone.MEKONG_DELTA: _SOUTH,
}
_AREA = re.compile(r"^([\d.,\s]*\d)\s*(m2|m²|m|met vuong|ha|hecta|hec ta|mau|sao|cong)?$")


def parse_area(text: str, zone: str) -> int:
    """Return whole m² from "2 sào", "1,5 ha", "3 công", "5.000 m2" (a bare number is m²). Raises ValueError."""
    match = _AREA.match(re.sub(r"^(khoang|gan|hon|tam|chung)\s*", "", fold(text).strip()))
    if not match:
        raise ValueError(_("Diện tích chưa đọc được. Bác ghi như 2 sào, 1,5 ha hoặc 5.000 m²."))
    area = int(parse_decimal(match[1]) * _unit_m2(match[2] or "m2", zone))
    if area <= 0:
        raise ValueError(_("Diện tích phải lớn hơn 0."))
    if area > MAX_M2:
        raise ValueError(_("Diện tích này lớn quá, bác xem lại giúp."))
    return area


def _unit_m2(unit: str, zone: str) -> int:
    sao = SAO_M2[Zone(zone)]
    named = {"ha": 10_000, "hecta": 10_000, "hec ta": 10_000, "mau": sao * 10, "sao": sao, "cong": _SOUTH}
    return named.get(unit, 1)


def write_area(area_m2: int | None) -> str:
    """Return an area as `parse_area` reads it back: "1,5 ha", "720 m²"."""
    if not area_m2:
        return ""
    if area_m2 >= 10_000 and area_m2 % 100 == 0:
        return f"{number(Decimal(area_m2) / 10_000, 2)} ha"
    return f"{number(area_m2)} m²"


def write_crops(crops: Iterable[tuple[str, int | None]], before: str = " ") -> str:
    """Return names with their areas, as `split_pieces` reads them back: "Nhãn, Vải thiều 1.800 m²"."""
    return ", ".join(f"{name}{before}{write_area(area)}" if area else name for name, area in crops)
