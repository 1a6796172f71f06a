"""The authenticator app of staff: enrolled once, a code used once, a phone lost and found, guessing in vain."""

import re
import time

import pyotp
import pytest
from django.contrib.admin import site
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from portal1034.accounts.authenticator import operations
from portal1034.accounts.enums import AuthenticatorStep, Role
from portal1034.accounts.models import Authenticator, AuthenticatorEvent, RecoveryCode, TextMessage, User
from portal1034.accounts.operations import TooManyTries, WrongCode
from tests.accounts.codes import ADDRESS, PHONE, last_code, other_than
from tests.factories.accounts import OfficerFactory, UserFactory

pytestmark = pytest.mark.django_db

SIGN_IN, BY_TEXT, BY_APP, ENROL = "/dang-nhap/", "/dang-nhap/ma/", "/dang-nhap/ung-dung/", "/dang-nhap/cai-ung-dung/"
OWN, DESK = "/buoc-hai/", "/quan-tri/"
STEP = operations.STEP_SECONDS


@pytest.fixture(autouse=True)
def _required(settings):
    settings.STAFF_TOTP_REQUIRED = True


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands in the middle of a step until it is moved."""

    class Clock:
        now = (int(time.time()) // STEP) * STEP + STEP / 2

        def forward(self, steps=1):
            self.now += steps * STEP

    made = Clock()
    monkeypatch.setattr(operations.time, "time", lambda: made.now)
    return made


@pytest.fixture
def officer():
    return OfficerFactory(phone=PHONE)


@pytest.fixture
def enrolled(officer, clock):
    """The officer with an app; `codes` are the recovery codes, the next step of the clock has begun."""
    pending = operations.begin_enrolment(user=officer)
    officer.codes = operations.confirm(user=officer, code=app_code(officer, clock, pending), address=ADDRESS)
    officer.refresh_from_db()
    clock.forward()
    return officer


def app_code(user, clock, authenticator=None, *, steps=0) -> str:
    authenticator = authenticator or Authenticator.objects.confirmed().of(user).get()
    return pyotp.TOTP(authenticator.secret()).at(int(clock.now) + steps * STEP)


def check(user, typed, address=ADDRESS) -> None:
    operations.check_second_step(user=user, typed=typed, address=address)


def password(client, query=""):
    return client.post(SIGN_IN + query, {"phone": "0900 111 222", "password": "mat-khau-thu"})


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


class TestTheFirstSignIn:
    def test_password_text_app_and_then_one_is_in_with_ten_codes_on_paper(self, client, officer, clock):
        password(client, "?next=/quan-tri/")
        assert client.post(BY_TEXT, {"code": last_code()}).url == ENROL
        assert not signed_in(client)
        page = client.get(ENROL)
        assert '<svg class="qr"' in page.text
        assert client.get(DESK).status_code != 200
        pending = Authenticator.objects.pending().get()
        done = client.post(ENROL, {"code": app_code(officer, clock, pending)})
        assert signed_in(client)
        assert client.session.get_expiry_age() <= 12 * 3600
        assert len(set(re.findall(r"[2-9A-Z]{5}-[2-9A-Z]{5}", done.text))) == operations.RECOVERY_CODES
        assert 'href="/quan-tri/"' in done.text
        assert client.get(DESK).status_code == 200

    def test_the_session_key_is_another_after_each_proof(self, client, officer, clock):
        client.get(SIGN_IN)
        keys = []
        password(client)
        keys.append(client.session.session_key)
        client.post(BY_TEXT, {"code": last_code()})
        keys.append(client.session.session_key)
        client.post(ENROL, {"code": app_code(officer, clock, Authenticator.objects.get())})
        keys.append(client.session.session_key)
        assert len(set(keys)) == 3

    def test_a_wrong_code_leaves_the_same_picture_and_nobody_in(self, client, officer, clock):
        password(client)
        client.post(BY_TEXT, {"code": last_code()})
        before = client.get(ENROL).context["secret"]
        wrong = client.post(ENROL, {"code": other_than(app_code(officer, clock, Authenticator.objects.get()))})
        assert wrong.status_code == 422
        assert "Mã chưa đúng" in wrong.text
        assert client.get(ENROL).context["secret"] == before
        assert not signed_in(client)

    def test_nobody_comes_to_the_picture_without_both_proofs(self, client, officer):
        assert client.get(ENROL).url == SIGN_IN
        password(client)
        assert client.get(ENROL).url == SIGN_IN

    def test_waiting_too_long_ends_it(self, client, officer):
        password(client)
        client.post(BY_TEXT, {"code": last_code()})
        session = client.session
        session["enrolling"] = {**session["enrolling"], "at": 1}
        session.save()
        assert client.get(ENROL).url == SIGN_IN

    def test_where_it_is_not_required_a_text_is_enough(self, client, officer, settings):
        settings.STAFF_TOTP_REQUIRED = False
        password(client)
        client.post(BY_TEXT, {"code": last_code()})
        assert signed_in(client)

    def test_households_meet_none_of_it(self, client):
        UserFactory(phone=PHONE)
        password(client)
        assert signed_in(client)
        assert client.get(OWN).status_code == 403
        assert client.post(ENROL).url == OWN


class TestSigningIn:
    def test_password_and_the_apps_code_and_no_text_is_sent(self, client, enrolled, clock):
        sent = TextMessage.objects.count()
        assert password(client, "?next=/quan-tri/").url == BY_APP
        assert client.post(BY_APP, {"code": app_code(enrolled, clock)}).url == DESK
        assert signed_in(client)
        assert TextMessage.objects.count() == sent

    def test_also_where_apps_are_not_required(self, client, enrolled, settings):
        settings.STAFF_TOTP_REQUIRED = False
        assert password(client).url == BY_APP

    def test_a_text_asked_for_before_the_app_was_there_opens_nothing(self, client, officer, clock):
        password(client)
        pending = operations.begin_enrolment(user=officer)
        code = last_code()
        operations.confirm(user=officer, code=app_code(officer, clock, pending), address=ADDRESS)
        answer = client.post(BY_TEXT, {"code": code})
        assert answer.status_code == 422
        assert not signed_in(client)

    def test_the_page_is_for_those_who_gave_their_password(self, client, enrolled):
        assert client.get(BY_APP).url == SIGN_IN

    def test_a_wrong_code_says_so_beside_the_field(self, client, enrolled, clock):
        password(client)
        answer = client.post(BY_APP, {"code": other_than(app_code(enrolled, clock))})
        assert answer.status_code == 422
        assert "đồng hồ điện thoại" in answer.text
        assert not signed_in(client)


class TestCodes:
    @pytest.mark.parametrize("steps", [-1, 0, 1])
    def test_a_clock_one_step_off_is_right(self, enrolled, clock, steps):
        clock.forward(3)
        check(enrolled, app_code(enrolled, clock, steps=steps))

    @pytest.mark.parametrize("steps", [-3, -2, 2, 3])
    def test_two_steps_off_is_not(self, enrolled, clock, steps):
        clock.forward(5)
        with pytest.raises(WrongCode, match="chưa đúng"):
            check(enrolled, app_code(enrolled, clock, steps=steps))

    def test_a_code_is_good_once(self, enrolled, clock):
        code = app_code(enrolled, clock)
        check(enrolled, code)
        with pytest.raises(WrongCode, match="đã dùng"):
            check(enrolled, code)

    def test_nor_is_an_earlier_one_good_after_a_later_one(self, enrolled, clock):
        clock.forward(3)
        earlier, later = app_code(enrolled, clock, steps=-1), app_code(enrolled, clock)
        check(enrolled, later)
        with pytest.raises(WrongCode, match="đã dùng"):
            check(enrolled, earlier)

    def test_the_code_that_enrolled_does_not_sign_in(self, officer, clock):
        pending = operations.begin_enrolment(user=officer)
        code = app_code(officer, clock, pending)
        operations.confirm(user=officer, code=code, address=ADDRESS)
        with pytest.raises(WrongCode, match="đã dùng"):
            check(officer, code)

    def test_spaces_do_not_matter(self, enrolled, clock):
        code = app_code(enrolled, clock)
        check(enrolled, f" {code[:3]} {code[3:]} ")

    @pytest.mark.parametrize("typed", ["", "12", "½¼²³¹⁴", "1234567", "abc"])
    def test_what_is_no_code_is_refused(self, enrolled, typed):
        with pytest.raises(WrongCode):
            check(enrolled, typed)

    def test_a_guesser_meets_a_limit_and_then_the_right_code_does_not_help(self, enrolled, clock):
        for number in range(5):
            with pytest.raises(WrongCode):
                check(enrolled, other_than(app_code(enrolled, clock)), address=f"203.0.113.{number}")
        with pytest.raises(TooManyTries):
            check(enrolled, app_code(enrolled, clock), address="203.0.113.99")

    def test_the_limit_shows_as_429(self, client, enrolled):
        password(client)
        answers = [client.post(BY_APP, {"code": "000000"}).status_code for _number in range(7)]
        assert answers[-1] == 429


class TestRecovery:
    def test_each_of_ten_codes_opens_once(self, client, enrolled):
        password(client)
        assert client.post(BY_APP, {"code": enrolled.codes[3].lower()}).status_code == 302
        assert signed_in(client)
        with pytest.raises(WrongCode, match="dùng một lần"):
            check(enrolled, enrolled.codes[3])
        assert operations.codes_left(enrolled) == 9
        assert "còn 9 mã" in TextMessage.objects.latest("pk").body

    def test_they_are_kept_as_hashes_of_one_person(self, enrolled):
        stored = " ".join(RecoveryCode.objects.values_list("code_hash", flat=True))
        assert not any(code.replace("-", "") in stored for code in enrolled.codes)
        other = OfficerFactory()
        with pytest.raises(WrongCode):
            check(other, enrolled.codes[0])

    def test_after_the_last_one_new_ones_are_offered(self, client, enrolled):
        RecoveryCode.objects.exclude(pk=RecoveryCode.objects.order_by("pk").first().pk).delete()
        password(client)
        assert client.post(BY_APP, {"code": enrolled.codes[0]}).url == OWN

    def test_new_codes_end_the_old(self, client, enrolled, clock):
        client.force_login(enrolled)
        page = client.post(OWN, {"code": app_code(enrolled, clock), "then": "codes"})
        assert len(page.context["codes"]) == 10
        with pytest.raises(WrongCode):
            check(enrolled, enrolled.codes[0])

    def test_not_without_a_code(self, client, enrolled):
        client.force_login(enrolled)
        assert client.post(OWN, {"code": "000000", "then": "codes"}).status_code == 422
        assert operations.codes_left(enrolled) == 10


class TestAnotherPhone:
    def test_the_old_app_works_until_the_new_one_has_proved_itself(self, client, enrolled, clock):
        client.force_login(enrolled)
        assert client.post(OWN, {"code": app_code(enrolled, clock), "then": "move"}).url == ENROL
        clock.forward()
        check(enrolled, app_code(enrolled, clock))
        pending = Authenticator.objects.pending().get()
        client.post(ENROL, {"code": app_code(enrolled, clock, pending)})
        assert list(Authenticator.objects.values_list("pk", flat=True)) == [pending.pk]

    def test_other_sessions_end(self, client, enrolled, clock):
        other = type(client)()
        other.force_login(enrolled)
        client.force_login(enrolled)
        client.post(OWN, {"code": app_code(enrolled, clock), "then": "move"})
        client.post(ENROL, {"code": app_code(enrolled, clock, Authenticator.objects.pending().get())})
        assert other.get(OWN).status_code == 302
        assert client.get(OWN).status_code == 200

    def test_who_has_none_may_install_one(self, client, officer, settings):
        settings.STAFF_TOTP_REQUIRED = False
        client.force_login(officer)
        assert "Cài ứng dụng" in client.get(OWN).text
        assert client.post(OWN).url == ENROL
        assert client.get(ENROL).status_code == 200


class TestResetting:
    def page(self, user) -> str:
        return f"/quan-tri/accounts/user/{user.pk}/dat-lai-buoc-hai/"

    @pytest.fixture
    def admin(self, client):
        made = UserFactory(role=Role.ADMINISTRATOR)
        client.force_login(made)
        return made

    def test_an_administrator_takes_a_lost_app_away_on_record(self, client, admin, enrolled):
        theirs = type(client)()
        theirs.force_login(enrolled)
        # Django's own field for the password uses a variable it does not set: the row is asked, not the page.
        assert self.page(enrolled) in site.get_model_admin(User).second_step(enrolled)
        assert client.get(self.page(enrolled)).status_code == 200
        client.post(self.page(enrolled), {"reason": "Mất máy, đã gọi lại số cơ quan"})
        event = AuthenticatorEvent.objects.latest("pk")
        assert (event.user, event.by, event.kind) == (enrolled, admin, AuthenticatorStep.RESET)
        assert "gọi lại số cơ quan" in event.reason
        assert not Authenticator.objects.exists()
        assert not RecoveryCode.objects.exists()
        assert theirs.get(OWN).status_code == 302
        assert "đặt lại bước hai" in TextMessage.objects.latest("pk").body
        assert "Quản trị đặt lại" in client.get("/quan-tri/accounts/authenticatorevent/").text

    def test_not_without_a_reason_and_not_ones_own(self, client, admin, enrolled):
        assert client.post(self.page(enrolled), {"reason": " "}).status_code == 422
        assert client.post(self.page(admin), {"reason": "x"}).status_code == 422
        assert Authenticator.objects.exists()

    def test_officers_do_not(self, client, enrolled):
        client.force_login(OfficerFactory())
        assert client.post(self.page(enrolled), {"reason": "x"}).status_code == 403
        assert client.get("/quan-tri/accounts/authenticatorevent/").status_code == 403
        assert Authenticator.objects.exists()

    def test_the_servers_command_does_it_for_the_last_administrator(self, enrolled):
        call_command("reset_second_factor", PHONE, "Quản trị duy nhất mất máy")
        assert AuthenticatorEvent.objects.latest("pk").by is None
        for phone, reason in ((PHONE, " "), ("+84900000009", "x")):
            with pytest.raises(CommandError):
                call_command("reset_second_factor", phone, reason)


class TestKeeping:
    def test_the_secret_is_nowhere_in_clear(self, enrolled):
        secret = Authenticator.objects.get().secret()
        with connection.cursor() as cursor:
            cursor.execute("SELECT row_to_json(a)::text FROM accounts_authenticator a")
            assert secret not in cursor.fetchone()[0]

    def test_a_new_key_closes_it_anew(self, enrolled, settings, clock):
        settings.IDENTITY_KEYS = ["Y2hpLWR1bmctdHJvbmcta2llbS10aHUta2hvYS0wMiE=", *settings.IDENTITY_KEYS]
        call_command("rekey_identities")
        settings.IDENTITY_KEYS = settings.IDENTITY_KEYS[:1]
        check(enrolled, app_code(enrolled, clock))

    def test_one_app_a_person(self, enrolled):
        row = Authenticator.objects.get()
        row.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)

    def test_production_asks_for_it(self):
        from portal1034.settings import base

        assert base.STAFF_TOTP_REQUIRED is True
