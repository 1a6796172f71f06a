"""Celery's part of imports: waking. Without Redis the next sweep does the same work a little later."""

import logging
from datetime import timedelta
from functools import partial

import redis
from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from households.importing import running
from households.models import ImportRun
from households.operations import importing

log = logging.getLogger(__name__)

# A batch takes seconds; a worker that has not been heard of for this long is dead.
SILENCE = timedelta(seconds=90)


def wake(run: ImportRun) -> None:
    """Have a worker take up the run once this transaction commits; never raises for a queue that cannot be reached."""
    transaction.on_commit(partial(_publish, run.pk))


def _publish(run_pk: int) -> None:
    try:
        work_on_import.apply_async((run_pk,), retry=False)
    except (OperationalError, redis.exceptions.RedisError, OSError) as error:
        log.warning("Không đánh thức được việc nhập danh sách, lượt quét sau sẽ làm: %s", error)


@shared_task(name="households.work_on_import")
def work_on_import(run_pk: int) -> None:
    if running.work(run_pk):
        _publish(run_pk)


@shared_task(name="households.sweep_imports")
def sweep_imports() -> int:
    """Take up imports whose worker died or was never woken, and erase old ones; return how many were woken."""
    forsaken = list(ImportRun.objects.forsaken(SILENCE).values_list("pk", flat=True)[:20])
    for pk in forsaken:
        _publish(pk)
    importing.purge_expired()
    return len(forsaken)
