"""The names of crops in a list, read as `households.crops.read_crops` reads them, without a query for each name."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from households.crops import split_pieces
from portal1034.commodities.models import Commodity
from portal1034.core.text import fold, nfc

_MAX_NAMES = 20
_WHOLE_NAME = 3
_NOT_A_WORD = re.compile(r"[\W_]+")
_REMEMBERED = 5_000


@dataclass(frozen=True, slots=True)
class Crop:
    pk: int
    name: str
    slug: str
    search_text: str


class CropReader:
    """One query at the start; then names → primary keys, as `Commodity.objects.matching` would find them."""

    def __init__(self) -> None:
        rows = Commodity.objects.active().order_by("slug").values_list("pk", "name", "slug", "search_text")
        self._crops = [Crop(*row) for row in rows]
        self._known: dict[str, Crop | str] = {}

    def read(self, text: str) -> list[Crop]:
        """Return the crops named in "vải thiều, bưởi Diễn"; raises ValueError with the first unclear name."""
        names = [name for piece in re.split(r"[,;\n/+]", nfc(text)) if (name := piece.strip(" ."))]
        if len(names) > _MAX_NAMES:
            raise ValueError(_("Ghi nhiều nhất %s loại.") % _MAX_NAMES)
        return list({crop.pk: crop for crop in map(self._read_one, names)}.values())

    def read_grown(self, text: str) -> list[tuple[Crop, str]]:
        """Return the crops named in "vải thiều 5 sào, nhãn", each with the area written beside it, or ""."""
        pieces = [piece for part in re.split(r"[/+]", text) for piece in split_pieces(part)]
        if len(pieces) > _MAX_NAMES:
            raise ValueError(_("Ghi nhiều nhất %s loại.") % _MAX_NAMES)
        found: dict[Crop, str] = {}
        for name, area in pieces:
            crop = self._read_one(name or area)
            found[crop] = area or found.get(crop, "")
        return list(found.items())

    def _read_one(self, name: str) -> Crop:
        if name not in self._known:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[name] = self._look_up(name)
        found = self._known[name]
        if isinstance(found, str):
            raise ValueError(found)
        return found

    def _look_up(self, name: str) -> Crop | str:
        """Return the crop, or the sentence that says why there is none."""
        ranked = self._matching(name[:80])[:4]
        if not ranked:
            return _("Danh mục chưa có “%s”. Ghi tên khác, hoặc để trống ô này.") % name[:40]
        best = ranked[0][0]
        rivals = [crop for rank, crop in ranked if rank == best]
        if len(rivals) == 1 and (best <= _WHOLE_NAME or len(ranked) == 1):
            return rivals[0]
        offered = ", ".join(crop.name for crop in (rivals if best <= _WHOLE_NAME else [c for _r, c in ranked])[:3])
        return _("“%(name)s” có thể là %(offered)s. Ghi rõ loại nào.") % {"name": name[:40], "offered": offered}

    def _matching(self, text: str) -> list[tuple[int, Crop]]:
        typed = _NOT_A_WORD.sub(" ", nfc(text).lower()).strip()
        folded = fold(typed)
        if not folded:
            return []
        words = folded.split()
        found = [crop for crop in self._crops if all(f" {word}" in crop.search_text for word in words)]
        return sorted(((_rank(crop.search_text, typed, folded), crop) for crop in found), key=lambda pair: pair[0])


def _rank(search_text: str, typed: str, folded: str) -> int:
    if search_text.startswith(f" | {typed} | "):
        return 0
    for rank, beginning in ((1, f" | {typed} | "), (2, f" | {typed}"), (3, f" | {folded} | "), (4, f" | {folded}")):
        if beginning in search_text:
            return rank
    return 5
