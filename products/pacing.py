"""One bucket of requests per marketplace, shared by every worker.

A request reserves the next free moment on the marketplace's timeline, kept in Redis and told by Redis's own clock, and
sleeps until then. The `limits` library, which the rest of the portal uses, answers yes or no for whole seconds: at full
load its callers would poll, and bursts allowed to leave together would arrive a few milliseconds too close and be
answered 429. Evenly spaced requests do neither.

Without Redis each process keeps its own timeline at its share of the rate: slower, never faster.
"""

import functools
import logging
import threading
import time

import redis
from django.conf import settings

from products.connectors.errors import Transient

log = logging.getLogger(__name__)

# Kept free for requests that arrive a little late or early: 1.5% of the rate buys 15 ms of jitter at 10 a second.
HEADROOM = 0.985
LONGEST_WAIT_S = 30.0
LONGEST_HOLD_S = 60.0
# ARGV: what one request takes of the timeline (µs), the longest wait (µs). Returns the wait in µs, or -1.
RESERVE = """
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
local free = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now)
if free - now > tonumber(ARGV[2]) then return -1 end
redis.call('SET', KEYS[1], string.format('%.0f', free + tonumber(ARGV[1])), 'EX', 600)
return free - now
"""
HOLD = """
local t = redis.call('TIME')
local until_ = t[1] * 1000000 + t[2] + tonumber(ARGV[1])
if until_ > tonumber(redis.call('GET', KEYS[1]) or '0') then
    redis.call('SET', KEYS[1], string.format('%.0f', until_), 'EX', 600)
end
return 0
"""
UNREACHABLE = (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError)


@functools.cache
def _redis() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1)


class Pace:
    """The request rate of one marketplace. `wait()` before every request; safe to share between threads."""

    def __init__(self, marketplace: str, per_second: float, processes: int) -> None:
        self.marketplace = marketplace
        self.step_us = int(1_000_000 / (per_second * HEADROOM))
        self.own_step_us = self.step_us * max(1, processes)
        # Half a turn late is still before the next one; at high rates a few milliseconds change nothing in a second.
        self.latest_s = max(0.02, self.step_us / 2_000_000)
        self._own_free = 0.0
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Return when the next request may leave. Raises Transient when that is more than LONGEST_WAIT_S away."""
        while True:
            wait_us = self._reserve()
            self._refuse_if_too_far(wait_us)
            due = time.monotonic() + wait_us / 1_000_000
            time.sleep(wait_us / 1_000_000)
            # Woken late on a busy machine, we would meet those behind us: the turn is given up for a new one.
            if time.monotonic() - due < self.latest_s:
                return

    @staticmethod
    def _refuse_if_too_far(wait_us: float) -> None:
        if wait_us < 0:
            text = "Đang có nhiều tin chờ gửi, cổng sẽ gửi sau ít phút."
            raise Transient(text, code="paced", retry_after_s=LONGEST_WAIT_S)

    def hold(self, seconds: float) -> None:
        """Let nothing leave for `seconds` (at most LONGEST_HOLD_S): the marketplace asked for it."""
        hold_us = int(min(seconds, LONGEST_HOLD_S) * 1_000_000)
        with self._lock:
            self._own_free = max(self._own_free, time.monotonic() * 1_000_000 + hold_us)
        try:
            _redis().eval(HOLD, 1, self._key, hold_us)
        except UNREACHABLE as error:
            log.warning("Redis không trả lời, chỉ tiến trình này chờ %s: %s", self.marketplace, error)

    @property
    def _key(self) -> str:
        return f"c1034:pace:{self.marketplace}"

    def _reserve(self) -> float:
        longest = int(LONGEST_WAIT_S * 1_000_000)
        try:
            return int(_redis().eval(RESERVE, 1, self._key, self.step_us, longest))
        except UNREACHABLE as error:
            log.warning("Redis không trả lời, tiến trình này tự giữ nhịp với %s: %s", self.marketplace, error)
            return self._reserve_alone(longest)

    def _reserve_alone(self, longest: int) -> float:
        now = time.monotonic() * 1_000_000
        with self._lock:
            free = max(self._own_free, now)
            if free - now > longest:
                return -1
            self._own_free = free + self.own_step_us
            return free - now
