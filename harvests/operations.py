"""Writes of the exchange. What changes what the public sees makes the season's pages stale; what the other side should
know is written down as a text in the same transaction. The caller then wakes the sender (`accounts.tasks.wake`).
"""

import datetime as dt
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from harvests.enums import HarvestStatus, OfferStatus, RequestStatus, Side
from harvests.errors import ExchangeError
from harvests.models import BuyRequest, Harvest, Offer, OfferMessage, Trader
from households.enums import Verification
from households.models import Household
from portal1034.accounts.models import User
from portal1034.accounts.operations import become_trader, queue_text
from portal1034.commodities.models import Commodity
from portal1034.core import limits, pagecache
from portal1034.core.text import nfc
from portal1034.regions.models import Province

MESSAGES_AN_HOUR = "60/hour"
STILL_TALKING = (OfferStatus.OPEN, OfferStatus.AGREED)

# ---- harvests ----


@transaction.atomic
def declare_harvest(
    *,
    household: Household,
    commodity: Commodity,
    starts_on: dt.date,
    ends_on: dt.date,
    volume_kg: int,
    price_vnd: int | None = None,
    note: str = "",
    form_key: UUID | None = None,
) -> Harvest:
    """Declare a harvest; it is in the calendar when the transaction commits. The same `form_key` gives the same row.

    Raises IntegrityError for a window that ends before it starts or is longer than 366 days, or for no volume.
    """
    told = {
        "commodity": commodity,
        "province_id": household.province_id,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "volume_kg": volume_kg,
        "price_vnd": price_vnd,
        "note": nfc(note),
        "status": _status_on(timezone.localdate(), starts_on),
    }
    harvest, created = _once(Harvest, form_key, {"household": household}, told)
    if created:
        household.commodities.add(commodity)
        pagecache.bump("season", "households")
    return harvest


@transaction.atomic
def amend_harvest(
    *,
    harvest: Harvest,
    commodity: Commodity,
    starts_on: dt.date,
    ends_on: dt.date,
    volume_kg: int,
    price_vnd: int | None,
    note: str,
) -> Harvest:
    """Say it anew, which confirms it too. Raises ExchangeError once the harvest is sold out or cancelled."""
    harvest = _active_harvest(harvest)
    harvest.commodity, harvest.volume_kg, harvest.price_vnd, harvest.note = commodity, volume_kg, price_vnd, nfc(note)
    harvest.starts_on, harvest.ends_on = starts_on, ends_on
    harvest.status = _status_on(timezone.localdate(), starts_on)
    harvest.confirmed_at = timezone.now()
    harvest.save()
    pagecache.bump("season", "households")
    return harvest


@transaction.atomic
def confirm_harvest(*, harvest: Harvest) -> Harvest:
    """The household says that its declaration still holds today. Raises ExchangeError as `amend_harvest`."""
    harvest = _active_harvest(harvest)
    harvest.status = _status_on(timezone.localdate(), harvest.starts_on)
    harvest.confirmed_at = timezone.now()
    harvest.save(update_fields=("status", "confirmed_at", "updated_at"))
    pagecache.bump("season", "households")
    return harvest


def mark_sold_out(*, harvest: Harvest) -> Harvest:
    """Take the harvest out of the calendar because all of it is sold; those still asking are told."""
    return _end_harvest(harvest, HarvestStatus.SOLD_OUT, _("Cổng 1034: %(name)s đã bán hết %(crop)s đợt này."))


def cancel_harvest(*, harvest: Harvest) -> Harvest:
    """Take the harvest out of the calendar because it will not happen; those still asking are told."""
    return _end_harvest(harvest, HarvestStatus.CANCELLED, _("Cổng 1034: %(name)s đã hủy đợt thu hoạch %(crop)s."))


@transaction.atomic
def _end_harvest(harvest: Harvest, status: HarvestStatus, text: str) -> Harvest:
    harvest = _active_harvest(harvest)
    harvest.status = status
    harvest.save(update_fields=("status", "updated_at"))
    names = {"name": harvest.household.name, "crop": harvest.commodity.name}
    _close_offers(Offer.objects.filter(harvest=harvest), told=Side.TRADER, body=text % names)
    pagecache.bump("season", "households")
    return harvest


def _active_harvest(harvest: Harvest) -> Harvest:
    """The row as it stands, locked."""
    harvest = Harvest.objects.select_for_update(of=("self",)).with_places().get(pk=harvest.pk)
    if not harvest.is_active:
        raise ExchangeError(_("Đợt thu hoạch này đã khép lại, bác khai đợt mới giúp."))
    return harvest


def _status_on(today: dt.date, starts_on: dt.date) -> HarvestStatus:
    return HarvestStatus.ONGOING if starts_on <= today else HarvestStatus.PLANNED


# ---- traders and what they want ----


@transaction.atomic
def register_trader(
    *, user: User, name: str, tax_code: str = "", province: Province | None = None, story: str = ""
) -> Trader:
    """Make the account a trader's; said twice, it mends the profile. A changed name or tax code is verified again.

    Raises ExchangeError where a household stands behind the account, or a member of staff.
    """
    try:
        user = become_trader(user=user)
    except ValueError as error:
        raise ExchangeError(str(error)) from error
    trader = Trader.objects.filter(user=user).first() or Trader(user=user)
    if (trader.name, trader.tax_code) != (nfc(name), tax_code):
        trader.verified_at = None
    trader.name, trader.tax_code, trader.province, trader.story = nfc(name), tax_code, province, nfc(story)
    trader.save()
    pagecache.bump("season")
    return trader


@transaction.atomic
def verify_trader(*, trader: Trader) -> Trader:
    """An officer has checked who it is."""
    trader.verified_at = timezone.now()
    trader.save(update_fields=("verified_at", "updated_at"))
    queue_text(phone=trader.user.phone, body=_("Cổng 1034: hồ sơ %s đã được xác minh.") % trader.name)
    pagecache.bump("season")
    return trader


@transaction.atomic
def post_buy_request(
    *,
    trader: Trader,
    commodity: Commodity,
    starts_on: dt.date,
    ends_on: dt.date,
    volume_kg: int,
    province: Province | None = None,
    price_vnd: int | None = None,
    note: str = "",
    form_key: UUID | None = None,
) -> BuyRequest:
    """Post what is wanted; it counts as demand when the transaction commits. The same `form_key` gives the same row."""
    wanted = {
        "commodity": commodity,
        "province": province,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "volume_kg": volume_kg,
        "price_vnd": price_vnd,
        "note": nfc(note),
    }
    buy_request, created = _once(BuyRequest, form_key, {"trader": trader}, wanted)
    if created:
        pagecache.bump("season")
    return buy_request


@transaction.atomic
def close_buy_request(*, buy_request: BuyRequest) -> BuyRequest:
    """Take the request out of the demand; households still talking about it are told. Twice is once."""
    buy_request = BuyRequest.objects.select_for_update(of=("self",)).with_places().get(pk=buy_request.pk)
    if buy_request.is_open:
        buy_request.status = RequestStatus.CLOSED
        buy_request.save(update_fields=("status", "updated_at"))
        body = _("Cổng 1034: %(name)s đã khép nhu cầu mua %(crop)s.")
        names = {"name": buy_request.trader.name, "crop": buy_request.commodity.name}
        _close_offers(Offer.objects.filter(buy_request=buy_request), told=Side.HOUSEHOLD, body=body % names)
        pagecache.bump("season")
    return buy_request


# ---- conversations ----


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
    offer, side = _locked(offer, sender)
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
    _tell_other_side(offer, side, _("Cổng 1034: %(name)s nhắn về %(crop)s. Đọc và trả lời: %(url)s"))
    return message


@transaction.atomic
def agree(*, offer: Offer, user: User) -> Offer:
    """Say yes for one's own side; once both have, the offer is agreed. Raises ExchangeError unless it is open."""
    offer, side = _open_offer(offer, user)
    if getattr(offer, f"agreed_by_{side}"):
        return offer  # said before: pressing again sends nobody another text
    setattr(offer, f"agreed_by_{side}", True)
    if offer.agreed_by_trader and offer.agreed_by_household:
        offer.status, offer.decided_at = OfferStatus.AGREED, timezone.now()
        _tell_other_side(
            offer,
            side,
            _("Cổng 1034: %(name)s cũng đồng ý, hai bên đã thống nhất mua bán %(crop)s: %(url)s"),
            always=True,
        )
    else:
        _tell_other_side(
            offer, side, _("Cổng 1034: %(name)s muốn chốt mua bán %(crop)s. Xem và đồng ý: %(url)s"), always=True
        )
    return offer


@transaction.atomic
def decline(*, offer: Offer, user: User) -> Offer:
    """Say no; the conversation ends there. Raises ExchangeError unless it is open."""
    offer, side = _open_offer(offer, user)
    offer.status, offer.decided_at = OfferStatus.DECLINED, timezone.now()
    _tell_other_side(offer, side, _("Cổng 1034: %(name)s không mua bán %(crop)s lần này."), always=True)
    return offer


def mark_read(*, offer: Offer, user: User) -> None:
    """The user has seen what the other side said."""
    side = offer.side_of(user)
    Offer.objects.filter(pk=offer.pk).update(**{f"unread_by_{side}": False})


def _open_offer(offer: Offer, user: User) -> tuple[Offer, Side]:
    offer, side = _locked(offer, user)
    if not offer.is_open:
        raise ExchangeError(_("Cuộc trao đổi này đã có kết luận."))
    return offer, side


def _locked(offer: Offer, user: User) -> tuple[Offer, Side]:
    """The conversation as it stands, locked, and the user's side of it; a stranger is a mistake of the caller."""
    offer = Offer.objects.select_for_update(of=("self",)).with_subjects().get(pk=offer.pk)
    side = offer.side_of(user)
    if side is None:
        raise PermissionError("Only the two sides of an offer act on it")
    return offer, side


def _tell_other_side(offer: Offer, side: Side, body: str, *, always: bool = False) -> None:
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


def _close_offers(offers, *, told: Side, body: str) -> None:
    """End the open conversations of a subject that is gone, and text the side that did not end it."""
    for offer in offers.filter(status__in=STILL_TALKING).with_subjects().order_by("pk"):
        phone = offer.trader.user.phone if told == Side.TRADER else offer.household.owner.phone
        queue_text(phone=phone, body=body)
        Offer.objects.filter(pk=offer.pk, status=OfferStatus.OPEN).update(
            status=OfferStatus.CLOSED, decided_at=timezone.now(), **{f"unread_by_{told}": True}
        )


def _once(model, form_key: UUID | None, owner: dict, values: dict):
    """Create the row, or return the one that the same form made before: (row, whether it is new)."""
    if form_key is None:
        return model.objects.create(**owner, **values), True
    return model.objects.get_or_create(form_key=form_key, **owner, defaults=values)
