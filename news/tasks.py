from celery import shared_task

from news import clock, operations


@shared_task(name="news.tick", ignore_result=True)
def tick() -> None:
    """Say that the clock goes; a look at a small table besides, so that it stays small."""
    clock.tick()
    operations.forget_abandoned()
