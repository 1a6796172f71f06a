"""{% load products %}: a product's listings in words."""

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from portal1034.core import formatting
from products import wording
from products.enums import Marketplace, Reach
from products.packs import pack, packs
from products.seasons import Phase

register = template.Library()
register.filter("pack", pack)
register.filter("packs", packs)


@register.filter
def listing_rows(product) -> list[wording.ListingRow]:
    """One row per marketplace, with listings prefetched."""
    return wording.rows_of(product)


@register.filter
def is_moving(product) -> bool:
    """Whether a listing will change by itself, so that the page asks again."""
    return wording.is_moving(product)


@register.filter
def season_chip(season) -> tuple[str, str]:
    """Return (state of a chip, words) of a season; ("", "") where there is nothing to say."""
    if season is None:
        return "", ""
    return {
        Phase.IN: ("live", _("Đang vụ")),
        Phase.OFF: ("live", _("Trái vụ")),
        Phase.SOON: ("waiting", _("Sắp vào vụ")),
        Phase.OVER: ("withdrawn", _("Hết vụ")),
    }.get(season.phase, ("", ""))


@register.filter
def season_note(season) -> str:
    """Return until when, or from when: "đến cuối tháng 7", "vụ sau từ cuối tháng 5"."""
    if season is None:
        return ""
    if season.is_ripe:
        return _("đến %s") % season.ends
    return _("vụ sau từ %s") % season.starts if season.is_out else ""


@register.filter
def marketplace_name(code: str) -> str:
    return str(Marketplace(code).label)


@register.filter
def reach_name(code: str) -> str:
    return str(Reach(code).label)


@register.filter
def percent(value) -> str:
    """Return "5" or "5,5"."""
    return formatting.number(value, 2)


@register.filter
def marketplace_names(codes) -> str:
    return _(" và ").join(marketplace_name(code) for code in codes)


@register.filter
def is_ahead(rest) -> bool:
    """Whether the season's last day is still to come, or is today."""
    return rest.ended_on >= timezone.localdate()
