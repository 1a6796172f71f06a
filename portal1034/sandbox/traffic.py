"""Counting requests: the marketplaces' rate limits, and the highest rate ever seen."""

import threading
import time
from collections import deque
from dataclasses import dataclass


@dataclass(frozen=True)
class Limit:
    requests: int
    window_s: float


LIMITS = {"postmart": Limit(10, 1.0), "voso": Limit(600, 60.0)}


class _Window:
    """Moments of the last `window_s` seconds, and the most there ever were at once."""

    def __init__(self, window_s: float):
        self.window_s = window_s
        self.moments: deque[float] = deque()
        self.most = 0

    def expire(self, now: float) -> None:
        while self.moments and self.moments[0] <= now - self.window_s:
            self.moments.popleft()

    def add(self, now: float) -> None:
        self.expire(now)
        self.moments.append(now)
        self.most = max(self.most, len(self.moments))


class Traffic:
    """One marketplace's meter. Only admitted requests count against its limit; every arrival counts as traffic."""

    def __init__(self, limit: Limit):
        self.limit = limit
        self._lock = threading.Lock()
        self.reset()

    def reset(self) -> None:
        with self._lock:
            self._arrived = _Window(self.limit.window_s)
            self._second = _Window(1.0)
            self._admitted = _Window(self.limit.window_s)
            self._counts = {"requests": 0, "admitted": 0, "limited": 0, "above_limit": 0}

    def arrive(self) -> None:
        now = time.monotonic()
        with self._lock:
            self._arrived.add(now)
            # Also where a fault answers in the limit's place: one request too many is one too many.
            self._counts["above_limit"] += len(self._arrived.moments) > self.limit.requests
            self._second.add(now)
            self._counts["requests"] += 1

    def left(self, allowed: int) -> int:
        """Return how many more requests this window takes; where there is no limit, as many as the contract names."""
        with self._lock:
            self._admitted.expire(time.monotonic())
            return max(0, allowed - len(self._admitted.moments)) if allowed else self.limit.requests

    def admit(self, allowed: int) -> float:
        """Return 0 when admitted, the seconds to wait when not. `allowed` 0 means no limit."""
        now = time.monotonic()
        with self._lock:
            self._admitted.expire(now)
            if allowed and len(self._admitted.moments) >= allowed:
                self._counts["limited"] += 1
                return self._admitted.moments[0] + self._admitted.window_s - now
            self._admitted.add(now)
            self._counts["admitted"] += 1
            return 0.0

    def as_dict(self) -> dict:
        with self._lock:
            return self._counts | {
                "window_s": self.limit.window_s,
                "limit": self.limit.requests,
                "max_in_window": self._arrived.most,
                "max_admitted_in_window": self._admitted.most,
                "max_per_second": self._second.most,
            }


METERS = {code: Traffic(limit) for code, limit in LIMITS.items()}
