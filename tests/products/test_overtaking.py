"""What somebody no longer agrees to goes before everything, also before what a worker has already taken in hand."""

import itertools
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import redis
from django.utils import timezone

from portal1034.accounts.enums import ConsentPurpose
from portal1034.accounts.operations import withdraw_consent
from products import marketplaces, operations, pacing, sync
from products.enums import Delivery, JobPriority, Marketplace
from products.models import Listing, SyncJob
from products.pacing import GUARD_S, Pace
from products.sync.flight import CLAIM, Flight
from tests.busy_machine import holds_on_a_busy_machine
from tests.factories.households import VerifiedHouseholdFactory
from tests.factories.products import publish, sellable_product


def take_back_consent(product, code):
    withdraw_consent(user=product.household.owner, purpose=ConsentPurpose.for_marketplace(code))


@pytest.mark.django_db
@pytest.mark.parametrize("code", Marketplace.values)
def test_what_was_claimed_before_the_consent_was_withdrawn_never_leaves(market, code):
    household = VerifiedHouseholdFactory()
    products = [sellable_product(household=household) for _n in range(3)]
    other = sellable_product(household=VerifiedHouseholdFactory())
    for product in [*products, other]:
        publish(product, code)
    with ThreadPoolExecutor(2) as threads:
        flight = Flight(marketplaces.connector(code), threads)
        flight.board(CLAIM)
        take_back_consent(products[0], code)
        flight.board(CLAIM, JobPriority.urgent())
        flight.fly(20, lambda: None)
    assert set(market.products(code)) == {other.external_id}
    assert not SyncJob.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("code", Marketplace.values)
def test_a_price_claimed_before_the_consent_was_withdrawn_is_not_sent(market, code):
    product = sellable_product(household=VerifiedHouseholdFactory())
    publish(product, code)
    sync.drain(code)
    operations.update_product(product=product, price_vnd=222_000)
    with ThreadPoolExecutor(2) as threads:
        flight = Flight(marketplaces.connector(code), threads)
        flight.board(CLAIM)
        assert len(flight.prices) == 1
        take_back_consent(product, code)
        flight.fly(20, lambda: None)
    row = market.products(code)[product.external_id]
    assert (row["price_vnd"], row["status"]) == (185_000, "deleted" if code == "postmart" else "unlisted")
    assert Listing.objects.get().delivery in (Delivery.DELIVERED, Delivery.NEEDS_HOUSEHOLD)
    assert not SyncJob.objects.filter(not_before__lte=timezone.now()).exists()


def test_a_timeline_that_redis_forgot_begins_anew_without_going_above_the_limit():
    """Two processes' worth of waiters, a wipe in the middle: no window of a second ever holds more than the limit."""

    def trial():
        code, limit = f"wiped-{uuid.uuid4().hex}", 20
        paces = [Pace(code, limit, 1), Pace(code, limit, 1)]

        def request(n: int) -> float:
            return paces[n % 2].wait().taken

        with ThreadPoolExecutor(4) as threads:
            moments = list(threads.map(request, range(25)))
            waiting = [threads.submit(request, n) for n in range(15)]
            pacing._redis().delete(paces[0]._key)
            moments = sorted(moments + [future.result() for future in waiting])
        assert max(sum(m <= x < m + 1 for x in moments) for m in moments) <= limit
        gaps = [after - before for before, after in itertools.pairwise(moments)]
        assert max(gaps) >= GUARD_S * 0.9

    holds_on_a_busy_machine(trial)


def test_a_request_that_is_slow_to_leave_moves_those_behind_it():
    pace = Pace(f"slow-{uuid.uuid4().hex}", 20, 1)
    pace.wait()
    turn = pace.wait()
    pace.left(replace(turn, taken=time.monotonic() - 0.5))
    assert pace._reserve().due - turn.due >= pace.step_us / 1_000_000 + 0.49


def test_a_turn_that_redis_was_slow_to_tell_of_moves_those_behind_it():
    pace = Pace(f"told-late-{uuid.uuid4().hex}", 2, 1)
    pace.wait()
    turn = pace._reserve()
    # Its answer took 30 ms to arrive, so we count the wait from then.
    heard_late = replace(turn, due=turn.due + 0.03)
    time.sleep(heard_late.due - time.monotonic())
    assert pace._take(heard_late)
    assert int(pace._reserve().moment) - int(turn.moment) >= pace.step_us + 27_000


def test_processes_that_lost_redis_stay_within_the_limit_together(monkeypatch):
    """Four of them, each by itself and all at the same moments; and while they come back to the shared timeline."""
    real, away = pacing._redis, threading.Event()

    def redis_of_the_moment():
        if away.is_set():
            raise redis.exceptions.ConnectionError("away")
        return real()

    monkeypatch.setattr(pacing, "_redis", redis_of_the_moment)

    def trial():
        code, limit, moments = f"alone-{uuid.uuid4().hex}", 10, []
        paces, ends_at = [Pace(code, limit, 4) for _n in range(4)], time.monotonic() + 7

        def send(pace: Pace) -> None:
            while time.monotonic() < ends_at:
                moments.append(pace.wait().taken)

        away.set()  # all notice at once, so that all are in the same phase
        with ThreadPoolExecutor(4) as threads:
            for pace in paces:
                threads.submit(send, pace)
            time.sleep(3.5)
            away.clear()
        moments.sort()
        # A thread may be heard a little late on a busy machine.
        assert max(sum(m <= x < m + 0.97 for x in moments) for m in moments) <= limit
        assert len(moments) > 15

    holds_on_a_busy_machine(trial)
