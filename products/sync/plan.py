"""What a job comes to, decided from the state of this very moment: never from the state when it was written."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Prefetch

from households.enums import Verification
from portal1034.accounts.enums import ConsentPurpose
from portal1034.accounts.models import Consent
from products import problems
from products.connectors import Connector
from products.connectors.base import ListingPayload
from products.enums import Delivery, Intent, Verdict
from products.models import Listing, Product, SyncJob
from products.payloads import content_fingerprint, payload_of


class Action(StrEnum):
    SEND = "send"  # the whole listing
    REPRICE = "reprice"  # price and stock only, many in one request
    TAKE_DOWN = "take_down"
    SKIP = "skip"  # the marketplace has this already
    HOLD = "hold"  # somebody else has to act first
    FORGET = "forget"  # there is nothing to do, and nothing ever left


@dataclass(frozen=True)
class Step:
    """One job's work. `problem` and `delivery` say why it is held; `payload` is what the marketplace shall show."""

    job: int
    listing: int
    marketplace: str
    household: int
    attempts: int
    priority: int
    action: Action
    external_id: str
    remote_id: str = ""
    payload: ListingPayload | None = None
    problem: dict | None = None
    delivery: Delivery = Delivery.IDLE

    @property
    def is_request(self) -> bool:
        return self.action in (Action.SEND, Action.REPRICE, Action.TAKE_DOWN)


def plan(connector: Connector, jobs: list[int]) -> list[Step]:
    """Return a step per job, in the jobs' order. Four queries, however many jobs."""
    products = Product.objects.with_payload_parts()
    rows = SyncJob.objects.filter(pk__in=jobs).select_related("listing")
    rows = rows.prefetch_related(Prefetch("listing__product", products))
    found = {job.pk: job for job in rows}
    purpose = ConsentPurpose.for_marketplace(connector.code)
    owners = {job.listing.product.household.owner_id for job in found.values()}
    agreed = set(Consent.objects.active().for_purpose(purpose).filter(user__in=owners).values_list("user", flat=True))
    return [_step(connector, found[pk], agreed) for pk in jobs if pk in found]


def _step(connector: Connector, job: SyncJob, agreed: set[int]) -> Step:
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
    }
    ever_left = bool(listing.sent_at or listing.remote_id)
    if listing.intent != Intent.PUBLISH or product.is_archived:
        return Step(action=Action.TAKE_DOWN if ever_left else Action.FORGET, **common)
    if product.household.owner_id not in agreed:
        common |= {
            "delivery": Delivery.NEEDS_HOUSEHOLD,
            "problem": problems.as_json(problems.no_consent(connector.code)),
        }
        return Step(action=Action.TAKE_DOWN if ever_left else Action.HOLD, **common)
    if product.household.verification != Verification.VERIFIED:
        return Step(action=Action.HOLD, delivery=Delivery.NEEDS_OFFICER, problem=problems.UNVERIFIED, **common)
    payload = payload_of(product)
    if wrong := connector.check(payload):
        problem = problems.first_as_json(wrong)
        return Step(action=Action.HOLD, delivery=Delivery.NEEDS_HOUSEHOLD, problem=problem, **common)
    return Step(action=_how(listing, payload), payload=payload, **common)


def _how(listing: Listing, payload: ListingPayload) -> Action:
    stands = listing.verdict in (Verdict.LIVE, Verdict.IN_REVIEW)
    if stands and listing.fingerprint == payload.fingerprint():
        return Action.SKIP
    if stands and listing.remote_id and listing.content_fingerprint == content_fingerprint(payload):
        return Action.REPRICE
    return Action.SEND
