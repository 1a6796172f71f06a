"""Writes about what a household grows and on how much land."""

from collections.abc import Iterable, Mapping

from households.models import Household, HouseholdCrop
from portal1034.commodities.models import Commodity


def set_crops(
    *, household: Household, commodities: Iterable[Commodity], areas: Mapping[int, int] | None = None
) -> None:
    """Say what the household grows, all of it. `areas` is {commodity: m²}; None leaves those that are known.

    The caller holds a transaction and the household's row.
    """
    household.commodities.set(commodities)
    if areas is None:
        return
    changed = [row for row in household.crops.all() if row.area_m2 != areas.get(row.commodity_id)]
    for row in changed:
        row.area_m2 = areas.get(row.commodity_id)
    HouseholdCrop.objects.bulk_update(changed, ("area_m2",))
