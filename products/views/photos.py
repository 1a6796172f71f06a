"""A product's photographs: each good one is kept at once, each bad one is told why."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from products import operations
from products.enums import Marketplace
from products.forms import PhotosForm
from products.models import Product
from products.models.photo import MAX_PHOTOS
from products.operations import TooManyPhotos
from products.tasks import wake
from products.views.desk import form_view, own_product_view, page


@own_product_view
@form_view
def photos(request: HttpRequest, product: Product) -> HttpResponse:
    if request.method != "POST":
        return _page(request, product, PhotosForm())
    form = PhotosForm(request.POST, request.FILES)
    form.is_valid()
    _keep(product, form)
    wake()
    if form.errors or form.refused:
        return _page(request, product, form, status=422)
    messages.success(request, _("Đã lưu %s ảnh.") % len(form.pictures))
    return redirect("products:photos", product.pk)


def _keep(product: Product, form: PhotosForm) -> None:
    for picture in form.pictures:
        try:
            operations.add_photo(product=product, picture=picture)
        except TooManyPhotos as error:
            form.refused.append((_("Ảnh còn lại"), str(error)))
            return


def _page(request: HttpRequest, product: Product, form: PhotosForm, status: int = 200) -> HttpResponse:
    fresh = Product.objects.with_payload_parts().get(pk=product.pk)
    kept = list(fresh.photos.all())
    context = {
        "product": fresh,
        "photos": kept,
        "form": form,
        "remarks": _about_photos(fresh),
        "has_room": len(kept) < MAX_PHOTOS,
        "most": MAX_PHOTOS,
    }
    return page(request, "products/photos.html", status=status, **context)


def _about_photos(product: Product) -> list[str]:
    found = [p for code in Marketplace.values for p in operations.problems_of(product, code)]
    return [problem.message for problem in found if problem.field == "photos"]


@own_product_view
@require_POST
def photo(request: HttpRequest, product: Product, photo_pk: int) -> HttpResponse:
    """Move one photograph or take it away."""
    found = get_object_or_404(product.photos, pk=photo_pk)
    match request.POST.get("action"):
        case "remove":
            operations.remove_photo(photo=found)
        case "earlier":
            operations.move_photo(photo=found, to=found.position - 1)
        case "later":
            operations.move_photo(photo=found, to=found.position + 1)
    wake()
    return redirect("products:photos", product.pk)
