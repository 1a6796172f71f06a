"""What one listing comes to, from fresh state: the pump's answer, and word for word the rehearsal's.

Pure: nothing is sent and nothing is written. Where a marketplace is worked by hand, what would be a request becomes
work for an officer instead.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from households.enums import Verification
from products import problems
from products.connectors import Connector
from products.connectors.base import ListingPayload
from products.connectors.errors import Problem
from products.connectors.prints import Prints
from products.enums import Delivery, Intent, Verdict
from products.marketplaces import is_by_hand
from products.models import Listing, Product
from products.payloads import Parts, parts_of, payload_from, prints_from


class Action(StrEnum):
    SEND = "send"  # the whole listing
    REPRICE = "reprice"  # price and stock only, many in one request
    TAKE_DOWN = "take_down"
    SKIP = "skip"  # the marketplace has this already
    HOLD = "hold"  # somebody else has to act first
    FORGET = "forget"  # there is nothing to do, and nothing ever left


REQUESTS = frozenset({Action.SEND, Action.REPRICE, Action.TAKE_DOWN})
_STANDS = frozenset({Verdict.LIVE, Verdict.IN_REVIEW})


@dataclass(slots=True)
class Facts:
    """What a decision rests on: the listing's columns, whether anything ever left, and the product's parts."""

    marketplace: str
    intent: str
    verdict: str
    remote_id: str
    has_left: bool
    is_put_by_hand: bool
    fingerprint: str
    content_fingerprint: str
    is_archived: bool
    is_verified: bool
    has_agreed: bool
    parts: Parts

    @classmethod
    def of(cls, listing: Listing, product: Product, *, has_agreed: bool) -> Self:
        """`product` comes from `with_payload_parts()`."""
        return cls(
            marketplace=listing.marketplace,
            intent=listing.intent,
            verdict=listing.verdict,
            remote_id=listing.remote_id,
            has_left=bool(listing.sent_at or listing.remote_id),
            is_put_by_hand=listing.by_hand_at is not None,
            fingerprint=listing.fingerprint,
            content_fingerprint=listing.content_fingerprint,
            is_archived=product.is_archived,
            is_verified=product.household.verification == Verification.VERIFIED,
            has_agreed=has_agreed,
            parts=parts_of(product),
        )


@dataclass(slots=True)
class Decision:
    """`problem` (as stored) and `delivery` say why it is held; `broken` are the rules that it breaks.

    `payload` is there where the whole listing is sent or was checked; `prints` where something of it is or was sent.
    """

    action: Action
    payload: ListingPayload | None = None
    problem: dict | None = None
    delivery: Delivery = Delivery.IDLE
    broken: tuple[Problem, ...] = ()
    prints: Prints | None = None


def decide(connector: Connector, facts: Facts) -> Decision:
    """Return what has to be done so that the marketplace matches."""
    found = _decide(connector, facts)
    if found.action in REQUESTS and (facts.is_put_by_hand or is_by_hand(facts.marketplace)):
        return _by_hand(facts, found)
    return found


def _decide(connector: Connector, facts: Facts) -> Decision:
    if facts.intent != Intent.PUBLISH or facts.is_archived:
        return Decision(Action.TAKE_DOWN if facts.has_left else Action.FORGET)
    if not facts.has_agreed:
        problem = problems.as_json(problems.no_consent(connector.code))
        action = Action.TAKE_DOWN if facts.has_left else Action.HOLD
        return Decision(action, problem=problem, delivery=Delivery.NEEDS_HOUSEHOLD)
    if not facts.is_verified:
        return Decision(Action.HOLD, problem=problems.UNVERIFIED, delivery=Delivery.NEEDS_OFFICER)
    prints = prints_from(facts.parts)
    if action := _enough(facts, prints):
        # Words and photographs were checked when the marketplace took them; only the numbers can be new.
        if wrong := connector.check_price_stock(facts.parts.price_vnd, facts.parts.stock):
            return _refused(payload_from(facts.parts), wrong)
        return Decision(action, prints=prints)
    payload = payload_from(facts.parts)
    if wrong := connector.check(payload):
        return _refused(payload, wrong)
    return Decision(Action.SEND, payload, prints=prints)


def _enough(facts: Facts, prints: Prints) -> Action | None:
    """Return what less than the whole listing is enough, None when it is not."""
    if facts.verdict not in _STANDS:
        return None
    if facts.fingerprint == prints.whole:
        return Action.SKIP
    return Action.REPRICE if facts.remote_id and facts.content_fingerprint == prints.content else None


def _refused(payload: ListingPayload, wrong: list[Problem]) -> Decision:
    problem = problems.first_as_json(wrong)
    return Decision(Action.HOLD, payload, problem, Delivery.NEEDS_HOUSEHOLD, tuple(wrong))


def _by_hand(facts: Facts, found: Decision) -> Decision:
    """Turn a request into an officer's work. What was taken down already, and asked for anew, is put there anew."""
    if found.action is Action.TAKE_DOWN:
        if facts.verdict == Verdict.GONE:
            delivery = found.delivery if found.problem else Delivery.DELIVERED
            return Decision(Action.HOLD, problem=found.problem, delivery=delivery)
        problem = problems.by_hand("take_down", facts.marketplace)
        return Decision(Action.HOLD, problem=problem, delivery=Delivery.NEEDS_OFFICER)
    work = "update" if facts.remote_id and facts.verdict != Verdict.GONE else "new"
    problem = problems.by_hand(work, facts.marketplace)
    return Decision(Action.HOLD, found.payload, problem, Delivery.NEEDS_OFFICER)
