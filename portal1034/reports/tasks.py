from celery import shared_task

from portal1034.reports import open_cells, operations, prices


@shared_task
def compute_figures() -> int:
    return operations.compute_figures()


@shared_task
def snapshot_prices() -> int:
    return prices.snapshot_prices()


@shared_task
def snapshot_cells() -> int:
    return open_cells.snapshot_cells()
