"""The map of what is ripe (/mua-vu/ban-do/): its own page, and a part of the calendar that loads when it is reached.

The shapes of the provinces weigh as much as the rest of the calendar: on a bad line they come after what answers first.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from harvests.calendar import commodities_by_province
from harvests.drawing import weight_text
from harvests.filters import SeasonQuery
from harvests.models import CalendarCell
from harvests.views.season_words import map_title, neighbours
from portal1034.commodities.dekads import DEKADS_A_YEAR, format_dekad
from portal1034.commodities.models import Commodity
from portal1034.core.pagecache import cached_page
from portal1034.regions import drawing

FULLEST = 5


@require_safe
@login_not_required
@cached_page("season")
def ripe_map(request: HttpRequest) -> HttpResponse:
    """Three queries: the provinces, the commodities, the dekad's cells (of one of them, or how many have any)."""
    query = SeasonQuery.read(request.path, request.GET, timezone.localdate(), keep=("loai",))
    commodities = list(Commodity.objects.active().order_by("slug"))
    chosen = next((crop for crop in commodities if crop.slug == query.kept.get("loai")), None)
    if query.kept.get("loai") and chosen is None:
        query.problems.append(_("Không có nông sản đó trong danh sách; đang đếm mọi loại."))
    context = {
        "query": query,
        "neighbours": neighbours(query),
        "commodity_options": _options(commodities, chosen),
        "slider": _slider(query),
        **draw_ripe_map(query, chosen),
    }
    return render(request, "harvests/_ripe_map.html" if request.htmx else "harvests/ripe_map.html", context)


def _options(commodities: list[Commodity], chosen: Commodity | None) -> SafeString:
    listed = "".join(
        f'<option value="{escape(crop.slug)}"{" selected" if crop == chosen else ""}>{escape(crop.name)}</option>'
        for crop in commodities
    )
    return mark_safe(f'<option value="">{escape(_("Mọi loại nông sản"))}</option>{listed}')  # noqa: S308 (escaped)


def _slider(query: SeasonQuery) -> dict:
    """The year in view as steps 0..35: their codes and names, where it stands, the address to fill a code into."""
    dekads = [query.year.first.next(step) for step in range(DEKADS_A_YEAR)]
    return {
        "at": query.dekad - query.year.first,
        "last": DEKADS_A_YEAR - 1,
        "codes": ",".join(format_dekad(dekad.index) for dekad in dekads),
        "names": ",".join(f"{dekad.label} {dekad.year}" for dekad in dekads),
        "name": f"{query.dekad.label} {query.dekad.year}",
        "address": query.address(ky="00-0"),
    }


def draw_ripe_map(query: SeasonQuery, chosen: Commodity | None = None) -> dict:
    """The map, its legend, its title and the fullest places: commodities by number, or one by its supply in the dekad.

    One query.
    """
    geography = query.geography
    values = _supply(query, chosen) if chosen else _counts(query)
    units = {unit.code: unit for unit in map(geography.unit_of, geography.provinces)}
    address = reverse("harvests:commodity", args=[chosen.slug]) if chosen else reverse("harvests:calendar")
    said = {code: _amount(value, chosen) for code, value in values.items()}
    links = {code: query.address(address, tinh=units[code].slug, tat_ca=None, q=None, loai=None) for code in values}
    title = map_title(query, chosen)
    fullest = sorted(values, key=lambda code: (-values[code], code))[:FULLEST]
    return {
        "map": drawing.draw_map(
            values,
            unit="merged" if geography.is_merged else "province",
            title=title,
            links=links,
            labels={code: f"{units[code].short_name}: {text}" for code, text in said.items()},
            current=next((code for code, unit in units.items() if unit.slug == query.place.slug), None),
        ),
        "map_legend": drawing.draw_legend(
            {code: round(value / 1000, 1) for code, value in values.items()} if chosen else values,
            unit_of_measure=_("tấn") if chosen else _("loại"),
        ),
        "map_title": title,
        "is_one_crop": chosen is not None,
        "fullest": [(units[code].short_name, said[code], links[code]) for code in fullest],
    }


def _amount(value: int, chosen: Commodity | None) -> str:
    if chosen:
        return weight_text(value)
    return ngettext("%(count)s loại nông sản", "%(count)s loại nông sản", value) % {"count": value}


def _counts(query: SeasonQuery) -> dict[str, int]:
    """How many commodities have supply in the dekad, by code of the 63 or of the 34."""
    geography = query.geography
    ripe: dict[str, set[int]] = {}
    for province_id, commodity_ids in commodities_by_province(query.dekad).items():
        ripe.setdefault(geography.unit_of(geography.by_id[province_id]).code, set()).update(commodity_ids)
    return {code: len(commodity_ids) for code, commodity_ids in ripe.items()}


def _supply(query: SeasonQuery, chosen: Commodity) -> dict[str, int]:
    """The commodity's supply in the dekad, in kg, by code of the 63 or of the 34."""
    geography = query.geography
    cells = CalendarCell.objects.in_dekad(query.dekad).with_supply().filter(commodity=chosen)
    kg: dict[str, int] = {}
    for province_id, supply_kg in cells.values_list("province_id", "supply_kg"):
        code = geography.unit_of(geography.by_id[province_id]).code
        kg[code] = kg.get(code, 0) + supply_kg
    return kg
