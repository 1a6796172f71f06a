"""Deals of the demonstration that are over, and what both sides say became of them."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from harvests.enums import DepositFate, Kept, Side
from harvests.models import Harvest, Offer, OfferMessage, OfferTerms, Outcome, Trader, Watch
from harvests.operations import agree, ask_household, propose_terms, reply_to_outcome, tell_outcome, watch
from households.enums import Verification
from households.models import Household
from portal1034.commodities.models import Commodity
from portal1034.demo.moments import Clock, set_moments

KEPT = {"kept": Kept.KEPT}
# What the household and the trader tell, None for who has not spoken yet.
DEALS = (
    ({**KEPT, "statement": "Xe đến đúng hẹn, trả đủ tại vườn."}, {**KEPT, "statement": "Hàng đều, đúng loại đã hẹn."}),
    (KEPT, KEPT),
    (
        {
            "kept": Kept.BROKEN, "broken_by": Side.TRADER, "deposit": DepositFate.DROPPED,
            "statement": "Đến ngày hái bên mua báo không lấy, hàng phải bán rẻ cho người khác.",
        },
        {
            "kept": Kept.PARTLY, "deposit": DepositFate.SETTLED,
            "statement": "Mưa ba ngày xe không vào được vườn, lấy được nửa rồi hàng xuống loại.",
        },
    ),
    (KEPT, {**KEPT, "statement": "Sẽ quay lại vụ sau."}),
    ({"kept": Kept.PARTLY, "statement": "Giao được hai phần ba vì mưa đá."}, {"kept": Kept.PARTLY}),
    (KEPT, None),
)  # fmt: skip
REPLY = "Nửa đã lấy trả đủ tiền rồi, cọc trừ vào đó. Biên nhận còn giữ, xin gửi Sở xem."
ASKED = "Chào bác, nhà mình còn {crop} như năm ngoái chứ? Tôi lấy một chuyến."


def write_deals(trader: Trader, harvests: Sequence[Harvest], clock: Clock) -> None:
    """Let the trader have concluded DEALS with households they are not talking to now."""
    today = timezone.localdate()
    talking = set(Offer.objects.filter(trader=trader).values_list("household", flat=True))
    partners: dict[int, Harvest] = {}
    for harvest in harvests:
        if harvest.is_active and harvest.household.verification == Verification.VERIFIED:
            partners.setdefault(harvest.household_id, harvest)
    free = [harvest for key, harvest in partners.items() if key not in talking]
    for turn, (harvest, told) in enumerate(zip(free, DEALS, strict=False)):
        _write(trader, harvest, told, today - timedelta(days=24 + turn * 31), clock, turn)


def write_watches(trader: Trader, household: Household, commodities: Sequence[Commodity]) -> None:
    """The people to sign in as watch what they deal in, from yesterday on: the first news come by themselves."""
    for commodity in commodities:
        watch(user=trader.user, commodity=commodity)
    watch(user=trader.user, province=trader.province)
    for commodity in household.commodities.order_by("slug")[:2]:
        watch(user=household.owner, commodity=commodity, province=household.province)
    watches = list(Watch.objects.all())
    for each in watches:
        each.told_at = timezone.now() - timedelta(hours=23)
    set_moments(watches, "told_at")


def _write(trader: Trader, harvest: Harvest, told, delivered, clock: Clock, turn: int) -> None:
    owner, buyer = harvest.household.owner, trader.user
    offer = ask_household(trader=trader, harvest=harvest, body=ASKED.format(crop=harvest.commodity.name.lower()))
    volume = max(100, harvest.volume_kg // 300 * 100)
    price = harvest.price_vnd or 20_000
    terms = propose_terms(
        offer=offer, user=buyer, volume_kg=volume, price_vnd=price, deposit_vnd=max(1, volume * price // 10),
        deliver_from=delivered - timedelta(days=4), deliver_to=delivered, note="Cân tại vườn, trả đủ trong ngày.",
    )  # fmt: skip
    agree(offer=offer, user=owner, version=terms.version)
    by_household, by_trader = told
    for user, said in ((owner, by_household), (buyer, by_trader)):
        if said:
            kept = said["kept"] == Kept.KEPT
            tell_outcome(
                offer=offer, user=user, volume_kg=volume if kept else None, price_vnd=price if kept else None, **said
            )
    if "deposit" in by_household:
        reply_to_outcome(offer=offer, user=buyer, reply=REPLY)
    _date(offer, (timezone.localdate() - delivered).days, clock, turn)


def _date(offer: Offer, days: int, clock: Clock, turn: int) -> None:
    began, ended = clock.ago(days=days + 9, salt=turn), clock.ago(days=max(1, days - 1), salt=turn + 5)
    offer.refresh_from_db()
    offer.created_at, offer.decided_at, offer.last_message_at = began, began + timedelta(hours=3), ended
    set_moments([offer], "created_at", "decided_at", "last_message_at")
    for model, field, when in (
        (OfferMessage, "sent_at", began),
        (OfferTerms, "proposed_at", began + timedelta(hours=2)),
        (OfferTerms, "agreed_at", began + timedelta(hours=3)),
        (Outcome, "created_at", ended),
    ):
        rows = list(model.objects.filter(offer=offer))
        for row in rows:
            setattr(row, field, when)
        set_moments(rows, field)
    replied = list(Outcome.objects.filter(offer=offer).exclude(reply=""))
    for row in replied:
        row.replied_at = ended + timedelta(hours=5)
    set_moments(replied, "replied_at")
