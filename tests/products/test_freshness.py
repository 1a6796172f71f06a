"""What spoils on the road: fresh fruit, greens and fish; not what is dried, pickled or sold all year round."""

import pytest

from portal1034.commodities.models import Commodity
from products.models import Order, Product
from tests.factories.orders import hours_ago, told_order
from tests.factories.products import ProductFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("group", "title", "all_year", "is_fresh"),
    [
        ("trai-cay", "Vải thiều Lục Ngạn", False, True),
        ("trai-cay", "Chuối ngự", True, False),
        ("trai-cay", "Vải thiều sấy khô", False, False),
        ("trai-cay", "MÍT SẤY giòn", False, False),
        ("rau-cu", "Rau muống", True, True),
        ("rau-cu", "Măng khô", True, False),
        ("rau-cu", "Khoai Khộp", False, True),
        ("thuy-san", "Cá tra", True, True),
        ("thuy-san", "Mắm tôm", True, False),
    ],
)
def test_what_is_fresh_is_one_rule_in_python_and_in_the_database(group, title, all_year, is_fresh):
    crop = Commodity.objects.filter(category__slug=group).first()
    product = ProductFactory(commodity=crop, title=title)
    Product.objects.filter(pk=product.pk).update(sells_all_year=all_year)
    order = told_order(product, status="shipping", shipped_at=hours_ago(30))
    assert Product.objects.get(pk=product.pk).is_fresh is is_fresh
    assert Product.objects.fresh().filter(pk=product.pk).exists() is is_fresh
    assert Order.objects.late_and_fresh().filter(pk=order.pk).exists() is is_fresh
    assert Order.objects.with_goods().get(pk=order.pk).is_late_and_fresh is is_fresh


def test_goods_of_another_group_are_not_fresh():
    crop = Commodity.objects.exclude(category__slug__in=("trai-cay", "rau-cu", "thuy-san")).first()
    product = ProductFactory(commodity=crop)
    assert not product.is_fresh
    assert not Product.objects.fresh().filter(pk=product.pk).exists()
