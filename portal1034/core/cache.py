"""The cache, and what happens without it: pages are rendered afresh, nobody sees an error."""

import logging

import redis
from django.core.cache.backends.redis import RedisCache, RedisCacheClient

log = logging.getLogger(__name__)

UNREACHABLE = (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError)


class SparingClient(RedisCacheClient):
    """Django builds a client for every command; building it costs more than the command. Clients share their pool."""

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        self._clients = {}

    def get_client(self, key=None, *, write=False):
        index = self._get_connection_pool_index(write)
        if index not in self._clients:
            self._clients[index] = super().get_client(key, write=write)
        return self._clients[index]


class ForgivingRedisCache(RedisCache):
    """Django's Redis cache, for which an unreachable Redis is an empty one.

    Only for what can be computed again. Nothing that must not be lost is kept in Redis.
    """

    def __init__(self, server, params):
        super().__init__(server, params)
        self._class = SparingClient

    def get(self, key, default=None, version=None):
        return self._forgive(super().get, default, key, default=default, version=version)

    def get_many(self, keys, version=None):
        return self._forgive(super().get_many, {}, keys, version=version)

    def set(self, key, value, *arguments, **named):
        return self._forgive(super().set, None, key, value, *arguments, **named)

    def set_many(self, data, *arguments, **named):
        return self._forgive(super().set_many, list(data), data, *arguments, **named)

    def add(self, key, value, *arguments, **named):
        return self._forgive(super().add, False, key, value, *arguments, **named)

    def delete(self, key, version=None):
        return self._forgive(super().delete, False, key, version=version)

    def incr(self, key, delta=1, version=None):
        return self._forgive(super().incr, delta, key, delta=delta, version=version)

    def _forgive(self, call, otherwise, *arguments, **named):
        try:
            return call(*arguments, **named)
        except UNREACHABLE as error:
            log.warning("Redis không trả lời, làm tiếp không có bộ đệm: %s", error)
            return otherwise
