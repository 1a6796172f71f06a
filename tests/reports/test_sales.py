"""What counts as a sale: an order that stands. Not what was cancelled, returned, or paid for by the carrier."""

import pytest
from django.urls import reverse
from django.utils import timezone

from portal1034.reports.measures import BY_CODE
from portal1034.reports.operations import compute_figures
from products.enums import OrderStatus
from tests.factories.orders import told_order
from tests.factories.products import ProductFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("status", "counts"),
    [
        (OrderStatus.NEW, True),
        (OrderStatus.CONFIRMED, True),
        (OrderStatus.SHIPPING, True),
        (OrderStatus.DELIVERED, True),
        (OrderStatus.CANCELLED, False),
        (OrderStatus.RETURNED, False),
        (OrderStatus.COMPENSATION, False),
    ],
)
def test_an_order_is_a_sale_while_it_stands(status, counts):
    order = told_order(ProductFactory(), status=status, quantity=2, price_vnd=185_000, compensation_vnd=370_000)
    today, province = timezone.localdate(), order.province_id
    assert BY_CODE["with_sales"].count(today).get(province, 0) == int(counts)
    assert BY_CODE["sales_vnd"].count(today).get(province, 0) == (370_000 if counts else 0)


def test_the_page_says_what_is_no_sale(client):
    told_order(ProductFactory())
    compute_figures()
    page = client.get(reverse("reports:figures")).content.decode()
    assert "tiền đền bù không tính là bán" in page
