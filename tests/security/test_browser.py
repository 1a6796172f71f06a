"""What protects people in their own browsers: forms of other sites do nothing, what is personal is kept by no cache."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.factories.accounts import OfficerFactory, UserFactory
from tests.factories.harvests import TraderFactory
from tests.factories.households import VerifiedHouseholdFactory
from tests.test_settings import NEEDED, ROOT

pytestmark = pytest.mark.django_db

# Proved by a signature instead: of the marketplace, of the address that a mail program was given.
SIGNED = {"products:webhook", "harvests:stop_letters"}


def views(patterns=None, namespace="") -> list[tuple[str, object]]:
    """Return (name, view) of every address."""
    found = []
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            found += views(pattern.url_patterns, pattern.namespace or namespace)
        elif isinstance(pattern, URLPattern):
            found.append((f"{namespace}:{pattern.name}", pattern.callback))
    return found


def test_no_address_but_signed_ones_takes_a_post_without_a_token():
    exempt = {name for name, view in views() if getattr(view, "csrf_exempt", False)}
    assert exempt - SIGNED == set()
    assert "django.middleware.csrf.CsrfViewMiddleware" in settings.MIDDLEWARE


@pytest.mark.parametrize(
    "path", ["/dang-nhap/", "/dang-ky/", "/dang-ky/ho/ten/", "/ho-cua-toi/ho-so/", "/ho-cua-toi/dong-y/", "/dang-xuat/"]
)
def test_a_form_of_another_site_is_refused(path):
    client = Client(enforce_csrf_checks=True)
    client.force_login(UserFactory())
    assert client.post(path, {"name": "Hộ lạ"}).status_code == 403


PERSONAL = {
    "household": ["/ho-cua-toi/", "/ho-cua-toi/ho-so/", "/ho-cua-toi/dong-y/", "/ho-cua-toi/du-lieu/",
                  "/ho-cua-toi/du-lieu/ban-sao/", "/ho-cua-toi/nguoi-xem-so/", "/ho-cua-toi/chung-nhan/",
                  "/ho-cua-toi/tin-nhan/"],
    "trader": ["/thuong-lai/", "/thuong-lai/ho-so/"],
    "officer": ["/quan-tri/", "/quan-tri/households/household/", "/quan-tri/accounts/personaldatarequest/"],
}  # fmt: skip


@pytest.mark.parametrize(("who", "path"), [(who, path) for who, paths in PERSONAL.items() for path in paths])
def test_no_cache_keeps_what_is_personal(client, who, path):
    people = {
        "household": lambda: VerifiedHouseholdFactory().owner,
        "trader": lambda: TraderFactory().user,
        "officer": OfficerFactory,
    }
    client.force_login(people[who]())
    answer = client.get(path)
    assert answer.status_code == 200
    said = answer.headers["Cache-Control"]
    assert "no-store" in said
    assert "private" in said


def test_cookies_of_production_travel_by_tls_alone_and_belong_to_one_host():
    names = ("SESSION_COOKIE", "CSRF_COOKIE")
    asked = ", ".join(f"s.{name}_{part}" for name in names for part in ("NAME", "SECURE", "HTTPONLY", "SAMESITE"))
    code = (
        f"import django; django.setup(); from django.conf import settings as s; print({asked}, s.SESSION_COOKIE_DOMAIN)"
    )
    clean = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "portal1034.settings.prod", **NEEDED}
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=clean, capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["__Host-phien", "True", "True", "Lax", "__Host-csrf", "True", "True", "Lax", "None"]
