"""Installed on a phone, in a field without a line: reading what was seen, writing what goes later, once."""

import json
import re
from contextlib import suppress

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from playwright.sync_api import Error as PlaywrightError

from harvests.models import Harvest
from households.models import Household
from portal1034.commodities.models import Commodity
from products.models import Product
from tests.browser import ARGUMENTS, WHOLE_CHROMIUM, patient
from tests.factories.households import VerifiedHouseholdFactory, commune_of
from tests.journeys.conftest import PHONE
from tests.journeys.steps import PASSWORD, photo, sign_in, violations, wait_for
from tests.journeys.without_line import FROM, READY, TO, at_desk, declare, waiting

TITLE = "Vải thiều Lục Ngạn loại 1, thùng 5 kg"
DESK_CACHES = "caches.keys().then((names) => names.filter((name) => name.startsWith('desk-1:')).length)"
KEPT_LINE = re.compile(r"^Bản lưu lúc \d\d:\d\d, \d{1,2}/\d{1,2} – đang ngoại tuyến$")
SHELLS = "caches.keys().then((names) => names.filter((name) => name.startsWith('shell-')))"


@pytest.fixture
def household() -> Household:
    household = VerifiedHouseholdFactory(name="Hộ bà Lành", commune=commune_of("24"))
    household.commodities.add(Commodity.objects.get(slug="vai-thieu"))
    return household


def offer_product(page: Page) -> None:
    page.goto("/ho-cua-toi/nong-san/them/")
    page.get_by_label("Loại nông sản").select_option(label="Vải thiều")
    page.get_by_label("Tên để người mua thấy").fill(TITLE)
    page.get_by_label("Bán theo").fill("thùng 5 kg")
    page.get_by_label("Giá một đơn vị").fill("185k")
    page.get_by_label("Còn bao nhiêu để bán").fill("120")
    page.get_by_role("button", name="Lưu, sang bước thêm ảnh").click()


@pytest.fixture
def installing_phone(playwright_runner, line) -> BrowserContext:
    """Only the whole Chromium knows what can be installed."""
    browser = playwright_runner.chromium.launch(executable_path=WHOLE_CHROMIUM, args=ARGUMENTS)
    yield patient(browser.new_context(base_url=line.url, viewport=PHONE))
    browser.close()


@pytest.mark.skipif(WHOLE_CHROMIUM is None, reason="Chromium's engine alone does not know what can be installed")
def test_it_can_be_installed(installing_phone):
    phone = installing_phone
    page = phone.new_page()
    page.goto("/")
    wait_for("worker", lambda: page.evaluate(READY))
    browser = phone.new_cdp_session(page)
    assert browser.send("Page.getInstallabilityErrors")["installabilityErrors"] in (
        [],
        [{"errorId": "in-incognito", "errorArguments": []}],  # every window of a test is one
    )
    told = browser.send("Page.getAppManifest")
    assert told["errors"] == []
    manifest = json.loads(told["data"])
    assert (manifest["name"], manifest["lang"], manifest["display"]) == ("Cổng 1034", "vi", "standalone")
    assert {(icon["sizes"], icon["purpose"]) for icon in manifest["icons"]} == {
        ("192x192", "any"),
        ("512x512", "any"),
        ("192x192", "maskable"),
        ("512x512", "maskable"),
    }
    for icon in manifest["icons"]:
        assert page.request.get(icon["src"]).headers["content-type"] == "image/png"
    for shortcut in manifest["shortcuts"]:
        assert page.goto(shortcut["url"]).ok


@pytest.mark.parametrize("way", ["offline", "line down"])
def test_the_last_calendar_and_the_own_desk_are_read_without_a_line(phone, line, household, way):
    page = at_desk(phone, household)
    if way == "offline":
        phone.set_offline(True)
    else:
        line.go_down()
    page.goto("/mua-vu/")
    expect(page.get_by_role("heading", name="Lịch mùa vụ").first).to_be_visible()
    expect(page.locator(".kept")).to_have_text(KEPT_LINE)
    page.goto("/ho-cua-toi/")
    expect(page.get_by_text("Hộ bà Lành", exact=True)).to_be_visible()
    expect(page.locator(".kept")).to_have_text(KEPT_LINE)
    page.goto("/nong-san/")
    expect(page.get_by_role("heading", name="Đang mất mạng")).to_be_visible()
    assert violations(page) == []
    phone.set_offline(False)
    line.go_up()
    page.goto("/ho-cua-toi/")
    expect(page.locator(".kept")).to_have_count(0)


def test_on_a_silent_line_the_last_calendar_is_shown_and_says_so(phone, line, household):
    page = at_desk(phone, household)
    line.turn("silent")
    page.goto("/mua-vu/")
    expect(page.locator(".kept")).to_contain_text("mạng đang yếu")


def test_half_an_answer_is_not_kept_and_takes_nothing_from_what_was(phone, line, household):
    page = at_desk(phone, household)
    line.turn("half")
    for path in ("/mua-vu/", "/ho-cua-toi/"):
        with suppress(PlaywrightError):  # the browser may show half a page, or none
            page.goto(path, timeout=4_000)
    line.go_down()
    for path in ("/mua-vu/", "/ho-cua-toi/"):
        page.goto(path)
        expect(page.locator(".kept")).to_have_text(KEPT_LINE)
        assert page.content().endswith("</html>")
        expect(page.locator("footer")).to_be_visible()


def test_a_new_version_takes_over_and_leaves_an_open_form_alone(phone, line, household):
    page = at_desk(phone, household)
    page.goto("/ho-cua-toi/mua-vu/them/")
    page.get_by_label("Sản lượng").fill("3 tấn")
    line.rewrite = (re.compile(rb'"version": "[0-9a-f]{12}"'), b'"version": "ffffffffffff"')
    page.evaluate("navigator.serviceWorker.getRegistration().then((registration) => registration.update())")
    wait_for("new version", lambda: page.evaluate(SHELLS) == ["shell-ffffffffffff"])
    expect(page.get_by_label("Sản lượng")).to_have_value("3 tấn")
    page.get_by_label("Vải thiều").check()
    page.get_by_label("Từ ngày").fill(FROM)
    page.get_by_label("Đến ngày").fill(TO)
    line.go_down()
    page.get_by_role("button", name="Khai đợt này").click()
    expect(waiting(page)).to_have_count(1)
    expect(page.locator(".kept")).to_have_text(KEPT_LINE)  # what the former version kept is still read
    assert page.evaluate("getComputedStyle(document.querySelector('.chip')).borderRadius") == "4px"  # and dressed
    line.go_up()
    page.goto("/ho-cua-toi/")
    wait_for("sent", lambda: household.harvests.count() == 1)


def test_what_is_written_without_a_line_arrives_once_when_it_returns(phone, line, household):
    page = at_desk(phone, household)
    line.go_down()
    declare(page)
    expect(waiting(page)).to_have_count(1)
    expect(waiting(page)).to_contain_text("Khai mùa vụ: Vải thiều")
    expect(waiting(page)).to_contain_text("3 tấn")
    declare(page, "5 tấn")  # from the same kept page: another harvest, not the first again
    expect(waiting(page)).to_have_count(2)
    offer_product(page)
    expect(waiting(page)).to_have_count(3)
    expect(page.get_by_text(TITLE)).to_be_visible()
    page.locator(".waiting__photos input").set_input_files([photo(0), photo(1)])
    expect(page.get_by_text("2 ảnh")).to_be_visible()
    assert not household.harvests.exists()
    assert not household.products.exists()
    line.go_up()
    page.goto("/ho-cua-toi/")
    wait_for("photos", lambda: household.products.filter(photos__isnull=False).count() == 2)
    expect(waiting(page)).to_have_count(0)
    page.goto("/ho-cua-toi/")
    assert sorted(household.harvests.values_list("volume_kg", flat=True)) == [3000, 5000]
    assert household.products.get().title == TITLE


def test_a_reply_cut_after_the_commit_doubles_nothing(phone, line, household):
    page = at_desk(phone, household)
    line.turn("cut")
    declare(page)
    expect(waiting(page)).to_have_count(1)
    wait_for("committed", lambda: household.harvests.count() == 1)
    offer_product(page)
    wait_for("committed", lambda: household.products.count() == 1)
    expect(waiting(page)).to_have_count(2)
    assert line.answered >= 2
    line.go_up()
    page.goto("/ho-cua-toi/")
    expect(waiting(page)).to_have_count(0)
    assert (Harvest.objects.count(), Product.objects.count()) == (1, 1)


def test_a_form_pressed_twice_without_a_line_waits_once(phone, line, household):
    page = at_desk(phone, household)
    page.goto("/ho-cua-toi/mua-vu/them/")
    line.go_down()
    page.get_by_label("Vải thiều").check()
    page.get_by_label("Từ ngày").fill(FROM)
    page.get_by_label("Đến ngày").fill(TO)
    page.get_by_label("Sản lượng").fill("3 tấn")
    page.get_by_role("button", name="Khai đợt này").dblclick()
    expect(waiting(page)).to_have_count(1)
    line.go_up()
    page.evaluate("dispatchEvent(new Event('online'))")
    wait_for("sent", lambda: household.harvests.count() == 1)
    expect(waiting(page)).to_have_count(0)
    assert household.harvests.count() == 1


def test_after_the_session_ran_out_it_asks_to_sign_in_and_keeps_the_form(phone, line, household):
    page = at_desk(phone, household)
    line.go_down()
    declare(page)
    expect(waiting(page)).to_have_count(1)
    line.go_up()
    phone.clear_cookies(name="phien")
    page.goto("/ho-cua-toi/mua-vu/")
    expect(page.get_by_text("Máy này còn giữ 1 bản chờ gửi")).to_be_visible()
    assert not household.harvests.exists()
    page.get_by_label("Số điện thoại").fill(str(household.owner.phone))
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    wait_for("sent", lambda: household.harvests.count() == 1)


def test_what_the_server_refuses_stays_with_its_sentence_and_is_mended(phone, line, household):
    page = at_desk(phone, household)
    line.go_down()
    declare(page, "nhiều lắm")
    expect(waiting(page)).to_have_count(1)
    line.go_up()
    page.goto("/ho-cua-toi/mua-vu/")
    expect(waiting(page)).to_contain_text("Cần sửa")
    expect(waiting(page).locator(".field__error").first).to_be_visible()
    assert violations(page) == []
    waiting(page).get_by_role("link", name="Sửa lại").click()
    expect(page.get_by_label("Từ ngày")).to_have_value(FROM)
    expect(page.get_by_label("Sản lượng")).to_have_value("nhiều lắm")
    expect(page.get_by_label("Vải thiều")).to_be_checked()
    page.get_by_label("Sản lượng").fill("4 tấn")
    page.get_by_role("button", name="Khai đợt này").click()
    wait_for("sent", lambda: household.harvests.count() == 1)
    expect(waiting(page)).to_have_count(0)
    assert household.harvests.get().volume_kg == 4000


def test_signing_out_asks_first_and_then_leaves_nothing_on_the_phone(phone, line, household):
    page = at_desk(phone, household)
    line.go_down()
    declare(page)
    expect(waiting(page)).to_have_count(1)
    line.go_up()
    phone.clear_cookies(name="phien")  # so that it goes on waiting
    sign_out = "document.querySelector('form[data-clear-drafts]').requestSubmit()"
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.evaluate(sign_out)
    expect(waiting(page)).to_have_count(1)
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    page.evaluate(sign_out)
    page.wait_for_url(lambda url: "/ho-cua-toi/" not in url)
    wait_for("cleared", lambda: page.evaluate(DESK_CACHES) == 0)
    assert "Máy này còn 1 bản chờ gửi" in asked[0]
    line.go_down()
    page.goto("/ho-cua-toi/")
    expect(page.get_by_role("heading", name="Đang mất mạng")).to_be_visible()
    line.go_up()
    sign_in(page, household.owner)
    page.goto("/ho-cua-toi/")
    expect(waiting(page)).to_have_count(0)
    assert not household.harvests.exists()


def test_another_person_on_the_phone_sees_nothing_of_the_former(phone, line, household):
    page = at_desk(phone, household)
    line.go_down()
    declare(page)
    expect(waiting(page)).to_have_count(1)
    line.go_up()
    phone.clear_cookies(name="phien")
    other = VerifiedHouseholdFactory(name="Hộ ông Tấn")
    page = at_desk(phone, other)
    expect(waiting(page)).to_have_count(0)
    line.go_down()
    page.goto("/ho-cua-toi/")
    expect(page.get_by_text("Hộ ông Tấn", exact=True)).to_be_visible()
    assert page.evaluate(DESK_CACHES) == 1
    line.go_up()
    page.goto("/ho-cua-toi/mua-vu/")
    assert not Harvest.objects.exists()
    phone.clear_cookies(name="phien")
    at_desk(phone, household)  # whose form it is gets it sent
    wait_for("sent", lambda: household.harvests.count() == 1)
    assert not other.harvests.exists()
