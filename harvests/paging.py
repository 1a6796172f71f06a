"""Pages of long lists by the key of the last row shown: no counting, no offset."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Model, Q, QuerySet

BIGGEST_KEY = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Page:
    """`rows` of this page, and the value of `sau` that the next one has, "" on the last."""

    rows: list
    after: str = ""


def newest_first(rows: QuerySet, after: str, size: int) -> Page:
    """A page of rows by falling primary key, from the key `after` on; nonsense in `after` means the first page."""
    if after.isascii() and after.isdigit() and int(after) <= BIGGEST_KEY:
        rows = rows.filter(pk__lt=int(after))
    return _page(rows.order_by("-pk"), size, lambda row: str(row.pk))


def soonest_ending(rows: QuerySet, after: str, size: int) -> Page:
    """A page of windows by rising end, then primary key; `after` is "2026-06-20.15"."""
    day, _, key = after.partition(".")
    if (ends_on := _day(day)) and key.isascii() and key.isdigit() and int(key) <= BIGGEST_KEY:
        rows = rows.filter(Q(ends_on__gt=ends_on) | Q(ends_on=ends_on, pk__gt=int(key)))
    return _page(rows.order_by("ends_on", "pk"), size, lambda row: f"{row.ends_on:%Y-%m-%d}.{row.pk}")


def latest_talk(rows: QuerySet, after: str, size: int) -> Page:
    """A page of conversations, the last spoken in first; `after` is "<microseconds since 1970>.<key>"."""
    moment, _, key = after.partition(".")
    if all(part.isascii() and part.isdigit() and int(part) <= BIGGEST_KEY for part in (moment, key)):
        spoken = _moment(int(moment))
        rows = rows.filter(Q(last_message_at__lt=spoken) | Q(last_message_at=spoken, pk__lt=int(key)))
    return _page(rows.latest(), size, lambda row: f"{_microseconds(row.last_message_at)}.{row.pk}")


def _page(rows: QuerySet, size: int, key_of: Callable[[Model], str]) -> Page:
    found = list(rows[: size + 1])
    return Page(found[:size], key_of(found[size - 1]) if len(found) > size else "")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


_START = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def _microseconds(when: datetime) -> int:
    passed = when - _START
    return (passed.days * 86_400 + passed.seconds) * 1_000_000 + passed.microseconds


def _moment(microseconds: int) -> datetime:
    return _START + timedelta(microseconds=min(microseconds, 10**17))
