"""Merging thinks of every table that points at a household: each moves and comes back, or stays for a reason."""

import datetime as dt

import pytest

from households import operations
from households.models import Assistance, Attendance, ContactLook, FarmPhoto, FarmPlace, Household
from tests.factories.accounts import OfficerFactory, UserFactory
from tests.factories.certificates import CertificateFactory, TrainingClassFactory
from tests.factories.harvests import BuyRequestFactory, HarvestFactory, OfferFactory
from tests.factories.households import VerifiedHouseholdFactory
from tests.factories.orders import told_order
from tests.factories.products import ProductFactory

pytestmark = pytest.mark.django_db

# By model and field: a row of it that hangs on a household.
MOVES = {
    "households.Assistance": lambda h: Assistance.objects.create(
        household=h, by=OfficerFactory(), how="paper", claimed_at=dt.datetime.now(dt.UTC), answer="confirmed"
    ),
    "households.Attendance": lambda h: Attendance.objects.create(
        household=h, training_class=TrainingClassFactory(), how="list", recorded_by=OfficerFactory()
    ),
    "households.Certificate": lambda h: CertificateFactory(household=h),
    "households.ContactLook": lambda h: ContactLook.objects.create(household=h, viewer=UserFactory()),
    "households.FarmPhoto": lambda h: FarmPhoto.objects.create(household=h, sha256="a" * 64, width=800, height=600),
    "households.FarmPlace": lambda h: FarmPlace.objects.create(household=h, on_map=True),
    "harvests.Harvest": lambda h: HarvestFactory(household=h),
    "harvests.Offer": lambda h: OfferFactory(harvest=None, buy_request=BuyRequestFactory(), household=h),
    "products.Order": lambda h: told_order(ProductFactory(household=h)),
    "products.Product": lambda h: ProductFactory(household=h),
}
STAYS = {
    "households.HouseholdMerge": "the record of the merge itself",
    "households.NotDuplicate": "what an officer said of that very pair",
    "products.Reminder": "that household was reminded, at that time",
    "products.Shop": "the marketplace knows it by that household's number; the kept one's opens with the next sending",
    "products.SyncJob": "follows its listing (tests/products)",
}


def pointing_at_households() -> set[str]:
    found = set()
    for relation in Household._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one):
            model = relation.related_model
            is_history = hasattr(model, "pgh_tracked_model") or not getattr(relation.field, "db_constraint", True)
            if not is_history and model is not Household.commodities.through:
                found.add(model._meta.label)
    return found


def test_every_table_that_points_at_a_household_is_thought_of():
    """A new model with a key to Household fails here until its rows move in a merge, or a reason says why not."""
    assert pointing_at_households() - MOVES.keys() - STAYS.keys() == set()
    assert MOVES.keys() | STAYS.keys() <= pointing_at_households()


@pytest.mark.parametrize("label", sorted(MOVES))
def test_a_row_moves_and_comes_back(label):
    keep, drop = VerifiedHouseholdFactory(name="Hộ Một"), VerifiedHouseholdFactory(name="Hộ Hai")
    before = Household.objects.values().get(pk=drop.pk)
    row = MOVES[label](drop)
    record = operations.merge(keep=keep, drop=drop, by=OfficerFactory())
    row.refresh_from_db()
    assert row.household == keep
    operations.undo_merge(record=record, by=OfficerFactory())
    row.refresh_from_db()
    assert row.household == drop
    assert Household.objects.values().get(pk=drop.pk) == before


def test_who_typed_an_unclaimed_one_stays_so_that_nobody_is_asked_about_their_own_hand():
    keep, drop = VerifiedHouseholdFactory(), VerifiedHouseholdFactory()
    Assistance.objects.create(household=drop, by=OfficerFactory(), how="paper")
    operations.merge(keep=keep, drop=drop, by=OfficerFactory())
    assert Assistance.objects.get().household == drop
