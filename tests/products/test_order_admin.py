"""Officers see the orders and shops of their provinces, whom to call, and take out no more than that."""

import pytest
from django.urls import reverse

from portal1034.accounts.enums import Role
from products.models import Order, Shop
from tests.factories.accounts import DepartmentFactory, OfficerFactory, UserFactory
from tests.factories.households import VerifiedHouseholdFactory, commune_of
from tests.factories.orders import hours_ago, told_order
from tests.factories.products import ProductFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    client.force_login(OfficerFactory(department=DepartmentFactory(codes=["24"])))
    return client


def there(code="31"):
    return ProductFactory(household=VerifiedHouseholdFactory(commune=commune_of(code)))


def url(name, *arguments):
    return reverse(f"admin:products_{name}", args=arguments)


def listed(client, **query) -> str:
    answer = client.get(url("order_changelist"), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_officer_sees_the_orders_of_the_province_by_every_door(officer):
    mine, other = told_order(ProductFactory()), told_order(there())
    page = listed(officer)
    assert mine.remote_id in page
    assert other.remote_id not in page
    assert f"/order/{other.pk}/" not in listed(officer, q=other.remote_id)
    assert officer.get(url("order_change", other.pk)).status_code == 302
    assert officer.get(url("order_history", other.pk)).status_code in (302, 404)
    chosen = {"action": "export_csv", "_selected_action": [mine.pk, other.pk]}
    table = b"".join(officer.post(url("order_changelist"), chosen).streaming_content).decode()
    assert mine.remote_id in table
    assert other.remote_id not in table
    assert officer.post(url("order_change", mine.pk), {"status": "delivered"}).status_code == 403
    assert officer.get(url("order_add")).status_code == 403


def test_an_order_shows_its_goods_its_worth_and_the_number_to_call(officer):
    order = told_order(ProductFactory(), quantity=4)
    page = officer.get(url("order_change", order.pk)).content.decode()
    assert "740.000" in page
    assert f"tel:{order.household.owner.phone}" in page
    assert "4 × Vải thiều" in page


def test_who_is_to_be_called_is_filtered_and_counted_in_the_queue(officer):
    waiting = told_order(ProductFactory(), placed_at=hours_ago(25))
    late = told_order(ProductFactory(), status="shipping", shipped_at=hours_ago(30))
    very_late = told_order(ProductFactory(), status="shipping", shipped_at=hours_ago(50))
    told_order(ProductFactory(), placed_at=hours_ago(2))
    told_order(there(), placed_at=hours_ago(90))
    shown = {why: listed(officer, can=why) for why in ("cho-xac-nhan", "hang-tuoi-24", "hang-tuoi-48")}
    assert [order.remote_id in shown["cho-xac-nhan"] for order in (waiting, late)] == [True, False]
    assert [order.remote_id in shown["hang-tuoi-24"] for order in (late, very_late, waiting)] == [True, True, False]
    assert [order.remote_id in shown["hang-tuoi-48"] for order in (late, very_late)] == [False, True]
    queue = {str(item.title): item.count for item in officer.get("/quan-tri/").context["queue"]}
    assert queue["Đơn quá 24 giờ hộ chưa xác nhận"] == 1
    assert queue["Hàng tươi đi quá 24 giờ chưa đến"] == 2


def test_answers_no_marketplace_takes_are_shown(officer):
    order = told_order(ProductFactory())
    problem = {"owner": "administrator", "code": "x", "text": "Cán bộ đang xử lý.", "detail": "401"}
    values = {"answer": "confirm", "answer_wanted_at": hours_ago(1), "answer_due_at": hours_ago(-1)}
    Order.objects.filter(pk=order.pk).update(answer_problem=problem, **values)
    assert order.remote_id in listed(officer, can="chua-bao-duoc")
    assert "Cán bộ đang xử lý. (401)" in officer.get(url("order_change", order.pk)).content.decode()


def test_filters_by_status_and_marketplace(officer):
    new, done = told_order(ProductFactory(), "voso"), told_order(ProductFactory(), status="delivered")
    assert [o.remote_id in listed(officer, status__exact="new") for o in (new, done)] == [True, False]
    assert [o.remote_id in listed(officer, marketplace__exact="postmart") for o in (new, done)] == [False, True]


def test_the_list_costs_the_same_for_one_and_three(officer, django_assert_max_num_queries):
    told_order(ProductFactory())
    listed(officer)
    with django_assert_max_num_queries(15) as one:
        listed(officer)
    for _more in range(2):
        told_order(ProductFactory())
    with django_assert_max_num_queries(len(one)):
        listed(officer)


def test_shops_are_read_within_the_province(officer):
    mine, other = VerifiedHouseholdFactory(), VerifiedHouseholdFactory(commune=commune_of("31"))
    shops = [
        Shop.objects.create(household=h, marketplace="voso", remote_id=f"gh-{h.pk}", url="https://san.example/g/")
        for h in (mine, other)
    ]
    page = officer.get(url("shop_changelist")).content.decode()
    assert [shop.remote_id in page for shop in shops] == [True, False]
    assert officer.get(url("shop_change", shops[0].pk)).status_code == 200
    assert officer.get(url("shop_change", shops[1].pk)).status_code == 302
    assert officer.get(url("shop_add")).status_code == 403


@pytest.mark.parametrize("role", [Role.EDITOR, Role.HOUSEHOLD])
def test_nobody_else_opens_orders_or_shops(client, role):
    client.force_login(UserFactory(role=role))
    for name in ("order_changelist", "shop_changelist"):
        assert client.get(url(name)).status_code in (302, 403)
