"""The pump against a real sandbox over real HTTP: what households want is what the marketplaces show."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from households.enums import Verification
from products import operations, sync
from products.enums import Delivery, Intent, JobPriority, Marketplace, Verdict
from products.models import Listing, MarketplaceHealth, Shop, SyncJob
from products.sync import breaker
from tests.factories.households import HouseholdFactory
from tests.factories.products import agree, publish, sellable_product

pytestmark = pytest.mark.django_db


def drain_all():
    for marketplace in Marketplace.values:
        sync.drain(marketplace)


def make_everything_due():
    SyncJob.objects.update(not_before=timezone.now())


def look(code):
    """As the follow-up does, without waiting for it."""
    sync.verify(code, list(Listing.objects.on(code).in_review().values_list("pk", flat=True)))


def requests_of(market, code) -> int:
    return market.state(code)["traffic"]["requests"]


def test_a_published_product_is_on_sale_on_both_marketplaces(market):
    product = sellable_product()
    postmart, voso = publish(product)
    drain_all()
    look("voso")
    for listing, code in ((postmart, "postmart"), (voso, "voso")):
        listing.refresh_from_db()
        remote = market.products(code)[product.external_id]
        assert (listing.delivery, listing.verdict) == (Delivery.DELIVERED, Verdict.LIVE)
        assert (remote["title"], remote["price_vnd"], remote["stock"]) == (product.title, 185_000, 120)
        assert remote["create_count"] == 1
        assert listing.remote_id == remote["remote_id"]
        assert listing.verified_at
    assert not SyncJob.objects.exists()


def test_the_households_shop_is_opened_once_and_remembered(market):
    product = sellable_product()
    publish(product)
    publish(sellable_product(household=product.household))
    drain_all()
    for code in Marketplace.values:
        assert len(market.state(code)["shops"]) == 1
    assert set(Shop.objects.values_list("household", "marketplace")) == {
        (product.household_id, code) for code in Marketplace.values
    }


def test_ten_edits_are_one_call(market):
    product = sellable_product()
    publish(product, "postmart")
    sync.drain("postmart")
    before = requests_of(market, "postmart")
    for stock in range(10):
        operations.update_product(product=product, stock=stock)
    sync.drain("postmart")
    assert requests_of(market, "postmart") - before == 1
    assert market.products("postmart")[product.external_id]["stock"] == 9


def test_price_changes_of_many_products_go_in_one_batch(market):
    products = [sellable_product() for _n in range(5)]
    for product in products:
        publish(product, "voso")
    sync.drain("voso")
    before = requests_of(market, "voso")
    for product in products:
        operations.update_product(product=product, price_vnd=200_000)
    sync.drain("voso")
    assert requests_of(market, "voso") - before == 1
    assert {row["price_vnd"] for row in market.products("voso").values()} == {200_000}


def test_nothing_is_sent_when_nothing_changed(market):
    product = sellable_product()
    (listing,) = publish(product, "postmart")
    sync.drain("postmart")
    before = requests_of(market, "postmart")
    operations.enqueue(listings=[listing.pk], priority=JobPriority.PERSON)
    sync.drain("postmart")
    assert requests_of(market, "postmart") == before
    listing.refresh_from_db()
    assert listing.delivery == Delivery.DELIVERED


def test_a_withdrawn_listing_is_taken_off_the_marketplace(market):
    product = sellable_product()
    publish(product)
    drain_all()
    operations.withdraw(product=product, marketplaces=Marketplace.values)
    drain_all()
    assert market.products("postmart")[product.external_id]["status"] == "deleted"
    assert market.products("voso")[product.external_id]["status"] == "unlisted"
    assert set(Listing.objects.values_list("delivery", "verdict")) == {(Delivery.DELIVERED, Verdict.GONE)}


def test_a_withdrawn_listing_can_come_back_as_the_same_product(market):
    product = sellable_product()
    publish(product)
    drain_all()
    operations.withdraw(product=product, marketplaces=Marketplace.values)
    drain_all()
    publish(product)
    drain_all()
    look("voso")
    assert set(Listing.objects.values_list("verdict", flat=True)) == {Verdict.LIVE}
    assert market.products("voso")[product.external_id]["create_count"] == 1


def test_what_never_left_is_withdrawn_without_a_request(market):
    product = sellable_product()
    publish(product, "postmart")
    operations.withdraw(product=product, marketplaces=["postmart"])
    sync.drain("postmart")
    assert requests_of(market, "postmart") == 0
    assert not SyncJob.objects.exists()


def test_a_busy_marketplace_is_tried_again_and_the_desk_says_so(market):
    product = sellable_product()
    (listing,) = publish(product, "postmart")
    market.fault("postmart", fail_next=3)
    sync.drain("postmart")
    listing.refresh_from_db()
    assert listing.delivery == Delivery.RETRYING
    assert "tự gửi lại" in listing.problem["text"]
    job = SyncJob.objects.get()
    assert job.not_before > timezone.now()
    for _try in range(3):
        make_everything_due()
        sync.drain("postmart")
    listing.refresh_from_db()
    assert (listing.delivery, listing.verdict, listing.problem) == (Delivery.DELIVERED, Verdict.LIVE, {})


def test_slow_down_is_obeyed_to_the_second(market):
    product = sellable_product()
    publish(product, "postmart")
    market.fault("postmart", limit_next=1, retry_after_s=45)
    sync.drain("postmart")
    wait = SyncJob.objects.get().not_before - timezone.now()
    assert timedelta(seconds=40) < wait <= timedelta(seconds=46)


@pytest.mark.parametrize("code", Marketplace.values)
def test_a_connection_cut_after_the_commit_makes_no_second_product(market, code):
    product = sellable_product()
    (listing,) = publish(product, code)
    market.fault(code, drop_next=1, drop_path="*/items" if code == "voso" else "*/products/*")
    sync.drain(code)
    listing.refresh_from_db()
    assert listing.delivery == Delivery.RETRYING
    make_everything_due()
    sync.drain(code)
    look(code)
    listing.refresh_from_db()
    assert listing.verdict == Verdict.LIVE
    assert market.products(code)[product.external_id]["create_count"] == 1


def test_a_rejected_listing_waits_for_the_household_with_the_reason(market):
    product = sellable_product()
    (listing,) = publish(product, "voso")
    market.fault("voso", reject_next=1, reject_reason="Ảnh không rõ sản phẩm.")
    sync.drain("voso")
    look("voso")
    listing.refresh_from_db()
    assert (listing.delivery, listing.verdict) == (Delivery.NEEDS_HOUSEHOLD, Verdict.REJECTED)
    assert "Ảnh không rõ sản phẩm." in listing.problem["text"]
    operations.update_product(product=product, title=f"{product.title} mới hái")
    sync.drain("voso")
    look("voso")
    listing.refresh_from_db()
    assert (listing.delivery, listing.verdict, listing.problem) == (Delivery.DELIVERED, Verdict.LIVE, {})


def test_a_refused_account_is_the_administrators_and_mends_itself(market, settings):
    from products import marketplaces

    product = sellable_product()
    (listing,) = publish(product, "postmart")
    good = settings.MARKETPLACES["postmart"]["secret_key"]
    settings.MARKETPLACES["postmart"]["secret_key"] = "sai"
    marketplaces.forget()
    sync.drain("postmart")
    listing.refresh_from_db()
    assert listing.delivery == Delivery.NEEDS_OFFICER
    assert "Cán bộ" in listing.problem["text"]
    settings.MARKETPLACES["postmart"]["secret_key"] = good
    marketplaces.forget()
    breaker.close("postmart")
    make_everything_due()
    sync.drain("postmart")
    listing.refresh_from_db()
    assert listing.verdict == Verdict.LIVE


def test_a_marketplace_that_is_down_is_left_alone_and_the_other_does_not_notice(market):
    products = [sellable_product() for _n in range(12)]
    for product in products:
        publish(product)
    market.fault("postmart", rate_5xx=1)
    drain_all()
    assert breaker.allowance("postmart", 50) == 0
    assert requests_of(market, "postmart") < 16
    assert Listing.objects.on("voso").filter(delivery=Delivery.DELIVERED).count() == 12
    before = requests_of(market, "postmart")
    sync.drain("postmart")
    assert requests_of(market, "postmart") == before
    market.fault("postmart", rate_5xx=0)
    MarketplaceHealth.objects.update(open_until=timezone.now())
    make_everything_due()
    sync.drain("postmart")
    assert Listing.objects.on("postmart").live().count() == 12


def test_what_was_not_sent_because_of_an_outage_has_not_used_up_a_try(market):
    for _n in range(30):
        publish(sellable_product(photos=1, marketplaces=["postmart"]), "postmart")
    market.fault("postmart", rate_5xx=1)
    sync.drain("postmart")
    tried = SyncJob.objects.filter(attempts__gt=0).count()
    assert tried < 30
    assert Listing.objects.filter(delivery=Delivery.QUEUED).count() == 30 - tried


def test_a_household_that_is_not_verified_waits_and_goes_by_itself_once_it_is(market):
    from households.events import household_verified
    from tests.factories.accounts import OfficerFactory

    product = sellable_product(household=HouseholdFactory())
    (listing,) = publish(product, "postmart")
    assert listing.delivery == Delivery.NEEDS_OFFICER
    assert "xác minh" in listing.problem["text"]
    household = product.household
    household.verification, household.verified_at = Verification.VERIFIED, timezone.now()
    household.verified_by = OfficerFactory()
    household.save()
    household_verified.send(household=household)
    sync.drain("postmart")
    listing.refresh_from_db()
    assert listing.verdict == Verdict.LIVE


def test_consent_taken_back_takes_listings_down_before_anything_else(market):
    from portal1034.accounts.enums import ConsentPurpose
    from portal1034.accounts.operations import withdraw_consent

    product = sellable_product()
    publish(product)
    drain_all()
    others = [sellable_product(photos=1, marketplaces=["postmart"]) for _n in range(3)]
    for other in others:
        publish(other, "postmart")
    owner = product.household.owner
    withdraw_consent(user=owner, purpose=ConsentPurpose.POSTMART, withdrawn_by=owner)
    first = SyncJob.objects.claim(marketplace="postmart", limit=1, lease=uuid.uuid4(), lease_for=timedelta(seconds=1))
    assert SyncJob.objects.get(pk=first.jobs[0]).listing.product == product
    SyncJob.objects.filter(pk__in=first.jobs).update(leased_until=timezone.now())
    drain_all()
    assert market.products("postmart")[product.external_id]["status"] == "deleted"
    assert market.products("voso")[product.external_id]["status"] == "live"
    listing = Listing.objects.get(product=product, marketplace="postmart")
    assert (listing.intent, listing.verdict) == (Intent.WITHDRAW, Verdict.GONE)


def test_consent_is_looked_at_when_sending_not_only_when_asking(market):
    product = sellable_product()
    (listing,) = publish(product, "postmart")
    product.household.owner.consents.all().update(withdrawn_at=timezone.now())
    sync.drain("postmart")
    listing.refresh_from_db()
    assert listing.delivery == Delivery.NEEDS_HOUSEHOLD
    assert listing.problem["code"] == "no_consent"
    assert market.products("postmart") == {}


def test_a_change_made_while_the_listing_is_in_the_air_is_sent_afterwards(market):
    from products.marketplaces import connector
    from products.sync.flight import Flight, ThreadPoolExecutor

    product = sellable_product()
    publish(product, "postmart")
    with ThreadPoolExecutor(1) as threads:
        flight = Flight(connector("postmart"), threads)
        flight.board(10)
        operations.update_product(product=product, price_vnd=210_000)
        flight.fly(10, lambda: None)
    assert Listing.objects.get().delivery == Delivery.DELIVERED
    assert market.products("postmart")[product.external_id]["price_vnd"] == 210_000


def test_a_fault_of_our_own_is_kept_for_the_administrator_and_stops_nobody(market, monkeypatch):
    from products.connectors import Postmart

    broken, whole = sellable_product(), sellable_product()
    publish(broken, "postmart")
    publish(whole, "postmart")
    real = Postmart.upsert

    def upsert(self, payload, remote_id=""):
        if payload.external_id == broken.external_id:
            raise RuntimeError("bug")
        return real(self, payload, remote_id)

    monkeypatch.setattr(Postmart, "upsert", upsert)
    sync.drain("postmart")
    assert Listing.objects.get(product=broken).delivery == Delivery.NEEDS_OFFICER
    assert Listing.objects.get(product=broken).problem["code"] == "portal_fault"
    assert Listing.objects.get(product=whole).verdict == Verdict.LIVE
    agree(whole, "postmart")


def test_an_archived_product_comes_down_and_stays_down(market):
    product = sellable_product()
    (listing,) = publish(product, "voso")
    sync.drain("voso")
    operations.archive_product(product=product)
    sync.drain("voso")
    assert market.products("voso")[product.external_id]["status"] == "unlisted"
    assert sync.verify("voso", [listing.pk]) == 1
    listing.refresh_from_db()
    assert (listing.verdict, listing.delivery) == (Verdict.GONE, Delivery.DELIVERED)
    assert not SyncJob.objects.exists()


def test_a_product_that_became_wrong_is_held_and_the_reason_told(market):
    product = sellable_product()
    (listing,) = publish(product, "postmart")
    operations.update_product(product=product, title="Vải")
    sync.drain("postmart")
    listing.refresh_from_db()
    assert listing.delivery == Delivery.NEEDS_HOUSEHOLD
    assert listing.problem["fix"] == "edit"
    assert market.products("postmart") == {}


def test_a_flight_whose_lease_is_lost_sends_nothing_more(market, monkeypatch):
    from products.sync import flight

    for _n in range(12):
        publish(sellable_product(photos=1, marketplaces=["postmart"]), "postmart")
    monkeypatch.setattr(flight, "RENEW_S", 0.05)
    market.fault("postmart", latency_ms=300)
    real = flight.Flight.board

    def board(self, *arguments):
        boarded = real(self, *arguments)
        SyncJob.objects.filter(lease=self.lease).update(lease="00000000-0000-0000-0000-000000000000")
        return boarded

    monkeypatch.setattr(flight.Flight, "board", board)
    sync.drain("postmart", seconds=1)
    assert requests_of(market, "postmart") < 3 * 12
    assert not Listing.objects.filter(delivered_at__isnull=False).exists()
