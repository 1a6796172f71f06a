"""Writes the price board's snapshots: the running week and the last one, again and again until they are over."""

import datetime as dt

from django.db import connection, transaction
from django.utils import timezone

from harvests.enums import PriceSource
from harvests.models import PriceCell
from harvests.prices import WEEKS_SHOWN, weeks_until
from portal1034.core.pagecache import bump
from portal1034.reports.price_sql import SNAPSHOT

# Any constant will do, as long as nothing else in the database locks it.
_LOCK = 10_34_00_05


@transaction.atomic
def snapshot_prices(*, today: dt.date | None = None, weeks: int | None = None) -> int:
    """Write the prices of the running week and the last one; return how many cells they have now.

    The first time, or with `weeks`, it reaches further back: half a year. Running it again changes nothing but the
    moment. What products cost is written in the running week only, and stands when the week is over.
    """
    today = today or timezone.localdate()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    mondays = weeks_until(today, weeks or (2 if PriceCell.objects.exists() else WEEKS_SHOWN))
    before = PriceCell.objects.filter(week__in=mondays)
    before.exclude(source=PriceSource.PRODUCT, week__lt=mondays[-1]).delete()
    with connection.cursor() as cursor:
        cursor.execute(SNAPSHOT, {"weeks": mondays, "this_week": mondays[-1], "now": timezone.now()})
        written = cursor.rowcount
    bump("prices")
    return written
