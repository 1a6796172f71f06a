"""Imports of households end to end: exact previews, exact undo, crashes, doubles, scope."""

import io

import pytest
from django.utils import timezone

from households.enums import ImportStatus, OnKnown, OnSimilar, Verification
from households.importing.reading import UnreadableFile
from households.models import Household, ImportRun
from households.operations import NotPossible
from households.operations.importing import (
    choose_columns,
    confirm_import,
    purge_expired,
    undo_import,
)
from portal1034.accounts.enums import ConsentHow, Role
from portal1034.accounts.models import User
from portal1034.regions.addresses import parse
from tests.factories.accounts import OfficerFactory, UserFactory
from tests.factories.households import HouseholdFactory, VerifiedHouseholdFactory
from tests.households.household_imports import HONG_GIANG, checked, dump, finish, imported, undone, uploaded
from tests.households.workbooks import HEAD, book, messy_book, phone, row

pytestmark = pytest.mark.django_db

MESSY_ROWS = 5_000


@pytest.fixture
def officer():
    return OfficerFactory(phone="+84988000001")


@pytest.fixture
def commune():
    return parse(HONG_GIANG).commune


class TestAMessyWorkbook:
    @pytest.fixture
    def messy(self, commune, officer):
        known = [
            HouseholdFactory(commune=commune, name=f"Hộ cũ {n}", owner__phone=f"+84988{110_000 + n}") for n in range(30)
        ]
        for household in known[:10]:
            household.verification, household.verified_by = Verification.VERIFIED, officer
            household.verified_at = timezone.now()
            household.save()
        for n in range(20):
            HouseholdFactory(commune=commune, name=f"Hộ bà Vi Thị Trùng {n}", owner__phone=f"+84988{220_000 + n}")
        return messy_book(
            MESSY_ROWS,
            known_phones=[household.owner.phone.as_national for household in known],
            similar_names=[f"VI THỊ TRÙNG {n}" for n in range(20)],
        )

    def test_is_previewed_exactly_imported_and_undone_to_the_last_value(self, messy, officer):
        before = dump()
        run = checked(officer, messy.file)
        assert run.status == ImportStatus.CHECKED, run.problem
        assert (run.total, run.fresh, run.known, run.similar, run.wrong) == (
            MESSY_ROWS, messy.fresh, messy.known, messy.similar, messy.wrong,
        )  # fmt: skip
        assert dump() == before
        assert run.rows.to_mend().count() == messy.wrong
        self._assert_reasons(run, messy)
        confirm_import(run=run, on_known=OnKnown.UPDATE, on_similar=OnSimilar.SKIP)
        finish(run)
        assert run.status == ImportStatus.DONE, run.problem
        assert (run.made, run.updated, run.skipped, run.failed) == (
            messy.fresh, messy.known, messy.similar, messy.wrong,
        )  # fmt: skip
        assert Household.objects.count() == messy.fresh + 50
        undone(run, officer)
        assert (run.status, run.undone, run.refused) == (ImportStatus.UNDONE, messy.fresh + messy.known, 0)
        assert dump() == before

    @staticmethod
    def _assert_reasons(run, messy):
        by_stt = {int(r.cells[0]) - 1: r.reason for r in run.rows.to_mend()}
        assert {n for n in messy.reasons if isinstance(n, int)} == set(by_stt)
        for number, reason in messy.reasons.items():
            assert reason in by_stt[number]


class TestWhatIsMade:
    def test_a_household_stands_as_if_registered_with_the_owners_paper_in_hand(self, officer):
        run = imported(officer, book([row(1, name="Nguyễn Thị Lành")]))
        household = Household.objects.get()
        assert household.name == "Hộ Nguyễn Thị Lành"
        assert household.owner.full_name == "Nguyễn Thị Lành"
        assert not household.owner.has_usable_password()
        assert household.owner.phone_verified_at is None
        assert household.province.code == "24"
        assert household.area_m2 == 720
        assert household.address_line == "thôn Kép"
        assert [crop.slug for crop in household.commodities.all()] == ["vai-thieu"]
        consent = household.owner.consents.get()
        assert (consent.given_how, consent.recorded_by) == (ConsentHow.PAPER, officer)
        assert household.assistance.by == officer
        assert "danh-sach.xlsx" in household.assistance.note
        assert "ký trên giấy" in run.consent_wording
        assert household.verification == Verification.WAITING
        assert household.events.get().pgh_context.metadata["operation"] == "import"

    def test_a_person_without_a_household_keeps_the_account_and_loses_only_the_household(self, officer):
        person = UserFactory(phone="+84900500001", full_name="")
        before = dump()
        run = imported(officer, book([row(1)]))
        assert Household.objects.get().owner == person
        undone(run, officer)
        assert dump() == before

    def test_the_same_file_again_finds_everybody_known_and_makes_nothing(self, officer):
        imported(officer, book([row(n) for n in range(30)]))
        before = dump()
        again = imported(officer, book([row(n) for n in range(30)]))
        assert (again.known, again.made, again.updated, again.skipped) == (30, 0, 0, 30)
        third = imported(officer, book([row(n) for n in range(30)]), on_known=OnKnown.UPDATE)
        assert (third.updated, third.skipped) == (0, 30)
        assert dump() == before

    def test_similar_households_are_made_when_the_officer_says_so(self, officer, commune):
        HouseholdFactory(commune=commune, name="Hộ bà Lê Thị Mơ", owner__phone="+84988000009")
        rows = [row(1, name="LÊ THỊ MƠ"), row(2, name="Lê Thị Mơ")]
        skipped = imported(officer, book(rows))
        assert (skipped.similar, skipped.made) == (2, 0)
        made = imported(officer, book(rows), on_similar=OnSimilar.MAKE)
        assert (made.similar, made.made) == (2, 2)

    @pytest.mark.parametrize("change", [{"role": Role.TRADER}, {"is_active": False}])
    def test_numbers_of_traders_and_of_closed_accounts_are_refused(self, officer, change):
        UserFactory(phone="+84900500001", **change)
        assert checked(officer, book([row(1)])).wrong == 1

    def test_numbers_are_read_as_people_and_excel_write_them(self, officer):
        numbers = [900500001.0, "+84 900 500 002", "84900500003", "0900.500.004", "9.00500005E+08", "'0900500006"]
        run = imported(officer, book([[n, f"Trần Thị Số {i}", HONG_GIANG, "", ""] for i, n in enumerate(numbers)]))
        assert run.made == 6
        found = set(Household.objects.values_list("owner__phone", flat=True))
        assert {p.as_e164 for p in found} == {f"+8490050000{n}" for n in range(1, 7)}

    def test_names_in_capitals_are_written_as_names_are(self, officer):
        imported(officer, book([row(1, name="LÊ THỊ MƠ"), row(2, name="đặng văn đào")]))
        assert set(Household.objects.values_list("name", flat=True)) == {"Hộ Lê Thị Mơ", "Hộ Đặng Văn Đào"}

    def test_digits_that_excel_cut_are_not_made_up(self, officer):
        run = checked(officer, book([["9.12E+08", "Trần Thị Mất", HONG_GIANG, "", ""]]))
        assert "Excel đã cắt mất" in run.rows.get().reason


class TestChangingAndUndoing:
    @pytest.fixture
    def household(self, officer):
        return VerifiedHouseholdFactory(name="Hộ Tên Cũ", owner__phone="+84900500001", verified_by=officer)

    def test_an_update_unverifies_what_moved_and_undo_verifies_it_again(self, household, officer):
        before = dump()
        run = imported(officer, book([row(1, name="Tên Mới")]), on_known=OnKnown.UPDATE)
        household.refresh_from_db()
        assert household.name == "Hộ Tên Mới"
        assert household.verification == Verification.WAITING
        assert household.commodities.count() == 1
        undone(run, officer)
        assert dump() == before

    def test_empty_cells_leave_what_is_there(self, household, officer):
        household.story, household.area_m2 = "Chuyện cũ", 500
        household.save()
        imported(officer, book([row(1, name="Tên Cũ", crops="", area="")]), on_known=OnKnown.UPDATE)
        household.refresh_from_db()
        assert (household.story, household.area_m2, household.name) == ("Chuyện cũ", 500, "Hộ Tên Cũ")

    def test_what_somebody_changed_since_is_left_alone_and_listed(self, officer):
        run = imported(officer, book([row(n) for n in range(1, 5)]))
        touched = Household.objects.get(owner__phone="+84900500002")
        touched.story = "Chủ hộ tự viết"
        touched.save()
        undone(run, officer)
        assert (run.undone, run.refused) == (3, 1)
        assert list(Household.objects.all()) == [touched]
        assert "có người sửa" in run.changes.exclude(refusal="").get().refusal
        undone(run, officer)
        assert (run.undone, run.refused) == (3, 1)

    def test_a_claimed_account_is_never_taken_away(self, officer):
        run = imported(officer, book([row(1), row(2)]))
        User.objects.filter(phone="+84900500001").update(phone_verified_at=timezone.now())
        undone(run, officer)
        assert "nhận tài khoản" in run.changes.exclude(refusal="").get().refusal
        assert User.objects.filter(phone="+84900500001").exists()

    def test_a_household_that_has_products_by_now_stays(self, officer):
        from tests.factories.products import ProductFactory

        run = imported(officer, book([row(1), row(2)]))
        ProductFactory(household=Household.objects.get(owner__phone="+84900500001"))
        undone(run, officer)
        assert "sản phẩm" in run.changes.exclude(refusal="").get().refusal

    def test_undone_twice_changes_nothing_more(self, officer):
        before = dump()
        run = imported(officer, book([row(n) for n in range(20)]))
        undone(run, officer)
        undone(run, officer)
        assert (run.undone, run.refused) == (20, 0)
        assert dump() == before

    def test_nothing_is_undone_that_was_never_imported(self, officer):
        run = checked(officer, book([row(1)]))
        with pytest.raises(NotPossible):
            undo_import(run=run, by=officer)

    def test_after_a_month_files_rows_and_old_values_are_gone(self, officer):
        run = imported(officer, book([row(1), row(2, address="")]))
        assert purge_expired() == 0
        ImportRun.objects.update(created_at=timezone.now() - timezone.timedelta(days=31))
        assert purge_expired() == 1
        assert not run.parts.exists()
        assert not run.rows.exists()
        assert run.changes.get().after == {}
        with pytest.raises(NotPossible):
            undo_import(run=run, by=officer)


def test_a_file_without_a_head_or_without_rows_is_refused_with_a_sentence(officer):
    for file in (book([[1, 2, 3]], head=None), book([]), book([], head=["Chỉ một cột"])):
        with pytest.raises(UnreadableFile):
            uploaded(officer, file)


def test_the_officer_must_say_which_column_is_the_phone(officer):
    run = uploaded(officer, book([["x", "y", "z"]], head=["Liên lạc chính", "Họ tên chủ hộ", "Địa chỉ"]))
    with pytest.raises(NotPossible, match="Số điện thoại"):
        choose_columns(run=run, mapping={"owner": 1, "address": 2})


def test_csv_of_excel_is_imported_as_well(officer):
    lines = "\ufeff" + ";".join(HEAD) + "\r\n" + f'{phone(7)};"Lê Thị ""Bé"" Ba";"{HONG_GIANG}";vải thiều;\r\n'
    run = imported(officer, io.BytesIO(lines.encode()))
    assert run.made == 1
    assert Household.objects.get().name == 'Hộ Lê Thị "Bé" Ba'
