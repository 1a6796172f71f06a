import pytest
from django.urls import reverse

from portal1034.accounts.models import OneTimeCode, TextMessage, User
from tests.accounts.codes import PHONE, last_code, other_than
from tests.factories.accounts import UserFactory
from tests.factories.households import HouseholdFactory

pytestmark = pytest.mark.django_db

REGISTER, CODE = "/dang-ky/", "/dang-ky/ma/"


def ask(client, phone="0900 111 222", query=""):
    return client.post(REGISTER + query, {"phone": phone})


@pytest.mark.parametrize(
    "typed",
    [
        "0900 111 222",
        "+84 900 111 222",
        "84900111222",
        "0900.111.222",
        "0900-111-222",
        " 0900111222 ",
        "(0900) 111 222",
    ],
)
def test_a_number_is_taken_as_people_write_it(client, typed):
    assert ask(client, typed).url == CODE
    assert OneTimeCode.objects.get().phone.as_e164 == PHONE


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Ghi số điện thoại di động."),
        ("024 3825 1234", "số máy bàn"),
        ("+1 202 555 0123", "chưa đúng"),
        ("không có số", "chưa đúng"),
        ("0900 111", "chưa đúng"),
        ("1900 1234", "chưa đúng"),
        ("0" * 300, "chưa đúng"),
        ("<script>", "chưa đúng"),
    ],
)
def test_a_number_that_no_code_can_reach_gets_a_sentence_and_stays_in_the_box(client, typed, sentence):
    answer = ask(client, typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert not TextMessage.objects.exists()
    assert answer.context["form"]["phone"].value() == typed


def test_phone_then_code_makes_an_account_and_leads_to_the_household(client):
    ask(client)
    page = client.get(CODE)
    assert "0900\xa0111\xa0222" in page.text
    before = client.session.session_key
    answer = client.post(CODE, {"code": last_code()})
    assert answer.url == "/dang-ky/ho/"
    user = User.objects.get(phone=PHONE)
    assert client.session["_auth_user_id"] == str(user.pk)
    assert client.session.session_key != before


def test_a_known_number_gets_the_very_same_pages(client):
    UserFactory(phone=PHONE)
    known = ask(client)
    unknown = ask(type(client)(), "0900 111 223")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    client.post(CODE, {"code": last_code()})
    assert User.objects.filter(phone=PHONE).count() == 1


def test_someone_with_a_household_goes_to_their_desk(client):
    HouseholdFactory(owner__phone=PHONE)
    ask(client)
    assert client.post(CODE, {"code": last_code()}).url == reverse("pages:my_desk")


def test_where_the_person_was_going_is_where_they_arrive(client):
    ask(client, query="?tiep=/thuong-lai/ho-so/")
    assert client.post(CODE, {"code": last_code()}).url == "/thuong-lai/ho-so/"


@pytest.mark.parametrize(
    "elsewhere", ["https://vi-du.example/", "//vi-du.example", "javascript:alert(1)", r"\\vi-du.example"]
)
@pytest.mark.parametrize("name", ["tiep", "next"])
def test_nobody_is_led_to_another_site(client, elsewhere, name):
    client.post(f"{REGISTER}?{name}={elsewhere}", {"phone": "0900111222"})
    assert client.post(CODE, {"code": last_code()}).url == "/dang-ky/ho/"


def test_a_wrong_code_says_how_many_tries_are_left(client):
    ask(client)
    answer = client.post(CODE, {"code": other_than(last_code())})
    assert answer.status_code == 422
    assert "Còn 4 lần thử" in answer.text
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("", "sáu chữ số"), ("12", "sáu chữ số"), ("abcdef", "sáu chữ số"), ("1" * 400, "sáu chữ số")],
)
def test_what_is_not_six_digits_costs_no_attempt(client, typed, sentence):
    ask(client)
    answer = client.post(CODE, {"code": typed})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert OneTimeCode.objects.get().attempts == 0


def test_asking_too_often_is_answered_with_a_sentence_and_429(client):
    ask(client)
    answer = ask(client)
    assert answer.status_code == 429
    assert "Chờ ít phút" in answer.text


def test_too_many_guesses_are_answered_with_429(client, monkeypatch):
    from portal1034.accounts import operations

    monkeypatch.setitem(operations.GUESS_RATES, "phone", ("1/hour",))
    ask(client)
    wrong = other_than(last_code())
    client.post(CODE, {"code": wrong})
    answer = client.post(CODE, {"code": wrong})
    assert answer.status_code == 429


def test_another_code_can_be_asked_for_and_the_first_is_void(client, monkeypatch):
    from portal1034.accounts import operations

    monkeypatch.setitem(operations.SEND_RATES, "phone", ("9/hour",))
    ask(client)
    first = last_code()
    assert client.post(CODE, {"resend": "1"}).url == CODE
    second = last_code()
    assert "mã mới" in client.get(CODE).text
    assert OneTimeCode.objects.count() == 2
    if first != second:
        assert client.post(CODE, {"code": first}).status_code == 422
    assert client.post(CODE, {"code": second}).status_code == 302


def test_asking_again_at_once_is_refused_kindly(client):
    ask(client)
    client.post(CODE, {"resend": "1"})
    assert "Chờ ít phút" in client.get(CODE).text
    assert OneTimeCode.objects.count() == 1


def test_the_code_page_without_a_phone_begins_at_the_phone(client):
    assert client.get(CODE).url == REGISTER


def test_a_code_cannot_be_used_on_the_other_page(client):
    ask(client)
    assert client.post("/dang-nhap/ma/", {"code": last_code()}).url == "/dang-nhap/"


def test_a_used_code_page_cannot_be_posted_again(client):
    ask(client)
    code = last_code()
    client.post(CODE, {"code": code})
    client.logout()
    assert client.post(CODE, {"code": code}).url == REGISTER


def test_a_closed_account_is_told_so_only_after_the_code(client):
    UserFactory(phone=PHONE, is_active=False)
    assert ask(client).url == CODE
    answer = client.post(CODE, {"code": last_code()})
    assert answer.status_code == 422
    assert "khóa" in answer.text


def test_someone_signed_in_has_nothing_to_register(client):
    client.force_login(UserFactory())
    assert client.get(REGISTER).url == reverse("pages:my_desk")
    assert client.get(REGISTER + "?tiep=/thu-mua/").url == "/thu-mua/"


def test_a_trader_finds_the_traders_door(client):
    assert "/dang-ky/?tiep=/thuong-lai/ho-so/" in client.get(REGISTER).text


class TestDevelopersMachine:
    def test_the_code_page_tells_where_the_code_is(self, client, settings):
        ask(client)
        assert "/_tin-nhan/" in client.get(CODE).text
        settings.SHOW_DEVELOPER_PAGES = False
        assert "/_tin-nhan/" not in client.get(CODE).text

    def test_the_texts_are_shown_newest_first(self, client):
        assert "Chưa có tin nhắn nào" in client.get("/_tin-nhan/").text
        ask(client)
        assert last_code() in client.get("/_tin-nhan/").text


def test_without_redis_people_still_register(client, settings):
    settings.REDIS_URL = "unix:///tmp/khong-co-redis.sock"
    ask(client)
    assert client.post(CODE, {"code": last_code()}).url == "/dang-ky/ho/"
    assert ask(type(client)()).status_code == 429  # each process then keeps the limits for itself


def test_pages_of_codes_are_never_kept_by_a_browser(client):
    ask(client)
    for path in (REGISTER, CODE, "/dang-nhap/"):
        assert "no-store" in client.get(path)["Cache-Control"]
