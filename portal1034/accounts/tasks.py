"""Background work about people. Celery carries only the wake-up; what is to do is in the tables."""

import logging

import redis
from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from kombu.exceptions import OperationalError

from portal1034.accounts import delivery, operations
from portal1034.accounts.privacy import erasure

log = logging.getLogger(__name__)


@shared_task(name="accounts.send_waiting_texts")
def send_waiting_texts() -> int:
    return delivery.deliver_waiting()


@shared_task(name="accounts.forget_old_codes")
def forget_old_codes() -> int:
    return operations.forget_old_codes()


@shared_task(name="accounts.finish_erasures")
def finish_erasures() -> int:
    return erasure.finish_due()


@shared_task(name="accounts.forget_old_sessions")
def forget_old_sessions() -> None:
    """Delete sessions that ran out: Django itself never does."""
    SessionStore.clear_expired()


def wake() -> None:
    """Have waiting texts sent once the current transaction commits. Without Redis the next sweep sends them."""
    transaction.on_commit(_kick)


def _kick() -> None:
    try:
        send_waiting_texts.delay()
    except (OperationalError, redis.exceptions.RedisError) as error:
        log.warning("Không đánh thức được việc gửi tin, lượt quét sau sẽ gửi: %s", error)
