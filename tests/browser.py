"""The one Chromium of a test process: Playwright allows a single event loop in a thread, so everybody shares it."""

import os
import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

# Chromium with its menus and its own pages behind them; and the same engine alone, which opens a window in a quarter of
# the time and is therefore taken where it is installed.
WHOLE_CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
CHROMIUM = shutil.which("chromium-headless-shell") or WHOLE_CHROMIUM
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
def playwright_runner() -> Iterator[Playwright]:
    # Playwright runs an event loop in this thread; Django would refuse the ORM beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        yield playwright
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def chromium(playwright_runner) -> Iterator[Browser]:
    browser = playwright_runner.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    yield browser
    browser.close()


STILL = """() => Promise.allSettled(document.getAnimations()
    .filter((moving) => moving.effect.getComputedTiming().endTime < Infinity).map((moving) => moving.finished))
    .then(() => true)"""


def patient(context: BrowserContext) -> BrowserContext:
    """Let whatever is done in this window wait for its turn on a busy machine."""
    context.set_default_timeout(PATIENCE_MS)
    return context


def settled(page: Page) -> None:
    """Wait until htmx has put in what it asked for: what is pressed before that, it does not hear."""
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added")).to_have_count(0)


def axe_violations(page: Page, **options) -> list[dict]:
    """Return what axe finds wrong with the page once it has loaded and nothing on it moves or fades any more.

    Only violations are told in full: telling of every element that passed takes longer than looking at it. Imported
    style sheets are not inlined: our content policy refuses that.
    """
    page.wait_for_load_state()
    settled(page)
    page.evaluate(STILL)
    asked = {"preload": False, "resultTypes": ["violations"], **options}
    return Axe().run(page, options=asked).response["violations"]
