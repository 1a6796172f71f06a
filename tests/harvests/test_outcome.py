"""A household's word ages, is asked for, and is measured by what the harvest gave."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from harvests import operations
from harvests.enums import HarvestStatus
from harvests.errors import ExchangeError
from harvests.models import CalendarCell, Harvest
from harvests.recount import differences
from portal1034.accounts.models import TextMessage
from portal1034.commodities.dekads import Dekad
from tests.factories.harvests import HarvestFactory, OfferFactory, commodity_of
from tests.factories.households import VerifiedHouseholdFactory

pytestmark = pytest.mark.django_db


def days(number: int) -> dt.timedelta:
    return dt.timedelta(days=number)


@pytest.fixture
def today() -> dt.date:
    return timezone.localdate()


@pytest.fixture
def morning():
    """Nine o'clock tomorrow."""
    return (timezone.localtime() + days(1)).replace(hour=9)


@pytest.fixture
def household():
    return VerifiedHouseholdFactory(name="Hộ bà Lành")


@pytest.fixture
def running(household, today):
    """Three tonnes, from ten days ago to ten days ahead."""
    return HarvestFactory(household=household, starts_on=today - days(10), ends_on=today + days(10), volume_kg=3_000)


@pytest.fixture
def at_home(client, household):
    client.force_login(household.owner, backend="django.contrib.auth.backends.ModelBackend")
    return client


def silent(harvest: Harvest, number: int) -> Harvest:
    """The harvest as one whose household last spoke so many days ago."""
    Harvest.objects.filter(pk=harvest.pk).update(confirmed_at=timezone.now() - days(number))
    harvest.refresh_from_db()
    return harvest


def texts() -> list[str]:
    return list(TextMessage.objects.order_by("pk").values_list("body", flat=True))


# ---- progress ----


def test_what_is_left_counts_over_the_days_left(running, today):
    operations.tell_progress(harvest=running, gathered_kg=1_000, left_kg=2_000)
    cells = CalendarCell.objects.with_supply()
    assert sum(cells.values_list("supply_kg", flat=True)) == 2_000
    assert min(cells.values_list("dekad", flat=True)) == Dekad.of(today).ordinal
    assert differences() == []


def test_progress_past_the_end_moves_the_end_and_before_the_start_the_start(household, today):
    late = HarvestFactory(household=household, starts_on=today - days(20), ends_on=today - days(2))
    assert operations.tell_progress(harvest=late, gathered_kg=1, left_kg=5).ends_on == today
    early = HarvestFactory(household=household, starts_on=today + days(5), ends_on=today + days(9))
    told = operations.tell_progress(harvest=early, gathered_kg=1, left_kg=5, ends_on=today + days(30))
    assert (told.starts_on, told.ends_on) == (today, today + days(30))
    assert told.status == HarvestStatus.ONGOING
    assert differences() == []


def test_nothing_left_is_sold_out_with_an_outcome_and_tells_who_asks(running):
    OfferFactory(harvest=running)
    operations.tell_progress(harvest=running, gathered_kg=2_800, left_kg=0)
    running.refresh_from_db()
    assert (running.status, running.actual_kg) == (HarvestStatus.SOLD_OUT, 2_800)
    assert "đã bán hết" in texts()[-1]
    assert not CalendarCell.objects.with_supply().exists()


def test_other_days_or_another_volume_put_progress_aside_and_another_price_does_not(running):
    running = operations.tell_progress(harvest=running, gathered_kg=1_000, left_kg=2_000)
    told = {name: getattr(running, name) for name in ("commodity", "starts_on", "ends_on", "volume_kg", "note")}
    assert operations.amend_harvest(harvest=running, **told, price_vnd=9_000).left_kg == 2_000
    amended = operations.amend_harvest(harvest=running, **{**told, "volume_kg": 4_000}, price_vnd=9_000)
    assert (amended.left_kg, amended.remaining_kg) == (None, 4_000)
    assert differences() == []


def test_the_database_refuses_half_of_a_progress(running, today):
    for values in (
        {"left_kg": 5},
        {"left_kg": 5, "gathered_kg": 1, "progress_on": running.ends_on + days(1)},
        {"left_kg": 0, "gathered_kg": 1, "progress_on": today},
        {"actual_kg": 5},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Harvest.objects.filter(pk=running.pk).update(**values)


def test_progress_is_told_on_a_page_as_people_write(at_home, running):
    address = f"/ho-cua-toi/mua-vu/{running.pk}/tien-do/"
    wrong = at_home.post(address, {"gathered_kg": "1 tấn", "left_kg": "nhiều", "ends_on": "1/1/2021"})
    assert wrong.status_code == 422
    assert set(wrong.context["form"].errors) == {"left_kg", "ends_on"}
    assert 'value="nhiều"' in wrong.content.decode()
    page = at_home.post(address, {"gathered_kg": "khoảng 1 tấn", "left_kg": "2 tấn"}, follow=True).content.decode()
    assert "Đã thu 1\u00a0tấn, còn 2\u00a0tấn" in page
    at_home.post(address, {"gathered_kg": "3 tấn", "left_kg": "hết"})
    running.refresh_from_db()
    assert running.status == HarvestStatus.SOLD_OUT


# ---- the outcome ----


def test_the_outcome_is_measured_against_what_was_said_before_the_first_day(running, today):
    told = {name: getattr(running, name) for name in ("commodity", "starts_on", "note", "price_vnd")}
    for volume in (2_000, 1_000):
        running = operations.amend_harvest(harvest=running, **told, ends_on=running.ends_on, volume_kg=volume)
    assert running.declared_kg == 3_000
    early = HarvestFactory(household=running.household, starts_on=today + days(3), ends_on=today + days(9))
    early = operations.amend_harvest(
        harvest=early, **{**told, "starts_on": early.starts_on}, ends_on=early.ends_on, volume_kg=7
    )
    assert early.declared_kg == 7


def test_the_outcome_is_told_once_a_harvest_is_over(running, at_home, household, today):
    with pytest.raises(ExchangeError):
        operations.tell_actual(harvest=running, actual_kg=1)
    assert at_home.get(f"/ho-cua-toi/mua-vu/{running.pk}/thuc-thu/").status_code == 302
    over = HarvestFactory(household=household, starts_on=today - days(9), ends_on=today - days(1), volume_kg=5_000)
    assert "vụ này bác thu được bao nhiêu?" in at_home.get("/ho-cua-toi/mua-vu/").content.decode()
    page = at_home.post(f"/ho-cua-toi/mua-vu/{over.pk}/thuc-thu/", {"actual_kg": "4,1 tấn"}, follow=True)
    assert "đạt 82% so với khai" in page.content.decode()
    assert "vụ này bác thu được bao nhiêu?" not in page.content.decode()
    over.refresh_from_db()
    assert over.actual_kg == 4_100


def test_sold_out_leads_to_the_question_and_a_lost_crop_is_nought(at_home, running):
    response = at_home.post(f"/ho-cua-toi/mua-vu/{running.pk}/ban-het/")
    assert response.url == f"/ho-cua-toi/mua-vu/{running.pk}/thuc-thu/"
    assert at_home.post(response.url, {"actual_kg": "0"}).status_code == 302
    running.refresh_from_db()
    assert running.actual_kg == 0


def test_what_was_cancelled_has_no_outcome(household, today):
    gone = HarvestFactory(household=household, starts_on=today - days(9), ends_on=today - days(1), status="cancelled")
    with pytest.raises(ExchangeError):
        operations.tell_actual(harvest=gone, actual_kg=1)
    assert not Harvest.objects.actual_unknown(today).exists()


# ---- asking ----


def test_a_household_is_asked_ten_days_before_its_word_fades(running, morning):
    silent(running, 19)
    assert operations.ask_households(now=morning) == 0
    silent(running, 21)
    assert operations.ask_households(now=morning) == 1
    [text] = texts()
    assert "vải thiều 3\u00a0tấn" in text
    assert "còn đúng không ạ?" in text
    assert text.endswith("/ho-cua-toi/mua-vu/xac-nhan/")


def test_one_text_lists_all_and_none_follows_within_a_week(household, running, morning, today):
    silent(running, 25)
    for slug in ("nhan", "thanh-long"):
        harvest = HarvestFactory(
            household=household, commodity=commodity_of(slug), starts_on=today, ends_on=today + days(20)
        )
        silent(harvest, 25)
    HarvestFactory(household=household, starts_on=today - days(20), ends_on=today - days(1), volume_kg=500)
    assert operations.ask_households(now=morning) == 1
    for words in ("vải thiều 3", "nhãn 6", "thanh long 6", "500\u00a0kg", "thu được bao nhiêu ạ?"):
        assert words in texts()[0]
    assert operations.ask_households(now=morning) == 0
    assert operations.ask_households(now=morning + days(6)) == 0
    assert operations.ask_households(now=morning + days(8)) == 1
    # The outcome is asked for once; that a word fades, each week.
    assert "thu được bao nhiêu" not in texts()[1]


def test_nobody_is_asked_at_night_or_about_what_is_fresh_over_or_cancelled(household, running, morning, today):
    silent(running, 25)
    for hour in (0, 6, 20, 23):
        assert operations.ask_households(now=morning.replace(hour=hour)) == 0
    Harvest.objects.filter(pk=running.pk).update(status="cancelled")
    HarvestFactory(household=household, starts_on=today, ends_on=today + days(3))
    assert operations.ask_households(now=morning) == 0


def test_households_are_asked_each_for_itself_beyond_a_batch(today, morning, monkeypatch):
    monkeypatch.setattr("harvests.operations.asking._BATCH", 2)
    for _number in range(5):
        silent(HarvestFactory(household=VerifiedHouseholdFactory(), starts_on=today, ends_on=today + days(9)), 25)
    assert operations.ask_households(now=morning) == 5
    assert len(set(TextMessage.objects.values_list("phone", flat=True))) == 5


# ---- answering ----


def test_one_button_says_that_all_still_holds_and_only_ones_own(at_home, household, running, today):
    mine = [silent(running, 15), silent(HarvestFactory(household=household, starts_on=today, ends_on=today), 25)]
    other = silent(HarvestFactory(starts_on=today, ends_on=today), 25)
    page = at_home.get("/ho-cua-toi/mua-vu/xac-nhan/").content.decode()
    assert "Vẫn đúng cả" in page
    keys = [harvest.pk for harvest in (*mine, other)]
    at_home.post("/ho-cua-toi/mua-vu/xac-nhan/", {"dot": [*keys, "x", "9" * 30]})
    for harvest in (*mine, other):
        harvest.refresh_from_db()
    assert all((timezone.now() - harvest.confirmed_at).days == 0 for harvest in mine)
    assert (timezone.now() - other.confirmed_at).days == 25
    assert "Không có gì chờ bác xác nhận" in at_home.get("/ho-cua-toi/mua-vu/xac-nhan/").content.decode()


def test_the_link_of_the_text_opens_the_page_after_sign_in(client):
    answer = client.get("/ho-cua-toi/mua-vu/xac-nhan/")
    assert answer.status_code == 302
    assert "mua-vu/xac-nhan/" in answer.url


@pytest.mark.parametrize("page", ["tien-do", "thuc-thu"])
def test_another_households_harvest_has_no_page(at_home, page):
    other = HarvestFactory()
    assert at_home.get(f"/ho-cua-toi/mua-vu/{other.pk}/{page}/").status_code == 404
    assert at_home.post(f"/ho-cua-toi/mua-vu/{other.pk}/{page}/", {}).status_code == 404


def test_the_page_of_questions_takes_as_many_queries_with_one_as_with_three(at_home, household, today):
    counts = []
    for _number in range(3):
        silent(HarvestFactory(household=household, starts_on=today, ends_on=today + days(5)), 25)
        HarvestFactory(household=household, starts_on=today - days(20), ends_on=today - days(1))
        with CaptureQueriesContext(connection) as counted:
            at_home.get("/ho-cua-toi/mua-vu/xac-nhan/")
        counts.append(len(counted))
    assert len(set(counts)) == 1
