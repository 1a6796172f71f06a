"""The map of what is ripe: how many commodities each province has in supply, as a drawing with links."""

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from harvests.calendar import Season
from portal1034.regions.drawing import draw_map


def draw_season_map(season: Season) -> SafeString:
    """Draw the 63 provinces, darker with more commodities in supply in the season's dekad; each leads to its page."""
    provinces = season.geography.provinces
    values = {p.code: season.ripe_by_province.get(p.pk, 0) for p in provinces}
    return draw_map(
        values,
        title=_("Số loại nông sản đang thu hoạch ở từng tỉnh"),
        links={p.code: reverse("pages:province", args=[p.slug]) for p in provinces},
        labels={p.code: _label(p.short_name, values[p.code]) for p in provinces},
    )


def _label(name: str, count: int) -> str:
    return _("%(name)s: %(count)s loại nông sản") % {"name": name, "count": count} if count else name
