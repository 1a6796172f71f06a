"""Products made from another: a further grade or pack of it, or a copy to start from."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal1034.accounts.rescue import rescued_data
from products import operations
from products.forms import SiblingForm
from products.models import Product
from products.operations import TooManyProducts
from products.operations.siblings import grade_in
from products.tasks import wake
from products.views.desk import card_url, form_view, own_product_view, page


@own_product_view
@form_view
def add_sibling(request: HttpRequest, product: Product) -> HttpResponse:
    """Only grade, pack, weight, price and stock are asked; text and photographs come along."""
    siblings = list(Product.objects.kept().beside(product))
    form = SiblingForm(request.POST or rescued_data(request) or None, siblings=siblings)
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.add_sibling(product=product, form_key=form.cleaned_data["form_key"], **form.values())
        except TooManyProducts as error:
            form.add_error(None, str(error))
        else:
            wake()
            messages.success(request, _("Đã thêm “%s”. Bác chọn nơi bán cho loại này.") % made.choice_name)
            return redirect("products:publish", made.pk)
    status = 422 if request.method == "POST" else 200
    told = product.grade or grade_in(product.title)
    context = {"form": form, "product": product, "siblings": siblings, "told": told}
    return page(request, "products/sibling.html", status=status, **context)


@own_product_view
@require_POST
def duplicate(request: HttpRequest, product: Product) -> HttpResponse:
    try:
        made = operations.duplicate_product(product=product, form_key=_key(request.POST.get("form_key", "")))
    except TooManyProducts as error:
        messages.error(request, str(error))
        return redirect(card_url(product))
    messages.success(request, _("Đây là bản sao, chưa đăng ở đâu. Bác sửa tên, giá, số lượng rồi lưu."))
    return redirect("products:edit", made.pk)


def _key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
