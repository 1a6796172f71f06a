"""Who a trader is, as an officer of the trader's province finds it."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from PIL import Image

from harvests import operations
from harvests.enums import TraderState
from harvests.errors import ExchangeError
from harvests.forms import TraderForm
from harvests.forms.trader import is_tax_code
from harvests.models import Trader
from households.models.certificate import private_storage
from portal1034.accounts.enums import Role
from portal1034.accounts.models import TextMessage
from portal1034.regions.models import Province
from tests.factories.accounts import DepartmentFactory, OfficerFactory, UserFactory
from tests.factories.harvests import BuyRequestFactory, TraderFactory
from tests.factories.households import VerifiedHouseholdFactory

pytestmark = pytest.mark.django_db
TAX = "0100109106"


def province(code: str) -> Province:
    return Province.objects.get(code=code)


def photo() -> SimpleUploadedFile:
    drawn = io.BytesIO()
    Image.new("RGB", (900, 700), "white").save(drawn, "JPEG")
    return SimpleUploadedFile("giay.jpg", drawn.getvalue(), "image/jpeg")


@pytest.fixture
def trader():
    user = UserFactory()
    return operations.register_trader(user=user, name="Vựa Tám Lúa", tax_code=TAX, province=province("24"))


@pytest.fixture
def officer():
    return OfficerFactory(department=DepartmentFactory(codes=["24"]))


def texts_to(user) -> list[str]:
    return list(TextMessage.objects.filter(phone=user.phone).order_by("pk").values_list("body", flat=True))


@pytest.mark.parametrize("code", ["0100109106", "0100684378", "0101245486", "0100000003"])
def test_the_tenth_digit_of_a_tax_code_checks_the_nine(code):
    assert is_tax_code(code)
    assert not any(is_tax_code(f"{code[:9]}{digit}") for digit in range(10) if str(digit) != code[9])


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("0100109107", "gõ nhầm"), ("12", "10 số"), ("024185000123", "10 số"), ("abc", "10 số")],
)
def test_a_tax_code_that_cannot_be_is_refused_in_one_sentence(typed, sentence):
    assert sentence in TraderForm({"name": "Vựa", "tax_code": typed}).errors["tax_code"][0]


def test_asking_needs_a_province_and_something_to_check_by():
    bare = TraderFactory()
    with pytest.raises(ExchangeError, match="Chọn tỉnh"):
        operations.ask_for_verification(trader=bare)
    placed = TraderFactory(province=province("24"))
    with pytest.raises(ExchangeError, match="mã số thuế hoặc"):
        operations.ask_for_verification(trader=placed)
    assert Trader.objects.waiting().count() == 0


def test_an_officer_verifies_and_a_change_of_what_was_checked_is_checked_again(trader, officer):
    operations.ask_for_verification(trader=trader)
    verified = operations.verify_trader(trader=trader, by=officer)
    assert (verified.state, verified.verified_by) == (TraderState.VERIFIED, officer)
    assert "đã xác minh ngày" in verified.verified_words
    assert "Sở đã xác minh" in texts_to(trader.user)[-1]
    operations.verify_trader(trader=trader, by=officer)
    assert len(texts_to(trader.user)) == 1
    same = {"user": trader.user, "tax_code": TAX, "province": trader.province}
    assert operations.register_trader(name="Vựa Tám Lúa", story="Mua vải.", **same).is_verified
    changed = operations.register_trader(name="Vựa Chín Lúa", **same)
    assert (changed.state, changed.verified_at, changed.verified_by) == (TraderState.ASKED, None, None)
    moved = operations.register_trader(user=trader.user, name="Vựa Chín Lúa")
    assert (moved.state, moved.asked_at) == (TraderState.UNVERIFIED, None)


def test_a_returned_profile_is_told_why_and_waits_again_once_mended(trader, officer):
    operations.ask_for_verification(trader=trader)
    with pytest.raises(ExchangeError, match="bổ sung gì"):
        operations.return_trader(trader=trader, by=officer, reason=" ")
    operations.return_trader(trader=trader, by=officer, reason="Tên khác trên giấy.")
    assert "Tên khác trên giấy." in texts_to(trader.user)[-1]
    mended = operations.register_trader(user=trader.user, name="Vựa Tám", tax_code=TAX, province=trader.province)
    assert (mended.state, mended.return_reason) == (TraderState.ASKED, "")
    with pytest.raises(IntegrityError), transaction.atomic():
        Trader.objects.filter(pk=trader.pk).update(state=TraderState.VERIFIED)


def test_the_paper_is_private_and_comes_only_to_its_owner_and_the_officers_of_the_province(client, trader, officer):
    client.force_login(trader.user)
    assert client.get("/thuong-lai/ho-so/giay/").status_code == 200
    empty = client.post("/thuong-lai/ho-so/giay/", {"document": ""})
    assert (empty.status_code, empty.context["form"].errors["document"]) == (422, ["Chọn ảnh hoặc tệp PDF."])
    broken = client.post("/thuong-lai/ho-so/giay/", {"document": SimpleUploadedFile("a.pdf", b"%PDF-1.4 cut")})
    assert broken.status_code == 422
    assert client.post("/thuong-lai/ho-so/giay/", {"document": photo()}).status_code == 302
    trader.refresh_from_db()
    assert trader.state == TraderState.ASKED
    assert private_storage().exists(trader.document)
    mine = client.get("/thuong-lai/ho-so/giay/tep/")
    assert (mine["Content-Type"], mine["Cache-Control"]) == ("image/jpeg", "private, no-store")
    desk = f"/quan-tri/harvests/trader/{trader.pk}/tep/"
    for viewer, status in ((officer, 200), (OfficerFactory(department=DepartmentFactory(codes=["66"])), 404)):
        client.force_login(viewer)
        assert client.get(desk).status_code == status
    client.force_login(TraderFactory().user)
    assert client.get("/thuong-lai/ho-so/giay/tep/").status_code == 404
    assert client.get(desk).status_code == 302


def test_an_officer_judges_traders_of_the_own_provinces_only_by_every_door(client, trader, officer):
    operations.ask_for_verification(trader=trader)
    base = f"/quan-tri/harvests/trader/{trader.pk}/"
    client.force_login(OfficerFactory(department=DepartmentFactory(codes=["66"])))
    assert client.get(f"{base}change/").status_code == 302
    assert client.post(f"{base}xac-minh/").status_code == 404
    assert client.post(f"{base}tra-lai/", {"sentence": "Không."}).status_code == 404
    assert "Thương lái chờ xác minh" in client.get("/quan-tri/").content.decode()
    client.force_login(UserFactory(role=Role.EDITOR))
    assert client.post(f"{base}xac-minh/").status_code in {403, 404}
    trader.refresh_from_db()
    assert trader.state == TraderState.ASKED
    client.force_login(officer)
    assert "Xác minh" in client.get(f"{base}change/").content.decode()
    assert client.post(f"{base}tra-lai/", {"sentence": ""}).status_code == 422
    client.post(f"{base}tra-lai/", {"sentence": "Ảnh mờ."})
    trader.refresh_from_db()
    assert (trader.state, trader.return_reason) == (TraderState.RETURNED, "Ảnh mờ.")
    client.post(f"{base}xac-minh/")
    trader.refresh_from_db()
    assert trader.is_verified
    assert "trả lại" in client.get(f"{base}change/").content.decode()


def test_what_the_public_reads_says_when_the_trader_was_verified(client, trader, officer):
    operations.verify_trader(trader=trader, by=officer)
    wanted = BuyRequestFactory(trader=trader)
    assert "đã xác minh ngày" in client.get(wanted.get_absolute_url()).content.decode()


def test_the_desk_tells_where_the_check_stands(client, trader, officer):
    client.force_login(trader.user)
    assert "Xin Sở xác minh" in client.get("/thuong-lai/ho-so/").content.decode()
    client.post("/thuong-lai/ho-so/xac-minh/")
    assert "Chờ Sở xác minh" in client.get("/thuong-lai/ho-so/").content.decode()
    operations.return_trader(trader=trader, by=officer, reason="Gửi ảnh rõ hơn.")
    assert "Gửi ảnh rõ hơn." in client.get("/thuong-lai/ho-so/").content.decode()
    client.force_login(VerifiedHouseholdFactory().owner)
    assert client.post("/thuong-lai/ho-so/xac-minh/").status_code == 403


def test_the_officers_pages_of_traders_take_as_many_queries_with_one_as_with_three(client, officer, trader):
    client.force_login(officer)
    for page in ("", f"{trader.pk}/change/"):  # what a process asks once
        client.get(f"/quan-tri/harvests/trader/{page}")
    counts = []
    for turn in range(3):
        operations.ask_for_verification(trader=trader)
        operations.return_trader(trader=trader, by=officer, reason=f"Ảnh mờ, lần {turn}.")
        trader.buys_in.add(province(("24", "66", "01")[turn]))
        with CaptureQueriesContext(connection) as listed:
            assert client.get("/quan-tri/harvests/trader/").status_code == 200
        with CaptureQueriesContext(connection) as shown:
            assert client.get(f"/quan-tri/harvests/trader/{trader.pk}/change/").status_code == 200
        counts.append((len(listed), len(shown)))
        TraderFactory(province=province("24"))
    assert counts[0] == counts[2]
