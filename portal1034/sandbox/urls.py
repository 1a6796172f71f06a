from django.urls import path, re_path, register_converter

from . import control, orders, postmart, storefront, voso
from .api import METHODS, nowhere


class MarketplaceConverter:
    regex = "postmart|voso"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return str(value)


register_converter(MarketplaceConverter, "marketplace")


def _orders(contract) -> list:
    """Return the requests about one order, the same words in both contracts."""
    views, base = orders.views_of(contract.CODE), f"{contract.CODE}/api/orders/<str:order_id>"
    return [
        path(base, contract.route(get=views["get_order"])),
        path(f"{base}/confirm", contract.route(post=views["confirm_order"])),
        path(f"{base}/decline", contract.route(post=views["decline_order"])),
    ]


_POSTMART = [
    path("postmart/api/login", postmart.route(None, post=postmart.login)),
    path("postmart/api/categories", postmart.route(get=postmart.categories)),
    path("postmart/api/shops", postmart.route(post=postmart.open_shop)),
    path("postmart/api/products/batch", postmart.route(patch=postmart.patch_products)),
    path(
        "postmart/api/products/<str:external_id>",
        postmart.route(put=postmart.put_product, get=postmart.get_product, delete=postmart.delete_product),
    ),
    path("postmart/api/orders", postmart.route(get=postmart.orders)),
    *_orders(postmart),
    path("postmart/api/webhook", postmart.route(put=postmart.put_webhook)),
]
_VOSO = [
    path("voso/api/categories", voso.route(get=voso.categories)),
    path("voso/api/sub-sellers", voso.route(post=voso.open_sub_seller)),
    path("voso/api/photos", voso.route(post=voso.upload_photo)),
    path("voso/api/items", voso.route(post=voso.create_item, get=voso.find_items)),
    path("voso/api/items/stock-price", voso.route(post=voso.change_stock_price)),
    path("voso/api/items/unlist", voso.route(post=voso.unlist_items)),
    path("voso/api/items/<str:item_id>", voso.route(get=voso.get_item, put=voso.replace_item)),
    path("voso/api/items/<str:item_id>/unlist", voso.route(post=voso.unlist_item)),
    path("voso/api/messages/lost", voso.route(get=voso.lost_messages)),
    path("voso/api/messages/ack", voso.route(post=voso.acknowledge)),
    *_orders(voso),
    path("voso/api/webhook", voso.route(put=voso.put_webhook)),
]
_CONTROL = [
    path("_faults", control.faults_page),
    path("_faults/", control.faults_page),
    path("_faults/<marketplace:marketplace>", control.faults_page, name="faults"),
    path("_faults/<marketplace:marketplace>/api", control.faults_api),
    re_path(r"^_faults/(?P<marketplace>postmart|voso)/(?P<action>status|order|move-order)$", control.act),
    path("_reset", control.reset),
    path("_state", control.state),
    path("_state/<marketplace:marketplace>", control.state_of),
]
_STOREFRONT = [
    path("", storefront.home, name="home"),
    path("<marketplace:marketplace>/", storefront.shelf, name="shelf"),
    path("<marketplace:marketplace>/gian-hang/<str:shop_id>/", storefront.shelf, name="shop"),
    path("<marketplace:marketplace>/san-pham/<str:remote_id>/", storefront.product_page, name="product"),
    path("<marketplace:marketplace>/san-pham/<str:remote_id>/dat-mua", storefront.buy, name="buy"),
    path("<marketplace:marketplace>/don-hang/<str:order_id>/", storefront.order_page, name="order"),
    path("<marketplace:marketplace>/don-hang/<str:order_id>/chuyen", storefront.move_order, name="move_order"),
    path("<marketplace:marketplace>/api/openapi.yaml", storefront.contract, name="contract"),
    path("_photos/<str:sha256>", storefront.photo, name="photo"),
    re_path(r"^_samples/(?P<width>\d+)x(?P<height>\d+)\.(?P<suffix>jpg|png|webp)$", storefront.sample),
    path("_assets/<path:path>", storefront.asset, name="asset"),
]
# An address of no meaning is answered in the contract's words too.
_NOWHERE = [
    re_path(r"^postmart/api/", postmart.route(**dict.fromkeys(METHODS, nowhere))),
    re_path(r"^voso/api/", voso.route(**dict.fromkeys(METHODS, nowhere))),
]
urlpatterns = _POSTMART + _VOSO + _CONTROL + _STOREFRONT + _NOWHERE
