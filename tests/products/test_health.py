"""The administrator's look at the marketplaces: throughput, queues, breaker, dead ends, proof. Nobody else's."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal1034.accounts.enums import Role
from products import sync, tasks, traffic
from products.enums import Delivery, Verdict
from products.health import look_at_all
from products.models import Listing, MarketplaceHealth, SyncJob, TrafficMinute, WebhookEvent
from tests.factories.accounts import OfficerFactory, UserFactory
from tests.factories.products import publish, sellable_product

pytestmark = pytest.mark.django_db
LOOK = reverse("admin:products_marketplacehealth_look")
TRY = reverse("admin:products_marketplacehealth_try_now", args=["postmart"])


@pytest.fixture(autouse=True)
def _nothing_counted():
    traffic._counts.clear()
    yield
    traffic._counts.clear()


@pytest.fixture
def administrator(client):
    client.force_login(UserFactory(role=Role.ADMINISTRATOR))
    return client


def look(code="postmart", **options):
    return next(each for each in look_at_all(**options) if each.code == code)


class TestThroughput:
    def test_requests_and_answers_are_counted_and_written_once(self, market):
        publish(sellable_product(), "postmart")
        tasks.pump("postmart")
        minute = TrafficMinute.objects.get(marketplace="postmart")
        assert minute.requests >= market.state("postmart")["traffic"]["requests"] >= 2
        assert (minute.accepted, minute.refused, minute.failed) == (1, 0, 0)

    def test_failures_are_counted_as_such(self, market):
        market.fault("postmart", rate_5xx=1)
        publish(sellable_product(), "postmart")
        tasks.pump("postmart")
        minute = TrafficMinute.objects.get(marketplace="postmart")
        assert (minute.accepted, minute.failed) == (0, 1)

    def test_counting_costs_no_statement_and_writing_adds_up(self):
        with CaptureQueriesContext(connection) as captured:
            for _n in range(100):
                traffic.count("voso", requests=1)
        assert len(captured) == 0
        traffic.write()
        traffic.count("voso", requests=5, accepted=2)
        with CaptureQueriesContext(connection) as captured:
            traffic.write()
        assert len(captured) == 1
        assert TrafficMinute.objects.values_list("requests", "accepted").get() == (105, 2)

    def test_it_is_not_written_more_often_than_every_few_seconds(self):
        traffic.count("voso", requests=1)
        traffic.write()
        traffic.count("voso", requests=1)
        traffic.write(if_older_than_s=60)
        assert TrafficMinute.objects.get().requests == 1

    def test_old_minutes_are_forgotten(self):
        long_ago = timezone.now() - dt.timedelta(days=8)
        TrafficMinute.objects.create(marketplace="voso", minute=long_ago)
        TrafficMinute.objects.create(marketplace="voso", minute=timezone.now())
        assert traffic.forget_old() == 1

    def test_the_last_minute_and_hour_are_told_against_what_is_allowed(self, market, settings):
        now = timezone.now().replace(second=30, microsecond=0)
        for ago, requests in ((0, 1_000), (1, 300), (2, 200), (61, 5_000)):
            at = now.replace(second=0) - dt.timedelta(minutes=ago)
            TrafficMinute.objects.create(marketplace="postmart", minute=at, requests=requests, accepted=ago)
        minute, hour = look(now=now).paces
        assert (minute.requests, minute.accepted) == (300, 1)
        assert (hour.requests, hour.accepted) == (500, 3)
        assert hour.allowed == pytest.approx(minute.allowed * 60, abs=60)
        assert minute.allowed == pytest.approx(2000 * 60, rel=0.05)


class TestWhatWaits:
    def test_the_queue_is_told_by_priority_with_its_oldest(self, market):
        for _n in range(2):
            publish(sellable_product(), "postmart")
        oldest = timezone.now() - dt.timedelta(hours=3)
        SyncJob.objects.filter(pk=SyncJob.objects.first().pk).update(created_at=oldest)
        (queue,) = look().queues
        assert (queue.waiting, queue.due, queue.flying, queue.oldest) == (2, 2, 0, oldest)
        assert look("voso").queues == []

    def test_dead_ends_are_told_by_cause(self, market):
        publish(sellable_product(), "postmart")
        Listing.objects.update(delivery=Delivery.NEEDS_OFFICER, problem={"code": "bad_credentials"})
        (end,) = look().dead_ends
        assert (end.words, end.count) == ("sàn không nhận tài khoản của cổng", 1)

    def test_events_that_could_not_be_applied_are_counted(self):
        common = {"marketplace": "postmart", "body": {}}
        WebhookEvent.objects.create(event_id="1", problem="lạ", **common)
        WebhookEvent.objects.create(event_id="2", **common)
        WebhookEvent.objects.create(event_id="3", problem="lạ", applied_at=timezone.now(), **common)
        assert look().dead_events == 1
        assert look().last_event is not None


def test_the_proof_is_told_with_its_age_and_share(market):
    for _n in range(4):
        publish(sellable_product(), "postmart")
    sync.drain("postmart")
    old = timezone.now() - dt.timedelta(days=2)
    Listing.objects.filter(pk=Listing.objects.first().pk).update(verified_at=old)
    found = look()
    assert (found.live, found.unproven, found.oldest_proof, found.proven_share) == (4, 1, old, 0.75)
    assert look("voso").proven_share is None
    assert Listing.objects.filter(verdict=Verdict.LIVE).count() == 4


class TestThePage:
    def test_shows_both_marketplaces_and_asks_again_by_itself(self, market, administrator):
        page = administrator.get(LOOK).content.decode()
        assert "Postmart" in page
        assert "Voso" in page
        assert 'hx-trigger="every 10s"' in page
        fragment = administrator.get(LOOK, headers={"HX-Request": "true"}).content.decode()
        assert fragment.lstrip().startswith('<div class="looks"')

    def test_an_open_breaker_says_why_and_can_be_tried_now(self, market, administrator):
        until = timezone.now() + dt.timedelta(minutes=1)
        MarketplaceHealth.objects.create(
            marketplace="postmart", failures=7, open_until=until, reason="Postmart đang gặp sự cố."
        )
        page = administrator.get(LOOK).content.decode()
        assert "Tạm ngừng gửi" in page
        assert "Postmart đang gặp sự cố." in page
        assert "7 lỗi liền nhau" in page
        administrator.post(TRY)
        assert not MarketplaceHealth.objects.get(marketplace="postmart").is_open

    def test_it_costs_the_same_however_much_waits(self, market, administrator):
        def count():
            with CaptureQueriesContext(connection) as captured:
                administrator.get(LOOK)
            return len(captured)

        publish(sellable_product())
        Listing.objects.update(delivery=Delivery.NEEDS_OFFICER, problem={"code": "portal_fault"})
        administrator.get(LOOK)
        one = count()
        for _n in range(2):
            publish(sellable_product())
        assert count() == one <= 15

    def test_it_is_the_administrators_alone(self, market, client):
        for user in (OfficerFactory(), UserFactory(role=Role.EDITOR), UserFactory(role=Role.HOUSEHOLD)):
            client.force_login(user)
            assert client.get(LOOK, follow=True).status_code == 403
            MarketplaceHealth.objects.update_or_create(marketplace="postmart", defaults={"failures": 3})
            client.post(TRY)
            assert MarketplaceHealth.objects.get(marketplace="postmart").failures == 3

    def test_an_unknown_marketplace_is_not_found(self, administrator):
        address = reverse("admin:products_marketplacehealth_try_now", args=["shopee"])
        assert administrator.post(address).status_code == 404


def test_a_marketplace_full_for_the_day_says_so_and_until_when(administrator, market):
    until = timezone.localtime() + dt.timedelta(hours=3)
    MarketplaceHealth.objects.create(marketplace="voso", full_until=until, full_reason="đủ")
    page = administrator.get(LOOK).content.decode()
    assert "Sàn đã đủ tin mới cho hôm nay" in page
    assert f"{until:%H:%M}" in page
    assert look("voso").state == ("waiting", "Đã đủ tin mới")
    assert "Sàn đã đủ tin mới" not in page.split("san-voso")[0]
