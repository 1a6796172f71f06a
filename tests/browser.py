"""The one Chromium of a test process: Playwright allows a single event loop in a thread, so everybody shares it."""

import os
import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
# Waiting longer never fails a test that holds: a machine three times slower, or busy with others, must not either.
PATIENCE_MS = 60_000
expect.set_options(timeout=PATIENCE_MS)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    # Playwright runs an event loop in this thread; Django would refuse the ORM beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def patient(context: BrowserContext) -> BrowserContext:
    """Let whatever is done in this window wait for its turn on a busy machine."""
    context.set_default_timeout(PATIENCE_MS)
    return context


def axe_violations(page: Page, **options) -> list[dict]:
    """Return what axe finds wrong with the page once it has loaded.

    Only violations are told in full: telling of every element that passed takes longer than looking at it. Imported
    style sheets are not inlined: our content policy refuses that.
    """
    page.wait_for_load_state()
    asked = {"preload": False, "resultTypes": ["violations"], **options}
    return Axe().run(page, options=asked).response["violations"]
