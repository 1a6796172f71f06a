"""Rates shared by every process, kept in Redis by the `limits` library.

Without Redis each process counts for itself against `1 / processes` of the rate: never unlimited.
"""

import functools
import logging

import redis
from django.conf import settings
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter

log = logging.getLogger(__name__)


def _storage_url() -> str:
    return settings.REDIS_URL.replace("unix://", "redis+unix://", 1)


@functools.cache
def _shared() -> MovingWindowRateLimiter:
    return MovingWindowRateLimiter(RedisStorage(_storage_url(), socket_timeout=1, socket_connect_timeout=1))


@functools.cache
def _own() -> MovingWindowRateLimiter:
    return MovingWindowRateLimiter(MemoryStorage())


def allow(rate: str, *identifiers: str) -> bool:
    """Count one use of `rate` ("5/10 minutes") for `identifiers`; False when it is used up."""
    item: RateLimitItem = parse(rate)
    try:
        return _shared().hit(item, *identifiers)
    except (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError):
        log.warning("Redis không trả lời, tiến trình này tự giữ giới hạn %s", rate)
        return _own().hit(item, *identifiers)


def allow_all(rates: dict[str, tuple[str, ...]]) -> bool:
    """Whether every one of several limits has room; counts all of them, so that probing one fills the others."""
    answers = [allow(rate, *identifiers) for rate, identifiers in rates.items()]
    return all(answers)


def forget_everything() -> None:
    """Give every rate its full room again (tests)."""
    try:
        _shared().storage.reset()
    except (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError):
        log.warning("Redis không trả lời, chỉ xóa số đếm của tiến trình này")
    _own().storage.reset()
