"""What the picture beside a shared link says, of each kind of page that has one of its own.

A card is made from rows the page has read anyway, so a page names its picture without another query.
"""

import hashlib
from dataclasses import astuple, dataclass

from django.template.defaultfilters import date
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from harvests.commodity_calendar import CommoditySeason
from news.models import Article
from portal1034.commodities.models import Commodity
from portal1034.core.formatting import vnd
from products.models import Product

DESIGN = 1  # one more when the drawing changes: pictures drawn before are then made anew


@dataclass(frozen=True)
class Card:
    """`picture` is the storage name of a photograph ("": none), `strip` is kg by dekad of the year (empty: none)."""

    eyebrow: str
    title: str
    foot: str = ""
    figure: str = ""
    picture: str = ""
    strip: tuple[int, ...] = ()
    today: int = 0  # 1…36, which dekad of the strip it is

    @property
    def fingerprint(self) -> str:
        """Return what changes whenever the picture would: 24 hexadecimal digits."""
        return hashlib.blake2b(repr((DESIGN, astuple(self))).encode(), digest_size=12).hexdigest()


def of_article(article: Article) -> Card:
    place = f" · {article.province.short_name}" if article.province else ""
    day = date(localtime(article.published_at), "j/n/Y") if article.published_at else ""
    return Card(
        eyebrow=f"{article.get_topic_display()}{place}",
        title=article.title,
        foot=day,
        picture=article.picture.name or "",
    )


def of_product(product: Product) -> Card:
    """Of a product read with its payload's parts: photographs, household and places."""
    first = next(iter(product.photos.all()), None)
    return Card(
        eyebrow=product.commodity.name,
        title=product.full_title,
        foot=f"{product.household.name}, {product.household.province.short_name}",
        figure=f"{vnd(product.price_vnd)} / {product.unit_label}",
        picture=first.path if first else "",
    )


def of_commodity(commodity: Commodity, season: CommoditySeason, line: str) -> Card:
    """Of a commodity's year in the whole country; `line` is the sentence of its page."""
    year = season.total.year
    return Card(
        eyebrow=_("Lịch mùa vụ %s") % year.today.start.year,
        title=commodity.name,
        foot=line,
        strip=tuple(season.total.supply_kg),
        today=year.today.index,
    )
