"""Households that may be one: by name, by commune, by citizen's number."""

import pytest
from django.db import connection

from households import operations
from households.duplicates import NEAR_NAME, SAME_NAME, SAME_PERSON, bare_name, flag, is_near, suspects, within
from households.models import Household, NotDuplicate
from portal1034.accounts.privacy.identities import keep_identity
from portal1034.regions.models import Province
from tests.factories.accounts import OfficerFactory
from tests.factories.households import HouseholdFactory, commune_of

pytestmark = pytest.mark.django_db


class TestNames:
    @pytest.mark.parametrize(
        ("name", "bare"),
        [
            ("Hộ bà Nguyễn Thị Lành", "nguyen thi lanh"),
            ("NGUYỄN THỊ LÀNH", "nguyen thi lanh"),
            ("Gia đình ông Vi Văn  Đức", "vi van duc"),
            ("Hộ sản xuất bà Lê Thị Mơ", "le thi mo"),
            ("Hộ kinh doanh Lê  Thị Mơ", "le thi mo"),
            ("Hộ sản xuất", "san xuat"),
            ("Hộ", "ho"),
            ("Hộ bà", "ba"),
            ("Bà Rịa xanh", "ria xanh"),
        ],
    )
    def test_titles_and_marks_do_not_tell_names_apart(self, name, bare):
        assert bare_name(name) == bare

    @pytest.mark.parametrize(
        ("one", "other", "most", "answer"),
        [("lanh", "lan", 1, True), ("lanh", "lanh", 0, True), ("lanh", "lung", 1, False), ("a", "abcd", 2, False)],
    )
    def test_the_distance_counts_slips_of_the_pen(self, one, other, most, answer):
        assert within(one, other, most) is answer

    def test_long_names_may_differ_by_two_letters_short_ones_by_one(self):
        assert is_near("nguyen thi lanh", "nguyen thi lann")
        assert not is_near("nguyen thi lanh", "nguyen van hung")
        assert not is_near("lan", "hoa")
        assert not is_near("lan", "lan")


class TestSuspects:
    def test_the_same_and_a_near_name_in_the_commune_are_found_the_surest_first(self):
        mine = HouseholdFactory(name="Hộ bà Nguyễn Thị Lành")
        near = HouseholdFactory(name="Nguyen Thi Lanhh")
        same = HouseholdFactory(name="Nguyễn Thị Lành")
        HouseholdFactory(name="Vi Văn Đức")
        HouseholdFactory(name="Nguyễn Thị Lành", commune=commune_of("66"))
        assert [(s.household, s.why) for s in suspects(mine)] == [(same, SAME_NAME), (near, NEAR_NAME)]

    def test_the_same_citizens_number_is_found_anywhere(self):
        one, other = HouseholdFactory(name="Vi Văn Một"), HouseholdFactory(name="Lò Thị Khác", commune=commune_of("66"))
        for household in (one, other):
            keep_identity(user=household.owner, number="024090001234")
        assert [(s.household, s.why) for s in suspects(one)] == [(other, SAME_PERSON)]

    def test_merged_ones_and_those_told_apart_are_not_asked_about(self):
        mine, merged, apart = (HouseholdFactory(name="Nguyễn Thị Lành") for _number in range(3))
        operations.merge(keep=HouseholdFactory(name="Ai đó"), drop=merged, by=OfficerFactory())
        operations.not_duplicates(one=apart, other=mine, by=OfficerFactory())
        operations.not_duplicates(one=mine, other=apart, by=OfficerFactory())
        assert NotDuplicate.objects.count() == 1
        assert suspects(mine) == []

    def test_in_a_large_commune_those_nearest_in_the_alphabet_are_compared(self, monkeypatch):
        monkeypatch.setattr("households.duplicates.MOST_COMPARED", 4)
        mine = HouseholdFactory(name="Nguyễn Thị Lành")
        for name in ("An Văn Ba", "Bùi Thị Cam", "Vi Văn Đức", "Lò Thị Én", "Phạm Văn Giáp"):
            HouseholdFactory(name=name)
        before, after = HouseholdFactory(name="Nguyễn Thị Lanb"), HouseholdFactory(name="Nguyễn Thị Lành A")
        assert {s.household for s in suspects(mine)} == {before, after}

    @pytest.mark.parametrize("count", [1, 3, 30])
    def test_a_list_is_flagged_by_one_query(self, count, django_assert_num_queries):
        rows = [HouseholdFactory(name=f"Hộ bà Vi Thị {chr(65 + n % 26) * 4}{n}") for n in range(count)]
        HouseholdFactory(name=rows[0].name)
        with django_assert_num_queries(1):
            flag(rows)
        assert rows[0].looks_like_another


class TestIndexes:
    """With five million rows a list that sorts or scans them is no list; measured once, held here."""

    def plan(self, rows) -> str:
        with connection.cursor() as cursor:
            cursor.execute(
                "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off"
            )
        return rows.explain()

    @pytest.mark.parametrize(
        ("index", "rows"),
        [
            ("household_newest", lambda here: Household.objects.order_by("-created_at", "-pk")),
            ("household_of_province", lambda here: here.order_by("-created_at", "-pk")),
            ("household_verified", lambda here: here.verified().order_by("-verified_at", "-pk")),
            ("household_not_verified", lambda here: Household.objects.waiting().order_by("-created_at", "-pk")),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_lists_are_read_in_the_order_of_an_index(self, index, rows):
        here = Household.objects.filter(province=Province.objects.get(code="24"))
        plan = self.plan(rows(here)[:51])
        assert index in plan
        assert "Sort" not in plan
