"""Background work of the exchange. What is to do is in the tables; a task run twice does it once."""

from celery import shared_task

from harvests import operations
from portal1034.accounts import tasks as texts


@shared_task(name="harvests.ask_households")
def ask_households() -> int:
    """Ask households about declarations that fade and harvests that are over; return how many were texted."""
    asked = operations.ask_households()
    if asked:
        texts.wake()
    return asked
