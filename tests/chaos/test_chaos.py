"""`make chaos`: thousands of changes while everything breaks; afterwards both marketplaces are exactly as wanted.

CHAOS_CHANGES (10,000), CHAOS_PRODUCTS (100), CHAOS_KILLS (20), CHAOS_SEED (1034). The same seed, the same changes and
the same faults in the same places; only how the processes interleave differs.
"""

import os
import random
import sys
import time
from collections.abc import Callable, Iterator

import pytest

from products.enums import Delivery, Intent, Marketplace, Verdict
from products.models import Listing, SyncJob, WebhookEvent
from tests.chaos.household_life import Life, insistently
from tests.chaos.stack import Wreckers
from tests.journeys.stack import running_stack
from tests.products.truth import differences, order_differences, stock_differences

CHANGES = int(os.environ.get("CHAOS_CHANGES", "10000"))
PRODUCTS = int(os.environ.get("CHAOS_PRODUCTS", "100"))
KILLS = int(os.environ.get("CHAOS_KILLS", "20"))
SEED = int(os.environ.get("CHAOS_SEED", "1034"))
REDIS_WIPES, STORMS = 3, 16
CONVERGED_WITHIN_S = 60

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(3_600)]


def timetable(wreckers: Wreckers, dice: random.Random) -> dict[int, list[Callable]]:
    """Return what breaks before which change. Faults are spread evenly; PostgreSQL crashes halfway."""
    faults: dict[int, list[Callable]] = {CHANGES // 2: [wreckers.crash_postgres]}
    for fault, times in ((wreckers.kill_worker, KILLS), (wreckers.wipe_redis, REDIS_WIPES)):
        for n in range(times):
            at = int((n + dice.uniform(0.2, 0.9)) * CHANGES / times)
            faults.setdefault(at, []).append(fault)
    for n in range(STORMS):
        faults.setdefault(n * CHANGES // STORMS, []).append(wreckers.change_weather)
    return faults


def restlessness() -> Iterator[str]:
    """Yield a line for each thing that the portal itself believes is not yet as wanted, or has not been told."""
    for job in SyncJob.objects.select_related("listing"):
        when = f"not before {job.not_before}, leased until {job.leased_until}"
        yield f"{job.marketplace} job of {job.listing_id}: {job.attempts} tries, {when}"
    for event in WebhookEvent.objects.waiting():
        yield f"{event}: waits to be applied"
    wanted = Listing.objects.filter(intent=Intent.PUBLISH).exclude(delivery=Delivery.DELIVERED, verdict=Verdict.LIVE)
    # Withdrawn before anything ever left, a listing is idle.
    settled = (Delivery.DELIVERED, Delivery.IDLE)
    unwanted = Listing.objects.filter(intent=Intent.WITHDRAW).exclude(delivery__in=settled)
    for row in (wanted | unwanted).select_related("product"):
        proof = f"delivered {row.delivered_at}, seen {row.verified_at}"
        yield f"{row.marketplace} {row.product.external_id}: {row.intent}, {row.delivery}, {row.verdict}, {proof}"


def all_differences(sandbox, life: Life) -> list[str]:
    return differences(sandbox) + order_differences(sandbox) + stock_differences(life.began_with)


def converge(sandbox, life: Life) -> tuple[float, list[str]]:
    """Wait until all is as wanted; return after how many seconds, and what is not even after four times the limit."""
    began = time.monotonic()
    while (passed := time.monotonic() - began) < 4 * CONVERGED_WITHIN_S:
        if next(restlessness(), None) is None and not all_differences(sandbox, life):
            return passed, []
        time.sleep(0.5)
    return passed, [*all_differences(sandbox, life), *(f"believed undone: {line}" for line in restlessness())]


def live_through(life: Life, faults: dict[int, list[Callable]]) -> float:
    """Let everything happen, faults in their places; return how many seconds it took."""
    began = time.monotonic()
    for number in range(CHANGES):
        for fault in faults.get(number, ()):
            insistently(lambda fault=fault: fault() or True)
        life.change()
    return time.monotonic() - began


def test_nothing_is_lost_doubled_or_stale_whatever_breaks(tmp_path):
    assert os.environ.get("PORTAL_DURABLE") == "1", "run `make chaos`: a crash must not lose what was committed"
    dice = random.Random(SEED)
    with running_stack(with_worker=False) as stack:
        wreckers = Wreckers(stack, random.Random(dice.random()), tmp_path)
        life = Life(stack.sandbox, random.Random(dice.random()), PRODUCTS)
        seconds = live_through(life, timetable(wreckers, dice))
        wreckers.stop()
        converged, left = converge(stack.sandbox, life)
        traffic = {code: stack.sandbox.state(code)["traffic"] for code in Marketplace.values}
    report(life, wreckers, seconds, converged, left, traffic)
    assert left == []
    assert sum(found["above_limit"] for found in traffic.values()) == 0
    assert converged <= CONVERGED_WITHIN_S


def report(life: Life, wreckers: Wreckers, seconds: float, converged: float, left: list[str], traffic: dict) -> None:
    rows = [("changes", f"{CHANGES} in {seconds:.0f} s, seed {SEED}"), *life.done.most_common()]
    rows += wreckers.done.most_common()
    for code, found in traffic.items():
        above = f"{found['above_limit']} above the limit"
        rows.append((code, f"{found['requests']} requests, {above}, at most {found['max_in_window']} in a window"))
    rows += [("converged after", f"{converged:.1f} s"), ("not as wanted", len(left))]
    lines = [f"{name:<26}{value}" for name, value in rows] + [f"  {line}" for line in left[:40]]
    sys.stdout.write("\n" + "\n".join(lines) + "\n\n" + summary(wreckers, converged, left, traffic) + "\n")


def summary(wreckers: Wreckers, converged: float, left: list[str], traffic: dict) -> str:
    """Return the figures that the issue asks for, in one line to copy."""
    words = {"lost": (": lost", ": None instead"), "doubled": (": doubled",), "stale": (": stale",)}
    kinds = {kind: sum(any(word in line for word in told) for line in left) for kind, told in words.items()}
    kinds["otherwise wrong"] = len(left) - sum(kinds.values())
    found = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
    above = sum(each["above_limit"] for each in traffic.values())
    broken = ", ".join(f"{wreckers.done[name]} × {name}" for name in ("kill -9", "Redis wiped", "PostgreSQL crashed"))
    return (
        f"CHAOS: {CHANGES} changes, {broken}: {found}, {above} above the limit, "
        f"converged {converged:.1f} s after the last fault (at most {CONVERGED_WITHIN_S})"
    )
