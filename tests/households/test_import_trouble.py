"""Imports of households in trouble: crashes, workers overtaken, provinces that are another's, a batch's effort."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from households.enums import ImportStatus, OnKnown, OnSimilar, RowOutcome
from households.importing import running
from households.importing.kinds import kind_of
from households.models import Household, ImportChange, ImportRow
from households.operations.importing import (
    choose_columns,
    confirm_import,
    resume_import,
    undo_import,
)
from portal1034.accounts.models import User
from portal1034.regions.addresses import parse
from tests.factories.accounts import DepartmentFactory, OfficerFactory
from tests.factories.households import HouseholdFactory
from tests.households.household_imports import HONG_GIANG, checked, dump, finish, imported, undone, uploaded
from tests.households.workbooks import ELSEWHERE, book, row

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return OfficerFactory(phone="+84988000001")


@pytest.fixture
def commune():
    return parse(HONG_GIANG).commune


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


def test_an_officer_of_two_departments_sees_only_rows_of_the_own(officer):
    other = OfficerFactory(department=DepartmentFactory(codes=["66"]))
    assert checked(other, book([row(1)])).wrong == 1
    assert ImportRow.objects.filter(outcome=RowOutcome.WRONG).count() == 1
