"""The test run is hostile: warnings are errors, order is random, undefined template variables, inline scripts and
inline styles fail the test that met them, and nothing but loopback and unix sockets can be reached."""

import gc
import re
import time
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, TransactionTestCase
from django.utils import timezone
from hypothesis import HealthCheck, settings

from portal1034.core import limits, pagecache
from portal1034.pages.search import groups

pytest_plugins = ["tests.browser", "tests.database"]

INLINE = [
    (re.compile(rb"<script(?![^>]*\bsrc=)(?![^>]*type=\"(?:application/(?:ld\+)?json)\")", re.I), "an inline script"),
    (re.compile(rb"<style[\s>]", re.I), "an inline style sheet"),
    (re.compile(rb"<[a-z][^>]*\sstyle\s*=", re.I), "a style attribute"),
    (re.compile(rb"<[a-z][^>]*\son[a-z]+\s*=", re.I), "an inline event handler"),
]


class StrictClient(Client):
    """Django's test client, which refuses pages that the portal must never send."""

    def request(self, **request):
        response = super().request(**request)
        if response.get("Content-Type", "").startswith("text/html") and not response.streaming:
            refuse_broken_page(response.content, request.get("PATH_INFO", "?"))
        return response


FORM = re.compile(rb"<form\b([^>]*)>(.*?)</form>", re.I | re.S)
POSTS = re.compile(rb"\smethod\s*=\s*[\"']?post", re.I)


def refuse_form_without_token(body: bytes, path: str) -> None:
    """`{% include … only %}` drops the token, and Django's test client posts without one: only this tells."""
    for form in FORM.finditer(body):
        if POSTS.search(form[1]) and b'name="csrfmiddlewaretoken"' not in form[2]:
            pytest.fail(
                f"{path} has a form that nobody can send, without a token: {form[0][:200].decode(errors='replace')}"
            )


def refuse_broken_page(body: bytes, path: str) -> None:
    if (found := body.find("⟦undefined".encode())) != -1:
        pytest.fail(f"{path} uses an undefined variable: {body[found : found + 80].decode(errors='replace')}")
    refuse_form_without_token(body, path)
    if path.startswith("/quan-tri/"):
        return  # Django's own admin templates; the CSP test covers them
    for pattern, what in INLINE:
        if match := pattern.search(body):
            around = body[max(0, match.start() - 40) : match.end() + 80].decode(errors="replace")
            pytest.fail(f"{path} has {what}: …{around}…")


@pytest.fixture
def client() -> StrictClient:
    return StrictClient()


def not_across_midnight(seconds: float) -> None:
    """Wait for the next day where so few seconds are left of this one.

    What is made for today and asked for tomorrow differs by a day, and says nothing of the code.
    """
    now = timezone.localtime()
    tomorrow = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    left = (tomorrow - now).total_seconds()
    if left < seconds:
        time.sleep(left + 0.1)


@pytest.fixture(scope="session", autouse=True)
def _lasting_objects():
    """What was imported and collected stays until the end: looking through it for garbage costs a tenth of the run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session", autouse=True)
def _patient_search():
    """A group of the search that a busy machine answers late is no test's business but that of the slow group."""
    groups.MILLISECONDS_A_GROUP = 10_000


@pytest.fixture(autouse=True)
def _clean_slate(request):
    """Every test begins without cached pages and without used-up rates, and ends on the day it began."""
    not_across_midnight(180 if request.node.get_closest_marker("journey") else 15)
    pagecache.forget_everything()
    cache.clear()
    for limiter in (limits._shared, limits._own):
        limiter.cache_clear()
    limits.forget_everything()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The country, its communes, its crops and its first words are there in every test, as in every running portal."""
    from news.loading import load_words
    from portal1034.commodities.operations import load_commodities
    from portal1034.regions.operations import load_regions
    from tests.database import remember_template

    with django_db_blocker.unblock():
        remember_template()
        load_regions()
        load_commodities()
        load_words()


def pytest_configure(config):
    # A busy machine makes examples slowly; that says nothing of the code.
    settings.register_profile("portal", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("portal")
    import pytest_socket

    pytest_socket.socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


WORDS = ("news_document", "news_guide", "news_answer", "news_standingpage")
KEPT_TABLES = ("regions_", "commodities_", *WORDS, "django_content_type", "django_migrations", "auth_permission")


def _empty_tables(self):
    """Undo a committing test: empty every table but those of places, crops and words, which every test finds loaded."""
    tables = [
        t for t in connection.introspection.django_table_names(only_existing=True) if not t.startswith(KEPT_TABLES)
    ]
    with connection.cursor() as cursor:
        names = ", ".join(connection.ops.quote_name(t) for t in tables)
        cursor.execute(f"TRUNCATE {names} RESTART IDENTITY CASCADE")


TransactionTestCase._fixture_teardown = _empty_tables
