"""The manifest, the worker as it is served, and its last page."""

import json
import re
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from PIL import Image

from portal1034.pages.views import offline
from tests.factories.households import VerifiedHouseholdFactory

pytestmark = pytest.mark.django_db


def test_the_worker_covers_the_whole_site_and_is_looked_for_anew_each_time(client):
    response = client.get("/sw.js")
    assert response["Content-Type"].startswith("text/javascript")
    assert response["Cache-Control"] == "no-cache"
    assert not response.cookies


def test_the_worker_is_told_its_version_and_files_that_are_there(client):
    first, rest = client.get("/sw.js").text.split("\n", 1)
    setup = json.loads(re.fullmatch(r"const SETUP = (.*);", first)[1])
    assert rest.startswith("// The service worker")
    assert len(setup["version"]) == 12
    assert (setup["offline"], setup["offline_en"]) == ("/ngoai-tuyen/", "/en/ngoai-tuyen/")
    for path in setup["files"]:
        assert finders.find(path.removeprefix("/static/")), path


def test_its_version_changes_with_any_static_file(monkeypatch):
    class Hashed:
        manifest_hash = "a"

    versions = set()
    for Hashed.manifest_hash in ("a", "b"):
        monkeypatch.setattr(offline, "staticfiles_storage", Hashed)
        offline._version.cache_clear()
        versions.add(offline._version())
    offline._version.cache_clear()
    assert len(versions) == 2


def test_switched_off_the_worker_takes_itself_away(client, settings):
    settings.SERVICE_WORKER = False
    told = client.get("/sw.js").text
    assert "registration.unregister()" in told
    assert '"fetch"' not in told


def test_the_policy_lets_in_our_own_worker_and_manifest_only(client):
    policy = dict(part.strip().split(" ", 1) for part in client.get("/")["Content-Security-Policy"].split(";") if part)
    assert policy["worker-src"] == "'self'"
    assert policy["manifest-src"] == "'self'"


def test_the_manifest_is_ours_and_every_page_names_it(client):
    response = client.get("/manifest.webmanifest")
    assert response["Content-Type"] == "application/manifest+json"
    told = response.json()
    assert (told["name"], told["lang"], told["scope"], told["start_url"]) == ("Cổng 1034", "vi", "/", "/")
    assert [shortcut["url"] for shortcut in told["shortcuts"]] == ["/mua-vu/", "/ban-lam-viec/"]
    for icon in told["icons"]:
        with Image.open(finders.find(icon["src"].removeprefix("/static/"))) as image:
            assert f"{image.width}x{image.height}" == icon["sizes"]
            has_holes = image.convert("RGBA").getextrema()[3][0] < 255
            assert has_holes == (icon["purpose"] == "any")  # a maskable one reaches its edges
    assert '<link rel="manifest" href="/manifest.webmanifest">' in client.get("/").text


def test_the_last_page_is_the_same_for_everyone(client):
    response = client.get("/ngoai-tuyen/")
    assert response.status_code == 200
    assert "Đang mất mạng" in response.text
    assert not response.cookies


def test_the_last_page_is_english_for_buyers_abroad(client):
    page = client.get("/en/ngoai-tuyen/").text
    assert '<html lang="en"' in page
    assert "You are offline" in page
    assert 'href="/en/mua-vu/"' in page
    assert "/ho-cua-toi/" not in page.split("<main")[1].split("</main>")[0]


JS_BUDGET = 20 * 1024


def loaded(page: str, *also: str) -> int:
    """Return how many bytes of scripts a page loads, compressed as they are served, with what it loads by need."""
    named = [*re.findall(r'<script[^>]* src="/static/([^"]+)"', page), *also]
    files = [Path(finders.find(name)).read_bytes() for name in dict.fromkeys(named)]
    return sum(len(brotli.compress(file)) for file in files)


@pytest.mark.parametrize(
    ("path", "also"),
    [
        ("/ho-cua-toi/", ["js/waiting.js"]),
        ("/ho-cua-toi/nong-san/", ["js/waiting.js"]),
        ("/ho-cua-toi/mua-vu/", ["js/waiting.js"]),
        ("/ho-cua-toi/nong-san/them/", ["js/mending.js"]),
        ("/ho-cua-toi/mua-vu/them/", ["js/mending.js"]),
        ("/ho-cua-toi/nong-san/them/", ["js/draft.js"]),
        ("/ho-cua-toi/mua-vu/them/", ["js/draft.js"]),
    ],
)
def test_a_desk_page_with_something_waiting_keeps_the_budget_of_scripts(client, path, also):
    client.force_login(VerifiedHouseholdFactory().owner)
    page = client.get(path).text
    assert "js/offline.js" in page
    assert loaded(page, *also) <= JS_BUDGET


@pytest.mark.parametrize("path", ["/", "/mua-vu/", "/en/"])
def test_a_public_page_keeps_the_budget_of_scripts(client, path):
    assert 0 < loaded(client.get(path).text, "js/draft.js") <= JS_BUDGET
