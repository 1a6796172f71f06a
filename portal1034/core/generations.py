"""Families of pages and the generation each is in: what one write makes stale, and nothing else.

A page or a fragment belongs to one or more *families* ("season", "products", "news", …). Each family has a generation
in Redis; a write bumps it when its transaction commits, and what was made under the old one is never shown again.
"""

import secrets
import time

from django.conf import settings
from django.core.cache import cache
from django.db import transaction

# As this process last read them: {family: (generation, good until, on the monotonic clock)}. One entry a family, so
# that a page and the pieces it is made of go by the same word.
_read: dict[str, tuple[str | None, float]] = {}
_NEVER = (None, 0.0)


def _family_key(family: str) -> str:
    return f"family:{family}"


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
    return None if None in found else "-".join(found)


def _ask(families: list[str]) -> dict[str, str | None]:
    """A family Redis knows nothing of, as after a wipe, gets a generation never used before: this process may still
    remember pages from before, which others have made stale since.
    """
    keys = {_family_key(family): family for family in families}
    found = cache.get_many(keys)
    for key in keys:
        if key not in found:
            cache.add(key, secrets.token_hex(8), timeout=None)
            found[key] = cache.get(key)
    return {family: found[key] for key, family in keys.items()}


def forget() -> None:
    """Ask Redis anew (tests)."""
    _read.clear()
