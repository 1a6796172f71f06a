"""Pictures for shared links (/anh-chia-se/<loại>/<trang>/<dấu>.jpg): drawn when first asked for.

The last part of the address is what the picture shows, in short: it changes when the page does, so whoever keeps a copy
keeps the right one. An address from before leads to the picture of now.
"""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from harvests.commodity_calendar import read_commodity
from harvests.filters import SeasonQuery
from harvests.views.commodity import heading_line
from news.models import Article
from portal1034.accounts.client import client_address
from portal1034.commodities.models import Commodity
from portal1034.core.limits import allow_all
from portal1034.pages.share import card, store
from products.models import Product

# A card takes a tenth of a second to draw: enough for whoever shares links, too little to keep a processor busy.
RATES = {"30/minute": "visitor", "120/minute": "everyone"}
A_YEAR = 31_536_000


def article_card(slug: str) -> card.Card:
    rows = Article.objects.published().select_related("province").defer("body", "document")
    return card.of_article(get_object_or_404(rows, slug=slug))


def product_card(slug: str) -> card.Card:
    return card.of_product(get_object_or_404(Product.objects.published().with_payload_parts(), slug=slug))


def commodity_card(slug: str) -> card.Card:
    grown = get_object_or_404(Commodity.objects.active(), slug=slug)
    query = SeasonQuery.read(reverse("harvests:commodity", args=[slug]), {}, timezone.localdate())
    season = read_commodity(grown, query)
    return card.of_commodity(grown, season, heading_line(season.total))


KINDS: dict[str, Callable[[str], card.Card]] = {
    "tin-tuc": article_card,
    "nong-san": product_card,
    "mua-vu": commodity_card,
}


@login_not_required
@require_safe
def picture(request: HttpRequest, kind: str, slug: str, mark: str) -> HttpResponse:
    shown = KINDS[kind](slug)
    if mark != shown.fingerprint:
        response: HttpResponse = HttpResponseRedirect(address(kind, slug, shown.fingerprint))
        response["Cache-Control"] = "public, max-age=300"
        return response
    drawn = store.find(shown)
    if drawn is None:
        if not _may_draw(request):
            return HttpResponseRedirect(static("img/share.jpg"), headers={"Cache-Control": "no-store"})
        drawn = store.make(shown)
    response = HttpResponse(drawn, content_type="image/jpeg")
    response["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"  # it is there to be shown by others
    return response


def address(kind: str, slug: str, mark: str) -> str:
    return reverse("pages:share_picture", args=[kind, slug, mark])


def _may_draw(request: HttpRequest) -> bool:
    who = {"visitor": client_address(request), "everyone": ""}
    return allow_all({rate: ("share-picture", name, who[name]) for rate, name in RATES.items()})
