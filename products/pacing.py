"""One bucket of requests per marketplace, shared by every worker.

A request reserves the next free moment on the marketplace's timeline, kept in Redis and told by Redis's own clock, and
sleeps until then. The `limits` library, which the rest of the portal uses, answers yes or no for whole seconds: at full
load its callers would poll, and bursts allowed to leave together would arrive a few milliseconds too close and be
answered 429. Evenly spaced requests do neither.

Without Redis each process keeps its own timeline at its share of the rate: slower, never faster. A timeline that was
wiped begins anew one window later, under a new name (its era); turns reserved in an older era are not taken.
"""

import functools
import logging
import threading
import time
import uuid
from dataclasses import dataclass, replace

import redis
from django.conf import settings

from products.connectors.errors import Transient

log = logging.getLogger(__name__)

# Kept free for requests that arrive a little late or early: 1.5% of the rate buys 15 ms of jitter at 10 a second.
HEADROOM = 0.985
LONGEST_WAIT_S = 30.0
LONGEST_HOLD_S = 60.0
# What left before a timeline was lost is forgotten by the marketplace after this long.
GUARD_S = 1.1
# Few turns are reserved ahead, so that a late one can still push back those that follow it within the window.
AHEAD = 2
# Waking late by less than this moves nobody; by more than LATEST_S (or two steps), the turn is given up.
ON_TIME_S = 0.002
LATEST_S = 0.05
# A machine that wakes us this late is a busy one, where what has left may arrive as late again: those behind keep more
# distance, so that two neighbours do not meet in one window.
BUSY_S, SLACK_S = 0.01, 0.015
# Between taking a turn and the last byte on the line; what a busy machine adds pushes back those behind as well.
LEAVING_S = 0.004
# The headroom leaves about nine of Voso's 600 requests a minute; when it says that fewer than these are left, somebody
# else sends with our account, or our timeline was lost.
FEW_LEFT = 5
ALONE = "alone"
# The timeline is a hash without expiry: if it is not there, it was wiped. "era" names it, "free" is its next moment.
# ARGV: what one request takes of the timeline (µs), the longest wait (µs), the guard (µs), a new era.
# Returns the wait in µs, or -1, the era, and the moment reserved.
RESERVE = """
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
local era = redis.call('HGET', KEYS[1], 'era')
if not era then
    era = ARGV[4]
    redis.call('HSET', KEYS[1], 'era', era, 'free', string.format('%.0f', now + tonumber(ARGV[3])))
end
local free = math.max(tonumber(redis.call('HGET', KEYS[1], 'free')), now)
if free - now > tonumber(ARGV[2]) then return {-1, era, '0'} end
redis.call('HSET', KEYS[1], 'free', string.format('%.0f', free + tonumber(ARGV[1])))
return {free - now, era, string.format('%.0f', free)}
"""
# A turn is about to be taken. ARGV: its era and moment; then, all in µs, what counts as on time, how late it is given
# up, how late is a busy machine, and the distance more that then is kept. Those not yet reserved are pushed back by as
# much as it is late, by the one clock that all share: on a busy machine Redis's own answers come late as well.
TAKE = """
if redis.call('HGET', KEYS[1], 'era') ~= ARGV[1] then return 0 end
local t = redis.call('TIME')
local late = t[1] * 1000000 + t[2] - tonumber(ARGV[2]) - tonumber(ARGV[3])
if late > tonumber(ARGV[4]) then return 0 end
if late > tonumber(ARGV[5]) then late = late + tonumber(ARGV[6]) end
if late > 0 then
    local free = tonumber(redis.call('HGET', KEYS[1], 'free'))
    redis.call('HSET', KEYS[1], 'free', string.format('%.0f', free + late))
end
return 1
"""
# A request was on the line later than its turn. ARGV: its era, by how much (µs).
LATER = """
if redis.call('HGET', KEYS[1], 'era') ~= ARGV[1] then return 0 end
local free = tonumber(redis.call('HGET', KEYS[1], 'free'))
redis.call('HSET', KEYS[1], 'free', string.format('%.0f', free + tonumber(ARGV[2])))
return 1
"""
# ARGV: by how much what is not yet reserved is pushed back (µs), a new era.
DELAY = """
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
if not redis.call('HGET', KEYS[1], 'era') then redis.call('HSET', KEYS[1], 'era', ARGV[2], 'free', '0') end
local free = math.max(tonumber(redis.call('HGET', KEYS[1], 'free')), now)
redis.call('HSET', KEYS[1], 'free', string.format('%.0f', free + tonumber(ARGV[1])))
return 0
"""
# ARGV: for how long nothing may leave (µs), a new era.
HOLD = """
local t = redis.call('TIME')
local until_ = t[1] * 1000000 + t[2] + tonumber(ARGV[1])
if not redis.call('HGET', KEYS[1], 'era') then redis.call('HSET', KEYS[1], 'era', ARGV[2], 'free', '0') end
if until_ > tonumber(redis.call('HGET', KEYS[1], 'free')) then
    redis.call('HSET', KEYS[1], 'free', string.format('%.0f', until_))
end
return 0
"""
UNREACHABLE = (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError)


@functools.cache
def _redis() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1, decode_responses=True)


@dataclass(frozen=True)
class Turn:
    """A moment of our own on the timeline, valid while its era lasts.

    `due` and `taken` are seconds of `time.monotonic()`, `moment` is µs of Redis's clock.
    """

    due: float
    era: str
    moment: str = ""
    taken: float = 0.0


class Pace:
    """The request rate of one marketplace. `wait()` before every request; safe to share between threads."""

    def __init__(self, marketplace: str, per_second: float, processes: int) -> None:
        self.marketplace = marketplace
        self.step_us = int(1_000_000 / (per_second * HEADROOM))
        self.own_step_us = _own_step_us(per_second, max(1, processes))
        self._own_free = 0.0
        self._is_alone = False
        self._lock = threading.Lock()
        self._turnstile = threading.Semaphore(AHEAD)

    def wait(self) -> Turn:
        """Return when the next request may leave. Raises Transient when that is more than LONGEST_WAIT_S away."""
        with self._turnstile:
            while True:
                turn = self._reserve()
                time.sleep(max(0.0, turn.due - time.monotonic()))
                taken = time.monotonic()
                if self._take(turn):
                    return replace(turn, taken=taken)

    def left(self, turn: Turn) -> None:
        """Hear that this turn's request is on the line now: where that took long, those behind keep their distance."""
        late_us = int((time.monotonic() - turn.taken - LEAVING_S) * 1_000_000)
        if late_us <= 0:
            return
        if turn.era == ALONE:
            with self._lock:
                self._own_free += late_us
            return
        try:
            _redis().eval(LATER, 1, self._key, turn.era, late_us)
        except UNREACHABLE as error:
            log.warning("Redis không trả lời, %s không biết có một yêu cầu đi muộn: %s", self.marketplace, error)

    def hold(self, seconds: float) -> None:
        """Let nothing leave for `seconds` (at most LONGEST_HOLD_S): the marketplace asked for it."""
        hold_us = int(min(seconds, LONGEST_HOLD_S) * 1_000_000)
        with self._lock:
            self._own_free = max(self._own_free, time.monotonic() * 1_000_000 + hold_us)
        try:
            _redis().eval(HOLD, 1, self._key, hold_us, uuid.uuid4().hex)
        except UNREACHABLE as error:
            log.warning("Redis không trả lời, chỉ tiến trình này chờ %s: %s", self.marketplace, error)

    def spare(self, remaining: int) -> None:
        """Slow down, before we are told to, when the marketplace says that few requests are left in its window.

        Each answer pushes the next turns back by as many steps as are missing, so the rate finds what there is.
        """
        missing = FEW_LEFT - remaining
        if missing <= 0:
            return
        with self._lock:
            self._own_free = max(self._own_free, time.monotonic() * 1_000_000) + missing * self.own_step_us
        try:
            _redis().eval(DELAY, 1, self._key, missing * self.step_us, uuid.uuid4().hex)
        except UNREACHABLE as error:
            log.warning("Redis không trả lời, chỉ tiến trình này gửi %s chậm lại: %s", self.marketplace, error)

    @property
    def _key(self) -> str:
        return f"c1034:turns:{self.marketplace}"

    def _reserve(self) -> Turn:
        longest, guard = int(LONGEST_WAIT_S * 1_000_000), int(GUARD_S * 1_000_000)
        try:
            if self._is_alone:
                # What left at our own pace is not on the shared timeline.
                _redis().eval(HOLD, 1, self._key, guard, uuid.uuid4().hex)
                self._is_alone = False
            arguments = (self.step_us, longest, guard, uuid.uuid4().hex)
            wait_us, era, moment = _redis().eval(RESERVE, 1, self._key, *arguments)
        except UNREACHABLE as error:
            log.warning("Redis không trả lời, tiến trình này tự giữ nhịp với %s: %s", self.marketplace, error)
            wait_us, era, moment = self._reserve_alone(longest, guard), ALONE, ""
        if wait_us < 0:
            text = "Đang có nhiều tin chờ gửi, cổng sẽ gửi sau ít phút."
            raise Transient(text, code="paced", retry_after_s=LONGEST_WAIT_S)
        return Turn(time.monotonic() + wait_us / 1_000_000, era, moment)

    def _reserve_alone(self, longest: int, guard: int) -> float:
        now = time.monotonic() * 1_000_000
        with self._lock:
            if not self._is_alone:
                # What left by the shared timeline a moment ago still counts at the marketplace.
                self._is_alone = True
                self._own_free = max(self._own_free, now + guard)
            free = max(self._own_free, now)
            if free - now > longest:
                return -1
            self._own_free = free + self.own_step_us
            return free - now

    def _take(self, turn: Turn) -> bool:
        """Return whether the turn still stands. On a busy machine it may be late: those behind it are then moved."""
        latest = max(AHEAD * self.step_us, int(LATEST_S * 1_000_000))
        on_time, busy, slack = (int(seconds * 1_000_000) for seconds in (ON_TIME_S, BUSY_S, SLACK_S))
        if turn.era == ALONE:
            late_us = max(0, int((time.monotonic() - turn.due) * 1_000_000) - on_time)
            return late_us <= latest and self._take_alone(late_us + slack * (late_us > busy))
        try:
            return bool(_redis().eval(TAKE, 1, self._key, turn.era, turn.moment, on_time, latest, busy, slack))
        except UNREACHABLE:
            return False

    def _take_alone(self, late_us: int) -> bool:
        """A turn of our own timeline stands only while Redis is away: others may be back on the shared one already."""
        try:
            _redis().ping()
        except UNREACHABLE:
            with self._lock:
                self._own_free += late_us
            return True
        return False


def _own_step_us(per_second: float, processes: int) -> int:
    """Return the step of a process that cannot see the others.

    They do not keep in step either, so each second holds no more of each than all may have together: of ten requests a
    second two for each of four processes. Where there are more processes than requests, each waits its round.
    """
    share = per_second / processes
    seconds = 1 / int(share) if share >= 1 else 1 / share
    return int(seconds * 1_000_000 / HEADROOM)
