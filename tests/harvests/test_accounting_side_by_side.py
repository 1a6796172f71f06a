"""The calendar's cells are exact under writers side by side, each on its own connection."""

import datetime as dt
import functools
import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.db.models import F

from harvests.models import CalendarCell, Harvest, Trader
from harvests.recount import differences
from tests.factories.harvests import TraderFactory, commodity_of
from tests.factories.households import HouseholdFactory, commune_of
from tests.harvests.storm import CHANGES, raise_storm


def on_own_connections(*works):
    """Run each work in a thread, and so on a connection that commits; return what they returned or raise."""
    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result() for future in [pool.submit(_closing, work) for work in works]]


def _closing(work):
    try:
        return work()
    finally:
        connection.close()


@pytest.fixture
def committed(db):
    """Households that every connection sees, taken away afterwards."""
    [households] = on_own_connections(
        lambda: [HouseholdFactory(commune=commune_of(code), agreed=False) for code in ("24", "66", "30", "79")]
    )
    yield households
    on_own_connections(lambda: _take_away(households))


def _take_away(households) -> None:
    Harvest.objects.filter(household__in=households).delete()
    for trader in Trader.objects.all():
        trader.requests.all().delete()
        trader.delete()
        trader.user.delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM harvests_calendarcell; DELETE FROM harvests_countrycell;")
    for household in households:
        owner = household.owner
        household.delete()
        owner.delete()


def test_threads_that_write_the_same_cells_lose_nothing_and_never_deadlock(committed):
    """Eight connections, 40 statements each, all on the same few cells, in orders that would cross."""
    commodities = [commodity_of(slug) for slug in ("vai-thieu", "nhan", "thanh-long")]
    on_own_connections(
        *(functools.partial(_write_at_random, random.Random(seed), committed, commodities) for seed in range(8))
    )
    assert Harvest.objects.filter(household__in=committed).count() > 100
    assert on_own_connections(differences) == [[]]


def _write_at_random(chance: random.Random, households, commodities) -> None:
    mine: list[int] = []
    for _round in range(40):
        day = dt.date(2026, 12, 1) + dt.timedelta(chance.randrange(60))
        rows = [
            Harvest(
                household=household,
                province=household.province,
                commodity=commodity,
                starts_on=day,
                ends_on=day + dt.timedelta(chance.randrange(40)),
                volume_kg=chance.randrange(1, 9_999),
            )
            for household in chance.sample(households, 2)
            for commodity in chance.sample(commodities, 2)
        ]
        match chance.randrange(3):
            case 0 if mine:
                Harvest.objects.filter(pk__in=chance.sample(mine, len(mine) // 2 or 1)).update(volume_kg=77)
            case 1 if mine:
                Harvest.objects.filter(pk=mine.pop()).delete()
            case _:
                mine += [harvest.pk for harvest in Harvest.objects.bulk_create(rows)]


def test_a_storm_of_every_kind_of_change_leaves_no_cell_wrong(committed):
    """1,500 changes from six connections; `make bench` makes 10,000 of them."""
    traders = on_own_connections(TraderFactory, TraderFactory)
    commodities = [commodity_of(slug) for slug in ("vai-thieu", "nhan", "thanh-long")]
    done = raise_storm(
        households=committed, traders=traders, commodities=commodities, changes=1_500, connections=6, seed=1034
    )
    assert sum(done.values()) == 1_500
    assert set(done) == {change.__name__ for change in CHANGES}
    assert Harvest.objects.filter(left_kg__isnull=False).exists()
    assert CalendarCell.objects.filter(supply_kg__gt=0, demand_kg__gt=0).exists()
    assert on_own_connections(differences) == [[]]
    # A household that moved while a harvest was being declared took that one along too.
    assert not Harvest.objects.exclude(province=F("household__province")).exists()
