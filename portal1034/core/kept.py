"""Pieces of public pages, the same for everyone, made once and shared by all pages of this process.

`kept` holds a piece for a generation: it goes by the word of whoever writes (`bump`), which Redis carries. `unwritten`
asks the database itself, in a statement that reads no table: as long as its snapshot is the one a piece was made
under, no transaction has become visible since, whoever wrote and by whatever way.

A page asked for in a new way (another filter, a made-up question) then costs what is new in it, not the whole.
"""

import functools
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.translation import get_language

from portal1034.core.generations import generation

logger = logging.getLogger(__name__)

PIECES, UNWRITTEN_PIECES = 1024, 128
MINUTE = 60

_pieces: OrderedDict[tuple, object] = OrderedDict()
# {(language, key): (the snapshot and the minute it was made in, what was made)}
_unwritten: OrderedDict[tuple, tuple[tuple, object]] = OrderedDict()
_lock = threading.Lock()

T = TypeVar("T")


def kept(families: tuple[str, ...], key: tuple, make: Callable[[], T]) -> T:
    """Return what `make` gives, from memory while none of `families` was bumped and the day is the same.

    Without families it is kept for the life of the process. Never for what depends on who asks. What is returned is
    shared between threads: look at it, do not change it. While Redis cannot say what is stale, the database is asked.
    """
    current = generation(families) if families else settings.PORTAL_VERSION
    if current is None:
        return unwritten((families, key), make)
    whole = (families, current, timezone.localdate() if families else None, get_language(), key)
    with _lock:
        if whole in _pieces:
            _pieces.move_to_end(whole)
            return _pieces[whole]
    made = make()
    with _lock:
        _pieces[whole] = made
        while len(_pieces) > PIECES:
            _pieces.popitem(last=False)
    return made


def unwritten(key: tuple, make: Callable[[], T]) -> T:
    """Return what `make` gives, from memory while nothing at all has been written to the database and the minute is
    the same (what appears at its hour is told to the minute). Shared like what `kept` returns.

    Costs one short query. The snapshot is taken before anything is read, so a piece may be newer than its label, never
    older. In a transaction it is made afresh: what that has written itself is in no snapshot yet.
    """
    snapshot = _snapshot()
    if snapshot is None:
        return make()
    label, whole = (snapshot, int(timezone.now().timestamp()) // MINUTE), (get_language(), key)
    with _lock:
        found = _unwritten.get(whole)
        if found is not None and found[0] == label:
            _unwritten.move_to_end(whole)
            return found[1]
    made = make()
    with _lock:
        _unwritten[whole] = label, made
        _unwritten.move_to_end(whole)
        while len(_unwritten) > UNWRITTEN_PIECES:
            _unwritten.popitem(last=False)
    return made


def _snapshot() -> str | None:
    """Which transactions are visible now: two that are equal see the same rows in every table. None if not to be had:
    in a transaction, and while the database is away; what needs it then says so itself.
    """
    if connection.in_atomic_block:
        return None
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_snapshot()::text")
            return cursor.fetchone()[0]
    except DatabaseError:
        logger.exception("the database could not say whether anything was written")
        return None


def in_each_language(most: int) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """Remember the last `most` answers of a pure function of hashable arguments that speaks the reader's language."""

    def decorate(function: Callable[..., T]) -> Callable[..., T]:
        @functools.lru_cache(maxsize=most)
        def remembered(_language: str | None, *arguments):
            return function(*arguments)

        @functools.wraps(function)
        def wrapped(*arguments) -> T:
            return remembered(get_language(), *arguments)

        return wrapped

    return decorate


def forget() -> None:
    """Empty this process's memory of pieces (tests)."""
    with _lock:
        _pieces.clear()
        _unwritten.clear()
