"""The officer's desk: deciding about households of the province, registering for somebody, accounts of people."""

import pytest
from django.urls import reverse

from households.enums import Verification
from households.models import Household
from portal1034.accounts.enums import ConsentHow, ConsentPurpose, Role
from portal1034.accounts.models import Consent, TextMessage, User
from tests.factories.accounts import DepartmentFactory, OfficerFactory, UserFactory
from tests.factories.households import HouseholdFactory, VerifiedHouseholdFactory, commune_of

pytestmark = pytest.mark.django_db

LIST = "/quan-tri/households/household/"
ADD = LIST + "add/"
AUTOCOMPLETE = "/quan-tri/autocomplete/"


@pytest.fixture
def household():
    return HouseholdFactory(name="Hộ Nguyễn Thị Lành", owner__phone="+84900555666")


def page_of(household, step="change") -> str:
    return f"{LIST}{household.pk}/{step}/"


def changed(household, **more):
    form = {"name": household.name, "commune": household.commune_id, "address_line": "", "area_m2": "", "story": ""}
    return {**form, "crops": [], **more}


def state(household) -> str:
    household.refresh_from_db()
    return household.verification


class TestOwnProvince:
    @pytest.mark.parametrize("query", ["lanh", "Nguyễn Thị", "0900 555 666", "+84900555666", "code", "CODE"])
    def test_a_household_is_found_by_name_phone_or_code(self, client, household, here, query):
        VerifiedHouseholdFactory(name="Hộ Trần Văn Đức")
        query = {"code": household.code.lower(), "CODE": household.code}.get(query, query)
        found = client.get(LIST, {"q": query}).context["cl"].result_list
        assert [row.pk for row in found] == [household.pk]

    def test_the_page_shows_state_owner_consents_and_history(self, client, household, here):
        from portal1034.accounts.operations import give_consent

        give_consent(user=household.owner, purpose=ConsentPurpose.REGISTER)
        page = client.get(page_of(household)).text
        for words in (
            "Chờ xác minh",
            "0900\xa0555\xa0666",
            "Quản lý hồ sơ hộ",
            "Trả lại",
            page_of(household, "xac-minh"),
        ):
            assert words in page, words

    def test_one_press_verifies_and_tells_the_owner(self, client, household, here):
        assert client.post(page_of(household, "xac-minh")).url == page_of(household)
        assert state(household) == Verification.VERIFIED
        assert household.verified_by == here
        assert TextMessage.objects.get().phone == household.owner.phone
        assert "Đã xác minh" in client.get(page_of(household)).text

    def test_pressing_twice_is_told_and_sends_one_text(self, client, household, here):
        client.post(page_of(household, "xac-minh"))
        client.post(page_of(household, "xac-minh"))
        assert "đã xác minh rồi" in client.get(page_of(household)).text
        assert TextMessage.objects.count() == 1

    def test_a_link_verifies_nothing(self, client, household, here):
        assert client.get(page_of(household, "xac-minh")).status_code == 405

    def test_returning_needs_a_reason_beside_the_field(self, client, household, here):
        assert client.get(page_of(household, "tra-lai")).status_code == 200
        answer = client.post(page_of(household, "tra-lai"), {"reason": "  "})
        assert answer.status_code == 422
        assert "Ghi rõ hộ cần bổ sung gì" in answer.text
        assert state(household) == Verification.WAITING

    def test_a_reason_returns_it_and_tells_the_owner(self, client, household, here):
        answer = client.post(page_of(household, "tra-lai"), {"reason": "Thiếu tên thôn."})
        assert answer.url == page_of(household)
        assert state(household) == Verification.RETURNED
        assert "Thiếu tên thôn." in TextMessage.objects.get().body
        client.post(page_of(household, "tra-lai"), {"reason": "Lần nữa."})
        assert TextMessage.objects.count() == 1

    def test_a_selection_is_verified_at_once(self, client, household, here):
        others = [HouseholdFactory(), VerifiedHouseholdFactory()]
        picked = [household.pk, *(row.pk for row in others)]
        page = client.post(LIST, {"action": "verify_selected", "_selected_action": picked}, follow=True).text
        assert "Đã xác minh 2 hộ" in page
        assert "Bỏ qua 1 hộ" in page
        assert TextMessage.objects.count() == 2

    def test_an_officer_does_not_verify_their_own_household(self, client, household):
        User.objects.filter(pk=household.owner_id).update(role=Role.OFFICER, department=DepartmentFactory())
        client.force_login(User.objects.get(pk=household.owner_id))
        assert client.post(page_of(household, "xac-minh")).status_code == 403
        assert client.post(page_of(household, "tra-lai"), {"reason": "x"}).status_code == 403
        client.post(LIST, {"action": "verify_selected", "_selected_action": [household.pk]})
        assert state(household) == Verification.WAITING

    def test_the_state_cannot_be_typed_into_the_form(self, client, household, here):
        more = {"verification": "verified", "verified_by": here.pk, "code": "HAAAAAAA", "owner": here.pk, "province": 1}
        assert client.post(page_of(household), changed(household, name="Hộ Lành", **more)).status_code == 302
        before = household.code, household.owner_id, household.province_id
        assert state(household) == Verification.WAITING
        assert (household.code, household.owner_id, household.province_id) == before
        assert household.name == "Hộ Lành"

    def test_a_new_commune_brings_its_province(self, client, household):
        client.force_login(OfficerFactory(department=DepartmentFactory(codes=["24", "66"])))
        client.post(page_of(household), changed(household, commune=commune_of("66").pk))
        household.refresh_from_db()
        assert household.province.code == "66"

    @pytest.mark.parametrize("rows", [1, 3, 40])
    def test_the_list_costs_the_same_for_every_length(self, client, here, rows, django_assert_max_num_queries):
        for _ in range(rows):
            HouseholdFactory()
        with django_assert_max_num_queries(12):
            assert client.get(LIST).context["cl"].result_count == rows

    def test_the_list_never_counts_beyond_its_cap(self, client, here, monkeypatch, django_assert_max_num_queries):
        from portal1034.accounts import admin_scope

        monkeypatch.setattr(admin_scope, "COUNT_AT_MOST", 2)
        for _ in range(4):
            HouseholdFactory()
        assert client.get(LIST).context["cl"].result_count == 2


ASSISTED = {
    "phone": "0900 777 888",
    "name": "Hộ bà Tám",
    "address": "thôn Kép, xã Hồng Giang, huyện Lục Ngạn, Bắc Giang",
    "other_crops": "vải thiều",
    "how": "phone",
    "consent_register": "on",
}


class TestRegisteringForSomebody:
    def test_the_household_the_consent_and_its_recorder_are_kept(self, client, here):
        assert client.get(ADD).status_code == 200
        made = client.post(ADD, ASSISTED)
        household = Household.objects.get()
        assert made.url == page_of(household)
        assert household.owner.phone.as_e164 == "+84900777888"
        assert household.owner.phone_verified_at is None
        consent = Consent.objects.get()
        assert (consent.given_how, consent.recorded_by) == (ConsentHow.PHONE, here)
        assert "chưa tự xác nhận số" in client.get(made.url).text

    def test_the_owner_claims_it_with_a_code(self, client, here):
        from tests.accounts.codes import last_code

        client.post(ADD, ASSISTED)
        owners = type(client)()
        owners.post("/dang-nhap/", {"phone": "0900777888", "way": "code"})
        owners.post("/dang-nhap/ma/", {"code": last_code("+84900777888")})
        assert owners.get("/ho-cua-toi/ho-so/").url == "/ho-cua-toi/nhan-ho/"
        assert "Hộ bà Tám" in owners.get("/ho-cua-toi/nhan-ho/").text
        assert User.objects.get(phone="+84900777888").phone_verified_at

    @pytest.mark.parametrize(
        ("field", "typed", "sentence"),
        [
            ("phone", "024 3825 1234", "số máy bàn"),
            ("how", "", "Chọn cách"),
            ("consent_register", "", "chưa đồng ý"),
            ("address", "xã Tân Lập", "Bác chọn một nơi"),
            ("name", "", "Bác ghi tên hộ"),
        ],
    )
    def test_bad_input_gets_a_sentence(self, client, here, field, typed, sentence):
        answer = client.post(ADD, {**ASSISTED, field: typed})
        assert answer.status_code == 422
        assert sentence in answer.text
        assert not Household.objects.exists()

    def test_a_number_with_a_household_is_not_registered_twice(self, client, household, here):
        answer = client.post(ADD, {**ASSISTED, "phone": "0900 555 666"})
        assert "đã có hồ sơ hộ" in answer.text
        assert Household.objects.count() == 1

    def test_a_traders_number_is_no_household(self, client, here):
        UserFactory(phone="+84900777888", role=Role.TRADER)
        assert "thương lái" in client.post(ADD, ASSISTED).text
        assert not Household.objects.exists()


class TestPeopleDesk:
    @pytest.fixture
    def administrator(self, client):
        user = UserFactory(role=Role.ADMINISTRATOR, full_name="Lê Quản Trị")
        client.force_login(user)
        return user

    def test_an_administrator_makes_an_officer(self, client, administrator):
        department = DepartmentFactory()
        form = {"phone": "0900 777 888", "full_name": "Trần Cán", "role": "officer", "department": department.pk}
        form |= {"password1": "đồi vải chín đỏ", "password2": "đồi vải chín đỏ"}
        assert client.post("/quan-tri/accounts/user/add/", form).status_code == 302
        made = User.objects.get(phone="+84900777888")
        assert made.check_password("đồi vải chín đỏ")
        assert made.department == department

    def test_an_officer_without_a_department_is_refused_with_a_sentence(self, client, administrator):
        form = {"phone": "0900 777 888", "full_name": "Trần Cán", "role": "officer"}
        form |= {"password1": "đồi vải chín đỏ", "password2": "đồi vải chín đỏ"}
        answer = client.post("/quan-tri/accounts/user/add/", form)
        assert "Cán bộ phải thuộc một sở." in answer.text

    @pytest.mark.parametrize("query", ["", "?q=0900555666", "?q=Lê Quản", "?role__exact=officer"])
    def test_people_are_listed_and_found(self, client, administrator, household, query):
        assert client.get(f"/quan-tri/accounts/user/{query}").status_code == 200

    def test_a_persons_page_and_password_page_open(self, administrator, household):
        from django.test import Client

        client = Client()  # Django's own password widget reads a variable that need not be there
        client.force_login(administrator)
        page = f"/quan-tri/accounts/user/{household.owner_id}/"
        assert client.get(page + "change/").status_code == 200
        assert client.get(page + "password/").status_code == 200

    def test_nobody_is_deleted(self, client, administrator, household):
        assert client.post(f"/quan-tri/accounts/user/{household.owner_id}/delete/", {"post": "yes"}).status_code == 403

    def test_texts_are_read_without_their_codes_and_never_changed(self, client, administrator):
        from tests.accounts.codes import PHONE, send

        code = send()
        text = TextMessage.objects.get()
        for path in ("/quan-tri/accounts/textmessage/", f"/quan-tri/accounts/textmessage/{text.pk}/change/"):
            page = client.get(path).text
            assert code not in page
            assert "tin chứa mã" in page
        assert client.get(f"/quan-tri/accounts/textmessage/?q={PHONE[1:]}").context["cl"].result_count == 1
        assert client.get("/quan-tri/accounts/textmessage/?q=abc").context["cl"].result_count == 0
        for step in ("add/", f"{text.pk}/delete/"):
            assert client.post(f"/quan-tri/accounts/textmessage/{step}", {"post": "yes"}).status_code == 403
        assert client.post(f"/quan-tri/accounts/textmessage/{text.pk}/change/", {"body": "x"}).status_code == 403

    def test_consents_are_read_and_never_changed(self, client, administrator, household):
        from portal1034.accounts.operations import give_consent

        row = give_consent(user=household.owner, purpose=ConsentPurpose.VOSO)
        listed = client.get("/quan-tri/accounts/consent/?q=0900555666")
        assert listed.context["cl"].result_count == 2  # the first, to be on the portal, and this
        assert client.post(f"/quan-tri/accounts/consent/{row.pk}/change/", {"wording": "x"}).status_code == 403
        assert client.get("/quan-tri/accounts/consent/add/").status_code == 403

    def test_departments_and_communes_are_listed(self, client, administrator):
        DepartmentFactory()
        for path in ("accounts/department/", "accounts/department/add/", "regions/commune/?q=chu", "regions/commune/"):
            assert client.get(f"/quan-tri/{path}").status_code == 200, path

    def test_pages_of_the_admin_keep_the_policy(self, client, administrator, household):
        from tests.conftest import INLINE

        pages = [
            "/quan-tri/",
            LIST,
            page_of(household),
            ADD,
            page_of(household, "tra-lai"),
            "/quan-tri/accounts/user/add/",
        ]
        for path in [*pages, "/quan-tri/accounts/department/add/", "/quan-tri/accounts/textmessage/"]:
            body = client.get(path).content
            assert not [what for pattern, what in INLINE if pattern.search(body)], path

    def test_the_desk_is_under_quan_tri(self):
        assert reverse("admin:households_household_changelist") == LIST
