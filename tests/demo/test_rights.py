"""What an officer of the demonstration finds besides: doubles, requests at every stage, looks at numbers."""

import pytest
from django.utils import timezone

from households import doubles
from households.models import ContactLook, Household
from portal1034.accounts.enums import ConsentPurpose, RequestStatus
from portal1034.accounts.models import PersonalDataRequest, User
from portal1034.accounts.operations import give_consent
from portal1034.accounts.perms import scope_of
from portal1034.demo.moments import Clock
from portal1034.demo.rights import FEW, write_rights
from tests.factories.accounts import OfficerFactory
from tests.factories.harvests import TraderFactory
from tests.factories.households import VerifiedHouseholdFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return OfficerFactory()


def written(officer, count: int) -> list[Household]:
    households = [VerifiedHouseholdFactory(name=f"Hộ bà Vi Thị {chr(65 + n)}") for n in range(count)]
    for household in households:
        give_consent(user=household.owner, purpose=ConsentPurpose.CONTACT)
    write_rights(households, {"24": officer}, [TraderFactory()], Clock())
    return households


def test_the_officer_finds_pairs_one_of_them_proved_by_the_number_of_a_person(officer):
    written(officer, FEW)
    found = doubles.pairs(scope_of(officer), most=20)
    assert [pair.proof for pair in found] == ["nguoi", "ten", "ten"]


def test_requests_wait_at_every_stage_of_the_clock(officer):
    written(officer, FEW)
    asked = PersonalDataRequest.objects.order_by("received_at")
    assert {one.status for one in asked} == {RequestStatus.RECEIVED, RequestStatus.ANSWERED}
    today = timezone.localdate()
    assert any(one.due_on < today for one in asked)
    assert any(one.due_on >= today for one in asked)
    assert {one.province.code for one in asked} == {"24"}


def test_the_first_household_sees_who_looked(officer):
    households = written(officer, 3)
    assert ContactLook.objects.filter(household=households[0]).exists()
    assert all(look.at <= timezone.now() for look in ContactLook.objects.all())


def test_a_small_demonstration_has_nobody_twice(officer):
    written(officer, 3)
    assert Household.objects.count() == 3
    assert not PersonalDataRequest.objects.exists()
    assert User.objects.filter(phone__startswith="+8490000047").count() == 0
