"""The box on the home page: offers while typing, arrows to choose, Enter to go; and the same by a plain form."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.steps import overflow, settled, violations


def choose_with_the_keyboard(page: Page) -> None:
    box = page.get_by_label("Tìm nông sản và nơi trồng")
    box.press_sequentially("vai thieu bac giang", delay=20)
    offers = page.get_by_role("option")
    # Offers for the first letters may come before those for the whole.
    expect(offers.first).to_have_text(re.compile("Vải thiều.*Bắc Giang", re.S))
    settled(page)
    assert violations(page) == []
    assert overflow(page) <= 0
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    box.press("ArrowDown")
    expect(offers.first).to_have_attribute("aria-selected", "true")
    box.press("Enter")


def send_the_form(page: Page) -> None:
    page.get_by_label("Tìm nông sản và nơi trồng").fill("vai thieu bac giang")
    page.get_by_role("button", name="Tìm").click()
    page.get_by_role("link", name="Vải thiều ở Bắc Giang").click()


def test_a_visitor_finds_the_crop_in_the_place(open_page, javascript):
    page = open_page()
    page.goto("/")
    (choose_with_the_keyboard if javascript else send_the_form)(page)
    page.wait_for_url("**/mua-vu/vai-thieu/?tinh=bac-giang")
