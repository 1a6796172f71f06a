"""Certificates: what may be written when, the paper as an attack, who may see and judge it, reminders once each."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import TestCase
from django.utils import timezone
from PIL import Image

from households import operations
from households.documents import DocumentError, read_document
from households.enums import CertificateKind, CertificateState, DocumentKind
from households.growing_codes import clean_code, doubt_about_code, fits
from households.models import Certificate
from households.models.certificate import months_after, private_storage
from households.operations import NotPossible
from households.perms import (
    can_change_certificate,
    can_judge_certificate,
    can_run_class,
    can_see_document,
    owns_certificate,
)
from households.tasks import remind_of_expiry
from portal1034.accounts.enums import ConsentPurpose, Role
from portal1034.accounts.models import TextMessage
from portal1034.accounts.operations import give_consent
from portal1034.regions.models import Province
from tests.factories.accounts import DepartmentFactory, OfficerFactory, UserFactory
from tests.factories.certificates import CertificateFactory, TrainingClassFactory, VerifiedCertificateFactory
from tests.factories.households import HouseholdFactory, VerifiedHouseholdFactory, commune_of

pytestmark = pytest.mark.django_db

LIST, ADD = "/ho-cua-toi/chung-nhan/", "/ho-cua-toi/chung-nhan/them/"
DESK = "/quan-tri/households/certificate/"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
FILLED = {
    "number": "VietGAP-24-1",
    "issuer": "Trung tâm Chứng nhận thử",
    "issued_on": "1/2/2026",
    "expires_on": "1/2/2029",
}


def today() -> dt.date:
    return timezone.localdate()


def facts(**more) -> dict:
    usual = {"number": "24-001", "issuer": "Trung tâm thử", "issued_on": today(), "kind": CertificateKind.VIETGAP}
    return {**usual, "expires_on": today() + dt.timedelta(days=365), **more}


def jpeg(name="giay.jpg") -> SimpleUploadedFile:
    buffer = io.BytesIO()
    Image.new("RGB", (300, 400), "white").save(buffer, "JPEG")
    return SimpleUploadedFile(name, buffer.getvalue())


@pytest.fixture
def household(client):
    made = VerifiedHouseholdFactory(name="Hộ Nguyễn Thị Lành")
    client.force_login(made.owner)
    return made


@pytest.fixture
def here(client):
    officer = OfficerFactory()
    client.force_login(officer)
    return officer


@pytest.fixture
def elsewhere(client):
    officer = OfficerFactory(department=DepartmentFactory(codes=["66"]))
    client.force_login(officer)
    return officer


def state(certificate) -> str:
    certificate.refresh_from_db()
    return certificate.state


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


def pdf(name="giay.pdf", content=PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


class TestThePaper:
    def test_a_pdf_is_kept_as_it_is_and_a_photo_is_written_anew(self):
        assert read_document(pdf()).content == PDF
        photo = jpeg()
        assert read_document(photo).kind == DocumentKind.JPEG
        assert read_document(photo).content != photo.read()

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("giay.pdf", b"<!doctype html><script>alert(1)</script>"),
            ("giay.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
            ("giay.pdf", b""),
            ("giay.jpg", b"<html>%PDF-1.7 %%EOF"),
            ("giay.pdf", b"%PDF-1.7 cut short"),
            ("giay.exe", b"MZ\x90\x00"),
        ],
        ids=["html as pdf", "svg", "nothing", "html as jpg", "half a pdf", "program"],
    )
    def test_what_is_no_paper_is_refused_in_a_sentence(self, name, content):
        with pytest.raises(DocumentError) as refused:
            read_document(SimpleUploadedFile(name, content))
        assert str(refused.value).endswith(".")

    @pytest.mark.parametrize("start", [b"%PDF-1.7", b"\xff\xd8\xff\xe0"], ids=["pdf", "jpeg"])
    def test_40_megabytes_are_too_many(self, start):
        with pytest.raises(DocumentError, match="nặng 40 MB"):
            read_document(SimpleUploadedFile("giay", start.ljust(40 * 1024 * 1024, b"0")))

    def test_a_file_name_of_ours_tells_nothing(self, client, household):
        certificate = CertificateFactory(household=household)
        client.post(f"{LIST}{certificate.pk}/giay/", {"document": pdf("../../bí mật.pdf")})
        certificate.refresh_from_db()
        assert certificate.document.startswith("c/")
        assert len(certificate.document) > 40
        assert client.get(f"/media/{certificate.document}").status_code == 404

    def test_an_attack_leaves_the_form_with_its_sentence(self, client, household):
        certificate = CertificateFactory(household=household)
        page = client.post(f"{LIST}{certificate.pk}/giay/", {"document": pdf(content=b"<html>")})
        assert page.status_code == 422
        assert "không phải PDF" in page.text
        certificate.refresh_from_db()
        assert certificate.document == ""


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


class TestTheDesk:
    def test_a_household_adds_one_and_goes_on_to_its_paper(self, client, household):
        assert len(client.get(ADD).context["kinds"]) == len(CertificateKind)
        answer = client.post(f"{ADD}?loai=vietgap", FILLED)
        made = Certificate.objects.get(household=household)
        assert answer.url == f"{LIST}{made.pk}/giay/"
        assert (made.issued_on, made.expires_on) == (dt.date(2026, 2, 1), dt.date(2029, 2, 1))
        assert client.get(answer.url).status_code == 200
        assert client.post(answer.url, {"document": jpeg()}).url == LIST
        made.refresh_from_db()
        assert made.document_kind == DocumentKind.JPEG

    def test_a_double_click_makes_one(self, client, household):
        said = {**FILLED, "form_key": "8a7bb1de-54b4-4a92-8a07-3c0a2d6b6f00"}
        first, second = (client.post(f"{ADD}?loai=vietgap", said).url for _ in range(2))
        assert first == second
        assert Certificate.objects.count() == 1

    def test_each_kind_asks_what_it_needs(self, client, household):
        asked = {kind: set(client.get(f"{ADD}?loai={kind}").context["form"].fields) for kind in CertificateKind}
        assert "stars" in asked["ocop"]
        assert "expires_on" not in asked["ocop"]
        assert "market" in asked["packing_house"]
        assert "market" not in asked["vietgap"]

    @pytest.mark.parametrize(
        ("field", "typed"),
        [
            ("number", ""),
            ("issued_on", "hôm qua"),
            ("issued_on", "31/2/2026"),
            ("issued_on", "1/1/2999"),
            ("issued_on", "1/1/2031"),
            ("expires_on", "1/1/2020"),
            ("expires_on", ""),
            ("issuer", ""),
        ],
    )
    def test_what_is_wrong_is_said_beside_its_field_and_kept(self, client, household, field, typed):
        page = client.post(f"{ADD}?loai=vietgap", {**FILLED, field: typed})
        assert page.status_code == 422
        assert list(page.context["form"].errors) == [field]
        assert page.context["form"][field].value() == typed

    def test_changing_and_removing(self, client, household):
        certificate = CertificateFactory(household=household)
        assert client.get(f"{LIST}{certificate.pk}/").context["form"]["number"].value() == certificate.number
        assert client.post(f"{LIST}{certificate.pk}/", {**FILLED, "number": "khác"}).url == LIST
        certificate.refresh_from_db()
        assert certificate.number == "khác"
        assert client.get(f"{LIST}{certificate.pk}/bo/").status_code == 405
        client.post(f"{LIST}{certificate.pk}/bo/")
        assert not Certificate.objects.exists()

    def test_what_is_verified_stays(self, client, household):
        certificate = VerifiedCertificateFactory(household=household)
        for step in ("", "giay/", "bo/"):
            page = client.post(f"{LIST}{certificate.pk}/{step}", FILLED, follow=True)
            assert "không sửa được nữa" in page.text
        assert state(certificate) == CertificateState.VERIFIED
        assert f"{LIST}{certificate.pk}/bo/" not in client.get(LIST).text

    def test_every_state_has_its_words(self, client, household):
        CertificateFactory(household=household, state=CertificateState.RETURNED, return_reason="Ảnh mờ quá")
        CertificateFactory(household=household, expires_on=today() + dt.timedelta(days=20))
        VerifiedCertificateFactory(household=household, expires_on=today() - dt.timedelta(days=1))
        page = client.get(LIST).text
        for words in ("Ảnh mờ quá", "Còn 20 ngày", "Hết hạn", "Chờ Sở xác minh"):
            assert words in page

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_list_costs_the_same_for_one_and_for_three(
        self, client, household, count, django_assert_max_num_queries
    ):
        CertificateFactory.create_batch(count, household=household)
        with django_assert_max_num_queries(4):
            client.get(LIST)

    def test_a_strangers_certificate_is_not_there(self, client, household):
        other = CertificateFactory(document="c/aa/x.pdf", document_kind=DocumentKind.PDF)
        for step in ("", "giay/", "tep/"):
            assert client.get(f"{LIST}{other.pk}/{step}").status_code == 404
            assert client.post(f"{LIST}{other.pk}/bo/").status_code == 404

    def test_the_owner_gets_the_paper_as_an_attachment_that_nothing_keeps(self, client, household):
        certificate = CertificateFactory(household=household)
        assert client.get(f"{LIST}{certificate.pk}/tep/").status_code == 404
        operations.attach_document(certificate=certificate, document=read_document(pdf()))
        answer = client.get(f"{LIST}{certificate.pk}/tep/")
        assert answer.content == PDF
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"].startswith("attachment;")
        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Content-Type-Options"] == "nosniff"


class TestTheOfficer:
    def test_the_predicates(self):
        certificate, officer = CertificateFactory(), OfficerFactory()
        stranger, owner = OfficerFactory(department=DepartmentFactory(codes=["66"])), certificate.household.owner
        assert owns_certificate(owner, certificate)
        assert can_change_certificate(owner, certificate)
        assert not can_change_certificate(owner, VerifiedCertificateFactory(household=certificate.household))
        assert can_judge_certificate(officer, certificate)
        assert [can_see_document(u, certificate) for u in (owner, officer, stranger)] == [True, True, False]
        assert not can_judge_certificate(stranger, certificate)
        assert not can_judge_certificate(owner, certificate)
        for role in (Role.HOUSEHOLD, Role.TRADER, Role.EDITOR):
            assert not can_judge_certificate(UserFactory(role=role), certificate)
            assert not can_see_document(UserFactory(role=role), certificate)
            assert not can_run_class(UserFactory(role=role), TrainingClassFactory())

    def test_the_queue_counts_ones_own_provinces(self, client, here):
        CertificateFactory(number="cua-minh")
        CertificateFactory(household__commune=commune_of("66"))
        (item,) = [i for i in client.get("/quan-tri/").context["queue"] if "Chứng nhận" in str(i.title)]
        assert item.count == 1
        assert "cua-minh" in client.get(item.url).text

    def test_the_page_shows_paper_and_doubt_and_verifies(self, client, here):
        certificate = CertificateFactory(kind=CertificateKind.PLANTING_AREA, number="VN-DLOR-1", expires_on=None)
        operations.attach_document(certificate=certificate, document=read_document(jpeg()))
        page = client.get(f"{DESK}{certificate.pk}/change/")
        assert "giống tên" in page.text
        assert f"{DESK}{certificate.pk}/tep/" in page.text
        assert client.get(f"{DESK}{certificate.pk}/tep/")["Content-Type"] == "image/jpeg"
        client.post(f"{DESK}{certificate.pk}/xac-minh/")
        assert state(certificate) == CertificateState.VERIFIED
        assert certificate.verified_by == here
        assert "rồi" in client.post(f"{DESK}{certificate.pk}/xac-minh/", follow=True).text
        assert (
            certificate.number in client.get(f"/quan-tri/households/household/{certificate.household_id}/change/").text
        )

    def test_returning_asks_why(self, client, here):
        certificate = CertificateFactory()
        address = f"{DESK}{certificate.pk}/tra-lai/"
        assert client.get(address).status_code == 200
        assert client.post(address, {"reason": ""}).status_code == 422
        client.post(address, {"reason": "Ảnh mờ, không đọc được số."})
        assert state(certificate) == CertificateState.RETURNED
        assert "đang chờ" in client.post(address, {"reason": "Lại nữa"}, follow=True).text

    def test_facts_are_the_households_and_are_not_typed_here(self, client, here):
        certificate = CertificateFactory()
        assert client.get(f"{DESK}add/").status_code == 403
        assert client.post(f"{DESK}{certificate.pk}/change/", {"number": "khác"}).status_code == 403
        assert client.post(f"{DESK}{certificate.pk}/delete/", {"post": "yes"}).status_code == 403

    @pytest.mark.parametrize("search", ["", "?q={number}", "?q={code}", "?q=0900777888", "?state__exact=declared"])
    def test_ones_own_are_found(self, client, here, search):
        certificate = CertificateFactory(household__owner__phone="+84900777888")
        query = search.format(number=certificate.number, code=certificate.household.code)
        assert client.get(DESK + query).context["cl"].result_count == 1

    @pytest.mark.parametrize("search", ["", "?q={number}", "?q={code}", "?q=0900777888", "?state__exact=declared"])
    def test_no_list_of_another_province(self, client, elsewhere, search):
        certificate = CertificateFactory(household__owner__phone="+84900777888")
        query = search.format(number=certificate.number, code=certificate.household.code)
        assert client.get(DESK + query).context["cl"].result_count == 0

    def test_no_door_of_another_province_opens(self, client, elsewhere):
        certificate = CertificateFactory()
        operations.attach_document(certificate=certificate, document=read_document(pdf()))
        base = f"{DESK}{certificate.pk}/"
        for step in ("change/", "history/", "delete/"):
            assert client.get(base + step).status_code in {302, 403}, step
        for step in ("tep/", "tra-lai/"):
            assert client.get(base + step).status_code == 404, step
        for step in ("xac-minh/", "tra-lai/"):
            assert client.post(base + step, {"reason": "x"}).status_code == 404, step
        assert state(certificate) == CertificateState.DECLARED

    @pytest.mark.parametrize("role", [Role.HOUSEHOLD, Role.TRADER, Role.EDITOR])
    def test_others_have_no_door_at_all(self, client, role):
        certificate = CertificateFactory()
        client.force_login(UserFactory(role=role))
        for step in ("", f"{certificate.pk}/change/", f"{certificate.pk}/tep/"):
            assert client.get(DESK + step).status_code in {302, 403, 404}


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
        VerifiedCertificateFactory(expires_on=today() + dt.timedelta(days=10))
        assert operations.remind_of_expiry() == 0

    def test_many_are_told_in_batches_by_the_daily_task(self, certificate, monkeypatch, settings):
        monkeypatch.setattr("households.operations.certificate._BATCH", 2)
        VerifiedCertificateFactory.create_batch(4, household=certificate.household, expires_on=certificate.expires_on)
        assert remind_of_expiry() == 5
        assert remind_of_expiry() == 0
        assert settings.CELERY_BEAT_SCHEDULE["households-expiry"]["task"] == remind_of_expiry.name
