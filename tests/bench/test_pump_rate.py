"""The pump against its marketplaces: how much of the allowed rate it uses.

Shares are of requests in the same seconds at the same sandbox. BENCH_RATE_SECONDS (20) is how long each is measured.
"""

import os
import threading
import time
from contextlib import contextmanager

import pytest

from products.enums import Marketplace
from products.models import SyncJob
from tests.factories.households import VerifiedHouseholdFactory
from tests.factories.products import publish, sellable_product
from tests.products.conftest import market, media, photo_server, worker

__all__ = ["market", "media", "photo_server"]

pytestmark = pytest.mark.django_db(transaction=True)

MEASURED_S, WARM_UP_S = float(os.environ.get("BENCH_RATE_SECONDS", "20")), 4.0
ALLOWED_A_SECOND = 10.0
BAD_WEATHER = {"rate_5xx": 0.05, "hang_rate": 0.02, "hang_ms": 5_000}
BURST = {"latency_ms": 600}


@contextmanager
def bursts(market, code: str):
    """Let answers take 0.6 s for two seconds out of four."""
    over = threading.Event()

    def blow():
        while not over.wait(2):
            market.fault(code, **BURST)
            over.wait(2)
            market.fault(code, latency_ms=20)

    thread = threading.Thread(target=blow)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def shares(market, code: str) -> tuple[float, float]:
    """Return accepted ÷ allowed, and the share of 429, of what two workers send in MEASURED_S."""
    workers = [worker(market, code, rate=ALLOWED_A_SECOND) for _n in range(2)]
    try:
        while market.state(code)["traffic"]["requests"] < ALLOWED_A_SECOND * WARM_UP_S:
            time.sleep(0.1)
        before, began = market.state(code)["traffic"], time.monotonic()
        time.sleep(MEASURED_S)
        after, seconds = market.state(code)["traffic"], time.monotonic() - began
        assert SyncJob.objects.filter(marketplace=code).exists(), "too little work to measure"
    finally:
        for process in workers:
            process.kill()
            process.wait()
    requests, limited = (after[key] - before[key] for key in ("requests", "limited"))
    return (requests - limited) / (seconds * ALLOWED_A_SECOND), limited / requests


@pytest.mark.parametrize("code", Marketplace.values)
@pytest.mark.parametrize(("weather", "at_least"), [("calm", 0.98), ("bad", 0.95)])
def test_two_workers_use_what_is_allowed(market, code, weather, at_least):
    households = [VerifiedHouseholdFactory() for _n in range(30)]
    # Voso takes the photographs one by one before the item itself.
    for n in range(330 if code == "postmart" else 90):
        photos = 1 if code == "postmart" else 3
        publish(sellable_product(household=households[n % 30], photos=photos, marketplaces=[code]), code)
    market.fault(code, requests_per_window=-1, moderation_delay_s=1, latency_ms=20)
    if weather == "bad":
        market.fault(code, **BAD_WEATHER)
        with bursts(market, code):
            used, limited = shares(market, code)
    else:
        used, limited = shares(market, code)
    print(f"\n{code}, {weather} weather: accepted ÷ allowed {used:.3f} (at least {at_least}), 429: {limited:.2%}")
    assert used >= at_least
    assert limited <= 0.001
