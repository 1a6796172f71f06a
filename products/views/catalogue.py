"""What is for sale, for everyone: the catalogue and a product's page."""

import re
from functools import cached_property, partial
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal1034.commodities.notices import notices_about
from portal1034.core.kept import kept, unwritten
from portal1034.core.pagecache import cached_page
from portal1034.core.whole import Whole
from products.cards import dress
from products.forms import CatalogueFilterForm
from products.models import Product

PER_PAGE = 24
_KEY = re.compile(r"(?:(?P<exact>[01])-)?(?P<pk>\d{1,18})", re.ASCII)


@login_not_required
@require_safe
@cached_page("products")
def catalogue(request: HttpRequest) -> HttpResponse:
    form = CatalogueFilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {"q": "", "loai": None, "tinh": None}
    asked = {"q": chosen["q"], "loai": _slug(chosen["loai"]), "tinh": _slug(chosen["tinh"])}
    after = _KEY.fullmatch(request.GET.get("sau", ""))
    if asked["q"] or after:
        return render(request, "products/catalogue.html", _context(chosen, asked, after))
    key = ("catalogue", asked["loai"], asked["tinh"])
    draw = partial(unwritten, key, lambda: Whole(**_context(chosen, asked, after)))
    drawn = draw() if any(asked.values()) else kept(("products",), key, draw)
    return drawn.respond(request, "products/catalogue.html", _url(asked))


def _context(chosen: dict, asked: dict, after: re.Match | None) -> dict:
    return {
        "form": CatalogueFilterForm(initial=asked),
        "chosen_keys": (asked["loai"], asked["tinh"]),
        "after": after[0] if after else "",
        "asked": asked["q"],
        "filters_on": _filters_on(chosen, asked),
        "shelf": Shelf(chosen, asked, after),
        "first_url": _url(asked) if after else "",
        "place": chosen["tinh"],
        "commodity": chosen["loai"],
    }


class Shelf:
    """One page of the catalogue, read when the template asks for it: a page it has kept asks for nothing."""

    def __init__(self, chosen: dict, asked: dict, after: re.Match | None) -> None:
        self._chosen, self._asked, self._after = chosen, asked, after

    @cached_property
    def _found(self) -> list[Product]:
        return list(_after(_found(self._chosen), self._after)[: PER_PAGE + 1])

    @cached_property
    def products(self) -> list[Product]:
        return dress(self._found[:PER_PAGE])

    @property
    def next_url(self) -> str:
        return _url({**self._asked, "sau": _key(self.products[-1])}) if len(self._found) > PER_PAGE else ""


@login_not_required
@require_safe
@cached_page("products", "listings", "season")
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    shown = Product.objects.published().with_payload_parts().prefetch_related("listings")
    product = get_object_or_404(shown, slug=slug)
    dress([product], groups=False)
    siblings = list(Product.objects.published().beside(product)) if product.group_id else []
    context = {
        "product": product,
        "siblings": siblings if len(siblings) > 1 else [],
        "notices": notices_about([(product.commodity_id, product.household.province_id)]),
        "photos": list(product.photos.all()),
        "live": [listing for listing in product.listings.all() if listing.is_live and listing.remote_url],
    }
    return render(request, "products/detail.html", context)


def _found(chosen: dict):
    products = Product.objects.published().for_cards()
    if chosen["loai"]:
        products = products.of_commodity(chosen["loai"])
    if chosen["tinh"]:
        products = products.in_province(chosen["tinh"])
    if chosen["q"]:
        return products.matching(chosen["q"]).one_per_group()
    return products.one_per_group().order_by("-pk")


def _after(products, match: re.Match | None):
    """Return what follows the product whose key the address carries: "123", or "1-123" when searching."""
    if match is None:
        return products
    pk = int(match["pk"])
    if "exact_marks" not in products.query.annotations:
        return products.filter(pk__lt=pk)
    level = int(match["exact"] or 0)
    return products.filter(Q(exact_marks__lt=level) | Q(exact_marks=level, pk__lt=pk))


def _key(product: Product) -> str:
    exact = getattr(product, "exact_marks", None)
    return str(product.pk) if exact is None else f"{exact}-{product.pk}"


def _url(values: dict) -> str:
    query = urlencode({name: value for name, value in values.items() if value})
    return f"{reverse('products:catalogue')}?{query}" if query else reverse("products:catalogue")


def _filters_on(chosen: dict, asked: dict) -> list[tuple[str, str]]:
    """Return (words, address without that filter) for each filter that is on."""
    words = {"q": f"“{chosen['q']}”" if chosen["q"] else "", "loai": chosen["loai"], "tinh": chosen["tinh"]}
    return [(str(word), _url({**asked, name: ""})) for name, word in words.items() if word]


def _slug(row) -> str:
    return row.slug if row else ""
