"""Households and traders at their desks: each sees and changes what is theirs, and forms lose nothing."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from harvests.calls import public_warnings
from harvests.enums import HarvestStatus, OfferStatus, RequestStatus
from harvests.models import BuyRequest, Harvest, Offer, OfferMessage, Trader
from portal1034.accounts.enums import Role
from portal1034.commodities.notices import current_notices
from tests.factories.accounts import DepartmentFactory, OfficerFactory, UserFactory
from tests.factories.harvests import (
    BuyRequestFactory,
    HarvestFactory,
    OfferFactory,
    OfferMessageFactory,
    TraderFactory,
    commodity_of,
)
from tests.factories.households import HouseholdFactory, VerifiedHouseholdFactory, commune_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def household():
    return VerifiedHouseholdFactory(name="Hộ bà Lành")


@pytest.fixture
def at_home(client, household):
    client.force_login(household.owner, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def trader():
    return TraderFactory(name="Vựa Tám Lúa")


def sign_in(client, user):
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def typed(**changes) -> dict:
    values = {
        "commodity": commodity_of("vai-thieu").pk,
        "starts_on": "1/6/2027",
        "ends_on": "giữa tháng 6/2027",
        "volume_kg": "3 tấn",
        "price_vnd": "25k",
        "note": "",
        "form_key": str(uuid.uuid4()),
    }
    return {**values, **changes}


# ---- the household's harvests ----


def test_a_household_declares_as_people_write(at_home, household):
    response = at_home.post("/ho-cua-toi/mua-vu/them/", typed())
    assert response.status_code == 302
    harvest = Harvest.objects.get()
    assert (harvest.household, harvest.volume_kg, harvest.price_vnd) == (household, 3_000, 25_000)
    assert (harvest.starts_on, harvest.ends_on) == (dt.date(2027, 6, 1), dt.date(2027, 6, 20))
    assert "Đã khai 3 tấn Vải thiều" in at_home.get(response.url).content.decode()


def test_a_double_click_declares_once(at_home):
    data = typed()
    for _time in range(2):
        assert at_home.post("/ho-cua-toi/mua-vu/them/", data).status_code == 302
    assert Harvest.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"ends_on": "1/5/2027"}, "ends_on", "Ngày kết thúc trước ngày bắt đầu."),
        ({"ends_on": "1/7/2028"}, "ends_on", "dài quá một năm"),
        ({"starts_on": "hôm nào đó"}, "starts_on", "Ngày chưa đọc được"),
        ({"starts_on": ""}, "starts_on", "Ghi ngày bắt đầu"),
        ({"ends_on": "31/6/2027"}, "ends_on", "Lịch không có ngày"),
        ({"volume_kg": "nhiều lắm"}, "volume_kg", "Sản lượng chưa đọc được"),
        ({"volume_kg": "0"}, "volume_kg", "phải lớn hơn 0"),
        ({"price_vnd": "rẻ"}, "price_vnd", "Giá chưa đọc được"),
        ({"commodity": ""}, "commodity", "Chọn một loại nông sản"),
        ({"commodity": "abc"}, "commodity", ""),
        ({"note": "x" * 301}, "note", ""),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(at_home, wrong, field, sentence):
    response = at_home.post(
        "/ho-cua-toi/mua-vu/them/",
        typed(note=wrong.get("note", "Vải chín sớm"), **{k: v for k, v in wrong.items() if k != "note"}),
    )
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert sentence in str(response.context["form"].errors[field])
    if field != "note":
        assert "Vải chín sớm" in response.content.decode()
    assert not Harvest.objects.exists()


def test_a_free_price_is_no_price(at_home):
    at_home.post("/ho-cua-toi/mua-vu/them/", typed(price_vnd="0"))
    assert Harvest.objects.get().price_vnd is None


def test_own_crops_are_one_tap_and_one_of_the_two_lists_is_needed(at_home, household):
    household.commodities.add(commodity_of("nhan"))
    assert 'type="radio"' in at_home.get("/ho-cua-toi/mua-vu/them/").content.decode()
    none = at_home.post("/ho-cua-toi/mua-vu/them/", typed(commodity=""))
    assert list(none.context["form"].errors) == ["own_commodity"]
    at_home.post("/ho-cua-toi/mua-vu/them/", typed(commodity="", own_commodity=commodity_of("nhan").pk))
    at_home.post("/ho-cua-toi/mua-vu/them/", typed())
    assert set(Harvest.objects.values_list("commodity__slug", flat=True)) == {"nhan", "vai-thieu"}
    stranger = at_home.post(
        "/ho-cua-toi/mua-vu/them/", typed(commodity="", own_commodity=commodity_of("xoai-cat-chu").pk)
    )
    assert list(stranger.context["form"].errors) == ["own_commodity"]


def test_an_amendment_begins_with_what_was_said_and_keeps_the_crop(at_home, household):
    household.commodities.add(commodity_of("nhan"))
    for slug in ("vai-thieu", "nhan"):
        harvest = HarvestFactory(household=household, commodity=commodity_of(slug), volume_kg=6_000)
        page = at_home.get(f"/ho-cua-toi/mua-vu/{harvest.pk}/").content.decode()
        assert "6.000 kg" in page
        assert "01/06/2026" in page
    own = commodity_of("nhan").pk
    at_home.post(f"/ho-cua-toi/mua-vu/{harvest.pk}/", typed(commodity="", own_commodity=own, volume_kg="1 tạ"))
    harvest.refresh_from_db()
    assert (harvest.volume_kg, harvest.commodity.slug) == (100, "nhan")


@pytest.mark.parametrize(
    ("action", "status"),
    [("ban-het", HarvestStatus.SOLD_OUT), ("huy", HarvestStatus.CANCELLED), ("xac-nhan", HarvestStatus.ONGOING)],
)
def test_one_button_ends_or_confirms_a_harvest_and_twice_is_harmless(at_home, household, action, status):
    harvest = HarvestFactory(household=household)
    for _time in range(2):
        assert at_home.post(f"/ho-cua-toi/mua-vu/{harvest.pk}/{action}/").status_code == 302
    harvest.refresh_from_db()
    assert harvest.status == status


def test_a_closed_harvest_is_not_amended(at_home, household):
    harvest = HarvestFactory(household=household, status=HarvestStatus.SOLD_OUT)
    assert at_home.get(f"/ho-cua-toi/mua-vu/{harvest.pk}/").status_code == 302


def test_the_desk_asks_first_about_what_was_long_not_confirmed(at_home, household):
    today = timezone.localdate()
    assert "Bác sắp thu hoạch gì?" in at_home.get("/ho-cua-toi/mua-vu/").content.decode()
    HarvestFactory(
        household=household,
        ends_on=today + dt.timedelta(9),
        starts_on=today,
        confirmed_at=timezone.now() - dt.timedelta(20),
    )
    assert "như bác khai chứ?" in at_home.get("/ho-cua-toi/mua-vu/").content.decode()


def test_another_households_harvest_does_not_exist(at_home):
    other = HarvestFactory()
    assert at_home.get(f"/ho-cua-toi/mua-vu/{other.pk}/").status_code == 404
    assert at_home.post(f"/ho-cua-toi/mua-vu/{other.pk}/", typed()).status_code == 404
    assert at_home.post(f"/ho-cua-toi/mua-vu/{other.pk}/huy/").status_code == 404
    assert other.household.name not in at_home.get("/ho-cua-toi/mua-vu/").content.decode()


@pytest.mark.parametrize("url", ["/ho-cua-toi/mua-vu/", "/ho-cua-toi/tin-nhan/"])
def test_desk_lists_take_as_many_queries_with_one_row_as_with_three(at_home, household, url):
    public_warnings(), current_notices()  # kept for all pages while nothing of the season changes
    counts = []
    for more in (1, 2, 30):
        for _row in range(more):
            OfferFactory(harvest=HarvestFactory(household=household))
        with CaptureQueriesContext(connection) as captured:
            assert at_home.get(url).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] == counts[2] <= 6
    assert "Trang sau" in at_home.get(url).content.decode()
    after = at_home.get(url).content.decode().split("?sau=")[1].split('"')[0]
    assert at_home.get(f"{url}?sau={after}").status_code == 200


@pytest.mark.parametrize("url", ["/ho-cua-toi/mua-vu/", "/ho-cua-toi/mua-vu/them/", "/ho-cua-toi/tin-nhan/"])
def test_the_households_desk_is_the_households(client, trader, url):
    assert client.get(url).url.startswith("/dang-nhap/")
    assert sign_in(client, trader.user).get(url).status_code == 403
    assert sign_in(client, OfficerFactory()).get(url).status_code == 403
    assert sign_in(client, UserFactory()).get(url).url == "/dang-ky/ho/"


# ---- the trader ----


def test_a_fresh_account_writes_a_profile_and_is_a_trader(client):
    user = UserFactory()
    sign_in(client, user)
    assert client.get("%2Fthuong-lai%2F").url == "/thuong-lai/ho-so/?tiep=%2Fthuong-lai%2F"
    wrong = client.post("/thuong-lai/ho-so/", {"name": "", "tax_code": "12"})
    assert set(wrong.context["form"].errors) == {"name", "tax_code"}
    assert client.post("/thuong-lai/ho-so/", {"name": "Vựa Tám Lúa", "tax_code": "0100000003001"}).status_code == 302
    user.refresh_from_db()
    assert (user.role, user.trader.tax_code) == (Role.TRADER, "0100000003-001")
    assert "Chưa xác minh" in client.get("/thuong-lai/ho-so/").content.decode()


def test_a_newcomer_comes_back_to_the_harvest_after_the_profile_and_nowhere_else(client):
    harvest = HarvestFactory(household=VerifiedHouseholdFactory())
    way = f"/mua-vu/hoi/{harvest.pk}/"
    assert (
        f"tiep=%2Fthuong-lai%2Fho-so%2F%3Ftiep%3D%252Fmua-vu%252Fhoi%252F{harvest.pk}%252F"
        in client.get(way).content.decode()
    )
    for tiep, expected in ((way, way), ("https://xau.example/", "/thuong-lai/"), ("//xau.example", "/thuong-lai/")):
        sign_in(client, UserFactory())
        assert client.post(f"/thuong-lai/ho-so/?tiep={tiep}", {"name": "Vựa Mới"}).url == expected


def test_a_tax_code_in_use_is_said_beside_the_form(client):
    TraderFactory(tax_code="0100000003")
    response = sign_in(client, UserFactory()).post("/thuong-lai/ho-so/", {"name": "Vựa", "tax_code": "0100000003"})
    assert response.status_code == 422
    assert Trader.objects.count() == 1


@pytest.mark.parametrize("url", ["/thuong-lai/", "/thuong-lai/ho-so/", "/thu-mua/dang/"])
def test_households_and_staff_are_no_traders(client, household, url):
    assert sign_in(client, household.owner).get(url).status_code == 403
    assert sign_in(client, OfficerFactory()).get(url).status_code == 403


def test_a_trader_posts_once_and_closes_only_the_own_request(client, trader):
    sign_in(client, trader.user)
    assert "selected" in client.get("/thu-mua/dang/?loai=nhan").content.decode()
    june = dt.datetime.now(dt.UTC).year + 1
    data = typed(where="tỉnh Bắc Giang", starts_on=f"1/6/{june}", ends_on=f"giữa tháng 6/{june}")
    for _time in range(2):
        assert client.post("/thu-mua/dang/", data).status_code == 302
    request = BuyRequest.objects.get()
    assert (request.trader, request.province.code, request.volume_kg) == (trader, "24", 3_000)
    assert client.post("/thu-mua/dang/", typed(ends_on="1/1/2025")).status_code == 422
    other = BuyRequestFactory()
    assert client.post(f"/thu-mua/{other.pk}/dong/").status_code == 404
    assert client.post(f"/thu-mua/{request.pk}/dong/").status_code == 302
    request.refresh_from_db()
    assert request.status == RequestStatus.CLOSED
    assert "đã khép lại" in client.get(request.get_absolute_url()).content.decode()


def test_the_traders_desk_says_what_to_do_next_and_counts_no_more_queries(client, trader):
    sign_in(client, trader.user)
    assert "Đăng nhu cầu thu mua để hộ" in client.get("/thuong-lai/").content.decode()
    counts = []
    for more in (1, 2, 30):
        BuyRequestFactory.create_batch(more, trader=trader)
        OfferFactory.create_batch(more, trader=trader)
        with CaptureQueriesContext(connection) as captured:
            page = client.get("/thuong-lai/").content.decode()
        counts.append(len(captured))
    assert counts[0] == counts[1] == counts[2] <= 6
    assert "Xem nơi nào sắp vào vụ" in page
    assert page.count("Mua đủ rồi") == 6
    assert client.get("/thuong-lai/?tat-ca=1").content.decode().count("Mua đủ rồi") == 33
    Offer.objects.update(unread_by_trader=True)
    assert "đang chờ trả lời" in client.get("/thuong-lai/").content.decode()


# ---- conversations ----


def test_the_journey_from_the_calendar_to_an_answer(client, household, trader):
    today = timezone.localdate()
    at_home = sign_in(client, household.owner)
    at_home.post(
        "/ho-cua-toi/mua-vu/them/", typed(starts_on=f"{today:%d/%m/%Y}", ends_on=f"{today + dt.timedelta(9):%d/%m/%Y}")
    )
    harvest = Harvest.objects.get()
    sign_in(client, trader.user)
    assert f"/mua-vu/hoi/{harvest.pk}/" in client.get("/mua-vu/vai-thieu/?tinh=bac-giang").content.decode()
    key = str(uuid.uuid4())
    for _time in range(2):
        asked = client.post(f"/mua-vu/hoi/{harvest.pk}/", {"body": "Còn vải không ạ?", "form_key": key})
    offer = Offer.objects.get()
    assert asked.url == offer.get_absolute_url()
    assert OfferMessage.objects.count() == 1
    sign_in(client, household.owner)
    assert "Tin mới" in client.get("/ho-cua-toi/tin-nhan/").content.decode()
    page = client.get(offer.get_absolute_url()).content.decode()
    assert "Còn vải không ạ?" in page
    offer.refresh_from_db()
    assert offer.unread_by_household  # reading by GET writes nothing
    client.post(f"/de-nghi/{offer.pk}/", {"body": "Còn 3 tấn, mời lên xem."})
    today = timezone.localdate()
    said = {"volume_kg": "3 tấn", "price_vnd": "25k", "deliver_from": f"{today:%d/%m/%Y}"}
    said["deliver_to"] = said["deliver_from"]
    assert client.post(f"/de-nghi/{offer.pk}/dieu-khoan/", said).status_code == 302
    sign_in(client, trader.user)
    assert "mời lên xem" in client.get(offer.get_absolute_url()).content.decode()
    client.post(f"/de-nghi/{offer.pk}/dong-y/", {"version": "1"})
    offer.refresh_from_db()
    assert offer.status == OfferStatus.AGREED
    assert client.post(f"/de-nghi/{offer.pk}/tu-choi/", follow=True).status_code == 200


def test_a_household_answers_a_request(client, household, trader):
    wanted = BuyRequestFactory(trader=trader, starts_on=timezone.localdate(), ends_on=timezone.localdate())
    sign_in(client, household.owner)
    url = f"/thu-mua/{wanted.pk}/tra-loi/"
    assert client.get(url).status_code == 200
    assert client.post(url, {"body": " "}).status_code == 422
    assert client.post(url, {"body": "Nhà có 2 tấn."}).status_code == 302
    assert "Về nhu cầu mua" in client.get(Offer.objects.get().get_absolute_url()).content.decode()
    BuyRequest.objects.update(status=RequestStatus.CLOSED)
    closed = client.post(url, {"body": "Còn mua không?"})
    assert "đã khép lại" in str(closed.context["form"].errors)
    assert sign_in(client, trader.user).get(url).url == wanted.get_absolute_url()
    assert sign_in(client, UserFactory()).get(url).url == "/dang-ky/ho/"


def test_who_cannot_ask_is_told_why(client, household):
    harvest = HarvestFactory(household=VerifiedHouseholdFactory())
    url = f"/mua-vu/hoi/{harvest.pk}/"
    assert "đăng ký bằng số điện thoại khác" in sign_in(client, household.owner).get(url).content.decode()
    assert "Ghi hồ sơ người mua" in sign_in(client, UserFactory()).get(url).content.decode()
    trader = TraderFactory()
    assert sign_in(client, trader.user).get(url).status_code == 200
    assert client.post(url, {"body": "x" * 1001}).status_code == 422
    unverified = HarvestFactory()
    assert client.get(f"/mua-vu/hoi/{unverified.pk}/").status_code == 404


def test_words_typed_before_the_session_ran_out_come_back_after_sign_in(client, trader):
    harvest = HarvestFactory(household=VerifiedHouseholdFactory())
    url = f"/mua-vu/hoi/{harvest.pk}/"
    client.post(url, {"body": "Lấy hết ba tấn."})
    sign_in(client, trader.user)
    assert "Lấy hết ba tấn." in client.get(url).content.decode()


def test_a_conversation_exists_for_its_two_sides_only(client, household, trader):
    offer = OfferMessageFactory(offer__harvest__household=household, offer__trader=trader).offer
    urls = ["", "da-doc/", "dong-y/", "tu-choi/", "dieu-khoan/", "ket-qua/", "dap-lai/"]
    officer = OfficerFactory(department=DepartmentFactory(codes=["24"]))
    for stranger in (TraderFactory().user, HouseholdFactory().owner, officer, UserFactory(role=Role.ADMINISTRATOR)):
        sign_in(client, stranger)
        for url in urls:
            assert client.post(f"/de-nghi/{offer.pk}/{url}", {"body": "Xen vào."}).status_code == 404
        assert client.get(f"/de-nghi/{offer.pk}/").status_code == 404
    for side in (household.owner, trader.user):
        assert sign_in(client, side).get(f"/de-nghi/{offer.pk}/").status_code == 200


def test_reading_is_noted_by_the_page_itself_or_by_a_button(client, household):
    offer = OfferFactory(harvest__household=household)
    sign_in(client, household.owner)
    assert "da-doc" in client.get(f"/de-nghi/{offer.pk}/").content.decode()
    assert client.post(f"/de-nghi/{offer.pk}/da-doc/", headers={"HX-Request": "true"}).status_code == 204
    offer.refresh_from_db()
    assert not offer.unread_by_household
    assert client.post(f"/de-nghi/{offer.pk}/da-doc/").url == offer.get_absolute_url()
    assert client.get(f"/de-nghi/{offer.pk}/da-doc/").status_code == 405


def test_a_conversation_that_is_over_shows_what_was_said_and_no_form(client, household):
    offer = OfferFactory(harvest__household=household, status=OfferStatus.DECLINED)
    page = sign_in(client, household.owner).get(f"/de-nghi/{offer.pk}/").content.decode()
    assert "<textarea" not in page
    late = client.post(f"/de-nghi/{offer.pk}/", {"body": "Còn đó không?"})
    assert late.status_code == 422
    assert "khép lại" in str(late.context["form"].errors)


# ---- the admin ----


def test_an_officer_meets_harvests_and_traders_of_the_own_provinces(client):
    near, far = HarvestFactory(), HarvestFactory(household=HouseholdFactory(commune=commune_of("66")))
    here = TraderFactory(province=commune_of("24").province)
    there = TraderFactory(province=commune_of("66").province)
    sign_in(client, OfficerFactory(department=DepartmentFactory(codes=["24"])))
    for model, own, others in (("harvest", near, far), ("trader", here, there)):
        listed = client.get(f"/quan-tri/harvests/{model}/")
        assert [row.pk for row in listed.context["cl"].result_list] == [own.pk]
        assert client.get(f"/quan-tri/harvests/{model}/{own.pk}/change/").status_code == 200
        assert client.get(f"/quan-tri/harvests/{model}/{others.pk}/change/").status_code in {302, 404}
        assert client.get(f"/quan-tri/harvests/{model}/add/").status_code == 403
    assert client.get("/quan-tri/harvests/buyrequest/").status_code == 200
