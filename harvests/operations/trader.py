"""Who buys, and what they want."""

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from harvests.enums import RequestStatus, Side
from harvests.errors import ExchangeError
from harvests.models import BuyRequest, Offer, Trader
from harvests.operations.conversation import close_offers
from harvests.operations.once import once
from portal1034.accounts.models import User
from portal1034.accounts.operations import become_trader, queue_text
from portal1034.commodities.models import Commodity
from portal1034.core import pagecache
from portal1034.core.text import nfc
from portal1034.regions.models import Province


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
    buy_request, created = once(BuyRequest, form_key, {"trader": trader}, wanted)
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
        close_offers(Offer.objects.filter(buy_request=buy_request), told=Side.HOUSEHOLD, body=body % names)
        pagecache.bump("season")
    return buy_request
