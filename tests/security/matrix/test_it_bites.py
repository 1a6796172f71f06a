"""Each guard taken away, the matrix says so: a net without holes, not one that is never cast."""

import pytest

from harvests.enums import Side
from harvests.models.offer import Offer, OfferQuerySet
from households.models import Certificate, Household
from households.models.household import HouseholdQuerySet
from households.views import certificate as certificate_views
from portal1034.accounts import admin_scope
from portal1034.accounts.admin_scope import ScopedModelAdmin
from products.models.product import ProductQuerySet
from tests.security.matrix import knocking
from tests.security.matrix.doors import doors
from tests.security.matrix.walks import admin_lists, autocompletes, walk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _doors_as_they_are(monkeypatch, world):
    knocking.no_limits(monkeypatch)
    with knocking.quiet():
        yield


def found(knocks) -> str:
    return "\n".join(str(each) for each in knocks if each.breaches)


def at(*names: str):
    return [door for door in doors() if door.name in names]


def test_without_the_scope_of_the_admin(world, monkeypatch):
    monkeypatch.setattr(ScopedModelAdmin, "limit_to_scope", lambda self, request, queryset: queryset)
    monkeypatch.setattr(ScopedModelAdmin, "is_in_scope", lambda self, request, obj: True)
    said = found(
        walk(world, "officer-a", at("admin:households_household_change", "admin:households_household_changelist"))
    )
    assert "shows households.Household.name of waiting in b" in said


def test_without_the_scope_of_actions_and_exports(world, monkeypatch):
    monkeypatch.setattr(ScopedModelAdmin, "limit_to_scope", lambda self, request, queryset: queryset)
    said = found(k for k in admin_lists(world, "officer-a") if "/households/household/" in k.path)
    assert "POST /quan-tri/households/household/ → 200: shows" in said  # the workbook of an export


def test_without_the_scope_of_autocomplete(world, monkeypatch):
    monkeypatch.setattr(ScopedModelAdmin, "get_queryset", lambda self, request: self.model._default_manager.all())
    assert "GET /quan-tri/autocomplete/ → 200: shows" in found(autocompletes(world, "officer-a"))


def test_without_the_scope_of_choices_in_forms(world, monkeypatch):
    monkeypatch.setattr(admin_scope, "scoped_choices", lambda site, request, queryset: queryset)
    monkeypatch.setattr(ScopedModelAdmin, "is_in_scope", lambda self, request, obj: True)
    said = found(walk(world, "officer-a", at("admin:households_trainingclass_change")))
    assert "puts households_trainingclass" in said


def test_without_the_owner_of_a_household(world, monkeypatch):
    monkeypatch.setattr(HouseholdQuerySet, "owned_by", lambda self, user: self)
    monkeypatch.setattr("households.desk.household_of", lambda user: world.sides["b"].of(Household, "shown")[0])
    assert "in b" in found(walk(world, "household-a", at("households:profile", "households:certificates")))


def test_without_the_owner_of_a_product(world, monkeypatch):
    monkeypatch.setattr(ProductQuerySet, "owned_by", lambda self, user: self)
    said = found(walk(world, "household-a", at("products:edit", "products:archive")))
    assert "changes products_product" in said


def test_without_the_sides_of_a_conversation(world, monkeypatch):
    monkeypatch.setattr(OfferQuerySet, "of_user", lambda self, user: self)
    monkeypatch.setattr(Offer, "side_of", lambda self, user: Side.TRADER)
    said = found(walk(world, "trader-b", at("harvests:offer", "harvests:mark_read")))
    assert "shows harvests.OfferMessage.body of talk in a" in said


def test_without_the_owner_of_a_paper(world, monkeypatch):
    monkeypatch.setattr(certificate_views, "can_see_document", lambda user, certificate: True)
    monkeypatch.setattr(certificate_views, "get_object_or_404", lambda _mine, pk: Certificate.objects.get(pk=pk))
    said = found(walk(world, "household-b", at("households:certificate_file")))
    assert "shows the file of a certificate" in said
