"""What a job comes to, decided from the state of this very moment: never from the state when it was written."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from households.enums import Verification
from portal1034.accounts.enums import ConsentPurpose
from products.connectors import Connector
from products.connectors.base import ListingPayload
from products.connectors.prints import Prints
from products.enums import Delivery
from products.models.arrays import array_of
from products.payloads import Parts
from products.sync.decision import REQUESTS, Action, Facts, decide

__all__ = ["Action", "Step", "plan"]

# Objects for each listing, its product, household, owner and so on took most of the pump's time. The columns behind
# `revision` are those of Parts, in its order; a consent stands as ConsentQuerySet.active() says.
FACTS = """
SELECT job.id, job.listing_id, job.household_id, job.attempts, job.priority,
    EXISTS (SELECT FROM accounts_consent AS consent WHERE consent.user_id = household.owner_id
            AND consent.purpose = %s AND consent.withdrawn_at IS NULL),
    listing.marketplace, listing.intent, listing.verdict, listing.remote_id, listing.sent_at IS NOT NULL,
    listing.by_hand_at IS NOT NULL, listing.fingerprint, listing.content_fingerprint,
    product.is_archived, household.verification, listing.revision,
    product.code, household.code, household.name, owner.phone, commune.name, province.short_name, category.slug,
    product.title, product.grade, product.unit_label, product.group_id IS NOT NULL, product.description,
    product.price_vnd, product.stock, product.weight_g,
    ARRAY(SELECT photo.sha256 FROM products_photo AS photo
          WHERE photo.product_id = product.id ORDER BY photo.position, photo.id),
    ARRAY(SELECT ARRAY[photo.width, photo.height, photo.size_bytes] FROM products_photo AS photo
          WHERE photo.product_id = product.id ORDER BY photo.position, photo.id)
FROM products_syncjob AS job
JOIN products_listing AS listing ON listing.id = job.listing_id
JOIN products_product AS product ON product.id = listing.product_id
JOIN households_household AS household ON household.id = product.household_id
JOIN accounts_user AS owner ON owner.id = household.owner_id
JOIN regions_commune AS commune ON commune.id = household.commune_id
JOIN regions_province AS province ON province.id = household.province_id
JOIN commodities_commodity AS commodity ON commodity.id = product.commodity_id
JOIN commodities_category AS category ON category.id = commodity.category_id
WHERE job.id = ANY(%s::bigint[])
"""


@dataclass(slots=True, eq=False)
class Step:
    """One job's work. `problem` and `delivery` say why it is held; `payload` is the whole listing, where it is sent.

    `revision` is greater than that of everything that left for the listing before; `is_new`: nothing ever left.
    `prints` are what the marketplace shows once it has taken the step.
    """

    job: int
    listing: int
    household: int
    attempts: int
    priority: int
    marketplace: str
    external_id: str
    remote_id: str
    revision: int
    is_new: bool
    price_vnd: int
    stock: int
    action: Action
    payload: ListingPayload | None = None
    problem: dict | None = None
    delivery: Delivery = Delivery.IDLE
    prints: Prints | None = None

    @property
    def is_request(self) -> bool:
        return self.action in REQUESTS


def plan(connector: Connector, jobs: list[int], moment: int = 0) -> list[Step]:
    """Return a step per job, in the jobs' order. One query, however many jobs. `moment`: see next_revision."""
    if not jobs:
        return []
    with connection.cursor() as cursor:
        # The joins are written in the order in which they are best made: looking for a better one takes longer.
        cursor.execute("SET LOCAL join_collapse_limit = 1")
        cursor.execute(FACTS, [ConsentPurpose.for_marketplace(connector.code), array_of(jobs)])
        rows = {row[0]: row for row in cursor.fetchall()}
    return list(_steps(connector, [rows[pk] for pk in jobs if pk in rows], moment))


def next_revision(before: int, moment: int) -> int:
    """Return the number of a listing's next write: `moment` (µs since 1970), but never less than one more than before.

    A clock is enough to make it grow again after the database was brought back from a copy.
    """
    return max(before + 1, moment)


def _steps(connector: Connector, rows: list[tuple], moment: int) -> Iterator[Step]:
    for row in rows:
        (job, listing, household, attempts, priority, has_agreed, marketplace, intent, verdict, remote_id, is_sent,
         is_put_by_hand, fingerprint, content_fingerprint, is_archived, verification, revision) = row[:17]  # fmt: skip
        parts = Parts._make(row[17:])
        has_left = is_sent or remote_id != ""
        facts = Facts(
            marketplace, intent, verdict, remote_id, has_left, is_put_by_hand, fingerprint, content_fingerprint,
            is_archived, verification == Verification.VERIFIED, has_agreed, parts,
        )  # fmt: skip
        found = decide(connector, facts)
        yield Step(
            job, listing, household, attempts, priority, marketplace, parts.external_id, remote_id,
            next_revision(revision, moment), not has_left, parts.price_vnd, parts.stock,
            found.action, found.payload, found.problem, found.delivery, found.prints,
        )  # fmt: skip
