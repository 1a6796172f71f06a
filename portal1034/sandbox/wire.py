"""Rows as the JSON of the two contracts."""

from django.conf import settings
from django.utils import timezone

from .enums import Marketplace, Status
from .models import Event, Order, Product


def storefront_url(product: Product) -> str:
    return f"{settings.SANDBOX_BASE_URL}/{product.marketplace}/san-pham/{product.remote_id}/"


def shop_url(marketplace: str, remote_id: str) -> str:
    return f"{settings.SANDBOX_BASE_URL}/{marketplace}/gian-hang/{remote_id}/"


def order_url(order: Order) -> str:
    return f"{settings.SANDBOX_BASE_URL}/{order.marketplace}/don-hang/{order.remote_id}/"


def product_json(product: Product) -> dict:
    postmart = product.marketplace == Marketplace.POSTMART
    # An event about a deleted Postmart product still needs a word of the contract.
    status = Status.EXPIRED if product.status == Status.DELETED else product.status
    return {
        "external_id": product.external_id,
        _id_name(product.marketplace): product.remote_id,
        "url": storefront_url(product),
        "status": str(status),
        "title": product.title,
        "price_vnd": product.price_vnd,
        "stock": product.stock,
        "reasons" if postmart else "errors": product.problems,
    }


def order_json(order: Order) -> dict:
    body = {
        "order_id": order.remote_id,
        "status": str(order.status),
        "placed_at": moment(order.placed_at),
        "updated_at": moment(order.updated_at),
        "url": order_url(order),
        "buyer_name": order.buyer_name,
        "total_vnd": order.total_vnd,
        "lines": [
            {
                "external_id": order.product.external_id,
                _id_name(order.marketplace): order.product.remote_id,
                "title": order.title,
                "quantity": order.quantity,
                "price_vnd": order.price_vnd,
            }
        ],
    }
    # Told once there is something to tell, as real marketplaces do.
    late = {name: getattr(order, name) for name in ("carrier", "shipping_code", "compensation_vnd")}
    late["shipped_at"] = moment(order.shipped_at) if order.shipped_at else ""
    return body | {name: value for name, value in late.items() if value}


def event_json(event: Event) -> dict:
    voso = event.marketplace == Marketplace.VOSO
    kind = "item" if voso and event.type == "product" else str(event.type)
    body = {"event_id": event.event_id, "type": kind, "occurred_at": moment(event.occurred_at), kind: event.payload}
    return body | ({"sequence": event.pk} if voso else {})


def moment(value) -> str:
    return timezone.localtime(value).isoformat()


def _id_name(marketplace: str) -> str:
    return "product_id" if marketplace == Marketplace.POSTMART else "item_id"
