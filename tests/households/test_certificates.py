"""Certificates: what may be written when, what a code says, reminders once each."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import TestCase
from django.utils import timezone

from households import operations
from households.documents import read_document
from households.enums import CertificateKind, CertificateState, DocumentKind
from households.growing_codes import clean_code, doubt_about_code, fits
from households.models import Certificate
from households.models.certificate import months_after, private_storage
from households.operations import NotPossible
from households.tasks import remind_of_expiry
from portal1034.accounts.enums import ConsentPurpose
from portal1034.accounts.models import TextMessage
from portal1034.accounts.operations import give_consent, withdraw_consent
from portal1034.regions.models import Province
from tests.factories.certificates import CertificateFactory, VerifiedCertificateFactory
from tests.factories.households import HouseholdFactory, VerifiedHouseholdFactory
from tests.households.papers import FILLED, facts, jpeg, pdf, state, today

pytestmark = pytest.mark.django_db

LIST, ADD = "/ho-cua-toi/chung-nhan/", "/ho-cua-toi/chung-nhan/them/"


@pytest.fixture
def household(client):
    made = VerifiedHouseholdFactory(name="Hộ Nguyễn Thị Lành")
    client.force_login(made.owner)
    return made


class TestDays:
    @pytest.mark.parametrize(
        ("day", "ends"),
        [((2024, 6, 15), (2027, 6, 15)), ((2024, 2, 29), (2027, 2, 28)), ((2023, 12, 31), (2026, 12, 31))],
    )
    def test_ocop_lasts_36_months_whatever_was_said(self, day, ends):
        made, _created = operations.add_certificate(
            household=HouseholdFactory(),
            **facts(kind=CertificateKind.OCOP, stars=4, issued_on=dt.date(*day), expires_on=dt.date(2099, 1, 1)),
        )
        assert made.expires_on == dt.date(*ends)
        assert made.name == "OCOP 4 sao"

    def test_months_are_counted_over_the_year(self):
        assert months_after(dt.date(2026, 11, 30), 3) == dt.date(2027, 2, 28)

    def test_a_paper_is_good_on_its_last_day_and_not_after(self):
        certificate = VerifiedCertificateFactory(expires_on=today())
        assert list(Certificate.objects.public()) == [certificate]
        assert not certificate.is_expired
        assert list(Certificate.objects.public(today() + dt.timedelta(days=1))) == []

    def test_valid_for_takes_only_what_is_verified_and_in_force(self):
        certificate = VerifiedCertificateFactory()
        household = certificate.household
        CertificateFactory(household=household)
        VerifiedCertificateFactory(household=household, expires_on=today() - dt.timedelta(days=1))
        VerifiedCertificateFactory()
        code = VerifiedCertificateFactory(household=household, kind=CertificateKind.GEOGRAPHICAL, expires_on=None)
        assert set(Certificate.objects.valid_for(household)) == {certificate, code}


class TestWriting:
    def test_a_last_day_is_needed_but_for_what_lasts(self):
        household = HouseholdFactory()
        with pytest.raises(NotPossible):
            operations.add_certificate(household=household, **facts(expires_on=None))
        made, _created = operations.add_certificate(
            household=household, **facts(kind=CertificateKind.GEOGRAPHICAL, expires_on=None)
        )
        assert made.expires_on is None

    def test_stars_belong_to_ocop_alone(self):
        made, _created = operations.add_certificate(household=HouseholdFactory(), **facts(stars=5))
        assert made.stars is None
        with pytest.raises(IntegrityError), transaction.atomic():
            Certificate.objects.filter(pk=made.pk).update(stars=4)
        with pytest.raises(IntegrityError), transaction.atomic():
            CertificateFactory(kind=CertificateKind.OCOP, stars=2)

    def test_what_is_verified_is_neither_changed_nor_removed_nor_given_another_paper(self):
        certificate = VerifiedCertificateFactory()
        said = {name: value for name, value in facts().items() if name != "kind"}
        with pytest.raises(NotPossible):
            operations.change_certificate(certificate=certificate, **said)
        with pytest.raises(NotPossible):
            operations.attach_document(certificate=certificate, document=read_document(jpeg()))
        with pytest.raises(NotPossible):
            operations.remove_certificate(certificate=certificate)
        assert state(certificate) == CertificateState.VERIFIED

    def test_a_returned_one_goes_back_to_the_officer_when_changed(self):
        certificate = CertificateFactory(state=CertificateState.RETURNED, return_reason="Ảnh mờ")
        operations.attach_document(certificate=certificate, document=read_document(jpeg()))
        assert state(certificate) == CertificateState.DECLARED
        assert certificate.return_reason == ""

    def test_verifying_names_the_officer_and_tells_the_household(self, here):
        certificate = operations.verify_certificate(certificate=CertificateFactory(), by=here)
        assert (certificate.verified_by, certificate.verified_at.date()) == (here, timezone.now().date())
        assert "VietGAP" in TextMessage.objects.get(phone=certificate.household.owner.phone).body
        with pytest.raises(NotPossible):
            operations.verify_certificate(certificate=certificate, by=here)

    def test_an_expired_paper_is_not_verified(self, here):
        with pytest.raises(NotPossible, match="hết hạn"):
            operations.verify_certificate(
                certificate=CertificateFactory(expires_on=today() - dt.timedelta(days=1)), by=here
            )

    def test_returning_needs_a_reason_and_takes_the_vouching_back(self, here):
        certificate = VerifiedCertificateFactory()
        with pytest.raises(NotPossible):
            operations.return_certificate(certificate=certificate, by=here, reason="  ")
        operations.return_certificate(certificate=certificate, by=here, reason="Số giấy không có thật")
        assert state(certificate) == CertificateState.RETURNED
        assert certificate.verified_by is None
        assert "Số giấy không có thật" in TextMessage.objects.get().body
        with pytest.raises(NotPossible):
            operations.return_certificate(certificate=certificate, by=here, reason="Lần nữa")

    def test_a_paper_replaced_or_removed_leaves_no_file(self):
        certificate = CertificateFactory()
        with TestCase.captureOnCommitCallbacks(execute=True):
            first = operations.attach_document(certificate=certificate, document=read_document(jpeg())).document
        with TestCase.captureOnCommitCallbacks(execute=True):
            second = operations.attach_document(certificate=certificate, document=read_document(pdf())).document
        assert first != second
        assert not private_storage().exists(first)
        assert private_storage().exists(second)
        with TestCase.captureOnCommitCallbacks(execute=True):
            operations.remove_certificate(certificate=certificate)
        assert not private_storage().exists(second)

    def test_erasing_a_household_forgets_its_papers(self):
        certificate = VerifiedCertificateFactory(document="c/aa/x.pdf", document_kind=DocumentKind.PDF)
        with TestCase.captureOnCommitCallbacks(execute=True):
            assert operations.erase_documents(household=certificate.household) == 1
        certificate.refresh_from_db()
        assert (certificate.document, certificate.document_kind) == ("", "")

    def test_the_history_says_what_was_done(self, here):
        certificate, _created = operations.add_certificate(household=HouseholdFactory(), **facts())
        operations.verify_certificate(certificate=certificate, by=here)
        done = [e.pgh_context.metadata["operation"] for e in certificate.events.order_by("pgh_id")]
        assert done == ["add_certificate", "verify_certificate"]


class TestCodes:
    def test_codes_are_read_loosely(self):
        assert clean_code(" vn - bgor – 0123 ") == "VN-BGOR-0123"
        assert clean_code("ĐT.01.00123") == "DT.01.00123"
        for wrong in ("VN-BGOR", "?", "0" * 41):
            with pytest.raises(ValueError, match="Mã chưa đọc được"):
                clean_code(wrong)

    @pytest.mark.parametrize("letters", ["BG", "BGI", "BAGI", "BACG"])
    def test_letters_fit_a_name_word_by_word(self, letters):
        assert fits(letters, "Bắc Giang")

    def test_letters_of_other_names_do_not(self):
        assert not fits("BN", "Bắc Giang")
        assert not fits("GB", "Bắc Giang")
        assert not fits("B", "Bắc Giang")

    def test_another_province_is_doubted_and_ones_own_old_or_new_is_not(self):
        here = Province.objects.select_related("successor").get(code="24")
        assert "Đắk Lắk" in doubt_about_code("VN-DLOR-0001", here)
        assert doubt_about_code("VN-BGOR-0001", here) == ""
        assert doubt_about_code("VN-BNPH-01", here) == ""  # Bắc Ninh, which Bắc Giang became
        assert doubt_about_code("VN-XXOR-0001", here) == ""
        assert doubt_about_code("CN-12345", here) == ""

    def test_a_doubt_warns_and_does_not_block(self, client, household):
        said = {**FILLED, "number": "VN-DLOR-0001", "market": "Trung Quốc", "expires_on": ""}
        page = client.post(f"{ADD}?loai=planting_area", said, follow=True)
        assert "Xem lại mã" in page.text
        assert Certificate.objects.get().number == "VN-DLOR-0001"
        assert "Bác xem lại mã" in client.get(LIST).text


class TestReminders:
    @pytest.fixture
    def certificate(self):
        made = VerifiedCertificateFactory(expires_on=today() + dt.timedelta(days=60))
        give_consent(user=made.household.owner, purpose=ConsentPurpose.REGISTER)
        return made

    def test_sixty_and_fourteen_days_before_each_once(self, certificate):
        last = certificate.expires_on
        told = [
            operations.remind_of_expiry(today=last - dt.timedelta(days=left))
            for left in (61, 60, 60, 59, 15, 14, 14, 1, 0)
        ]
        assert told == [0, 1, 0, 0, 0, 1, 0, 0, 0]
        assert TextMessage.objects.filter(phone=certificate.household.owner.phone).count() == 2
        assert f"{last:%d/%m/%Y}" in TextMessage.objects.first().body

    def test_one_found_late_is_told_once(self, certificate):
        soon = certificate.expires_on - dt.timedelta(days=9)
        assert [operations.remind_of_expiry(today=soon) for _ in range(2)] == [1, 0]

    def test_days_missed_are_made_good(self, certificate):
        assert operations.remind_of_expiry(today=certificate.expires_on - dt.timedelta(days=47)) == 1

    def test_another_last_day_begins_anew(self, certificate):
        operations.remind_of_expiry()
        operations.return_certificate(certificate=certificate, by=certificate.verified_by, reason="Sai ngày")
        said = {
            name: value for name, value in facts(expires_on=today() + dt.timedelta(days=50)).items() if name != "kind"
        }
        operations.change_certificate(certificate=certificate, **said)
        assert operations.remind_of_expiry() == 1

    def test_the_same_last_day_is_not_told_again(self, certificate):
        operations.remind_of_expiry()
        operations.return_certificate(certificate=certificate, by=certificate.verified_by, reason="Số chưa rõ")
        said = {name: value for name, value in facts(expires_on=certificate.expires_on).items() if name != "kind"}
        operations.change_certificate(certificate=certificate, **said)
        assert operations.remind_of_expiry() == 0

    def test_returned_expired_and_lasting_ones_are_left_alone(self, certificate):
        household = certificate.household
        certificate.delete()
        CertificateFactory(household=household, expires_on=today() - dt.timedelta(days=1))
        CertificateFactory(household=household, kind=CertificateKind.GEOGRAPHICAL, expires_on=None)
        CertificateFactory(
            household=household, expires_on=today(), state=CertificateState.RETURNED, return_reason="Ảnh mờ"
        )
        assert operations.remind_of_expiry() == 0

    def test_who_took_consent_back_is_not_written_to(self):
        certificate = VerifiedCertificateFactory(expires_on=today() + dt.timedelta(days=10))
        withdraw_consent(user=certificate.household.owner, purpose=ConsentPurpose.REGISTER)
        assert operations.remind_of_expiry() == 0

    def test_many_are_told_in_batches_by_the_daily_task(self, certificate, monkeypatch, settings):
        monkeypatch.setattr("households.operations.certificate._BATCH", 2)
        VerifiedCertificateFactory.create_batch(4, household=certificate.household, expires_on=certificate.expires_on)
        assert remind_of_expiry() == 5
        assert remind_of_expiry() == 0
        assert settings.CELERY_BEAT_SCHEDULE["households-expiry"]["task"] == remind_of_expiry.name
