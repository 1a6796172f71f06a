"""What this app keeps about a person: harvests, buy requests, a trader's profile, what they wrote to others."""

from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from harvests import operations
from harvests.enums import OfferStatus, Side, TraderState
from harvests.models import (
    BuyRequest,
    Harvest,
    Mediation,
    Offer,
    OfferMessage,
    OfferTerms,
    Outcome,
    Trader,
    Watch,
    WatchAddress,
)
from portal1034.accounts.privacy.holders import Holder, Section, section_of
from portal1034.accounts.privacy.terms import SOMEONE, Terms, blank_admin_log, blank_history, blank_rows, blank_terms
from portal1034.core import pagecache

HARVEST = ("commodity", "starts_on", "ends_on", "volume_kg", "price_vnd", "note", "status", "confirmed_at")
REQUEST = (
    "commodity", "grade", "province", "places_text", "starts_on", "ends_on", "volume_kg", "price_vnd", "price_to_vnd",
    "deposit_percent", "deposit_vnd", "deposit_when", "delivery", "note", "status",
)  # fmt: skip
TRADER = (
    "kind", "name", "contact_person", "tax_code", "province", "commune", "buys_in", "story", "state", "return_reason",
    "document_kind", "verified_at",
)  # fmt: skip
TERMS = ("offer", "version", "volume_kg", "price_vnd", "deposit_vnd", "deliver_from", "deliver_to", "note", "agreed_at")
OUTCOME = ("kept", "broken_by", "volume_kg", "price_vnd", "deposit", "statement", "reply", "created_at")
OFFER = ("status", "created_at", "last_message_at", "decided_at")


class HarvestHolder(Holder):
    def sections(self, user) -> Iterable[Section]:
        desk = reverse("harvests:mine")
        yield section_of("harvests", _("Đợt thu hoạch"), harvests_of(user), HARVEST, edit_url=desk)
        past = Harvest.pgh_event_model.objects.filter(pgh_obj__in=harvests_of(user)).order_by("pgh_id")
        fields = ("starts_on", "ends_on", "volume_kg", "price_vnd", "note", "status")
        yield section_of("harvest_history", _("Các lần sửa đợt thu hoạch"), past, fields)
        profile = reverse("harvests:trader_profile")
        traders = Trader.objects.filter(user=user).select_related("province", "commune")
        yield section_of("trader", _("Hồ sơ thương lái"), traders, TRADER, edit_url=profile)
        wanted = BuyRequest.objects.filter(trader__user=user).with_places()
        yield section_of("buy_requests", _("Nhu cầu thu mua"), wanted, REQUEST)
        yield section_of("offers", _("Các cuộc trao đổi"), Offer.objects.of_user(user), OFFER)
        # What the other side wrote is theirs; it is read in the conversation itself.
        written = OfferMessage.objects.filter(sender=user)
        yield section_of("messages", _("Tin nhắn tôi đã gửi"), written, ("sent_at", "body"))

        yield from _deals_of(user)
        desk = reverse("harvests:watches")
        mine = Watch.objects.of_user(user)
        yield section_of("watches", _("Theo dõi"), mine, ("commodity", "province", "by_sms", "by_email"), edit_url=desk)
        letters = WatchAddress.objects.filter(user=user)
        yield section_of("letters", _("Địa chỉ nhận thư"), letters, ("address", "confirmed_at"), edit_url=desk)

    def province_of(self, user):
        trader = Trader.objects.filter(user=user).select_related("province").first()
        return trader.province if trader else None

    def names_of(self, user) -> Iterable[str]:
        for trader in Trader.objects.filter(user=user):
            yield from (trader.name, trader.contact_person)
            yield from trader.events.values_list("name", flat=True)

    def begin_erasure(self, user) -> None:
        for harvest in harvests_of(user).active():
            operations.cancel_harvest(harvest=harvest)
        for request in BuyRequest.objects.filter(trader__user=user).open():
            operations.close_buy_request(buy_request=request)
        Offer.objects.of_user(user).open().update(status=OfferStatus.CLOSED, decided_at=timezone.now())
        Offer.objects.of_user(user).drop_changes()

    def erase(self, user, terms: Terms) -> dict[str, int]:
        harvests, traders = harvests_of(user), Trader.objects.filter(user=user)
        keys = list(harvests.values_list("pk", flat=True))
        offers = Offer.objects.of_user(user)
        talks = OfferMessage.objects.filter(offer__in=offers)
        trader_keys = list(traders.values_list("pk", flat=True))
        for trader in traders:
            operations.erase_paper(trader=trader)
            trader.buys_in.clear()
        counts = {
            "harvests.OfferMessage": OfferMessage.objects.filter(sender=user).update(body=SOMEONE)
            + blank_terms(talks, "body", terms),
            "harvests.Harvest": blank_rows(harvests),
            "harvests.HarvestEvent": blank_history(Harvest, keys),
            "harvests.BuyRequest": blank_rows(BuyRequest.objects.filter(trader__user=user)),
            "harvests.Trader": blank_rows(
                traders, name=_("Thương lái đã xóa dữ liệu"), state=TraderState.UNVERIFIED, verified_at=None,
                verified_by=None, asked_at=None, commune=None,
            ),
            "harvests.Watch": Watch.objects.filter(user=user).delete()[0],
            "harvests.WatchAddress": WatchAddress.objects.filter(user=user).delete()[0],
            "harvests.TraderEvent": blank_history(Trader, trader_keys),
            "admin.LogEntry": blank_admin_log(Harvest, keys) + blank_admin_log(Trader, trader_keys),
        } | _erase_deals(user, offers, terms)  # fmt: skip
        pagecache.bump("season", "households")
        return counts


def harvests_of(user):
    return Harvest.objects.owned_by(user).select_related("commodity")


def _deals_of(user) -> Iterable[Section]:
    """Terms of the person's deals, what the person told of them, and what an officer noted."""
    offers = Offer.objects.of_user(user)
    versions = OfferTerms.objects.filter(offer__in=offers).select_related("offer__trader", "offer__household")
    yield section_of("terms", _("Điều khoản mua bán"), versions, TERMS)
    yield section_of("outcomes", _("Kết quả mua bán tôi đã ghi"), Outcome.objects.filter(_told_by(user)), OUTCOME)
    noted = Mediation.objects.filter(offer__in=offers)
    yield section_of("mediations", _("Cán bộ ghi nhận về mua bán của tôi"), noted, ("note", "noted_at"))


def _told_by(user) -> Q:
    return Q(side=Side.TRADER, offer__trader__user=user) | Q(side=Side.HOUSEHOLD, offer__household__owner=user)


def _erase_deals(user, offers, terms: Terms) -> dict[str, int]:
    """What the person wrote goes; in what others wrote, the name. Figures stay, for the other side's reputation."""
    about = Outcome.objects.filter(offer__in=offers)
    mine = list(about.filter(_told_by(user)).values_list("pk", flat=True))
    theirs = about.exclude(pk__in=mine)
    keys = list(about.values_list("pk", flat=True))
    versions = OfferTerms.objects.filter(offer__in=offers)
    changed = Outcome.objects.filter(pk__in=mine).update(statement="") + theirs.filter(~Q(reply="")).update(
        reply=SOMEONE
    )
    changed += sum(blank_terms(about, field, terms) for field in ("statement", "reply"))
    return {
        "harvests.Outcome": changed,
        "harvests.OutcomeEvent": blank_history(Outcome, keys),
        "harvests.OfferTerms": versions.update(note=""),
        "harvests.Mediation": blank_terms(Mediation.objects.filter(offer__in=offers), "note", terms),
    }
