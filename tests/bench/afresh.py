"""What a page costs when nothing of it is kept: no page, and no piece of one that a write could make stale."""

import functools
import gc

from portal1034.core import kept

# What remembers rows and drawings by value, of the harvests app; addresses and names of dekads do not change.
REMEMBERED = {"_builder", "_row", "_drawn"}


class AfreshMiddleware:
    """Forgets before each request what its address says; the whole page is not known either, because it is new.

    `?_afresh=`: the pieces kept by the word of whoever writes (the page cache emptied). What the database vouches for
    stays, as it would in production: it is asked whether anything was written since.
    `?_cold=`: also that, and every row and drawing kept by value, as after a write to all that the page shows. What is
    kept for the life of a process stays (the head and foot of every page, the provinces).
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        asked = request.META.get("QUERY_STRING", "")
        if "_afresh=" in asked or "_cold=" in asked:
            _forget_pieces()
        if "_cold=" in asked:
            kept._unwritten.clear()
            for memory in _memories():
                memory.cache_clear()
        return self.get_response(request)


def _forget_pieces() -> None:
    with kept._lock:
        for key in [key for key in kept._pieces if key[0] and key[0] != ("regions",)]:
            del kept._pieces[key]


@functools.cache
def _memories() -> list:
    memories = [each for each in gc.get_objects() if type(each) is functools._lru_cache_wrapper]
    return [each for each in memories if each.__module__.startswith("harvests.") and each.__name__ in REMEMBERED]
