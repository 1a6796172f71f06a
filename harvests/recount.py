"""The calendar counted afresh from harvests and buy requests: proves the triggers right, or mends what they missed.

All SQL is made from the names of our own tables and columns.
"""
# ruff: noqa: S608

from dataclasses import dataclass

from django.db import connection, transaction

from harvests.models import BuyRequest, Harvest
from harvests.models.accounting import CELLS, COUNTRY
from harvests.models.buy_request import REQUESTS
from harvests.models.harvest import HARVESTS
from portal1034.core import pagecache

FIGURES = ("supply_kg", "harvest_count", "demand_kg", "request_count")


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell that does not say what the rows behind it say; `province_id` is None for the country's."""

    commodity_id: int
    province_id: int | None
    dekad: int
    kept: tuple[int, ...]
    counted: tuple[int, ...]


def differences() -> list[Difference]:
    """Every cell, of provinces and of the country, that differs from a fresh count. A missing cell is four zeros."""
    with transaction.atomic():
        _hold_still()
        return _compare(CELLS, ("commodity_id", "province_id")) + _compare(COUNTRY, ("commodity_id",))


def recompute() -> list[Difference]:
    """Make every cell equal to a fresh count; returns what was mended. Writers wait meanwhile, readers do not."""
    with transaction.atomic():
        _hold_still()
        found = differences()
        if found:
            with connection.cursor() as cursor:
                for table, key in ((CELLS, ("commodity_id", "province_id")), (COUNTRY, ("commodity_id",))):
                    columns = ", ".join((*key, "dekad", *FIGURES))
                    cursor.execute(f"DELETE FROM {table}")
                    cursor.execute(f"INSERT INTO {table} ({columns}) {_counted(key)}")
            pagecache.bump("season")
        return found


def _hold_still() -> None:
    with connection.cursor() as cursor:
        for model in (Harvest, BuyRequest):
            cursor.execute(f"LOCK TABLE {model._meta.db_table} IN SHARE MODE")


def _counted(key: tuple[str, ...]) -> str:
    places = ", ".join(str(place + 1) for place in range(len(key) + 1))
    sums = ", ".join(f"sum({name})::bigint AS {name}" for name in FIGURES)
    condition = "WHERE province_id IS NOT NULL" if "province_id" in key else ""
    return (
        f"SELECT {', '.join(key)}, dekad, {sums} "
        f"FROM ({HARVESTS.expected()} UNION ALL {REQUESTS.expected()}) AS added {condition} GROUP BY {places}"
    )


def _compare(table: str, key: tuple[str, ...]) -> list[Difference]:
    columns = (*key, "dekad")
    kept = ", ".join(f"coalesce(cell.{name}, 0)" for name in FIGURES)
    counted = ", ".join(f"coalesce(fresh.{name}, 0)" for name in FIGURES)
    statement = f"""
        SELECT {", ".join(columns)}, {kept}, {counted}
        FROM {table} AS cell FULL JOIN ({_counted(key)}) AS fresh USING ({", ".join(columns)})
        WHERE ({kept}) IS DISTINCT FROM ({counted})
        ORDER BY {", ".join(columns)}"""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [_difference(row, has_province="province_id" in key) for row in cursor.fetchall()]


def _difference(row: tuple, has_province: bool) -> Difference:
    commodity_id, *rest = row
    province_id = rest.pop(0) if has_province else None
    dekad, *figures = rest
    return Difference(commodity_id, province_id, dekad, tuple(figures[:4]), tuple(figures[4:]))
