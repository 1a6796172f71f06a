"""Training classes: when one signs in, lists answered line by line, the code on the wall, scope, the Plan's figure."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from households import operations
from households.enums import AttendanceHow
from households.models import Attendance, TrainingClass
from households.operations import NotPossible
from households.operations.training import MAX_LINES
from households.perms import can_run_class
from portal1034.accounts.enums import Role
from portal1034.accounts.perms import EVERYWHERE, scope_of
from portal1034.core.qr import draw_qr, make_qr
from portal1034.regions.models import Province
from portal1034.reports.measures import BY_CODE, FUNNEL
from portal1034.reports.operations import compute_figures
from tests.factories.accounts import DepartmentFactory, OfficerFactory, UserFactory
from tests.factories.certificates import AttendanceFactory, TrainingClassFactory
from tests.factories.households import HouseholdFactory, commune_of

pytestmark = pytest.mark.django_db

DESK = "/quan-tri/households/trainingclass/"
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def lesson():
    return TrainingClassFactory()


@pytest.fixture
def here(client):
    officer = OfficerFactory()
    client.force_login(officer)
    return officer


@pytest.fixture
def elsewhere(client):
    officer = OfficerFactory(department=DepartmentFactory(codes=["66"]))
    client.force_login(officer)
    return officer


def vietnam(*parts) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=timezone.get_default_timezone())


class TestHours:
    def test_open_from_an_hour_before_to_the_midnight_of_the_last_day_in_vietnam(self):
        lesson = TrainingClassFactory(starts_at=vietnam(2026, 3, 2, 8), ends_at=vietnam(2026, 3, 2, 22))
        opens, closes = vietnam(2026, 3, 2, 7), vietnam(2026, 3, 3)
        second = dt.timedelta(seconds=1)
        assert [lesson.is_open(t) for t in (opens - second, opens, closes - second, closes)] == [
            False,
            True,
            True,
            False,
        ]

    @pytest.mark.parametrize(
        ("start", "words"), [(2 * HOUR, "chưa mở"), (-dt.timedelta(days=3), "đã qua")], ids=["early", "late"]
    )
    def test_outside_them_the_button_is_not_there_and_a_post_writes_nothing(self, client, start, words):
        begins = timezone.now() + start
        lesson = TrainingClassFactory(starts_at=begins, ends_at=begins + HOUR)
        household = HouseholdFactory()
        client.force_login(household.owner)
        page = client.get(lesson.get_absolute_url())
        assert words in page.text
        assert "có mặt</button>" not in page.text
        client.post(lesson.get_absolute_url())
        assert not Attendance.objects.exists()
        with pytest.raises(NotPossible):
            operations.sign_in_by_qr(training_class=lesson, household=household)


class TestSigningIn:
    def test_one_button_writes_it_once(self, client, lesson):
        household = HouseholdFactory()
        client.force_login(household.owner)
        assert "có mặt" in client.get(lesson.get_absolute_url()).text
        assert not Attendance.objects.exists()  # opening the address is not yet being there
        for _click in range(2):
            client.post(lesson.get_absolute_url())
        row = Attendance.objects.get()
        assert (row.household, row.how, row.recorded_by) == (household, AttendanceHow.QR, household.owner)
        assert "Đã điểm danh" in client.get(lesson.get_absolute_url()).text

    def test_a_visitor_signs_in_first_and_comes_back(self, client, lesson):
        assert client.get(lesson.get_absolute_url()).url == f"/dang-nhap/?next={lesson.get_absolute_url()}"

    def test_a_person_without_a_household_is_shown_where_to_register(self, client, lesson):
        client.force_login(UserFactory())
        assert "/dang-ky/ho/" in client.get(lesson.get_absolute_url()).text
        assert client.post(lesson.get_absolute_url()).status_code == 200
        assert not Attendance.objects.exists()

    def test_a_household_merged_into_another_neither_signs_in_nor_is_listed_nor_counted(self, client, lesson, here):
        kept, gone = HouseholdFactory(), HouseholdFactory()
        for household in (kept, gone):
            AttendanceFactory(training_class=lesson, household=household)
        operations.merge(keep=kept, drop=gone, by=here)
        assert BY_CODE["trained"].count(timezone.localdate()) == {kept.province_id: 1}
        (answer,) = operations.record_attendance(training_class=lesson, text=gone.code, by=here, scope=scope_of(here))
        assert answer.problem
        client.force_login(gone.owner)
        assert client.post(lesson.get_absolute_url()).status_code == 403

    @pytest.mark.parametrize("role", [Role.TRADER, Role.ADMINISTRATOR])
    def test_others_are_told_whose_page_it_is(self, client, lesson, role):
        client.force_login(UserFactory(role=role))
        assert client.get(lesson.get_absolute_url()).status_code == 403

    def test_the_address_is_not_to_be_guessed(self, client, lesson):
        client.force_login(HouseholdFactory().owner)
        assert len(lesson.token) >= 32
        assert client.get(f"/lop/{lesson.token[:-1]}x/").status_code == 404
        assert client.get(f"/lop/{lesson.pk}/").status_code == 404


class TestLists:
    def test_each_line_is_answered(self, lesson, here):
        by_code, by_phone = HouseholdFactory(), HouseholdFactory(owner__phone="+84900123321")
        AttendanceFactory(training_class=lesson, household=by_phone)
        first = f"1. Bà Lành - {by_code.code.lower()}"
        lines = [first, "", "0900 123.321 bà Hai", "0900 999 999", "bác Ba", "HZZZZZZZ"]
        text = "\n".join(lines)
        results = operations.record_attendance(training_class=lesson, text=text, by=here, scope=scope_of(here))
        assert [(r.line, r.household, r.was_there, bool(r.problem)) for r in results] == [
            (1, by_code, False, False),
            (3, by_phone, True, False),
            (4, None, False, True),
            (5, None, False, True),
            (6, None, False, True),
        ]
        assert "số này" in results[2].problem
        assert "không có số di động" in results[3].problem
        assert "mã này" in results[4].problem
        assert lesson.attendances.get(household=by_code).recorded_by == here

    def test_a_landline_before_the_mobile_is_passed_over(self, lesson, here):
        household = HouseholdFactory(owner__phone="+84900123321")
        (answer,) = operations.record_attendance(
            training_class=lesson, text="0204 3 123 456, 0900 123 321", by=here, scope=scope_of(here)
        )
        assert answer.household == household

    def test_another_provinces_household_is_answered_like_nobodys(self, lesson, here):
        HouseholdFactory(owner__phone="+84900123321", commune=commune_of("66"))
        answers = operations.record_attendance(
            training_class=lesson, text="0900123321\n0900123322", by=here, scope=scope_of(here)
        )
        assert answers[0].problem == answers[1].problem
        assert not Attendance.objects.exists()

    def test_a_list_cannot_be_longer_or_earlier_than_makes_sense(self, lesson, here):
        with pytest.raises(NotPossible):
            operations.record_attendance(
                training_class=lesson, text="0900000001\n" * (MAX_LINES + 1), by=here, scope=EVERYWHERE
            )
        early = TrainingClassFactory(starts_at=timezone.now() + 3 * HOUR, ends_at=timezone.now() + 4 * HOUR)
        with pytest.raises(NotPossible):
            operations.record_attendance(training_class=early, text="0900000001", by=here, scope=EVERYWHERE)

    def test_a_long_list_is_looked_up_in_two_queries(self, lesson, here, django_assert_max_num_queries):
        text = "\n".join(f"0900{n:06d}" for n in range(MAX_LINES))
        with django_assert_max_num_queries(5):
            operations.record_attendance(training_class=lesson, text=text, by=here, scope=EVERYWHERE)

    def test_on_the_page_what_could_not_be_read_stays_in_the_box(self, client, lesson, here):
        household = HouseholdFactory()
        address = f"{DESK}{lesson.pk}/diem-danh/"
        page = client.post(address, {"people": f"{household.code}\nbác Ba"})
        box = BeautifulSoup(page.text, "html.parser").find("textarea")
        assert box.text.strip() == "bác Ba"
        assert "Dòng 2" in page.text
        assert household.name in page.text
        assert client.post(address, {"people": ""}).status_code == 422
        assert client.post(address, {"people": "x\n" * (MAX_LINES + 1)}).status_code == 422

    def test_a_name_written_by_mistake_is_struck_out(self, client, lesson, here):
        row = AttendanceFactory(training_class=lesson)
        address = f"{DESK}{lesson.pk}/bo-ten/{row.pk}/"
        assert client.get(address).status_code == 405
        other = AttendanceFactory(training_class=TrainingClassFactory(province=Province.objects.get(code="66")))
        assert client.post(f"{DESK}{lesson.pk}/bo-ten/{other.pk}/").status_code == 404
        client.post(address)
        assert list(Attendance.objects.all()) == [other]


class TestTheOfficer:
    def form(self, **more) -> dict:
        usual = {
            "title": "Lớp lên sàn", "topic": "postmart", "province": Province.objects.get(code="24").pk, "commune": "",
            "place": "Nhà văn hóa", "starts_at_0": "02/03/2027", "starts_at_1": "08:00", "ends_at_0": "02/03/2027",
            "ends_at_1": "11:00", "trainer": "", "capacity": "40",
        }  # fmt: skip
        return {**usual, **more}

    def test_makes_a_class_with_a_token_nobody_typed(self, client, here):
        assert client.get(f"{DESK}add/").status_code == 200
        client.post(f"{DESK}add/", self.form())
        made = TrainingClass.objects.get()
        assert made.created_by == here
        assert made.starts_at == vietnam(2027, 3, 2, 8)
        assert "0/40" in client.get(DESK).text
        assert 'value="02/03/2027"' in client.get(f"{DESK}{made.pk}/change/").text

    def test_no_class_in_another_province_nor_with_a_commune_elsewhere(self, client, here):
        client.post(f"{DESK}add/", self.form(province=Province.objects.get(code="66").pk))
        client.post(f"{DESK}add/", self.form(commune=commune_of("66").pk))
        client.post(f"{DESK}add/", self.form(ends_at_1="07:00"))
        assert not TrainingClass.objects.exists()

    def test_the_poster_holds_the_very_address(self, client, here, lesson, settings):
        page = client.get(f"{DESK}{lesson.pk}/in-ma/")
        url = f"{settings.PUBLIC_URL}{lesson.get_absolute_url()}"
        assert str(draw_qr(url, "Mã điểm danh")) in page.text
        assert make_qr(url).error == "M"

    def test_a_class_somebody_came_to_is_not_deleted(self, client, here, lesson):
        AttendanceFactory(training_class=lesson)
        assert client.post(f"{DESK}{lesson.pk}/delete/", {"post": "yes"}).status_code == 403
        empty = TrainingClassFactory()
        client.post(f"{DESK}{empty.pk}/delete/", {"post": "yes"})
        assert list(TrainingClass.objects.all()) == [lesson]

    def test_no_door_of_another_province_opens(self, client, lesson, elsewhere):
        row = AttendanceFactory(training_class=lesson)
        assert not can_run_class(elsewhere, lesson)
        assert client.get(DESK).context["cl"].result_count == 0
        assert client.get(f"{DESK}?q={lesson.title}").context["cl"].result_count == 0
        base = f"{DESK}{lesson.pk}/"
        for step in ("change/", "delete/", "history/"):
            assert client.get(base + step).status_code in {302, 403}, step
        for step in ("diem-danh/", "in-ma/"):
            assert client.get(base + step).status_code == 404, step
        for step in ("diem-danh/", f"bo-ten/{row.pk}/"):
            assert client.post(base + step, {"people": "0900000001"}).status_code == 404, step
        assert list(Attendance.objects.all()) == [row]

    def test_a_guest_from_another_province_is_counted_without_a_name(self, client, here, lesson):
        guest = HouseholdFactory(name="Hộ ở nơi khác", commune=commune_of("66"))
        AttendanceFactory(training_class=lesson, household=guest)
        page = client.get(f"{DESK}{lesson.pk}/diem-danh/").text
        assert "Hộ tỉnh khác" in page
        assert guest.name not in page

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_list_costs_the_same_for_one_and_for_three(
        self, client, here, lesson, count, django_assert_max_num_queries
    ):
        AttendanceFactory.create_batch(count, training_class=lesson)
        with django_assert_max_num_queries(6):
            client.get(f"{DESK}{lesson.pk}/diem-danh/")

    @pytest.mark.parametrize("role", [Role.HOUSEHOLD, Role.TRADER, Role.EDITOR])
    def test_others_have_no_door_at_all(self, client, lesson, role):
        client.force_login(UserFactory(role=role))
        for step in ("", f"{lesson.pk}/diem-danh/", f"{lesson.pk}/in-ma/"):
            assert client.get(DESK + step).status_code in {302, 403, 404}


class TestTheFigure:
    def test_a_household_counts_once_in_its_own_province(self):
        here, there = HouseholdFactory(), HouseholdFactory(commune=commune_of("66"))
        for household in (here, here, there):
            AttendanceFactory(household=household)
        assert BY_CODE["trained"].count(timezone.localdate()) == {here.province_id: 1, there.province_id: 1}

    def test_it_stands_in_the_funnel_after_verified_and_on_the_page(self, client):
        assert FUNNEL[:3] == ("registered", "verified", "trained")
        AttendanceFactory()
        compute_figures()
        page = client.get("/so-lieu/").text
        assert "Đã tập huấn" in page
        assert "Hộ đã dự ít nhất một lớp" in page
