"""Citizens' numbers: their shape with a sentence for every mistake, sealed to a person, found by a keyed index."""

import base64
import datetime as dt
import logging
import os
import re

import pytest
from django.core.management import call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from portal1034.accounts.enums import ConsentHow, ConsentPurpose
from portal1034.accounts.models import Consent, Identity, IdentityReveal
from portal1034.accounts.operations import has_consent, withdraw_consent
from portal1034.accounts.privacy import citizen_id, identities
from portal1034.accounts.privacy.checks import identity_keys_are_sound
from portal1034.accounts.privacy.citizen_id import BadNumber, masked, read_number
from portal1034.accounts.privacy.identities import NoReason, keep_identity, reveal
from portal1034.accounts.sealing import UnknownKey
from portal1034.core.logging import mask_phones
from portal1034.regions.models import Province
from tests.factories.accounts import OfficerFactory, UserFactory

NUMBER = "024185000123"
TODAY = dt.date(2026, 11, 24)


def new_key() -> str:
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


class TestShape:
    @pytest.mark.parametrize("typed", [NUMBER, "024 185 000 123", "024.185.000.123", " 024185000123 "])
    def test_twelve_digits_are_read_however_spaced(self, typed):
        assert read_number(typed, TODAY) == NUMBER

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ("02418500012", "12 chữ số, bác mới ghi 11"),
            ("123456789", "chứng minh nhân dân cũ"),
            ("02418500012a", "chỉ có chữ số"),
            ("003185000123", "“003” không phải mã tỉnh"),
            ("999185000123", "“999” không phải mã tỉnh"),
            ("024985000123", "không thành năm sinh"),
            ("024240000123", "không thành năm sinh"),
        ],
    )
    def test_every_mistake_has_its_sentence(self, typed, sentence):
        with pytest.raises(BadNumber, match=sentence):
            read_number(typed, TODAY)

    def test_someone_born_abroad_or_in_this_century_has_a_number_too(self):
        assert read_number("101185000123", TODAY)
        assert read_number("024306000123", TODAY)

    @given(st.text(max_size=20))
    def test_whatever_is_typed_is_a_number_or_a_sentence(self, typed):
        try:
            answer = read_number(typed, TODAY)
        except BadNumber as error:
            answer = str(error)
        assert re.fullmatch(r"[0-9]{12}", answer) or answer.endswith(("thẻ.", "số."))

    @pytest.mark.django_db
    def test_the_codes_are_those_of_the_63_provinces(self):
        assert {f"0{code}" for code in Province.objects.values_list("code", flat=True)} == citizen_id.PROVINCES

    def test_only_the_last_four_digits_are_shown(self):
        assert masked(NUMBER) == "•••••••• 0123"

    def test_a_log_line_shows_no_number(self):
        assert NUMBER not in mask_phones(f"sai số {NUMBER} của khách")


@pytest.mark.django_db
class TestKeeping:
    def test_the_table_holds_no_digit_of_it(self):
        keep_identity(user=UserFactory(), number=NUMBER)
        with connection.cursor() as cursor:
            cursor.execute("SELECT i::text FROM accounts_identity AS i")
            assert NUMBER not in cursor.fetchone()[0]
        assert Identity.objects.get().number() == NUMBER

    def test_equal_numbers_have_equal_indexes_and_different_ciphertexts(self):
        first, second = (keep_identity(user=UserFactory(), number=NUMBER) for _ in range(2))
        other = keep_identity(user=UserFactory(), number="024185000124")
        assert first.ciphertext != second.ciphertext
        assert list(first.twins()) == [second]
        assert not other.twins().exists()

    def test_the_index_is_nothing_without_its_key(self, settings):
        before = citizen_id.index_of(NUMBER)
        settings.IDENTITY_INDEX_KEY = new_key()
        assert citizen_id.index_of(NUMBER) != before

    def test_a_row_copied_to_another_person_does_not_open(self):
        mine = keep_identity(user=UserFactory(), number=NUMBER)
        thief = keep_identity(user=UserFactory(), number="024185000124")
        Identity.objects.filter(pk=thief.pk).update(ciphertext=mine.ciphertext)
        thief.refresh_from_db()
        with pytest.raises(UnknownKey):
            thief.number()

    def test_it_comes_with_its_own_consent_and_goes_with_it(self):
        user, officer = UserFactory(), OfficerFactory()
        keep_identity(user=user, number=NUMBER, recorded_by=officer, how=ConsentHow.PAPER)
        consent = Consent.objects.get(user=user, purpose=ConsentPurpose.IDENTITY)
        assert (consent.recorded_by, consent.given_how) == (officer, ConsentHow.PAPER)
        withdraw_consent(user=user, purpose=ConsentPurpose.IDENTITY)
        assert not Identity.objects.exists()

    def test_withdrawing_something_else_leaves_it(self):
        user = UserFactory()
        keep_identity(user=user, number=NUMBER)
        withdraw_consent(user=user, purpose=ConsentPurpose.CONTACT)
        assert Identity.objects.exists()

    def test_another_number_takes_its_place(self):
        user = UserFactory()
        keep_identity(user=user, number=NUMBER)
        keep_identity(user=user, number="024185000124")
        assert Identity.objects.get().number() == "024185000124"

    def test_a_wrong_number_is_not_agreed_to_either(self):
        user = UserFactory()
        with pytest.raises(BadNumber):
            keep_identity(user=user, number="1")
        assert not has_consent(user, ConsentPurpose.IDENTITY)

    def test_a_member_of_staff_sees_it_only_on_record(self, caplog):
        identity, officer = keep_identity(user=UserFactory(), number=NUMBER), OfficerFactory()
        with pytest.raises(NoReason):
            reveal(identity=identity, viewer=officer, reason="  ")
        with caplog.at_level(logging.DEBUG):
            assert reveal(identity=identity, viewer=officer, reason="Đối chiếu hồ sơ trùng") == NUMBER
        look = IdentityReveal.objects.get()
        assert (look.user, look.viewer, look.reason) == (identity.user, officer, "Đối chiếu hồ sơ trùng")
        assert NUMBER not in caplog.text


@pytest.mark.django_db
class TestRekeying:
    def test_numbers_of_an_old_key_are_written_under_the_new_one(self, settings):
        rows = [keep_identity(user=UserFactory(), number=f"02418500{n:04d}") for n in range(3)]
        old = settings.IDENTITY_KEYS[0]
        settings.IDENTITY_KEYS = [new_key(), old]
        keep_identity(user=UserFactory(), number="024185009999")
        call_command("rekey_identities")
        settings.IDENTITY_KEYS = settings.IDENTITY_KEYS[:1]
        assert {row.number() for row in Identity.objects.all()} == {
            *(f"02418500{n:04d}" for n in range(3)),
            "024185009999",
        }
        for row in rows:
            before = row.index
            row.refresh_from_db()
            assert row.index == before, "duplicates are found across a change of keys"

    def test_running_it_again_changes_nothing(self, settings, capsys):
        keep_identity(user=UserFactory(), number=NUMBER)
        call_command("rekey_identities")
        assert "viết lại 0 số" in capsys.readouterr().out

    def test_a_number_written_anew_meanwhile_is_left_alone(self):
        assert not identities._rekey_one(keep_identity(user=UserFactory(), number=NUMBER).pk)

    def test_a_key_thrown_away_too_early_is_told(self, settings):
        identity = keep_identity(user=UserFactory(), number=NUMBER)
        settings.IDENTITY_KEYS = [new_key()]
        with pytest.raises(UnknownKey):
            identity.number()


class TestKeys:
    def test_good_keys_pass(self):
        assert identity_keys_are_sound(None) == []

    def test_short_missing_and_shared_keys_are_found_at_start(self, settings):
        settings.IDENTITY_KEYS = ["bmdhbg==", "không phải khóa"]
        assert len(identity_keys_are_sound(None)) == 2
        settings.IDENTITY_KEYS = []
        assert "no key" in identity_keys_are_sound(None)[0].msg
        settings.IDENTITY_KEYS = [settings.IDENTITY_INDEX_KEY]
        assert "must not be" in identity_keys_are_sound(None)[0].msg
