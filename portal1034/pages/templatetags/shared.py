"""Pages as others see them: the picture beside a shared link, and what search engines are told.

`{% share_picture article as picture %}`, `{% structured article %}`; made in `pages.share` and `pages.structured`.
"""

import json
from collections.abc import Callable

from django import template
from django.utils.safestring import SafeString, mark_safe

from harvests.commodity_calendar import CommoditySeason
from households.models import Household
from news.models import Article, Document, Guide
from portal1034.commodities.models import Commodity
from portal1034.pages import structured as told
from portal1034.pages.share import card
from portal1034.pages.views.share import address
from portal1034.regions.models import Province
from products.models import Product

register = template.Library()

# What would end a script or a comment early; JSON reads the escapes as the same letters.
_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


@register.simple_tag
def share_picture(shown: Article | Product) -> str:
    """Return where the picture of an article or a product lies."""
    if isinstance(shown, Product):
        return address("nong-san", shown.slug, card.of_product(shown).fingerprint)
    return address("tin-tuc", shown.slug, card.of_article(shown).fingerprint)


@register.simple_tag
def commodity_picture(commodity: Commodity, season: CommoditySeason, line: str) -> str:
    """Return where the picture of a commodity's year lies."""
    return address("mua-vu", commodity.slug, card.of_commodity(commodity, season, line).fingerprint)


@register.simple_tag
def structured(shown) -> SafeString:
    """Return what search engines are told of a row; nothing of what is not public yet."""
    for kind, tell in _TELL.items():
        if isinstance(shown, kind):
            return _script(tell(shown))
    raise TypeError(f"nothing is told of {type(shown).__name__}")


@register.simple_tag
def structured_home() -> SafeString:
    return _script([told.organization(), told.website()])


@register.simple_tag
def structured_answers(shown) -> SafeString:
    return _script(told.answers(list(shown)))


@register.simple_tag
def structured_datasets() -> SafeString:
    return _script(told.datasets())


def _article(shown: Article) -> list[dict]:
    return told.article(shown, share_picture(shown)) if shown.published_at else []


def _product(shown: Product) -> list[dict]:
    return told.product(shown, share_picture(shown))


_TELL: dict[type, Callable[..., list[dict]]] = {
    Article: _article,
    Product: _product,
    Commodity: told.commodity,
    Province: told.province,
    Household: told.household,
    Document: told.document,
    Guide: told.guide,
}


def _script(graph: list[dict]) -> SafeString:
    """Return a block of data: not run by browsers, so no rule about scripts is bent for it."""
    if not graph:
        return SafeString("")
    text = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(f'<script type="application/ld+json">{text.translate(_ESCAPES)}</script>')  # noqa: S308 - escaped
