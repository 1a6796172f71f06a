"""Families of pages and the generation each is in: what one write makes stale, and nothing else.

A page or a fragment belongs to one or more *families* ("season", "products", "news", …). Each family has a generation
in Redis; a write bumps it when its transaction commits, and what was made under the old one is never shown again.

Some families also turn by the clock, with nobody writing: an article comes before readers at its hour. Such a family
tells when it turns (`turns_by_clock`); at that moment its generation is another one in every process, without a worker.
"""

import logging
import secrets
import time
from bisect import bisect_right
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, transaction

logger = logging.getLogger(__name__)

TURNS_KEPT = 3600  # seconds; moments far ahead are left out, so they are asked for again
# As this process last read them: {family: (generation, good until, on the monotonic clock)}. One entry a family, so
# that a page and the pieces it is made of go by the same word.
_read: dict[str, tuple[str | None, float]] = {}
_NEVER = (None, 0.0)
# {family: function} → the latest moment it has turned at and those to come, in order.
_clocks: dict[str, Callable[[], list[datetime]]] = {}
# As this process last read them: {family: moments in seconds since 1970}.
_turns: dict[str, list[float]] = {}


def _family_key(family: str) -> str:
    return f"family:{family}"


def _turns_key(family: str) -> str:
    return f"family-turns:{family}"


def turns_by_clock(family: str, moments: Callable[[], list[datetime]]) -> None:
    """Say when a family turns by itself: `moments()` gives the latest turn that is past and those to come, in order.

    It is asked once for every generation that a write makes, so a write that changes the moments must bump the family.
    """
    _clocks[family] = moments


def last_turn(family: str) -> float:
    """Return when the family last turned by the clock as this process knows it, in seconds since 1970; 0 for never."""
    moments = _turns.get(family, [])
    passed = bisect_right(moments, time.time())
    return moments[passed - 1] if passed else 0


def seconds_to_turn(families: tuple[str, ...]) -> float | None:
    """Return in how many seconds the first of `families` turns by the clock; None when none of them is going to."""
    now = time.time()
    coming = [moment - now for family in families for moment in _turns.get(family, []) if moment > now]
    return min(coming, default=None)


def bump(*families: str) -> None:
    """Make everything of these families stale once the current transaction commits.

    This process knows at once, another within settings.PAGE_GENERATION_SECONDS.
    """
    transaction.on_commit(lambda: _renew(families))


def _renew(families: tuple[str, ...]) -> None:
    cache.set_many({_family_key(f): secrets.token_hex(8) for f in families}, timeout=None)
    _read.clear()


def generation(families: tuple[str, ...]) -> str | None:
    """Return what pages of these families are kept under now; None while Redis cannot say.

    Asked of Redis at most once in settings.PAGE_GENERATION_SECONDS, so that a warm page costs no round trip.
    """
    now = time.monotonic()
    unread = [family for family in families if _read.get(family, _NEVER)[1] <= now]
    if unread:
        until = now + settings.PAGE_GENERATION_SECONDS
        _read.update({family: (found, until) for family, found in _ask(unread).items()})
    found = [_read.get(family, _NEVER)[0] for family in families]
    if None in found:
        return None
    turned = [f"{last_turn(family):.6f}" for family in families if family in _clocks]
    return "-".join(found + turned)


def _ask(families: list[str]) -> dict[str, str | None]:
    """A family Redis knows nothing of, as after a wipe, gets a generation never used before: this process may still
    remember pages from before, which others have made stale since.
    """
    keys = {_family_key(family): family for family in families}
    clocks = [family for family in families if family in _clocks]
    found = cache.get_many([*keys, *map(_turns_key, clocks)])
    told = {family: found.pop(_turns_key(family), None) for family in clocks}
    for key in keys:
        if key not in found:
            cache.add(key, secrets.token_hex(8), timeout=None)
            found[key] = cache.get(key)
    for family in clocks:
        _learn_turns(family, found[_family_key(family)], told[family])
    return {family: found[key] for key, family in keys.items()}


def _learn_turns(family: str, current: str | None, told: tuple[str, list[float]] | None) -> None:
    """Take the moments others have told for this generation, or find them out and tell."""
    if told is None or told[0] != current:
        try:
            told = (current, [moment.timestamp() for moment in _clocks[family]()])
        except DatabaseError:  # kept pages are what still works then: go by what was known
            logger.exception("nobody could say when %s turns", family)
            return
        cache.set(_turns_key(family), told, timeout=TURNS_KEPT)
    _turns[family] = told[1]


def forget() -> None:
    """Ask Redis anew (tests)."""
    _read.clear()
    _turns.clear()
