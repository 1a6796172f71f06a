"""Orders only move forward, and the stock they hold is exact, in whatever order and however often they are told."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from households import operations as households
from products.enums import GIVES_BACK, OrderStatus
from products.models import Order, OrderLine, Product, SyncJob, WebhookEvent
from products.sync import apply_waiting
from products.sync.orders import apply_order
from tests.factories.accounts import OfficerFactory
from tests.factories.households import VerifiedHouseholdFactory
from tests.factories.orders import telling, told_order
from tests.factories.products import ProductFactory, publish, sellable_product

pytestmark = pytest.mark.django_db
NOON = timezone.now().replace(minute=0, second=0, microsecond=0)
TELLINGS = st.lists(st.tuples(st.sampled_from(OrderStatus.values), st.integers(0, 5)), min_size=1, max_size=7)

STEPS = st.lists(st.tuples(st.integers(0, 3), st.integers(1, 9), st.sampled_from(OrderStatus.values)), max_size=14)


def tell(product, order_id, status, minute, **told):
    when = NOON + timedelta(minutes=minute)
    return apply_order("voso", telling(product, order_id=order_id, status=status, updated_at=when, **told))


def stock_of(product) -> int:
    return Product.objects.get(pk=product.pk).stock


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(tellings=TELLINGS, again=st.lists(st.integers(0, 6), max_size=5), order=st.randoms(use_true_random=False))
def test_whatever_is_told_in_whatever_order_the_furthest_and_youngest_stands(tellings, again, order):
    """The join of all tellings, whatever their order and repeats; never backwards on the way; stock as it stands."""
    product = ProductFactory()
    said = tellings + [tellings[n % len(tellings)] for n in again]
    order.shuffle(said)
    ranks = []
    for status, minute in said:
        assert tell(product, "d1", status, minute) == ""
        stands = Order.objects.get(remote_id="d1", household=product.household)
        ranks.append((OrderStatus(stands.status).rank, stands.told_at))
    assert ranks == sorted(ranks)
    furthest = max(tellings, key=lambda one: (OrderStatus(one[0]).rank, one[1]))
    assert (stands.status, stands.told_at) == (furthest[0], NOON + timedelta(minutes=furthest[1]))
    assert stock_of(product) == (120 if stands.status in GIVES_BACK else 115)
    stands.delete()


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(
    steps=st.lists(st.tuples(st.integers(0, 3), st.integers(1, 9), st.sampled_from(OrderStatus.values)), max_size=14)
)
def test_nothing_is_lost_or_made_of_the_stock_whatever_is_sold_cancelled_or_returned(steps):
    """Shelf + what orders hold = what there was; orders that stand go short only while the shelf is empty."""
    product = ProductFactory(stock=10)
    quantities: dict[int, int] = {}
    for minute, (number, quantity, status) in enumerate(steps):
        quantities.setdefault(number, quantity)
        assert tell(product, f"d{number}", status, minute, quantity=quantities[number]) == ""
        lines = OrderLine.objects.filter(listing__product=product)
        assert stock_of(product) + sum(line.taken for line in lines) == 10
        assert all(line.taken == 0 for line in lines.filter(order__status__in=GIVES_BACK))
        if lines.short().exists():
            assert stock_of(product) == 0
    Order.objects.filter(household=product.household).delete()


def test_what_a_cancelled_order_gives_back_goes_first_to_the_one_that_was_short():
    product = ProductFactory(stock=10)
    tell(product, "d1", "new", 0, quantity=8)
    tell(product, "d2", "new", 1, quantity=5)
    short = Order.objects.get(remote_id="d2")
    assert (stock_of(product), short.short) == (0, 3)

    tell(product, "d1", "cancelled", 2, quantity=8)

    short = Order.objects.get(remote_id="d2")
    assert (stock_of(product), short.short) == (5, 0)


def test_more_sold_than_there_was_gives_back_no_more_than_was_taken():
    product = ProductFactory(stock=120)
    tell(product, "d1", "new", 0, quantity=500)
    tell(product, "d1", "cancelled", 1, quantity=500)
    assert stock_of(product) == 120


def test_a_returned_order_is_sold_again_on_both_marketplaces():
    product = sellable_product()
    publish(product)
    tell(product, "d1", "delivered", 0)
    SyncJob.objects.all().delete()
    tell(product, "d1", "returned", 1)
    assert SyncJob.objects.count() == 2
    SyncJob.objects.all().delete()
    tell(product, "d1", "returned", 2)
    assert SyncJob.objects.count() == 0
    assert stock_of(product) == 120


def test_an_order_belongs_to_its_household_and_follows_a_later_telling():
    product = ProductFactory()
    left = NOON + timedelta(minutes=3)
    tell(product, "d1", "confirmed", 1)
    tell(product, "d1", "shipping", 3, shipped_at=left, carrier="Viettel Post", shipping_code="VD1")
    tell(product, "d1", "new", 9)
    order = Order.objects.get()
    assert (order.household, order.province) == (product.household, product.province)
    assert (order.status, order.carrier, order.shipping_code, order.shipped_at) == (
        "shipping",
        "Viettel Post",
        "VD1",
        left,
    )


def test_what_a_marketplace_pays_for_lost_goods_is_kept_and_no_sale():
    order = told_order(ProductFactory(), status="compensation", compensation_vnd=925_000)
    assert order.compensation_vnd == 925_000
    assert not Order.objects.counted().exists()


def test_a_status_nobody_knows_waits_for_the_administrator_and_stops_nobody():
    product = ProductFactory()
    for number, status in enumerate(("bay-di", "new")):
        body = {"kind": "order", "occurred_at": NOON.isoformat(), "order": telling(product, status=status)}
        WebhookEvent.objects.create(marketplace="voso", event_id=f"e{number}", body=body)
    assert apply_waiting() == 1
    assert "bay-di" in WebhookEvent.objects.get(event_id="e0").problem
    assert Order.objects.get().status == "new"


def test_a_merged_household_hands_its_orders_over():
    order = told_order(ProductFactory())
    keep = VerifiedHouseholdFactory()
    households.merge(keep=keep, drop=order.household, by=OfficerFactory())
    order.refresh_from_db()
    assert (order.household, order.province) == (keep, keep.province)


def test_the_same_product_at_two_prices_keeps_both():
    """As in a promotion: two at the old price, three at the new one; the order's worth and the stock are exact."""
    product = ProductFactory()
    told = telling(product, order_id="d2", quantity=2, price_vnd=185_000)
    told["lines"].append(told["lines"][0] | {"quantity": 3, "price_vnd": 150_000})
    assert apply_order("voso", told) == ""
    order = Order.objects.get(remote_id="d2")
    assert set(order.lines.values_list("quantity", "price_vnd")) == {(2, 185_000), (3, 150_000)}
    assert order.total_vnd == 2 * 185_000 + 3 * 150_000
    assert stock_of(product) == 115
    again = told | {"status": "cancelled", "updated_at": (NOON + timedelta(days=2)).isoformat()}
    assert apply_order("voso", again) == ""
    assert stock_of(product) == 120
