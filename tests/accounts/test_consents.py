import pytest
from django.db import IntegrityError, transaction

from portal1034.accounts import consents, operations
from portal1034.accounts.enums import ConsentHow, ConsentPurpose
from portal1034.accounts.events import consent_given, consent_withdrawn
from portal1034.accounts.models import Consent
from tests.factories.accounts import ConsentFactory, OfficerFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard(monkeypatch):
    """Collect what the events say."""
    said = []
    for event, word in ((consent_given, "given"), (consent_withdrawn, "withdrawn")):
        listener = lambda *, user, purpose, word=word: said.append((word, user, purpose))  # noqa: E731
        monkeypatch.setattr(event, "_subscribers", [*event._subscribers, listener])
    return said


@pytest.mark.parametrize("purpose", ConsentPurpose)
def test_every_purpose_has_words_that_say_how_to_take_it_back(purpose):
    wording = consents.wording_of(purpose)
    assert wording.sentence.startswith("Tôi đồng ý")
    assert "rút lại" in wording.details


def test_a_purpose_that_nobody_is_asked_about_has_no_words():
    with pytest.raises(ValueError):
        consents.wording_of("bán dữ liệu")


def test_a_consent_keeps_the_version_the_full_wording_how_and_by_whom(heard):
    user, officer = UserFactory(), OfficerFactory()
    given = operations.give_consent(
        user=user, purpose=ConsentPurpose.CONTACT, recorded_by=officer, how=ConsentHow.PAPER
    )
    given.refresh_from_db()
    wording = consents.wording_of(ConsentPurpose.CONTACT)
    assert (given.wording_version, given.wording) == (wording.version, wording.full_text)
    assert (given.given_how, given.recorded_by) == (ConsentHow.PAPER, officer)
    assert heard == [("given", user, ConsentPurpose.CONTACT)]


def test_saying_yes_twice_is_one_consent(heard):
    user = UserFactory()
    first = operations.give_consent(user=user, purpose=ConsentPurpose.VOSO)
    assert operations.give_consent(user=user, purpose=ConsentPurpose.VOSO) == first
    assert len(heard) == 1


def test_a_new_wording_closes_the_old_consent_and_opens_another():
    user = UserFactory()
    old = ConsentFactory(user=user, purpose=ConsentPurpose.VOSO, wording_version="2020-01")
    new = operations.give_consent(user=user, purpose=ConsentPurpose.VOSO)
    old.refresh_from_db()
    assert old.withdrawn_at
    assert list(Consent.objects.active().filter(user=user)) == [new]


def test_withdrawing_is_one_step_and_is_told(heard):
    user = UserFactory()
    operations.give_consent(user=user, purpose=ConsentPurpose.POSTMART)
    assert operations.withdraw_consent(user=user, purpose=ConsentPurpose.POSTMART)
    assert not operations.has_consent(user, ConsentPurpose.POSTMART)
    assert heard[-1] == ("withdrawn", user, ConsentPurpose.POSTMART)
    assert not operations.withdraw_consent(user=user, purpose=ConsentPurpose.POSTMART)
    assert len(heard) == 2


def test_without_the_consent_to_be_kept_no_other_stands(heard):
    user = UserFactory()
    for purpose in ConsentPurpose:
        operations.give_consent(user=user, purpose=purpose)
    operations.withdraw_consent(user=user, purpose=ConsentPurpose.REGISTER)
    assert not Consent.objects.active().filter(user=user).exists()
    assert {purpose for word, _, purpose in heard if word == "withdrawn"} == set(ConsentPurpose)


def test_what_a_subscriber_raises_undoes_the_withdrawal(monkeypatch):
    user = UserFactory()
    operations.give_consent(user=user, purpose=ConsentPurpose.VOSO)

    def fail(*, user, purpose):
        raise RuntimeError("sàn hỏng")

    monkeypatch.setattr(consent_withdrawn, "_subscribers", [fail])
    with pytest.raises(RuntimeError):
        operations.withdraw_consent(user=user, purpose=ConsentPurpose.VOSO)
    assert operations.has_consent(user, ConsentPurpose.VOSO)


def test_the_database_itself_holds_one_standing_consent_a_purpose():
    user = UserFactory()
    ConsentFactory(user=user)
    with pytest.raises(IntegrityError), transaction.atomic():
        ConsentFactory(user=user)


def test_giving_and_taking_back_are_both_in_the_history():
    user = UserFactory()
    given = operations.give_consent(user=user, purpose=ConsentPurpose.VOSO)
    operations.withdraw_consent(user=user, purpose=ConsentPurpose.VOSO)
    assert [event.pgh_label for event in given.events.order_by("pgh_id")] == ["insert", "update"]
