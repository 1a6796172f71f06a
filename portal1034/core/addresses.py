"""The one address of a public page, whatever else was asked of it."""

from urllib.parse import quote, urlencode

from django.http import HttpRequest

# The parameters that name another page of the same list. Other questions narrow a page, and are no pages of their own.
PAGING = ("truoc", "sau")


def canonical_path(request: HttpRequest) -> str:
    """Return the page's own path: a narrowed list is the list, the next page of it is a page of its own."""
    asked = request.GET
    paging = {name: asked[name] for name in PAGING if asked.get(name)} if len(asked) == 1 else {}
    return quote(request.path, safe="/%") + (f"?{urlencode(paging)}" if paging else "")
