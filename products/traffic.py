"""How much goes to each marketplace, minute by minute: counted in memory, written by the handful.

Counting costs no query: a process adds up and writes at most every few seconds, and when it has nothing left to do. A
worker that is killed takes a few seconds of figures with it, and nothing else.
"""

import threading
import time
from collections import Counter
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from products.models import TrafficMinute

EVERY_S = 5.0
KEPT = timedelta(days=7)
NAMES = ("requests", "accepted", "refused", "failed")

# Two processes that write the same minute at once add up.
UPSERT = """
INSERT INTO products_trafficminute AS minute (marketplace, minute, requests, accepted, refused, failed)
VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (marketplace, minute) DO UPDATE SET
    requests = minute.requests + EXCLUDED.requests, accepted = minute.accepted + EXCLUDED.accepted,
    refused = minute.refused + EXCLUDED.refused, failed = minute.failed + EXCLUDED.failed
"""

_counts: dict[tuple[str, datetime], Counter[str]] = {}
_lock = threading.Lock()
_last_written = 0.0


def count(marketplace: str, **numbers: int) -> None:
    """Add to this minute's figures (names of NAMES); safe in any thread, touches no database."""
    minute = timezone.now().replace(second=0, microsecond=0)
    with _lock:
        _counts.setdefault((marketplace, minute), Counter()).update(numbers)


def write(*, if_older_than_s: float = 0.0) -> None:
    """Write what was counted since the last time, unless that was less than `if_older_than_s` seconds ago.

    Not in a thread of its own, and not inside a transaction that may be long: minutes are shared rows.
    """
    global _last_written
    with _lock:
        if not _counts or time.monotonic() - _last_written < if_older_than_s:
            return
        taken = dict(_counts)
        _counts.clear()
        _last_written = time.monotonic()
    rows = [(m, at, *(numbers[name] for name in NAMES)) for (m, at), numbers in sorted(taken.items())]
    with connection.cursor() as cursor:
        cursor.executemany(UPSERT, rows)


def forget_old() -> int:
    """Remove figures older than a week; return how many minutes."""
    return TrafficMinute.objects.filter(minute__lt=timezone.now() - KEPT).delete()[0]
