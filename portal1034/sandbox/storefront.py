"""The shops as a buyer sees them: a list with search, a product page, a button that really buys."""

import unicodedata
from pathlib import Path

from django.conf import settings
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe
from django.views.static import serve

from . import images, operations, orders
from .api import ApiError
from .categories import LEAVES
from .enums import ORDER_MOVES, SELLABLE, Marketplace, OrderStatus
from .models import Order, Photo, Product, Shop

_STATIC = Path(__file__).parent / "static" / "sandbox"
_LONGEST_SAMPLE_SIDE = 5000
# Who does it, in whose words: the tester plays the seller, the carrier and the buyer.
_MOVES = {
    OrderStatus.CONFIRMED: ("Người bán", "Xác nhận đơn"),
    OrderStatus.CANCELLED: ("Người mua", "Huỷ đơn"),
    OrderStatus.SHIPPING: ("Nhà vận chuyển", "Nhận hàng đi giao"),
    OrderStatus.DELIVERED: ("Người mua", "Đã nhận hàng"),
    OrderStatus.RETURNED: ("Người mua", "Trả hàng"),
    OrderStatus.COMPENSATION: ("Sàn", "Đền bù cho người bán"),
}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    counts = [(place, Product.objects.on(place).sellable().count()) for place in Marketplace]
    return render(request, "sandbox/home.html", {"counts": counts})


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


@require_safe
def shelf(request: HttpRequest, marketplace: str, shop_id: str = "") -> HttpResponse:
    operations.settle()
    products = Product.objects.on(marketplace).sellable().select_related("shop").order_by("-updated_at")
    shop = get_object_or_404(Shop, marketplace=marketplace, remote_id=shop_id) if shop_id else None
    if shop:
        products = products.filter(shop=shop)
    wanted = request.GET.get("q", "").strip()
    if wanted:
        # A sandbox holds hundreds of products, and SQLite folds no Vietnamese.
        products = [p for p in products if _fold(wanted) in _fold(f"{p.title} {p.origin} {p.shop.name}")]
    context = {
        "marketplace": Marketplace(marketplace),
        "page": Paginator(products, 24).get_page(request.GET.get("trang")),
        "q": wanted,
        "shop": shop,
    }
    return render(request, "sandbox/shelf.html", context)


@require_safe
def product_page(request: HttpRequest, marketplace: str, remote_id: str) -> HttpResponse:
    return _product_page(request, marketplace, remote_id)


def _product_page(request: HttpRequest, marketplace: str, remote_id: str, problem: str = "", status: int = 200):
    operations.settle()
    product = get_object_or_404(Product.objects.select_related("shop"), marketplace=marketplace, remote_id=remote_id)
    context = {
        "marketplace": Marketplace(marketplace),
        "product": product,
        "category": LEAVES[marketplace].get(product.category_code, ""),
        "for_sale": product.status in SELLABLE and product.stock > 0,
        "on_shelf": product.status in SELLABLE,
        "weight_kg": product.weight_g / 1000,
        "problem": problem,
    }
    return render(request, "sandbox/product.html", context, status=status)


@require_POST
def buy(request: HttpRequest, marketplace: str, remote_id: str) -> HttpResponse:
    product = get_object_or_404(Product, marketplace=marketplace, remote_id=remote_id)
    quantity = request.POST.get("quantity", "")
    if not (quantity.isdecimal() and 1 <= int(quantity) <= 999_999):
        return _product_page(request, marketplace, remote_id, "Hãy nhập số lượng từ 1 trở lên.", 400)
    buyer = request.POST.get("buyer_name", "").strip()[:80] or "Người mua thử"
    try:
        order = operations.place_order(product=product, quantity=int(quantity), buyer_name=buyer)
    except ApiError as error:
        return _product_page(request, marketplace, remote_id, error.message, error.status)
    return redirect("order", marketplace=marketplace, order_id=order.remote_id)


@require_safe
def order_page(request: HttpRequest, marketplace: str, order_id: str) -> HttpResponse:
    return _order_page(request, marketplace, order_id)


def _order_page(request: HttpRequest, marketplace: str, order_id: str, problem: str = "", status: int = 200):
    order = get_object_or_404(Order.objects.select_related("product"), marketplace=marketplace, remote_id=order_id)
    context = {
        "marketplace": Marketplace(marketplace),
        "order": order,
        "status": OrderStatus(order.status).label,
        "moves": [(move.value, *_MOVES[move]) for move in ORDER_MOVES[OrderStatus(order.status)]],
        "problem": problem,
    }
    return render(request, "sandbox/order.html", context, status=status)


@require_POST
def move_order(request: HttpRequest, marketplace: str, order_id: str) -> HttpResponse:
    order = get_object_or_404(Order.objects.select_related("product"), marketplace=marketplace, remote_id=order_id)
    wanted = request.POST.get("status", "")
    if wanted not in OrderStatus.values:
        raise Http404(wanted)
    try:
        orders.move(order=order, status=OrderStatus(wanted))
    except ApiError as error:
        return _order_page(request, marketplace, order_id, error.message, error.status)
    return redirect("order", marketplace=marketplace, order_id=order_id)


@require_safe
def photo(request: HttpRequest, sha256: str) -> FileResponse:
    row = get_object_or_404(Photo, pk=sha256)
    response = FileResponse((Path(settings.MEDIA_ROOT) / row.pk).open("rb"), content_type=row.media_type)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@require_safe
def sample(request: HttpRequest, width: str, height: str, suffix: str) -> HttpResponse:
    """A drawn photograph of any size, for whoever needs one to list. `?tone=` gives another picture."""
    sides = int(width), int(height)
    if not all(1 <= side <= _LONGEST_SAMPLE_SIDE for side in sides):
        raise Http404(suffix)
    tone = request.GET.get("tone", "0")
    format_name = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}[suffix]
    content = images.sample(*sides, format_name, int(tone) if tone.isdecimal() else 0)
    return HttpResponse(content, content_type=f"image/{format_name.lower()}")


@require_safe
def asset(request: HttpRequest, path: str) -> HttpResponse:
    return serve(request, path, document_root=_STATIC)


@require_safe
def contract(request: HttpRequest, marketplace: str) -> FileResponse:
    path = settings.SANDBOX_CONTRACTS / f"{marketplace}.yaml"
    if not path.exists():
        raise Http404(marketplace)
    return FileResponse(path.open("rb"), content_type="application/yaml")
