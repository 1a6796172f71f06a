"""Lists of who came to a class: found by phone or code, classes by number, name or day, once, and taken back."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from households.enums import AttendanceHow, ImportStatus, TrainingTopic
from households.importing import running
from households.importing.kinds import kind_of
from households.models import Attendance
from households.operations import NotPossible
from households.operations.importing import choose_columns, confirm_import, start_import, undo_import
from tests.factories.accounts import DepartmentFactory, OfficerFactory
from tests.factories.certificates import AttendanceFactory, TrainingClassFactory
from tests.factories.households import HouseholdFactory, commune_of
from tests.households.import_steps import checked, dump, finish, imported, reasons, undone
from tests.households.workbooks import book, phone

pytestmark = pytest.mark.django_db
HEAD = ["Số điện thoại", "Mã hộ", "Họ tên", "Lớp", "Có mặt"]


@pytest.fixture
def officer():
    return OfficerFactory(phone="+84988000001")


@pytest.fixture
def lesson():
    return TrainingClassFactory(title="Bán hàng trên sàn cho hộ vải thiều")


def household(number: int, **more):
    return HouseholdFactory(owner__phone=f"+84{phone(number)[1:]}", **more)


def line(number: int = 1, code="", lesson="", present="", name="Lành") -> list:
    return [phone(number) if number else "", code, name, lesson, present]


def sheet(*lines):
    return book(lines, head=HEAD)


class TestWhoAndWhichClass:
    def test_a_household_is_found_by_phone_or_by_code_and_written_as_listed_by_the_officer(self, officer, lesson):
        by_phone, by_code = household(1), household(2)
        run = imported("attendance", officer, sheet(line(1), line(0, code=by_code.code.lower())),
                       training_class=lesson.pk)  # fmt: skip
        assert (run.status, run.made, run.failed) == (ImportStatus.DONE, 2, 0), reasons(run)
        assert {a.household for a in lesson.attendances.all()} == {by_phone, by_code}
        assert {(a.how, a.recorded_by) for a in lesson.attendances.all()} == {(AttendanceHow.LIST, officer)}

    @pytest.mark.parametrize("said", ["L{pk}", "lớp {pk}", "{pk}", "BÁN HÀNG  trên sàn cho hộ vải thiều", "{day}"])
    def test_a_class_is_named_by_number_name_or_day(self, officer, lesson, said):
        TrainingClassFactory(
            title="Lớp hôm kia",
            starts_at=lesson.starts_at - dt.timedelta(days=2),
            ends_at=lesson.ends_at - dt.timedelta(days=2),
        )
        household(1)
        text = said.format(pk=lesson.pk, day=timezone.localtime(lesson.starts_at).strftime("%d/%m/%Y"))
        run = imported("attendance", officer, sheet(line(1, lesson=text)))
        assert run.made == 1, reasons(run)
        assert lesson.attendances.count() == 1

    def test_a_name_of_two_classes_is_asked_back_with_their_numbers(self, officer, lesson):
        other = TrainingClassFactory(title=lesson.title)
        household(1)
        run = checked("attendance", officer, sheet(line(1, lesson=lesson.title)))
        assert run.wrong == 1
        assert f"L{lesson.pk}" in reasons(run)[2]
        assert f"L{other.pk}" in reasons(run)[2]

    def test_what_is_wrong_is_said_with_the_way_to_mend_it(self, officer, lesson):
        household(1)
        later = TrainingClassFactory(
            starts_at=timezone.now() + dt.timedelta(days=2), ends_at=timezone.now() + dt.timedelta(days=2, hours=2)
        )
        run = checked("attendance", officer, sheet(
            line(9), line(0, code="H123"), line(0), line(1, lesson="Lớp bịa"), line(1, present="lúc có lúc không"),
            line(1, lesson=f"L{later.pk}"), ["#N/A", "", "", "", ""], ["912345678.1", "", "", "", ""],
        ), training_class=lesson.pk)  # fmt: skip
        said = reasons(run)
        assert run.wrong == 8
        for number, words in enumerate(
            ("Nhập hộ trước", "không phải mã hộ", "Thiếu số điện thoại hoặc mã hộ", "Không có lớp “Lớp bịa”",
             "chưa rõ có mặt không", "chưa diễn ra", "Công thức", "không phải số di động"), 2,
        ):  # fmt: skip
            assert words in said[number]

    def test_the_class_must_come_from_somewhere(self, officer):
        run = start_import(kind=kind_of("attendance"), by=officer, file_name="a.xlsx",
                           file=book([[phone(1), "Lành"]], head=["Số điện thoại", "Họ tên"]))  # fmt: skip
        with pytest.raises(NotPossible, match="chọn lớp của cả danh sách"):
            choose_columns(run=run, mapping=run.mapping)


class TestPresence:
    @pytest.mark.parametrize("said", ["có", "x", "X", "1", "✓", "Có mặt", "", "Postmart", "cả Postmart và Voso"])
    def test_these_words_mean_present(self, officer, lesson, said):
        household(1)
        assert imported("attendance", officer, sheet(line(1, present=said)), training_class=lesson.pk).made == 1

    @pytest.mark.parametrize("said", ["không", "vắng", "0", "Vắng mặt", "K"])
    def test_these_mean_absent_and_nothing_is_written(self, officer, lesson, said):
        household(1)
        run = imported("attendance", officer, sheet(line(1, present=said)), training_class=lesson.pk)
        assert (run.made, run.skipped, run.failed) == (0, 1, 0)
        assert not Attendance.objects.exists()

    def test_a_marketplace_that_the_class_does_not_teach_is_an_error(self, officer, lesson):
        lesson.topic = TrainingTopic.VOSO
        lesson.save()
        household(1)
        run = checked("attendance", officer, sheet(line(1, present="Postmart")), training_class=lesson.pk)
        assert "Lớp này dạy về Voso" in reasons(run)[2]


class TestOnceAndBack:
    def test_the_same_list_again_writes_nothing_more(self, officer, lesson):
        for number in range(1, 6):
            household(number)
        file = [line(number) for number in range(1, 6)]
        assert imported("attendance", officer, sheet(*file), training_class=lesson.pk).made == 5
        before = dump(Attendance)
        again = imported("attendance", officer, sheet(*file), training_class=lesson.pk)
        assert (again.known, again.made, again.skipped, again.failed) == (5, 0, 5, 0)
        assert dump(Attendance) == before

    def test_a_household_twice_in_the_file_is_written_once_also_far_apart(self, officer, lesson, monkeypatch):
        monkeypatch.setattr(running, "BATCH", 2)
        one = household(1)
        household(2)
        household(3)
        run = checked("attendance", officer, sheet(line(1), line(2), line(3), line(1), line(0, code=one.code)),
                      training_class=lesson.pk)  # fmt: skip
        assert (run.fresh, run.known) == (4, 1)  # by code it is seen as the same once the first is written
        confirm_import(run=run, on_known="skip", on_similar="skip")
        assert finish(run).made == 3
        assert lesson.attendances.count() == 3

    def test_undo_takes_back_exactly_what_the_list_wrote(self, officer, lesson):
        there = AttendanceFactory(training_class=lesson, household=household(1), how=AttendanceHow.QR)
        household(2)
        before = dump(Attendance)
        run = imported("attendance", officer, sheet(line(1), line(2)), training_class=lesson.pk)
        assert run.made == 1
        undone(run, officer)
        assert (run.undone, run.refused) == (1, 0)
        assert dump(Attendance) == before
        assert Attendance.objects.get() == there

    def test_what_somebody_struck_out_or_changed_since_is_left_and_said(self, officer, lesson):
        household(1)
        household(2)
        run = imported("attendance", officer, sheet(line(1), line(2)), training_class=lesson.pk)
        first, second = Attendance.objects.order_by("pk")
        first.delete()
        Attendance.objects.filter(pk=second.pk).update(how=AttendanceHow.QR)
        undone(run, officer)
        assert (run.undone, run.refused) == (0, 2)
        assert Attendance.objects.get() == second


class TestScope:
    def test_households_and_classes_of_another_province_are_as_if_they_were_not(self, officer, lesson):
        far = household(1, commune=commune_of("66"), name="Hộ Ở Xa")
        household(2)
        away = TrainingClassFactory(title="Lớp Ở Xa", province=commune_of("66").province)
        run = checked("attendance", officer, sheet(
            line(1), line(0, code=far.code), line(2, lesson=f"L{away.pk}"), line(2, lesson="Lớp Ở Xa")
        ), training_class=lesson.pk)  # fmt: skip
        assert run.wrong == 4
        assert "Hộ Ở Xa" not in str(reasons(run))
        assert "Không có hộ nào dùng số này" in reasons(run)[2]

    def test_a_class_chosen_by_a_forged_form_counts_as_none(self, officer):
        away = TrainingClassFactory(province=commune_of("66").province)
        household(1)
        run = checked("attendance", officer, sheet(line(1)), training_class=away.pk)
        assert "chưa ghi lớp" in reasons(run)[2]

    def test_undo_stops_at_a_class_that_went_to_another_province(self, officer, lesson):
        household(1)
        run = imported("attendance", officer, sheet(line(1)), training_class=lesson.pk)
        lesson.province = commune_of("66").province
        lesson.save()
        undone(run, officer)
        assert (run.undone, run.refused) == (0, 1)

    def test_the_page_offers_only_classes_of_the_own_provinces(self, client, officer, lesson):
        away = TrainingClassFactory(title="Lớp Ở Xa", province=commune_of("66").province)
        client.force_login(officer)
        run = start_import(kind=kind_of("attendance"), by=officer, file=sheet(line(1)), file_name="a.xlsx")
        address = f"/quan-tri/households/importrun/{run.pk}/cot/"
        shown = client.get(address).content.decode()
        assert lesson.title in shown
        assert "Lớp Ở Xa" not in shown
        sent = {"phone": "0", "training_class": away.pk}
        assert client.post(address, sent).status_code == 422
        assert client.post(address, {**sent, "training_class": lesson.pk}).status_code == 302
        run.refresh_from_db()
        assert run.options == {"training_class": lesson.pk}


@pytest.mark.parametrize(("phase", "most"), [("check", 20), ("run", 22), ("undo", 20)])
def test_a_batch_costs_the_same_queries_however_many_rows(officer, lesson, phase, most):
    def queries(start, count):
        for number in range(start, start + count):
            household(number)
        file = sheet(*[line(number, lesson=lesson.title) for number in range(start, start + count)])
        run = start_import(kind=kind_of("attendance"), by=officer, file=file, file_name="a.xlsx")
        choose_columns(run=run, mapping=run.mapping)
        if phase != "check":
            finish(run)
            confirm_import(run=run, on_known="skip", on_similar="skip")
        if phase == "undo":
            finish(run)
            undo_import(run=run, by=officer)
        with CaptureQueriesContext(connection) as captured:
            running.work(run.pk)
        return len(captured)

    few, many = queries(1, 2), queries(100, 60)
    assert many == few <= most


def test_an_officer_without_provinces_finds_nobody(lesson):
    nobody = OfficerFactory(department=DepartmentFactory(codes=[]))
    household(1)
    assert checked("attendance", nobody, sheet(line(1)), training_class=lesson.pk).wrong == 1
