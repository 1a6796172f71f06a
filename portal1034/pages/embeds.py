"""Products, commodities and provinces inside articles, as they stand when the article is read."""

from functools import partial

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from harvests.calendar import read_season
from harvests.commodity_calendar import read_commodity
from harvests.drawing import draw_strip
from harvests.filters import SeasonQuery
from harvests.places import Geography
from harvests.views.commodity import heading_line
from portal1034.commodities.models import Commodity
from portal1034.core.embeds import Embed, embed_kinds
from portal1034.pages.rows import season_rows
from portal1034.regions.models import Province
from products.cards import dress
from products.models import Product

ROWS_SHOWN = 5


def _product(code: str) -> Product | None:
    return Product.objects.published().filter(code=code.lower()).for_cards().first()


def _draw_product(code: str) -> str:
    product = _product(code)
    if product is None:
        return render_to_string("pages/embeds/gone.html")
    return render_to_string("pages/embeds/product.html", {"product": dress([product], groups=False)[0]})


def _draw_commodity(slug: str) -> str:
    grown = Commodity.objects.active().filter(slug=slug).first()
    if grown is None:
        return ""
    query = SeasonQuery.read(f"/mua-vu/{slug}/", {}, timezone.localdate())
    total = read_commodity(grown, query).total
    strip = draw_strip(total.supply_kg, today_index=query.year.today.index, label=_("Sản lượng khai trong năm"))
    return render_to_string(
        "pages/embeds/commodity.html", {"commodity": grown, "line": heading_line(total), "strip": strip}
    )


def _draw_province(slug: str) -> str:
    geography = Geography.read()
    province = next((p for p in geography.provinces if p.slug == slug), None)
    if province is None:
        return ""
    season = read_season(timezone.localdate(), geography=geography, place=geography.find(slug))
    rows = season_rows((season.ripe + season.soon)[:ROWS_SHOWN], place=slug)
    return render_to_string("pages/embeds/province.html", {"province": province, "rows": rows})


def _unless(found, sentence: Promise, key: str) -> str:
    return "" if found(key) else sentence % {"key": key}


KINDS = (
    Embed(
        "san-pham",
        gettext_lazy("Một sản phẩm"),
        gettext_lazy("Mã sản phẩm, in trên nhãn và ở cuối trang sản phẩm"),
        partial(_unless, _product, gettext_lazy("Không thấy sản phẩm mang mã “%(key)s” đang hiện trên cổng.")),
        _draw_product,
    ),
    Embed(
        "mua-vu",
        gettext_lazy("Lịch của một nông sản"),
        gettext_lazy("Phần cuối địa chỉ trang mùa vụ, như vai-thieu"),
        partial(
            _unless,
            lambda slug: Commodity.objects.active().filter(slug=slug).exists(),
            gettext_lazy("Không có nông sản nào ở địa chỉ “%(key)s”; viết như vai-thieu."),
        ),
        _draw_commodity,
    ),
    Embed(
        "tinh",
        gettext_lazy("Một tỉnh đang vào vụ gì"),
        gettext_lazy("Phần cuối địa chỉ trang tỉnh, như bac-giang"),
        partial(
            _unless,
            lambda slug: Province.objects.by_slug(slug).exists(),
            gettext_lazy("Không có tỉnh nào ở địa chỉ “%(key)s”; viết như bac-giang."),
        ),
        _draw_province,
    ),
)


def register() -> None:
    for kind in KINDS:
        embed_kinds.register(kind)
