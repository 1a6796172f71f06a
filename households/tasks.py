"""Background work about households. What is to do is in the tables; a task run twice does it once."""

from celery import shared_task

from households import operations
from households.importing.tasks import sweep_imports, work_on_import
from portal1034.accounts import tasks as texts

__all__ = ["remind_of_expiry", "sweep_imports", "work_on_import"]


@shared_task(name="households.remind_of_expiry")
def remind_of_expiry() -> int:
    """Tell owners of certificates that end soon; return how many were told."""
    told = operations.remind_of_expiry()
    if told:
        texts.wake()
    return told


@shared_task(name="households.forget_old_drafts")
def forget_old_drafts() -> int:
    """Delete registrations that nobody finished; return how many."""
    return operations.forget_old_drafts()
