"""A household's products: adding one, changing it, and the card that shows where it is on sale."""

import functools
import re
import uuid

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from households.desk import desk_context, household_view
from portal1034.accounts.offline import works_offline
from portal1034.accounts.rescue import rescued_data
from portal1034.commodities.notices import notices_about
from portal1034.core.formatting import number
from portal1034.core.once import made_before
from products import operations
from products.cards import dress
from products.enums import Intent
from products.estimates import estimate_of
from products.forms import PriceStockForm, ProductForm
from products.models import Product
from products.operations import TooManyProducts
from products.precheck import look_over
from products.tasks import wake

PER_PAGE = 20
NOTICES_SHOWN = 3
_PLACE = re.compile(r"(?P<shelf>\d{1,18})-(?P<pk>\d{1,18})", re.ASCII)
form_view = require_http_methods(["GET", "HEAD", "POST"])


def own_product_view(view):
    """Open a view to the owner of the product in the address, which it gets in its place; to others it is not there."""

    @never_cache
    @household_view
    @functools.wraps(view)
    def wrapped(request: HttpRequest, pk: int, **named) -> HttpResponse:
        owned = Product.objects.owned_by(request.user).kept().with_payload_parts().prefetch_related("listings")
        return view(request, get_object_or_404(owned, pk=pk), **named)

    return wrapped


def page(request: HttpRequest, template: str, *, status: int = 200, **context) -> HttpResponse:
    return render(request, template, {**desk_context(request.household, "products"), **context}, status=status)


@never_cache
@household_view
@works_offline
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    products = Product.objects.kept().filter(household=request.household).for_desk().on_shelves()
    after = request.GET.get("sau", "")
    if match := _PLACE.fullmatch(after):
        shelf, pk = int(match["shelf"]), int(match["pk"])
        products = products.filter(Q(shelf__lt=shelf) | Q(shelf=shelf, pk__lt=pk))
    found = list(products[: PER_PAGE + 1])
    shown = dress(found[:PER_PAGE], groups=False)
    next_url = f"{reverse('products:mine')}?sau={shown[-1].shelf}-{shown[-1].pk}" if len(found) > PER_PAGE else ""
    told = {
        "products": shown,
        "notices": notices_about((each.commodity_id, request.household.province_id) for each in shown)[:NOTICES_SHOWN],
        "next_url": next_url,
        "first_url": after and request.path,
    }
    return page(request, "products/mine.html", **told)


@never_cache
@household_view
@works_offline
@form_view
def create(request: HttpRequest) -> HttpResponse:
    """The first of three steps; the same form sent twice makes one product."""
    own = Product.objects.filter(household=request.household)
    if request.method == "POST" and (made := made_before(own, request.POST)):
        return redirect("products:photos", made.pk)
    form = ProductForm(request.POST or rescued_data(request) or None)
    is_sent = request.method == "POST" and "check" not in request.POST
    if is_sent and form.is_valid():
        key = form.cleaned_data["form_key"]
        try:
            product = operations.create_product(household=request.household, form_key=key, **form.values())
        except TooManyProducts as error:
            form.add_error(None, str(error))
        else:
            return redirect("products:photos", product.pk)
    told = look_over(form, request.household) if form.is_bound else {}
    context = {"standing": [], "about_photos": [], "estimate": None, "unit": "", "estimate_pk": 0, **told, "form": form}
    return page(request, "products/create.html", status=422 if is_sent else 200, **context)


@own_product_view
@form_view
def edit(request: HttpRequest, product: Product) -> HttpResponse:
    form = ProductForm(request.POST or rescued_data(request) or None, product=product)
    is_sent = request.method == "POST" and "check" not in request.POST
    if is_sent and form.is_valid():
        operations.update_product(product=product, **form.values())
        wake()
        is_listed = any(listing.intent == Intent.PUBLISH for listing in product.listings.all())
        messages.success(request, _("Đã lưu. Thay đổi đang được gửi sang các sàn.") if is_listed else _("Đã lưu."))
        return redirect(card_url(product))
    siblings = [each for each in Product.objects.kept().beside(product) if each != product]
    told = look_over(form, request.household, product)
    context = {"form": form, "product": product, "siblings": siblings, "copy_key": uuid.uuid4()}
    status = 422 if is_sent else 200
    return page(request, "products/edit.html", status=status, estimate_pk=product.pk, **told, **context)


@own_product_view
@form_view
def price(request: HttpRequest, product: Product) -> HttpResponse:
    """Price and stock, in place: the card turns into a form and back."""
    said = request.POST or rescued_data(request) or None
    now = {"price_vnd": number(product.price_vnd), "stock": number(product.stock)}
    form = PriceStockForm(said, initial=now, prefix=f"p{product.pk}", weight_g=product.weight_g)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        operations.update_product(product=product, price_vnd=said["price_vnd"], stock=said["stock"])
        wake()
        return _card(request, product) if request.htmx else redirect(card_url(product))
    template = "products/_price_card.html" if request.htmx else "products/price.html"
    typed = form.cleaned_data.get("price_vnd") if form.is_bound else product.price_vnd
    context = {"form": form, "product": product, "estimate": estimate_of(typed, product.weight_g)}
    context |= {"unit": product.unit_word, "estimate_pk": product.pk}
    return page(request, template, status=422 if request.method == "POST" else 200, **context)


@own_product_view
@require_safe
def card(request: HttpRequest, product: Product) -> HttpResponse:
    """The product's card; without htmx, the list it stands in."""
    return _card(request, product) if request.htmx else redirect(card_url(product))


@own_product_view
@require_safe
def listings(request: HttpRequest, product: Product) -> HttpResponse:
    """Where the product is on sale by now; the card asks every few seconds while something moves."""
    if not request.htmx:
        return redirect(card_url(product))
    return page(request, "products/_listings.html", product=product)


@own_product_view
@require_POST
def archive(request: HttpRequest, product: Product) -> HttpResponse:
    operations.archive_product(product=product)
    wake()
    messages.success(request, _("Đã cất “%s”. Tin trên các sàn đang được gỡ.") % product.title)
    return redirect("products:mine")


def card_url(product: Product) -> str:
    return f"{reverse('products:mine')}#nong-san-{product.pk}"


def _card(request: HttpRequest, product: Product) -> HttpResponse:
    fresh = Product.objects.for_desk().get(pk=product.pk)
    dress([fresh], groups=False)
    return page(request, "products/_desk_card.html", product=fresh)
