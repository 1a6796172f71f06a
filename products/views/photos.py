"""A product's photographs: each good one is kept at once, each bad one is told why."""

import re

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal1034.accounts.offline import works_offline
from portal1034.core.images import PictureError
from products import operations
from products.enums import Crop, Keep, Marketplace
from products.forms import PhotosForm
from products.models import Photo, Product
from products.models.photo import MAX_PHOTOS
from products.operations import TooManyPhotos
from products.tasks import wake
from products.views.desk import form_view, own_product_view, page


@own_product_view
@works_offline
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
        case "move":
            to = request.POST.get("to", "")
            operations.move_photo(photo=found, to=int(to) if re.fullmatch(r"\d{1,3}", to) else found.position)
    wake()
    return redirect("products:photos", product.pk)


@own_product_view
@form_view
def edit_photo(request: HttpRequest, product: Product, photo_pk: int) -> HttpResponse:
    """Turn a photograph or cut it to a shape; each button shows the result at once, made from what was sent."""
    found = get_object_or_404(product.photos, pk=photo_pk)
    problem = ""
    if request.method == "POST":
        try:
            operations.reshape_photo(photo=found, **_changed(found, request.POST.get("action", "")))
        except PictureError as error:
            problem = str(error)
        else:
            wake()
            return redirect("products:edit_photo", product.pk, found.pk)
    context = {"product": product, "photo": found, "problem": problem, "shapes": Crop.choices, "parts": _parts(found)}
    return page(request, "products/photo.html", status=422 if problem else 200, **context)


def _changed(photo: Photo, action: str) -> dict:
    """Return how the photograph stands after the button named `action`; an unknown one changes nothing."""
    now = {"turns": photo.turns, "crop": photo.crop, "keep": photo.keep}
    kind, _colon, value = action.partition(":")
    if action == "original":
        return {"turns": 0, "crop": Crop.NONE, "keep": Keep.MIDDLE}
    if kind == "turn":
        return now | {"turns": (photo.turns + (3 if value == "left" else 1)) % 4}
    if kind == "crop" and value in Crop.values:
        return now | {"crop": value, "keep": Keep.MIDDLE}
    if kind == "keep" and value in Keep.values:
        return now | {"keep": value}
    return now


def _parts(photo: Photo) -> list[tuple[str, str]]:
    """Return (value, words) of the parts that may stay; none where nothing is cut off."""
    if photo.crop == Crop.NONE:
        return []
    size = photo.original_size if photo.turns % 2 == 0 else photo.original_size[::-1]
    if size == (photo.width, photo.height):
        return []
    words = (_("Bên trái"), _("Ở giữa"), _("Bên phải")) if size[0] > photo.width else (_("Trên"), _("Giữa"), _("Dưới"))
    return list(zip(Keep.values, words, strict=True))
