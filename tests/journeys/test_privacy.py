"""Withdraw a consent → the listing comes down → ask to be erased → the officer erases → nothing is left."""

import pytest
from playwright.sync_api import Page, expect

from households.models import Household
from portal1034.accounts.enums import ConsentPurpose
from portal1034.accounts.models import TextMessage
from portal1034.accounts.operations import give_consent
from portal1034.accounts.privacy import erasure
from products.enums import Delivery, Verdict
from products.models import Listing
from products.tasks import wake
from tests.factories.accounts import OfficerFactory
from tests.factories.households import VerifiedHouseholdFactory
from tests.factories.products import publish, sellable_product
from tests.journeys.steps import DESK, sign_in, wait_for
from tests.personal_traces import traces_of

PHONE, NAME, NUMBER = "+84900000778", "Lường Thị Ngần Sương", "024185000123"


@pytest.fixture
def household() -> Household:
    made = VerifiedHouseholdFactory(owner__phone=PHONE, owner__full_name=NAME, name=f"Hộ {NAME}")
    give_consent(user=made.owner, purpose=ConsentPurpose.REGISTER)
    return made


def give_number(page: Page) -> None:
    page.goto("/ho-cua-toi/ho-so/")
    page.get_by_role("link", name="Số căn cước").click()
    page.get_by_label("Số căn cước").first.fill("024 185 000 12")
    page.locator("#id_consent_identity").check()
    page.get_by_role("button", name="Giữ số này").click()
    expect(page.get_by_text("bác mới ghi 11 số").first).to_be_visible()
    page.locator("#id_identity_number").fill(NUMBER)
    page.get_by_role("button", name="Giữ số này").click()
    expect(page.get_by_text("•••••••• 0123")).to_be_visible()


def withdraw_voso(page: Page) -> None:
    page.goto("/ho-cua-toi/du-lieu/")
    page.locator(".data-list li", has_text="Gửi tin đăng sang Voso").get_by_role("button").click()
    expect(page.get_by_text("Đã rút lại. Cổng ngừng việc này")).to_be_visible()


def ask_to_be_erased(page: Page) -> None:
    page.goto("/ho-cua-toi/du-lieu/")
    page.get_by_role("link", name="Xóa dữ liệu").click()
    page.get_by_role("button", name="Gửi yêu cầu").click()
    expect(page.get_by_text("Bác đọc phần trên").first).to_be_visible()
    page.get_by_label("Tôi hiểu rằng").check()
    page.get_by_role("button", name="Gửi yêu cầu").click()
    expect(page.get_by_text("Trả lời trước hết ngày").first).to_be_visible()


def erase(page: Page) -> None:
    page.goto("/quan-tri/")
    page.get_by_role("link", name="Yêu cầu về dữ liệu cá nhân").first.click()
    page.get_by_role("link", name="Xóa dữ liệu").first.click()
    page.get_by_role("button", name="Xóa dữ liệu").click()
    expect(page.get_by_text("Đang xóa").first).to_be_visible()


def states() -> dict[str, tuple[str, str]]:
    return {x.marketplace: (x.delivery, x.verdict) for x in Listing.objects.all()}


def test_a_household_takes_back_its_consent_and_then_everything(open_page, stack, household):
    publish(sellable_product(household=household, title=f"Vải thiều Lục Ngạn nhà {NAME}"))
    wake()
    live = (Delivery.DELIVERED, Verdict.LIVE)
    wait_for("hai sàn cùng bán", lambda: set(states().values()) == {live})
    page = open_page()
    household.owner.set_password("mat-khau-thu")
    household.owner.save()
    sign_in(page, household.owner)
    give_number(page)
    withdraw_voso(page)
    wait_for("Voso đã gỡ", lambda: states()["voso"] == (Delivery.DELIVERED, Verdict.GONE))
    wait_for("Postmart vẫn bán", lambda: states()["postmart"] == live)  # the other marketplace goes on

    ask_to_be_erased(page)
    officer = OfficerFactory()
    desk = open_page(DESK)
    sign_in(desk, officer)
    erase(desk)
    wait_for("Postmart đã gỡ", lambda: states()["postmart"] == (Delivery.DELIVERED, Verdict.GONE))
    wait_for("tin báo đã gửi", lambda: not TextMessage.objects.filter(phone=PHONE, sent_at=None).exists())
    wait_for("đã xóa", lambda: erasure.finish_due() == 1)
    assert traces_of(PHONE, "0900000778", "0900 000 778", NAME, NUMBER) == []
    page.goto("/ho-cua-toi/du-lieu/")
    assert "/dang-nhap/" in page.url
