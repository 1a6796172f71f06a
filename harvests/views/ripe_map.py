"""The map of what is ripe (/mua-vu/ban-do/): its own page, and a part of the calendar that loads when it is reached.

The shapes of the provinces weigh as much as the rest of the calendar: on a bad line they come after what answers first.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from harvests.calendar import commodities_by_province
from harvests.filters import SeasonQuery
from harvests.views.calendar import map_title
from harvests.views.season_words import neighbours
from portal1034.core.pagecache import cached_page
from portal1034.regions import drawing


@require_safe
@login_not_required
@cached_page("season")
def ripe_map(request: HttpRequest) -> HttpResponse:
    """Two queries: the provinces, the dekad's cells."""
    query = SeasonQuery.read(request.path, request.GET, timezone.localdate())
    template = "harvests/_ripe_map.html" if request.htmx else "harvests/ripe_map.html"
    return render(request, template, {"query": query, "neighbours": neighbours(query), **draw_ripe_map(query)})


def draw_ripe_map(query: SeasonQuery) -> dict:
    """The map, its legend and its title: how many commodities each of the 63 or the 34 has in the dekad."""
    geography = query.geography
    ripe: dict[str, set[int]] = {}
    for province_id, commodity_ids in commodities_by_province(query.dekad).items():
        ripe.setdefault(geography.unit_of(geography.by_id[province_id]).code, set()).update(commodity_ids)
    counts = {code: len(commodity_ids) for code, commodity_ids in ripe.items()}
    units = {unit.code: unit for unit in map(geography.unit_of, geography.provinces)}
    calendar = reverse("harvests:calendar")
    labels = {
        code: _("%(place)s: %(count)s loại nông sản") % {"place": units[code].short_name, "count": count}
        for code, count in counts.items()
    }
    title = map_title(query)
    return {
        "map": drawing.draw_map(
            counts,
            unit="merged" if geography.is_merged else "province",
            title=title,
            links={code: query.address(calendar, tinh=units[code].slug, tat_ca=None, q=None) for code in counts},
            labels=labels,
            current=next((code for code, unit in units.items() if unit.slug == query.place.slug), None),
        ),
        "map_legend": drawing.draw_legend(counts, unit_of_measure=_("loại")),
        "map_title": title,
    }
