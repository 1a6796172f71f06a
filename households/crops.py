"""The crops of a household, as boxes to tick and as names to write."""

import re

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from portal1034.commodities.models import Commodity
from portal1034.core.text import nfc
from portal1034.regions.models import Province

BOXES = 8
_MAX_NAMES = 20
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


def read_crops(text: str) -> list[Commodity]:
    """Return the commodities named in "vải thiều, bưởi Diễn"; raise ValueError with what is unclear."""
    names = [name for piece in re.split(r"[,;\n]", nfc(text)) if (name := piece.strip(" ."))]
    if len(names) > _MAX_NAMES:
        raise ValueError(_("Bác ghi nhiều nhất %s loại.") % _MAX_NAMES)
    return list({crop.pk: crop for crop in map(_read_crop, names)}.values())


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
