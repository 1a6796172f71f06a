"""The whole country's supply weighed against its demand, in a few statements over the calendar's cells.

A *run* is an unbroken row of dekads, within the lead time of its commodity, in which a province has too much or too
little of it; the nearest run of each is what officers are told. Twice is once: a second weighing changes nothing.
"""
# ruff: noqa: S608

import datetime as dt
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone

from harvests.enums import STANDING_WARNING
from harvests.glut import STANDARD
from harvests.models.warning import LONGEST_LEAD
from portal1034.commodities.dekads import Dekad
from portal1034.core import pagecache

# Any constant will do, as long as nothing else in the database locks it: two weighings at once would trip each other.
_LOCK = 10_34_00_04
# What an officer dismissed comes back when it has grown by half.
GROWN_PERCENT = 150

_STANDING = ", ".join(f"'{state!s}'" for state in STANDING_WARNING)
_COLUMNS = ", ".join(STANDARD.__dataclass_fields__)
_STANDARD = ", ".join(str(getattr(STANDARD, name)) for name in STANDARD.__dataclass_fields__)
# The limits of a commodity are its own row, or the standard one, or where nobody has set any, those of `glut`.
_RUNS = f"""
    WITH flagged AS (
        SELECT judged.kind, cell.commodity_id, cell.province_id, cell.dekad, cell.supply_kg, cell.demand_kg
        FROM harvests_calendarcell AS cell
        JOIN LATERAL (
            SELECT {_COLUMNS}, CASE WHEN one.commodity_id IS NULL THEN 2 ELSE 1 END AS choice
            FROM harvests_warningthreshold AS one
            WHERE one.commodity_id = cell.commodity_id OR one.commodity_id IS NULL
            UNION ALL SELECT {_STANDARD}, 3
            ORDER BY choice LIMIT 1
        ) AS allowed ON true
        CROSS JOIN LATERAL (VALUES
            ('glut', cell.dekad <= %(today)s + allowed.glut_lead AND cell.demand_kg > 0
                AND cell.supply_kg >= allowed.glut_least_kg
                AND cell.supply_kg * 100 > cell.demand_kg * allowed.glut_percent),
            ('shortage', cell.dekad <= %(today)s + allowed.shortage_lead
                AND cell.demand_kg >= allowed.shortage_least_kg
                AND cell.demand_kg * 100 > cell.supply_kg * allowed.shortage_percent)
        ) AS judged(kind, is_so)
        JOIN commodities_commodity AS commodity ON commodity.id = cell.commodity_id AND commodity.is_active
        WHERE judged.is_so AND cell.dekad BETWEEN %(today)s AND %(today)s + %(longest)s
    ), numbered AS (
        SELECT flagged.*, dekad - row_number() OVER (
            PARTITION BY kind, commodity_id, province_id ORDER BY dekad
        ) AS run FROM flagged
    ), run AS (
        SELECT DISTINCT ON (kind, commodity_id, province_id)
            kind, commodity_id, province_id, min(dekad) AS first_dekad, max(dekad) AS last_dekad,
            sum(supply_kg)::bigint AS supply_kg, sum(demand_kg)::bigint AS demand_kg
        FROM numbered GROUP BY kind, commodity_id, province_id, numbered.run
        ORDER BY kind, commodity_id, province_id, min(dekad)
    )
"""
_SAME = "run.kind = old.kind AND run.commodity_id = old.commodity_id AND run.province_id = old.province_id"
_TOUCHES = "run.first_dekad <= old.last_dekad + 1 AND run.last_dekad >= old.first_dekad - 1"
_FIGURES = """
    SELECT coalesce(sum(cell.supply_kg), 0)::bigint AS supply_kg, coalesce(sum(cell.demand_kg), 0)::bigint AS demand_kg
    FROM harvests_calendarcell AS cell
    WHERE cell.commodity_id = old.commodity_id AND cell.province_id = old.province_id
        AND cell.dekad BETWEEN old.first_dekad AND old.last_dekad
"""
# All SQL is made from the names and constants above.
_REFRESH_CALLS = f"""
    UPDATE harvests_seasonwarning AS old SET supply_kg = now.supply_kg, demand_kg = now.demand_kg
    FROM harvests_seasonwarning AS same
    CROSS JOIN LATERAL ({_FIGURES.replace("old.", "same.")}) AS now
    WHERE same.id = old.id AND old.state = 'called'
        AND (old.supply_kg, old.demand_kg) IS DISTINCT FROM (now.supply_kg, now.demand_kg)
"""
# A suggestion is over when the figures no longer say so. What an officer called stays until its window has passed or
# demand has caught up; what was dismissed stays dismissed as long as its window lasts.
_CLOSE = f"""
    {_RUNS}
    UPDATE harvests_seasonwarning AS old SET state = 'over', over_at = %(now)s
    WHERE (old.state IN ('suggested', 'confirmed')
            AND NOT EXISTS (SELECT FROM run WHERE {_SAME} AND {_TOUCHES}))
        OR (old.state IN ('called', 'dismissed') AND old.last_dekad < %(today)s)
        OR (old.state = 'called' AND old.supply_kg <= old.demand_kg)
"""
_REOPEN = f"""
    {_RUNS}
    UPDATE harvests_seasonwarning AS old SET state = 'suggested', first_dekad = run.first_dekad,
        last_dekad = run.last_dekad, supply_kg = run.supply_kg, demand_kg = run.demand_kg
    FROM run
    WHERE old.state = 'dismissed' AND {_SAME} AND {_TOUCHES}
        AND abs(run.supply_kg - run.demand_kg) * 100 >= old.dismissed_gap_kg * {GROWN_PERCENT}
        AND NOT EXISTS (
            SELECT FROM harvests_seasonwarning AS standing
            WHERE standing.kind = old.kind AND standing.commodity_id = old.commodity_id
                AND standing.province_id = old.province_id AND standing.id <> old.id
                AND (standing.state IN ({_STANDING}) OR (standing.state = 'dismissed' AND standing.id > old.id))
        )
"""
_FIND = f"""
    {_RUNS}
    INSERT INTO harvests_seasonwarning AS old
        (kind, commodity_id, province_id, first_dekad, last_dekad, supply_kg, demand_kg, households, state,
         first_seen_at, note, reason, call_text)
    SELECT kind, commodity_id, province_id, first_dekad, last_dekad, supply_kg, demand_kg, 0, 'suggested',
        %(now)s, '', '', ''
    FROM run
    WHERE NOT EXISTS (
        SELECT FROM harvests_seasonwarning AS old WHERE old.state = 'dismissed' AND {_SAME} AND {_TOUCHES}
    )
    ORDER BY kind, commodity_id, province_id
    ON CONFLICT (kind, commodity_id, province_id) WHERE state IN ({_STANDING}) DO UPDATE SET
        first_dekad = EXCLUDED.first_dekad, last_dekad = EXCLUDED.last_dekad,
        supply_kg = EXCLUDED.supply_kg, demand_kg = EXCLUDED.demand_kg
    WHERE old.state <> 'called'
        AND (old.first_dekad, old.last_dekad, old.supply_kg, old.demand_kg) IS DISTINCT FROM
            (EXCLUDED.first_dekad, EXCLUDED.last_dekad, EXCLUDED.supply_kg, EXCLUDED.demand_kg)
"""
# The verified households whose harvests are in the window: below a floor no figure of theirs is told.
_COUNT_HOUSEHOLDS = f"""
    UPDATE harvests_seasonwarning AS old SET households = counted.households
    FROM (
        SELECT warning.id, count(DISTINCT household.id) AS households
        FROM harvests_seasonwarning AS warning
        LEFT JOIN harvests_harvest AS harvest ON harvest.commodity_id = warning.commodity_id
            AND harvest.province_id = warning.province_id AND harvest.status IN ('planned', 'ongoing')
            AND harvest.ends_on >= portal_dekad_start(warning.first_dekad)
            AND harvest.starts_on < portal_dekad_start(warning.last_dekad + 1)
        LEFT JOIN households_household AS household
            ON household.id = harvest.household_id AND household.verification = 'verified'
        WHERE warning.state IN ({_STANDING})
        GROUP BY warning.id
    ) AS counted
    WHERE counted.id = old.id AND counted.households <> old.households
"""


@dataclass(frozen=True, slots=True)
class Weighed:
    """How many warnings were closed, opened again, found or changed, and how many standing ones got new figures."""

    closed: int
    reopened: int
    found: int
    refreshed: int

    @property
    def changed(self) -> int:
        return self.closed + self.reopened + self.found + self.refreshed


@transaction.atomic
def weigh(*, today: dt.date | None = None) -> Weighed:
    """Make the warnings agree with the calendar: six statements, however many cells there are."""
    asked = {
        "today": Dekad.of(today or timezone.localdate()).ordinal,
        "longest": LONGEST_LEAD,
        "now": timezone.now(),
    }
    with connection.cursor() as cursor:

        def run(sql: str) -> int:
            cursor.execute(sql, asked)
            return cursor.rowcount

        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        calls, closed, reopened, found = run(_REFRESH_CALLS), run(_CLOSE), run(_REOPEN), run(_FIND)
        weighed = Weighed(closed, reopened, found, calls + run(_COUNT_HOUSEHOLDS))
    if weighed.changed:
        pagecache.bump("season")
    return weighed
