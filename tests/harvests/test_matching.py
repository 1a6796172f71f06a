"""Harvests for a request and requests for a harvest: who is found, in which order, and why."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from harvests import matching, operations
from harvests.models import Watch
from portal1034.regions.models import Province
from tests.factories.harvests import BuyRequestFactory, HarvestFactory, TraderFactory, commodity_of
from tests.factories.households import HouseholdFactory, VerifiedHouseholdFactory, commune_of

pytestmark = pytest.mark.django_db


def soon(first: int = 0, last: int = 9) -> dict:
    today = timezone.localdate()
    return {"starts_on": today + dt.timedelta(first), "ends_on": today + dt.timedelta(last)}


def province(code: str) -> Province:
    return Province.objects.get(code=code)


def harvest_in(code: str, **said):
    return HarvestFactory(household=VerifiedHouseholdFactory(commune=commune_of(code)), **{**soon(), **said})


def found_for(wanted) -> list:
    return [match.row for match in matching.harvests_for(wanted, timezone.now(), timezone.localdate())]


def test_a_request_meets_only_harvests_of_its_commodity_window_and_places():
    trader = TraderFactory(province=province("24"))
    here, there = harvest_in("24"), harvest_in("30")
    harvest_in("66")
    harvest_in("24", commodity=commodity_of("nhan"))
    harvest_in("24", **soon(40, 50))
    HarvestFactory(household=HouseholdFactory(), **soon())
    wanted = operations.post_buy_request(
        trader=trader, commodity=commodity_of("vai-thieu"), volume_kg=5_000, provinces=[province("24"), province("30")],
        **soon(5, 20),
    )  # fmt: skip
    assert found_for(wanted) == [here, there]
    assert found_for(BuyRequestFactory(trader=trader, province=province("30"), **soon())) == [there]


def test_nearer_longer_overlap_and_fresher_come_first_and_the_line_says_why():
    trader = TraderFactory(province=province("24"))
    far, near = harvest_in("96"), harvest_in("24")
    stale = harvest_in("24")
    stale.confirmed_at = timezone.now() - dt.timedelta(40)
    stale.save()
    short = harvest_in("24", **soon(8, 30))
    wanted = BuyRequestFactory(trader=trader, **soon())
    matches = matching.harvests_for(wanted, timezone.now(), timezone.localdate())
    rows = [match.row for match in matches]
    assert rows[0] == near
    assert rows.index(near) < rows.index(stale)
    assert rows[-1] in {far, short}
    why = {match.row: match.why for match in matches}
    assert "Trùng 10 ngày" in why[near]
    assert "trong cùng tỉnh" in why[near]
    assert "Trùng 2 ngày" in why[short]
    assert re.search(r"cách khoảng 1\.[34]\d\d", why[far])
    nowhere = BuyRequestFactory(trader=TraderFactory(), **soon())
    assert "chưa ghi tỉnh" in matching.harvests_for(nowhere, timezone.now(), timezone.localdate())[0].why


def test_the_distance_is_that_of_the_map():
    assert 1_130 <= matching.distance_km((21.03, 105.85), (10.78, 106.70)) <= 1_150
    assert matching.distance_km((21.0, 105.0), (21.0, 105.0)) == 0


def test_the_summary_counts_households_and_what_is_left_by_province():
    for _time in range(3):
        harvest_in("24", volume_kg=4_000)
    harvest_in("30", volume_kg=800)
    wanted = BuyRequestFactory(**soon())
    words = matching.harvests_summary(matching.harvests_for(wanted, timezone.now(), timezone.localdate()))
    assert words.replace("\xa0", " ") == "3 hộ, 12 tấn ở Bắc Giang; 1 hộ, 800 kg ở Hải Dương"


def test_a_harvest_meets_requests_for_its_province_for_several_and_for_anywhere():
    mine = harvest_in("24")
    trader = TraderFactory(province=province("24"))
    anywhere = BuyRequestFactory(trader=trader, **soon())
    BuyRequestFactory(province=province("30"), **soon())
    several = operations.post_buy_request(
        trader=TraderFactory(), commodity=commodity_of("vai-thieu"), volume_kg=3_000,
        provinces=[province("24"), province("30")], **soon(),
    )  # fmt: skip
    matches = matching.requests_for(mine, timezone.now(), timezone.localdate())
    assert [match.row for match in matches] == [anywhere, several]
    summary = matching.requests_summary(matches).replace("\xa0", " ")
    assert summary.startswith("2 bên mua cần 5 tấn, gần nhất cách khoảng")


def test_both_pages_show_it_with_the_same_queries_and_offer_to_be_told(client):
    trader = TraderFactory(province=province("24"))
    wanted = BuyRequestFactory(trader=trader, province=province("24"), **soon())
    mine = harvest_in("24")
    for user, url in (
        (trader.user, f"/thu-mua/{wanted.pk}/hop/"),
        (mine.household.owner, f"/ho-cua-toi/mua-vu/{mine.pk}/nguoi-mua/"),
    ):
        client.force_login(user)
        counts = []
        for _time in range(3):
            with CaptureQueriesContext(connection) as captured:
                page = client.get(url).content.decode()
            counts.append(len(captured))
            harvest_in("24")
            BuyRequestFactory(province=province("24"), **soon())
        assert counts[1] == counts[2] <= counts[0]
        assert "Trùng" in page
        client.post("/theo-doi/", {"commodity": "vai-thieu", "province": "bac-giang"})
        assert Watch.objects.get(user=user).province == province("24")


def test_matches_are_the_owners_alone(client):
    wanted, mine = BuyRequestFactory(), harvest_in("24")
    client.force_login(TraderFactory().user)
    assert client.get(f"/thu-mua/{wanted.pk}/hop/").status_code == 404
    client.force_login(VerifiedHouseholdFactory().owner)
    assert client.get(f"/ho-cua-toi/mua-vu/{mine.pk}/nguoi-mua/").status_code == 404
