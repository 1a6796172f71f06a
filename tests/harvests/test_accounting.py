"""The calendar's cells are exact after whatever happens to harvests and buy requests."""

import datetime as dt
import random
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harvests.enums import HarvestStatus, RequestStatus
from harvests.models import BuyRequest, CalendarCell, CountryCell, Harvest
from harvests.recount import differences, recompute
from portal1034.commodities.dekads import Dekad, share_by_dekad
from portal1034.commodities.models import Commodity
from tests.factories.harvests import BuyRequestFactory, HarvestFactory, TraderFactory
from tests.factories.households import HouseholdFactory, commune_of

pytestmark = pytest.mark.django_db
SOME_DB = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def supply_by_dekad(model=CalendarCell, **place) -> dict[int, int]:
    return dict(model.objects.with_supply().filter(**place).values_list("dekad", "supply_kg"))


def test_a_declared_harvest_is_in_the_calendar_at_once():
    harvest = HarvestFactory(starts_on=dt.date(2026, 6, 5), ends_on=dt.date(2026, 6, 24), volume_kg=1_000)
    expected = share_by_dekad(1_000, harvest.starts_on, harvest.ends_on)
    assert supply_by_dekad(province=harvest.province) == expected
    assert supply_by_dekad(CountryCell) == expected
    assert set(CalendarCell.objects.values_list("harvest_count", flat=True)) == {1}


def test_a_season_over_new_year_is_counted_on_both_sides():
    HarvestFactory(starts_on=dt.date(2026, 12, 25), ends_on=dt.date(2027, 1, 3), volume_kg=1_000)
    assert supply_by_dekad() == {Dekad(2026, 36).ordinal: 700, Dekad(2027, 1).ordinal: 300}


def test_an_amended_volume_moves_only_the_difference():
    harvest = HarvestFactory(volume_kg=6_000)
    HarvestFactory(household=harvest.household, volume_kg=4_000)
    harvest.volume_kg = 2_000
    harvest.save()
    assert sum(supply_by_dekad().values()) == sum(supply_by_dekad(CountryCell).values()) == 6_000
    assert set(CalendarCell.objects.values_list("harvest_count", flat=True)) == {2}


@pytest.mark.parametrize("status", [HarvestStatus.SOLD_OUT, HarvestStatus.CANCELLED])
def test_what_is_sold_out_or_cancelled_counts_for_nothing(status):
    harvest = HarvestFactory()
    Harvest.objects.filter(pk=harvest.pk).update(status=status)
    assert not CalendarCell.objects.exclude(supply_kg=0, harvest_count=0).exists()
    assert differences() == []


def test_a_request_from_anywhere_counts_only_in_the_country():
    BuyRequestFactory(volume_kg=2_000)
    assert not CalendarCell.objects.exists()
    assert sum(CountryCell.objects.values_list("demand_kg", flat=True)) == 2_000


def test_a_request_for_a_province_counts_in_both_and_a_closed_one_in_neither():
    request = BuyRequestFactory(province=commune_of("24").province, volume_kg=2_000)
    assert sum(CalendarCell.objects.values_list("demand_kg", flat=True)) == 2_000
    BuyRequest.objects.filter(pk=request.pk).update(status=RequestStatus.CLOSED)
    assert sum(CalendarCell.objects.values_list("demand_kg", flat=True)) == 0
    assert differences() == []


def test_bulk_create_raw_sql_delete_and_truncate_are_counted():
    household = HouseholdFactory()
    HarvestFactory._meta.model.objects.bulk_create(
        HarvestFactory.build(household=household, province=household.province, volume_kg=kg) for kg in (10, 20, 30)
    )
    assert sum(supply_by_dekad().values()) == 60
    with connection.cursor() as cursor:
        cursor.execute("UPDATE harvests_harvest SET ends_on = ends_on + 10, volume_kg = volume_kg * 2")
    assert differences() == []
    assert sum(supply_by_dekad().values()) == 120
    Harvest.objects.filter(volume_kg=20).delete()
    assert sum(supply_by_dekad(CountryCell).values()) == 100
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE harvests_harvest CASCADE")
    assert differences() == []
    assert supply_by_dekad() == {}


def test_the_province_is_the_households_whatever_is_written():
    harvest = HarvestFactory(household=HouseholdFactory(commune=commune_of("24")), province=commune_of("66").province)
    harvest.refresh_from_db()
    assert harvest.province.code == "24"


def test_a_household_that_moves_takes_its_harvests_and_their_cells_along():
    harvest = HarvestFactory(household=HouseholdFactory(commune=commune_of("24")))
    household = harvest.household
    household.commune = commune_of("66")
    household.province = household.commune.province
    household.save()
    harvest.refresh_from_db()
    assert harvest.province.code == "66"
    assert set(CalendarCell.objects.with_supply().values_list("province__code", flat=True)) == {"66"}
    assert differences() == []


DAY = st.integers(0, 500).map(lambda days: dt.date(2026, 6, 1) + dt.timedelta(days))
CHANGE = st.tuples(
    st.sampled_from(["insert", "bulk", "update", "shift", "status", "delete", "request", "close"]),
    st.integers(0, 10**6),
    DAY,
    st.integers(1, 120),
    st.integers(1, 50_000),
)


@SOME_DB
@given(st.lists(CHANGE, min_size=5, max_size=20))
def test_after_any_changes_nothing_differs_from_a_fresh_count(changes):
    with transaction.atomic():
        households = [HouseholdFactory(commune=commune_of(code)) for code in ("24", "66", "30")]
        trader = TraderFactory()
        commodities = list(Commodity.objects.order_by("pk")[:3])
        for change in changes:
            _apply(change, households, trader, commodities)
        assert differences() == []
        transaction.set_rollback(True)


def _apply(change, households, trader, commodities) -> None:
    action, seed, day, days, kg = change
    chance = random.Random(seed)
    household, commodity = chance.choice(households), chance.choice(commodities)
    window = {"starts_on": day, "ends_on": day + dt.timedelta(days), "volume_kg": kg, "commodity": commodity}
    some = Harvest.objects.filter(
        pk__in=[pk for pk in Harvest.objects.values_list("pk", flat=True) if chance.random() < 0.5]
    )
    if action == "insert":
        HarvestFactory(household=household, **window)
    elif action == "bulk":
        rows = [HarvestFactory.build(household=h, province=h.province, **window) for h in households * 3]
        Harvest.objects.bulk_create(rows)
    elif action == "update":
        some.update(volume_kg=kg, commodity=commodity)
    elif action == "shift":
        some.update(starts_on=day, ends_on=day + dt.timedelta(days))
    elif action == "status":
        some.update(status=chance.choice(HarvestStatus.values))
    elif action == "delete":
        some.delete()
    elif action == "request":
        province = chance.choice([None, household.province])
        BuyRequestFactory(trader=trader, province=province, **window)
    else:
        BuyRequest.objects.filter(commodity=commodity).update(status=chance.choice(RequestStatus.values))


def test_recompute_mends_what_was_spoiled_and_check_tells_it():
    HarvestFactory()
    assert "đúng với khai báo" in _command()
    CalendarCell.objects.update(supply_kg=1)
    CountryCell.objects.all().delete()
    with pytest.raises(CommandError, match="4 ô"):
        _command("--check")
    assert CountryCell.objects.count() == 0
    assert "Đã sửa 4 ô" in _command()
    assert recompute() == []
    assert sum(supply_by_dekad(CountryCell).values()) == 6_000


def _command(*options: str) -> str:
    out = StringIO()
    call_command("recompute_calendar", *options, stdout=out)
    return out.getvalue()
