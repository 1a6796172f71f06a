"""When a product sells, and what becomes of its listings between two seasons."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal1034.accounts.rescue import rescued_data
from products import operations
from products.forms import SeasonForm
from products.models import Product
from products.seasons import reference_windows, season_on
from products.tasks import wake
from products.views.desk import card_url, form_view, own_product_view, page


@own_product_view
@form_view
def season(request: HttpRequest, product: Product) -> HttpResponse:
    """As the crop ripens there, all year, or in a season of its own."""
    windows = reference_windows([product]).get((product.commodity_id, product.province_id), [])
    form = SeasonForm(request.POST or rescued_data(request) or None, product=product, windows=windows)
    if request.method == "POST" and form.is_valid():
        operations.set_season(product=product, **form.values())
        messages.success(request, _("Đã lưu mùa bán."))
        return redirect(card_url(product))
    context = {"form": form, "product": product, "season": season_on(timezone.localdate(), windows)}
    return page(request, "products/season.html", status=422 if request.method == "POST" else 200, **context)


@own_product_view
@require_POST
def keep_selling(request: HttpRequest, product: Product) -> HttpResponse:
    operations.keep_selling(product=product)
    messages.success(request, _("Đã ghi “%s” bán quanh năm, tin vẫn giữ trên sàn.") % product.full_title)
    return redirect(card_url(product))


@own_product_view
@require_POST
def revive(request: HttpRequest, product: Product) -> HttpResponse:
    refused = operations.revive(product=product, by=request.user)
    wake()
    if refused:
        messages.warning(request, _("Có sàn chưa đăng lại được, bác xem và sửa ở đây."))
        return redirect("products:publish", product.pk)
    messages.success(request, _("Đang đăng lại “%s”. Bác xem kết quả ngay bên dưới.") % product.full_title)
    return redirect(card_url(product))


@own_product_view
@require_POST
def let_rest(request: HttpRequest, product: Product) -> HttpResponse:
    operations.let_rest(product=product)
    messages.success(request, _("Vậy là để nghỉ vụ này. Lúc nào muốn bán, bác bấm Đăng lại."))
    return redirect(card_url(product))
