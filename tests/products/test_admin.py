"""Staff see the listings of their provinces and nothing else, and can send a stuck one again."""

import pytest
from django.urls import reverse

from portal1034.accounts.enums import Role
from products.enums import Delivery
from products.models import Listing, SyncJob
from tests.factories.accounts import DepartmentFactory, OfficerFactory, UserFactory
from tests.factories.households import VerifiedHouseholdFactory, commune_of
from tests.factories.products import publish, sellable_product

pytestmark = pytest.mark.django_db
PROBLEM = {"code": "too_few", "field": "photos", "text": "Mới có 1 ảnh.", "fix": "photos"}


@pytest.fixture
def stuck(market):
    """A stuck listing in Bắc Giang and one in Hải Phòng."""
    there = sellable_product(household=VerifiedHouseholdFactory(commune=commune_of("31")))
    listings = [publish(product, "postmart")[0] for product in (sellable_product(), there)]
    SyncJob.objects.all().delete()
    Listing.objects.update(delivery=Delivery.NEEDS_HOUSEHOLD, problem=PROBLEM)
    return listings


@pytest.fixture
def officer(client):
    client.force_login(OfficerFactory(department=DepartmentFactory(codes=["24"])))
    return client


def url(name, *arguments):
    return reverse(f"admin:products_{name}", args=arguments)


def test_an_officer_sees_the_listings_and_products_of_the_province_alone(officer, stuck):
    for name in ("listing_changelist", "product_changelist"):
        page = officer.get(url(name)).content.decode()
        assert stuck[0].product.title in page
        assert stuck[1].product.title not in page
    assert officer.get(url("listing_change", stuck[1].pk)).status_code == 302
    assert officer.get(url("product_change", stuck[1].product_id)).status_code == 302


def test_causes_are_counted_within_the_province(officer, stuck):
    page = officer.get(url("listing_changelist")).content.decode()
    assert "thiếu ảnh (1)" in page
    assert stuck[0].product.title in officer.get(url("listing_changelist"), {"vuong": "too_few"}).content.decode()
    assert stuck[0].product.title not in officer.get(url("listing_changelist"), {"vuong": "blocked"}).content.decode()


def test_try_again_sends_a_stuck_listing_of_the_province(officer, stuck):
    page = officer.get(url("listing_change", stuck[0].pk)).content.decode()
    assert "Thử lại" in page
    assert officer.post(url("listing_resend", stuck[0].pk)).status_code == 302
    assert SyncJob.objects.get().listing == stuck[0]


def test_try_again_does_not_reach_into_another_province(officer, stuck):
    assert officer.post(url("listing_resend", stuck[1].pk)).status_code == 404
    selected = {"action": "resend_selected", "_selected_action": [row.pk for row in stuck]}
    officer.post(url("listing_changelist"), selected)
    assert [job.listing for job in SyncJob.objects.all()] == [stuck[0]]


def test_states_cannot_be_typed(officer, stuck):
    assert officer.post(url("listing_change", stuck[0].pk), {"delivery": "delivered"}).status_code == 403
    assert officer.get(url("listing_add")).status_code == 403
    assert officer.post(url("listing_delete", stuck[0].pk)).status_code == 403


@pytest.mark.parametrize("name", ["marketplacehealth_changelist", "webhookevent_changelist"])
def test_what_is_the_countrys_is_the_administrators(client, name):
    client.force_login(OfficerFactory())
    assert client.get(url(name)).status_code == 403
    client.force_login(UserFactory(role=Role.ADMINISTRATOR))
    assert client.get(url(name)).status_code == 200


@pytest.mark.parametrize("role", [Role.HOUSEHOLD, Role.TRADER])
def test_nobody_else_comes_in(client, role, stuck):
    client.force_login(UserFactory(role=role))
    assert client.get(url("listing_changelist"), follow=True).status_code == 403


def test_search_finds_by_name_without_marks_and_by_code(officer, stuck):
    product = stuck[0].product
    for term in ("vai thieu", product.code, product.household.name):
        page = officer.get(url("listing_changelist"), {"q": term}).content.decode()
        assert product.title in page


def test_the_list_costs_the_same_for_one_and_three(officer, market):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count():
        with CaptureQueriesContext(connection) as captured:
            officer.get(url("listing_changelist"))
        return len(captured)

    publish(sellable_product(), "postmart")
    officer.get(url("listing_changelist"))
    one = count()
    for _n in range(2):
        publish(sellable_product(), "postmart")
    assert count() == one <= 15


def test_what_waits_is_on_the_first_page(officer, stuck):
    Listing.objects.update(delivery=Delivery.NEEDS_OFFICER)
    assert "Tin đăng gửi không được" in officer.get(reverse("admin:index")).content.decode()


def test_what_waits_for_its_household_is_on_the_first_page_too(officer, stuck):
    Listing.objects.update(delivery=Delivery.NEEDS_HOUSEHOLD)
    page = officer.get(reverse("admin:index")).content.decode()
    assert "Tin đăng chờ hộ sửa" in page
    assert "/vuong-mac/?luot=ho" in page
