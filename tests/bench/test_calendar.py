"""The calendar's cells after ten thousand changes side by side."""

import pytest
from django.core.management import call_command

from harvests.models import Harvest
from tests.factories.harvests import TraderFactory, commodity_of
from tests.factories.households import HouseholdFactory, commune_of
from tests.harvests.storm import PLACES, raise_storm


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
