"""A real sandbox behind real connectors, and a database whose writes other processes can see."""

import functools
import os
import subprocess
import sys
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection

from products import marketplaces, pacing
from tests.sandbox_process import POSTMART_ACCOUNT, VOSO_ACCOUNT, SandboxHandle, shared_sandbox

ROOT = Path(__file__).resolve().parents[2]
# Tables whose rows only tests make; places and crops stay.
OURS = ("products_", "households_", "accounts_", "django_session")


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="session")
def photo_server(tmp_path_factory):
    """Serves a folder as the portal serves its media; yields (address, folder for MEDIA_ROOT)."""
    folder = tmp_path_factory.mktemp("web")
    (folder / "media").mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=folder))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", folder / "media"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(autouse=True)
def media(settings, photo_server):
    """Photographs go where the test's own server shows them, so that Postmart can fetch them."""
    settings.MARKETPLACE_MEDIA_URL, settings.MEDIA_ROOT = photo_server
    return settings.MEDIA_ROOT


@pytest.fixture
def market(settings, media, monkeypatch) -> SandboxHandle:
    """An empty sandbox that the portal is configured for: no rate limit, moderators who decide at once."""
    handle = shared_sandbox()
    handle.reset()
    for code in ("postmart", "voso"):
        handle.fault(code, requests_per_window=0, moderation_delay_s=0)
    settings.MARKETPLACES = {
        "postmart": {"api_url": handle.api_url("postmart"), **POSTMART_ACCOUNT},
        "voso": {
            "api_url": handle.api_url("voso"),
            "partner_id": VOSO_ACCOUNT["partner_id"],
            "partner_secret": VOSO_ACCOUNT["secret"],
        },
    }
    for found in settings.MARKETPLACES.values():
        found |= {"requests_per_second": 2000.0, "timeout_s": 5.0}
    # Every test begins with an empty Redis: without this each would wait a second for its first request.
    monkeypatch.setattr(pacing, "GUARD_S", 0)
    marketplaces.forget()
    yield handle
    marketplaces.forget()


@pytest.fixture
def committed_db(django_db_setup, django_db_blocker):
    """A database whose writes are committed, emptied of what tests make before and after."""
    with django_db_blocker.unblock():
        _empty()
        yield
        _empty()
        connection.close()


def _empty():
    tables = [t for t in connection.introspection.table_names() if t.startswith(OURS)]
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")


def worker(market: SandboxHandle, *arguments: str, rate: float = 2000.0, **environment: str) -> subprocess.Popen:
    """Start a worker process on the test's database that sends until it is killed. See tests/products/worker.py."""
    database = django_settings.DATABASES["default"]["NAME"]
    given = os.environ["DATABASE_URL"]
    variables = os.environ | {
        "DJANGO_SETTINGS_MODULE": "portal1034.settings.test",
        "DATABASE_URL": given.replace("/portal?", f"/{database}?"),
        "MEDIA_ROOT": str(django_settings.MEDIA_ROOT),
        "MARKETPLACE_MEDIA_URL": django_settings.MARKETPLACE_MEDIA_URL,
        "POSTMART_API_URL": market.api_url("postmart"),
        "POSTMART_SHOP_KEY": POSTMART_ACCOUNT["shop_key"],
        "POSTMART_SECRET_KEY": POSTMART_ACCOUNT["secret_key"],
        "VOSO_API_URL": market.api_url("voso"),
        "VOSO_PARTNER_ID": VOSO_ACCOUNT["partner_id"],
        "VOSO_PARTNER_SECRET": VOSO_ACCOUNT["secret"],
        "POSTMART_REQUESTS_PER_SECOND": str(rate),
        "VOSO_REQUESTS_PER_SECOND": str(rate),
        **environment,
    }
    return subprocess.Popen([sys.executable, "-m", "tests.products.worker", *arguments], cwd=ROOT, env=variables)
