"""The style page and portal.js in a real browser. No server, no database: the browser's requests are answered here."""

import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import RequestFactory
from playwright.sync_api import Browser, Page, Route, expect

from portal1034.pages.style import style_page
from tests.browser import CHROMIUM, PATIENCE_MS, axe_violations, patient

HOST = "http://portal.test"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'"
)

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(CHROMIUM is None, reason="No Chromium: install it to test what scripts and styles do"),
]


@pytest.fixture
def browser(chromium) -> Browser:
    return chromium


def answer(route: Route) -> None:
    """Serve the style page, an error page by its name, or a static file; anything else is a 503."""
    parts = urlsplit(route.request.url)
    headers = {"Content-Security-Policy": POLICY, "Content-Type": "text/html; charset=utf-8"}
    if parts.path == "/_kieu-dang/":
        address = f"{parts.path}?{parts.query}"
        route.fulfill(body=style_page(RequestFactory().get(address)).content, headers=headers)
    elif parts.path.startswith("/error/"):
        route.fulfill(body=render_to_string(Path(parts.path).name), headers=headers)
    elif parts.path.startswith(settings.STATIC_URL):
        route.fulfill(path=finders.find(parts.path.removeprefix(settings.STATIC_URL)))
    else:
        route.fulfill(status=503, body="<p>503</p>", content_type="text/html")


def open_page(
    browser: Browser, address: str = "/_kieu-dang/", width: int = 360, scheme: str = "light", **kwargs
) -> Page:
    """Open a page in a fresh profile. `page.complaints` gathers script errors and refusals of the content policy."""
    context = patient(browser.new_context(viewport={"width": width, "height": 640}, color_scheme=scheme, **kwargs))
    context.route("**/*", answer)
    page = context.new_page()
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("console", lambda m: page.complaints.append(m.text) if "Content Security" in m.text else None)
    page.goto(HOST + address)
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 768, 1440])
@pytest.mark.parametrize("address", ["/_kieu-dang/", "/_kieu-dang/?ban", "/error/404.html", "/error/500.html"])
def test_pages_are_accessible_fit_their_width_and_break_no_policy(browser, address, width, scheme):
    page = open_page(browser, address, width, scheme)
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = axe_violations(page, runOnly=rules)
    assert [(v["id"], [node["html"] for node in v["nodes"]]) for v in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.complaints == []
    page.context.close()


def test_the_first_visit_stays_in_its_budget_of_requests(browser):
    context = browser.new_context(viewport={"width": 360, "height": 640})
    context.route("**/*", answer)
    page, asked = context.new_page(), set()
    page.on("request", lambda request: asked.add(request.url))
    page.goto(HOST + "/_kieu-dang/", wait_until="networkidle")
    assert len(asked) <= 15
    context.close()


def test_figures_in_tables_are_of_one_width(browser):
    page = open_page(browser)
    widths = page.evaluate(
        """async () => {
            await document.fonts.ready;
            const cell = document.querySelector("td.num");
            const measure = (text) => {
              const span = document.createElement("span");
              span.textContent = text;
              cell.replaceChildren(span);
              return span.getBoundingClientRect().width;
            };
            return [measure("1111"), measure("8888")];
        }"""
    )
    assert widths[0] == pytest.approx(widths[1], abs=0.5)
    page.context.close()


def test_the_menu_opens_without_scripts(browser):
    page = open_page(browser, java_script_enabled=False)
    page.click(".top summary")
    expect(page.get_by_role("navigation", name="Mục lục").get_by_role("link", name="Mùa vụ")).to_be_visible()
    page.context.close()


def until(page: Page, condition: str) -> None:
    """Wait for a condition in JavaScript. Playwright's own wait compiles text, which the content policy forbids."""
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while not page.evaluate(condition):
        assert time.monotonic() < deadline, condition
        page.wait_for_timeout(50)


def fill_draft(page: Page) -> None:
    """Write half a form, wait until it is kept, and come back as after a lost line."""
    page.fill("#clean_phone", "0900 000 123")
    page.fill("#clean_story", "Vải chín sớm")
    page.check("#clean_when_1")
    page.check("#clean_agree")
    # What was done last is kept last.
    agreed = "([name, value]) => name === document.getElementById('clean_agree').name && value[1] === true"
    until(page, f"JSON.parse(localStorage.getItem('draft:kieu-dang') || '{{\"values\":[]}}').values.some({agreed})")


def come_back(page: Page) -> None:
    """Open the page again as a fresh form: without the sample's errors, which mark a form that was sent back."""

    def fresh(route: Route) -> None:
        html = style_page(RequestFactory().get("/_kieu-dang/")).content.decode()
        route.fulfill(
            body=html.replace("data-error-summary", "").replace('aria-invalid="true"', ""), content_type="text/html"
        )

    page.context.route("**/_kieu-dang/", fresh)
    page.goto(HOST + "/_kieu-dang/")


def test_a_draft_is_offered_again_and_consent_is_never_filled_in(browser):
    page = open_page(browser)
    fill_draft(page)
    come_back(page)
    page.click("text=Điền lại")
    assert page.input_value("#clean_phone") == "0900 000 123"
    assert page.input_value("#clean_story") == "Vải chín sớm"
    assert page.is_checked("#clean_when_1")
    assert not page.is_checked("#clean_agree")
    page.context.close()


def test_a_draft_thrown_away_is_gone(browser):
    page = open_page(browser)
    fill_draft(page)
    come_back(page)
    page.click("text=Bỏ bản nháp")
    assert page.evaluate("localStorage.getItem('draft:kieu-dang')") is None
    page.context.close()


def test_a_draft_that_was_sent_is_forgotten_on_the_next_page(browser):
    page = open_page(browser)
    fill_draft(page)
    answered = render_to_string("404.html").replace("data-unanswered", "")
    page.context.route("**/da-nhan/*", lambda route: route.fulfill(body=answered, content_type="text/html"))
    page.evaluate("document.querySelector('form[data-draft]').action = '/da-nhan/'")
    page.click("text=Lưu và tiếp tục")
    page.wait_for_url("**/da-nhan/*")
    until(page, "localStorage.getItem('draft:kieu-dang') === null")
    page.context.close()


def test_a_draft_whose_form_met_with_trouble_stays_and_the_page_leads_back_to_it(browser):
    page = open_page(browser)
    fill_draft(page)
    page.evaluate("document.querySelector('form[data-draft]').action = '/error/404.html'")
    page.click("text=Lưu và tiếp tục")
    page.wait_for_url("**/error/404.html*")
    page.wait_for_selector("[data-unsent]:not([hidden])")
    assert "vẫn còn trên máy này" in page.inner_text("[data-unsent]")
    assert page.get_attribute("[data-unsent] li a", "href") == "/_kieu-dang/"
    come_back(page)
    page.click("text=Điền lại")
    assert page.input_value("#clean_story") == "Vải chín sớm"
    page.context.close()


def test_signing_out_takes_the_drafts_along(browser):
    page = open_page(browser, "/_kieu-dang/?ban")
    page.evaluate("localStorage.setItem('draft:ho-so', '{}')")
    page.click("summary")
    page.click("text=Đăng xuất")
    page.wait_for_url("**/dang-xuat/")
    until(page, "localStorage.getItem('draft:ho-so') === null")
    page.context.close()


def test_a_form_is_sent_once(browser):
    page = open_page(browser, "/_kieu-dang/?ban")
    # Heard last, after portal.js; then stopped here, so that the page stays as on a slow line.
    page.evaluate(
        """() => {
            window.sent = 0;
            addEventListener("submit", (event) => { window.sent += !event.defaultPrevented; event.preventDefault(); });
            const form = document.querySelector("form[method=post]");
            form.requestSubmit();
            form.requestSubmit();
        }"""
    )
    until(page, "document.querySelector('form[method=post] button[type=submit]').disabled")
    assert page.evaluate("window.sent") == 1
    page.context.close()


def test_a_narrow_photo_is_named_before_it_is_sent(browser, tmp_path):
    from PIL import Image

    Image.new("RGB", (480, 640), "brown").save(tmp_path / "hep.jpg")
    page = open_page(browser)
    page.set_input_files("#clean_photo", tmp_path / "hep.jpg")
    assert "rộng 480 điểm, cần ít nhất 500" in page.locator(".preview .field__error").inner_text()
    assert page.complaints == []
    page.context.close()


def test_a_failed_request_is_said_aloud(browser):
    page = open_page(browser)
    page.evaluate("htmx.ajax('GET', '/may-chu-hong/', {target: '#main', swap: 'none'})")
    page.wait_for_selector("#live p")
    assert "Những gì bạn nhập vẫn còn" in page.inner_text("#live")
    page.context.close()
