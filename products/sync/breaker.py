"""A circuit breaker per marketplace, in PostgreSQL, so that every worker sees the same state.

Five failures in a row open it for 5 seconds, then 10, 20 and at most 30; after that a single job may try. The first
success closes it. A refused account opens it for a minute: no number of tries mends a password.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from products.connectors.errors import Ambiguous, ConnectorError, Full, Misconfigured, Transient
from products.models import MarketplaceHealth, SyncJob

FAILURES_TO_OPEN = 5
FIRST_PAUSE_S = 5
LONGEST_PAUSE_S = 30
ACCOUNT_PAUSE_S = 60
# "Slow down" and "not here" are answers, and waiting for our own turn says nothing about the marketplace.
_ALIVE = {"rate_limited", "paced", "not_found", "daily_cap", "stale_revision"}


def health_of(marketplace: str) -> MarketplaceHealth:
    return MarketplaceHealth.objects.get_or_create(marketplace=marketplace)[0]


def allowance(marketplace: str, batch: int) -> int:
    """Return how many jobs may be sent now: a batch, one that tries whether it is back, or none."""
    health = health_of(marketplace)
    if health.is_open:
        return 0
    return 1 if health.open_until else batch


def pause_left(marketplace: str) -> timedelta:
    """Return how long the breaker stays open, zero when it is closed."""
    health = health_of(marketplace)
    return max(timedelta(0), health.open_until - timezone.now()) if health.open_until else timedelta(0)


def note(marketplace: str, outcomes: list[ConnectorError | None]) -> bool:
    """Take note of what came of some calls, in their order; return whether the breaker is now open."""
    with transaction.atomic(durable=True):
        health = MarketplaceHealth.objects.select_for_update().get(pk=health_of(marketplace).pk)
        was_down = health.open_until is not None
        for error in outcomes:
            _count(health, error)
        health.save(update_fields=["failures", "open_until", "reason", "last_success_at"])
    if was_down and health.open_until is None:
        # It is back: what waits only because a try failed need not wait any longer, the rate spaces it.
        with transaction.atomic(durable=True):
            SyncJob.objects.hurry(marketplace)
    return health.is_open


def full(health: MarketplaceHealth) -> Full | None:
    """Return why no new listing can be sent to a marketplace now, None when it takes them."""
    if not health.is_full:
        return None
    wait_s = (health.full_until - timezone.now()).total_seconds()
    return Full(health.full_reason, resets_at=health.full_until, retry_after_s=wait_s)


def note_full(marketplace: str, error: Full) -> None:
    """Remember for all workers that a marketplace takes no more new listings, and until when."""
    MarketplaceHealth.objects.filter(marketplace=marketplace).update(
        full_until=error.resets_at, full_reason=error.message[:300]
    )


def close(marketplace: str) -> None:
    """Let everything through again at once (an administrator mended the account)."""
    MarketplaceHealth.objects.filter(marketplace=marketplace).update(failures=0, open_until=None, reason="")


def is_failure(error: ConnectorError) -> bool:
    """Whether an error says that the marketplace does not answer, not that it dislikes what it was asked."""
    return isinstance(error, Transient | Ambiguous | Misconfigured) and error.code not in _ALIVE


def _count(health: MarketplaceHealth, error: ConnectorError | None) -> None:
    now = timezone.now()
    if isinstance(error, Misconfigured):
        health.failures += 1
        health.open_until, health.reason = now + timedelta(seconds=ACCOUNT_PAUSE_S), error.message[:300]
    elif error is not None and is_failure(error):
        health.failures += 1
        over = health.failures - FAILURES_TO_OPEN
        if over >= 0:
            pause = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** min(over, 5))
            health.open_until, health.reason = now + timedelta(seconds=pause), error.message[:300]
    elif not (isinstance(error, Transient) and error.code in _ALIVE):
        health.failures, health.open_until, health.reason = 0, None, ""
        health.last_success_at = now


def keep_turn(marketplace: str, household: int) -> None:
    """Remember whose turn it was last, so that the next claim begins behind them."""
    MarketplaceHealth.objects.filter(marketplace=marketplace).update(last_household=household)
