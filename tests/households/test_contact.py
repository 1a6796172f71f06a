"""A household's number: by consent, to people signed in, so many a day, each look on record and shown to its owner."""

import pytest
from django.urls import reverse

from households.models import ContactLook
from households.operations import LOOKS_A_DAY, NoConsent, TooManyLooks, look_up_phone
from portal1034.accounts.enums import ConsentPurpose, Role
from portal1034.accounts.operations import give_consent, withdraw_consent
from portal1034.core import limits
from tests.factories.accounts import UserFactory
from tests.factories.harvests import HarvestFactory, TraderFactory
from tests.factories.households import HouseholdFactory, VerifiedHouseholdFactory

pytestmark = pytest.mark.django_db

LOOKS = "/ho-cua-toi/nguoi-xem-so/"
PHONE, SHOWN = "+84900555666", "0900\u00a0555\u00a0666"


@pytest.fixture
def household():
    made = VerifiedHouseholdFactory(owner__phone=PHONE)
    give_consent(user=made.owner, purpose=ConsentPurpose.REGISTER)
    give_consent(user=made.owner, purpose=ConsentPurpose.CONTACT)
    return made


@pytest.fixture
def page(household) -> str:
    return reverse("pages:contact", args=[household.code])


@pytest.fixture
def trader(client):
    made = TraderFactory(name="Vựa Bà Sáu", user__full_name="Trần Thị Sáu")
    client.force_login(made.user)
    return made.user


class TestLooking:
    def test_it_is_recorded_with_who_and_from_where(self, household):
        viewer = UserFactory()
        assert look_up_phone(household=household, viewer=viewer, page="/ho-san-xuat/X/") == PHONE
        look = ContactLook.objects.get()
        assert (look.viewer, look.household, look.page) == (viewer, household, "/ho-san-xuat/X/")

    def test_without_consent_nothing_is_shown_or_recorded(self, household):
        withdraw_consent(user=household.owner, purpose=ConsentPurpose.CONTACT)
        with pytest.raises(NoConsent):
            look_up_phone(household=household, viewer=UserFactory())
        assert not ContactLook.objects.exists()

    def test_a_day_has_a_limit_that_losing_redis_does_not_lift(self, household, monkeypatch):
        monkeypatch.setattr(limits, "allow", lambda *arguments: True)
        viewer = UserFactory()
        for _look in range(LOOKS_A_DAY):
            look_up_phone(household=household, viewer=viewer)
        with pytest.raises(TooManyLooks):
            look_up_phone(household=household, viewer=viewer)
        assert ContactLook.objects.count() == LOOKS_A_DAY
        assert look_up_phone(household=household, viewer=UserFactory()), "another viewer has a day of their own"

    def test_a_burst_is_stopped_sooner(self, household):
        viewer = UserFactory()
        for _look in range(10):
            look_up_phone(household=household, viewer=viewer)
        with pytest.raises(TooManyLooks):
            look_up_phone(household=household, viewer=viewer)
        assert ContactLook.objects.count() == 10


class TestPage:
    def test_the_public_page_leads_there_and_shows_no_number(self, client, household, page):
        public = client.get(household.get_absolute_url())
        assert page in public.text
        assert "900555666" not in public.text.replace("\u00a0", "")

    def test_a_visitor_signs_in_first(self, client, page):
        for answer in (client.get(page), client.post(page)):
            assert answer.status_code == 302
            assert "/dang-nhap/" in answer.url
        assert not ContactLook.objects.exists()

    def test_opening_shows_nothing_and_pressing_shows_it_once(self, client, trader, page):
        assert SHOWN not in client.get(page).text
        assert SHOWN in client.post(page).text
        assert ContactLook.objects.count() == 1
        assert "no-store" in client.post(page)["Cache-Control"]

    def test_without_consent_the_way_is_to_ask(self, client, trader, household, page):
        harvest = HarvestFactory(household=household)
        withdraw_consent(user=household.owner, purpose=ConsentPurpose.CONTACT)
        answer = client.post(page).text
        assert SHOWN not in answer
        assert "chưa đồng ý cho xem" in answer
        assert reverse("harvests:ask", args=[harvest.pk]) in answer

    def test_without_a_harvest_either_one_posts_a_request(self, client, trader, household, page):
        withdraw_consent(user=household.owner, purpose=ConsentPurpose.CONTACT)
        assert reverse("harvests:post_buy_request") in client.get(page).text

    def test_too_many_is_said_with_the_right_status(self, client, trader, page):
        answers = [client.post(page) for _look in range(11)]
        assert answers[-1].status_code == 429
        assert SHOWN not in answers[-1].text

    def test_a_household_that_is_not_public_has_no_such_page(self, client, trader):
        hidden = HouseholdFactory()
        give_consent(user=hidden.owner, purpose=ConsentPurpose.CONTACT)
        assert client.post(reverse("pages:contact", args=[hidden.code])).status_code == 404

    def test_the_owner_is_not_counted(self, client, household, page):
        client.force_login(household.owner)
        assert "Đây là hộ của bác" in client.post(page).text
        assert not ContactLook.objects.exists()


class TestWhoLooked:
    def test_the_household_sees_who_newest_first(self, client, household):
        for name in ("Trần Thị Sáu", "Lê Văn Bảy"):
            look_up_phone(household=household, viewer=UserFactory(full_name=name, role=Role.TRADER))
        nameless = UserFactory(full_name="", phone="+84900111999")
        look_up_phone(household=household, viewer=nameless)
        client.force_login(household.owner)
        text = client.get(LOOKS).text
        assert text.index("Lê Văn Bảy") < text.index("Trần Thị Sáu")
        assert "••• 999" in text
        assert "900111999" not in text

    def test_nobody_elses_looks_are_there(self, client, household):
        look_up_phone(household=household, viewer=UserFactory(full_name="Trần Thị Sáu"))
        client.force_login(VerifiedHouseholdFactory().owner)
        assert "Chưa ai xem" in client.get(LOOKS).text

    def test_a_trader_has_no_such_page(self, client, trader):
        assert client.get(LOOKS).status_code == 403

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_list_costs_the_same_however_long(self, client, household, django_assert_max_num_queries, count):
        for _look in range(count):
            look_up_phone(household=household, viewer=UserFactory())
        client.force_login(household.owner)
        with django_assert_max_num_queries(6):
            client.get(LOOKS)

    def test_it_goes_on_a_page_further(self, client, household):
        ContactLook.objects.bulk_create(
            ContactLook(household=household, viewer=UserFactory(full_name=f"Khách số {n:02d}")) for n in range(31)
        )
        client.force_login(household.owner)
        first = client.get(LOOKS)
        assert "Khách số 00" not in first.text
        last = ContactLook.objects.order_by("pk")[1]
        assert "Khách số 00" in client.get(f"{LOOKS}?sau={last.pk}").text
        assert client.get(f"{LOOKS}?sau=x²").status_code == 200
