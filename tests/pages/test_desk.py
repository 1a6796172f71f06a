import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from households.operations import return_for_correction
from portal1034.pages.desk import next_step
from products.enums import Delivery, Marketplace
from products.models import Listing, Product
from tests.factories.accounts import OfficerFactory, UserFactory
from tests.factories.harvests import HarvestFactory
from tests.factories.households import HouseholdFactory, VerifiedHouseholdFactory
from tests.factories.products import ProductFactory, publish, sellable_product

pytestmark = pytest.mark.django_db
DESK = reverse("pages:desk")


def step_of(household):
    return next_step(household, list(Product.objects.filter(household=household).for_desk()))


def test_the_first_thing_is_a_first_product():
    assert step_of(VerifiedHouseholdFactory()).url == reverse("products:create")


def test_a_returned_profile_comes_before_everything():
    household = HouseholdFactory()
    returned = return_for_correction(household=household, by=OfficerFactory(), reason="Ghi rõ thôn.")
    step = step_of(returned)
    assert "Ghi rõ thôn." in step.what
    assert step.url == reverse("households:profile")


def test_a_listing_that_needs_mending_comes_before_declaring_a_harvest():
    product = sellable_product()
    publish(product)
    problem = {"code": "x", "field": "photos", "text": "Ảnh thứ 2 rộng 480 điểm, cần ít nhất 500.", "fix": "photos"}
    Listing.objects.on(Marketplace.VOSO).update(delivery=Delivery.NEEDS_HOUSEHOLD, problem=problem)
    step = step_of(product.household)
    assert "Ảnh thứ 2 rộng 480 điểm" in step.what
    assert step.url == reverse("products:photos", args=[product.pk])


def test_with_products_listed_the_harvest_is_asked_for_then_all_is_well():
    product = sellable_product()
    publish(product)
    assert step_of(product.household).url == reverse("harvests:declare")
    HarvestFactory(household=product.household)
    assert step_of(product.household).what == "Mọi việc đang ổn"


def test_a_product_on_no_marketplace_is_brought_there():
    product = ProductFactory()
    HarvestFactory(household=product.household)
    assert step_of(product.household).url == reverse("products:publish", args=[product.pk])


def test_the_desk_makes_the_same_queries_whatever_a_household_sells(client):
    household = VerifiedHouseholdFactory()
    client.force_login(household.owner)
    counts = []
    for more in (1, 2):
        for _ in range(more):
            ProductFactory(household=household)
            HarvestFactory(household=household)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(DESK).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 16


def test_a_desk_is_nobody_elses(client):
    client.force_login(OfficerFactory())
    assert client.get(DESK).status_code == 403
    client.force_login(UserFactory())
    assert client.get(DESK).url == reverse("households:create")
    client.logout()
    assert client.get(DESK).url.startswith(reverse("accounts:sign_in"))
