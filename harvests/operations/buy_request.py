"""What traders want: posted, amended, closed, and over when its window is."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from harvests.enums import Delivery, RequestStatus, Side
from harvests.errors import ExchangeError
from harvests.models import BuyRequest, Offer, Trader
from harvests.operations.conversation import close_offers, tell_open_offers
from portal1034.commodities.models import Commodity
from portal1034.core import limits, pagecache
from portal1034.core.once import once
from portal1034.core.text import nfc
from portal1034.regions.models import Province

# Whom nobody has checked may say a few things at once; whom an officer knows, as many as a season needs.
OPEN_AT_MOST = {False: 3, True: 40}
POSTED_A_DAY = {False: "5/day", True: "60/day"}
_BATCH = 500


@transaction.atomic
def post_buy_request(
    *, trader: Trader, commodity: Commodity, starts_on: dt.date, ends_on: dt.date, volume_kg: int,
    province: Province | None = None, provinces: Sequence[Province] = (), grade: str = "",
    price_vnd: int | None = None, price_to_vnd: int | None = None, deposit_percent: int | None = None,
    deposit_vnd: int | None = None, deposit_when: str = "", delivery: str = Delivery.AGREE, note: str = "",
    form_key: UUID | None = None,
) -> BuyRequest:  # fmt: skip
    """Post what is wanted; it counts as demand when the transaction commits. The same `form_key` gives the same row.

    Raises ExchangeError where the trader has too many open requests, or posts too many a day.
    """
    # Two requests at once queue here, so that the second counts the first.
    trader = Trader.objects.select_for_update().get(pk=trader.pk)
    if form_key and (posted := BuyRequest.objects.filter(trader=trader, form_key=form_key).first()):
        return posted
    _refuse_flood(trader)
    wanted = {
        "commodity": commodity, "starts_on": starts_on, "ends_on": ends_on, "volume_kg": volume_kg,
        "grade": nfc(grade), "price_vnd": price_vnd, "price_to_vnd": price_to_vnd,
        "deposit_percent": deposit_percent, "deposit_vnd": deposit_vnd, "deposit_when": nfc(deposit_when),
        "delivery": delivery, "note": nfc(note), **_where(province, provinces),
    }  # fmt: skip
    buy_request, created = once(BuyRequest, form_key, {"trader": trader}, wanted)
    if created:
        if buy_request.several:
            buy_request.provinces.set(provinces)
        pagecache.bump("season")
    return buy_request


def _refuse_flood(trader: Trader) -> None:
    open_now = BuyRequest.objects.of_trader(trader).open().order_by()[: OPEN_AT_MOST[True]].count()
    if open_now >= OPEN_AT_MOST[trader.is_verified]:
        if trader.is_verified:
            raise ExchangeError(_("Đang có %s nhu cầu còn mở. Đóng bớt nhu cầu cũ rồi đăng tiếp.") % open_now)
        raise ExchangeError(
            _("Hồ sơ chưa xác minh đăng được nhiều nhất %s nhu cầu cùng lúc. Xin Sở xác minh ở mục Hồ sơ để đăng thêm.")
            % OPEN_AT_MOST[False]
        )
    if not limits.allow(POSTED_A_DAY[trader.is_verified], "buy-request", str(trader.pk)):
        raise ExchangeError(_("Hôm nay tài khoản này đã đăng nhiều nhu cầu. Mai đăng tiếp."))


def _where(province: Province | None, provinces: Sequence[Province]) -> dict:
    """One place, several with their names in words, or anywhere."""
    if len(provinces) == 1:
        province = provinces[0]
    several = len(provinces) > 1
    names = ", ".join(place.short_name for place in provinces) if several else ""
    return {"province": None if several else province, "several": several, "places_text": names[:400]}


@transaction.atomic
def amend_buy_request(*, buy_request: BuyRequest, provinces: Sequence[Province] = (), **told) -> BuyRequest:
    """Change what is wanted, `told` as `post_buy_request` takes it; households in talks about it are texted.

    Raises ExchangeError once it is closed or over.
    """
    buy_request = BuyRequest.objects.select_for_update(of=("self",)).with_places().get(pk=buy_request.pk)
    if not buy_request.is_open:
        raise ExchangeError(_("Nhu cầu này đã khép lại, không sửa được nữa. Đăng nhu cầu mới giúp."))
    for name in ("grade", "deposit_when", "note"):
        told[name] = nfc(told.get(name, ""))
    told |= _where(told.get("province"), provinces)
    changed = any(getattr(buy_request, name) != value for name, value in told.items())
    for name, value in told.items():
        setattr(buy_request, name, value)
    buy_request.save()
    buy_request.provinces.set(provinces if buy_request.several else ())
    if changed:
        body = _("Cổng 1034: %(name)s vừa sửa nhu cầu mua %(crop)s. Xem lại: %(url)s")
        tell_open_offers(Offer.objects.filter(buy_request=buy_request), told=Side.HOUSEHOLD, body=body)
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
        close_offers(Offer.objects.filter(buy_request=buy_request), told=Side.HOUSEHOLD, body=body % names)
        pagecache.bump("season")
    return buy_request


def expire_buy_requests(*, today: dt.date) -> int:
    """Mark as over the requests whose last day has passed; return how many. Conversations about them go on."""
    done = 0
    while True:
        with transaction.atomic():
            due = BuyRequest.objects.open().filter(ends_on__lt=today).order_by("pk")
            keys = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:_BATCH])
            BuyRequest.objects.filter(pk__in=keys).update(status=RequestStatus.EXPIRED)
            if keys:
                pagecache.bump("season")
        done += len(keys)
        if len(keys) < _BATCH:
            return done
