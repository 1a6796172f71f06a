"""The crops of a household, as boxes to tick and as names to write."""

import re

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from portal1034.commodities.models import Commodity
from portal1034.core.text import nfc
from portal1034.regions.models import Province

BOXES = 8
_MAX_NAMES = 20
_BETWEEN = re.compile(r"(?<!\d),|,(?!\d)|[;\n]")
_MEASURE = r"\d[\d.,\s]*?\s*(?:m2|m²|mét vuông|ha|hecta|héc ta|mẫu|sào|công)"
# Without marks "sao" may be the stars of OCOP, so it is a measure only where nothing else has marks either.
_BARE_MEASURE = r"\d[\d.,\s]*?\s*(?:m2|met vuong|ha|hecta|hec ta|mau|sao|cong)"
# Ranks of Commodity.objects.matching: up to here a whole name, with or without its marks, was written.
_WHOLE_NAME = 3


def usual_crops(province: Province | None, ticked: list[int] | None = None) -> list[Commodity]:
    """Return the crops to offer as boxes: the ticked ones, what the province grows, what the country grows most."""
    here = Q(reference_seasons__province=province)
    common = (
        Commodity.objects.active()
        .annotate(here=Count("reference_seasons", filter=here), everywhere=Count("reference_seasons"))
        .order_by("-here", "-everywhere", "slug")[:BOXES]
    )
    chosen = list(Commodity.objects.active().filter(pk__in=ticked)) if ticked else []
    return list({crop.pk: crop for crop in (*chosen, *common)}.values())


def read_crops(text: str) -> dict[Commodity, str]:
    """Return the commodities named in "vải thiều 5 sào, bưởi Diễn", each with the area written beside it, or "".

    Raises ValueError with what is unclear.
    """
    pieces = split_pieces(text)
    if len(pieces) > _MAX_NAMES:
        raise ValueError(_("Bác ghi nhiều nhất %s loại.") % _MAX_NAMES)
    found: dict[Commodity, str] = {}
    for name, area in pieces:
        if not name:
            raise ValueError(_("“%s” là của loại nào? Bác ghi tên trước, như: vải thiều 5 sào.") % area[:40])
        crop = _read_crop(name)
        found[crop] = area or found.get(crop, "")
    return found


def split_pieces(text: str) -> list[tuple[str, str]]:
    """Return (name, area) of each piece of a list, either "" where it is not there: "5 sào vải, nhãn (0,3 ha)"."""
    return [_split(piece) for piece in parts_of(text) if piece]


def parts_of(text: str) -> list[str]:
    """Return what stands between the commas of a list, empty places too; the comma of "0,5 ha" parts nothing."""
    return [part.strip(" .") for part in _BETWEEN.split(nfc(text))]


def _split(piece: str) -> tuple[str, str]:
    measure = _BARE_MEASURE if piece.isascii() else _MEASURE
    if match := re.fullmatch(rf"({measure})(?:\s+(.+))?", piece, re.IGNORECASE):
        return (match[2] or "").strip(" -–:"), match[1].strip()
    if match := re.fullmatch(rf"(.+?)[\s:(–-]+({measure})\s*\)?", piece, re.IGNORECASE):
        return match[1].strip(" -–:("), match[2].strip()
    return piece, ""


def _read_crop(name: str) -> Commodity:
    found = list(Commodity.objects.active().matching(name[:80])[:4])
    if not found:
        raise ValueError(_("Danh mục chưa có “%s”. Bác ghi tên khác, hoặc bỏ qua rồi gọi cán bộ thêm vào.") % name[:40])
    best = found[0].match_rank
    rivals = [crop for crop in found if crop.match_rank == best]
    if len(rivals) == 1 and (best <= _WHOLE_NAME or len(found) == 1):
        return found[0]
    offered = ", ".join(crop.name for crop in (rivals if best <= _WHOLE_NAME else found)[:3])
    sentence = _("“%(name)s” có thể là %(offered)s. Bác ghi rõ loại nào.")
    raise ValueError(sentence % {"name": name[:40], "offered": offered})
