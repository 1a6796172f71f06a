"""Voso takes so many new listings a day: the others wait for tomorrow without a request, and all else goes on."""

import os
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from products import marketplaces, operations, pacing, sync
from products.connectors.errors import Transient
from products.enums import Delivery, Verdict
from products.models import Listing, MarketplaceHealth, SyncJob
from products.pacing import FEW_LEFT, Pace
from tests.factories.households import VerifiedHouseholdFactory
from tests.factories.products import publish, sellable_product

pytestmark = pytest.mark.django_db


def send():
    SyncJob.objects.update(not_before=timezone.now())
    sync.drain("voso")


def look():
    """As the follow-up does, without waiting for it."""
    sync.verify("voso", list(Listing.objects.in_review().values_list("pk", flat=True)))


def requests(market) -> int:
    return market.state("voso")["traffic"]["requests"]


@pytest.fixture
def full(market):
    """Voso with one listing on sale, and room for no more today."""
    product = sellable_product(household=VerifiedHouseholdFactory())
    publish(product, "voso")
    send()
    look()
    market.fault("voso", daily_new_listings=1)
    return product


def wait_in_line(count: int) -> list[Listing]:
    rows = [publish(sellable_product(household=VerifiedHouseholdFactory()), "voso")[0] for _n in range(count)]
    send()
    for row in rows:
        row.refresh_from_db()
    return rows


def test_the_household_is_told_how_many_a_day_and_when_its_own_goes_up(market, full, client):
    (row,) = wait_in_line(1)
    tomorrow = timezone.localdate() + timedelta(days=1)
    sentence = (
        f"Voso nhận tối đa 1 tin mới mỗi ngày, tin này sẽ lên từ 00:00 ngày {tomorrow.day}/{tomorrow.month}; "
        "bác không phải làm gì."
    )
    assert (row.delivery, row.problem["code"], row.problem["text"]) == (Delivery.RETRYING, "daily_cap", sentence)
    assert row.cause == "daily_cap"
    client.force_login(row.product.household.owner)
    assert sentence in client.get("/ho-cua-toi/nong-san/").content.decode()


def test_nothing_new_is_tried_again_before_the_day_is_over(market, full):
    wait_in_line(1)
    before = requests(market)
    rows = wait_in_line(5)
    assert requests(market) == before
    assert {row.problem["code"] for row in rows} == {"daily_cap"}
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    operations.update_product(product=rows[0].product, price_vnd=200_000)
    sync.drain("voso")
    assert requests(market) == before
    assert SyncJob.objects.get(listing=rows[0]).not_before >= midnight - timedelta(seconds=2)


def test_a_hundred_that_leave_together_are_stopped_by_the_first_no(market, full):
    for _n in range(30):
        publish(sellable_product(household=VerifiedHouseholdFactory()), "voso")
    before = requests(market)
    send()
    # Each would cost a look, a shop, three photographs and the item; those already in the air do.
    assert requests(market) - before <= 24 * 6
    assert Listing.objects.filter(cause="daily_cap").count() == 30
    assert set(Listing.objects.filter(cause="daily_cap").values_list("sent_at", flat=True)) == {None}


def test_edits_and_withdrawals_of_what_is_there_go_on(market, full):
    wait_in_line(2)
    operations.update_product(product=full, title="Vải thiều Lục Ngạn loại 2, thùng 5 kg")
    send()
    assert market.products("voso")[full.external_id]["title"].endswith("loại 2, thùng 5 kg")
    operations.withdraw(product=full, marketplaces=["voso"])
    send()
    assert market.products("voso")[full.external_id]["status"] == "unlisted"


def test_what_waited_goes_up_when_new_listings_are_taken_again(market, full):
    rows = wait_in_line(3)
    market.fault("voso", daily_new_listings=100)
    MarketplaceHealth.objects.update(full_until=timezone.now() - timedelta(seconds=1))
    send()
    look()
    assert Listing.objects.filter(pk__in=[row.pk for row in rows], verdict=Verdict.LIVE).count() == 3
    assert MarketplaceHealth.objects.get(pk="voso").failures == 0


def test_what_never_went_up_is_withdrawn_without_a_request(market, full):
    (row,) = wait_in_line(1)
    before = requests(market)
    operations.withdraw(product=row.product, marketplaces=["voso"])
    send()
    row.refresh_from_db()
    assert requests(market) == before
    assert row.delivery == Delivery.IDLE


def test_few_requests_left_push_the_next_turns_back(market):
    pace = Pace(f"few-{os.getpid()}", 100, 1)
    pace.wait()
    pace.spare(FEW_LEFT)
    assert pace._reserve().due - time.monotonic() <= 0.02
    began = time.monotonic()
    for _n in range(10):
        pace.spare(FEW_LEFT - 4)
    pace.wait()
    assert time.monotonic() - began >= 10 * 4 * 0.01


def test_the_last_requests_of_a_window_are_spread_instead_of_run_through(market, settings):
    """Somebody else uses our account: only 20 of the 600 are left. At full pace they would last two seconds."""
    settings.MARKETPLACES["voso"]["requests_per_second"] = 10.0
    marketplaces.forget()
    pacing._redis().flushdb()
    market.fault("voso", requests_per_window=20)
    connector, began = marketplaces.connector("voso"), time.monotonic()
    for _n in range(20):
        connector.look_up("nothing")
    with pytest.raises(Transient) as caught:
        connector.look_up("nothing")
    assert time.monotonic() - began >= 3.2
    assert caught.value.code == "rate_limited"
