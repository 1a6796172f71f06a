from celery import shared_task

from portal1034.reports import operations


@shared_task
def compute_figures() -> int:
    return operations.compute_figures()
