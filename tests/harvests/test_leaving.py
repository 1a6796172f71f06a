"""A side that asked to leave a deal too early may unsay it, as long as the other side has said nothing to it."""

import datetime as dt

import pytest
from django.utils import timezone

from harvests import operations
from harvests.enums import Kept, OfferStatus, OutcomeState
from harvests.errors import ExchangeError
from harvests.models import Outcome
from portal1034.accounts.models import TextMessage
from tests.factories.harvests import OfferFactory, deal_of
from tests.factories.households import VerifiedHouseholdFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def offer():
    offer = OfferFactory(harvest__household=VerifiedHouseholdFactory(name="Hộ bà Lành"), trader__name="Vựa Tám")
    later = timezone.localdate() + dt.timedelta(days=3)
    return deal_of(offer, deliver_from=later, deliver_to=later)


def leave(offer, user) -> None:
    operations.tell_outcome(offer=offer, user=user, kept=Kept.OFF)


def test_who_said_to_leave_too_early_presses_one_button_and_the_deal_goes_on(client, offer):
    owner = offer.household.owner
    leave(offer, owner)
    client.force_login(owner)
    page, button = f"/de-nghi/{offer.pk}/", f"/de-nghi/{offer.pk}/ket-qua/rut-lai/"
    assert button in client.get(page).content.decode()
    answer = client.post(button, follow=True).content.decode()
    assert "Đã rút lại" in answer
    assert button not in answer
    offer.refresh_from_db()
    assert (offer.status, offer.outcome_state) == (OfferStatus.AGREED, OutcomeState.NONE)
    assert not Outcome.objects.exists()
    texts = TextMessage.objects.filter(phone=offer.trader.user.phone).order_by("pk")
    assert "rút lại lời xin thôi" in texts.last().body
    count = texts.count()
    client.post(button)
    assert texts.count() == count  # pressed again, nobody gets another text


def test_the_other_side_sees_no_such_button_and_takes_nothing_back(client, offer):
    leave(offer, offer.household.owner)
    client.force_login(offer.trader.user)
    assert "rut-lai" not in client.get(f"/de-nghi/{offer.pk}/").content.decode()
    operations.take_back_leaving(offer=offer, user=offer.trader.user)
    assert Outcome.objects.count() == 1


def agrees(offer):
    leave(offer, offer.trader.user)


def answers(offer):
    operations.reply_to_outcome(offer=offer, user=offer.trader.user, reply="Xe đã thuê rồi.")


@pytest.mark.parametrize("says", [agrees, answers])
def test_once_the_other_side_has_said_anything_it_stands(client, offer, says):
    owner = offer.household.owner
    leave(offer, owner)
    says(offer)
    client.force_login(owner)
    assert "rut-lai" not in client.get(f"/de-nghi/{offer.pk}/").content.decode()
    with pytest.raises(ExchangeError, match="Bên kia đã nói"):
        operations.take_back_leaving(offer=offer, user=owner)
    assert Outcome.objects.filter(kept=Kept.OFF).exists()


def test_what_became_of_a_delivery_is_corrected_and_never_taken_back(offer):
    today = timezone.localdate()
    offer = deal_of(OfferFactory(), deliver_from=today, deliver_to=today)
    operations.tell_outcome(offer=offer, user=offer.household.owner, kept=Kept.KEPT)
    operations.take_back_leaving(offer=offer, user=offer.household.owner)
    assert Outcome.objects.get(offer=offer).kept == Kept.KEPT
