"""What a job comes to, decided from the state of this very moment: never from the state when it was written."""

from dataclasses import dataclass

from django.db.models import Prefetch

from portal1034.accounts.enums import ConsentPurpose
from portal1034.accounts.models import Consent
from products.connectors import Connector
from products.connectors.base import ListingPayload
from products.enums import Delivery
from products.models import Product, SyncJob
from products.sync.decision import REQUESTS, Action, decide

__all__ = ["Action", "Step", "plan"]


@dataclass(frozen=True)
class Step:
    """One job's work. `problem` and `delivery` say why it is held; `payload` is what the marketplace shall show.

    `revision` is greater than that of everything that left for the listing before; `is_new`: nothing ever left.
    """

    job: int
    listing: int
    marketplace: str
    household: int
    attempts: int
    priority: int
    action: Action
    external_id: str
    remote_id: str = ""
    revision: int = 0
    is_new: bool = False
    payload: ListingPayload | None = None
    problem: dict | None = None
    delivery: Delivery = Delivery.IDLE

    @property
    def is_request(self) -> bool:
        return self.action in REQUESTS


def plan(connector: Connector, jobs: list[int], moment: int = 0) -> list[Step]:
    """Return a step per job, in the jobs' order. Four queries, however many jobs. `moment`: see next_revision."""
    products = Product.objects.with_payload_parts()
    rows = SyncJob.objects.filter(pk__in=jobs).select_related("listing")
    rows = rows.prefetch_related(Prefetch("listing__product", products))
    found = {job.pk: job for job in rows}
    purpose = ConsentPurpose.for_marketplace(connector.code)
    owners = {job.listing.product.household.owner_id for job in found.values()}
    agreed = set(Consent.objects.active().for_purpose(purpose).filter(user__in=owners).values_list("user", flat=True))
    return [_step(connector, found[pk], agreed, moment) for pk in jobs if pk in found]


def next_revision(before: int, moment: int) -> int:
    """Return the number of a listing's next write: `moment` (µs since 1970), but never less than one more than before.

    A clock is enough to make it grow again after the database was brought back from a copy.
    """
    return max(before + 1, moment)


def _step(connector: Connector, job: SyncJob, agreed: set[int], moment: int) -> Step:
    listing, product = job.listing, job.listing.product
    common = {
        "job": job.pk,
        "listing": listing.pk,
        "marketplace": job.marketplace,
        "household": job.household_id,
        "attempts": job.attempts,
        "priority": job.priority,
        "external_id": product.external_id,
        "remote_id": listing.remote_id,
        "revision": next_revision(listing.revision, moment),
        "is_new": not (listing.sent_at or listing.remote_id),
    }
    decision = decide(connector, listing, product, has_agreed=product.household.owner_id in agreed)
    return Step(
        action=decision.action,
        payload=decision.payload if decision.action in REQUESTS or decision.action is Action.SKIP else None,
        problem=decision.problem,
        delivery=decision.delivery,
        **common,
    )
