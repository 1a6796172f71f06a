"""What this app keeps about a person: harvests, buy requests, a trader's profile, what they wrote to others."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from harvests import operations
from harvests.enums import OfferStatus
from harvests.models import BuyRequest, Harvest, Offer, OfferMessage, Trader
from portal1034.accounts.privacy.holders import Holder, Section, section_of
from portal1034.accounts.privacy.terms import SOMEONE, Terms, blank_admin_log, blank_history, blank_rows, blank_terms
from portal1034.core import pagecache

HARVEST = ("commodity", "starts_on", "ends_on", "volume_kg", "price_vnd", "note", "status", "confirmed_at")
REQUEST = ("commodity", "province", "starts_on", "ends_on", "volume_kg", "price_vnd", "note", "status")
OFFER = ("status", "created_at", "last_message_at", "decided_at")


class HarvestHolder(Holder):
    def sections(self, user) -> Iterable[Section]:
        desk = reverse("harvests:mine")
        yield section_of("harvests", _("Đợt thu hoạch"), harvests_of(user), HARVEST, edit_url=desk)
        past = Harvest.pgh_event_model.objects.filter(pgh_obj__in=harvests_of(user)).order_by("pgh_id")
        fields = ("starts_on", "ends_on", "volume_kg", "price_vnd", "note", "status")
        yield section_of("harvest_history", _("Các lần sửa đợt thu hoạch"), past, fields)
        profile = reverse("harvests:trader_profile")
        traders = Trader.objects.filter(user=user).select_related("province")
        trader = ("name", "tax_code", "province", "story", "verified_at")
        yield section_of("trader", _("Hồ sơ thương lái"), traders, trader, edit_url=profile)
        wanted = BuyRequest.objects.filter(trader__user=user).with_places()
        yield section_of("buy_requests", _("Nhu cầu thu mua"), wanted, REQUEST)
        yield section_of("offers", _("Các cuộc trao đổi"), Offer.objects.of_user(user), OFFER)
        # What the other side wrote is theirs; it is read in the conversation itself.
        written = OfferMessage.objects.filter(sender=user)
        yield section_of("messages", _("Tin nhắn tôi đã gửi"), written, ("sent_at", "body"))

    def province_of(self, user):
        trader = Trader.objects.filter(user=user).select_related("province").first()
        return trader.province if trader else None

    def names_of(self, user) -> Iterable[str]:
        return Trader.objects.filter(user=user).values_list("name", flat=True)

    def begin_erasure(self, user) -> None:
        for harvest in harvests_of(user).active():
            operations.cancel_harvest(harvest=harvest)
        for request in BuyRequest.objects.filter(trader__user=user).open():
            operations.close_buy_request(buy_request=request)
        Offer.objects.of_user(user).open().update(status=OfferStatus.CLOSED, decided_at=timezone.now())

    def erase(self, user, terms: Terms) -> dict[str, int]:
        harvests, traders = harvests_of(user), Trader.objects.filter(user=user)
        keys = list(harvests.values_list("pk", flat=True))
        talks = OfferMessage.objects.filter(offer__in=Offer.objects.of_user(user))
        counts = {
            "harvests.OfferMessage": OfferMessage.objects.filter(sender=user).update(body=SOMEONE)
            + blank_terms(talks, "body", terms),
            "harvests.Harvest": blank_rows(harvests),
            "harvests.HarvestEvent": blank_history(Harvest, keys),
            "harvests.BuyRequest": blank_rows(BuyRequest.objects.filter(trader__user=user)),
            "harvests.Trader": blank_rows(traders, name=_("Thương lái đã xóa dữ liệu"), verified_at=None),
            "admin.LogEntry": blank_admin_log(Harvest, keys)
            + blank_admin_log(Trader, list(traders.values_list("pk", flat=True))),
        }
        pagecache.bump("season", "households")
        return counts


def harvests_of(user):
    return Harvest.objects.owned_by(user).select_related("commodity")
