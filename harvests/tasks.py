"""Background work of the exchange. What is to do is in the tables; a task run twice does it once."""

from celery import shared_task
from django.utils import timezone

from harvests import operations, weighing
from portal1034.accounts import tasks as texts


@shared_task(name="harvests.ask_households")
def ask_households() -> int:
    """Ask households about declarations that fade and harvests that are over; return how many were texted."""
    asked = operations.ask_households()
    if asked:
        texts.wake()
    return asked


@shared_task(name="harvests.tend_exchange")
def tend_exchange() -> int:
    """Mark requests whose window is over, and ask both sides of deals that were to be delivered; return how many."""
    today = timezone.localdate()
    expired = operations.expire_buy_requests(today=today)
    asked = operations.ask_for_outcomes(today=today)
    if asked:
        texts.wake()
    return expired + asked


@shared_task(name="harvests.tell_watchers")
def tell_watchers() -> int:
    """Tell people the news of what they watch, once a day; return how many were told."""
    told = operations.tell_watchers()
    if told:
        texts.wake()
    return told


@shared_task(name="harvests.weigh_season")
def weigh_season() -> int:
    """Make the warnings of too much and too little agree with the calendar; return how many changed."""
    return weighing.weigh().changed
