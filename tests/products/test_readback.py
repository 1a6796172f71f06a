"""Looking at what marketplaces show: what differs is put right, what they decided is told, what waits stays told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from households.enums import Verification
from households.models import Household
from products import operations, sync
from products.enums import Delivery, JobPriority, Verdict
from products.models import Listing, SyncJob
from tests.factories.products import publish, sellable_product

pytestmark = pytest.mark.django_db


def make_everything_due():
    SyncJob.objects.update(not_before=timezone.now())


def test_a_listing_changed_behind_our_back_is_put_right(market):
    product = sellable_product()
    (listing,) = publish(product, "postmart")
    sync.drain("postmart")
    market.http.patch("/postmart/api/products/batch", json={})  # no token: changes nothing
    market.set_status("postmart", product.external_id, "deleted")
    sync.verify("postmart", [listing.pk])
    listing.refresh_from_db()
    assert (listing.verdict, listing.delivery) == (Verdict.GONE, Delivery.QUEUED)
    sync.drain("postmart")
    listing.refresh_from_db()
    assert listing.verdict == Verdict.LIVE


def test_a_listing_blocked_by_the_marketplace_is_told_to_the_household(market):
    product = sellable_product()
    (listing,) = publish(product, "postmart")
    sync.drain("postmart")
    market.set_status("postmart", product.external_id, "blocked", "Nghi hàng giả nhãn hiệu.")
    sync.verify("postmart", [listing.pk])
    listing.refresh_from_db()
    assert (listing.verdict, listing.delivery) == (Verdict.BLOCKED, Delivery.NEEDS_HOUSEHOLD)
    assert "Nghi hàng giả nhãn hiệu." in listing.problem["text"]


def test_live_listings_are_looked_at_again_within_a_day(market):
    product = sellable_product()
    (listing,) = publish(product, "postmart")
    sync.drain("postmart")
    assert sync.verify_oldest("postmart") == 0
    Listing.objects.update(verified_at=timezone.now() - timedelta(hours=21))
    assert sync.verify_oldest("postmart") == 1
    listing.refresh_from_db()
    assert timezone.now() - listing.verified_at < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("been_there_s", "looked_s_ago", "is_due"),
    [(0, 5, True), (60, 30, False), (60, 90, True), (50_000, 600, False), (50_000, 1_000, True)],
)
def test_what_is_long_in_review_is_looked_at_more_rarely(market, been_there_s, looked_s_ago, is_due):
    market.fault("voso", moderation_delay_s=3600)
    publish(sellable_product(), "voso")
    sync.drain("voso")
    looked = timezone.now() - timedelta(seconds=looked_s_ago)
    Listing.objects.update(delivered_at=looked - timedelta(seconds=been_there_s), verified_at=looked)
    before = market.state("voso")["traffic"]["requests"]
    assert sync.verify_in_review("voso") == 1
    assert market.state("voso")["traffic"]["requests"] - before == is_due


def test_less_stock_than_ours_waits_for_the_sale_to_be_told(market):
    product = sellable_product()
    (listing,) = publish(product, "postmart")
    sync.drain("postmart")
    market.order("postmart", product.external_id, 5)
    sync.verify("postmart", [listing.pk])
    assert SyncJob.objects.get().not_before > timezone.now() + timedelta(seconds=30)
    sync.hear("postmart")
    sync.apply_waiting()
    product.refresh_from_db()
    assert product.stock == 115


def test_a_price_of_a_product_the_marketplace_lost_brings_the_whole_product_back(market):
    product = sellable_product()
    (listing,) = publish(product, "postmart")
    sync.drain("postmart")
    market.set_status("postmart", product.external_id, "deleted")
    operations.update_product(product=product, price_vnd=77_000)
    for _try in range(2):
        make_everything_due()
        sync.drain("postmart")
    listing.refresh_from_db()
    assert (listing.delivery, listing.verdict) == (Delivery.DELIVERED, Verdict.LIVE)
    assert market.products("postmart")[product.external_id]["price_vnd"] == 77_000


def test_a_household_no_longer_verified_is_not_updated_until_it_is(market):

    product = sellable_product()
    (listing,) = publish(product, "postmart")
    Household.objects.update(verification=Verification.WAITING)
    sync.drain("postmart")
    listing.refresh_from_db()
    assert (listing.delivery, listing.problem["code"]) == (Delivery.NEEDS_OFFICER, "household_unverified")


def test_what_waits_for_somebody_is_still_told_after_a_look_at_what_is_on_sale(market):
    """The old listing is on sale; the new title waits for the officer, and nobody shall read that all is done."""
    product = sellable_product()
    [listing] = publish(product, "postmart")
    sync.drain("postmart")
    Household.objects.filter(pk=product.household_id).update(verification=Verification.WAITING)
    operations.update_product(product=product, title="Vải thiều Lục Ngạn mới hái, thùng 5 kg")
    operations.enqueue(listings=[listing.pk], priority=JobPriority.CHANGE)
    sync.drain("postmart")
    listing.refresh_from_db()
    assert (listing.delivery, listing.problem["code"]) == (Delivery.NEEDS_OFFICER, "household_unverified")
    sync.verify("postmart", [listing.pk])
    listing.refresh_from_db()
    assert listing.verdict == Verdict.LIVE
    assert (listing.delivery, listing.problem["code"]) == (Delivery.NEEDS_OFFICER, "household_unverified")
