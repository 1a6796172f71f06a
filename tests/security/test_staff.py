"""What a member of staff could learn or break by writing addresses by hand."""

import pytest
from django.contrib.contenttypes.models import ContentType

from households.models import Household
from portal1034.accounts.enums import Role
from tests.factories.accounts import OfficerFactory, UserFactory
from tests.factories.households import VerifiedHouseholdFactory

pytestmark = pytest.mark.django_db

LIST = "/quan-tri/households/household/"


@pytest.fixture
def officer(client):
    officer = OfficerFactory()
    client.force_login(officer)
    return officer


@pytest.mark.parametrize(
    "asked",
    [
        *("owner__password__startswith=a", "owner__phone__contains=9", "form_key__isnull=1", "story__startswith=a"),
        *("return_reason__contains=a", "created_at__year=99999999999", "events__pgh_id=1", "code__startswith=H"),
    ],
)
def test_a_list_is_asked_only_by_its_own_filters(client, officer, asked):
    assert client.get(f"{LIST}?{asked}").status_code == 400


@pytest.mark.parametrize(
    "asked",
    ["verification__exact=waiting", "verification__exact=%00", "tinh=bac-giang", "tinh=%00", "q=lanh", "o=1.-2", "p=1"],
)
def test_the_lists_own_filters_answer(client, officer, asked):
    assert client.get(f"{LIST}?{asked}").status_code == 200


def test_codes_in_texts_cannot_be_guessed_through_the_list(client):
    client.force_login(UserFactory(role=Role.ADMINISTRATOR, is_superuser=True))
    assert client.get("/quan-tri/accounts/textmessage/?body__contains=12").status_code == 400


def test_the_short_cut_to_any_rows_page_is_closed(client, officer):
    household = VerifiedHouseholdFactory()
    kind = ContentType.objects.get_for_model(Household)
    assert client.get(f"/quan-tri/r/{kind.pk}/{household.pk}/").status_code == 404
    assert client.get("/quan-tri/r/1/x/").status_code == 404


def test_a_row_of_the_officers_own_province_still_links_to_its_public_page(client, officer):
    household = VerifiedHouseholdFactory()
    assert household.get_absolute_url() in client.get(f"{LIST}{household.pk}/change/").text


@pytest.mark.parametrize("key", ["abc", "²", "9" * 6000, "{}", "1e9"])
def test_a_made_up_key_in_a_choice_gets_a_sentence(client, officer, key):
    household = VerifiedHouseholdFactory()
    answer = client.post(f"{LIST}{household.pk}/change/", {"name": "Hộ bà Lành", "commune": key})
    assert answer.status_code == 200
    assert household.commune_id == Household.objects.get(pk=household.pk).commune_id
