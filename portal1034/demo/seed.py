"""Writes the demonstration, through the operations that people use."""

import datetime as dt
import logging
from dataclasses import dataclass

import redis
from django.db import connection, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from portal1034.accounts.models import User
from portal1034.accounts.tasks import wake as wake_senders
from portal1034.commodities.models import ReferenceSeason
from portal1034.demo import names
from portal1034.demo.pictures import store_photos
from portal1034.demo.pieces import Plan, Season
from portal1034.demo.plan import make_plan
from portal1034.demo.writing import write_plan
from portal1034.reports.open_cells import snapshot_cells
from portal1034.reports.operations import compute_figures
from portal1034.reports.prices import snapshot_prices
from portal1034.reports.tasks import compute_figures as recount
from products.tasks import wake as wake_pump

log = logging.getLogger(__name__)

# Any constant will do, as long as nothing else in the database locks it.
_SEED_LOCK = 10_34_00_01


@dataclass(frozen=True, slots=True)
class Seeded:
    """How much was written."""

    provinces: int
    households: int
    products: int
    harvests: int
    traders: int
    requests: int
    talks: int
    articles: int


# The pump takes some minutes to bring the listings to the marketplaces; until then nothing is on sale.
_RECOUNT_AFTER_S = (60, 180, 360)


def _recount_later() -> None:
    """Have the figures counted again once listings are live; where no queue answers, the clock does it later."""
    try:
        for seconds in _RECOUNT_AFTER_S:
            recount.apply_async(countdown=seconds, retry=False)
    except (OperationalError, redis.exceptions.RedisError) as error:
        log.warning("Chưa hẹn được việc tính lại số liệu, lượt định kỳ sẽ tính: %s", error)


def is_seeded() -> bool:
    """The administrator is written in the same transaction as everything else: with them, all of it is there."""
    return User.objects.with_phone(names.phone(names.ADMINISTRATOR)).exists()


def read_seasons() -> list[Season]:
    fields = ("commodity__slug", "province__code", "start", "end", "peak")
    return [Season(*row) for row in ReferenceSeason.objects.order_by("pk").values_list(*fields)]


def plan_of(today: dt.date, *, small: bool = False) -> Plan:
    return make_plan(today, read_seasons(), small=small)


def seed(*, small: bool = False) -> Seeded | None:
    """Write the demonstration; return None where it is there already.

    One transaction: a seed that was cut short left nothing but pictures, which the next one finds by their content.
    Two seeds at once make one.
    """
    if is_seeded():
        return None
    plan = plan_of(timezone.localdate(), small=small)
    pictures = store_photos(
        (product.slug, variant) for product in plan.products for variant in product.variants + product.dropped
    )
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_SEED_LOCK])
        if is_seeded():
            return None
        write_plan(plan, pictures)
        compute_figures()
        snapshot_prices()
        snapshot_cells()
        wake_senders()
        wake_pump()
        transaction.on_commit(_recount_later)
    return Seeded(
        provinces=len({household.province for household in plan.households}),
        households=len(plan.households),
        products=len(plan.products),
        harvests=len(plan.harvests),
        traders=len(plan.traders),
        requests=len(plan.requests),
        talks=len(plan.talks),
        articles=len(plan.articles),
    )
