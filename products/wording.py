"""The three axes of a listing in words: one chip, one line of proof or reason, one link to what comes next."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal1034.core.formatting import moment
from products.enums import MOVING, Delivery, Intent, Marketplace, Verdict
from products.models import Listing, Product

FIX_PAGES = {
    "edit": "products:edit",
    "photos": "products:photos",
    "consent": "products:publish",
    "resend": "products:publish",
}


@dataclass(frozen=True)
class ListingRow:
    """What components/_listing.html draws. `state` is a chip's; an `is_external` link leads to the marketplace."""

    marketplace: str
    state: str
    text: str
    note: str = ""
    url: str = ""
    link: str = ""
    is_external: bool = False


def rows_of(product: Product) -> list[ListingRow]:
    """Return a row per marketplace, also for those the product is not on (reads the prefetched listings)."""
    by_marketplace = {listing.marketplace: listing for listing in product.listings.all()}
    return [_row(product, code, by_marketplace.get(code)) for code in Marketplace]


def is_moving(product: Product) -> bool:
    """Whether some listing will change by itself within seconds or minutes."""
    return any(listing.is_moving for listing in product.listings.all())


def fix_url(product: Product, fix: str) -> str:
    """Return the page on which a problem's `fix` is done."""
    if fix == "profile":
        return reverse("households:profile")
    return reverse(FIX_PAGES.get(fix, "products:edit"), args=[product.pk])


def _row(product: Product, marketplace: Marketplace, listing: Listing | None) -> ListingRow:
    name = str(marketplace.label)
    publish = reverse("products:publish", args=[product.pk])
    if listing is None or listing.intent == Intent.DRAFT:
        return ListingRow(name, "neutral", _("Chưa đăng"), url=publish, link=_("Đăng"))
    if listing.intent == Intent.WITHDRAW:
        return _leaving(name, product, listing, publish)
    return _wanted(name, product, listing)


def _leaving(name: str, product: Product, listing: Listing, publish: str) -> ListingRow:
    rest = product.open_rest
    is_resting = rest is not None and rest.taken_down_at and listing.marketplace in rest.marketplaces
    if listing.delivery in (Delivery.DELIVERED, Delivery.IDLE):
        if is_resting:
            note = _("vì hết vụ, ngày %s") % f"{timezone.localdate(rest.taken_down_at):%d/%m/%Y}"
            return ListingRow(name, "withdrawn", _("Đã tạm gỡ"), note, publish, _("Đăng lại"))
        note = _("gỡ lúc %s") % moment(listing.delivered_at) if listing.delivered_at else ""
        return ListingRow(name, "withdrawn", _("Đã gỡ"), note, publish, _("Đăng lại"))
    note = listing.problem.get("text", "")
    if listing.remote_url and listing.verdict == Verdict.LIVE:
        return ListingRow(name, "waiting", _("Đang gỡ"), note, listing.remote_url, _("Xem"), True)
    return ListingRow(name, "waiting", _("Đang gỡ"), note)


def _wanted(name: str, product: Product, listing: Listing) -> ListingRow:
    problem = listing.problem.get("text", "")
    if listing.delivery == Delivery.NEEDS_HOUSEHOLD:
        fix = listing.problem.get("fix", "edit")
        link = _("Gửi lại") if fix == "resend" else _("Sửa")
        return ListingRow(name, "rejected", _refused_text(listing), problem, fix_url(product, fix), link)
    if listing.delivery == Delivery.NEEDS_OFFICER and not _is_on_sale_by_hand(listing):
        return ListingRow(name, "waiting", _officer_text(listing), problem)
    if listing.verdict == Verdict.LIVE:
        return ListingRow(name, "live", _("Đang bán"), _live_note(listing), listing.remote_url, _("Xem"), True)
    if listing.delivery == Delivery.RETRYING:
        return ListingRow(name, "waiting", _("Sẽ gửi lại"), problem)
    if listing.delivery in MOVING:
        return ListingRow(name, "waiting", _("Đang gửi"))
    if listing.verdict == Verdict.IN_REVIEW:
        note = _("gửi lúc %s") % moment(listing.delivered_at) if listing.delivered_at else ""
        return ListingRow(name, "in_review", _("Sàn đang duyệt"), note)
    return ListingRow(name, "waiting", _("Chờ sàn trả lời"))


def _is_on_sale_by_hand(listing: Listing) -> bool:
    """Whether it is on sale though an officer has still to bring it up to date."""
    return listing.by_hand_at is not None and listing.verdict == Verdict.LIVE


def _officer_text(listing: Listing) -> str:
    if listing.problem.get("code") == "by_hand_take_down":
        return _("Đang gỡ")
    return _("Sở đang đăng giúp") if listing.problem.get("code") == "by_hand_new" else _("Chờ cán bộ")


def _refused_text(listing: Listing) -> str:
    return {
        Verdict.REJECTED: _("Bị trả lại"),
        Verdict.BLOCKED: _("Bị khóa"),
        Verdict.EXPIRED: _("Hết hạn"),
    }.get(listing.verdict, _("Cần sửa"))


def _live_note(listing: Listing) -> str:
    """Say since when it is proven, and what is proven: that it is there, or that it is there as it should be."""
    if listing.delivery in (Delivery.RETRYING, Delivery.NEEDS_OFFICER):
        return listing.problem.get("text", "")
    if listing.delivery in MOVING:
        return _("đang gửi thay đổi sang sàn")
    if not listing.verified_at:
        return ""
    when = moment(listing.verified_at)
    if listing.by_hand_at:
        return _("Sở kiểm tra lúc %s: đang bán đúng giá") % when
    if listing.fingerprint and listing.delivered_at and listing.verified_at >= listing.delivered_at:
        return _("kiểm tra lúc %s: đang bán đúng giá") % when
    return _("kiểm tra lúc %s: đang bán") % when
