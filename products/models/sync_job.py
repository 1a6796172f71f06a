"""The queue: a row means "make the marketplace match", never "replay this edit", so it carries no payload."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, Self

from django.db import connection, models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from households.models import Household
from products.enums import JobPriority, Marketplace
from products.models.arrays import array_of
from products.models.listing import Listing

# The orders below are those of the index `syncjob_turn`, so that no planner is tempted to read anything else.
# Takes households in turn, whatever the length of their queues: the index is walked from household to household, so a
# cooperative with 100,000 waiting changes costs its neighbours nothing.
CLAIM = """
WITH RECURSIVE turn AS (
    (SELECT household_id FROM products_syncjob
     WHERE marketplace = %(marketplace)s AND priority = %(priority)s AND leased_until IS NULL
       AND not_before <= %(now)s AND household_id > %(after)s
     ORDER BY household_id, not_before, id LIMIT 1)
    UNION ALL
    SELECT (SELECT job.household_id FROM products_syncjob AS job
            WHERE job.marketplace = %(marketplace)s AND job.priority = %(priority)s AND job.leased_until IS NULL
              AND job.not_before <= %(now)s AND job.household_id > turn.household_id
            ORDER BY job.household_id, job.not_before, job.id LIMIT 1)
    FROM turn WHERE turn.household_id IS NOT NULL
), household AS (
    SELECT household_id FROM turn WHERE household_id IS NOT NULL LIMIT %(limit)s
), candidate AS (
    SELECT job.id, job.place
    FROM household CROSS JOIN LATERAL (
        SELECT mine.id, row_number() OVER (ORDER BY mine.not_before, mine.id) AS place
        FROM products_syncjob AS mine
        WHERE mine.marketplace = %(marketplace)s AND mine.priority = %(priority)s AND mine.leased_until IS NULL
          AND mine.not_before <= %(now)s AND mine.household_id = household.household_id
          AND NOT EXISTS (
              SELECT 1 FROM products_syncjob AS flying
              WHERE flying.listing_id = mine.listing_id AND flying.leased_until IS NOT NULL)
        -- No more than its share: whoever has more to send comes again in the next round.
        ORDER BY mine.not_before, mine.id LIMIT (SELECT (%(limit)s + count(*) - 1) / count(*) FROM household)
    ) AS job
    ORDER BY job.place LIMIT %(limit)s
)
UPDATE products_syncjob AS job
SET leased_until = %(until)s, lease = %(lease)s, attempts = job.attempts + 1, moment = %(moment)s
WHERE job.id = ANY(ARRAY(
    SELECT waiting.id FROM products_syncjob AS waiting WHERE waiting.id = ANY(ARRAY(SELECT id FROM candidate))
    AND waiting.leased_until IS NULL ORDER BY waiting.id FOR UPDATE SKIP LOCKED))
RETURNING job.id, job.household_id
"""

# Which priorities have something due: most have nothing, and asking for all of them at once is one statement.
DUE = """
SELECT asked.priority FROM unnest(%(priorities)s::smallint[]) AS asked(priority)
CROSS JOIN LATERAL (
    SELECT FROM products_syncjob AS job
    WHERE job.marketplace = %(marketplace)s AND job.priority = asked.priority
      AND job.leased_until IS NULL AND job.not_before <= %(now)s
    ORDER BY job.household_id, job.not_before, job.id LIMIT 1
) AS found ORDER BY asked.priority
"""

# A second change before the first was sent is the same job, at the higher priority and the earlier time.
ENQUEUE = """
INSERT INTO products_syncjob (listing_id, household_id, marketplace, priority, not_before, attempts, created_at)
SELECT listing.id, product.household_id, listing.marketplace, %(priority)s, %(not_before)s, %(attempts)s, %(now)s
FROM products_listing AS listing JOIN products_product AS product ON product.id = listing.product_id
WHERE listing.id = ANY(%(listings)s::bigint[]) ORDER BY listing.id
ON CONFLICT (listing_id) WHERE leased_until IS NULL DO UPDATE SET
    priority = LEAST(products_syncjob.priority, EXCLUDED.priority),
    not_before = LEAST(products_syncjob.not_before, EXCLUDED.not_before)
"""

# What was claimed waits again, as long as it has waited since it was first asked for.
RETURN = """
INSERT INTO products_syncjob (listing_id, household_id, marketplace, priority, not_before, attempts, created_at)
SELECT listing.id, product.household_id, listing.marketplace,
    told.priority, told.not_before, told.attempts, told.created_at
FROM unnest(%s::bigint[], %s::smallint[], %s::timestamptz[], %s::integer[], %s::timestamptz[])
    AS told(listing, priority, not_before, attempts, created_at)
JOIN products_listing AS listing ON listing.id = told.listing
JOIN products_product AS product ON product.id = listing.product_id
ORDER BY listing.id
ON CONFLICT (listing_id) WHERE leased_until IS NULL DO UPDATE SET
    priority = LEAST(products_syncjob.priority, EXCLUDED.priority),
    not_before = LEAST(products_syncjob.not_before, EXCLUDED.not_before),
    created_at = LEAST(products_syncjob.created_at, EXCLUDED.created_at)
"""


class Again(NamedTuple):
    """A job that waits anew: of which listing (primary key), not before when, and since when it is asked for."""

    listing: int
    priority: int
    not_before: datetime
    attempts: int
    created_at: datetime


class SyncJobQuerySet(models.QuerySet):
    def waiting(self) -> Self:
        return self.filter(leased_until=None)

    def due(self) -> Self:
        return self.waiting().filter(not_before__lte=timezone.now())

    def overdue_leases(self) -> Self:
        """In the hands of a worker that has not been heard of for longer than its lease."""
        return self.filter(leased_until__lt=timezone.now())

    def hurry(self, marketplace: str) -> int:
        """Make due at once what waits for another try; return how many. Rows that somebody holds are left alone."""
        tried = self.waiting().filter(marketplace=marketplace, attempts__gt=0, not_before__gt=timezone.now())
        pks = tried.select_for_update(skip_locked=True).values_list("pk", flat=True)
        return self.filter(pk__in=list(pks)).update(not_before=timezone.now())

    def enqueue(
        self, listings: Iterable[int], *, priority: JobPriority, wait: timedelta = timedelta(0), attempts: int = 0
    ) -> None:
        """Make sure that each listing (primary key) has one waiting job, not later than after `wait`."""
        now = timezone.now()
        values = {"priority": priority, "not_before": now + wait, "attempts": attempts, "now": now}
        with connection.cursor() as cursor:
            cursor.execute(ENQUEUE, {**values, "listings": array_of(listings)})

    def give_back(self, jobs: Sequence[Again]) -> None:
        """Let these wait again, in one statement; where one waits already, the more urgent of the two stays."""
        if jobs:
            with connection.cursor() as cursor:
                cursor.execute(RETURN, [list(column) for column in zip(*jobs, strict=True)])

    def land(self, lease: uuid.UUID, jobs: Sequence[int]) -> dict[int, datetime]:
        """Remove those of these jobs (primary keys) that are still under this lease; return since when each was due."""
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM products_syncjob WHERE lease = %s AND id = ANY(%s::bigint[]) RETURNING id, created_at",
                [lease, array_of(jobs)],
            )
            return dict(cursor.fetchall())

    def claim(
        self,
        *,
        marketplace: str,
        limit: int,
        lease: uuid.UUID,
        lease_for: timedelta,
        after_household: int = 0,
        moment: int = 0,
        priorities: Sequence[JobPriority] = tuple(JobPriority),
    ) -> "Claim":
        """Lease at most `limit` due jobs of `priorities`, households in turn beginning behind `after_household`.

        Never a job of a listing that another worker holds. `moment` is kept with the lease: see `SyncJob`.
        """
        claim = Claim([], after_household)
        now = timezone.now()
        values = {"marketplace": marketplace, "now": now, "until": now + lease_for, "lease": lease, "moment": moment}
        with connection.cursor() as cursor:
            cursor.execute(DUE, {**values, "priorities": list(priorities)})
            for (priority,) in cursor.fetchall():
                # Round the circle of households: those behind the last turn, then from the beginning.
                for after in (after_household, 0) if after_household else (0,):
                    self._claim_round(cursor, claim, limit, {**values, "priority": priority, "after": after})
        return claim

    @staticmethod
    def _claim_round(cursor, claim: "Claim", limit: int, values: dict) -> None:
        """Share what is left of `limit` among the households; where some had less than their share, share again."""
        while wanted := limit - len(claim.jobs):
            cursor.execute(CLAIM, {**values, "limit": wanted})
            if not (rows := cursor.fetchall()):
                return
            claim.add(rows)


class Claim:
    """Jobs (primary keys) that were just leased; `last_household` is where the next turn begins."""

    def __init__(self, jobs: list[int], last_household: int) -> None:
        self.jobs, self.last_household = jobs, last_household

    def add(self, rows: list[tuple[int, int]]) -> None:
        if rows:
            self.jobs += [job for job, _household in rows]
            self.last_household = max(household for _job, household in rows)


class SyncJob(models.Model):
    """`leased_until` empty: waiting. At most one waiting job and one in flight per listing, held by two indexes.

    `moment` is that of the last claim (µs since 1970): together with the listing's revision it says which revision the
    claimer writes with, so that a price need not be announced on the listing's own row before it leaves.
    """

    listing = models.ForeignKey(Listing, models.CASCADE, related_name="jobs", verbose_name=_("tin đăng"))
    # Copies, so that claiming reads one index and no other table.
    household = models.ForeignKey(Household, models.CASCADE, related_name="+", verbose_name=_("hộ"))
    marketplace = models.CharField(_("sàn"), max_length=16, choices=Marketplace)
    priority = models.PositiveSmallIntegerField(_("ưu tiên"), choices=JobPriority, default=JobPriority.PERSON)
    not_before = models.DateTimeField(_("không trước"), default=timezone.now)
    attempts = models.PositiveIntegerField(_("số lần thử"), default=0)
    leased_until = models.DateTimeField(_("đang làm đến"), null=True, blank=True)
    lease = models.UUIDField(null=True, blank=True, editable=False)
    moment = models.BigIntegerField(default=0, db_default=0, editable=False)
    created_at = models.DateTimeField(_("xếp hàng lúc"), default=timezone.now)

    objects = SyncJobQuerySet.as_manager()

    class Meta:
        verbose_name = _("việc gửi sàn")
        verbose_name_plural = _("việc gửi sàn")
        indexes = [
            models.Index(
                fields=("marketplace", "priority", "household", "not_before", "id"),
                name="syncjob_turn",
                condition=Q(leased_until=None),
            ),
            models.Index(fields=("leased_until",), name="syncjob_lease", condition=Q(leased_until__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=("listing",), condition=Q(leased_until=None), name="syncjob_one_waiting"),
            models.UniqueConstraint(
                fields=("listing",), condition=Q(leased_until__isnull=False), name="syncjob_one_in_flight"
            ),
            models.CheckConstraint(
                name="syncjob_lease_complete",
                condition=Q(leased_until__isnull=True, lease__isnull=True)
                | Q(leased_until__isnull=False, lease__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.listing_id} ({self.get_priority_display()})"
