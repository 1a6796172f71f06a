"""The pump against its marketplaces: how much of the allowed rate it uses, and what it could do if nothing limited it.

Shares are of requests in the same seconds at the same sandbox; calls are counted; only the ceiling is a speed.
BENCH_LISTINGS (100,000) sets the size of the price change.
"""

import json
import os
import threading
import time
from collections import Counter
from contextlib import contextmanager

import httpx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from households.models import Household
from portal1034.accounts.enums import ConsentPurpose
from portal1034.accounts.models import Consent, User
from portal1034.commodities.models import Commodity
from products import sync
from products.connectors import PostmartConfig, VosoConfig, connector_for
from products.enums import Delivery, Intent, JobPriority, Marketplace, Verdict
from products.models import Listing, Photo, Product, SyncJob
from products.payloads import payload_of
from products.sync import flight
from tests.factories.households import VerifiedHouseholdFactory
from tests.factories.products import DESCRIPTION, ProductFactory, publish, sellable_product
from tests.products.conftest import market, media, photo_server, worker

__all__ = ["market", "media", "photo_server"]

pytestmark = pytest.mark.django_db(transaction=True)

LISTINGS = int(os.environ.get("BENCH_LISTINGS", "100000"))
A_HOUSEHOLD = 50
MEASURED_S, WARM_UP_S = 20.0, 4.0
ALLOWED_A_SECOND = 10.0
BAD_WEATHER = {"rate_5xx": 0.05, "hang_rate": 0.02, "hang_ms": 5_000}
BURST = {"latency_ms": 600}


# ---- the rate ----


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


# ---- the ceiling ----


def listings_on_sale(code: str, count: int) -> None:
    """Make `count` listings that the marketplace shows as they are, a household for every fifty."""
    model, commodity = ProductFactory(), Commodity.objects.get(slug="vai-thieu")
    home = model.household
    people = User.objects.bulk_create(
        User(phone=f"+84900{n:06d}", full_name=f"Người thử {n}") for n in range(500_000, 500_000 + count // A_HOUSEHOLD)
    )
    purpose = ConsentPurpose.for_marketplace(code)
    Consent.objects.bulk_create(Consent(user=p, purpose=purpose, wording="Tôi đồng ý.", recorded_by=p) for p in people)
    shared = {
        name: getattr(home, name) for name in ("commune", "province", "verification", "verified_at", "verified_by")
    }
    codes = Household.objects.free_codes(len(people))
    households = Household.objects.bulk_create(
        Household(code=c, owner=p, name=f"Hộ {p.full_name}", **shared) for c, p in zip(codes, people, strict=True)
    )
    told = {name: getattr(model, name) for name in ("unit_label", "price_vnd", "stock", "weight_g")}
    products = Product.objects.bulk_create(
        (
            Product(
                household=households[n // A_HOUSEHOLD],
                province=home.province,
                commodity=commodity,
                code=f"x{n}",
                slug=f"x-{n}",
                title=f"Vải thiều Lục Ngạn loại 1, thùng 5 kg, lô {n}",
                description=DESCRIPTION,
                **told,
            )
            for n in range(count)
        ),
        batch_size=5_000,
    )
    Photo.objects.bulk_create(
        (
            Photo(product=p, position=n, width=900, height=900, size_bytes=9_000, sha256=f"{n:064d}")
            for p in products
            for n in range(3)
        ),
        batch_size=10_000,
    )
    for start in range(0, count, 5_000):
        keys = [product.pk for product in products[start : start + 5_000]]
        Listing.objects.bulk_create(_shown(code, p) for p in Product.objects.with_payload_parts().filter(pk__in=keys))


def _shown(code: str, product: Product) -> Listing:
    whole, content = payload_of(product).prints()
    prints = {"fingerprint": whole, "content_fingerprint": content}
    state = {"intent": Intent.PUBLISH, "delivery": Delivery.DELIVERED, "verdict": Verdict.LIVE}
    return Listing(product=product, marketplace=code, remote_id=f"r{product.pk}", **state, **prints)


def marketplace_without_latency(code: str, calls: Counter):
    """Return the real connector of a marketplace that says yes at once; `calls` counts requests and changes."""

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/login"):
            return httpx.Response(200, json={"access_token": "t"})
        items = json.loads(request.content)["items"]
        calls["requests"] += 1
        calls["changes"] += len(items)
        key = "external_id" if code == "postmart" else "item_id"
        return httpx.Response(200, json={"results": [{key: item[key], "ok": True} for item in items]})

    config = {
        "postmart": PostmartConfig("http://127.0.0.1/postmart/api", "k", "s"),
        "voso": VosoConfig("http://127.0.0.1/voso/api", "p", "s"),
    }[code]
    return connector_for(code, config, client=httpx.Client(transport=httpx.MockTransport(answer)))


@pytest.mark.parametrize("code", Marketplace.values)
def test_price_changes_go_in_the_fewest_requests(market, monkeypatch, code):
    calls = Counter()
    listings_on_sale(code, LISTINGS)
    connector = marketplace_without_latency(code, calls)
    monkeypatch.setattr(flight, "connector_of", lambda _code: connector)
    Product.objects.update(price_vnd=199_000)
    SyncJob.objects.enqueue(Listing.objects.values_list("pk", flat=True), priority=JobPriority.BULK)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    began, began_cpu = time.monotonic(), time.process_time()
    sync.drain(code, seconds=3_600)
    seconds, cpu = time.monotonic() - began, time.process_time() - began_cpu
    done = f"{calls['changes']} price changes in {calls['requests']} requests"
    print(f"\n{code}: {done}, {LISTINGS / seconds:.0f} listings/s, {LISTINGS / cpu:.0f} a CPU-second")
    assert not SyncJob.objects.exists()
    assert calls == {"requests": LISTINGS // connector.batch_size, "changes": LISTINGS}


def test_statements_a_hundred_listings_cost(market, monkeypatch):
    listings_on_sale("postmart", 1_000)
    connector = marketplace_without_latency("postmart", Counter())
    monkeypatch.setattr(flight, "connector_of", lambda _code: connector)
    Product.objects.update(price_vnd=199_000)
    SyncJob.objects.enqueue(Listing.objects.values_list("pk", flat=True), priority=JobPriority.BULK)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        sync.drain("postmart", seconds=60)
    statements = len(captured) / 10
    print(f"\n{statements:.1f} SQL statements for each hundred listings")
    assert statements <= 45
