"""Journeys walk the portal in a real Chromium, with JavaScript and without, against real processes."""

import os
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser import CHROMIUM, patient
from tests.journeys.bad_line import BadLine
from tests.journeys.stack import Stack, running_stack

PHONE = {"width": 360, "height": 640}


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(os.path.dirname(__file__)):
            item.add_marker(pytest.mark.journey)
            # The journeys of one file go together; each process that walks any starts one portal for all of its own.
            item.add_marker(pytest.mark.xdist_group(f"journeys/{item.path.stem}"))
            item.add_marker(pytest.mark.django_db(transaction=True))
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="không có Chromium: sudo apt-get install chromium"))


@pytest.fixture(scope="session")
def stack(django_db_setup, django_db_blocker) -> Iterator[Stack]:
    with django_db_blocker.unblock(), running_stack() as running:
        yield running


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def javascript(request) -> bool:
    return request.param


def complaint(page: Page, message) -> list[str]:
    """What the browser's console says is wrong; how the page itself was answered (404, 422) is the test's to say."""
    if message.type != "error" or message.location.get("url") == page.url:
        return []
    return [f"{page.url}: {message.text}"]


@pytest.fixture
def open_page(stack, chromium, javascript):
    """Return a function that opens a fresh visitor's window; a page error or a blocked resource fails the test."""
    contexts, complaints = [], []

    def open_window(viewport=PHONE) -> Page:
        context = chromium.new_context(
            base_url=stack.url, viewport=viewport, locale="vi-VN", java_script_enabled=javascript
        )
        contexts.append(patient(context))
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda message: complaints.extend(complaint(page, message)))
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(autouse=True)
def _fresh_marketplaces(stack):
    stack.sandbox.reset()


@pytest.fixture
def line(stack):
    parts = urlsplit(stack.url)
    line = BadLine((parts.hostname, parts.port))
    yield line
    line.close()


@pytest.fixture
def phone(chromium, line) -> BrowserContext:
    context = chromium.new_context(base_url=line.url, viewport=PHONE, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
    yield patient(context)
    context.close()
