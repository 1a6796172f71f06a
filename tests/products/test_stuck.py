"""The officer's desk of what got stuck: by cause, one by one, retried, and the household reached once."""

import datetime as dt

import pgtrigger
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal1034.accounts.enums import Role
from portal1034.accounts.models import TextMessage
from products import operations
from products.enums import Delivery, JobPriority, ReminderKind
from products.models import Listing, Reminder, SyncJob
from tests.factories.accounts import DepartmentFactory, OfficerFactory, UserFactory
from tests.factories.households import VerifiedHouseholdFactory, commune_of
from tests.factories.products import publish, sellable_product

pytestmark = pytest.mark.django_db
FEW = {"code": "too_few", "field": "photos", "text": "Mới có 1 ảnh, Voso cần ít nhất 3.", "fix": "photos"}
ACCOUNT = {"code": "bad_credentials", "field": "", "text": "Cán bộ đang xử lý.", "fix": ""}


def url(name, *arguments):
    return reverse(f"admin:products_listing_{name}", args=arguments)


def stuck_listing(*, province="24", delivery=Delivery.NEEDS_HOUSEHOLD, problem=FEW, household=None) -> Listing:
    household = household or VerifiedHouseholdFactory(commune=commune_of(province))
    listing = publish(sellable_product(household=household), "postmart")[0]
    SyncJob.objects.all().delete()
    Listing.objects.filter(pk=listing.pk).update(delivery=delivery, problem=problem)
    listing.refresh_from_db()
    return listing


def waiting_since(listing: Listing, when: dt.datetime) -> None:
    with pgtrigger.ignore("products.Listing:follow_trouble"):
        Listing.objects.filter(pk=listing.pk).update(trouble_since=when)


@pytest.fixture
def officer(client):
    client.user = OfficerFactory(full_name="Trần Thị Đài", department=DepartmentFactory(codes=["24"]))
    client.force_login(client.user)
    return client


@pytest.fixture
def here():
    return stuck_listing()


@pytest.fixture
def elsewhere():
    return stuck_listing(province="31")


class TestSince:
    def test_a_listing_is_stuck_from_its_first_failure_until_it_is_at_rest(self, here):
        waiting_since(here, timezone.now() - dt.timedelta(days=3))
        for delivery in (Delivery.QUEUED, Delivery.SENDING, Delivery.RETRYING):
            Listing.objects.update(delivery=delivery)
        here.refresh_from_db()
        assert timezone.now() - here.trouble_since > dt.timedelta(days=2)
        Listing.objects.update(delivery=Delivery.DELIVERED)
        here.refresh_from_db()
        assert (here.trouble_since, here.cause) == (None, "")

    def test_a_stale_copy_of_the_row_does_not_bring_the_old_cause_back(self, here):
        stale = Listing.objects.get(pk=here.pk)
        Listing.objects.update(problem=ACCOUNT)
        stale.delivery, stale.problem = Delivery.DELIVERED, {}
        stale.save()
        stale.refresh_from_db()
        assert (stale.trouble_since, stale.cause) == (None, "")

    def test_counting_causes_reads_the_index_and_not_the_table(self):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
            groups = Listing.objects.stuck().order_by().values("marketplace", "cause", "delivery")
            plan = groups.explain()
        assert "Index Only Scan using listing_trouble" in plan


class TestGroups:
    def test_causes_are_grouped_with_number_turn_age_and_what_to_do(self, officer, here, elsewhere):
        waiting_since(stuck_listing(), timezone.now() - dt.timedelta(days=1))
        stuck_listing(delivery=Delivery.NEEDS_OFFICER, problem=ACCOUNT)
        page = officer.get(url("stuck")).content.decode()
        assert "Postmart: thiếu ảnh" in page
        assert "<strong>2</strong> tin" in page
        assert "hôm qua" in page
        assert "chụp lại ngoài trời" in page
        assert page.index("sàn không nhận tài khoản") < page.index("thiếu ảnh")

    def test_one_turn_alone_can_be_looked_at(self, officer, here):
        stuck_listing(delivery=Delivery.NEEDS_OFFICER, problem=ACCOUNT)
        page = officer.get(url("stuck"), {"luot": "so"}).content.decode()
        assert "sàn không nhận tài khoản" in page
        assert "thiếu ảnh" not in page

    def test_an_empty_desk_says_so(self, officer, elsewhere):
        assert "Không có tin nào vướng" in officer.get(url("stuck")).content.decode()

    def test_a_cause_without_words_of_ours_is_shown_by_its_code(self, officer):
        stuck_listing(problem=FEW | {"code": "teapot"})
        assert "vướng khác (teapot)" in officer.get(url("stuck")).content.decode()


class TestRows:
    def test_the_longest_waiting_comes_first_with_the_households_number(self, officer, here, elsewhere):
        older = stuck_listing()
        waiting_since(older, timezone.now() - dt.timedelta(days=2))
        page = officer.get(url("cause", "postmart", "too_few")).content.decode()
        assert page.index(older.product.title) < page.index(here.product.title)
        assert f"tel:{here.product.household.owner.phone}" in page
        assert elsewhere.product.title not in page
        assert str(elsewhere.product.household.owner.phone) not in page

    def test_pages_follow_each_other_without_gap_or_overlap(self, officer, monkeypatch):
        monkeypatch.setattr("products.admin.stuck.ROWS", 2)
        listings = [stuck_listing() for _n in range(5)]
        seen, address = [], url("cause", "postmart", "too_few")
        query = ""
        while True:
            context = officer.get(address + query).context
            seen += [row.pk for row in context["rows"]]
            if not context["more"]:
                break
            query = f"?sau={context['more']}"
        assert seen == [listing.pk for listing in listings]

    @pytest.mark.parametrize("mark", ["x", "1-2-3", "1e999-1", "-5"])
    def test_a_broken_page_mark_is_the_first_page(self, officer, here, mark):
        page = officer.get(url("cause", "postmart", "too_few"), {"sau": mark})
        assert here.product.title in page.content.decode()

    def test_an_unknown_marketplace_is_not_found(self, officer):
        assert officer.get(url("cause", "shopee", "too_few")).status_code == 404

    @pytest.mark.parametrize("page", [("stuck",), ("cause", "postmart", "too_few")])
    def test_the_page_costs_the_same_for_one_and_three(self, officer, here, page):
        def count():
            with CaptureQueriesContext(connection) as captured:
                officer.get(url(*page))
            return len(captured)

        officer.get(url(*page))
        one = count()
        for _n in range(2):
            other = stuck_listing()
            operations.note_call(household=other.product.household, by=officer.user)
        assert count() == one <= 15


class TestRetry:
    def test_all_of_a_cause_in_the_province_are_queued_and_counted(self, officer, here, elsewhere):
        second = stuck_listing()
        answer = officer.post(url("retry_cause", "postmart", "too_few"), follow=True)
        assert {job.listing_id for job in SyncJob.objects.all()} == {here.pk, second.pk}
        assert {job.priority for job in SyncJob.objects.all()} == {JobPriority.BULK}
        assert "Đã xếp hàng gửi lại 2 tin" in answer.content.decode()

    def test_one_press_queues_a_bounded_number_and_says_what_is_left(self, officer, here, monkeypatch):
        older = stuck_listing()
        waiting_since(older, timezone.now() - dt.timedelta(days=2))
        monkeypatch.setattr("products.admin.stuck.RESEND_AT_ONCE", 1)
        answer = officer.post(url("retry_cause", "postmart", "too_few"), follow=True)
        assert [job.listing_id for job in SyncJob.objects.all()] == [older.pk]
        assert "còn 1 tin" in answer.content.decode()

    @pytest.mark.parametrize("cause", ["household_unverified", "no_consent", "by_hand_new"])
    def test_what_no_retry_mends_is_not_retried(self, officer, here, cause):
        assert officer.post(url("retry_cause", "postmart", cause)).status_code == 403

    def test_one_is_retried_and_the_officer_stays_on_the_list(self, officer, here):
        address = url("cause", "postmart", "too_few")
        assert officer.post(url("resend", here.pk), {"ve": address})["Location"] == address
        assert SyncJob.objects.get().listing == here

    def test_the_way_back_never_leads_off_the_portal(self, officer, here):
        for evil in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
            answer = officer.post(url("called", here.product.household_id), {"ve": evil})
            assert answer["Location"] == url("stuck")


class TestReaching:
    def test_a_text_goes_out_once_a_day_whoever_presses(self, officer, here):
        household = here.product.household
        first = officer.post(url("text", household.pk), follow=True).content.decode()
        again = officer.post(url("text", household.pk), follow=True).content.decode()
        assert "Đã nhắn" in first
        assert "Hôm nay đã nhắn" in again
        text = TextMessage.objects.get(phone=household.owner.phone)
        assert "1 tin đăng cần sửa" in text.body
        assert "/ho-cua-toi/nong-san/" in text.body
        assert Reminder.objects.get().by == officer.user

    def test_the_next_day_it_may_go_out_again(self, officer, here):
        household = here.product.household
        operations.text_household(household=household, by=officer.user)
        Reminder.objects.update(day=timezone.localdate() - dt.timedelta(days=1))
        operations.text_household(household=household, by=officer.user)
        assert TextMessage.objects.filter(phone=household.owner.phone).count() == 2

    def test_nobody_is_texted_about_nothing(self, officer, here):
        Listing.objects.update(delivery=Delivery.DELIVERED, problem={})
        answer = officer.post(url("text", here.product.household_id), follow=True)
        assert "không còn tin nào chờ hộ sửa" in answer.content.decode()
        assert not TextMessage.objects.filter(phone=here.product.household.owner.phone).exists()

    def test_a_call_is_shown_to_the_next_officer(self, officer, here):
        officer.post(url("called", here.product.household_id), {"note": "  Bác hẹn   mai chụp lại  " + "x" * 300})
        page = officer.get(url("cause", "postmart", "too_few")).content.decode()
        assert "Trần Thị Đài đã gọi" in page
        assert "Bác hẹn mai chụp lại" in page
        call = Reminder.objects.get(kind=ReminderKind.CALL)
        assert (call.by, len(call.note)) == (officer.user, 200)


class TestDoors:
    def test_every_door_stops_at_the_province(self, officer, elsewhere):
        household = elsewhere.product.household_id
        assert officer.post(url("text", household)).status_code == 404
        assert officer.post(url("called", household), {"note": "x"}).status_code == 404
        assert officer.post(url("resend", elsewhere.pk)).status_code == 404
        officer.post(url("retry_cause", "postmart", "too_few"))
        assert not SyncJob.objects.exists()
        assert not Reminder.objects.exists()
        assert "thiếu ảnh" not in officer.get(url("stuck")).content.decode()

    @pytest.mark.parametrize("role", [Role.HOUSEHOLD, Role.TRADER, Role.EDITOR])
    def test_others_do_not_come_in(self, client, role, here):
        client.force_login(UserFactory(role=role))
        for name, arguments in (("stuck", ()), ("cause", ("postmart", "too_few"))):
            assert client.get(url(name, *arguments), follow=True).status_code == 403
        household = here.product.household_id
        for name, arguments in (
            ("retry_cause", ("postmart", "too_few")), ("text", (household,)), ("called", (household,)),
        ):  # fmt: skip
            client.post(url(name, *arguments))
        assert not SyncJob.objects.exists()
        assert not Reminder.objects.exists()

    def test_an_administrator_sees_the_country(self, client, here, elsewhere):
        client.force_login(UserFactory(role=Role.ADMINISTRATOR))
        page = client.get(url("cause", "postmart", "too_few")).content.decode()
        assert here.product.title in page
        assert elsewhere.product.title in page

    def test_looking_changes_nothing(self, officer, here):
        for name, arguments in (("retry_cause", ("postmart", "too_few")), ("text", (here.product.household_id,))):
            assert officer.get(url(name, *arguments)).status_code == 405
