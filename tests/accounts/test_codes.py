from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from portal1034.accounts import operations
from portal1034.accounts.enums import CodePurpose
from portal1034.accounts.models import OneTimeCode, TextMessage, User
from portal1034.core import limits
from tests.accounts.codes import ADDRESS, PHONE, check, last_code, other_than, send
from tests.factories.accounts import UserFactory


@pytest.fixture
def unhurried(monkeypatch):
    """Lift the wait between two codes; the other limits stay."""
    monkeypatch.setitem(operations.SEND_RATES, "phone", ("100/hour",))


@pytest.mark.django_db
class TestSending:
    def test_the_code_is_kept_only_as_a_keyed_hash(self, settings):
        code = send()
        row = OneTimeCode.objects.get()
        assert code not in row.code_hash
        assert len(row.code_hash) == 64
        settings.SECRET_KEY = "another-key-entirely-0123456789"
        assert operations._hash_code(PHONE, CodePurpose.REGISTER, code) != row.code_hash

    def test_the_text_dies_with_the_code_and_is_marked_secret(self):
        send()
        text, row = TextMessage.objects.get(), OneTimeCode.objects.get()
        assert text.is_secret
        assert text.expires_at == row.expires_at
        assert timedelta(minutes=4) < row.expires_at - timezone.now() <= timedelta(minutes=5)

    def test_a_known_and_an_unknown_phone_leave_the_same_rows(self, unhurried):
        UserFactory(phone=PHONE)
        send(PHONE)
        send("+84900111223")
        assert OneTimeCode.objects.count() == TextMessage.objects.count() == 2

    def test_a_phone_waits_between_two_codes(self):
        send()
        with pytest.raises(operations.TooManyTries, match="Chờ"):
            send()
        assert OneTimeCode.objects.count() == 1

    def test_an_address_may_not_ask_for_many_phones_without_end(self):
        for n in range(40):
            send(f"+8490022{n:04d}")
        with pytest.raises(operations.TooManyTries):
            send("+84900229999")

    def test_the_whole_site_has_a_limit_however_many_phones_and_addresses(self, monkeypatch):
        monkeypatch.setitem(operations.SEND_RATES, "site", ("3/hour",))
        for n in range(3):
            send(f"+8490022{n:04d}", address=f"203.0.113.{n}")
        with pytest.raises(operations.TooManyTries):
            send("+84900229999", address="203.0.113.99")

    def test_what_a_narrow_limit_refuses_does_not_use_up_the_site(self, monkeypatch):
        monkeypatch.setitem(operations.SEND_RATES, "site", ("2/hour",))
        send()
        for _ in range(5):
            with pytest.raises(operations.TooManyTries):
                send()
        assert send("+84900229999", address="203.0.113.99")


@pytest.mark.django_db
class TestChecking:
    def test_the_right_code_is_accepted_as_people_type_it(self):
        code = send()
        check(f" {code[:3]} {code[3:]} ")
        assert OneTimeCode.objects.get().used_at

    def test_a_code_works_once(self):
        code = send()
        check(code)
        with pytest.raises(operations.WrongCode, match="không còn dùng được"):
            check(code)

    def test_a_code_ends_after_five_minutes(self):
        code = send()
        OneTimeCode.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        with pytest.raises(operations.WrongCode, match="không còn dùng được"):
            check(code)

    def test_after_five_wrong_guesses_the_right_code_is_refused_too(self):
        code = send()
        for left in (4, 3, 2, 1):
            with pytest.raises(operations.WrongCode, match=f"Còn {left} lần"):
                check(other_than(code))
        for guess in (other_than(code), code):
            with pytest.raises(operations.WrongCode, match="Xin mã mới"):
                check(guess)
        assert OneTimeCode.objects.get().attempts == 5

    def test_only_the_newest_code_counts(self, unhurried):
        first, second = send(), send()
        with pytest.raises(operations.WrongCode):
            check(first if first != second else other_than(second))
        check(second)

    def test_after_the_newest_is_used_the_older_one_stays_void(self, unhurried):
        first, second = send(), send()
        check(second)
        with pytest.raises(operations.WrongCode):
            check(first)

    def test_a_code_for_one_purpose_is_no_good_for_another(self):
        code = send(purpose=CodePurpose.REGISTER)
        with pytest.raises(operations.WrongCode):
            check(code, purpose=CodePurpose.SIGN_IN)

    def test_a_code_for_one_phone_is_no_good_for_another(self):
        code = send()
        with pytest.raises(operations.WrongCode):
            check(code, phone="+84900111223")

    @pytest.mark.parametrize("typed", ["", "abc", "١٢٣٤٥٦", "0" * 500])
    def test_nonsense_is_a_wrong_code_and_nothing_worse(self, typed):
        send()
        with pytest.raises(operations.WrongCode):
            check(typed)

    @pytest.mark.parametrize("who", ["phone", "address", "site"])
    def test_guesses_are_limited_for_the_phone_the_address_and_the_site(self, who, monkeypatch):
        monkeypatch.setitem(operations.GUESS_RATES, who, ("2/hour",))
        code = send()
        for _ in range(2):
            with pytest.raises(operations.WrongCode):
                check(other_than(code))
        with pytest.raises(operations.TooManyTries):
            check(code)

    def test_old_codes_are_forgotten_and_young_ones_kept(self, unhurried):
        send()
        OneTimeCode.objects.update(expires_at=timezone.now() - timedelta(days=2))
        send()
        assert operations.forget_old_codes() == 1
        assert OneTimeCode.objects.count() == 1


def test_of_two_people_with_the_same_code_one_gets_in(django_db_setup, django_db_blocker):
    """In two real transactions at once, ten times over."""
    with django_db_blocker.unblock():
        try:
            for _ in range(10):
                limits.forget_everything()
                assert _both_check(send()) == ["in", "out"]
        finally:
            OneTimeCode.objects.filter(phone=PHONE).delete()
            TextMessage.objects.filter(phone=PHONE).delete()


def _both_check(code: str) -> list[str]:
    barrier = Barrier(2)

    def one(_):
        try:
            barrier.wait()
            check(code)
            return "in"
        except operations.WrongCode:
            return "out"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(one, range(2)))


@pytest.mark.django_db
class TestAccounts:
    def test_a_new_phone_makes_a_household_account_without_a_password(self):
        user, created = operations.register_or_sign_in(phone=PHONE)
        assert created
        assert (user.role, user.has_usable_password()) == ("household", False)
        assert user.phone_verified_at

    def test_a_known_phone_signs_in(self):
        known = UserFactory(phone=PHONE)
        assert operations.register_or_sign_in(phone=PHONE) == (known, False)

    def test_a_code_claims_an_account_that_an_officer_made(self):
        made = operations.person_with_phone(phone=PHONE)
        assert made.phone_verified_at is None
        claimed, created = operations.register_or_sign_in(phone=PHONE)
        assert (claimed.pk, created) == (made.pk, False)
        assert claimed.phone_verified_at
        assert operations.person_with_phone(phone=PHONE) == claimed

    def test_a_closed_account_is_refused(self):
        UserFactory(phone=PHONE, is_active=False)
        with pytest.raises(operations.AccountClosed, match="khóa"):
            operations.register_or_sign_in(phone=PHONE)

    def test_a_number_registered_meanwhile_in_another_window_is_found(self):
        known = UserFactory(phone=PHONE)
        assert operations._create_user(PHONE) == (known, False)

    def test_a_fresh_account_becomes_a_traders(self):
        user = operations.become_trader(user=UserFactory(), full_name="Vựa Hòa Bình")
        user.refresh_from_db()
        assert (user.role, user.full_name) == ("trader", "Vựa Hòa Bình")

    def test_staff_do_not_become_traders(self):
        with pytest.raises(ValueError, match="cán bộ"):
            operations.become_trader(user=UserFactory(role="editor"))

    def test_a_household_does_not_become_a_trader(self):
        from tests.factories.households import HouseholdFactory

        with pytest.raises(ValueError, match="hộ sản xuất"):
            operations.become_trader(user=HouseholdFactory().owner)
        assert not User.objects.filter(role="trader").exists()

    def test_tries_at_a_password_are_limited(self, monkeypatch):
        monkeypatch.setitem(operations.PASSWORD_RATES, "phone", ("1/hour",))
        operations.count_password_try(phone=PHONE, address=ADDRESS)
        with pytest.raises(operations.TooManyTries):
            operations.count_password_try(phone=PHONE, address=ADDRESS)

    def test_a_long_text_is_cut_and_composed(self):
        text = operations.queue_text(phone=PHONE, body="Đã" * 400)
        text.refresh_from_db()
        assert len(text.body) == 480
        assert text.body.endswith("…")
        assert not text.is_secret


def test_the_last_code_is_what_the_text_says(db):
    assert send() == last_code()
