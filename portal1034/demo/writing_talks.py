"""The conversations of a plan, said by both sides in turn."""

from collections.abc import Sequence
from datetime import timedelta

from harvests.models import BuyRequest, Harvest, Offer, OfferMessage, Trader
from harvests.operations import agree, answer_request, ask_household, decline, propose_terms, reply
from households.models import Household
from portal1034.demo.crops import CROPS
from portal1034.demo.moments import Clock, set_moments
from portal1034.demo.pieces import TalkPlan

BETWEEN_MESSAGES = timedelta(minutes=37)


def write_talks(
    talks: list[TalkPlan],
    traders: Sequence[Trader],
    households: Sequence[Household],
    harvests: Sequence[Harvest],
    requests: Sequence[BuyRequest],
    clock: Clock,
) -> None:
    for talk in talks:
        trader, household = traders[talk.trader], households[talk.household]
        sides = [trader.user, household.owner]
        if talk.harvest is not None:
            offer = ask_household(trader=trader, harvest=harvests[talk.harvest], body=talk.said[0])
        else:
            offer = answer_request(household=household, buy_request=requests[talk.request], body=talk.said[0])
            sides.reverse()
        for turn, body in enumerate(talk.said[1:], start=1):
            reply(offer=offer, sender=sides[turn % 2], body=body)
        _decide(offer, talk, sides)
        _date(offer, talk, clock)


def _decide(offer: Offer, talk: TalkPlan, sides: list) -> None:
    if talk.outcome == "agreed":
        subject = offer.subject
        terms = propose_terms(
            offer=offer, user=sides[0], volume_kg=max(100, subject.volume_kg // 200 * 100),
            price_vnd=subject.price_vnd or CROPS[subject.commodity.slug].price_kg, deliver_from=subject.starts_on,
            deliver_to=subject.ends_on, note="Cân tại vườn, trả đủ trong ngày.",
        )  # fmt: skip
        agree(offer=offer, user=sides[1], version=terms.version)
    elif talk.outcome == "declined":
        decline(offer=offer, user=sides[(len(talk.said) - 1) % 2])


def _date(offer: Offer, talk: TalkPlan, clock: Clock) -> None:
    messages = list(OfferMessage.objects.filter(offer=offer))
    last = clock.ago(hours=talk.hours_ago, salt=offer.pk)
    for steps_back, message in enumerate(reversed(messages)):
        message.sent_at = last - steps_back * BETWEEN_MESSAGES
    set_moments(messages, "sent_at")
    offer.refresh_from_db()
    offer.created_at, offer.last_message_at = messages[0].sent_at, last
    if offer.decided_at:
        offer.decided_at = last + timedelta(minutes=9)
    set_moments([offer], "created_at", "last_message_at", "decided_at")
    versions = list(offer.versions.all())
    for terms in versions:
        terms.proposed_at = last + timedelta(minutes=4)
        terms.agreed_at = terms.agreed_at and offer.decided_at
    set_moments(versions, "proposed_at", "agreed_at")
