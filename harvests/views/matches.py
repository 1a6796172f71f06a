"""Who fits: for a trader's request the harvests, for a household's harvest the requests; and being told of new ones."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from harvests import matching, reputation
from harvests.desk import trader_context, trader_view
from harvests.enums import Freshness
from harvests.models import BuyRequest, Harvest
from households.desk import desk_context, household_view


@never_cache
@require_safe
@trader_view
def for_request(request: HttpRequest, pk: int) -> HttpResponse:
    """Harvests that fit the trader's own request."""
    rows = BuyRequest.objects.of_trader(request.trader).select_related(
        "commodity", "trader__province", "trader__commune", "province"
    )
    wanted = get_object_or_404(rows, pk=pk)
    now = timezone.now()
    matches = matching.harvests_for(wanted, now, timezone.localdate()) if wanted.is_open else []
    for match in matches[: matching.SHOWN]:
        match.row.is_faded = match.row.freshness(now) == Freshness.FADED
    context = {
        **trader_context(request.trader),
        "wanted": wanted,
        "summary": matching.harvests_summary(matches),
        "matches": matches[: matching.SHOWN],
    }
    return render(request, "harvests/request_matches.html", context)


@never_cache
@require_safe
@household_view
def for_harvest(request: HttpRequest, pk: int) -> HttpResponse:
    """Open requests that fit the household's own harvest."""
    rows = Harvest.objects.filter(household=request.household).with_places().select_related("household__commune")
    harvest = get_object_or_404(rows, pk=pk)
    matches = matching.requests_for(harvest, timezone.now(), timezone.localdate()) if harvest.is_active else []
    reputation.attach(match.row for match in matches[: matching.SHOWN])
    context = {
        **desk_context(request.household, "harvests"),
        "harvest": harvest,
        "summary": matching.requests_summary(matches),
        "matches": matches[: matching.SHOWN],
    }
    return render(request, "harvests/harvest_matches.html", context)
