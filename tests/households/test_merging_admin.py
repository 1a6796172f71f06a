"""The officer's pages that lay two households side by side, and the queue of those that wait."""

import datetime as dt

import pytest

from households import operations
from households.models import Assistance, Household, HouseholdMerge, NotDuplicate
from portal1034.accounts.enums import Role
from portal1034.accounts.models import TextMessage, User
from portal1034.accounts.privacy.identities import keep_identity
from tests.factories.accounts import DepartmentFactory, OfficerFactory, UserFactory
from tests.factories.households import HouseholdFactory, VerifiedHouseholdFactory, commune_of
from tests.factories.products import ProductFactory

pytestmark = pytest.mark.django_db

LIST = "/quan-tri/households/household/"


@pytest.fixture
def officer(client):
    found = OfficerFactory()
    client.force_login(found)
    return found


@pytest.fixture
def pair():
    return VerifiedHouseholdFactory(name="Hộ bà Lành"), VerifiedHouseholdFactory(name="Nguyễn Thị Lành")


def merge(pair, by=None) -> HouseholdMerge:
    return operations.merge(keep=pair[0], drop=pair[1], by=by or OfficerFactory())


class TestTheOfficersPages:
    def compare(self, pair) -> str:
        return f"{LIST}{pair[0].pk}/so-sanh/{pair[1].pk}/"

    def test_the_household_shows_what_looks_like_it(self, client, officer):
        mine, other = (HouseholdFactory(name="Nguyễn Thị Lành") for _number in range(2))
        page = client.get(f"{LIST}{mine.pk}/change/").text
        assert "Có thể trùng với" in page
        assert self.compare((mine, other)) in page

    def test_a_suspect_in_another_province_is_not_shown(self, client, officer):
        mine, other = HouseholdFactory(), HouseholdFactory(name="Hộ kín", commune=commune_of("66"))
        for household in (mine, other):
            keep_identity(user=household.owner, number="024090001234")
        assert "Hộ kín" not in client.get(f"{LIST}{mine.pk}/change/").text

    def test_the_list_marks_what_looks_alike(self, client, officer):
        for name in ("Nguyễn Thị Lành", "Nguyễn Thị Lanh", "Vi Văn Đức"):
            HouseholdFactory(name=name)
        flags = {row.name: row.looks_like_another for row in client.get(LIST).context["cl"].result_list}
        assert flags == {"Nguyễn Thị Lành": True, "Nguyễn Thị Lanh": True, "Vi Văn Đức": False}

    def test_side_by_side_tells_what_differs_and_what_each_holds(self, client, officer, pair):
        ProductFactory(household=pair[1])
        page = client.get(self.compare(pair))
        rows = {str(row["name"]): row for row in page.context["rows"]}
        assert rows["Tên"]["values"] == ["Hộ bà Lành", "Nguyễn Thị Lành"]
        assert rows["Sản phẩm"]["values"] == ["0", "1"]
        assert rows["Nơi"]["differ"] is False

    @pytest.mark.parametrize("kept", [0, 1])
    def test_one_press_merges_into_the_one_chosen(self, client, officer, pair, kept):
        answer = client.post(self.compare(pair), {"keep": pair[kept].pk})
        assert answer.url == f"{LIST}{pair[kept].pk}/change/"
        record = HouseholdMerge.objects.get()
        assert (record.kept, record.merged_by) == (pair[kept], officer)
        page = client.get(answer.url).text
        assert "Tách lại" in page
        assert "gộp hồ sơ" in page

    def test_two_they_are(self, client, officer, pair):
        client.post(self.compare(pair), {"keep": ""})
        assert NotDuplicate.objects.get().said_by == officer
        assert not HouseholdMerge.objects.exists()

    def test_the_way_back_is_a_button(self, client, officer, pair):
        record = merge(pair)
        address = f"{LIST}gop/{record.pk}/tach/"
        assert client.get(address).status_code == 405
        assert client.post(address).url == f"{LIST}{pair[1].pk}/change/"
        assert "tách lại rồi" in client.post(address, follow=True).text

    def test_a_merged_household_is_told_so_and_offers_no_decision(self, client, officer, pair):
        merge(pair)
        page = client.get(f"{LIST}{pair[1].pk}/change/").text
        assert "Đã gộp vào" in page
        assert f"{LIST}{pair[1].pk}/xac-minh/" not in page
        client.post(self.compare(pair), {"keep": pair[0].pk})
        assert HouseholdMerge.objects.count() == 1

    def test_not_with_a_household_of_another_province(self, client, officer, pair):
        there = HouseholdFactory(commune=commune_of("66"))
        for two in ((pair[0], there), (there, pair[0])):
            assert client.get(self.compare(two)).status_code == 404
            assert client.post(self.compare(two), {"keep": two[0].pk}).status_code == 404
        assert client.get(self.compare((pair[0], pair[0]))).status_code == 404
        record = merge((pair[0], there))
        assert client.post(f"{LIST}gop/{record.pk}/tach/").status_code == 404
        assert client.post(f"{LIST}gop/99999/tach/").status_code == 404
        assert HouseholdMerge.objects.standing().exists()

    def test_not_ones_own_household(self, client, pair):
        User.objects.filter(pk=pair[0].owner_id).update(role=Role.OFFICER, department=DepartmentFactory())
        client.force_login(User.objects.get(pk=pair[0].owner_id))
        assert client.post(self.compare(pair), {"keep": pair[0].pk}).status_code == 403
        record = merge(pair)
        assert client.post(f"{LIST}gop/{record.pk}/tach/").status_code == 403

    @pytest.mark.parametrize("role", [Role.HOUSEHOLD, Role.TRADER, Role.EDITOR])
    def test_nobody_else_comes_in(self, client, pair, role):
        client.force_login(UserFactory(role=role))
        assert client.post(self.compare(pair), {"keep": pair[0].pk}).status_code in {302, 403, 404}
        assert client.get(f"{LIST}ke-tiep/").status_code in {302, 403}
        assert not HouseholdMerge.objects.exists()


class TestTheQueue:
    def test_the_next_one_is_the_one_that_has_waited_longest(self, client, officer):
        rows = [HouseholdFactory() for _number in range(3)]
        for days, row in enumerate(rows):
            moment = row.created_at - dt.timedelta(days=days)
            Household.objects.filter(pk=row.pk).update(created_at=moment)
        HouseholdFactory(commune=commune_of("66"))
        assert client.get(f"{LIST}ke-tiep/").url == f"{LIST}{rows[2].pk}/change/"
        assert client.get(f"{LIST}ke-tiep/?sau={rows[2].pk}").url == f"{LIST}{rows[1].pk}/change/"
        assert client.get(f"{LIST}ke-tiep/?sau=abc").status_code == 302

    def test_an_empty_queue_says_so(self, client, officer):
        assert "Không còn hộ nào chờ" in client.get(f"{LIST}ke-tiep/", follow=True).text

    def test_ready_sentences_and_ones_own_make_the_reason(self, client, officer):
        household = HouseholdFactory()
        client.post(f"{LIST}{household.pk}/tra-lai/", {"ready": ["hamlet", "name"], "reason": "Gọi lại giúp."})
        household.refresh_from_db()
        assert household.return_reason == (
            "Địa chỉ thiếu tên thôn, xóm hoặc số nhà. Tên hộ chưa rõ. Bác ghi họ tên đầy đủ của chủ hộ. Gọi lại giúp."
        )
        assert "Địa chỉ thiếu tên thôn" in TextMessage.objects.get().body

    @pytest.mark.parametrize("sent", [{"ready": ["không có"]}, {}, {"ready": ["hamlet"], "reason": "x" * 499}])
    def test_what_cannot_be_the_reason_is_refused_in_a_sentence(self, client, officer, sent):
        household = HouseholdFactory()
        answer = client.post(f"{LIST}{household.pk}/tra-lai/", sent)
        assert answer.status_code == 422
        assert answer.context["form"].errors

    def test_the_history_tells_what_who_and_when(self, client, officer):
        household = HouseholdFactory()
        client.post(f"{LIST}{household.pk}/xac-minh/")
        history = client.get(f"{LIST}{household.pk}/change/").context["history"]
        assert history[0].startswith("xác minh")
        assert officer.full_name in history[0]

    def test_the_list_costs_at_most_fifteen_queries(self, client, officer, django_assert_max_num_queries):
        for number in range(40):
            household = HouseholdFactory(name=f"Hộ {number}")
            Assistance.objects.create(household=household, by=officer, how="paper")
        client.get(LIST)
        with django_assert_max_num_queries(15):
            client.get(LIST)
