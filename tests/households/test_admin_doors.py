"""The officer's desk of households: what each role and province may see and choose, by every way in."""

import pytest

from households.enums import Verification
from households.models import Household
from households.perms import can_edit, can_manage, can_return, can_verify, owns
from portal1034.accounts.enums import Role
from portal1034.accounts.models import TextMessage, User
from portal1034.regions.models import Commune
from tests.factories.accounts import DepartmentFactory, OfficerFactory, UserFactory
from tests.factories.households import HouseholdFactory, commune_of
from tests.households.test_admin import ASSISTED

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


class TestPredicates:
    def test_an_officer_of_the_province_verifies_and_edits(self, household, here):
        assert can_verify(here, household)
        assert can_return(here, household)
        assert can_edit(here, household)
        assert can_manage(here, household)

    def test_an_officer_of_another_province_does_not(self, household, elsewhere):
        for predicate in (can_verify, can_return, can_edit, can_manage, owns):
            assert not predicate(elsewhere, household)

    def test_an_administrator_may_everywhere(self, household):
        assert can_verify(UserFactory(role=Role.ADMINISTRATOR), household)

    def test_the_owner_edits_and_never_verifies(self, household):
        assert owns(household.owner, household)
        assert can_edit(household.owner, household)
        assert not can_verify(household.owner, household)

    @pytest.mark.parametrize("role", [Role.HOUSEHOLD, Role.TRADER, Role.EDITOR])
    def test_nobody_else_does_anything(self, household, role):
        for predicate in (can_verify, can_return, can_edit, can_manage, owns):
            assert not predicate(UserFactory(role=role), household)

    def test_nobody_verifies_their_own_household(self, household):
        household.owner.role = Role.ADMINISTRATOR
        household.owner.save()
        assert not can_verify(household.owner, household)


class TestEntering:
    def test_the_admin_has_no_sign_in_page_of_its_own(self, client):
        answer = client.get("/quan-tri/", follow=True)
        assert answer.redirect_chain[-1][0] == "/dang-nhap/?next=/quan-tri/"
        assert client.get("/quan-tri/login/").url.startswith("/dang-nhap/?next=")

    @pytest.mark.parametrize("role", [Role.HOUSEHOLD, Role.TRADER])
    def test_people_who_are_not_staff_are_told_so(self, client, role):
        client.force_login(UserFactory(role=role))
        assert client.get("/quan-tri/", follow=True).status_code == 403

    def test_staff_at_the_login_address_go_in(self, client, here):
        assert client.get("/quan-tri/login/").url == "/quan-tri/"

    def test_the_password_is_changed_on_the_portals_page(self, client, here):
        assert client.get("/quan-tri/password_change/").url == "/dang-ky/mat-khau/"

    def test_the_first_page_counts_what_waits_in_the_officers_provinces(self, client, household, here):
        HouseholdFactory(commune=commune_of("66"))
        page = client.get("/quan-tri/")
        (item,) = [item for item in page.context["queue"] if "Hộ chờ" in str(item.title)]
        assert item.count == 1
        found = client.get(item.url)
        assert [row.pk for row in found.context["cl"].result_list] == [household.pk]

    def test_an_editor_has_no_queue_of_households(self, client):
        client.force_login(UserFactory(role=Role.EDITOR))
        page = client.get("/quan-tri/")
        assert not [item for item in page.context["queue"] if "Hộ chờ" in str(item.title)]

    def test_an_officer_sees_no_accounts_texts_or_departments(self, client, here):
        for table in ("user", "department", "textmessage", "consent"):
            assert client.get(f"/quan-tri/accounts/{table}/").status_code == 403

    def test_groups_are_not_a_second_way_to_permissions(self, client):
        client.force_login(UserFactory(role=Role.ADMINISTRATOR))
        assert client.get("/quan-tri/auth/group/").status_code == 404


class TestAnotherProvince:
    """Every way to a household of Bắc Giang is closed to an officer of Đắk Lắk."""

    def test_the_list_and_its_search_and_filters(self, client, household, elsewhere):
        for query in (
            "",
            "?q=lanh",
            "?q=0900555666",
            f"?q={household.code}",
            "?tinh=bac-giang",
            "?verification__exact=waiting",
        ):
            assert client.get(LIST + query).context["cl"].result_count == 0, query

    def test_a_lookup_typed_into_the_address_leads_nowhere(self, client, household, elsewhere):
        answer = client.get(f"{LIST}?province__id__exact={household.province_id}")
        assert answer.status_code in {302, 400} or answer.context["cl"].result_count == 0

    @pytest.mark.parametrize("step", ["change", "history", "delete"])
    def test_its_pages(self, client, household, elsewhere, step):
        answer = client.get(page_of(household, step))
        assert answer.status_code in {302, 403}
        assert "Lành" not in answer.text

    def test_changing_it(self, client, household, elsewhere):
        client.post(page_of(household), changed(household, name="Đổi tên"))
        household.refresh_from_db()
        assert household.name == "Hộ Nguyễn Thị Lành"

    def test_verifying_and_returning_it(self, client, household, elsewhere):
        assert client.post(page_of(household, "xac-minh")).status_code == 404
        assert client.get(page_of(household, "tra-lai")).status_code == 404
        assert client.post(page_of(household, "tra-lai"), {"reason": "Thiếu thôn."}).status_code == 404
        assert state(household) == Verification.WAITING
        assert not TextMessage.objects.exists()

    def test_the_action_on_a_selection(self, client, household, elsewhere):
        client.post(LIST, {"action": "verify_selected", "_selected_action": [household.pk]}, follow=True)
        assert state(household) == Verification.WAITING

    def test_the_choices_of_communes(self, client, household, elsewhere):
        found = client.get(AUTOCOMPLETE, self.ask(household.commune.name)).json()["results"]
        assert str(household.commune_id) not in {row["id"] for row in found}
        own = commune_of("66")
        found = client.get(AUTOCOMPLETE, self.ask(own.name)).json()["results"]
        assert str(own.pk) in {row["id"] for row in found}

    def ask(self, term):
        return {"term": term, "app_label": "households", "model_name": "household", "field_name": "commune"}

    def test_a_commune_of_another_province_posted_by_hand(self, client, elsewhere):
        own = HouseholdFactory(commune=commune_of("66"))
        answer = client.post(page_of(own), changed(own, commune=commune_of("24").pk))
        assert answer.status_code == 200
        assert answer.context["adminform"].form.errors["commune"]
        own.refresh_from_db()
        assert own.province.code == "66"

    def test_the_filter_offers_the_officers_provinces_only(self, client):
        client.force_login(OfficerFactory(department=DepartmentFactory(codes=["66", "67"])))
        specs = client.get(LIST).context["cl"].filter_specs
        (provinces,) = [spec for spec in specs if str(spec.title) == "tỉnh"]
        assert {slug for slug, _ in provinces.lookup_choices} == {"dak-lak", "dak-nong"}

    def test_registering_someone_there(self, client, elsewhere):
        answer = client.post(ADD, ASSISTED)
        assert answer.status_code == 422
        assert "ngoài tỉnh bạn phụ trách" in answer.text
        assert not Household.objects.exists()
        assert not User.objects.filter(phone="+84900777888").exists()

    def test_communes_themselves_are_only_looked_at(self, client, elsewhere):
        other = Commune.objects.filter(province__code="24").first()
        assert client.get(f"/quan-tri/regions/commune/{other.pk}/change/").status_code == 302
        own = commune_of("66")
        assert client.get(f"/quan-tri/regions/commune/{own.pk}/change/").status_code == 200
        assert client.post(f"/quan-tri/regions/commune/{own.pk}/change/", {"name": "x"}).status_code == 403


class TestOtherRoles:
    @pytest.mark.parametrize("role", [Role.HOUSEHOLD, Role.TRADER, Role.EDITOR])
    def test_nobody_but_officers_and_administrators_reaches_households(self, client, household, role):
        client.force_login(UserFactory(role=role))
        ways = [("get", LIST), ("get", ADD), ("post", ADD), ("get", page_of(household)), ("post", page_of(household))]
        ways += [("post", page_of(household, "xac-minh")), ("post", page_of(household, "tra-lai"))]
        for method, url in ways:
            assert getattr(client, method)(url).status_code in {302, 403, 404}, url
        assert state(household) == Verification.WAITING

    def test_an_anonymous_visitor_reaches_nothing(self, client, household):
        for url in (LIST, ADD, page_of(household), page_of(household, "tra-lai"), AUTOCOMPLETE):
            assert client.get(url).status_code == 302, url
        assert client.post(page_of(household, "xac-minh")).status_code == 302
        assert state(household) == Verification.WAITING

    def test_an_administrator_sees_the_country(self, client, household):
        HouseholdFactory(commune=commune_of("66"))
        client.force_login(UserFactory(role=Role.ADMINISTRATOR))
        assert client.get(LIST).context["cl"].result_count == 2
        assert client.get(LIST + "?tinh=bac-giang").context["cl"].result_count == 1

    @pytest.mark.parametrize("role", [Role.OFFICER, Role.ADMINISTRATOR])
    def test_nobody_deletes_a_household(self, client, household, role):
        client.force_login(OfficerFactory() if role == Role.OFFICER else UserFactory(role=role))
        assert client.post(page_of(household, "delete"), {"post": "yes"}).status_code == 403
        assert "delete_selected" not in client.get(LIST).text
        assert Household.objects.filter(pk=household.pk).exists()
