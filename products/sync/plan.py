"""What a job comes to, decided from the state of this very moment: never from the state when it was written."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from households.enums import Verification
from portal1034.accounts.enums import ConsentPurpose
from portal1034.accounts.models import Consent
from products.connectors import Connector
from products.connectors.base import ListingPayload
from products.connectors.prints import Prints
from products.enums import Delivery
from products.payloads import Parts
from products.sync.decision import REQUESTS, Action, Facts, decide

__all__ = ["Action", "Step", "plan"]

# Objects for each listing, its product, household, owner and so on took most of the pump's time. The columns behind
# `revision` are those of Parts, in its order.
FACTS = """
SELECT job.id, job.listing_id, job.household_id, job.attempts, job.priority, household.owner_id,
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
WHERE job.id = ANY(%s)
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
    """Return a step per job, in the jobs' order. Two queries, however many jobs. `moment`: see next_revision."""
    if not jobs:
        return []
    with connection.cursor() as cursor:
        cursor.execute(FACTS, [jobs])
        rows = {row[0]: row for row in cursor.fetchall()}
    purpose = ConsentPurpose.for_marketplace(connector.code)
    owners = {row[5] for row in rows.values()}
    agreed = set(Consent.objects.active().for_purpose(purpose).filter(user__in=owners).values_list("user", flat=True))
    return list(_steps(connector, [rows[pk] for pk in jobs if pk in rows], agreed, moment))


def next_revision(before: int, moment: int) -> int:
    """Return the number of a listing's next write: `moment` (µs since 1970), but never less than one more than before.

    A clock is enough to make it grow again after the database was brought back from a copy.
    """
    return max(before + 1, moment)


def _steps(connector: Connector, rows: list[tuple], agreed: set[int], moment: int) -> Iterator[Step]:
    for row in rows:
        (job, listing, household, attempts, priority, owner, marketplace, intent, verdict, remote_id, is_sent,
         is_put_by_hand, fingerprint, content_fingerprint, is_archived, verification, revision) = row[:17]  # fmt: skip
        parts = Parts._make(row[17:])
        has_left = is_sent or remote_id != ""
        facts = Facts(
            marketplace, intent, verdict, remote_id, has_left, is_put_by_hand, fingerprint, content_fingerprint,
            is_archived, verification == Verification.VERIFIED, owner in agreed, parts,
        )  # fmt: skip
        found = decide(connector, facts)
        yield Step(
            job, listing, household, attempts, priority, marketplace, parts.external_id, remote_id,
            next_revision(revision, moment), not has_left, parts.price_vnd, parts.stock,
            found.action, found.payload, found.problem, found.delivery, found.prints,
        )  # fmt: skip
