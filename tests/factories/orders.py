"""Orders as a marketplace tells of them, written down the way the inbox does it."""

import itertools
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from products.models import Order
from products.sync.orders import apply_order

_numbers = itertools.count(1)


def telling(product, *, order_id: str = "", status: str = "new", quantity: int = 5, price_vnd=185_000, **told) -> dict:
    """Return what `order_as_json` makes of one telling; moments may be given as datetimes."""
    now = timezone.now()
    line = {"external_id": product.external_id, "remote_id": "r1", "title": product.title}
    order = {
        "remote_id": order_id or f"don-{next(_numbers)}",
        "status": status,
        "placed_at": now,
        "updated_at": now,
        "shipped_at": None,
        "url": "https://san.example/don-hang/1/",
        "lines": [line | {"quantity": quantity, "price_vnd": price_vnd}],
        "compensation_vnd": 0,
        "carrier": "",
        "shipping_code": "",
        **told,
    }
    moments = ("placed_at", "updated_at", "shipped_at")
    return order | {name: order[name] and order[name].isoformat() for name in moments}


def told_order(product, marketplace: str = "postmart", **told) -> Order:
    """Return the order that this telling leaves."""
    told = telling(product, **told)
    with transaction.atomic():
        assert apply_order(marketplace, told) == ""
    return Order.objects.get(marketplace=marketplace, remote_id=told["remote_id"])


def hours_ago(hours: float):
    return timezone.now() - timedelta(hours=hours)
