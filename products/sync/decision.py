"""What one listing comes to, from fresh state: the pump's answer, and word for word the rehearsal's.

Pure: nothing is sent and nothing is written. Where a marketplace is worked by hand, what would be a request becomes
work for an officer instead.
"""

from dataclasses import dataclass
from enum import StrEnum

from households.enums import Verification
from products import problems
from products.connectors import Connector
from products.connectors.base import ListingPayload
from products.connectors.errors import Problem
from products.enums import Delivery, Intent, Verdict
from products.marketplaces import is_by_hand
from products.models import Listing, Product
from products.payloads import content_fingerprint, payload_of


class Action(StrEnum):
    SEND = "send"  # the whole listing
    REPRICE = "reprice"  # price and stock only, many in one request
    TAKE_DOWN = "take_down"
    SKIP = "skip"  # the marketplace has this already
    HOLD = "hold"  # somebody else has to act first
    FORGET = "forget"  # there is nothing to do, and nothing ever left


REQUESTS = frozenset({Action.SEND, Action.REPRICE, Action.TAKE_DOWN})


@dataclass(frozen=True)
class Decision:
    """`problem` (as stored) and `delivery` say why it is held; `broken` are the rules that it breaks."""

    action: Action
    payload: ListingPayload | None = None
    problem: dict | None = None
    delivery: Delivery = Delivery.IDLE
    broken: tuple[Problem, ...] = ()


def decide(connector: Connector, listing: Listing, product: Product, *, has_agreed: bool) -> Decision:
    """Return what has to be done so that the marketplace matches; `product` comes from `with_payload_parts()`."""
    found = _decide(connector, listing, product, has_agreed)
    if found.action in REQUESTS and (listing.by_hand_at or is_by_hand(listing.marketplace)):
        return _by_hand(listing, found)
    return found


def _decide(connector: Connector, listing: Listing, product: Product, has_agreed: bool) -> Decision:
    ever_left = bool(listing.sent_at or listing.remote_id)
    if listing.intent != Intent.PUBLISH or product.is_archived:
        return Decision(Action.TAKE_DOWN if ever_left else Action.FORGET)
    if not has_agreed:
        problem = problems.as_json(problems.no_consent(connector.code))
        action = Action.TAKE_DOWN if ever_left else Action.HOLD
        return Decision(action, problem=problem, delivery=Delivery.NEEDS_HOUSEHOLD)
    if product.household.verification != Verification.VERIFIED:
        return Decision(Action.HOLD, problem=problems.UNVERIFIED, delivery=Delivery.NEEDS_OFFICER)
    payload = payload_of(product)
    if wrong := connector.check(payload):
        problem = problems.first_as_json(wrong)
        return Decision(Action.HOLD, payload, problem, Delivery.NEEDS_HOUSEHOLD, tuple(wrong))
    return Decision(_how(listing, payload), payload)


def _how(listing: Listing, payload: ListingPayload) -> Action:
    stands = listing.verdict in (Verdict.LIVE, Verdict.IN_REVIEW)
    if stands and listing.fingerprint == payload.fingerprint():
        return Action.SKIP
    if stands and listing.remote_id and listing.content_fingerprint == content_fingerprint(payload):
        return Action.REPRICE
    return Action.SEND


def _by_hand(listing: Listing, found: Decision) -> Decision:
    """Turn a request into an officer's work. What was taken down already, and asked for anew, is put there anew."""
    if found.action is Action.TAKE_DOWN:
        if listing.verdict == Verdict.GONE:
            delivery = found.delivery if found.problem else Delivery.DELIVERED
            return Decision(Action.HOLD, problem=found.problem, delivery=delivery)
        return Decision(Action.HOLD, problem=problems.by_hand("take_down", listing), delivery=Delivery.NEEDS_OFFICER)
    work = "update" if listing.remote_id and listing.verdict != Verdict.GONE else "new"
    return Decision(Action.HOLD, found.payload, problems.by_hand(work, listing), Delivery.NEEDS_OFFICER)
