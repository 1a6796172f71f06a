"""Imports of households end to end: exact previews, exact undo, crashes, doubles, scope."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from households.enums import ImportStatus, OnKnown, OnSimilar, RowOutcome, Verification
from households.importing import running
from households.importing.kinds import kind_of
from households.importing.reading import UnreadableFile
from households.models import Assistance, Household, HouseholdCrop, ImportChange, ImportRow, ImportRun
from households.operations import NotPossible
from households.operations.importing import (
    choose_columns,
    confirm_import,
    purge_expired,
    resume_import,
    start_import,
    undo_import,
)
from portal1034.accounts.enums import ConsentHow, Role
from portal1034.accounts.models import Consent, User
from tests.factories.accounts import DepartmentFactory, OfficerFactory, UserFactory
from tests.factories.households import HouseholdFactory, VerifiedHouseholdFactory
from tests.households.workbooks import ELSEWHERE, HEAD, book, messy_book, phone, row

pytestmark = pytest.mark.django_db

HONG_GIANG = "thôn Kép, xã Hồng Giang, huyện Lục Ngạn, Bắc Giang"
MESSY_ROWS = 5_000
TABLES = {
    User: ["pk", "phone", "full_name", "email", "password", "role", "department", "is_active", "phone_verified_at",
           "last_login", "date_joined"],
    Household: None,
    HouseholdCrop: ["household_id", "commodity_id", "area_m2"],
    Consent: None,
    Assistance: None,
}  # fmt: skip


def dump() -> dict:
    """Every row of every table that an import writes, each value as it stands."""
    return {
        model._meta.label: sorted(map(str, model.objects.values_list(*(columns or []))))
        for model, columns in TABLES.items()
    }


@pytest.fixture
def officer():
    return OfficerFactory(phone="+84988000001")


@pytest.fixture
def commune():
    from portal1034.regions.addresses import parse

    return parse(HONG_GIANG).commune


def uploaded(officer, file, name="danh-sach.xlsx") -> ImportRun:
    return start_import(kind=kind_of("households"), by=officer, file=file, file_name=name)


def checked(officer, file) -> ImportRun:
    run = uploaded(officer, file)
    choose_columns(run=run, mapping=run.mapping)
    finish(run)
    return run


def finish(run) -> ImportRun:
    for _turn in range(200):
        if not running.work(run.pk):
            break
    run.refresh_from_db()
    return run


def imported(officer, file, on_known=OnKnown.SKIP, on_similar=OnSimilar.SKIP) -> ImportRun:
    run = checked(officer, file)
    confirm_import(run=run, on_known=on_known, on_similar=on_similar)
    return finish(run)


def undone(run, by) -> ImportRun:
    undo_import(run=run, by=by)
    return finish(run)


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


class TestCrashes:
    @pytest.fixture(autouse=True)
    def _small_batches(self, monkeypatch):
        monkeypatch.setattr(running, "BATCH", 10)

    def crash_after(self, monkeypatch, name, batches):
        """Let the worker die before its batch number `batches + 1` commits."""
        original, done = getattr(running, name), []

        def dying(*arguments, **named):
            original(*arguments, **named)
            done.append(1)
            if len(done) > batches:
                raise KeyboardInterrupt

        monkeypatch.setattr(running, name, dying)
        return lambda: monkeypatch.setattr(running, name, original)

    def test_a_run_goes_on_behind_the_last_committed_batch_exactly_once(self, officer, monkeypatch):
        rows = [row(n) for n in range(55)] + [row(3), row(54)]  # doubles of rows before and after the crash
        run = checked(officer, book(rows))
        assert (run.fresh, run.wrong) == (55, 2)
        confirm_import(run=run, on_known=OnKnown.SKIP, on_similar=OnSimilar.SKIP)
        for batches in (0, 2, 1):
            mend = self.crash_after(monkeypatch, "_advance", batches)
            with pytest.raises(KeyboardInterrupt):
                running.work(run.pk)
            mend()
        run.refresh_from_db()
        assert run.status == ImportStatus.RUNNING
        assert run.made == 30
        finish(run)
        assert (run.status, run.made, run.failed) == (ImportStatus.DONE, 55, 2)
        assert Household.objects.count() == ImportChange.objects.count() == 55

    def test_an_undo_goes_on_too(self, officer, monkeypatch):
        before = dump()
        run = imported(officer, book([row(n) for n in range(45)]))
        undo_import(run=run, by=officer)
        mend = self.crash_after(monkeypatch, "_advance", 2)
        with pytest.raises(KeyboardInterrupt):
            running.work(run.pk)
        mend()
        assert finish(run).undone == 45
        assert dump() == before

    def test_a_worker_that_was_overtaken_writes_nothing(self, officer, monkeypatch):
        run = checked(officer, book([row(n) for n in range(30)]))
        confirm_import(run=run, on_known=OnKnown.SKIP, on_similar=OnSimilar.SKIP)
        original = running._run_batch

        def overtaken(kind, job, token, entries):
            if entries[0].number > 11:
                running._claim(run.pk, running.uuid.uuid4())
            original(kind, job, token, entries)

        monkeypatch.setattr(running, "_run_batch", overtaken)
        assert running.work(run.pk) is False
        assert Household.objects.count() == 10

    def test_a_number_registered_in_the_same_moment_is_found_known(self, officer, monkeypatch):
        run = checked(officer, book([row(n) for n in range(5)]))
        confirm_import(run=run, on_known=OnKnown.SKIP, on_similar=OnSimilar.SKIP)
        kind = kind_of("households")
        original, raced = type(kind).check, []

        def racing(self, entries, job):
            answer = original(self, entries, job)
            if not raced:
                raced.append(HouseholdFactory(owner__phone="+84900500003"))
            return answer

        monkeypatch.setattr(type(kind), "check", racing)
        # The race's own rows go with the batch that failed, as another connection's would not: it is made once more.
        monkeypatch.setattr(running, "_TRIES", 2)
        finish(run)
        assert (run.status, run.made) == (ImportStatus.DONE, 5)

    def test_a_fault_stops_the_run_with_a_sentence_and_it_can_go_on(self, officer, monkeypatch):
        run = checked(officer, book([row(n) for n in range(25)]))
        confirm_import(run=run, on_known=OnKnown.SKIP, on_similar=OnSimilar.SKIP)
        kind = kind_of("households")
        with monkeypatch.context() as patch:
            patch.setattr(type(kind), "apply", lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                running.work(run.pk)
        run.refresh_from_db()
        assert run.status == ImportStatus.FAILED
        assert "Chạy tiếp" in run.problem
        resume_import(run=run)
        assert finish(run).made == 25

    def test_a_turn_ends_in_time_and_says_that_there_is_more(self, officer):
        run = uploaded(officer, book([row(n) for n in range(25)]))
        choose_columns(run=run, mapping=run.mapping)
        assert running.work(run.pk, seconds=0) is True
        run.refresh_from_db()
        assert (run.status, run.done) == (ImportStatus.CHECKING, 10)

    def test_an_officer_who_left_imports_nothing_more(self, officer):
        run = uploaded(officer, book([row(1)]))
        choose_columns(run=run, mapping=run.mapping)
        User.objects.filter(pk=officer.pk).update(is_active=False)
        running.work(run.pk)
        run.refresh_from_db()
        assert run.status == ImportStatus.FAILED


class TestScope:
    def test_a_row_in_another_province_is_an_error(self, officer):
        run = checked(officer, book([row(1, address=ELSEWHERE), row(2)]))
        assert (run.wrong, run.fresh) == (1, 1)
        assert "ngoài tỉnh bạn phụ trách" in run.rows.to_mend().get().reason

    def test_a_household_in_another_province_is_neither_changed_nor_shown(self, officer, commune):
        from tests.factories.households import commune_of

        far = HouseholdFactory(commune=commune_of("66"), name="Hộ Ở Xa", owner__phone="+84900500001")
        run = imported(officer, book([row(1)]), on_known=OnKnown.UPDATE)
        assert run.failed == 1
        assert "Ở Xa" not in run.rows.get().reason
        far.refresh_from_db()
        assert far.name == "Hộ Ở Xa"

    def test_provinces_taken_away_since_are_not_written_by_undo(self, officer):
        run = imported(officer, book([row(1)]))
        officer.department.provinces.clear()
        officer = User.objects.get(pk=officer.pk)
        undone(run, officer)
        assert (run.undone, run.refused) == (0, 1)
        assert Household.objects.exists()


class TestEffort:
    def queries(self, officer, monkeypatch, start, count, phase):
        run = uploaded(officer, book([row(start + n) for n in range(count)]))
        choose_columns(run=run, mapping=run.mapping)
        if phase != "check":
            finish(run)
            confirm_import(run=run, on_known=OnKnown.UPDATE, on_similar=OnSimilar.SKIP)
        if phase == "undo":
            finish(run)
            undo_import(run=run, by=officer)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            running.work(run.pk)
        return len(captured)

    @pytest.mark.parametrize(("phase", "most"), [("check", 25), ("run", 40), ("undo", 160)])
    def test_a_batch_costs_the_same_queries_however_many_rows(self, officer, monkeypatch, phase, most):
        few = self.queries(officer, monkeypatch, 0, 3, phase)
        many = self.queries(officer, monkeypatch, 1_000, 300, phase)
        assert many == few
        assert few <= most


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


def test_an_officer_of_two_departments_sees_only_rows_of_the_own(officer):
    other = OfficerFactory(department=DepartmentFactory(codes=["66"]))
    assert checked(other, book([row(1)])).wrong == 1
    assert ImportRow.objects.filter(outcome=RowOutcome.WRONG).count() == 1
