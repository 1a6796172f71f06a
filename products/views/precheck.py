"""What marketplaces would say, and what is left of the price, while the form is being filled in.

The same words come three ways: with the page, as fragments while one types (htmx), and on the button "Xem sàn có nhận
không", which needs no JavaScript. Nothing is saved.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from households.desk import household_view
from products.estimates import estimate_of
from products.forms import PriceStockForm, ProductForm
from products.models import Product
from products.precheck import look_over
from products.views.desk import own_product_view


@never_cache
@household_view
@require_POST
def precheck_new(request: HttpRequest) -> HttpResponse:
    form = ProductForm(request.POST)
    return _fragments(request, form, look_over(form, request.household), pk=0)


@own_product_view
@require_POST
def precheck(request: HttpRequest, product: Product) -> HttpResponse:
    form = ProductForm(request.POST, product=product)
    return _fragments(request, form, look_over(form, request.household, product), pk=product.pk)


def _fragments(request: HttpRequest, form: ProductForm, told: dict, pk: int) -> HttpResponse:
    return render(request, "products/_precheck.html", {**told, "form": form, "estimate_pk": pk, "oob": True})


@own_product_view
@require_POST
def estimate(request: HttpRequest, product: Product) -> HttpResponse:
    """The estimate alone, for the small form of price and stock."""
    form = PriceStockForm(request.POST, prefix=f"p{product.pk}", weight_g=product.weight_g)
    form.is_valid()
    found = estimate_of(form.cleaned_data.get("price_vnd"), product.weight_g)
    context = {"estimate": found, "unit": product.unit_word, "estimate_pk": product.pk, "oob": False}
    return render(request, "products/_estimate.html", context)
