"""Puts the demonstration's rows back in time.

Operations write "now", as they must. A portal where everything happened in the same minute shows neither freshness nor
order, so the moments alone are set afterwards; nothing else is ever written past the operations.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Model
from django.utils import timezone

WAKING_HOUR = 6
NIGHT = timedelta(hours=8)


class Clock:
    """`ago(days=3)` is a moment before the seed's beginning, within the hours when people are awake."""

    def __init__(self) -> None:
        self.now = timezone.now()

    def ago(self, *, days: int = 0, hours: int = 0, salt: int = 0) -> datetime:
        """Return a moment; `salt` spreads rows of the same day over its hours, always the same way."""
        if hours:
            moment = timezone.localtime(self.now - timedelta(hours=hours, minutes=salt * 7 % 50))
            # At night nobody writes: that was the evening before.
            return moment - NIGHT if moment.hour < WAKING_HOUR else moment
        if not days:
            return self.now - timedelta(minutes=3 + salt * 11 % 170)
        day = timezone.localtime(self.now - timedelta(days=days))
        return day.replace(hour=6 + salt * 5 % 14, minute=salt * 17 % 60, second=0, microsecond=0)


def set_moments(rows: Iterable[Model], *fields: str) -> None:
    """Write `fields`, all of them moments, of rows of one model."""
    rows = list(rows)
    if rows:
        type(rows[0])._default_manager.bulk_update(rows, fields, batch_size=200)
