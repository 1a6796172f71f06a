"""Claim, send, record. Requests leave from threads that never touch the database; this thread never makes a request."""

import logging
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from products.connectors import Connector
from products.connectors.base import PriceStock, RemoteListing, RemoteShop
from products.connectors.errors import ConnectorError, Rejected, Transient, Unknown
from products.enums import Delivery
from products.marketplaces import connector as connector_of
from products.marketplaces import pace
from products.models import Listing, Shop, SyncJob
from products.models.sync_job import Claim
from products.sync import breaker
from products.sync.plan import Action, Step, plan
from products.sync.record import Outcome, record

log = logging.getLogger(__name__)

BATCH = 50
THREADS = 8
# A worker that is killed is noticed after LEASE; one that lives renews long before. Longer than a
# loaded machine keeps a thread waiting, shorter than people's patience.
LEASE = timedelta(seconds=20)
RENEW_S = 4.0


class LeaseLost(Exception):
    """Another worker has taken over: send nothing more of this flight."""


def drain(marketplace: str, *, seconds: float = 50.0) -> int:
    """Send what is due for a marketplace until nothing is, or until `seconds` have passed; return how many jobs."""
    connector, until, done = connector_of(marketplace), time.monotonic() + seconds, 0
    reap(marketplace)
    with ThreadPoolExecutor(THREADS, thread_name_prefix=f"pump-{marketplace}") as threads:
        while time.monotonic() < until:
            limit = breaker.allowance(marketplace, BATCH)
            flight = Flight(connector, threads).board(limit) if limit else None
            if not flight:
                break
            done += len(flight.steps)
            try:
                flight.fly()
            except LeaseLost:
                log.warning("%s: mất lượt giữ việc, tiến trình khác làm tiếp", marketplace)
    return done


def reap(marketplace: str) -> int:
    """Give back the jobs of workers that are gone; return how many.

    What they sent may have arrived: `sent_at` says so, and the next try looks before it creates.
    """
    with transaction.atomic(durable=True):
        lost = SyncJob.objects.overdue_leases().filter(marketplace=marketplace).select_for_update(skip_locked=True)
        rows = list(lost.values_list("pk", "listing", "priority", "attempts"))
        SyncJob.objects.filter(pk__in=[row[0] for row in rows]).delete()
        for _pk, listing, priority, attempts in sorted(rows, key=lambda row: row[1]):
            SyncJob.objects.enqueue([listing], priority=priority, attempts=attempts)
        pks = [row[1] for row in rows]
        list(Listing.objects.filter(pk__in=pks).order_by("pk").select_for_update().values_list("pk"))
        Listing.objects.filter(pk__in=pks, delivery=Delivery.SENDING).update(delivery=Delivery.RETRYING)
    if rows:
        log.warning("%s: lấy lại %d việc của tiến trình đã mất", marketplace, len(rows))
    return len(rows)


class Grounded(Exception):
    """The marketplace stopped answering during this flight: the request was not made."""


class Flight:
    """One batch of jobs under one lease."""

    def __init__(self, connector: Connector, threads: ThreadPoolExecutor) -> None:
        self.connector, self.threads = connector, threads
        self.claim: Claim | None = None
        self.steps: list[Step] = []
        self.shopless: dict[int, Step] = {}
        self.is_lost = False
        self.failures_in_a_row = 0

    def __bool__(self) -> bool:
        return bool(self.steps)

    def board(self, limit: int) -> "Flight":
        """Lease up to `limit` jobs and decide from fresh state what each comes to; mark what is about to leave."""
        code = self.connector.code
        with transaction.atomic(durable=True):
            after = breaker.health_of(code).last_household
            self.claim = SyncJob.objects.claim(marketplace=code, limit=limit, lease_for=LEASE, after_household=after)
            self.steps = plan(self.connector, self.claim.jobs)
            if self.steps:
                breaker.keep_turn(code, self.claim.last_household)
                self._mark_sending()
                self._find_shopless()
        return self

    def _mark_sending(self) -> None:
        pks = [step.listing for step in self.steps if step.is_request]
        rows = Listing.objects.filter(pk__in=pks)
        list(rows.order_by("pk").select_for_update().values_list("pk"))
        rows.update(delivery=Delivery.SENDING, sent_at=timezone.now())

    def _find_shopless(self) -> None:
        """Find one step per household whose shop is not there yet, or goes by an old name or number."""
        senders = {step.household: step for step in self.steps if step.action is Action.SEND}
        have = Shop.objects.filter(marketplace=self.connector.code, household__in=senders)
        for household, known_as in have.values_list("household", "known_as"):
            if known_as == Shop.name_of(senders[household].payload.seller):
                del senders[household]
        self.shopless = senders

    # ---- in the air ----

    def fly(self) -> None:
        """Send everything, recording as answers come and renewing the lease of what is still out."""
        record(self.claim.lease, [Outcome(step) for step in self.steps if not step.is_request])
        out = self._send()
        renewed = time.monotonic()
        while out:
            done, _rest = wait(out, timeout=RENEW_S, return_when=FIRST_COMPLETED)
            outcomes = [outcome for future in done for outcome in self._read(future, out.pop(future))]
            if outcomes:
                self._land(outcomes, out)
            if out and time.monotonic() - renewed > RENEW_S:
                self._renew(out)
                renewed = time.monotonic()

    def _send(self) -> dict[Future, list[Step]]:
        """Hand the requests to the threads: what comes down first, prices in batches, the rest one by one."""
        by_action = {action: [s for s in self.steps if s.action is action] for action in Action}
        out = {self._submit(self._take_down, step): [step] for step in by_action[Action.TAKE_DOWN]}
        prices, size = by_action[Action.REPRICE], self.connector.batch_size
        for start in range(0, len(prices), size):
            group = prices[start : start + size]
            out[self._submit(self._reprice, group)] = group
        out |= {self._submit(self._upsert, step): [step] for step in by_action[Action.SEND]}
        return out

    def _submit(self, call, argument) -> Future:
        def guarded():
            if self.is_lost:
                raise LeaseLost
            # Seen here first: the thread that records may be many answers behind.
            if self.failures_in_a_row >= breaker.FAILURES_TO_OPEN:
                raise Grounded
            try:
                answer = call(argument)
            except ConnectorError as error:
                self.failures_in_a_row = self.failures_in_a_row + 1 if breaker.is_failure(error) else 0
                raise
            self.failures_in_a_row = 0
            return answer

        return self.threads.submit(guarded)

    def _take_down(self, step: Step) -> None:
        self.connector.withdraw(step.external_id, step.remote_id)

    def _upsert(self, step: Step) -> tuple[RemoteListing, RemoteShop | None]:
        is_first = self.shopless.get(step.household) is step
        shop = self.connector.open_shop(step.payload.seller) if is_first else None
        return self.connector.upsert(step.payload, step.remote_id), shop

    def _reprice(self, steps: list[Step]):
        changes = [PriceStock(s.external_id, s.remote_id, s.payload.price_vnd, s.payload.stock) for s in steps]
        return self.connector.update_price_stock(changes)

    # ---- back ----

    def _read(self, future: Future, steps: list[Step]) -> list[Outcome]:
        error = future.exception()
        if isinstance(error, ConnectorError):
            return [Outcome(step, error=error) for step in steps]
        if isinstance(error, Grounded):
            again = breaker.pause_left(self.connector.code)
            return [Outcome(step, again=again) for step in steps]
        if error is not None:
            # A fault of our own: kept for the administrator, and it must not stop the others.
            log.error("%s: lỗi của cổng khi gửi", self.connector.code, exc_info=error)
            return [Outcome(step, error=Unknown(repr(error), code="portal_fault")) for step in steps]
        if steps[0].action is Action.REPRICE:
            return [_repriced(step, result) for step, result in zip(steps, future.result(), strict=True)]
        if steps[0].action is Action.TAKE_DOWN:
            return [Outcome(steps[0])]
        remote, shop = future.result()
        return [Outcome(steps[0], remote=remote, shop=shop)]

    def _land(self, outcomes: list[Outcome], out: dict[Future, list[Step]]) -> None:
        record(self.claim.lease, outcomes)
        code = self.connector.code
        for outcome in outcomes:
            if isinstance(outcome.error, Transient) and outcome.error.code == "rate_limited":
                pace(code).hold(outcome.error.retry_after_s or 1.0)
        # One request, one count, however many listings it was about; any answer shows that the marketplace is there.
        errors = list({id(o.error): o.error for o in outcomes if o.error is not None}.values())
        answered = [None] if any(o.error is None and o.again is None for o in outcomes) else []
        if breaker.note(code, [*errors, *answered]):
            self._call_back(out)

    def _call_back(self, out: dict[Future, list[Step]]) -> None:
        """The marketplace does not answer: what has not left yet stays here, as if it had never been claimed."""
        left = [future for future in out if future.cancel()]
        again = breaker.pause_left(self.connector.code)
        record(self.claim.lease, [Outcome(step, again=again) for future in left for step in out.pop(future)])

    def _renew(self, out: dict[Future, list[Step]]) -> None:
        jobs = [step.job for steps in out.values() for step in steps]
        with transaction.atomic(durable=True):
            held = SyncJob.objects.filter(lease=self.claim.lease, pk__in=jobs).update(
                leased_until=timezone.now() + LEASE
            )
        if held < len(jobs):
            self.is_lost = True
            raise LeaseLost


def _repriced(step: Step, result) -> Outcome:
    if result.problem is None:
        return Outcome(step)
    if result.problem.code == "not_found":
        # Not an error of the household: the next try sends the whole listing.
        return Outcome(step, error=Transient(result.problem.message, code="not_found"))
    return Outcome(step, error=Rejected((result.problem,)))
