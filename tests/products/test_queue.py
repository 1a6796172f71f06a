"""The queue: one job a listing, households in turn, leases that outlive nobody."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from products import operations, sync
from products.enums import Delivery, JobPriority
from products.models import Listing, SyncJob
from products.operations.locking import lock
from tests.factories.households import VerifiedHouseholdFactory
from tests.factories.products import ProductFactory, publish, sellable_product

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def listings(count, household=None, marketplace="postmart") -> list[Listing]:
    household = household or VerifiedHouseholdFactory()
    products = [ProductFactory(household=household) for _n in range(count)]
    return [Listing.objects.create(product=p, marketplace=marketplace, intent="publish") for p in products]


def enqueue(rows, priority=JobPriority.PERSON, **options):
    SyncJob.objects.enqueue([row.pk for row in rows], priority=priority, **options)


def claim(limit=50, after=0, lease_for=MINUTE):
    found = SyncJob.objects.claim(
        marketplace="postmart", limit=limit, lease=uuid.uuid4(), lease_for=lease_for, after_household=after
    )
    jobs = SyncJob.objects.in_bulk(found.jobs)
    return found, [jobs[pk] for pk in found.jobs]


def test_a_listing_waits_once_at_its_highest_priority_and_earliest_time():
    rows = listings(1)
    enqueue(rows, JobPriority.BULK, wait=MINUTE)
    enqueue(rows, JobPriority.TAKE_DOWN, wait=MINUTE * 5)
    enqueue(rows, JobPriority.PERSON)
    job = SyncJob.objects.get()
    assert job.priority == JobPriority.TAKE_DOWN
    assert job.not_before <= timezone.now()


def test_the_database_itself_refuses_a_second_waiting_or_flying_job():
    (row,) = listings(1)
    enqueue([row])
    extra = {"listing": row, "household": row.product.household, "marketplace": "postmart"}
    with pytest.raises(IntegrityError), transaction.atomic():
        SyncJob.objects.create(**extra)
    claim()
    with pytest.raises(IntegrityError), transaction.atomic():
        SyncJob.objects.create(**extra, leased_until=timezone.now(), lease=uuid.uuid4())


def test_a_change_during_a_flight_waits_for_the_landing():
    rows = listings(1)
    enqueue(rows)
    claim()
    enqueue(rows)
    assert SyncJob.objects.count() == 2
    assert claim()[1] == []


def test_what_is_not_due_is_not_claimed_nor_what_is_another_marketplaces():
    enqueue(listings(1), wait=MINUTE)
    enqueue(listings(1, marketplace="voso"))
    assert claim()[1] == []


def test_urgent_jobs_go_first():
    ordinary, urgent = listings(5), listings(2)
    enqueue(ordinary)
    enqueue(urgent, JobPriority.TAKE_DOWN)
    assert {job.listing_id for job in claim(limit=2)[1]} == {row.pk for row in urgent}


def test_what_one_household_leaves_of_its_share_goes_to_those_that_have_more():
    big = VerifiedHouseholdFactory()
    enqueue(listings(20, big))
    for _n in range(3):
        enqueue(listings(1))
    _claim, jobs = claim(limit=12)
    assert len(jobs) == 12
    assert sum(job.household_id == big.pk for job in jobs) == 9


def test_households_go_in_turn_whatever_the_length_of_their_queues():
    big, small = VerifiedHouseholdFactory(), VerifiedHouseholdFactory()
    enqueue(listings(30, big))
    enqueue(listings(2, small))
    _claim, jobs = claim(limit=4)
    assert sorted(job.household_id for job in jobs) == sorted([big.pk, big.pk, small.pk, small.pk])


def test_the_next_claim_begins_behind_the_last_household():
    households = [VerifiedHouseholdFactory() for _n in range(4)]
    for household in households:
        enqueue(listings(3, household))
    seen, after = [], 0
    for _round in range(6):
        found, jobs = claim(limit=2, after=after)
        after = found.last_household
        seen.append({job.household_id for job in jobs})
    assert seen[0] | seen[1] == {h.pk for h in households}
    assert SyncJob.objects.waiting().count() == 0


def test_a_claim_of_a_thousand_jobs_is_a_few_statements(django_assert_max_num_queries):
    rows = listings(60)
    enqueue(rows)
    with django_assert_max_num_queries(8):
        _claim, jobs = claim(limit=50)
    assert len(jobs) == 50


def test_the_reaper_gives_back_what_a_dead_worker_held_and_counts_the_try():
    (row,) = listings(1)
    enqueue([row])
    claim(lease_for=-MINUTE)
    Listing.objects.update(delivery=Delivery.SENDING)
    assert sync.reap("postmart") == 1
    job = SyncJob.objects.get()
    assert (job.leased_until, job.attempts) == (None, 1)
    row.refresh_from_db()
    assert row.delivery == Delivery.RETRYING


@pytest.mark.django_db(transaction=True)
def test_the_reaper_does_not_wait_for_an_edit_under_way_that_waits_for_it():
    """It writes rows that point at the product somebody is holding; were it to wait, both would end in a deadlock."""
    (row,) = listings(1)
    enqueue([row])
    claim(lease_for=-MINUTE)
    Listing.objects.update(delivery=Delivery.SENDING)

    def reap():
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '2s'")
            return sync.reap("postmart")
        finally:
            connection.close()

    with transaction.atomic(), ThreadPoolExecutor(1) as threads:
        lock(row.product)
        assert threads.submit(reap).result() == 1


def test_how_long_a_job_has_waited_is_not_forgotten_when_it_is_tried_again(market):
    """The administrator's desk tells the age of the queue by it."""
    publish(sellable_product(), "postmart")
    asked_at = timezone.now() - MINUTE * 90
    SyncJob.objects.update(created_at=asked_at)
    market.fault("postmart", fail_next=1)
    sync.drain("postmart")
    assert SyncJob.objects.get(attempts=1).created_at == asked_at
    SyncJob.objects.update(not_before=timezone.now())
    claim(lease_for=-MINUTE)
    sync.reap("postmart")
    assert SyncJob.objects.get().created_at == asked_at


def test_a_price_in_the_hands_of_a_lost_worker_leaves_its_revision(market):
    """Its row is not touched before it leaves; the job says which revision it may have left with."""
    (listing,) = publish(sellable_product(), "postmart")
    sync.drain("postmart")
    listing.refresh_from_db()
    operations.update_product(product=listing.product, price_vnd=200_000)
    far = listing.revision + 10**9
    SyncJob.objects.claim(marketplace="postmart", limit=1, lease=uuid.uuid4(), lease_for=-MINUTE, moment=far)
    sync.reap("postmart")
    listing.refresh_from_db()
    assert (listing.revision, listing.fingerprint, listing.content_fingerprint) == (far, "", "")


def test_the_reaper_leaves_living_leases_alone():
    enqueue(listings(1))
    claim()
    assert sync.reap("postmart") == 0


def test_a_reaped_job_and_a_newer_change_are_one_job():
    rows = listings(1)
    enqueue(rows)
    claim(lease_for=-MINUTE)
    enqueue(rows)
    sync.reap("postmart")
    assert SyncJob.objects.count() == 1


def test_what_comes_back_after_its_lease_was_lost_is_not_written(market):
    from products.marketplaces import connector
    from products.sync.flight import Flight, LeaseLost

    product = sellable_product()
    (listing,) = publish(product, "postmart")
    with ThreadPoolExecutor(1) as threads:
        flight = Flight(connector("postmart"), threads)
        flight.board(10)
        SyncJob.objects.update(leased_until=timezone.now() - MINUTE)
        sync.reap("postmart")
        with pytest.raises(LeaseLost):
            flight.fly(1, lambda: None)
    listing.refresh_from_db()
    assert listing.delivered_at is None
    sync.drain("postmart")
    listing.refresh_from_db()
    assert listing.delivered_at
    assert market.products("postmart")[product.external_id]["create_count"] == 1


def test_a_lease_is_renewed_while_the_marketplace_takes_its_time(market, monkeypatch):
    from products.sync import flight

    # Signing in, the shop and the product take longer together than a lease lasts.
    monkeypatch.setattr(flight, "LEASE", timedelta(seconds=3))
    monkeypatch.setattr(flight, "RENEW_S", 0.2)
    publish(sellable_product(), "postmart")
    market.fault("postmart", latency_ms=1500)
    renewed = []
    real = flight.Flight._renew
    monkeypatch.setattr(flight.Flight, "_renew", lambda self: (renewed.append(1), real(self)))
    sync.drain("postmart")
    assert renewed
    assert Listing.objects.get().verdict == "live"


def test_queueing_for_a_household_that_is_not_verified_waits_for_the_officer(market):
    from tests.factories.households import HouseholdFactory

    product = ProductFactory(household=HouseholdFactory())
    Listing.objects.create(product=product, marketplace="postmart", intent="publish")
    operations.update_product(product=product, stock=3)
    assert not SyncJob.objects.exists()
