"""Prices by week: the database's figures against plain Python, and what nobody may learn from them."""

import datetime as dt

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harvests.models import BuyRequest, Harvest, PriceCell
from harvests.prices import week_of, weeks_until
from portal1034.reports.prices import snapshot_prices
from tests.factories.harvests import (
    BuyRequestFactory,
    HarvestFactory,
    OfferFactory,
    TraderFactory,
    commodity_of,
    deal_of,
)
from tests.factories.households import HouseholdFactory, VerifiedHouseholdFactory, commune_of
from tests.factories.products import sellable_product
from tests.reports.price_truth import expected

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 6, 10)
MONDAY = dt.date(2026, 6, 8)
PROVINCES = ("24", "14", "66")


def told(week: dt.date = MONDAY) -> dict:
    cells = PriceCell.objects.of_week(week)
    return {(c.source, c.province_id): (c.parties, c.median_vnd, c.low_vnd, c.high_vnd) for c in cells}


def asked(*prices: int, code: str = "24", **values) -> list[Harvest]:
    """As many verified households of the province as prices, each asking one."""
    return [
        HarvestFactory(household=VerifiedHouseholdFactory(commune=commune_of(code)), price_vnd=price, **values)
        for price in prices
    ]


PRICE = st.one_of(st.integers(8_000, 60_000), st.integers(1, 2_000_000))
ROWS = st.lists(st.tuples(st.integers(0, 8), PRICE), min_size=1, max_size=24)
WANTED = st.lists(st.tuples(st.sampled_from([None, 0, 1, 2]), st.integers(0, 4), PRICE), max_size=14)


@pytest.fixture
def people():
    """Nine households, four, three and two of them in three provinces, and five traders."""
    codes = [PROVINCES[0]] * 4 + [PROVINCES[1]] * 3 + [PROVINCES[2]] * 2
    return [VerifiedHouseholdFactory(commune=commune_of(code)) for code in codes], TraderFactory.create_batch(5)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(declared=ROWS, wanted=WANTED)
def test_figures_are_those_of_plain_python(people, declared, wanted):
    households, traders = people
    places = [households[0].province_id, households[4].province_id, households[7].province_id]
    window = {"commodity": commodity_of("vai-thieu"), "starts_on": MONDAY, "ends_on": TODAY, "volume_kg": 100}
    Harvest.objects.all().delete()
    BuyRequest.objects.all().delete()
    rows = []
    for number, price in declared:
        one = households[number]
        Harvest.objects.bulk_create([Harvest(household=one, province=one.province, price_vnd=price, **window)])
        rows.append(("harvest", one.province_id, one.pk, price))
    for place, number, price in wanted:
        province = None if place is None else places[place]
        request = BuyRequest(trader=traders[number], province_id=province, price_vnd=price, **window)
        BuyRequest.objects.bulk_create([request])
        rows.append(("request", province, traders[number].pk, price))
    snapshot_prices(today=TODAY)
    assert told() == expected(rows)
    assert_nobody_stands_alone()


def assert_nobody_stands_alone() -> None:
    """Whatever is taken from whatever: what is told of the country and of provinces are sets of people, apart from one
    another, so all that subtraction can reach are those sets and what they leave over."""
    for source in ("harvest", "request"):
        shown = {place for one, place in told() if one == source}
        counted = told().get((source, None))
        if counted and shown - {None}:
            apart = counted[0] - sum(told()[source, place][0] for place in shown - {None})
            # A trader may stand in several provinces, so only households' numbers can be subtracted.
            assert source == "request" or apart == 0 or apart >= 3
        for place in shown:
            assert told()[source, place][0] >= 3


def test_below_three_households_nothing_is_told():
    asked(20_000, 22_000)
    HarvestFactory(household=HouseholdFactory(), price_vnd=21_000)  # not verified
    snapshot_prices(today=TODAY)
    assert told() == {}
    asked(21_000)
    snapshot_prices(today=TODAY)
    assert {key[1] is None: value[:2] for key, value in told().items()} == {True: (3, 21_000), False: (3, 21_000)}


def test_one_household_with_three_harvests_is_one_household():
    household = VerifiedHouseholdFactory()
    for price in (20_000, 21_000, 22_000):
        HarvestFactory(household=household, price_vnd=price)
    snapshot_prices(today=TODAY)
    assert told() == {}


def test_a_range_is_told_from_five_households_on():
    asked(20_000, 20_000, 20_000, 20_000)
    snapshot_prices(today=TODAY)
    assert told()["harvest", None] == (4, 20_000, None, None)
    asked(30_000)
    snapshot_prices(today=TODAY)
    assert told()["harvest", None] == (5, 20_000, 20_000, 26_000)


def test_a_province_is_held_back_where_the_rest_would_tell_of_one_household():
    asked(20_000, 21_000, 22_000)
    asked(30_000, code="14")
    snapshot_prices(today=TODAY)
    assert list(told()) == [("harvest", None)]
    asked(31_000, 32_000, code="66")
    snapshot_prices(today=TODAY)
    assert len(told()) == 2  # three are left together: the province may be told


def test_absurd_prices_do_not_count():
    asked(20_000, 21_000, 22_000, 500_000, 900)
    snapshot_prices(today=TODAY)
    assert told()["harvest", None][:2] == (3, 21_000)


def test_products_count_by_the_kilogram_and_only_in_the_running_week():
    for price in (100_000, 125_000, 150_000):
        product = sellable_product(price_vnd=price, weight_g=5_000)
        type(product).objects.filter(pk=product.pk).update(shown_at=dt.datetime.now(dt.UTC))
    snapshot_prices(today=TODAY, weeks=4)
    assert set(PriceCell.objects.values_list("week", flat=True)) == {MONDAY}
    assert told()["product", None][:2] == (3, 25_000)
    snapshot_prices(today=TODAY + dt.timedelta(7))
    assert told()["product", None] == told(MONDAY + dt.timedelta(7))["product", None]


def test_deals_count_in_the_week_in_which_both_agreed():
    for price in (24_000, 25_000, 26_000):
        deal_of(OfferFactory(harvest=HarvestFactory(household=VerifiedHouseholdFactory())), price_vnd=price)
    snapshot_prices()
    assert told(weeks_until(timezone.localdate(), 1)[0])["deal", None][:2] == (3, 25_000)


def test_a_week_over_new_year_is_one_week():
    assert week_of(dt.date(2027, 1, 1)) == week_of(dt.date(2027, 1, 3)) == dt.date(2026, 12, 28)
    assert week_of(dt.date(2027, 1, 4)) == dt.date(2027, 1, 4)
    window = {"starts_on": dt.date(2027, 1, 3), "ends_on": dt.date(2027, 1, 3)}
    asked(20_000, 21_000, 22_000, **window)
    snapshot_prices(today=dt.date(2027, 1, 4))
    assert {cell.week for cell in PriceCell.objects.all()} == {dt.date(2026, 12, 28)}


def test_running_again_changes_nothing_and_older_weeks_stand():
    asked(20_000, 21_000, 22_000, starts_on=MONDAY - dt.timedelta(40), ends_on=TODAY)
    snapshot_prices(today=TODAY)
    first = list(PriceCell.objects.order_by("week", "province").values_list("week", "median_vnd"))
    assert len({week for week, _price in first}) == 7
    Harvest.objects.update(price_vnd=40_000)
    snapshot_prices(today=TODAY)
    snapshot_prices(today=TODAY)
    now = list(PriceCell.objects.order_by("week", "province").values_list("week", "median_vnd"))
    assert [week for week, _price in now] == [week for week, _price in first]
    assert {week for week, price in now if price == 40_000} == set(weeks_until(TODAY, 2))


def test_a_trader_with_several_requests_is_one_trader():
    trader = TraderFactory()
    for price in (20_000, 21_000, 22_000):
        BuyRequestFactory(trader=trader, price_vnd=price)
    snapshot_prices(today=TODAY)
    assert told() == {}
