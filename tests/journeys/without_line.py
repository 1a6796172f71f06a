"""What a household does on a phone whose line comes and goes."""

import datetime as dt

from django.utils import timezone
from playwright.sync_api import BrowserContext, Page

from households.models import Household
from tests.journeys.steps import sign_in, wait_for

# A harvest is still to come, whatever day it is today.
FROM, TO = (f"{day.day}/{day.month}/{day.year}" for day in (timezone.localdate() + dt.timedelta(n) for n in (60, 70)))
READY = "navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)"
DESK_IS_KEPT = """async () => {
    const [name] = (await caches.keys()).filter((name) => name.startsWith("desk-1:"));
    const kept = name ? (await (await caches.open(name)).keys()).map((page) => new URL(page.url).pathname) : [];
    const wanted = ["", "nong-san/", "nong-san/them/", "mua-vu/", "mua-vu/them/"];
    return wanted.every((path) => kept.includes(`/ho-cua-toi/${path}`));
}"""
HAS_CALENDAR = "caches.match('/mua-vu/', {ignoreVary: true}).then((found) => !!found)"


def at_desk(phone: BrowserContext, household: Household) -> Page:
    """Sign in, and wait until the worker has kept the desk."""
    page = phone.new_page()
    sign_in(page, household.owner)
    page.goto("/ho-cua-toi/")
    wait_for("worker", lambda: page.evaluate(READY))
    page.goto("/mua-vu/")
    page.goto("/ho-cua-toi/")
    wait_for("desk kept", lambda: page.evaluate(DESK_IS_KEPT))
    wait_for("calendar kept", lambda: page.evaluate(HAS_CALENDAR))
    return page


def declare(page: Page, volume: str = "3 tấn") -> None:
    page.goto("/ho-cua-toi/mua-vu/them/")
    page.get_by_label("Vải thiều").check()
    page.get_by_label("Từ ngày").fill(FROM)
    page.get_by_label("Đến ngày").fill(TO)
    page.get_by_label("Sản lượng").fill(volume)
    page.get_by_role("button", name="Khai đợt này").click()


def waiting(page: Page):
    return page.locator("[data-waiting] .waiting__item")
