"""The calendar in a real browser: the answer on the first screen of a phone, filters with history, the map's slider."""

import datetime as dt
import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from portal1034.commodities.dekads import Dekad
from portal1034.core import pagecache
from tests.factories.harvests import BuyRequestFactory, HarvestFactory
from tests.factories.households import VerifiedHouseholdFactory, commune_of
from tests.journeys.steps import settled


@pytest.fixture
def june() -> int:
    """The year whose middle of June the calendar has in view."""
    today = timezone.localdate()
    return today.year if Dekad.of(today) - Dekad(today.year, 17) <= 6 else today.year + 1


@pytest.fixture
def litchi(june):
    days = {"starts_on": dt.date(june, 6, 11), "ends_on": dt.date(june, 6, 20)}
    household = VerifiedHouseholdFactory(name="Hộ bà Lành", commune=commune_of("24"))
    HarvestFactory(household=household, volume_kg=12_000, **days)
    BuyRequestFactory(volume_kg=5_000, **days)
    pagecache.bump("season")


def is_on_the_first_screen(page: Page, words: str) -> bool:
    box = page.get_by_text(words).first.bounding_box()
    return box is not None and box["y"] >= 0 and box["y"] + box["height"] <= page.viewport_size["height"]


def walk_history(page: Page, steps: int) -> None:
    """Press Back (-1) or Forward (1) and wait for the page to be read afresh, as htmx does with a pushed address.

    The browser's own step ends before that reading begins: whoever steps again at once cuts it off.
    """
    with page.expect_event("load"):
        page.evaluate("steps => { setTimeout(() => history.go(steps)) }", steps)


def test_a_stranger_reads_what_is_ripe_in_bac_giang_in_mid_june_and_whether_it_is_wanted(litchi, open_page):
    page = open_page()
    page.goto("/mua-vu/?tinh=bac-giang&ky=06-2")
    answer = page.locator(".season-answer")
    expect(answer).to_have_text(re.compile(r"Vải thiều 12 tấn, cần mua 5 tấn\."))
    box = answer.bounding_box()
    assert box["y"] + box["height"] <= 640
    assert is_on_the_first_screen(page, "Giữa tháng 6, Bắc Giang")


def test_the_same_answer_is_found_with_the_filters_alone(litchi, open_page, javascript):
    page = open_page()
    page.goto("/mua-vu/")
    if javascript:
        page.get_by_label("Ở đâu").select_option(label="Bắc Giang")
        page.wait_for_url("**tinh=bac-giang*")
        settled(page)
        page.get_by_label("Lúc nào").select_option("06-2")
        page.wait_for_url("**ky=06-2*")
    else:
        page.get_by_label("Ở đâu").select_option(label="Bắc Giang")
        page.get_by_label("Lúc nào").select_option("06-2")
        page.get_by_role("button", name="Xem").first.click()
    expect(page.locator(".season-answer")).to_contain_text("cần mua 5 tấn")
    if javascript:
        walk_history(page, -1)
        expect(page.get_by_label("Lúc nào")).not_to_have_value("06-2")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Bắc Giang")
        walk_history(page, -1)
        expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("cả nước", re.I))
        walk_history(page, 1)
        expect(page.get_by_label("Ở đâu")).to_have_value("bac-giang")


def test_the_map_is_slid_through_the_year_or_walked_by_links(litchi, open_page, javascript):
    page = open_page()
    page.goto("/mua-vu/ban-do/?loai=vai-thieu&ky=06-1")
    expect(page.get_by_text("Chưa tỉnh nào khai")).to_be_visible()
    if javascript:
        page.locator("#ban-do-ky").focus()
        page.keyboard.press("ArrowRight")
    else:
        assert page.locator("#ban-do-ky").is_hidden()
        page.get_by_role("link", name="Mười ngày sau").click()
    expect(page.get_by_role("heading", name="Vải thiều đã khai, giữa tháng 6")).to_be_visible()
    assert "ky=06-2" in page.url
    province = page.locator("svg.map a[aria-label='Bắc Giang: 12 tấn']")
    expect(province).to_have_class("map-4")
    province.focus()
    expect(page.get_by_text("Quần đảo Hoàng Sa", exact=True)).to_be_visible()
    if javascript:
        expect(page.locator("#ban-do-ky")).to_have_attribute("aria-valuetext", re.compile("giữa tháng 6"))
