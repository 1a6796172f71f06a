"""The three axes of a listing in words: one chip, one line of proof or reason, one link to what comes next."""

from dataclasses import dataclass

from django.urls import reverse
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
        return _leaving(name, listing, publish)
    return _wanted(name, product, listing)


def _leaving(name: str, listing: Listing, publish: str) -> ListingRow:
    if listing.delivery in (Delivery.DELIVERED, Delivery.IDLE):
        note = _("gỡ lúc %s") % moment(listing.delivered_at) if listing.delivered_at else ""
        return ListingRow(name, "withdrawn", _("Đã gỡ"), note, publish, _("Đăng lại"))
    return ListingRow(name, "waiting", _("Đang gỡ"), listing.problem.get("text", ""))


def _wanted(name: str, product: Product, listing: Listing) -> ListingRow:
    problem = listing.problem.get("text", "")
    if listing.delivery == Delivery.NEEDS_HOUSEHOLD:
        fix = listing.problem.get("fix", "edit")
        link = _("Gửi lại") if fix == "resend" else _("Sửa")
        return ListingRow(name, "rejected", _refused_text(listing), problem, fix_url(product, fix), link)
    if listing.delivery == Delivery.NEEDS_OFFICER:
        return ListingRow(name, "waiting", _("Chờ cán bộ"), problem)
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


def _refused_text(listing: Listing) -> str:
    return {
        Verdict.REJECTED: _("Bị trả lại"),
        Verdict.BLOCKED: _("Bị khóa"),
        Verdict.EXPIRED: _("Hết hạn"),
    }.get(listing.verdict, _("Cần sửa"))


def _live_note(listing: Listing) -> str:
    if listing.delivery == Delivery.RETRYING:
        return listing.problem.get("text", "")
    if listing.delivery in MOVING:
        return _("đang gửi thay đổi sang sàn")
    return _("kiểm tra lúc %s") % moment(listing.verified_at) if listing.verified_at else ""
