"""Telling the marketplaces what households answer to their orders.

The answer stands on the order's row; `answer_due_at` says that it is still to be told, and when. A claim moves that
moment on by LEASE, so that a worker that is killed loses nothing: the answer is due again. Marketplaces take the same
answer twice without harm, so one that may or may not have arrived is simply told again. No request is made inside a
transaction; what the marketplace then says of the order is written like any other news of it.
"""

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from products.connectors.base import RemoteOrder
from products.connectors.errors import ConnectorError, Rejected, Transient, Unknown
from products.enums import Marketplace, OrderAnswer
from products.marketplaces import connector as connector_of
from products.marketplaces import pace
from products.models import Order
from products.sync import breaker
from products.sync.orders import apply_order, order_as_json
from products.sync.record import backoff

log = logging.getLogger(__name__)

BATCH = 8
THREADS = 4
# Two requests and a new sign-in at a marketplace that hangs on each; a killed worker's answers wait as long.
LEASE = timedelta(seconds=45)


@dataclass(frozen=True)
class Answer:
    """One answer to tell; `wanted_at` tells it from a later one of the same order."""

    order: int
    remote_id: str
    answer: str
    reason: str
    wanted_at: datetime
    attempts: int


@dataclass(frozen=True)
class Told:
    answer: Answer
    remote: RemoteOrder | None = None
    error: ConnectorError | None = None


def tell_answers(marketplace: str) -> int:
    """Tell a marketplace every answer that is due, until none is or it stops answering; return how many it took."""
    taken = 0
    while limit := breaker.allowance(marketplace, BATCH):
        answers = _claim(marketplace, limit)
        if not answers:
            break
        told = _tell(marketplace, answers)
        for each in told:
            _record(marketplace, each)
        taken += sum(each.error is None for each in told)
        if breaker.note(marketplace, [each.error for each in told]):
            break
    return taken


def _claim(marketplace: str, limit: int) -> list[Answer]:
    with transaction.atomic(durable=True):
        due = Order.objects.to_tell().filter(marketplace=marketplace).order_by("answer_due_at", "pk")
        rows = list(due.select_for_update(skip_locked=True)[:limit])
        Order.objects.filter(pk__in=[row.pk for row in rows]).update(
            answer_due_at=timezone.now() + LEASE, answer_attempts=F("answer_attempts") + 1
        )
    return [
        Answer(r.pk, r.remote_id, r.answer, r.answer_reason, r.answer_wanted_at, r.answer_attempts + 1) for r in rows
    ]


def _tell(marketplace: str, answers: list[Answer]) -> list[Told]:
    """Make the requests in threads that never touch the database; outcomes in the order of `answers`."""
    connector = connector_of(marketplace)

    def tell(answer: Answer) -> RemoteOrder:
        if answer.answer == OrderAnswer.CONFIRM:
            return connector.confirm_order(answer.remote_id)
        return connector.decline_order(answer.remote_id, answer.reason)

    with ThreadPoolExecutor(THREADS, thread_name_prefix=f"orders-{marketplace}") as threads:
        futures = [(answer, threads.submit(tell, answer)) for answer in answers]
    return [_outcome(answer, future) for answer, future in futures]


def _outcome(answer: Answer, future) -> Told:
    error = future.exception()
    if error is None:
        return Told(answer, remote=future.result())
    if not isinstance(error, ConnectorError):
        # A fault of our own: kept for the administrator, and it must not stop the others.
        log.error("Đơn %s: lỗi của cổng khi gửi trả lời", answer.remote_id, exc_info=error)
        error = Unknown(repr(error), code="portal_fault")
    return Told(answer, error=error)


def _record(marketplace: str, told: Told) -> None:
    """Write down what came of one answer, unless the household has meanwhile answered otherwise."""
    if isinstance(told.error, Transient) and told.error.code == "rate_limited":
        pace(marketplace).hold(told.error.retry_after_s or 1.0)
    with transaction.atomic(durable=True):
        if told.remote is not None:
            apply_order(marketplace, order_as_json(told.remote))
        order = Order.objects.select_for_update().get(pk=told.answer.order)
        is_same = order.answer == told.answer.answer and order.answer_wanted_at == told.answer.wanted_at
        if not is_same or order.answer_due_at is None:
            return  # settled by what the marketplace told, or answered anew
        if told.error is None:
            order.answer_due_at, order.answer_problem, order.answered_at = None, {}, timezone.now()
        else:
            again = None if isinstance(told.error, Rejected) else backoff(told.answer.attempts, told.error)
            order.answer_due_at = again and timezone.now() + again
            order.answer_problem = problem_of(marketplace, told.error)
        order.save(update_fields=["answer_due_at", "answer_problem", "answered_at", "updated_at"])


def problem_of(marketplace: str, error: ConnectorError) -> dict:
    """Return whose move it is and the sentence for the household's desk: {"owner", "code", "text", "detail"}."""
    name = Marketplace(marketplace).label
    text = {
        "household": error.message,
        "pump": f"{name} đang bận hoặc mất mạng; cổng tự gửi lại, bác không phải làm gì.",
        "administrator": f"Cán bộ đang xử lý trục trặc với {name}; xong là cổng tự gửi, bác không phải làm gì.",
    }[error.owner]
    return {"owner": error.owner, "code": error.code, "text": text, "detail": error.message[:500]}
