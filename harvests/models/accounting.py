"""How the calendar is kept: the SQL that turns changed harvests and buy requests into differences of its cells.

The triggers work a statement at a time on its transition tables, so a bulk import costs two upserts, not two a row;
what raw SQL, COPY or MERGE change is counted the same way. Rows are upserted in the order of their key, and the
provinces' cells always before the country's, so that statements side by side wait for each other instead of
deadlocking. All SQL is made from the names of our own tables and columns.
"""
# ruff: noqa: S608

from dataclasses import dataclass

import pgtrigger

CELLS = "harvests_calendarcell"
COUNTRY = "harvests_countrycell"


@dataclass(frozen=True, slots=True)
class Ledger:
    """A table that is counted in the calendar: rows in one of `active` add to the columns `kg` and `count`.

    `volume` and `starts` are the SQL of what counts of a row and from when, where that is not all of it.
    """

    table: str
    active: tuple[str, ...]
    kg: str
    count: str
    volume: str = ""
    starts: str = ""

    @property
    def is_active(self) -> str:
        return "status IN ({})".format(", ".join(f"'{status!s}'" for status in self.active))

    def triggers(self) -> list[pgtrigger.Trigger]:
        """The four triggers that keep the calendar equal to the table."""
        new, old = self._rows("new_values", 1), self._rows("old_values", -1)
        return [
            self._trigger("insert", pgtrigger.Insert, new, pgtrigger.Referencing(new="new_values")),
            self._trigger(
                "update",
                pgtrigger.Update,
                f"{new} UNION ALL {old}",
                pgtrigger.Referencing(old="old_values", new="new_values"),
            ),
            self._trigger("delete", pgtrigger.Delete, old, pgtrigger.Referencing(old="old_values")),
            pgtrigger.Trigger(
                name="count_truncate",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Truncate,
                func=f"""
                    UPDATE {CELLS} SET {self.kg} = 0, {self.count} = 0 WHERE {self.count} <> 0;
                    UPDATE {COUNTRY} SET {self.kg} = 0, {self.count} = 0 WHERE {self.count} <> 0;
                    RETURN NULL;
                """,
            ),
        ]

    def _rows(self, relation: str, sign: int) -> str:
        return f"SELECT {self._counted}, {sign} AS sign FROM {relation} WHERE {self.is_active}"

    @property
    def _counted(self) -> str:
        volume = f"{self.volume} AS volume_kg" if self.volume else "volume_kg"
        starts = f"{self.starts} AS starts_on" if self.starts else "starts_on"
        return f"commodity_id, province_id, {volume}, {starts}, ends_on"

    def _trigger(self, name: str, operation, changed: str, referencing) -> pgtrigger.Trigger:
        cells = self._upsert(CELLS, ("commodity_id", "province_id"), changed, "WHERE changed.province_id IS NOT NULL")
        country = self._upsert(COUNTRY, ("commodity_id",), changed, "")
        return pgtrigger.Trigger(
            name=f"count_{name}",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=operation,
            referencing=referencing,
            func=f"{cells};\n{country};\nRETURN NULL;",
        )

    def _upsert(self, table: str, key: tuple[str, ...], changed: str, condition: str) -> str:
        columns = ", ".join(key)
        places = ", ".join(str(place + 1) for place in range(len(key) + 1))
        return f"""
            WITH changed AS ({changed})
            INSERT INTO {table} AS cell
                ({columns}, dekad, supply_kg, harvest_count, demand_kg, request_count)
            SELECT {", ".join(f"changed.{name}" for name in key)}, share.ordinal, {self._sums()}
            FROM changed, portal_dekad_shares(changed.volume_kg, changed.starts_on, changed.ends_on) AS share
            {condition}
            GROUP BY {places}
            HAVING sum(changed.sign * share.kg) <> 0 OR sum(changed.sign) <> 0
            ORDER BY {places}
            ON CONFLICT ({columns}, dekad) DO UPDATE SET
                {self.kg} = cell.{self.kg} + EXCLUDED.{self.kg},
                {self.count} = cell.{self.count} + EXCLUDED.{self.count}"""

    def _sums(self) -> str:
        sums = {"supply_kg": "0", "harvest_count": "0", "demand_kg": "0", "request_count": "0"}
        sums |= {self.kg: "sum(changed.sign * share.kg)", self.count: "sum(changed.sign)"}
        return ", ".join(sums.values())

    def expected(self) -> str:
        """A SELECT of what the table adds to each cell, with the four figures named; empty provinces included."""
        sums = {"supply_kg": "0", "harvest_count": "0", "demand_kg": "0", "request_count": "0"}
        sums |= {self.kg: "sum(share.kg)", self.count: "count(*)"}
        figures = ", ".join(f"{formula} AS {name}" for name, formula in sums.items())
        return f"""
            SELECT commodity_id, province_id, share.ordinal AS dekad, {figures}
            FROM (SELECT {self._counted} FROM {self.table} WHERE {self.is_active}) AS source,
                 portal_dekad_shares(source.volume_kg, source.starts_on, source.ends_on) AS share
            GROUP BY 1, 2, 3"""
