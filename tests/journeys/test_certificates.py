"""A paper from the farmer's phone to the buyer's, a class from the officer's list to the farmer's button, a label."""

from django.utils import timezone
from playwright.sync_api import Page, expect

from households.models import Attendance, Certificate, Household, TrainingClass
from portal1034.accounts.enums import ConsentPurpose
from portal1034.accounts.operations import give_consent
from tests.factories.accounts import DepartmentFactory, OfficerFactory
from tests.factories.households import VerifiedHouseholdFactory
from tests.factories.products import ProductFactory
from tests.journeys.steps import DESK, PASSWORD, photo, sign_in

PDF = {"name": "giay.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"}
NO_PDF = {"name": "giay.pdf", "mimeType": "application/pdf", "buffer": b"<html><script>alert(1)</script></html>"}


def declare(page: Page) -> None:
    page.goto("/ho-cua-toi/chung-nhan/")
    page.get_by_role("link", name="Thêm chứng nhận").first.click()
    page.get_by_role("link", name="OCOP").click()
    page.get_by_label("4 sao").check()
    page.get_by_label("Số giấy chứng nhận").fill("12/QĐ-UBND")
    page.get_by_label("Ngày cấp").fill("hôm qua")
    page.get_by_role("button", name="Lưu, sang bước").click()
    expect(page.get_by_text("Ngày chưa đọc được").first).to_be_visible()
    expect(page.get_by_label("Số giấy chứng nhận")).to_have_value("12/QĐ-UBND")
    page.get_by_label("Nơi cấp").fill("UBND huyện Lục Ngạn")
    page.get_by_label("Ngày cấp").fill(f"15/6/{timezone.localdate().year - 1}")
    page.get_by_role("button", name="Lưu, sang bước").click()


def send_paper(page: Page, paper: dict) -> None:
    page.get_by_label("Ảnh hoặc PDF tờ giấy").set_input_files(paper)
    page.get_by_role("button", name="Gửi giấy").click()


def judge(officer: Page, *, reason: str = "") -> None:
    officer.goto("/quan-tri/")
    officer.get_by_role("link", name="Chứng nhận chờ xác minh").first.click()
    officer.get_by_role("link", name="OCOP 4 sao").click()
    if not reason:
        officer.get_by_role("button", name="Xác minh").click()
        return
    officer.get_by_role("link", name="Trả lại").click()
    officer.get_by_label("Chứng nhận cần bổ sung gì?").fill(reason)
    officer.get_by_role("button", name="Trả lại").click()


def hold_class(officer: Page, household: Household) -> TrainingClass:
    officer.goto("/quan-tri/households/trainingclass/add/")
    now = timezone.localtime()
    officer.get_by_label("Tên lớp").fill("Lớp đưa vải lên sàn")
    officer.locator("#id_province").select_option(label="Bắc Giang")
    officer.get_by_label("Nơi học").fill("Nhà văn hóa thôn Kép")
    for name, clock in (("starts_at", "00:00"), ("ends_at", "23:59")):
        officer.locator(f"#id_{name}_0").fill(f"{now:%d/%m/%Y}")
        officer.locator(f"#id_{name}_1").fill(clock)
    officer.locator("input[name=_save]").click()
    made = TrainingClass.objects.get()
    officer.goto(f"/quan-tri/households/trainingclass/{made.pk}/diem-danh/")
    officer.get_by_label("Dán danh sách").fill(f"{household.code} bà Lành\nbác Ba xóm trên")
    officer.get_by_role("button", name="Ghi vào danh sách").click()
    expect(officer.get_by_text("Đã ghi thêm 1 trong 2 dòng.")).to_be_visible()
    expect(officer.get_by_label("Dán danh sách")).to_have_value("bác Ba xóm trên")
    return made


def test_a_paper_is_sent_returned_sent_again_verified_and_seen(open_page):
    household = VerifiedHouseholdFactory(name="Hộ bà Nguyễn Thị Lành", owner__password=PASSWORD)
    give_consent(user=household.owner, purpose=ConsentPurpose.REGISTER)
    farmer, officer, buyer = open_page(), open_page(DESK), open_page()
    sign_in(farmer, household.owner)
    declare(farmer)
    send_paper(farmer, NO_PDF)
    expect(farmer.get_by_text("không phải PDF").first).to_be_visible()
    send_paper(farmer, photo(1))
    expect(farmer.get_by_text("Chờ Sở xác minh")).to_be_visible()
    buyer.goto(f"/truy-xuat/{household.code}/")
    expect(buyer.get_by_text("Hộ tự khai")).to_be_visible()

    sign_in(officer, OfficerFactory(department=DepartmentFactory(codes=["24"]), password=PASSWORD))
    judge(officer, reason="Ảnh mờ, không đọc được số giấy.")
    farmer.goto("/ho-cua-toi/chung-nhan/")
    expect(farmer.get_by_text("Ảnh mờ, không đọc được số giấy.")).to_be_visible()
    farmer.get_by_role("link", name="Thay giấy").click()
    send_paper(farmer, PDF)
    judge(officer)
    assert Certificate.objects.get().is_verified
    buyer.goto(f"/ho-san-xuat/{household.code}/")
    expect(buyer.get_by_text("OCOP 4 sao")).to_be_visible()
    expect(buyer.locator(".public-papers").get_by_text("Sở đã xác minh")).to_be_visible()
    expect(buyer.get_by_text(f"có hiệu lực đến hết 15/6/{timezone.localdate().year + 2}")).to_be_visible()


def test_a_class_is_attended_by_list_and_by_ones_own_phone_and_a_label_leads_home(open_page, stack):
    listed, comes = (VerifiedHouseholdFactory(owner__password=PASSWORD) for _ in range(2))
    product = ProductFactory(household=comes)
    farmer, officer = open_page(), open_page(DESK)
    sign_in(officer, OfficerFactory(department=DepartmentFactory(codes=["24"]), password=PASSWORD))
    lesson = hold_class(officer, listed)
    officer.goto(f"/quan-tri/households/trainingclass/{lesson.pk}/in-ma/")
    expect(officer.get_by_role("img", name="Mã điểm danh")).to_be_visible()

    farmer.goto(lesson.get_absolute_url())  # not signed in yet: the way leads through the door and back
    farmer.get_by_label("Số điện thoại").fill(str(comes.owner.phone))
    farmer.get_by_label("Mật khẩu").fill(PASSWORD)
    farmer.get_by_role("button", name="Đăng nhập", exact=True).click()
    farmer.get_by_role("button", name="có mặt").click()
    expect(farmer.get_by_text("Đã điểm danh")).to_be_visible()
    assert set(Attendance.objects.values_list("household", flat=True)) == {listed.pk, comes.pk}

    farmer.goto("/ho-cua-toi/nhan/")
    farmer.get_by_label(product.title).check()
    farmer.get_by_label("Bao nhiêu nhãn?").fill("12")
    farmer.get_by_role("button", name="Xem tờ nhãn").click()
    expect(farmer.locator(".label")).to_have_count(12)
    farmer.goto(f"/truy-xuat/{product.code}/")
    expect(farmer.get_by_role("heading", name=product.title)).to_be_visible()
