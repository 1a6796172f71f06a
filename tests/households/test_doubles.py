"""The list of all probable doubles: which pairs, in what order, whose; and that it is read from an index."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from households import doubles, operations
from households.duplicates import SAME_NAME, SAME_PERSON, bare_name
from households.enums import Verification
from households.models import Household, HouseholdMerge, NotDuplicate, SamePerson
from portal1034.accounts.enums import Role
from portal1034.accounts.perms import EVERYWHERE, NOWHERE, scope_of
from portal1034.accounts.privacy.identities import keep_identity
from portal1034.regions.models import Commune
from tests.factories.accounts import DepartmentFactory, OfficerFactory, UserFactory
from tests.factories.households import HouseholdFactory, commune_of

pytestmark = pytest.mark.django_db

LIST = "/quan-tri/households/household/trung/"
NUMBER = "024090001234"
WORDS = ["Hộ", "hộ", "gia đình", "Nhà", "CƠ SỞ", "ông", "Bà", "anh", "chị", "Cô", "sở", "chú", "bác", "Bắc", "Nguyễn"]
WORDS += ["sản xuất", "kinh doanh", "Đức", "đ", "9", "-", "(", "Ơn", "Thi\u0323", "hoa", "nhàn"]


def found(scope=EVERYWHERE, **more) -> list[tuple]:
    return [(pair.first, pair.second, pair.why) for pair in doubles.pairs(scope, most=100, **more)]


def of_one_person(*households: Household) -> None:
    for household in households:
        keep_identity(user=household.owner, number=NUMBER)


def twins(count=2, **said) -> list[Household]:
    return [HouseholdFactory(**{"name": "Nguyễn Thị Lành", **said}) for _number in range(count)]


class TestTheBareName:
    @given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6), st.sampled_from([" ", "  ", ", "]))
    def test_the_database_makes_names_bare_as_python_does(self, words, between):
        name = between.join(words)
        with connection.cursor() as cursor:
            cursor.execute("SELECT portal_bare_name(%s)", [name])
            assert cursor.fetchone()[0] == bare_name(name)

    def test_it_follows_the_name_and_is_not_in_the_history(self):
        household = HouseholdFactory(name="Hộ bà Lành")
        household.name = "Hộ ông Đức"
        household.save()
        household.refresh_from_db()
        assert household.bare_name == "duc"
        events = household.events.order_by("-pgh_id")
        assert events.first().name == "Hộ ông Đức"
        assert "bare_name" not in {field.name for field in events.model._meta.get_fields()}


class TestPairs:
    def test_the_same_number_comes_before_the_same_name(self):
        one, other = twins()
        here, there = HouseholdFactory(name="Vi Văn Một"), HouseholdFactory(name="Lò Thị Hai", commune=commune_of("66"))
        of_one_person(here, there)
        assert found() == [(here, there, SAME_PERSON), (one, other, SAME_NAME)]

    def test_both_proofs_make_one_pair(self):
        pair = twins()
        of_one_person(*pair)
        assert found() == [(*pair, SAME_PERSON)]

    def test_titles_and_marks_do_not_hide_a_double_and_communes_do(self):
        one, other = HouseholdFactory(name="Hộ bà Nguyễn Thị Lành"), HouseholdFactory(name="NGUYEN THI LANH")
        neighbour = Commune.objects.filter(province=one.province).exclude(pk=one.commune_id).first()
        HouseholdFactory(name="Nguyễn Thị Lành", commune=neighbour)
        HouseholdFactory(name="Nguyễn Thị Lánh Xa")
        assert found() == [(one, other, SAME_NAME)]

    def test_three_of_a_name_are_three_pairs_until_told_apart(self):
        one, two, three = twins(3)
        assert [pair[:2] for pair in found()] == [(one, two), (one, three), (two, three)]
        operations.not_duplicates(one=three, other=one, by=OfficerFactory())
        assert [pair[:2] for pair in found()] == [(one, two), (two, three)]

    def test_those_of_one_person_told_apart_and_merged_ones_are_gone(self):
        pair, named = (HouseholdFactory(), HouseholdFactory()), twins()
        of_one_person(*pair)
        operations.not_duplicates(one=pair[0], other=pair[1], by=OfficerFactory())
        operations.merge(keep=named[0], drop=named[1], by=OfficerFactory())
        assert found() == []

    def test_names_without_a_letter_are_no_names(self):
        Household.objects.filter(pk__in=[row.pk for row in twins()]).update(name="***")
        assert found() == []

    @pytest.mark.parametrize("size", [1, 2, 5])
    def test_pages_follow_each_other_without_a_gap_or_a_repetition(self, size):
        twins(4)
        twins(2, name="Vi Văn Đức")
        of_one_person(*(HouseholdFactory() for _number in range(3)))
        walked, after = [], ""
        while page := doubles.pairs(EVERYWHERE, after=after, most=size):
            walked += [(pair.first, pair.second, pair.why) for pair in page]
            after = page[-1].cursor
        assert walked == found()
        assert len(set(walked)) == 3 + 6 + 1

    def test_merging_what_a_page_ended_with_does_not_move_the_next_page(self):
        one, two, three = twins(3)
        first = doubles.pairs(EVERYWHERE, most=1)[0]
        operations.merge(keep=two, drop=one, by=OfficerFactory())
        assert [pair[:2] for pair in found(after=first.cursor)] == [(two, three)]

    @pytest.mark.parametrize("cursor", ["", "x", "ten", "ten-1", "ten-a-b", "khac-1-2", "ten-²-1", f"ten-{'9' * 30}-1"])
    def test_any_other_cursor_is_the_beginning(self, cursor):
        twins()
        assert len(found(after=cursor)) == 1

    def test_the_index_is_what_is_read(self):
        twins(2)
        plan = self.plan()
        assert plan.count("Index Only Scan using household_commune_name") == 2
        assert "Seq Scan on households_household" not in plan

    def plan(self) -> str:
        """What PostgreSQL would do with more rows than a test has."""
        said = {"communes": [commune_of("24").pk], "commune": 0, "name": "", "first": 0, "second": 0}
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
            cursor.execute("EXPLAIN " + doubles._SAME_NAME, {**said, "merged": Verification.MERGED, "most": 31})
            return "\n".join(row[0] for row in cursor.fetchall())


class TestTheTableOfSharedNumbers:
    def test_it_follows_the_numbers_wherever_they_are_written(self):
        one, other = HouseholdFactory(), HouseholdFactory()
        of_one_person(one, other)
        assert found() == [(one, other, SAME_PERSON)]
        keep_identity(user=other.owner, number="024090001235")
        assert found() == []
        keep_identity(user=one.owner, number="024090001235")
        assert found() == [(one, other, SAME_PERSON)]
        one.owner.identity.delete()
        assert found() == []
        assert not SamePerson.objects.exists()

    def test_three_of_one_number_are_three_pairs(self):
        of_one_person(*(HouseholdFactory() for _number in range(3)))
        assert SamePerson.objects.count() == len(found()) == 3


class TestScope:
    def test_only_pairs_that_lie_wholly_in_the_officers_provinces(self):
        mine, theirs = twins(), twins(commune=commune_of("66"))
        of_one_person(HouseholdFactory(), HouseholdFactory(commune=commune_of("66")))
        assert found(scope_of(OfficerFactory())) == [(*mine, SAME_NAME)]
        there = scope_of(OfficerFactory(department=DepartmentFactory(codes=["66"])))
        assert found(there) == [(*theirs, SAME_NAME)]
        assert found(NOWHERE) == []
        assert len(found()) == 3

    def test_another_provinces_cursor_opens_nothing_of_it(self, client, here):
        twins(3, commune=commune_of("66"), name="Người Ở Xa")
        cursor = doubles.pairs(EVERYWHERE, most=1)[0].cursor
        assert "Người Ở Xa" not in client.get(f"{LIST}?sau={cursor}").text

    def test_the_queue_counts_ones_own_pairs(self, client, here):
        twins(3)
        twins(2, commune=commune_of("66"))
        items = {str(item.title): item for item in client.get("/quan-tri/").context["queue"]}
        assert items["Hồ sơ có thể trùng"].count == 3
        assert items["Hồ sơ có thể trùng"].url == LIST

    @pytest.mark.parametrize("role", [Role.HOUSEHOLD, Role.TRADER, Role.EDITOR])
    def test_nobody_else_comes_in(self, client, role):
        client.force_login(UserFactory(role=role))
        assert client.get(LIST).status_code in {302, 403}


class TestThePage:
    def test_a_row_leads_to_the_two_side_by_side_and_back_to_the_list(self, client, here):
        one, other = twins()
        compare = f"/quan-tri/households/household/{one.pk}/so-sanh/{other.pk}/?tu=trung"
        assert compare in client.get(LIST).text
        assert LIST in client.get(compare).text
        assert client.post(compare, {"keep": ""}).url == LIST
        assert NotDuplicate.objects.exists()
        assert "Không có hồ sơ nào trùng" in client.get(LIST).text

    def test_merging_from_the_list_comes_back_to_it(self, client, here):
        one, other = twins()
        compare = f"/quan-tri/households/household/{one.pk}/so-sanh/{other.pk}/?tu=trung"
        assert client.post(compare, {"keep": one.pk}).url == LIST
        assert HouseholdMerge.objects.get().kept == one

    def test_the_next_page_is_a_link(self, client, here, monkeypatch):
        monkeypatch.setattr("households.admin.doubles.PER_PAGE", 2)
        twins(3)
        page = client.get(LIST)
        address = f"{LIST}?sau={page.context['next_after']}"
        assert address in page.text
        last = client.get(address)
        assert len(last.context["pairs"]) == 1
        assert last.context["next_after"] == ""
        assert "Hết rồi" in client.get(f"{LIST}?sau={last.context['pairs'][0].cursor}").text

    def test_one_pair_or_thirty_cost_the_same_queries(self, client, here, django_assert_max_num_queries):
        twins()
        client.get(LIST)
        with django_assert_max_num_queries(15) as few:
            client.get(LIST)
        twins(8)
        with django_assert_max_num_queries(len(few)):
            client.get(LIST)
