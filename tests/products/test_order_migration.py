"""Orders from before they moved along get their new words, their household and what they hold of the stock."""

import importlib

import pytest
from django.db import connection

from products.models import Order, OrderLine, WebhookEvent
from tests.factories.products import publish, sellable_product

FILL = importlib.import_module("products.migrations.0003_orders").FILL


@pytest.mark.django_db
def test_old_orders_are_filled_from_their_lines():
    product = sellable_product()
    listing = publish(product)[0]
    now = product.created_at
    common = {"household": product.household, "province": product.province, "placed_at": now, "told_at": now}
    for number, status in enumerate(("placed", "completed", "cancelled")):
        order = Order.objects.create(marketplace="voso", remote_id=f"d{number}", status=status, **common)
        OrderLine.objects.create(
            order=order, listing=listing, province=product.province, quantity=4 + number, price_vnd=1000
        )
    waiting = {"kind": "order", "occurred_at": now.isoformat(), "order": {"remote_id": "d9", "status": "completed"}}
    event = WebhookEvent.objects.create(marketplace="voso", event_id="e", body=waiting)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE products_order ALTER household_id DROP NOT NULL")
        cursor.execute("UPDATE products_order SET household_id = NULL")
        cursor.execute(FILL)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE products_order ALTER household_id SET NOT NULL")

    found = Order.objects.order_by("remote_id")
    assert [order.status for order in found] == ["new", "delivered", "cancelled"]
    assert {order.household for order in found} == {product.household}
    assert list(OrderLine.objects.order_by("order__remote_id").values_list("taken", flat=True)) == [4, 5, 0]
    event.refresh_from_db()
    assert event.body["order"] == {"remote_id": "d9", "status": "delivered", "updated_at": now.isoformat()}
