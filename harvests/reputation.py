"""How often a trader's or a household's deals were kept, in plain counts.

Counted are deals of the last three years about which both sides spoke, and those that the other side alone calls kept.
What one side alone says against the other, or for itself, counts for nothing. Below three deals with three different
partners nothing is shown: so few say more about chance than about a person.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from harvests.enums import OutcomeState, Side
from harvests.models import Offer

YEARS = 3
LEAST_DEALS = 3
LEAST_PARTNERS = 3
BOTH_SPOKE = (
    OutcomeState.KEPT,
    OutcomeState.PARTLY,
    OutcomeState.BROKEN_TRADER,
    OutcomeState.BROKEN_HOUSEHOLD,
    OutcomeState.DIFFER,
)
# Whose word about the other side's keeping it counts when only one has spoken; and who broke it, by both.
PRAISE = {Side.TRADER: OutcomeState.HOUSEHOLD_KEPT, Side.HOUSEHOLD: OutcomeState.TRADER_KEPT}
BROKE = {Side.TRADER: OutcomeState.BROKEN_TRADER, Side.HOUSEHOLD: OutcomeState.BROKEN_HOUSEHOLD}


@dataclass(frozen=True, slots=True)
class Reputation:
    """Deals of one side within three years; `total` is the sum of the others."""

    total: int = 0
    partners: int = 0
    kept: int = 0
    partly: int = 0
    broken: int = 0
    broken_by_others: int = 0
    differ: int = 0

    @property
    def is_shown(self) -> bool:
        return self.total >= LEAST_DEALS and self.partners >= LEAST_PARTNERS

    @property
    def words(self) -> str:
        """ "12 lần thỏa thuận, 10 giữ lời, 1 hai bên nói khác nhau"; "" while there are too few to say anything."""
        if not self.is_shown:
            return ""
        told = (
            (self.kept, _("%s giữ lời")),
            (self.partly, _("%s giữ một phần")),
            (self.broken, _("%s không giữ lời")),
            (self.broken_by_others, _("%s do bên kia không giữ lời")),
            (self.differ, _("%s hai bên nói khác nhau")),
        )
        return ", ".join([_("%s lần thỏa thuận") % self.total, *(word % count for count, word in told if count)])


NOBODY = Reputation()


def of_traders(keys: Iterable[int], today: dt.date | None = None) -> dict[int, Reputation]:
    """By trader's key, for those with anything to count; one query for all of them."""
    return _count(Side.TRADER, "household", keys, today)


def of_households(keys: Iterable[int], today: dt.date | None = None) -> dict[int, Reputation]:
    """By household's key, for those with anything to count; one query for all of them."""
    return _count(Side.HOUSEHOLD, "trader", keys, today)


def _count(side: Side, partner: str, keys: Iterable[int], today: dt.date | None) -> dict[int, Reputation]:
    keys = list(keys)
    if not keys:
        return {}
    today = today or timezone.localdate()
    since = today - dt.timedelta(days=365 * YEARS)
    other = Side.HOUSEHOLD if side == Side.TRADER else Side.TRADER
    rows = (
        Offer.objects.filter(**{f"{side}__in": keys}, concluded_on__gte=since)
        .exclude(outcome_state="")
        .filter(outcome_state__in=(*BOTH_SPOKE, PRAISE[side]))
        .order_by()
        .values(side.value)
        .annotate(
            total=Count("pk"),
            partners=Count(partner, distinct=True),
            kept=Count("pk", filter=Q(outcome_state__in=(OutcomeState.KEPT, PRAISE[side]))),
            partly=Count("pk", filter=Q(outcome_state=OutcomeState.PARTLY)),
            broken=Count("pk", filter=Q(outcome_state=BROKE[side])),
            broken_by_others=Count("pk", filter=Q(outcome_state=BROKE[other])),
            differ=Count("pk", filter=Q(outcome_state=OutcomeState.DIFFER)),
        )
    )
    return {row.pop(side.value): Reputation(**row) for row in rows}


def attach(requests: Iterable) -> None:
    """Set `reputation_words` on each buy request: its trader's, "" while there are too few deals. One query."""
    requests = list(requests)
    known = of_traders({request.trader_id for request in requests})
    for request in requests:
        request.reputation_words = known.get(request.trader_id, NOBODY).words
