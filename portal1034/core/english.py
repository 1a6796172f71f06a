"""English for buyers abroad: every page that is read without signing in has a twin below /en/.

`core.middleware.EnglishMiddleware` takes /en off the address, and for that one request speaks English and puts /en
before every address that `reverse()` and `{% url %}` write. The address alone decides: no cookie and no guess from the
browser, so pages stay the same for everyone and are cached whole. Desks and the admin are Vietnamese only: their
addresses below /en lead there.
"""

from django.http import HttpRequest
from django.utils import translation

ENGLISH = "en"
PREFIX = f"/{ENGLISH}"


def in_english() -> bool:
    """Return whether what is written now is read in English."""
    return translation.get_language() == ENGLISH


def twin(path: str) -> str:
    """Return the address of the same page in the other language: "/mua-vu/?tu=6" ↔ "/en/mua-vu/?tu=6"."""
    return vietnamese(path) if is_english(path) else PREFIX + path


def vietnamese(path: str) -> str:
    """Return an address of ours as Vietnamese readers have it."""
    return path.removeprefix(PREFIX) if is_english(path) else path


def here(path: str) -> str:
    """Return an address of ours written out by hand ("/mua-vu/") in the language of the page it stands on."""
    return PREFIX + path if in_english() and path.startswith("/") and not is_english(path) else path


def has_twin(request: HttpRequest) -> bool:
    """Return whether the page is one that anybody reads: a view of ours that needs no sign-in."""
    match = getattr(request, "resolver_match", None)
    return (
        match is not None
        and bool(match.url_name)
        and "admin" not in match.namespaces
        and not getattr(match.func, "login_required", True)
    )


def is_english(path: str) -> bool:
    """Return whether an address is of an English page."""
    return path == PREFIX or path.startswith(f"{PREFIX}/")
