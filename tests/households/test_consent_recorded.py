"""No household is verified without the owner's recorded agreement; how to record it is one press away."""

import pytest

from households import operations
from households.enums import Verification
from portal1034.accounts.enums import ConsentHow, ConsentPurpose
from portal1034.accounts.models import Consent
from tests.factories.accounts import OfficerFactory
from tests.factories.households import HouseholdFactory, commune_of

pytestmark = pytest.mark.django_db

LIST = "/quan-tri/households/household/"


@pytest.fixture
def household():
    return HouseholdFactory(agreed=False)


def sent(**more) -> dict:
    return {"how": "phone", "consent_register": "on", **more}


def test_verifying_says_what_is_missing_and_how_to_record_it(client, here, household):
    page = client.post(f"{LIST}{household.pk}/xac-minh/", follow=True)
    assert "Chưa ghi sự đồng ý của chủ hộ" in page.text
    assert f"{LIST}{household.pk}/dong-y/" in page.text
    household.refresh_from_db()
    assert household.verification == Verification.WAITING


def test_recorded_by_telephone_it_can_be_verified(client, here, household):
    address = f"{LIST}{household.pk}/dong-y/"
    assert client.get(address).status_code == 200
    assert client.post(address, sent()).url == f"{LIST}{household.pk}/change/"
    consent = Consent.objects.get(user=household.owner)
    assert (consent.purpose, consent.given_how, consent.recorded_by) == (
        ConsentPurpose.REGISTER, ConsentHow.PHONE, here,
    )  # fmt: skip
    client.post(f"{LIST}{household.pk}/xac-minh/")
    household.refresh_from_db()
    assert household.verification == Verification.VERIFIED


@pytest.mark.parametrize("missing", ["how", "consent_register"])
def test_half_an_answer_is_refused_beside_the_field(client, here, household, missing):
    answer = client.post(f"{LIST}{household.pk}/dong-y/", sent(**{missing: ""}))
    assert answer.status_code == 422
    assert missing in answer.context["form"].errors
    assert not Consent.objects.filter(user=household.owner).exists()


def test_not_for_a_household_of_another_province(client, here):
    there = HouseholdFactory(agreed=False, commune=commune_of("66"))
    assert client.get(f"{LIST}{there.pk}/dong-y/").status_code == 404
    assert client.post(f"{LIST}{there.pk}/dong-y/", sent()).status_code == 404


def test_nobody_records_their_own(household):
    with pytest.raises(operations.NotPossible):
        operations.record_consent(household=household, by=household.owner, how=ConsentHow.PAPER)
    with pytest.raises(operations.NotPossible):
        operations.record_consent(household=household, by=OfficerFactory(), how=ConsentHow.SELF)
