"""What came of a call for buyers: what was asked for and offered since, and supply and demand then and now."""

from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from harvests.enums import COUNTED_REQUEST
from harvests.models import BuyRequest, CalendarCell, Offer, SeasonWarning


@dataclass(frozen=True, slots=True)
class Effect:
    """Since the call, over the warning's window in its province; weights in kg. Requests are those that reach there."""

    requests: int
    requests_kg: int
    offers: int
    supply_then: int
    demand_then: int
    supply_now: int
    demand_now: int

    @property
    def gap_then(self) -> int:
        return self.supply_then - self.demand_then

    @property
    def gap_now(self) -> int:
        return self.supply_now - self.demand_now


def read_effect(warning: SeasonWarning) -> Effect | None:
    """Three queries; None where nobody ever called."""
    if warning.called_at is None:
        return None
    cells = CalendarCell.objects.between(warning.first, warning.last).filter(
        commodity=warning.commodity_id, province=warning.province_id
    )
    now = cells.aggregate(supply=Sum("supply_kg", default=0), demand=Sum("demand_kg", default=0))
    asked = (
        BuyRequest.objects.reaching([warning.province_id])
        .filter(
            commodity=warning.commodity_id, status__in=COUNTED_REQUEST, created_at__gte=warning.called_at,
            starts_on__lte=warning.last.end, ends_on__gte=warning.first.start,
        )
        .order_by()
        .aggregate(count=Count("pk"), kg=Sum("volume_kg", default=0))
    )  # fmt: skip
    about = Q(harvest__commodity=warning.commodity_id) | Q(buy_request__commodity=warning.commodity_id)
    offers = Offer.objects.filter(
        about, household__province=warning.province_id, created_at__gte=warning.called_at
    ).count()
    return Effect(
        requests=asked["count"],
        requests_kg=asked["kg"],
        offers=offers,
        supply_then=warning.supply_at_call_kg,
        demand_then=warning.demand_at_call_kg,
        supply_now=now["supply"],
        demand_now=now["demand"],
    )
