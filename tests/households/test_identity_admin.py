"""Citizens' numbers at the officer's desk: masked, in scope, each whole number seen on record."""

import pytest

from portal1034.accounts.enums import ConsentHow, Role
from portal1034.accounts.models import Identity, IdentityReveal
from portal1034.accounts.privacy.identities import keep_identity
from tests.factories.accounts import DepartmentFactory, OfficerFactory, UserFactory
from tests.factories.households import VerifiedHouseholdFactory

pytestmark = pytest.mark.django_db

LIST, NUMBER, WHOLE = "/quan-tri/accounts/identity/", "024185000123", "024 185 000 123"


@pytest.fixture
def household():
    return VerifiedHouseholdFactory(owner__phone="+84900555666")


@pytest.fixture
def identity(household):
    return keep_identity(user=household.owner, number=NUMBER)


@pytest.fixture
def here(client):
    officer = OfficerFactory()
    client.force_login(officer)
    return officer


@pytest.fixture
def elsewhere(client):
    officer = OfficerFactory(department=DepartmentFactory(codes=["66"]))
    client.force_login(officer)
    return officer


def test_lists_and_rows_show_four_digits_and_count_twins(client, here, identity):
    keep_identity(user=VerifiedHouseholdFactory().owner, number=NUMBER)
    for path in (LIST, f"{LIST}{identity.pk}/change/"):
        text = client.get(path).text
        assert "•••••••• 0123" in text
        assert "trùng với 1 người khác" in text
        assert NUMBER not in text


def test_a_whole_number_is_shown_to_a_reason_and_recorded(client, here, identity):
    at = f"{LIST}{identity.pk}/xem-so/"
    assert WHOLE not in client.get(at).text
    assert client.post(at, {"reason": ""}).status_code == 422
    assert not IdentityReveal.objects.exists()
    answer = client.post(at, {"reason": "Đối chiếu với thẻ"})
    assert WHOLE in answer.text
    assert "no-store" in answer["Cache-Control"]
    assert IdentityReveal.objects.get().viewer == here


def test_an_officer_writes_it_down_for_the_owner(client, here, household):
    form = {"phone": "0900555666", "identity_number": NUMBER, "how": "paper", "consent_identity": "on"}
    assert client.post(LIST + "add/", {**form, "identity_number": "12"}).status_code == 422
    assert client.post(LIST + "add/", form).status_code == 302
    kept = Identity.objects.get()
    assert (kept.user, kept.recorded_by, kept.how) == (household.owner, here, ConsentHow.PAPER)


def test_it_is_found_by_the_owners_number(client, here, identity):
    assert "•••••••• 0123" in client.get(f"{LIST}?q=0900555666").text
    assert "•••••••• 0123" not in client.get(f"{LIST}?q=0900555667").text


def test_another_province_has_no_way_in(client, elsewhere, household, identity):
    assert "0123" not in client.get(LIST).text
    assert client.get(f"{LIST}{identity.pk}/change/").status_code == 302
    for answer in (
        client.get(f"{LIST}{identity.pk}/xem-so/"),
        client.post(f"{LIST}{identity.pk}/xem-so/", {"reason": "x"}),
    ):
        assert answer.status_code == 404
    form = {"phone": "0900555666", "identity_number": "024185000124", "how": "paper", "consent_identity": "on"}
    assert client.post(LIST + "add/", form).status_code == 422
    assert Identity.objects.get().number() == NUMBER
    assert not IdentityReveal.objects.exists()


def test_nobody_changes_or_deletes_it_here(client, here, identity):
    assert client.post(f"{LIST}{identity.pk}/change/", {"how": "self"}).status_code == 403
    assert client.post(f"{LIST}{identity.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("role", [Role.EDITOR, Role.HOUSEHOLD, Role.TRADER])
def test_no_other_role_comes_in(client, identity, role):
    client.force_login(UserFactory(role=role))
    assert client.get(LIST).status_code in {302, 403}
    assert client.post(f"{LIST}{identity.pk}/xem-so/", {"reason": "x"}).status_code in {302, 403, 404}
    assert client.post(LIST + "add/", {}).status_code in {302, 403}
