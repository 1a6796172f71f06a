"""Terms proposed by either side, the yes of both to the same version, and the no of one."""

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from harvests.enums import STILL_TALKING, OfferStatus, OutcomeState, Side
from harvests.errors import ExchangeError
from harvests.models import Offer, OfferTerms
from harvests.operations.conversation import MESSAGES_AN_HOUR, locked_offer, tell_other_side, undecided_offer
from portal1034.accounts.models import User
from portal1034.core import limits
from portal1034.core.text import nfc

VERSIONS_AT_MOST = 40


@transaction.atomic
def propose_terms(
    *, offer: Offer, user: User, volume_kg: int, price_vnd: int, deliver_from: dt.date, deliver_to: dt.date,
    deposit_vnd: int | None = None, note: str = "", form_key: UUID | None = None,
) -> OfferTerms:  # fmt: skip
    """Put a version on the table, with one's own yes to it.

    A deal already made holds until both have said yes to the new version; a yes to a mere proposal does not.
    The same `form_key` proposes once. Terms equal to those on the table are no new version but a yes to them, and
    terms equal to the deal's are a no to changing it.
    Raises ExchangeError when the conversation is over, or what became of the deal has been told already.
    """
    offer, side = locked_offer(offer, user)
    if form_key and (made := OfferTerms.objects.filter(form_key=form_key, offer=offer).first()):
        return made
    if offer.status not in STILL_TALKING:
        raise ExchangeError(_("Cuộc trao đổi này đã khép lại."))
    if offer.outcome_state != OutcomeState.NONE:
        raise ExchangeError(_("Đã có kết quả mua bán nên điều khoản không đổi được nữa. Lần sau mở trao đổi mới."))
    figures = {
        "volume_kg": volume_kg, "price_vnd": price_vnd, "deposit_vnd": deposit_vnd, "deliver_from": deliver_from,
        "deliver_to": deliver_to, "note": nfc(note),
    }  # fmt: skip
    if _are(offer.deal, figures):
        return (_keep_deal(offer, side) if offer.status == OfferStatus.CHANGING else offer).terms
    if _are(offer.terms, figures):
        return agree(offer=offer, user=user, version=offer.terms.version).terms
    version = offer.terms.version + 1 if offer.terms else 1
    if version > VERSIONS_AT_MOST or not limits.allow(MESSAGES_AN_HOUR, "offer-message", str(user.pk)):
        raise ExchangeError(_("Điều khoản đã đổi nhiều lần quá. Nhắn tin cho rõ rồi hãy đưa bản mới."))
    terms = OfferTerms.objects.create(offer=offer, version=version, proposed_by=side, form_key=form_key, **figures)
    offer.terms, offer.status = terms, OfferStatus.CHANGING if offer.deal else OfferStatus.OPEN
    offer.agreed_by_trader = offer.agreed_by_household = False
    setattr(offer, f"agreed_by_{side}", True)
    offer.last_message_at = terms.proposed_at
    body = _("Cổng 1034: %(name)s đưa ra điều khoản mua bán %(crop)s: %(url)s")
    if offer.deal:
        body = _("Cổng 1034: %(name)s xin đổi điều đã thống nhất về %(crop)s, chưa đồng ý thì chưa đổi: %(url)s")
    tell_other_side(offer, side, body, always=True)
    return terms


def _are(terms: OfferTerms | None, figures: dict) -> bool:
    return terms is not None and all(getattr(terms, name) == value for name, value in figures.items())


@transaction.atomic
def agree(*, offer: Offer, user: User, version: int) -> Offer:
    """Say yes to the version that one has read; once both have, it is the deal.

    Raises ExchangeError unless the conversation is undecided and this very version is on the table.
    """
    offer, side = undecided_offer(offer, user)
    if offer.terms is None:
        raise ExchangeError(_("Chưa bên nào đưa ra điều khoản để đồng ý."))
    if offer.terms.version != version:
        raise ExchangeError(_("Bên kia vừa đổi điều khoản. Đọc lại bản mới rồi hãy đồng ý."))
    if getattr(offer, f"agreed_by_{side}"):
        return offer  # said before: pressing again sends nobody another text
    setattr(offer, f"agreed_by_{side}", True)
    if offer.agreed_by_trader and offer.agreed_by_household:
        now = timezone.now()
        OfferTerms.objects.filter(pk=offer.terms_id).update(agreed_at=now)
        offer.terms.agreed_at = now
        offer.status, offer.decided_at, offer.deal = OfferStatus.AGREED, now, offer.terms
        offer.concluded_on, offer.outcome_asked_at = offer.terms.deliver_to, None
        tell_other_side(
            offer,
            side,
            _("Cổng 1034: %(name)s cũng đồng ý, hai bên đã thống nhất mua bán %(crop)s: %(url)s"),
            always=True,
        )
    else:  # only where a yes was taken back by hand: a proposal carries the yes of its side
        tell_other_side(offer, side, _("Cổng 1034: %(name)s muốn chốt mua bán %(crop)s: %(url)s"), always=True)
    return offer


@transaction.atomic
def decline(*, offer: Offer, user: User) -> Offer:
    """Say no: to the proposed change where there is a deal, which stays; else to all of it, and the talk ends.

    Raises ExchangeError unless there is something undecided.
    """
    offer, side = undecided_offer(offer, user)
    if offer.deal:
        return _keep_deal(offer, side)
    offer.status, offer.decided_at = OfferStatus.DECLINED, timezone.now()
    tell_other_side(offer, side, _("Cổng 1034: %(name)s không mua bán %(crop)s lần này."), always=True)
    return offer


def _keep_deal(offer: Offer, side: Side) -> Offer:
    stand_by_deal(offer)
    tell_other_side(
        offer, side, _("Cổng 1034: %(name)s giữ nguyên điều đã thống nhất về %(crop)s: %(url)s"), always=True
    )
    return offer


def stand_by_deal(offer: Offer) -> None:
    """Set on the offer, for who saves it, that nothing but the deal is on the table."""
    offer.terms, offer.status = offer.deal, OfferStatus.AGREED
    offer.agreed_by_trader = offer.agreed_by_household = True
