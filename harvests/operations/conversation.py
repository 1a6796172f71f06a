"""Conversations between a trader and a household: beginning them, going on with them, ending them."""

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from harvests.enums import STILL_TALKING, UNDECIDED, OfferStatus, Side
from harvests.errors import ExchangeError
from harvests.models import BuyRequest, Harvest, Offer, OfferMessage, Trader
from households.enums import Verification
from households.models import Household
from portal1034.accounts.models import User
from portal1034.accounts.operations import queue_text
from portal1034.core import limits
from portal1034.core.text import nfc

MESSAGES_AN_HOUR = "60/hour"


@transaction.atomic
def ask_household(*, trader: Trader, harvest: Harvest, body: str, form_key: UUID | None = None) -> Offer:
    """Begin the conversation about a harvest, or go on with it. Raises ExchangeError where it cannot be asked for."""
    harvest = Harvest.objects.with_places().get(pk=harvest.pk)
    if not harvest.is_active or harvest.household.verification != Verification.VERIFIED:
        raise ExchangeError(_("Đợt thu hoạch này không còn nhận hỏi mua."))
    offer, _created = Offer.objects.get_or_create(
        trader=trader, harvest=harvest, defaults={"household": harvest.household}
    )
    reply(offer=offer, sender=trader.user, body=body, form_key=form_key)
    return offer


@transaction.atomic
def answer_request(*, household: Household, buy_request: BuyRequest, body: str, form_key: UUID | None = None) -> Offer:
    """Begin the conversation about a buy request, or go on with it. Raises ExchangeError where none is possible."""
    if household.verification != Verification.VERIFIED:
        raise ExchangeError(_("Hộ của bác đang chờ Sở xác minh; xác minh xong là trả lời được."))
    buy_request = BuyRequest.objects.get(pk=buy_request.pk)
    if not buy_request.is_open:
        raise ExchangeError(_("Nhu cầu này đã khép lại, bên mua không nhận thêm nữa."))
    offer, _created = Offer.objects.get_or_create(
        household=household, buy_request=buy_request, defaults={"trader_id": buy_request.trader_id}
    )
    reply(offer=offer, sender=household.owner, body=body, form_key=form_key)
    return offer


@transaction.atomic
def reply(*, offer: Offer, sender: User, body: str, form_key: UUID | None = None) -> OfferMessage:
    """Say something to the other side, who gets a text unless one already waits unread.

    The same `form_key` says it once. Raises ExchangeError when the conversation is over, when nothing is said, or when
    one account says too much in an hour.
    """
    offer, side = locked_offer(offer, sender)
    if form_key and (said := OfferMessage.objects.filter(form_key=form_key, offer=offer, sender=sender).first()):
        return said
    if offer.status not in STILL_TALKING:
        raise ExchangeError(_("Cuộc trao đổi này đã khép lại."))
    if not (body := nfc(body)):
        raise ExchangeError(_("Tin nhắn còn trống."))
    if not limits.allow(MESSAGES_AN_HOUR, "offer-message", str(sender.pk)):
        raise ExchangeError(_("Tài khoản này vừa gửi nhiều tin. Chờ một lát rồi gửi tiếp."))
    message = OfferMessage.objects.create(offer=offer, sender=sender, body=body, form_key=form_key)
    offer.last_message_at = message.sent_at
    tell_other_side(offer, side, _("Cổng 1034: %(name)s nhắn về %(crop)s. Đọc và trả lời: %(url)s"))
    return message


def mark_read(*, offer: Offer, user: User) -> None:
    """The user has seen what the other side said."""
    side = offer.side_of(user)
    Offer.objects.filter(pk=offer.pk).update(**{f"unread_by_{side}": False})


def undecided_offer(offer: Offer, user: User) -> tuple[Offer, Side]:
    offer, side = locked_offer(offer, user)
    if offer.status not in UNDECIDED:
        raise ExchangeError(_("Cuộc trao đổi này đã có kết luận."))
    return offer, side


def locked_offer(offer: Offer, user: User) -> tuple[Offer, Side]:
    """The conversation as it stands, locked, and the user's side of it; a stranger is a mistake of the caller."""
    offer = Offer.objects.select_for_update(of=("self",)).with_subjects().get(pk=offer.pk)
    side = offer.side_of(user)
    if side is None:
        raise PermissionError("Only the two sides of an offer act on it")
    return offer, side


def tell_other_side(offer: Offer, side: Side, body: str, *, always: bool = False) -> None:
    """Save the offer as unread by the other side, and text them unless they already have something unread."""
    if side == Side.TRADER:
        name, phone, unread = offer.trader.name, offer.household.owner.phone, "unread_by_household"
    else:
        name, phone, unread = offer.household.name, offer.trader.user.phone, "unread_by_trader"
    if always or not getattr(offer, unread):
        url = f"{settings.PUBLIC_URL}{offer.get_absolute_url()}"
        queue_text(phone=phone, body=body % {"name": name, "crop": offer.subject.commodity.name, "url": url})
    setattr(offer, unread, True)
    setattr(offer, f"unread_by_{side}", False)
    offer.save()


def tell_open_offers(offers, *, told: Side, body: str) -> None:
    """Text one side of every conversation still going on; `body` may hold %(name)s, %(crop)s and %(url)s."""
    for offer in offers.filter(status__in=STILL_TALKING).with_subjects().order_by("pk"):
        trader_told = told == Side.TRADER
        words = {
            "name": offer.household.name if trader_told else offer.trader.name,
            "crop": offer.subject.commodity.name,
            "url": f"{settings.PUBLIC_URL}{offer.get_absolute_url()}",
        }
        queue_text(phone=offer.trader.user.phone if trader_told else offer.household.owner.phone, body=body % words)


def close_offers(offers, *, told: Side, body: str) -> None:
    """End the open conversations of a subject that is gone, and text the side that did not end it."""
    for offer in offers.filter(status__in=STILL_TALKING).with_subjects().order_by("pk"):
        phone = offer.trader.user.phone if told == Side.TRADER else offer.household.owner.phone
        queue_text(phone=phone, body=body)
        Offer.objects.filter(pk=offer.pk, status=OfferStatus.OPEN).update(
            status=OfferStatus.CLOSED, decided_at=timezone.now(), **{f"unread_by_{told}": True}
        )
