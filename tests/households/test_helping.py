"""Certificates typed in for a household by an officer and by a team member; a returned household mended by the team."""

import pytest

from households import operations
from households.enums import CertificateKind, CertificateState, ClaimAnswer, DocumentKind, Verification
from households.models import Certificate
from portal1034.accounts.enums import ConsentHow, ConsentPurpose, Role
from portal1034.accounts.models import User
from portal1034.accounts.operations import withdraw_consent
from tests.factories.accounts import DepartmentFactory, OfficerFactory, UserFactory
from tests.factories.certificates import CertificateFactory, VerifiedCertificateFactory
from tests.factories.households import HouseholdFactory, commune_of
from tests.households.papers import FILLED, pdf
from tests.households.test_assisted import assisted, chu, member_in

pytestmark = pytest.mark.django_db

DESK, PAPERS = "/quan-tri/households/household/", "/quan-tri/households/certificate/"
TEAM = "/to-so/ho/"
MENDED = {"name": "Hộ bà Tám Kép", "address": "thôn Kép, Phường Chũ, Bắc Giang", "other_crops": "vải thiều"}


def add(pk: int) -> str:
    return f"{DESK}{pk}/chung-nhan/"


class TestTheOfficer:
    def test_button_kind_questions_paper_and_who_typed_it(self, client, here):
        household = HouseholdFactory()
        assert add(household.pk) in client.get(f"{DESK}{household.pk}/change/").text
        assert "?loai=vietgap" in client.get(add(household.pk)).text
        answer = client.post(f"{add(household.pk)}?loai=vietgap", FILLED)
        made = Certificate.objects.get()
        assert (made.household, made.recorded_by, made.state) == (household, here, CertificateState.DECLARED)
        assert answer.url == f"{PAPERS}{made.pk}/giay/"
        assert client.get(answer.url).status_code == 200
        assert client.post(answer.url, {"document": pdf()}).url == f"{PAPERS}{made.pk}/change/"
        made.refresh_from_db()
        assert made.document_kind == DocumentKind.PDF
        page = client.get(f"{PAPERS}{made.pk}/change/")
        assert f"{here} ghi giúp" in page.text
        assert page.context["history"][-1].startswith(f"{here} khai")
        client.force_login(household.owner)
        assert f"{here} ghi giúp" in client.get("/ho-cua-toi/chung-nhan/").text

    def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(self, client, here):
        answer = client.post(f"{add(HouseholdFactory().pk)}?loai=vietgap", {**FILLED, "issued_on": "mai"})
        assert answer.status_code == 422
        assert FILLED["number"] in answer.text
        assert "Ngày chưa đọc được" in answer.text
        assert not Certificate.objects.exists()

    def test_pressed_twice_it_is_one(self, client, here):
        key = "8a4d2b8e-5b0c-4f3c-9d59-0f6f3a1f2a11"
        household = HouseholdFactory()
        for _press in range(2):
            client.post(f"{add(household.pk)}?loai=vietgap", {**FILLED, "form_key": key})
        assert Certificate.objects.count() == 1

    def test_no_officer_of_another_province_by_either_door(self, client, here):
        there = HouseholdFactory(commune=commune_of("66"))
        paper = CertificateFactory(household=there)
        assert client.get(add(there.pk)).status_code == 404
        assert client.post(f"{add(there.pk)}?loai=vietgap", FILLED).status_code == 404
        assert client.post(f"{PAPERS}{paper.pk}/giay/", {"document": pdf()}).status_code == 404
        assert Certificate.objects.count() == 1

    def test_not_for_ones_own_household_nor_a_merged_one(self, client, here):
        kept, merged = HouseholdFactory(), HouseholdFactory()
        operations.merge(keep=kept, drop=merged, by=here)
        assert client.post(f"{add(merged.pk)}?loai=vietgap", FILLED).status_code == 403
        User.objects.filter(pk=kept.owner_id).update(role=Role.OFFICER, department=DepartmentFactory())
        client.force_login(User.objects.get(pk=kept.owner_id))
        assert client.post(f"{add(kept.pk)}?loai=vietgap", FILLED).status_code == 403
        assert not Certificate.objects.exists()

    @pytest.mark.parametrize("role", [Role.HOUSEHOLD, Role.TRADER, Role.EDITOR])
    def test_nobody_else_comes_in(self, client, role):
        client.force_login(UserFactory(role=role))
        assert client.post(f"{add(HouseholdFactory().pk)}?loai=vietgap", FILLED).status_code in {302, 403, 404}
        assert not Certificate.objects.exists()

    def test_a_paper_that_the_household_sent_or_that_is_verified_is_not_replaced(self, client, here):
        sent = CertificateFactory(document="c/aa/own.pdf", document_kind=DocumentKind.PDF)
        for certificate in (sent, VerifiedCertificateFactory()):
            address = f"{PAPERS}{certificate.pk}/giay/"
            assert client.post(address, {"document": pdf()}).status_code == 403
            assert address not in client.get(f"{PAPERS}{certificate.pk}/change/").text


class TestTheTeam:
    @pytest.fixture
    def member(self, client):
        found = member_in(chu())
        client.force_login(found.user)
        return found

    @pytest.fixture
    def household(self, member):
        return assisted(by=member.user, as_team=True)

    def returned(self, household):
        return operations.return_for_correction(household=household, by=OfficerFactory(), reason="Tên chưa rõ")

    def test_a_certificate_with_its_paper(self, client, member, household):
        page = client.get(f"{TEAM}{household.pk}/").text
        assert f"{TEAM}{household.pk}/chung-nhan/" in page
        assert "?loai=ocop" in client.get(f"{TEAM}{household.pk}/chung-nhan/").text
        assert client.get(f"{TEAM}{household.pk}/chung-nhan/?loai=vietgap").status_code == 200
        answer = client.post(f"{TEAM}{household.pk}/chung-nhan/?loai=vietgap", FILLED)
        made = Certificate.objects.get()
        assert (made.household, made.recorded_by) == (household, member.user)
        assert client.get(answer.url).status_code == 200
        assert client.post(answer.url, {"document": pdf()}).url == f"{TEAM}{household.pk}/"
        made.refresh_from_db()
        assert made.document_kind == DocumentKind.PDF
        assert "VietGAP" in client.get(f"{TEAM}{household.pk}/").text

    def test_a_returned_household_is_mended_and_waits_again(self, client, member, household):
        self.returned(household)
        address = f"{TEAM}{household.pk}/sua/"
        assert address in client.get(f"{TEAM}{household.pk}/").text
        assert "Tên chưa rõ" in client.get(address).text
        assert client.post(address, MENDED).url == f"{TEAM}{household.pk}/"
        household.refresh_from_db()
        assert (household.name, household.verification) == ("Hộ bà Tám Kép", Verification.WAITING)
        assert household.commodities.get().name == "Vải thiều"
        assert address not in client.get(f"{TEAM}{household.pk}/").text
        event = household.events.order_by("-pgh_id").first()
        assert event.pgh_context.metadata["user"] == member.user.pk

    def test_a_wrong_place_is_refused_beside_the_field(self, client, member, household):
        self.returned(household)
        answer = client.post(f"{TEAM}{household.pk}/sua/", {**MENDED, "address": "xã Ea Tu, Buôn Ma Thuột, Đắk Lắk"})
        assert answer.status_code == 422
        assert answer.context["form"].errors["address"]
        assert MENDED["name"] in answer.text
        household.refresh_from_db()
        assert household.verification == Verification.RETURNED

    def test_what_was_not_returned_or_no_longer_agreed_to_is_not_sent_again(self, client, member, household):
        assert client.post(f"{TEAM}{household.pk}/sua/", MENDED).status_code == 302
        household.refresh_from_db()
        assert household.name == "Hộ bà Tám"
        withdraw_consent(user=household.owner, purpose=ConsentPurpose.REGISTER)
        client.post(f"{TEAM}{household.pk}/sua/", MENDED)
        household.refresh_from_db()
        assert (household.name, household.verification) == ("Hộ bà Tám", Verification.RETURNED)

    def doors(self, household, certificate) -> list[tuple[str, dict]]:
        start = f"{TEAM}{household.pk}/"
        return [
            (f"{start}sua/", MENDED),
            (f"{start}chung-nhan/?loai=vietgap", FILLED),
            (f"{start}chung-nhan/{certificate.pk}/giay/", {"document": pdf()}),
        ]

    def refused(self, client, household, status=404):
        certificate = CertificateFactory(household=household, kind=CertificateKind.VIETGAP)
        for address, said in self.doors(household, certificate):
            assert client.get(address).status_code == status, address
            assert client.post(address, said).status_code == status, address
        assert household.certificates.get().document == ""

    def test_once_claimed_it_is_the_owners(self, client, member, household):
        self.returned(household)
        operations.claim(household=household, answer=ClaimAnswer.CONFIRMED)
        self.refused(client, household)

    def test_not_another_members_nor_an_officers_nor_of_a_commune_taken_away(self, client, member, household):
        self.refused(client, self.returned(HouseholdFactory()))
        other = operations.register_for(
            phone="+84900777999", by=member_in(chu()).user, as_team=True, name="Hộ ông Chín", commune=chu(),
            how=ConsentHow.PAPER,
        )  # fmt: skip
        self.refused(client, self.returned(other))
        member.communes.clear()
        self.refused(client, self.returned(household))

    def test_not_the_paper_of_what_somebody_else_typed(self, client, member, household):
        own = CertificateFactory(household=household)
        address = f"{TEAM}{household.pk}/chung-nhan/{own.pk}/giay/"
        assert client.post(address, {"document": pdf()}).status_code == 404

    def test_nobody_outside_a_team(self, client, household):
        client.force_login(UserFactory())
        self.refused(client, household, status=403)
