"""Pieces of public pages, the same for everyone, made once for a generation and shared by all pages of this process.

A page asked for in a new way (another filter, a made-up question) then costs what is new in it, not the whole.
"""

import functools
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language

from portal1034.core.generations import generation

PIECES = 1024

_pieces: OrderedDict[tuple, object] = OrderedDict()
_lock = threading.Lock()

T = TypeVar("T")


def kept(families: tuple[str, ...], key: tuple, make: Callable[[], T]) -> T:
    """Return what `make` gives, from memory while none of `families` was bumped and the day is the same.

    Without families it is kept for the life of the process. Never for what depends on who asks. What is returned is
    shared between threads: look at it, do not change it. While Redis cannot say what is stale, it is made afresh.
    """
    current = generation(families) if families else settings.PORTAL_VERSION
    if current is None:
        return make()
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
