"""The small sister of `make chaos`: six products, everything that can happen to them, everything that can break.

The dice are seeded, the sandbox and PostgreSQL are real; at the end of every story both marketplaces must be exactly as
wanted, and every order counted once. tests/chaos breaks real processes too.
"""

import random
import time
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from products import marketplaces, pacing, sync
from products.connectors.errors import Forged
from products.enums import Delivery, Marketplace
from products.models import Listing, MarketplaceHealth, SyncJob, WebhookEvent
from products.sync.flight import Flight
from tests.chaos.household_life import WEIGHTS, Life
from tests.products.connectors.receiver import webhook_receiver
from tests.products.truth import differences, order_differences, stock_differences

CODES = st.sampled_from(Marketplace.values)
LATE_MS = 100
SEEDS = st.integers(0, 2**16)
CALM = {
    "fail_next": 0,
    "limit_next": 0,
    "drop_next": 0,
    "rate_5xx": 0,
    "rate_429": 0,
    "drop_rate": 0,
    "delay_next": 0,
    "clock_offset_s": 0,
}
STORMS = ({"rate_5xx": 0.5}, {"rate_429": 0.5, "retry_after_s": 1}, {"drop_rate": 0.5}, {"rate_5xx": 1})


class SmallChaos(RuleBasedStateMachine):
    market, receiver = None, None

    def __init__(self):
        super().__init__()
        self.before = transaction.savepoint()
        self.market.reset()
        for code in Marketplace.values:
            self.market.fault(code, requests_per_window=0, moderation_delay_s=0, delay_ms=LATE_MS)
        self.receiver.arrived.clear()
        self.receiver.paths.clear()
        self.life = Life(self.market, random.Random(0), 6)
        self.puts_off = False

    # ---- people ----
    @rule(kind=st.sampled_from(list(WEIGHTS)), seed=SEEDS)
    def something_changes(self, kind, seed):
        self.life.dice = random.Random(seed)
        getattr(self.life, kind)()()

    # ---- the portal's processes ----
    @rule(code=CODES)
    def a_worker_runs(self, code):
        self._everything_due()
        sync.drain(code)

    @rule(code=CODES, count=st.integers(1, 6), is_sent=st.booleans())
    def a_worker_is_killed(self, code, count, is_sent):
        """After claiming; or after everything was sent, before anything was written down."""
        self._everything_due()
        with ThreadPoolExecutor(4) as threads:
            flight = Flight(marketplaces.connector(code), threads)
            flight.board(count)
            if is_sent:
                flight._fill_requests(is_last=True)
                flight._send()
                wait_for(flight.out)
        SyncJob.objects.filter(lease=flight.lease).update(leased_until=timezone.now() - timedelta(seconds=1))

    @rule(code=CODES)
    def somebody_looks_and_asks(self, code):
        sync.hear(code)
        sync.apply_waiting()
        sync.verify(code, list(Listing.objects.on(code).values_list("pk", flat=True)))

    @rule()
    def redis_forgets_everything(self):
        pacing._redis().flushdb()

    # ---- the marketplaces and the line ----
    @rule(code=CODES, storm=st.sampled_from(STORMS))
    def a_storm_begins(self, code, storm):
        self.market.fault(code, **CALM | storm)

    @rule(code=CODES)
    def a_storm_is_over(self, code):
        self.market.fault(code, **CALM)

    @rule(
        code=CODES,
        dial=st.sampled_from(["fail_next", "limit_next", "drop_next", "delay_next"]),
        times=st.integers(1, 3),
    )
    def something_goes_wrong(self, code, dial, times):
        self.market.fault(code, **{dial: times})
        self.puts_off |= dial == "delay_next"

    @rule(code=CODES, seconds=st.sampled_from([-400, -200, 200, 400]))
    def a_clock_is_wrong(self, code, seconds):
        self.market.fault(code, clock_offset_s=seconds)

    @rule(seed=SEEDS)
    def webhooks_come_in_any_order_and_again(self, seed):
        dice, arrived = random.Random(seed), list(zip(self.receiver.paths, self.receiver.arrived, strict=False))
        for path, (headers, body) in dice.choices(arrived, k=len(arrived)) if arrived else ():
            code = next(code for code in Marketplace.values if f"/{code}/" in path)
            try:
                sync.receive(code, headers, body)
            except Forged:
                assert abs(self.market.state(code)["dials"]["clock_offset_s"]) > 300
        sync.apply_waiting()

    # ---- always, and in the end ----
    def teardown(self):
        for code in Marketplace.values:
            self.market.fault(code, **CALM)
        if self.puts_off:
            time.sleep(5 * LATE_MS / 1000)  # what was put off has arrived, also on a busy machine
        for _round in range(8):
            for code in Marketplace.values:
                self._everything_due()
                sync.drain(code)
                sync.hear(code)
                sync.verify_in_review(code)
            sync.apply_waiting()
            if not SyncJob.objects.exists() and not WebhookEvent.objects.waiting().exists():
                break
        assert not SyncJob.objects.exists()
        assert differences(self.market) + order_differences(self.market) == []
        assert stock_differences(self.life.began_with) == []
        assert not Listing.objects.wanted().exclude(delivery=Delivery.DELIVERED).exists()
        transaction.savepoint_rollback(self.before)

    @staticmethod
    def _everything_due():
        SyncJob.objects.update(not_before=timezone.now())
        MarketplaceHealth.objects.update(open_until=None, failures=0)


@pytest.fixture
def receiver(market, settings):
    with webhook_receiver() as receiver:
        settings.MARKETPLACE_WEBHOOK_URL = receiver.url.split("/goi-lai")[0]
        marketplaces.forget()
        yield receiver


@pytest.mark.django_db
def test_whatever_happens_and_whatever_breaks_both_marketplaces_end_as_wanted(market, receiver, monkeypatch):
    monkeypatch.setattr(pacing, "LONGEST_HOLD_S", 0.02)  # a 429 asks for a second; nobody needs to sit it out here
    SmallChaos.market, SmallChaos.receiver = market, receiver
    run_state_machine_as_test(
        SmallChaos,
        settings=settings(
            max_examples=6,
            stateful_step_count=25,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
