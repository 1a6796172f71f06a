"""The calendar with a hundred thousand harvests, and its cells after ten thousand changes side by side.

Uncached: an address nobody asked for before. Afresh: also no piece kept, the database vouches for what is shown. Cold:
nothing kept at all, as after a write to all that the page shows (see `afresh`).
"""

import pytest
from django.core.management import call_command
from django.db import connection

from harvests.models import Harvest
from tests.bench.wrk import busting, needs_wrk, rate, ratio
from tests.factories.harvests import TraderFactory, commodity_of
from tests.factories.households import HouseholdFactory, commune_of
from tests.harvests.storm import PLACES, raise_storm
from tests.journeys.stack import running_stack

HARVESTS, AT_ONCE = 100_000, 1000
AT_LEAST = 0.15
WAYS = ("_", "_afresh", "_cold")
# Spread over every verified household, fifty crops and the whole year; triggers keep the cells.
FILL = """
WITH homes AS (SELECT id, province_id, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS many
                 FROM households_household WHERE verified_at IS NOT NULL),
     crops AS (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM commodities_commodity WHERE is_active)
INSERT INTO harvests_harvest (created_at, updated_at, starts_on, ends_on, volume_kg, note, status, confirmed_at,
                              household_id, province_id, commodity_id, price_vnd)
SELECT now(), now(), current_date + n * 37 %% 330 - 40, current_date + n * 37 %% 330 - 28, 500 + n %% 5000, '',
       'planned', now() - n %% 35 * interval '1 day', homes.id, homes.province_id, crops.id, 15000
  FROM generate_series(%s + 1, %s + %s) AS n
  JOIN homes ON homes.place = n %% homes.many
  JOIN crops ON crops.place = n / homes.many %% 50
"""
PAGES = ("/mua-vu/", "/mua-vu/?tinh=bac-giang", "/mua-vu/vai-thieu/", "/")


def fill() -> None:
    """Declare them in short transactions, as an import does: row triggers make long ones slow."""
    with connection.cursor() as cursor:
        for done in range(0, HARVESTS, AT_ONCE):
            cursor.execute(FILL, [done, done, AT_ONCE])
        cursor.execute("VACUUM ANALYZE")


@needs_wrk
@pytest.mark.django_db(transaction=True)
def test_with_a_hundred_thousand_harvests_an_uncached_calendar_keeps_a_seventh_of_an_empty_views_rate(tmp_path):
    call_command("seed_demo")
    fill()
    assert Harvest.objects.count() >= HARVESTS
    found = {}
    with running_stack(settings="tests.bench.settings") as stack:
        empty = f"{stack.url}/_empty/"
        rate(empty)
        for path in PAGES:
            url = stack.url + path
            found[path] = [ratio(url, empty, busting(tmp_path, url, asked)) for asked in WAYS]
    print(f"\n{'100,000 harvests':<28}{'uncached':>10}{'afresh':>8}{'cold':>8}")
    for path, (uncached, afresh, cold) in found.items():
        print(f"{path:<28}{uncached:>10.3f}{afresh:>8.3f}{cold:>8.3f}")
    assert all(figure >= AT_LEAST for page in found.values() for figure in page[:2]), found


@pytest.mark.django_db(transaction=True)
def test_ten_thousand_changes_side_by_side_leave_no_cell_wrong():
    households = [HouseholdFactory(commune=commune_of(code)) for code in PLACES for _number in range(3)]
    traders = [TraderFactory() for _number in range(4)]
    commodities = [commodity_of(slug) for slug in ("vai-thieu", "nhan", "thanh-long", "ca-phe-robusta")]
    done = raise_storm(
        households=households, traders=traders, commodities=commodities, changes=10_000, connections=12, seed=1
    )
    print(f"\n{sum(done.values())} changes: {dict(done)}, {Harvest.objects.count()} harvests left")
    call_command("recompute_calendar", "--check")
