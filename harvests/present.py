"""What one dekad holds at a place, and how far the word about it may be relied on.

How sure the declared supply is, said as a band around it:

- each kilogram is uncertain by how long ago its household last gave its word: 10% fresh, 25% ageing, 50% faded;
- where at least `LEAST_HOUSEHOLDS` households have said how much their harvests of the last three years gave, the band
  reaches down (or up) to what those gave for each kilogram declared.

The supply itself stays what was declared, to the kilogram.
"""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Count, Max, Min, Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from harvests.models import Harvest
from harvests.models.harvest import FADED_DAYS, FRESH_DAYS
from harvests.places import Place
from portal1034.commodities.dekads import Dekad
from portal1034.commodities.models import Commodity

# Below this many households no price, accuracy or band is told: it would tell of one of them.
LEAST_HOUSEHOLDS = 3
SPREAD_PERCENT = {"fresh": 10, "ageing": 25, "faded": 50}


@dataclass(slots=True)
class Present:
    """A commodity in one dekad at a place: supply (kg) by id of the 63, the fullest first; who wants it from there,
    and from anywhere.
    """

    supply_by_province: dict[int, int] = field(default_factory=dict)
    harvest_count: int = 0
    request_count: int = 0
    wanted_anywhere_kg: int = 0
    requests_anywhere: int = 0


@dataclass(frozen=True, slots=True)
class Coverage:
    """Who stands behind the supply of a commodity in a dekad at a place; prices are đồng a kg, None below the floor."""

    households: int
    provinces: int
    kg_by_freshness: dict[str, int]
    least_vnd: int | None
    most_vnd: int | None


@dataclass(frozen=True, slots=True)
class Accuracy:
    """What harvests that are over gave beside what was declared for them before their first day."""

    actual_kg: int
    declared_kg: int
    households: int

    @property
    def share(self) -> float:
        return self.actual_kg / self.declared_kg


def read_coverage(commodity: Commodity, dekad: Dekad, place: Place) -> Coverage:
    """One query, over the harvests whose window touches the dekad."""
    rows = Harvest.objects.public().of_commodity(commodity).touching(dekad)
    if not place.is_country:
        rows = rows.in_provinces(place.province_ids)
    now = timezone.now()
    fresh = Q(confirmed_at__gte=now - dt.timedelta(days=FRESH_DAYS + 1))
    faded = Q(confirmed_at__lt=now - dt.timedelta(days=FADED_DAYS + 1))
    left = Coalesce("left_kg", "volume_kg")
    priced = Count("household", distinct=True, filter=Q(price_vnd__isnull=False))
    told = rows.order_by().aggregate(
        households=Count("household", distinct=True),
        provinces=Count("province", distinct=True),
        fresh=Sum(left, filter=fresh, default=0),
        ageing=Sum(left, filter=~fresh & ~faded, default=0),
        faded=Sum(left, filter=faded, default=0),
        priced=priced,
        least=Min("price_vnd"),
        most=Max("price_vnd"),
    )
    is_told = told["priced"] >= LEAST_HOUSEHOLDS
    return Coverage(
        told["households"],
        told["provinces"],
        {name: told[name] for name in SPREAD_PERCENT},
        told["least"] if is_told else None,
        told["most"] if is_told else None,
    )


def read_accuracy(commodity: Commodity, place: Place) -> Accuracy | None:
    """Of the last three years at the place; None below the floor. One query."""
    rows = Harvest.objects.reported(timezone.localdate()).of_commodity(commodity)
    if not place.is_country:
        rows = rows.in_provinces(place.province_ids)
    told = rows.order_by().aggregate(**_sums(), households=Count("household", distinct=True))
    if told["households"] < LEAST_HOUSEHOLDS:
        return None
    return Accuracy(told["actual_sum"], told["declared_sum"], told["households"])


def _sums() -> dict:
    return {"actual_sum": Sum("actual_kg"), "declared_sum": Sum(Coalesce("promised_kg", "volume_kg"))}


def household_accuracy(household) -> dict[int, Accuracy]:
    """A household's own, by commodity id; one query."""
    rows = Harvest.objects.reported(timezone.localdate()).filter(household=household).order_by()
    rows = rows.values("commodity_id").annotate(**_sums())
    return {row["commodity_id"]: Accuracy(row["actual_sum"], row["declared_sum"], 1) for row in rows}


def band(supply_kg: int, coverage: Coverage, accuracy: Accuracy | None) -> tuple[int, int]:
    """The least and the most that a declared supply may turn out to be, in kg."""
    stated = sum(coverage.kg_by_freshness.values())
    spread = sum(kg * SPREAD_PERCENT[name] for name, kg in coverage.kg_by_freshness.items())
    width = supply_kg * spread // (stated * 100) if stated else supply_kg * SPREAD_PERCENT["faded"] // 100
    low, high = supply_kg - width, supply_kg + width
    if accuracy:
        given = round(supply_kg * accuracy.share)
        low, high = min(low, given), max(high, given)
    return max(low, 0), high
