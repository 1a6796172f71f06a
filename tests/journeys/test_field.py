"""Registering in the field: how many screens and taps it takes, what a bad line costs, who helps whom."""

import re

import pytest
from playwright.sync_api import Page, expect

from households import operations
from households.models import Assistance, Household, HouseholdMerge, RegistrationDraft, TeamMember
from portal1034.accounts.enums import ConsentPurpose
from portal1034.accounts.models import Consent, TextMessage
from portal1034.accounts.operations import has_consent
from portal1034.regions.models import Commune
from products.models import Listing
from tests.browser import patient
from tests.factories.accounts import DepartmentFactory, OfficerFactory, UserFactory
from tests.factories.households import HouseholdFactory
from tests.factories.products import ProductFactory
from tests.journeys.steps import DESK, code_sent_to, complaints, photo, sign_in, wait_for

PHONE, TYPED = "+84900000778", "0900 000 778"
ADDRESS = "xã Hồng Giang, Lục Ngạn, Bắc Giang"
DESCRIPTION = "Vải chín cây, hái sáng, đóng thùng có đá, ăn trong ba ngày."
MOST_SCREENS = 13
MOST_TAPS = 34
# A slow thumb on a cheap telephone: a letter, a tap with its look, and a page loaded over 3G and read.
SECONDS_A_LETTER, SECONDS_A_TAP, SECONDS_A_SCREEN = 0.35, 1.0, 4.0


class Thumb:
    """Walks as a person does and counts: screens seen, taps, letters."""

    def __init__(self, page: Page) -> None:
        self.page, self.screens, self.taps, self.letters = page, 0, 0, 0
        page.on("framenavigated", lambda frame: self._seen(frame))

    def _seen(self, frame) -> None:
        self.screens += frame == self.page.main_frame

    def tap(self, locator) -> None:
        self.taps += 1
        locator.click()

    def press(self, name: str) -> None:
        """By its key: suggestions that arrive meanwhile may move a button from under the browser's pointer."""
        self.taps += 1
        self.page.get_by_role("button", name=name, exact=True).press("Enter")

    def write(self, label: str, words: str) -> None:
        self.taps += 1
        self.letters += len(words)
        self.page.get_by_label(label).fill(words)

    @property
    def seconds(self) -> float:
        return self.letters * SECONDS_A_LETTER + self.taps * SECONDS_A_TAP + self.screens * SECONDS_A_SCREEN


def register(thumb: Thumb) -> None:
    page = thumb.page
    page.goto("/")
    thumb.tap(page.get_by_role("link", name="Đăng ký hộ").first)
    thumb.write("Số điện thoại di động", TYPED.replace(" ", ""))
    thumb.press("Nhận mã")
    thumb.write("Mã trong tin nhắn", code_sent_to(PHONE))
    thumb.press("Tiếp tục")
    thumb.write("Tên hộ hoặc cơ sở", "Nguyễn Thị Lành")
    thumb.press("Tiếp tục")
    thumb.write("Hộ ở đâu?", ADDRESS)
    thumb.press("Tiếp tục")
    thumb.tap(page.locator(".crop-card", has_text="Vải thiều"))
    thumb.press("Thế là đủ, xem lại và gửi")
    thumb.tap(page.locator("#id_consent_register"))
    thumb.press("Xong, lập hồ sơ")


def sell(thumb: Thumb) -> None:
    page = thumb.page
    thumb.tap(page.get_by_role("main").get_by_role("link", name="Thêm nông sản").first)
    thumb.taps += 2  # a list is opened, an item chosen
    page.get_by_label("Loại nông sản").select_option(label="Vải thiều")
    thumb.write("Tên để người mua thấy", "Vải thiều Hồng Giang loại 1")
    thumb.write("Bán theo", "thùng 5 kg")
    thumb.write("Giá một đơn vị", "185k")
    thumb.write("Còn bao nhiêu để bán", "90")
    thumb.write("Mô tả", DESCRIPTION)
    thumb.press("Lưu, sang bước thêm ảnh")
    thumb.taps += 5  # the album, three pictures, "done"
    page.get_by_label("Thêm ảnh").set_input_files([photo(0), photo(1), photo(2)])
    thumb.press("Gửi ảnh")
    thumb.tap(page.get_by_role("link", name="Sang bước chọn nơi bán"))
    thumb.tap(page.get_by_label("Đăng lên Postmart"))
    thumb.tap(page.locator("input[name=agreed][value=postmart]"))
    thumb.press("Đăng bán")
    page.wait_for_url(lambda url: not url.endswith("/dang/"))


def test_the_first_listing_takes_few_screens_and_less_than_three_minutes(open_page):
    thumb = Thumb(open_page())
    register(thumb)
    sell(thumb)
    assert Listing.objects.get(product__household__owner__phone=PHONE).intent == "publish"
    assert thumb.screens <= MOST_SCREENS
    assert thumb.taps <= MOST_TAPS
    assert thumb.seconds < 180


def enter_by_code(page: Page, typed: str, phone: str) -> None:
    page.goto("/dang-nhap/")
    page.get_by_label("Số điện thoại").fill(typed)
    page.get_by_role("button", name="Nhận mã qua tin nhắn").click()
    page.get_by_label("Mã trong tin nhắn").fill(code_sent_to(phone))
    page.get_by_role("main").get_by_role("button").first.click()


def kept_address(user) -> str:
    return "".join(RegistrationDraft.objects.get(user=user).values_of("dia-chi").get("address", []))


def test_what_was_answered_waits_on_another_phone(open_page, javascript):
    user = UserFactory(phone=PHONE)
    first = open_page()
    sign_in(first, user)
    first.goto("/dang-ky/ho/")
    first.get_by_label("Tên hộ hoặc cơ sở").fill("Hộ bà Lành")
    first.get_by_role("button", name="Tiếp tục").click()
    if javascript:
        first.get_by_label("Hộ ở đâu?").press_sequentially("thôn Kép, xã Hồng Gi")
        # A slow machine keeps half the words first: what counts is the last of them.
        wait_for("chữ đang gõ được giữ", lambda: kept_address(user) == "thôn Kép, xã Hồng Gi")
        expect(first.get_by_text("Đã giữ lúc")).to_be_visible()
    first.context.close()

    TextMessage.objects.all().delete()
    second = open_page()
    enter_by_code(second, TYPED, PHONE)
    expect(second.get_by_text("Bác đang làm dở, tiếp tục ở bước “Địa chỉ”.")).to_be_visible()
    if javascript:
        expect(second.get_by_label("Hộ ở đâu?")).to_have_value("thôn Kép, xã Hồng Gi")
    second.get_by_role("link", name="Quay lại bước trước").click()
    expect(second.get_by_label("Tên hộ hoặc cơ sở")).to_have_value("Hộ bà Lành")


def test_a_session_that_ran_out_in_the_middle_loses_nothing(open_page):
    user = UserFactory(phone=PHONE)
    page = open_page()
    sign_in(page, user)
    page.goto("/dang-ky/ho/")
    page.context.clear_cookies(name="phien")
    page.get_by_label("Tên hộ hoặc cơ sở").fill("Hộ bà Lành")
    page.get_by_role("button", name="Tiếp tục").click()
    page.wait_for_url("**/dang-nhap/**")
    page.get_by_label("Số điện thoại").fill(TYPED)
    page.get_by_label("Mật khẩu").fill("mat-khau-thu")
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    expect(page.get_by_label("Tên hộ hoặc cơ sở")).to_have_value("Hộ bà Lành")


def fill_assisted(page: Page, note: str) -> None:
    page.get_by_label("Số điện thoại của chủ hộ").fill(TYPED)
    page.get_by_label("Tên hộ hoặc cơ sở").fill("Hộ bà Tám")
    page.get_by_label("Hộ ở đâu?").fill(ADDRESS)
    page.get_by_label("Loại khác").fill("vải thiều")
    page.get_by_label("Ký trên giấy").check()
    page.get_by_label("Số phiếu hoặc ghi chú").fill(note)
    page.locator("#id_consent_register").check()
    page.locator("#id_consent_contact").check()
    page.get_by_role("button", name="Lập hồ sơ", exact=True).click()


def test_an_officer_registers_and_the_farmer_claims(open_page):
    officer = OfficerFactory(department=DepartmentFactory(codes=["24"]))
    desk = open_page(DESK)
    sign_in(desk, officer)
    desk.goto("/quan-tri/households/household/add/")
    fill_assisted(desk, "Phiếu số 12")
    expect(desk.get_by_text("chủ hộ chưa nhận")).to_be_visible()

    farmer = open_page()
    enter_by_code(farmer, TYPED, PHONE)
    expect(farmer.get_by_role("heading", name="đúng chưa?")).to_be_visible()
    expect(farmer.get_by_text(officer.full_name).first).to_be_visible()
    expect(farmer.get_by_text("Phiếu số 12").first).to_be_visible()
    contact = farmer.locator(".consent", has_text="xem số điện thoại của tôi")
    contact.get_by_role("button", name="Rút lại").click()
    farmer.get_by_role("button", name="Có chỗ sai, để tôi sửa").click()
    farmer.get_by_label("Tên hộ hoặc cơ sở").fill("Hộ bà Nguyễn Thị Tám")
    farmer.get_by_role("button", name="Lưu hồ sơ").click()
    expect(farmer.get_by_text("Đã lưu").first).to_be_visible()

    household = Household.objects.get()
    assert (household.name, household.assistance.answer) == ("Hộ bà Nguyễn Thị Tám", "corrected")
    assert not has_consent(household.owner, ConsentPurpose.CONTACT)
    desk.goto(f"/quan-tri/households/household/{household.pk}/change/")
    expect(desk.get_by_text("Có chỗ phải sửa")).to_be_visible()


def test_a_villager_of_the_digital_team_registers_on_a_telephone(open_page):
    department = DepartmentFactory(codes=["24"])
    member = TeamMember.objects.create(
        user=UserFactory(), department=department, appointed_by=OfficerFactory(department=department)
    )
    member.communes.set(Commune.objects.filter(name="Phường Chũ", province__code="24"))
    page = open_page()
    sign_in(page, member.user)
    expect(page.get_by_role("heading", name="Hộ tôi đã ghi giúp")).to_be_visible()
    page.get_by_role("link", name="Ghi hộ mới").first.click()
    fill_assisted(page, "Bà Tám ký tại nhà văn hóa")
    expect(page.get_by_role("heading", name="Hộ bà Tám")).to_be_visible()
    assert Assistance.objects.get().as_team
    assert Consent.objects.get(purpose="register").recorded_by == member.user


def test_a_household_is_returned_mended_and_verified(open_page):
    officer = OfficerFactory(department=DepartmentFactory(codes=["24"]))
    household = HouseholdFactory(address_line="", name="Hộ bà Lành")
    desk = open_page(DESK)
    sign_in(desk, officer)
    desk.goto("/quan-tri/households/household/ke-tiep/")
    desk.get_by_role("link", name="Trả lại").click()
    desk.get_by_label("Địa chỉ thiếu tên thôn").check()
    desk.get_by_role("button", name="Trả lại").click()
    assert "Địa chỉ thiếu tên thôn" in TextMessage.objects.latest("pk").body

    farmer = open_page()
    sign_in(farmer, household.owner)
    farmer.goto("/ho-cua-toi/ho-so/")
    expect(farmer.get_by_text("Địa chỉ thiếu tên thôn").first).to_be_visible()
    farmer.get_by_label("Hộ ở đâu?").fill(f"thôn Kép, {ADDRESS}")
    farmer.get_by_role("button", name="Lưu và gửi lại").click()
    expect(farmer.get_by_text("gửi lại cho cán bộ").first).to_be_visible()

    desk.goto("/quan-tri/households/household/ke-tiep/")
    desk.get_by_role("button", name="Xác minh").click()
    household.refresh_from_db()
    assert (household.verified_by, household.address_line) == (officer, "thôn Kép")
    expect(desk.get_by_text(re.compile("gửi lại .*; trả lại|trả lại .*")).first).to_be_visible()


def test_two_households_side_by_side_become_one_and_two_again(open_page):
    officer = OfficerFactory(department=DepartmentFactory(codes=["24"]))
    keep, drop = HouseholdFactory(name="Hộ bà Lành"), HouseholdFactory(name="Ho ba Lanh")
    ProductFactory(household=drop)
    desk = open_page(DESK)
    sign_in(desk, officer)
    desk.goto(f"/quan-tri/households/household/{keep.pk}/change/")
    desk.get_by_role("link", name="So sánh").click()
    desk.get_by_role("button", name=f"Gộp, giữ {keep.code}").click()
    expect(desk.get_by_text("Đã gộp").first).to_be_visible()
    assert keep.products.count() == 1
    desk.get_by_role("button", name="Tách lại").click()
    expect(desk.get_by_text("mọi thứ về chỗ cũ")).to_be_visible()
    assert (keep.products.count(), drop.products.count()) == (0, 1)
    assert not HouseholdMerge.objects.standing().exists()


@pytest.mark.parametrize("viewport", [{"width": 360, "height": 640}, {"width": 768, "height": 1024}, DESK], ids=str)
def test_no_page_of_the_field_has_a_violation(chromium, stack, viewport):
    found, contexts = [], []

    def open_page(size) -> Page:
        # Without the listener of `open_page`: axe tries inline styles of its own, which the policy blocks aloud.
        contexts.append(patient(chromium.new_context(base_url=stack.url, viewport=size, locale="vi-VN")))
        return contexts[-1].new_page()

    page = open_page(viewport)
    newcomer = UserFactory()
    sign_in(page, newcomer)
    answers = {"ten": {"name": ["Hộ bà Lành"]}, "dia-chi": {"address": [ADDRESS]}, "nong-san": {"crops": []}}
    for step, said in answers.items():
        operations.save_step(user=newcomer, step=step, values=said, done=True)
    for step in ("ten", "dia-chi", "nong-san", "dien-tich", "gioi-thieu", "anh", "gui"):
        found += complaints(page, f"/dang-ky/ho/{step}/")
    assert RegistrationDraft.objects.exists()

    officer = OfficerFactory(department=DepartmentFactory(codes=["24"]))
    helped = operations.register_for(
        phone=PHONE, by=officer, name="Hộ bà Tám", commune=Commune.objects.get(name="Phường Chũ", province__code="24"),
        how="paper", note="Phiếu 1",
    )  # fmt: skip
    claiming = open_page(viewport)
    helped.owner.set_password("mat-khau-thu")
    helped.owner.save()
    sign_in(claiming, helped.owner)
    found += complaints(claiming, "/ho-cua-toi/nhan-ho/")

    twin = HouseholdFactory(name="Hộ bà Tám", commune=helped.commune)
    desk = open_page(viewport)
    sign_in(desk, officer)
    base = f"/quan-tri/households/household/{twin.pk}"
    for path in (f"{base}/tra-lai/", f"{base}/so-sanh/{helped.pk}/", "/quan-tri/households/household/add/"):
        found += [c for c in complaints(desk, path) if "too wide" not in c]
    operations.merge(keep=helped, drop=twin, by=officer)
    merged = open_page(viewport)
    sign_in(merged, twin.owner)
    found += complaints(merged, "/ho-cua-toi/")

    member = TeamMember.objects.create(user=UserFactory(), department=officer.department, appointed_by=officer)
    member.communes.set([helped.commune])
    team = open_page(viewport)
    sign_in(team, member.user)
    for path in ("/to-so/", "/to-so/dang-ky/"):
        found += complaints(team, path)
    for context in contexts:
        context.close()
    assert found == [], "\n".join(found)
