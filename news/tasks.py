from celery import shared_task

from news import clock


@shared_task(name="news.tick", ignore_result=True)
def tick() -> None:
    clock.tick()
