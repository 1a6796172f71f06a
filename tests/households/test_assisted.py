"""Registering for somebody else: officers, community digital teams, and the owner who comes later."""

import pytest
from bs4 import BeautifulSoup

from households import operations
from households.enums import ClaimAnswer, Verification
from households.models import Assistance, Household, TeamMember
from households.operations import NotPossible
from households.perms import can_merge, is_team_member, may_register_in, team_member_of
from portal1034.accounts.enums import ConsentHow, ConsentPurpose, Role
from portal1034.accounts.models import Consent, User
from portal1034.accounts.operations import has_consent
from portal1034.regions.models import Commune
from tests.factories.accounts import DepartmentFactory, OfficerFactory, UserFactory
from tests.factories.households import HouseholdFactory, commune_of

pytestmark = pytest.mark.django_db

ADD, CLAIM, TEAM, TEAM_ADD = "/quan-tri/households/household/add/", "/ho-cua-toi/nhan-ho/", "/to-so/", "/to-so/dang-ky/"
MEMBERS = "/quan-tri/households/teammember/"
PHONE = "+84900777888"
SAID = {
    "phone": "0900 777 888",
    "name": "Hộ bà Tám",
    "address": "thôn Kép, xã Hồng Giang, huyện Lục Ngạn, Bắc Giang",
    "other_crops": "vải thiều",
    "how": "paper",
    "note": "Phiếu số 12",
    "consent_register": "on",
}
HERE = "Phường Chũ"


def chu() -> Commune:
    return Commune.objects.get(name=HERE, province__code="24")


def member_in(*communes, department=None, **more) -> TeamMember:
    department = department or DepartmentFactory()
    member = TeamMember.objects.create(
        user=UserFactory(), department=department, appointed_by=OfficerFactory(department=department), **more
    )
    member.communes.set(communes)
    return member


def assisted(**more) -> Household:
    said = {
        "name": "Hộ bà Tám", "commune": chu(), "how": ConsentHow.PAPER, "note": "Phiếu số 12",
        "consents": [ConsentPurpose.REGISTER, ConsentPurpose.CONTACT], **more,
    }  # fmt: skip
    return operations.register_for(phone=PHONE, by=said.pop("by", None) or OfficerFactory(), **said)


@pytest.fixture
def member(client):
    found = member_in(chu())
    client.force_login(found.user)
    return found


class TestOfficer:
    @pytest.fixture
    def here(self, client):
        officer = OfficerFactory()
        client.force_login(officer)
        return officer

    def test_who_typed_it_how_it_was_agreed_and_the_paper_are_kept(self, client, here):
        client.post(ADD, SAID)
        assistance = Assistance.objects.get()
        assert (assistance.by, assistance.how, assistance.note) == (here, ConsentHow.PAPER, "Phiếu số 12")
        assert not assistance.as_team
        consent = Consent.objects.get()
        assert (consent.recorded_by, consent.given_how) == (here, ConsentHow.PAPER)
        assert "Cổng 1034 lưu và dùng hồ sơ hộ" in consent.wording

    def test_the_households_page_says_who_wrote_it(self, client, here):
        client.post(ADD, SAID)
        page = client.get(f"/quan-tri/households/household/{Household.objects.get().pk}/change/").text
        for words in ("Ai đã ghi", here.full_name, "Phiếu số 12", "Ký trên giấy", "chủ hộ chưa nhận"):
            assert words in page, words

    @pytest.mark.parametrize("note", ["CCCD 024 090 001 234", "024090001234", "so 123456789"])
    def test_a_citizens_number_has_no_place_in_the_note(self, client, here, note):
        answer = client.post(ADD, {**SAID, "note": note})
        assert answer.status_code == 422
        assert "Đừng ghi số căn cước" in answer.text
        assert not Household.objects.exists()

    def test_a_phone_number_in_the_note_is_none(self, client, here):
        assert client.post(ADD, {**SAID, "note": "Gọi từ 0900 000 123"}).status_code == 302


class TestTeam:
    def test_a_member_registers_in_a_commune_of_the_list(self, client, member):
        answer = client.post(TEAM_ADD, SAID)
        household = Household.objects.get()
        assert answer.url == f"/to-so/ho/{household.pk}/"
        assert household.assistance.as_team
        assert household.assistance.by == member.user
        page = client.get(answer.url).text
        assert "Hộ bà Tám" in page
        assert "Phiếu số 12" in page
        assert "Hộ bà Tám" in client.get(TEAM).text

    def test_not_in_another_commune_of_the_same_province(self, client, member):
        member.communes.set([Commune.objects.filter(province__code="24").exclude(name=HERE).first()])
        answer = client.post(TEAM_ADD, SAID)
        assert answer.status_code == 422
        assert "không có trong danh sách xã của tổ" in answer.text
        assert not Household.objects.exists()
        assert not User.objects.filter(phone=PHONE).exists()

    def test_not_in_a_commune_the_department_no_longer_covers(self, client, member):
        member.department.provinces.clear()
        assert client.post(TEAM_ADD, SAID).status_code == 422

    def test_a_member_sees_only_what_they_typed(self, client, member):
        others = [assisted(), HouseholdFactory(commune=chu())]
        for household in others:
            assert client.get(f"/to-so/ho/{household.pk}/").status_code == 404
            assert household.name not in client.get(TEAM).text

    def test_a_commune_taken_from_the_list_takes_its_households_along(self, client, member):
        client.post(TEAM_ADD, SAID)
        member.communes.clear()
        assert client.get(f"/to-so/ho/{Household.objects.get().pk}/").status_code == 404

    def test_the_admin_is_closed_to_a_member(self, client, member):
        for path in ("/quan-tri/", MEMBERS, ADD, "/quan-tri/households/household/"):
            assert client.get(path, follow=True).status_code == 403

    def test_who_no_longer_belongs_is_let_in_nowhere(self, client, member):
        TeamMember.objects.update(is_active=False)
        for path in (TEAM, TEAM_ADD):
            assert client.get(path).status_code == 403
        assert client.post(TEAM_ADD, SAID).status_code == 403

    @pytest.mark.parametrize("role", Role.values)
    def test_nobody_else_is_let_in(self, client, role):
        user = OfficerFactory() if role == Role.OFFICER else UserFactory(role=role)
        client.force_login(user)
        for path in (TEAM, TEAM_ADD, "/to-so/ho/1/"):
            assert client.get(path).status_code == 403
        assert client.post(TEAM_ADD, SAID).status_code == 403

    def test_an_anonymous_visitor_signs_in_first(self, client):
        assert client.get(TEAM).url == f"/dang-nhap/?next={TEAM}"

    @pytest.mark.parametrize("whose", ["a household", "a trader", "the member"])
    def test_a_number_that_is_taken_is_refused_beside_the_field(self, client, member, whose):
        if whose == "a household":
            HouseholdFactory(owner__phone=PHONE)
        elif whose == "a trader":
            UserFactory(phone=PHONE, role=Role.TRADER)
        else:
            User.objects.filter(pk=member.user_id).update(phone=PHONE)
        answer = client.post(TEAM_ADD, SAID)
        assert answer.status_code == 422
        assert answer.context["form"].errors["phone"]

    def test_boxes_of_consent_are_never_ticked_beforehand(self, client, member):
        client.logout()
        client.post(TEAM_ADD, {**SAID, "consent_contact": "on"})
        client.force_login(member.user)
        boxes = BeautifulSoup(client.get(TEAM_ADD).text, "html.parser").select("input[type=checkbox]")
        assert not [box for box in boxes if box["name"].startswith("consent_") and box.has_attr("checked")]

    def test_the_way_in_after_signing_in_is_the_teams_page(self, client, member):
        assert client.get("/dang-ky/ho/").url == TEAM
        assert client.get("/dang-ky/ho/ten/").status_code == 200

    def test_a_member_with_a_household_finds_the_way_in_the_menu(self, client, member):
        HouseholdFactory(owner=member.user)
        assert 'href="/to-so/"' in client.get("/ho-cua-toi/ho-so/").text

    def test_the_list_pages_by_key(self, client, member, django_assert_max_num_queries):
        for _number in range(33):
            household = HouseholdFactory(commune=chu())
            Assistance.objects.create(household=household, by=member.user, as_team=True, how=ConsentHow.PHONE)
        with django_assert_max_num_queries(8):
            first = client.get(TEAM)
        assert len(first.context["households"]) == 30
        assert len(client.get(f"{TEAM}?truoc={first.context['next_before']}").context["households"]) == 3
        assert client.get(f"{TEAM}?truoc=abc").status_code == 200


class TestAppointing:
    @pytest.fixture
    def officer(self, client):
        found = OfficerFactory()
        client.force_login(found)
        return found

    def test_an_officer_appoints_by_telephone(self, client, officer):
        said = {"phone": "0900 777 888", "full_name": "Vi Văn Tổ", "communes": [chu().pk]}
        assert client.post(MEMBERS + "add/", said).status_code == 302
        member = TeamMember.objects.get()
        assert (member.user.full_name, member.department) == ("Vi Văn Tổ", officer.department)
        assert list(member.communes.all()) == [chu()]
        assert member.appointed_by == officer

    def test_not_for_a_commune_of_another_province(self, client, officer):
        said = {"phone": "0900 777 888", "full_name": "Vi Văn Tổ", "communes": [commune_of("66").pk]}
        assert client.post(MEMBERS + "add/", said).status_code == 200
        assert not TeamMember.objects.exists()

    def test_a_member_is_changed_and_never_deleted(self, client, officer):
        member = member_in(chu(), department=officer.department)
        page = f"{MEMBERS}{member.pk}/change/"
        assert client.get(page).status_code == 200
        assert client.post(page, {"communes": [chu().pk]}).status_code == 302
        member.refresh_from_db()
        assert not member.is_active
        assert client.post(f"{MEMBERS}{member.pk}/delete/", {"post": "yes"}).status_code == 403

    def test_another_departments_members_are_not_there(self, client, officer):
        member = member_in(chu())
        assert client.get(MEMBERS).context["cl"].result_count == 0
        assert client.get(f"{MEMBERS}{member.pk}/change/").status_code == 302
        client.post(f"{MEMBERS}{member.pk}/change/", {"communes": [chu().pk]})
        member.refresh_from_db()
        assert member.is_active

    def test_an_administrator_sees_all_and_appoints_none(self, client):
        member_in(chu())
        client.force_login(UserFactory(role=Role.ADMINISTRATOR))
        assert client.get(MEMBERS).context["cl"].result_count == 1
        assert client.get(MEMBERS + "add/").status_code == 403

    @pytest.mark.parametrize("role", [Role.HOUSEHOLD, Role.TRADER, Role.EDITOR])
    def test_nobody_else_reaches_the_list(self, client, role):
        client.force_login(UserFactory(role=role))
        assert client.get(MEMBERS).status_code in {302, 403}

    def test_staff_traders_and_members_are_not_appointed(self):
        officer = OfficerFactory()
        known = member_in(chu())
        for user in (UserFactory(role=Role.TRADER), OfficerFactory(), known.user):
            with pytest.raises(NotPossible):
                operations.appoint(
                    phone=user.phone, full_name="", department=officer.department, communes=[chu()], by=officer
                )

    @pytest.mark.parametrize("code", [None, "66"])
    def test_communes_are_needed_and_are_the_departments(self, code):
        officer = OfficerFactory()
        communes = [commune_of(code)] if code else []
        with pytest.raises(NotPossible):
            operations.appoint(phone=PHONE, full_name="A", department=officer.department, communes=communes, by=officer)
        assert not User.objects.filter(phone=PHONE).exists()


class TestPredicates:
    def test_a_member_registers_in_communes_of_the_list_only(self):
        member = member_in(chu())
        assert may_register_in(member, chu())
        assert not may_register_in(member, commune_of("24"))
        member.is_active = False
        assert not may_register_in(member, chu())

    def test_membership_is_told_for_households_only(self):
        member = member_in(chu())
        assert is_team_member(member.user)
        assert team_member_of(member.user) == member
        member.user.role = Role.TRADER
        assert not is_team_member(member.user)
        assert not is_team_member(UserFactory())

    def test_who_may_decide_about_both_may_merge(self):
        here, there = HouseholdFactory(), HouseholdFactory(commune=commune_of("66"))
        officer = OfficerFactory()
        assert can_merge(officer, here, HouseholdFactory())
        assert not can_merge(officer, here, there)
        assert not can_merge(here.owner, here, here)
        assert can_merge(UserFactory(role=Role.ADMINISTRATOR), here, there)


class TestClaiming:
    @pytest.fixture
    def owner(self, client):
        household = assisted()
        client.force_login(household.owner)
        return household.owner

    def test_the_first_look_is_at_what_was_typed(self, client, owner):
        for path in ("/ho-cua-toi/", "/ho-cua-toi/ho-so/", "/ho-cua-toi/nong-san/", "/ho-cua-toi/mua-vu/"):
            assert client.get(path).url == CLAIM, path
        page = client.get(CLAIM).text
        for words in ("Hộ bà Tám", HERE, owner.household.assistance.by.full_name, "Phiếu số 12", "Ký trên giấy"):
            assert words in page, words
        assert page.count(">Rút lại<") == 2

    def test_yes_makes_it_the_owners(self, client, owner):
        assert client.post(CLAIM, {"action": "confirmed"}).url == "/ho-cua-toi/"
        assistance = Assistance.objects.get()
        assert assistance.claimed_at
        assert assistance.answer == ClaimAnswer.CONFIRMED
        assert client.get("/ho-cua-toi/ho-so/").status_code == 200
        assert client.get(CLAIM).url == "/ho-cua-toi/"

    def test_no_leads_to_mending_it(self, client, owner):
        assert client.post(CLAIM, {"action": "corrected"}).url == "/ho-cua-toi/ho-so/"
        assert client.get("/ho-cua-toi/ho-so/").status_code == 200
        assert Assistance.objects.get().answer == ClaimAnswer.CORRECTED

    def test_one_consent_is_taken_back_beside_it(self, client, owner):
        assert client.post(CLAIM, {"action": "withdraw", "purpose": "contact"}).url == CLAIM
        assert not has_consent(owner, ConsentPurpose.CONTACT)
        assert has_consent(owner, ConsentPurpose.REGISTER)

    def test_taking_back_the_first_takes_all_and_hides_the_household(self, client, owner):
        client.post(CLAIM, {"action": "withdraw", "purpose": "register"})
        assert not Consent.objects.active().filter(user=owner).exists()
        assert owner.household.__class__.objects.get().verification == Verification.RETURNED
        assert "Không còn điều nào" in client.get(CLAIM).text

    @pytest.mark.parametrize("sent", [{}, {"action": "x"}, {"action": "withdraw", "purpose": "x"}])
    def test_nonsense_is_refused(self, client, owner, sent):
        assert client.post(CLAIM, sent).status_code == 400

    def test_said_twice_the_first_answer_stands(self, owner):
        for answer in (ClaimAnswer.CONFIRMED, ClaimAnswer.CORRECTED):
            operations.claim(household=owner.household, answer=answer)
        assert Assistance.objects.get().answer == ClaimAnswer.CONFIRMED

    def test_a_household_of_ones_own_hand_has_nothing_to_claim(self, client):
        client.force_login(HouseholdFactory().owner)
        assert client.get(CLAIM).url == "/ho-cua-toi/"

    @pytest.mark.parametrize("role", [Role.TRADER, Role.OFFICER])
    def test_others_claim_nothing(self, client, role):
        client.force_login(OfficerFactory() if role == Role.OFFICER else UserFactory(role=role))
        assert client.get(CLAIM).status_code == 403

    def test_the_owners_answer_is_in_the_history(self, client, owner):
        client.post(CLAIM, {"action": "confirmed"})
        client.force_login(OfficerFactory())
        page = client.get(f"/quan-tri/households/household/{owner.household.pk}/change/").text
        assert "Đúng cả" in page
