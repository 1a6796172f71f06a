"""Claim, send, record. Requests leave from threads that never touch the database; this thread never makes a request."""

import logging
import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from products.connectors import Connector
from products.connectors.base import PriceStock, RemoteListing, RemoteShop
from products.connectors.errors import ConnectorError, Full, Rejected, Transient, Unknown
from products.enums import Delivery, JobPriority
from products.marketplaces import connector as connector_of
from products.marketplaces import pace
from products.models import Again, Listing, MarketplaceHealth, Shop, SyncJob
from products.sync import breaker
from products.sync.plan import Action, Step, plan
from products.sync.record import Outcome, record

log = logging.getLogger(__name__)

CLAIM = 100
# Enough for the rate though some requests hang: 10 a second, 2% of which take ten seconds, keep three busy; a burst of
# slow answers more. A thread that waits for its turn or for an answer costs next to nothing.
THREADS = 24
# A worker that is killed is noticed after LEASE; one that lives renews long before. Longer than a
# loaded machine keeps a thread waiting, shorter than people's patience.
LEASE = timedelta(seconds=20)
RENEW_S = 4.0
# How often, while much is still to be sent, we look for what has to overtake it.
URGENT_S = 1.0


class LeaseLost(Exception):
    """Another worker has taken over: send nothing more of this flight."""


def drain(marketplace: str, *, seconds: float = 50.0, let_go: Callable[[], None] = lambda: None) -> int:
    """Send what is due for a marketplace until nothing is, or until `seconds` have passed; return how many jobs.

    `let_go` is called once nothing more will be claimed, while the last answers may still be on their way.
    """
    reap(marketplace)
    with ThreadPoolExecutor(THREADS, thread_name_prefix=f"pump-{marketplace}") as threads:
        flight = Flight(connector_of(marketplace), threads)
        try:
            flight.fly(seconds, let_go)
        except LeaseLost:
            log.warning("%s: mất lượt giữ việc, tiến trình khác làm tiếp", marketplace)
        finally:
            flight.is_lost = True  # whatever went wrong here, nothing more leaves
    return flight.boarded


def reap(marketplace: str) -> int:
    """Give back the jobs of workers that are gone; return how many.

    What they sent may have arrived: `sent_at` says so, and the next try looks before it creates.
    """
    with transaction.atomic(durable=True):
        lost = SyncJob.objects.overdue_leases().filter(marketplace=marketplace).select_for_update(skip_locked=True)
        jobs = list(lost)
        SyncJob.objects.filter(pk__in=[job.pk for job in jobs]).delete()
        now = timezone.now()
        SyncJob.objects.give_back(
            [Again(job.listing_id, job.priority, now, job.attempts, job.created_at) for job in jobs]
        )
        _forget_what_is_shown(jobs)
    if jobs:
        log.warning("%s: lấy lại %d việc của tiến trình đã mất", marketplace, len(jobs))
    return len(jobs)


def _forget_what_is_shown(jobs: list[SyncJob]) -> None:
    """What marketplaces show after a lost lease is not known: nothing is skipped, and the whole listing is sent.

    Also where somebody has changed it meanwhile, maybe back to what was there before. The revision that the lost
    worker may have written with is kept.
    """
    pks = [job.listing_id for job in jobs]
    Listing.objects.lock(pks)
    lost = Listing.objects.filter(pk__in=pks)
    lost.update(fingerprint="", content_fingerprint="")
    lost.filter(delivery=Delivery.SENDING).update(delivery=Delivery.RETRYING)
    for moment in {job.moment for job in jobs}:
        claimed = [job.listing_id for job in jobs if job.moment == moment]
        lost.filter(pk__in=claimed).update(revision=Greatest(F("revision") + 1, Value(moment)))


class Grounded(Exception):
    """The marketplace stopped answering during this flight: the request was not made."""


class Flight:
    """What one drain sends, under one lease: jobs are claimed while the answers to others are still awaited."""

    def __init__(self, connector: Connector, threads: ThreadPoolExecutor) -> None:
        self.connector, self.threads = connector, threads
        self.lease = uuid.uuid4()
        self.boarded = 0
        # Groups of steps that are one request each, the most urgent first; prices that wait to fill a request.
        self.ready: list[list[Step]] = []
        self.prices: list[Step] = []
        self.out: dict[Future, list[Step]] = {}
        self.opens_shop: dict[int, Step] = {}
        self.is_lost = False
        self.failures_in_a_row = 0
        self.success_noted_at = 0.0
        self.full: Full | None = None

    def fly(self, seconds: float, let_go: Callable[[], None]) -> None:
        """Claim, send and record until nothing is due or the time is over; what has not left by then goes back."""
        until = time.monotonic() + seconds
        renewed = looked = time.monotonic()
        is_claiming = True
        while is_claiming or self.out:
            if is_claiming and time.monotonic() > until:
                self._unboard(timedelta(0))
                is_claiming = False
                let_go()
            if is_claiming and len(self.ready) < THREADS:
                is_claiming = self._claim_more()
                looked = time.monotonic()
            elif is_claiming and time.monotonic() - looked > URGENT_S:
                self.board(CLAIM, JobPriority.urgent())
                looked = time.monotonic()
            self._send()
            self._await_answers()
            if time.monotonic() - renewed > RENEW_S:
                self._renew()
                renewed = time.monotonic()

    # ---- claiming ----

    def _claim_more(self) -> bool:
        """Claim what may be sent now; return whether to come again: something is due, or on its way."""
        limit = breaker.allowance(self.connector.code, CLAIM)
        if limit == 1 and self.out:
            return True  # one goes ahead to see whether the marketplace is back
        found = self.board(limit) if limit else 0
        if found < limit or limit <= 1:
            self._fill_requests(is_last=True)
        return bool(found or self.ready or self.out)

    def board(self, limit: int, priorities: Sequence[JobPriority] = tuple(JobPriority)) -> int:
        """Lease up to `limit` jobs and decide from fresh state what each comes to; mark what is about to leave."""
        code = self.connector.code
        self._make_way()
        health, moment = breaker.health_of(code), time.time_ns() // 1_000
        self.full = self._still_full(health)
        with transaction.atomic(durable=True):
            claim = SyncJob.objects.claim(
                marketplace=code,
                limit=limit,
                lease=self.lease,
                lease_for=LEASE,
                after_household=health.last_household,
                moment=moment,
                priorities=priorities,
            )
            steps = plan(self.connector, claim.jobs, moment)
            if {step.listing for step in steps} & {step.listing for step in self._held()}:
                # Somebody took us for dead and gave back what we have in hand.
                raise LeaseLost
            found, kept = len(steps), []
            if steps:
                breaker.keep_turn(code, claim.last_household)
                kept, steps = self._keep_back(steps)
                self._mark_sending(steps, moment)
                self._find_shopless(steps)
        self.boarded += found
        if done := kept + [Outcome(step) for step in steps if not step.is_request]:
            record(self.lease, done)
        self.prices += [step for step in steps if step.action is Action.REPRICE]
        self.ready += [[step] for step in steps if step.action in (Action.SEND, Action.TAKE_DOWN)]
        self._fill_requests()
        return found

    def _make_way(self) -> None:
        """Send back what has not left where somebody now wants it down: no consent, no request from that moment on."""
        here = [step for group in [*self.ready, self.prices] for step in group if step.action is not Action.TAKE_DOWN]
        if not here:
            return
        jobs = SyncJob.objects.waiting().filter(
            listing__in=[s.listing for s in here], priority__in=JobPriority.urgent()
        )
        unwanted = set(jobs.values_list("listing", flat=True))
        if back := [step for step in here if step.listing in unwanted]:
            self.ready = [rest for group in self.ready if (rest := [step for step in group if step not in back])]
            self.prices = [step for step in self.prices if step not in back]
            record(self.lease, [Outcome(step, again=timedelta(0)) for step in back])

    def _still_full(self, health: MarketplaceHealth) -> Full | None:
        """What a thread has just heard may not be written down yet."""
        heard = self.full if self.full is not None and self.full.resets_at > timezone.now() else None
        return breaker.full(health) or heard

    def _keep_back(self, steps: list[Step]) -> tuple[list[Outcome], list[Step]]:
        """Part what waits because the marketplace takes no new listing now from what may leave."""
        if self.full is None:
            return [], steps
        kept = [step for step in steps if step.action is Action.SEND and step.is_new]
        return [Outcome(step, error=self.full) for step in kept], [step for step in steps if step not in kept]

    def _fill_requests(self, *, is_last: bool = False) -> None:
        """Put prices together, as many as one request takes; fewer only when no more are to be had."""
        size = self.connector.batch_size
        while len(self.prices) >= size or (is_last and self.prices):
            self.ready.append(self.prices[:size])
            del self.prices[:size]
        # What comes down goes first, then in the order of the queue; sorting is stable.
        self.ready.sort(key=lambda steps: min(step.priority for step in steps))

    def _mark_sending(self, steps: list[Step], moment: int) -> None:
        """Leave a trace of what may make a listing appear or vanish. A price has one already: its job (see SyncJob)."""
        pks = [step.listing for step in steps if step.action in (Action.SEND, Action.TAKE_DOWN)]
        if not pks:
            return
        Listing.objects.lock(pks)
        rows = Listing.objects.filter(pk__in=pks)
        # The very number that `plan` gave to the step: nobody else writes it while the job is ours.
        revision = Greatest(F("revision") + 1, Value(moment))
        rows.update(delivery=Delivery.SENDING, sent_at=timezone.now(), revision=revision)

    def _find_shopless(self, steps: list[Step]) -> None:
        """Find one step per household whose shop is not there yet, or goes by an old name or number."""
        senders = {step.household: step for step in steps if step.action is Action.SEND}
        if not senders:
            return
        have = Shop.objects.filter(marketplace=self.connector.code, household__in=senders)
        for household, known_as in have.values_list("household", "known_as"):
            if known_as == Shop.name_of(senders[household].payload.seller):
                del senders[household]
        self.opens_shop |= senders

    # ---- in the air ----

    def _send(self) -> None:
        """Hand as many requests to the threads as there are threads: what is still here can be overtaken."""
        while self.ready and len(self.out) < THREADS:
            steps = self.ready.pop(0)
            call = {Action.TAKE_DOWN: self._take_down, Action.REPRICE: self._reprice}.get(steps[0].action, self._upsert)
            self.out[self._submit(call, steps)] = steps

    def _await_answers(self) -> None:
        done, _rest = wait(self.out, timeout=min(RENEW_S, URGENT_S), return_when=FIRST_COMPLETED)
        if outcomes := [outcome for future in done for outcome in self._read(future, self.out.pop(future))]:
            self._land(outcomes)

    def _submit(self, call: Callable[[list[Step]], object], steps: list[Step]) -> Future:
        def guarded():
            if self.is_lost:
                raise LeaseLost
            # Seen here first: the thread that records may be many answers behind.
            if self.failures_in_a_row >= breaker.FAILURES_TO_OPEN:
                raise Grounded
            if self.full is not None and steps[0].action is Action.SEND and steps[0].is_new:
                raise self.full
            try:
                answer = call(steps)
            except ConnectorError as error:
                self.failures_in_a_row = self.failures_in_a_row + 1 if breaker.is_failure(error) else 0
                if isinstance(error, Full):
                    self.full = error  # seen by the next thread before anything is written
                raise
            self.failures_in_a_row = 0
            return answer

        return self.threads.submit(guarded)

    def _take_down(self, steps: list[Step]) -> None:
        self.connector.withdraw(steps[0].external_id, steps[0].remote_id, steps[0].revision)

    def _upsert(self, steps: list[Step]) -> tuple[RemoteListing, RemoteShop | None]:
        (step,) = steps
        is_first = self.opens_shop.get(step.household) is step
        shop = self.connector.open_shop(step.payload.seller) if is_first else None
        return self.connector.upsert(replace(step.payload, revision=step.revision), step.remote_id), shop

    def _reprice(self, steps: list[Step]):
        changes = [PriceStock(s.external_id, s.remote_id, s.price_vnd, s.stock, s.revision) for s in steps]
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

    def _land(self, outcomes: list[Outcome]) -> None:
        record(self.lease, outcomes)
        code = self.connector.code
        # One request, one count, however many listings it was about; any answer shows that the marketplace is there.
        errors = list({id(o.error): o.error for o in outcomes if o.error is not None}.values())
        for error in errors:
            if isinstance(error, Full):
                breaker.note_full(code, error)
            elif isinstance(error, Transient) and error.code == "rate_limited":
                pace(code).hold(error.retry_after_s or 1.0)
        answered = [None] if any(o.error is None and o.again is None for o in outcomes) else []
        if not errors and time.monotonic() - self.success_noted_at < 1.0:
            return
        self.success_noted_at = 0.0 if errors else time.monotonic()
        if breaker.note(code, [*errors, *answered]):
            self._unboard(breaker.pause_left(code))

    def _unboard(self, again: timedelta) -> None:
        """What has not left yet goes back, as if it had never been claimed."""
        left = [future for future in self.out if future.cancel()]
        steps = [step for group in self.ready for step in group] + self.prices
        steps += [step for future in left for step in self.out.pop(future)]
        self.ready, self.prices = [], []
        if steps:
            record(self.lease, [Outcome(step, again=again) for step in steps])

    def _held(self) -> list[Step]:
        return [step for steps in [*self.out.values(), *self.ready, self.prices] for step in steps]

    def _renew(self) -> None:
        jobs = [step.job for step in self._held()]
        with transaction.atomic(durable=True):
            held = SyncJob.objects.filter(lease=self.lease, pk__in=jobs).update(leased_until=timezone.now() + LEASE)
        if held < len(jobs):
            self.is_lost = True
            raise LeaseLost


def _repriced(step: Step, result) -> Outcome:
    if result.problem is None:
        return Outcome(step)
    if result.problem.code in ("not_found", "stale_revision"):
        # Not errors of the household: the next try sends the whole listing, or a greater revision.
        return Outcome(step, error=Transient(result.problem.message, code=result.problem.code))
    return Outcome(step, error=Rejected((result.problem,)))
