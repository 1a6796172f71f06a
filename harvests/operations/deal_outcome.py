"""What became of a deal, in the words of both sides. We put them side by side and never judge."""

import datetime as dt

import pghistory
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from harvests.enums import Kept, OutcomeState, Side
from harvests.errors import ExchangeError
from harvests.models import Mediation, Offer, Outcome
from harvests.operations.conversation import locked_offer, tell_other_side
from harvests.operations.deal import stand_by_deal
from portal1034.accounts.models import User
from portal1034.accounts.operations import queue_text
from portal1034.core import pagecache
from portal1034.core.text import nfc

CORRECTED_WITHIN = dt.timedelta(days=60)
_BATCH = 200
_BOTH = {Kept.KEPT: OutcomeState.KEPT, Kept.PARTLY: OutcomeState.PARTLY, Kept.OFF: OutcomeState.OFF}


def tell_outcome(
    *, offer: Offer, user: User, kept: str, broken_by: str = "", volume_kg: int | None = None,
    price_vnd: int | None = None, deposit: str = "", statement: str = "", today: dt.date | None = None,
) -> Outcome:  # fmt: skip
    """Say what became of the deal, or correct what one said; the other side is told by text.

    It is about the last version that both said yes to: what one side proposed since is off the table with it.

    That both leave it, by the fault of nobody, may be said at any time: once both have, it counts for neither.
    Raises ExchangeError without a deal, before its first day of delivery, or sixty days after having said it first.
    """
    with transaction.atomic(), pghistory.context(operation="tell_outcome"):
        offer, side = locked_offer(offer, user)
        is_off = kept == Kept.OFF and offer.deal_id is not None
        if not is_off and not offer.may_tell_outcome(today or timezone.localdate()):
            raise ExchangeError(_("Đến ngày giao nhận mới ghi kết quả được."))
        mine = Outcome.objects.select_for_update().filter(offer=offer, side=side).first()
        if mine and mine.created_at < timezone.now() - CORRECTED_WITHIN:
            raise ExchangeError(_("Kết quả ghi quá 60 ngày rồi nên không sửa được nữa."))
        body = _("Cổng 1034: %(name)s ghi kết quả mua bán %(crop)s. Xem và nói phần mình: %(url)s")
        if mine:
            body = _("Cổng 1034: %(name)s sửa kết quả mua bán %(crop)s. Xem: %(url)s")
        if is_off:
            body = _("Cổng 1034: %(name)s xin thôi mua bán %(crop)s, không ai lỗi. Cùng thôi thì ghi ở: %(url)s")
        mine = mine or Outcome(offer=offer, side=side)
        mine.kept, mine.broken_by = kept, broken_by if kept == Kept.BROKEN else ""
        mine.volume_kg, mine.price_vnd = (None, None) if is_off else (volume_kg, price_vnd)
        mine.deposit = deposit
        mine.statement = nfc(statement)
        mine.save()
        offer.outcome_state = _compare(offer)
        stand_by_deal(offer)
        tell_other_side(offer, side, body, always=True)
        pagecache.bump("season")
    return mine


def take_back_leaving(*, offer: Offer, user: User) -> Offer:
    """Unsay that one wants to leave the deal, while the other side has said nothing to it; they are told by text.

    Done already, nothing happens. Raises ExchangeError once the other side has told or answered.
    """
    with transaction.atomic(), pghistory.context(operation="take_back_leaving"):
        offer, side = locked_offer(offer, user)
        told = list(Outcome.objects.select_for_update().about(offer))
        mine = next((one for one in told if one.side == side), None)
        if mine is None or mine.kept != Kept.OFF:
            return offer
        if not mine.may_be_taken_back or len(told) > 1:
            raise ExchangeError(_("Bên kia đã nói phần mình nên không rút lại được. Nhắn để hai bên hẹn lại."))
        mine.delete()
        offer.outcome_state = OutcomeState.NONE
        body = _("Cổng 1034: %(name)s rút lại lời xin thôi, điều đã thống nhất về %(crop)s còn nguyên: %(url)s")
        tell_other_side(offer, side, body, always=True)
        pagecache.bump("season")
    return offer


def _compare(offer: Offer) -> OutcomeState:
    """Put the words of both sides next to each other."""
    said = {outcome.side: (outcome.kept, outcome.broken_by) for outcome in Outcome.objects.about(offer)}
    if len(said) == 1:
        ((side, (kept, _by)),) = said.items()
        if kept != Kept.KEPT:
            return OutcomeState.ONE_OTHER
        return OutcomeState.TRADER_KEPT if side == Side.TRADER else OutcomeState.HOUSEHOLD_KEPT
    trader, household = said[Side.TRADER], said[Side.HOUSEHOLD]
    if trader != household:
        return OutcomeState.DIFFER
    kept, by = trader
    if kept != Kept.BROKEN:
        return _BOTH[kept]
    return OutcomeState.BROKEN_TRADER if by == Side.TRADER else OutcomeState.BROKEN_HOUSEHOLD


def reply_to_outcome(*, offer: Offer, user: User, reply: str) -> Outcome:
    """Say one's one statement beside what the other side told. Raises ExchangeError where there is none, or twice."""
    with transaction.atomic(), pghistory.context(operation="reply_to_outcome"):
        offer, side = locked_offer(offer, user)
        theirs = Outcome.objects.select_for_update().filter(offer=offer).exclude(side=side).first()
        if theirs is None:
            raise ExchangeError(_("Bên kia chưa ghi kết quả nên chưa có gì để đáp."))
        if theirs.reply:
            raise ExchangeError(_("Đã đáp lại một lần rồi. Có gì thêm thì nhắn trong cuộc trao đổi."))
        if not (reply := nfc(reply)):
            raise ExchangeError(_("Lời đáp còn trống."))
        theirs.reply, theirs.replied_at = reply, timezone.now()
        theirs.save()
        tell_other_side(offer, side, _("Cổng 1034: %(name)s đáp lại kết quả mua bán %(crop)s: %(url)s"), always=True)
    return theirs


@transaction.atomic
def note_mediation(*, offer: Offer, by: User, note: str) -> Mediation:
    """Write down what an officer found with both sides; both are told by text. Raises ExchangeError when empty."""
    if not (note := nfc(note)):
        raise ExchangeError(_("Ghi một câu về việc đã làm với hai bên."))
    offer = Offer.objects.with_subjects().get(pk=offer.pk)
    mediation = Mediation.objects.create(offer=offer, note=note[:500], noted_by=by)
    url = f"{settings.PUBLIC_URL}{offer.get_absolute_url()}"
    for phone in (offer.trader.user.phone, offer.household.owner.phone):
        queue_text(phone=phone, body=_("Cổng 1034: cán bộ Sở ghi nhận về cuộc mua bán: %s") % url)
    return mediation


def ask_for_outcomes(*, today: dt.date) -> int:
    """Text both sides of the deals whose last day of delivery has passed, each once; return how many deals.

    Run again, or by two workers at once, nobody is asked twice. A side that has told already is not asked.
    """
    asked = 0
    while batch := _ask_batch(today):
        asked += batch
    return asked


@transaction.atomic
def _ask_batch(today: dt.date) -> int:
    due = Offer.objects.filter(outcome_asked_at=None, concluded_on__lt=today).with_subjects()
    rows = list(due.order_by("concluded_on", "pk").select_for_update(of=("self",), skip_locked=True)[:_BATCH])
    told = set(Outcome.objects.filter(offer__in=rows).values_list("offer", "side"))
    for offer in rows:
        for side in Side:
            if (offer.pk, side.value) not in told:
                _ask_side(offer, side)
    Offer.objects.filter(pk__in=[offer.pk for offer in rows]).update(outcome_asked_at=timezone.now())
    return len(rows)


def _ask_side(offer: Offer, side: Side) -> None:
    is_trader = side == Side.TRADER
    words = {
        "name": offer.household.name if is_trader else offer.trader.name,
        "crop": offer.subject.commodity.name,
        "url": f"{settings.PUBLIC_URL}{offer.get_absolute_url()}ket-qua/",
    }
    phone = offer.trader.user.phone if is_trader else offer.household.owner.phone
    queue_text(phone=phone, body=_("Cổng 1034: mua bán %(crop)s với %(name)s ra sao? Ghi một chạm: %(url)s") % words)
