"""What the demonstration's households have already sold, as the marketplaces would have told of it.

No order that waits for a word: the sandbox knows nothing of these. A newcomer places one at its storefront.
"""

from datetime import timedelta

from portal1034.demo.moments import Clock
from products.models import Product
from products.sync.orders import apply_order

# (status, days since it was placed, hours since it left)
COURSES = (
    ("delivered", 9, 200),
    ("delivered", 6, 130),
    ("shipping", 2, 26),
    ("delivered", 12, 270),
    ("returned", 15, 330),
    ("delivered", 4, 80),
    ("compensation", 8, 180),
    ("delivered", 20, 450),
    ("cancelled", 11, None),
)
BUYABLE_STOCK = 20


def write_orders(products: list[Product], clock: Clock) -> int:
    """Sell a little of every third product that is on sale; the first household's first. Returns how many orders."""
    on_sale = [p for p in products if p.shown_at and p.stock >= BUYABLE_STOCK and p.listings.exists()]
    on_sale.sort(key=lambda product: product.household_id)
    chosen = [p for n, p in enumerate(on_sale) if p.household_id == on_sale[0].household_id or n % 3 == 0]
    orders = [product for product in chosen for _time in range(1 + product.pk % 3)]
    for number, product in enumerate(orders):
        marketplace = product.listings.order_by("pk")[number % product.listings.count()].marketplace
        problem = apply_order(marketplace, _told(number, product, clock))
        if problem:
            raise ValueError(problem)
    return len(orders)


def _told(number: int, product: Product, clock: Clock) -> dict:
    status, days, hours = COURSES[number % len(COURSES)]
    placed, quantity = clock.ago(days=days, salt=number), 1 + number % 4
    left = clock.now - timedelta(hours=hours) if hours else None
    price = product.price_vnd
    return {
        "remote_id": f"thu-{number:04d}",
        "status": status,
        "placed_at": placed.isoformat(),
        "updated_at": (left or placed + timedelta(hours=2)).isoformat(),
        "shipped_at": left.isoformat() if left else None,
        "lines": [{"external_id": product.external_id, "quantity": quantity, "price_vnd": price}],
        "compensation_vnd": quantity * price if status == "compensation" else 0,
        "carrier": "Vietnam Post" if left else "",
        "shipping_code": f"VD{number:09d}" if left else "",
    }
