"""A household called or placed otherwise: its products are found so, and marketplaces are told."""

import pytest

from households import operations as households
from households.enums import Verification
from households.models import Household
from products.models import Product, SyncJob
from tests.factories.accounts import OfficerFactory
from tests.factories.households import VerifiedHouseholdFactory, commune_of
from tests.factories.products import publish, sellable_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def listing():
    made = publish(sellable_product(household=VerifiedHouseholdFactory(name="Hộ Cũ")))[0]
    SyncJob.objects.all().delete()
    return made


def rename(client, household, name):
    client.force_login(OfficerFactory())
    form = {"name": name, "commune": household.commune_id, "address_line": "", "area_m2": "", "story": ""}
    client.post(f"/quan-tri/households/household/{household.pk}/change/", {**form, "crops": []})


def test_an_officers_new_name_goes_out_at_once(client, listing):
    rename(client, listing.product.household, "Hộ Mới")
    assert SyncJob.objects.filter(listing=listing).exists()


def test_what_names_nothing_anew_sends_nothing(client, listing):
    rename(client, listing.product.household, "Hộ Cũ")
    assert not SyncJob.objects.exists()


def test_the_owners_new_place_waits_for_the_officer_and_then_goes_out(listing):
    household = listing.product.household
    households.update_profile(
        household=household, name="Hộ Cũ", commune=commune_of("66"), address_line="", address_typed="",
        commodities=[], area_m2=None, story="",
    )  # fmt: skip
    assert Household.objects.get().verification == Verification.WAITING
    assert Product.objects.get().province.code == "66"
    assert not SyncJob.objects.exists()
    households.verify(household=household, by=OfficerFactory())
    assert SyncJob.objects.filter(listing=listing).exists()
