"""The pages of certificates: the paper as an attack, the household's own, the officer's."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from households import operations
from households.documents import DocumentError, read_document
from households.enums import CertificateKind, CertificateState, DocumentKind
from households.models import Certificate
from households.perms import (
    can_change_certificate,
    can_judge_certificate,
    can_run_class,
    can_see_document,
    owns_certificate,
)
from portal1034.accounts.enums import Role
from tests.factories.accounts import DepartmentFactory, OfficerFactory, UserFactory
from tests.factories.certificates import CertificateFactory, TrainingClassFactory, VerifiedCertificateFactory
from tests.factories.households import VerifiedHouseholdFactory, commune_of
from tests.households.papers import FILLED, PDF, jpeg, pdf, state, today

pytestmark = pytest.mark.django_db

LIST, ADD = "/ho-cua-toi/chung-nhan/", "/ho-cua-toi/chung-nhan/them/"
DESK = "/quan-tri/households/certificate/"


@pytest.fixture
def household(client):
    made = VerifiedHouseholdFactory(name="Hộ Nguyễn Thị Lành")
    client.force_login(made.owner)
    return made


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
