"""Celery's part: waking the pump. Nothing here is needed for truth; without Redis the next sweep does the same work."""

import logging
import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial

import redis
from celery import shared_task
from django.core.cache import cache
from django.db import connection, transaction
from kombu.exceptions import OperationalError

from portal1034.accounts import tasks as texts
from portal1034.core import pagecache
from products import operations, sync, traffic
from products.enums import Marketplace
from products.models import SyncJob

log = logging.getLogger(__name__)

UNREACHABLE = (OperationalError, redis.exceptions.ConnectionError, redis.exceptions.TimeoutError, OSError)
# How long one task keeps a worker.
TURN_S = 20.0
WAKE_UP_LASTS_S = 5
LOOK_FOR_SILENT_EVERY_S = 180
# A listing in review is looked at again after so many seconds, round by round; then the sweep takes over.
LOOK_AGAIN_S = (2, 2, 2, 3, 3, 5, 5, 8, 8, 12, 12, 20, 20)


def wake(marketplaces: Iterable[str] = Marketplace.values) -> None:
    """Have the pump run once this transaction commits. Never raises for a queue that cannot be reached."""
    for marketplace in marketplaces:
        transaction.on_commit(partial(_wake, marketplace))


def _wake(marketplace: str) -> None:
    _publish_once(pump, marketplace)


def wake_inbox() -> None:
    transaction.on_commit(partial(_publish_once, apply_events))


def _publish_once(task, *arguments, **options) -> None:
    """One wake-up on its way is enough for everybody: it has not looked yet. A lost one counts for a few seconds."""
    if cache.add(_awaited(task, *arguments), 1, timeout=WAKE_UP_LASTS_S):
        _publish(task, *arguments, **options)


def _begin(task, *arguments) -> None:
    """From here on a wake-up is news to us: whoever comes now publishes another."""
    cache.delete(_awaited(task, *arguments))


def _awaited(task, *arguments) -> str:
    return ":".join(["awaited", task.name, *arguments])


def _publish(task, *arguments, **options) -> None:
    try:
        task.apply_async(arguments, retry=False, expires=60, **options)
    except UNREACHABLE as error:
        log.warning("Chưa gọi được %s, lượt quét tới sẽ làm: %s", task.name, error)


@shared_task(name="products.pump")
def pump(marketplace: str) -> None:
    """Send what is due for one marketplace, and look again soon at what is then in review.

    A long queue is sent in turns, so that text messages and the other marketplace get theirs.
    """
    _begin(pump, marketplace)
    until = time.monotonic() + TURN_S
    # Looked at again after letting go: a wake-up that found us at work may have come after our last look.
    while _has_work(marketplace):
        if time.monotonic() > until:
            _publish(pump, marketplace)
            break
        with _alone("pump", marketplace) as turn:
            if not turn or not sync.drain(marketplace, seconds=TURN_S, let_go=partial(_hand_over, turn)):
                break
    traffic.write()
    _publish(follow_up, marketplace, 0)


def _hand_over(turn: "Turn") -> None:
    """Our time is over: another worker begins while our last answers, some of them slow, are still awaited."""
    turn.end()
    _publish(pump, turn.marketplace)


@shared_task(name="products.follow_up")
def follow_up(marketplace: str, round_number: int) -> None:
    """Look at what is in review; while something is, come back in a few seconds, a bounded number of times."""
    if not _verify_in_review(marketplace) or round_number >= len(LOOK_AGAIN_S):
        return
    seconds = LOOK_AGAIN_S[round_number]
    # One chain at a time: while a next look is arranged, another pump's follow-up does not arrange a second.
    if cache.add(f"follow-up:{marketplace}", round_number, timeout=seconds):
        _publish(follow_up, marketplace, round_number + 1, countdown=seconds)


def _verify_in_review(marketplace: str) -> bool:
    """Return whether something is still undecided. While another process looks, nothing is asked a second time."""
    with _alone("look-in-review", marketplace) as turn:
        return bool(sync.verify_in_review(marketplace)) if turn else True


def wake_answers(marketplace: str) -> None:
    """Have the household's answer to an order told once this transaction commits."""
    transaction.on_commit(partial(_publish, tell_answers, marketplace))


@shared_task(name="products.tell_answers")
def tell_answers(marketplace: str) -> None:
    if sync.tell_answers(marketplace):
        # What was declined is there to sell again.
        for each in Marketplace.values:
            _publish(pump, each)


@shared_task(name="products.remind_of_orders")
def remind_of_orders() -> int:
    """Text the households of orders that are new and of those that wait; return how many texts."""
    told = operations.remind_of_orders() + operations.tell_of_new_orders()
    if told:
        texts.wake()
    return told


@shared_task(name="products.apply_events")
def apply_events() -> None:
    _begin(apply_events)
    applied = _apply_waiting()
    if applied is None:
        _publish_once(apply_events, countdown=1)  # what has just come may have come after the other's look
    elif applied:
        _publish_once(apply_events)  # what is left of a long row, and what has come meanwhile
        _publish(remind_of_orders)
        for marketplace in Marketplace.values:
            _publish(pump, marketplace)


def _apply_waiting() -> int | None:
    """One process at a time, else None: two would look at the same listings, and leave nobody to send."""
    with _alone("inbox", "all") as turn:
        return sync.apply_waiting() if turn else None


@shared_task(name="products.sweep")
def sweep() -> None:
    """Start everything that may have been missed; each marketplace on its own, so that one cannot keep the other."""
    for marketplace in Marketplace.values:
        _publish(pump, marketplace)
        _publish(look_after, marketplace)
        _publish(tell_answers, marketplace)
    traffic.forget_old()


@shared_task(name="products.look_after")
def look_after(marketplace: str) -> None:
    """Hear what a marketplace has to tell, apply it, and look at the listings nobody has looked at for longest."""
    with _alone("look", marketplace) as turn:
        if not turn:
            return
        sync.hear(marketplace)
        if (_apply_waiting() or 0) + _look_up_silent_orders(marketplace):
            _publish(remind_of_orders)
            # What was sold on one is less to sell on all.
            for each in Marketplace.values:
                _publish(pump, each)
        _verify_in_review(marketplace)
        if sync.verify_oldest(marketplace):
            _publish(pump, marketplace)
    traffic.write()


def _look_up_silent_orders(marketplace: str) -> int:
    """A few every few minutes: enough for thousands a day, and no burden on what is sent."""
    if not cache.add(f"silent-orders:{marketplace}", 1, timeout=LOOK_FOR_SILENT_EVERY_S):
        return 0
    return sync.look_up_silent_orders(marketplace)


@shared_task(name="products.follow_seasons")
def follow_seasons() -> tuple[int, int, int]:
    """Warn of seasons that end, take down what is over, propose what begins anew; return how many of each."""
    done = (operations.warn_of_season_end(), operations.rest_after_season(), operations.propose_revival())
    pagecache.bump("products")  # cards say today's season
    if any(done):
        texts.wake()
        for marketplace in Marketplace.values:
            _publish(pump, marketplace)
    return done


def _has_work(marketplace: str) -> bool:
    jobs = SyncJob.objects.filter(marketplace=marketplace)
    return jobs.due().exists() or jobs.overdue_leases().exists()


class Turn:
    """The right to be the only process at some work for a marketplace. PostgreSQL ends it when a worker is killed."""

    def __init__(self, what: str, marketplace: str) -> None:
        self.marketplace = marketplace
        self.key = [1034, zlib.crc32(f"{what}:{marketplace}".encode()) - 2**31]
        self.is_mine = self._ask("pg_try_advisory_lock")

    def __bool__(self) -> bool:
        return self.is_mine

    def end(self) -> None:
        if self.is_mine:
            self.is_mine = False
            self._ask("pg_advisory_unlock")

    def _ask(self, function: str) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s, %s)", self.key)
            return cursor.fetchone()[0]


@contextmanager
def _alone(what: str, marketplace: str) -> Iterator[Turn]:
    turn = Turn(what, marketplace)
    try:
        yield turn
    finally:
        turn.end()
