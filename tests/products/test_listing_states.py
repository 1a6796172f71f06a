"""Whatever people, officers, marketplaces and the line do to a listing, in any order: in the end it is as wanted."""

import uuid

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from households.enums import Verification
from households.models import Household
from portal1034.accounts.enums import ConsentPurpose
from portal1034.accounts.operations import give_consent, has_consent, withdraw_consent
from products import operations, sync
from products.enums import MOVING, Delivery, Intent, Marketplace, Verdict
from products.models import Listing, MarketplaceHealth, Product, SyncJob
from tests.factories.products import sellable_product

CODES = st.sampled_from(Marketplace.values)


class ListingMachine(RuleBasedStateMachine):
    """One product; its owner, an officer, the two marketplaces and the line between."""

    market = None

    def __init__(self):
        super().__init__()
        self.product = sellable_product()
        self.owner = self.product.household.owner

    # ---- people ----
    @rule(code=CODES)
    def publish(self, code):
        operations.publish(product=self.product, marketplaces=[code], by=self.owner)

    @rule(code=CODES)
    def withdraw(self, code):
        operations.withdraw(product=self.product, marketplaces=[code])

    @rule(price=st.integers(1_000, 900_000), stock=st.integers(0, 999))
    def reprice(self, price, stock):
        operations.update_product(product=self.product, price_vnd=price, stock=stock)

    @rule(word=st.sampled_from(["chín cây", "mới hái", "loại 1"]))
    def rename(self, word):
        operations.update_product(product=self.product, title=f"Vải thiều Lục Ngạn {word}, thùng 5 kg")

    @rule(code=CODES)
    def agree(self, code):
        give_consent(user=self.owner, purpose=ConsentPurpose.for_marketplace(code))

    @rule(code=CODES)
    def take_consent_back(self, code):
        withdraw_consent(user=self.owner, purpose=ConsentPurpose.for_marketplace(code))

    @rule(is_verified=st.booleans())
    def officer_decides(self, is_verified):
        state = Verification.VERIFIED if is_verified else Verification.WAITING
        Household.objects.filter(pk=self.product.household_id).update(verification=state)
        self.product.household.refresh_from_db()
        if is_verified:
            operations.release_household(household=self.product.household)

    # ---- marketplaces and the line ----
    @rule(code=CODES, dial=st.sampled_from(["fail_next", "limit_next", "drop_next", "reject_next"]))
    def something_goes_wrong(self, code, dial):
        self.market.fault(code, **{dial: 1})

    @rule(code=CODES, word=st.sampled_from(["blocked", "expired"]))
    def moderator_decides(self, code, word):
        self.market.set_status(code, self.product.external_id, word, "Lý do")

    @rule(code=CODES)
    @precondition(lambda self: True)
    def worker_runs(self, code):
        self._everything_due()
        sync.drain(code)

    @rule(code=CODES)
    def worker_dies_after_claiming(self, code):
        from datetime import timedelta

        SyncJob.objects.claim(marketplace=code, limit=5, lease=uuid.uuid4(), lease_for=timedelta(seconds=-1))

    @rule(code=CODES)
    def somebody_looks(self, code):
        sync.verify(code, list(Listing.objects.on(code).filter(product=self.product).values_list("pk", flat=True)))

    # ---- always ----
    @invariant()
    def one_waiting_job_and_one_remote_product_at_most(self):
        for code in Marketplace.values:
            rows = [r for r in self.market.state(code)["products"] if r["external_id"] == self.product.external_id]
            assert len(rows) <= 1

    @invariant()
    def what_moves_has_a_job(self):
        for listing in Listing.objects.filter(product=self.product, delivery__in=MOVING):
            assert listing.jobs.exists(), (listing.intent, listing.delivery)

    @invariant()
    def who_must_act_is_told_why(self):
        for listing in Listing.objects.filter(product=self.product):
            if listing.delivery in (Delivery.NEEDS_HOUSEHOLD, Delivery.NEEDS_OFFICER):
                assert listing.problem.get("text")

    def teardown(self):
        """The line is good again and the workers run: everything comes to rest as wanted."""
        for code in Marketplace.values:
            self.market.fault(code, fail_next=0, limit_next=0, drop_next=0, reject_next=0)
            for _round in range(4):
                self._everything_due()
                sync.drain(code)
            sync.verify(code, list(Listing.objects.on(code).filter(product=self.product).values_list("pk", flat=True)))
            self._everything_due()
            sync.drain(code)
            self._check(code)
        Product.objects.filter(pk=self.product.pk).update(is_archived=True)

    def _check(self, code):
        listing = Listing.objects.on(code).filter(product=self.product).first()
        remote = self.market.products(code).get(self.product.external_id)
        is_on_sale = remote is not None and remote["status"] in ("on_sale", "live", "in_review", "draft")
        if listing is None:
            assert remote is None
            return
        assert not listing.jobs.exists()
        agreed = has_consent(self.owner, ConsentPurpose.for_marketplace(code))
        if listing.intent == Intent.WITHDRAW or not agreed:
            assert not is_on_sale
        elif listing.delivery == Delivery.DELIVERED:
            product = Product.objects.get(pk=self.product.pk)
            assert is_on_sale
            assert (remote["title"], remote["price_vnd"], remote["stock"]) == (
                product.title,
                product.price_vnd,
                product.stock,
            )
            assert listing.verdict in (Verdict.LIVE, Verdict.IN_REVIEW)
        else:
            assert listing.delivery in (Delivery.NEEDS_HOUSEHOLD, Delivery.NEEDS_OFFICER), listing.delivery

    @staticmethod
    def _everything_due():
        SyncJob.objects.update(not_before=timezone.now())
        MarketplaceHealth.objects.update(open_until=None, failures=0)


@pytest.mark.django_db
def test_a_listing_comes_to_rest_as_wanted_whatever_happens(market):
    ListingMachine.market = market
    run_state_machine_as_test(
        ListingMachine,
        settings=settings(
            max_examples=25,
            stateful_step_count=14,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
