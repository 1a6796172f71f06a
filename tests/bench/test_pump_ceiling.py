"""The pump's own speed, against marketplaces that say yes at once: what it could do if nothing limited it.

Calls and statements are counted; the speed is told by the clock and by CPU-seconds, of the worker and of its PostgreSQL
process apart, because the clock also measures whatever else the machine does. BENCH_LISTINGS (100,000) sets the size.
"""

import json
import os
import time
from collections import Counter
from pathlib import Path

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
from tests.factories.products import DESCRIPTION, ProductFactory
from tests.products.conftest import market, media, photo_server

__all__ = ["market", "media", "photo_server"]

pytestmark = pytest.mark.django_db(transaction=True)

LISTINGS = int(os.environ.get("BENCH_LISTINGS", "100000"))
A_HOUSEHOLD = 50
TICKS = os.sysconf("SC_CLK_TCK")


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


def clocks() -> tuple[float, float, float]:
    """Return seconds: of the clock, of this process's CPU, and of the CPU of the PostgreSQL process that serves it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        fields = Path(f"/proc/{cursor.fetchone()[0]}/stat").read_text().rsplit(")", 1)[1].split()
    return time.monotonic(), time.process_time(), (int(fields[11]) + int(fields[12])) / TICKS


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
    before = clocks()
    sync.drain(code, seconds=3_600)
    wall, ours, theirs = (LISTINGS / (after - then) for after, then in zip(clocks(), before, strict=True))
    done = f"{calls['changes']} price changes in {calls['requests']} requests"
    speed = f"{wall:.0f} listings/s by the clock, {ours:.0f} a CPU-second of the worker, {theirs:.0f} of PostgreSQL"
    print(f"\n{code}: {done}; {speed}")
    assert not SyncJob.objects.exists()
    assert calls == {"requests": LISTINGS // connector.batch_size, "changes": LISTINGS}


def test_what_a_hundred_price_changes_cost_in_statements(market, monkeypatch):
    listings_on_sale("postmart", 1_000)
    connector = marketplace_without_latency("postmart", Counter())
    monkeypatch.setattr(flight, "connector_of", lambda _code: connector)
    Product.objects.update(price_vnd=199_000)
    SyncJob.objects.enqueue(Listing.objects.values_list("pk", flat=True), priority=JobPriority.BULK)
    claims, claim = [], type(SyncJob.objects.all()).claim
    monkeypatch.setattr(
        type(SyncJob.objects.all()), "claim", lambda *a, **k: (claims.append(found := claim(*a, **k)), found)[1]
    )
    with CaptureQueriesContext(connection) as captured:
        sync.drain("postmart", seconds=60)
    rows = [len(found.jobs) for found in claims if found.jobs]
    print(f"\n{len(captured) / 10:.1f} SQL statements for a hundred price changes, {sum(rows) / len(rows):.0f} a claim")
    assert len(captured) <= 10 * 25
    assert min(rows) >= 50
