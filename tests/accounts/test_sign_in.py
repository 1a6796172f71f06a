import pytest
from django.conf import settings as django_settings
from django.urls import reverse

from portal1034.accounts.models import OneTimeCode, User
from tests.accounts.codes import PHONE, last_code
from tests.factories.accounts import OfficerFactory, UserFactory
from tests.factories.households import HouseholdFactory

pytestmark = pytest.mark.django_db

SIGN_IN, CODE, PASSWORD = "/dang-nhap/", "/dang-nhap/ma/", "/dang-ky/mat-khau/"


def enter(client, password="mat-khau-thu", phone="0900 111 222", query="", **more):  # noqa: S107
    return client.post(SIGN_IN + query, {"phone": phone, "password": password, **more})


@pytest.fixture
def lanh():
    return HouseholdFactory(owner__phone=PHONE).owner


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


class TestPassword:
    def test_phone_and_password_open_the_desk_under_a_new_session_key(self, client, lanh):
        client.get(SIGN_IN)
        client.session.save()
        before = client.session.session_key
        assert enter(client).url == reverse("pages:my_desk")
        assert signed_in(client)
        assert client.session.session_key != before

    def test_the_page_asked_for_is_where_one_arrives(self, client, lanh):
        assert client.get("/ho-cua-toi/ho-so/").url == "/dang-nhap/?next=/ho-cua-toi/ho-so/"
        assert enter(client, query="?next=/ho-cua-toi/ho-so/").url == "/ho-cua-toi/ho-so/"

    def test_the_place_to_go_survives_a_wrong_password(self, client, lanh):
        page = enter(client, "sai", query="?next=/ho-cua-toi/ho-so/")
        assert 'name="tiep" value="/ho-cua-toi/ho-so/"' in page.text

    def test_nobody_is_led_to_another_site(self, client, lanh):
        assert enter(client, query="?next=https://vi-du.example/").url == reverse("pages:my_desk")

    def test_a_wrong_password_and_an_unknown_phone_get_the_same_answer(self, client, lanh):
        wrong, unknown = enter(client, "sai"), enter(client, "sai", phone="0900 111 223")
        assert wrong.status_code == unknown.status_code == 422
        assert wrong.context["form"].errors == unknown.context["form"].errors
        assert "chưa đúng" in wrong.text

    def test_an_account_without_a_password_is_not_opened_by_an_empty_one(self, client):
        User.objects.create_user(PHONE)
        assert enter(client, "").status_code == 422
        assert enter(client, " ").status_code == 422
        assert not signed_in(client)

    def test_an_empty_password_is_told_about_the_code(self, client):
        assert "Nhận mã qua tin nhắn" in str(enter(client, "").context["form"].errors["password"])

    def test_a_closed_account_stays_closed(self, client):
        UserFactory(phone=PHONE, is_active=False)
        assert enter(client).status_code == 422

    def test_after_eight_wrong_passwords_even_the_right_one_waits_with_a_page_in_vietnamese(self, client, lanh):
        for _ in range(8):
            answer = enter(client, "sai")
        assert answer.status_code == 429
        assert "Mã 429" in answer.text
        assert enter(client).status_code == 429
        assert enter(client, phone="+84900111222").status_code == 429
        assert not signed_in(client)
        assert enter(client, "sai", phone="0900 111 223").status_code == 422

    def test_passwords_are_limited_for_the_whole_site(self, client, lanh, monkeypatch):
        from portal1034.accounts import operations

        monkeypatch.setitem(operations.PASSWORD_RATES, "site", ("1/hour",))
        enter(client, "sai", phone="0900 111 223")
        answer = enter(client)
        assert answer.status_code == 429
        assert "nhiều lần" in answer.text
        assert not signed_in(client)

    def test_someone_signed_in_goes_on(self, client, lanh):
        client.force_login(lanh)
        assert client.get(SIGN_IN).url == reverse("pages:my_desk")
        assert client.get(SIGN_IN + "?next=/thu-mua/").url == "/thu-mua/"


class TestCode:
    def test_the_second_button_sends_a_code_without_a_password(self, client, lanh):
        assert enter(client, "", way="code").url == CODE
        assert client.get(CODE).status_code == 200
        assert client.post(CODE, {"code": last_code()}).url == reverse("pages:my_desk")
        assert signed_in(client)

    def test_the_second_button_needs_only_a_right_phone(self, client):
        answer = enter(client, "", phone="abc", way="code")
        assert answer.status_code == 422
        assert set(answer.context["form"].errors) == {"phone"}
        assert answer.context["form"]["phone"].value() == "abc"
        assert "id_password" in answer.text

    def test_an_unknown_phone_cannot_be_told_from_a_known_one(self, client, lanh):
        known = enter(client, "", way="code")
        unknown = enter(type(client)(), "", phone="0900 111 223", way="code")
        assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
        assert OneTimeCode.objects.count() == 2

    def test_too_many_codes_are_answered_with_429(self, client, lanh):
        enter(client, "", way="code")
        assert enter(client, "", way="code").status_code == 429


class TestStaff:
    @pytest.fixture
    def officer(self):
        return OfficerFactory(phone=PHONE)

    def test_a_password_alone_does_not_open_a_staff_account(self, client, officer):
        assert enter(client).url == CODE
        assert not signed_in(client)

    def test_password_and_then_the_code_do(self, client, officer):
        enter(client, query="?next=/quan-tri/")
        assert client.post(CODE, {"code": last_code()}).url == "/quan-tri/"
        assert signed_in(client)
        assert client.session.get_expiry_age() <= 12 * 3600

    @pytest.mark.parametrize("start", [SIGN_IN, "/dang-ky/"])
    def test_a_code_alone_does_not(self, client, officer, start):
        then = client.post(start, {"phone": "0900111222", "way": "code"}).url
        answer = client.post(then, {"code": last_code()})
        assert answer.status_code == 422
        assert "mật khẩu trước" in answer.text
        assert not signed_in(client)

    def test_an_officer_dismissed_between_the_steps_does_not_get_in(self, client, officer):
        enter(client)
        User.objects.update(is_active=False)
        assert client.post(CODE, {"code": last_code()}).status_code == 422
        assert not signed_in(client)

    def test_the_second_step_is_limited_as_every_code(self, client, officer):
        enter(client)
        assert enter(client).status_code == 429

    def test_where_the_second_step_is_switched_off_the_password_is_enough(self, client, officer, settings):
        settings.STAFF_SECOND_FACTOR = False
        enter(client)
        assert signed_in(client)

    def test_it_is_on_unless_switched_off(self):
        assert django_settings.STAFF_SECOND_FACTOR is True


class TestSignOut:
    def test_signing_out_ends_the_session(self, client, lanh):
        client.force_login(lanh)
        assert client.post("/dang-xuat/").url == reverse("pages:home")
        assert not signed_in(client)

    def test_a_link_cannot_sign_anyone_out(self, client, lanh):
        client.force_login(lanh)
        assert client.get("/dang-xuat/").status_code == 405
        assert signed_in(client)

    def test_another_site_cannot_sign_anyone_out(self, lanh):
        from django.test import Client

        strict = Client(enforce_csrf_checks=True)
        strict.force_login(lanh)
        assert strict.post("/dang-xuat/").status_code == 403


class TestSettingAPassword:
    def test_a_code_just_proved_replaces_the_old_password(self, client, lanh):
        enter(client, "", way="code")
        client.post(CODE, {"code": last_code()})
        assert "Mật khẩu đang dùng" not in client.get(PASSWORD).text
        answer = client.post(PASSWORD, {"password": "đồi vải chín đỏ", "tiep": "/ho-cua-toi/"})
        assert answer.url == "/ho-cua-toi/"
        lanh.refresh_from_db()
        assert lanh.check_password("đồi vải chín đỏ")
        assert signed_in(client)

    def test_otherwise_the_old_one_is_asked_for(self, client, lanh):
        client.force_login(lanh)
        wrong = client.post(PASSWORD, {"current": "sai", "password": "đồi vải chín đỏ"})
        assert wrong.status_code == 422
        assert "Mật khẩu đang dùng chưa đúng" in wrong.text
        right = client.post(PASSWORD, {"current": "mat-khau-thu", "password": "đồi vải chín đỏ"})
        assert right.url == reverse("pages:my_desk")

    def test_a_code_of_long_ago_proves_nothing(self, client, lanh):
        client.force_login(lanh)
        session = client.session
        session["code_proved_at"] = 1
        session.save()
        assert "Mật khẩu đang dùng" in client.get(PASSWORD).text

    def test_an_account_without_a_password_sets_its_first(self, client):
        client.force_login(User.objects.create_user(PHONE))
        assert client.post(PASSWORD, {"password": "đồi vải chín đỏ"}).status_code == 302

    @pytest.mark.parametrize(
        ("weak", "sentence"),
        [
            ("ngan", "ngắn quá"),
            ("password1", "nhiều người dùng"),
            ("0900111222", "giống"),
            ("", "Ghi mật khẩu mới"),
        ],
    )
    def test_a_weak_password_gets_a_sentence(self, client, weak, sentence):
        client.force_login(User.objects.create_user(PHONE))
        answer = client.post(PASSWORD, {"password": weak})
        assert answer.status_code == 422
        assert sentence in answer.text

    def test_a_changed_password_ends_the_sessions_on_other_machines(self, client, lanh):
        other = type(client)()
        other.force_login(lanh)
        client.force_login(lanh)
        client.post(PASSWORD, {"current": "mat-khau-thu", "password": "đồi vải chín đỏ"})
        assert other.get("/ho-cua-toi/ho-so/").status_code == 302
        assert client.get("/ho-cua-toi/ho-so/").status_code == 200

    def test_it_may_be_skipped(self, client):
        client.force_login(User.objects.create_user(PHONE))
        assert 'href="/ho-cua-toi/"' in client.get(PASSWORD + "?tiep=/ho-cua-toi/").text
