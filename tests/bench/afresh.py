"""What a page costs when nothing of it is kept: no page, and no piece of one that a write could make stale."""

from portal1034.core import kept


class AfreshMiddleware:
    """Empties this process's memory of pieces before each request that asks for it with `?_afresh=`.

    The whole page is not known either, because the address is new. What is kept for the life of a process stays (the
    head and foot of every page, the provinces), and so do drawings kept by value, as they would in production.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "_afresh=" in request.META.get("QUERY_STRING", ""):
            with kept._lock:
                for key in [key for key in kept._pieces if key[0] and key[0] != ("regions",)]:
                    del kept._pieces[key]
        return self.get_response(request)
