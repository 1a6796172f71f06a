"""A household's own pages over HTTP, with htmx and without any script."""

import pytest
from bs4 import BeautifulSoup

from households.enums import Verification
from households.models import FarmPhoto, FarmPlace, Household
from portal1034.accounts.enums import ConsentPurpose, Role
from portal1034.accounts.models import Consent
from portal1034.accounts.operations import give_consent, has_consent
from portal1034.commodities.models import Commodity
from portal1034.regions.models import Commune
from tests.factories.accounts import OfficerFactory, UserFactory
from tests.factories.households import HouseholdFactory, VerifiedHouseholdFactory
from tests.households.papers import jpeg

pytestmark = pytest.mark.django_db

CREATE, CHECK = "/dang-ky/ho/", "/dang-ky/ho/xem-dia-chi/"
PROFILE, CONSENTS = "/ho-cua-toi/ho-so/", "/ho-cua-toi/dong-y/"
OLD_ADDRESS = "thôn Kép, xã Hồng Giang, huyện Lục Ngạn, Bắc Giang"


@pytest.fixture
def lanh(client):
    user = UserFactory()
    client.force_login(user)
    return user


@pytest.fixture
def household(client):
    made = HouseholdFactory(name="Hộ Nguyễn Thị Lành")
    client.force_login(made.owner)
    return made


def radios(page) -> list[str]:
    return [box["value"] for box in BeautifulSoup(page.text, "html.parser").select("input[name=place]")]


class TestAsking:
    """What htmx asks while the address is being written."""

    def test_an_address_is_told_back_in_todays_names_with_the_crops_of_the_place(self, client, lanh):
        answer = client.get(CHECK, {"address": OLD_ADDRESS}, headers={"HX-Request": "true"})
        assert "Phường Chũ, tỉnh Bắc Ninh (trước là xã Hồng Giang" in answer.text
        assert "Vải thiều" in answer.text
        assert "<html" not in answer.text

    def test_an_unclear_one_offers_the_places_without_a_reproach(self, client, lanh):
        answer = client.get(CHECK, {"address": "xã Tân Lập"}, headers={"HX-Request": "true"})
        assert len(radios(answer)) == 3
        assert "field__error" not in answer.text

    def test_what_is_ticked_stays_ticked(self, client, lanh):
        tom = Commodity.objects.get(slug="tom-su")
        answer = client.get(CHECK, {"address": OLD_ADDRESS, "crops": [tom.pk, "abc", "9" * 40]})
        checked = BeautifulSoup(answer.text, "html.parser").select("input[checked]")
        assert [box["value"] for box in checked] == [str(tom.pk)]

    @pytest.mark.parametrize("typed", ["", "zzz", "x" * 5000])
    def test_nonsense_is_answered_in_peace(self, client, lanh, typed):
        assert client.get(CHECK, {"address": typed}).status_code == 200

    def test_only_people_who_signed_in_ask(self, client):
        assert client.get(CHECK, {"address": OLD_ADDRESS}).status_code == 302


class TestProfile:
    def filled(self, household, **more):
        form = {"name": household.name, "address": f"Thôn Phúc Thành, {household.commune.full_name}"}
        return {**form, "other_crops": "", "area": "", "story": "", **more}

    def test_what_is_known_is_in_the_boxes(self, client, household):
        household.commodities.add(Commodity.objects.get(slug="vai-thieu"))
        form = client.get(PROFILE).context["form"]
        assert form["address"].value() == f"Thôn Phúc Thành, {household.commune.full_name}"
        assert "checked" in str(form["crops"])

    def test_it_is_saved(self, client, household):
        vai = Commodity.objects.get(slug="vai-thieu")
        more = {"area": "2 sào", "story": "Vải chín cây", "crops": [vai.pk]}
        assert client.post(PROFILE, self.filled(household, **more)).url == PROFILE
        household.refresh_from_db()
        assert (household.area_m2, household.story) == (720, "Vải chín cây")
        assert list(household.commodities.all()) == [vai]

    def test_what_registering_asks_of_the_farm_is_changed_here_too(self, client, household):
        place = {"digital_address": "bg24 001", "on_map": "on", "point": "21.37350, 106.61230"}
        assert client.post(PROFILE, self.filled(household, **place)).status_code == 302
        kept = FarmPlace.objects.get(household=household)
        assert (kept.digital_address, kept.on_map, kept.point) == ("BG24001", True, (21.3735, 106.6123))
        form = client.get(PROFILE).context["form"]
        assert (form["digital_address"].value(), form["point"].value()) == ("BG24001", "21.37350, 106.61230")
        client.post(PROFILE, self.filled(household))
        assert not FarmPlace.objects.exists()

    def test_a_point_far_away_is_refused_beside_its_field_and_the_words_stay(self, client, household):
        page = client.post(PROFILE, self.filled(household, point="10.00000, 106.00000", story="Vải chín cây"))
        assert page.status_code == 422
        assert "xa quá" in page.context["form"].errors["point"][0]
        assert "Vải chín cây" in page.text

    def test_a_good_picture_is_kept_even_if_another_answer_is_wrong_and_goes_when_asked(self, client, household):
        page = client.post(PROFILE, self.filled(household, area="rộng lắm", photo=jpeg("vuon.jpg")))
        assert page.status_code == 422
        assert FarmPhoto.objects.get(household=household).width == 300
        client.post(PROFILE, self.filled(household, story="Mới"))
        assert FarmPhoto.objects.filter(household=household).exists()
        client.post(PROFILE, self.filled(household, remove_photo="on"))
        assert not FarmPhoto.objects.exists()

    def test_an_empty_post_is_answered(self, client, household):
        assert client.post(PROFILE, {}).status_code == 422

    def test_an_address_left_alone_stays_the_same_place_even_if_its_words_are_unclear(self, client):
        unclear = Commune.objects.get(name="Xã Thanh An", province__successor__short_name__contains="Hồ Chí Minh")
        made = HouseholdFactory(commune=unclear)
        client.force_login(made.owner)
        assert client.post(PROFILE, self.filled(made, story="Mới")).status_code == 302
        made.refresh_from_db()
        assert (made.commune, made.story, made.address_line) == (unclear, "Mới", "Thôn Phúc Thành")

    def test_moving_is_told_and_verified_again(self, client):
        made = VerifiedHouseholdFactory()
        client.force_login(made.owner)
        client.post(PROFILE, self.filled(made, address="xã Ea Kao, Buôn Ma Thuột, Đắk Lắk"))
        made.refresh_from_db()
        assert made.province.short_name == "Đắk Lắk"
        assert made.verification == Verification.WAITING
        assert "xác minh lại" in client.get(PROFILE).text

    def test_a_returned_household_reads_why_and_is_sent_again(self, client, household):
        Household.objects.update(verification=Verification.RETURNED, return_reason="Thiếu tên thôn.")
        page = client.get(PROFILE)
        assert "Thiếu tên thôn." in page.text
        assert "Lưu và gửi lại" in page.text
        client.post(PROFILE, self.filled(household))
        household.refresh_from_db()
        assert household.verification == Verification.WAITING

    @pytest.mark.parametrize(
        ("field", "typed", "sentence"),
        [
            ("area", "rộng lắm", "Diện tích chưa đọc được"),
            ("area", "x" * 41, "Bác ghi ngắn thôi"),
            ("story", "x" * 2001, "2.000"),
            ("name", "", "Bác ghi tên hộ."),
        ],
    )
    def test_bad_input_gets_one_sentence_and_changes_nothing(self, client, household, field, typed, sentence):
        answer = client.post(PROFILE, self.filled(household, **{"story": "Mới", field: typed}))
        assert answer.status_code == 422
        assert sentence in answer.text
        household.refresh_from_db()
        assert household.story == ""

    def test_without_a_household_one_registers_it_first(self, client, lanh):
        for path in (PROFILE, CONSENTS):
            assert client.get(path).url == CREATE

    @pytest.mark.parametrize("path", [PROFILE, CONSENTS])
    def test_the_desk_is_for_households(self, client, path):
        for user in (UserFactory(role=Role.TRADER), OfficerFactory()):
            client.force_login(user)
            assert client.get(path).status_code == 403

    def test_a_person_sees_their_own_household_only(self, client, household):
        HouseholdFactory(name="Hộ người khác")
        assert "Hộ người khác" not in client.get(PROFILE).text

    @pytest.mark.parametrize("path", [PROFILE, CONSENTS])
    def test_the_number_of_queries_does_not_grow(self, client, household, path, django_assert_max_num_queries):
        client.get(path)
        household.commodities.set(Commodity.objects.all()[:30])
        with django_assert_max_num_queries(11):
            client.get(path)


class TestConsents:
    @pytest.fixture
    def household(self, client):
        made = HouseholdFactory(name="Hộ Nguyễn Thị Lành", agreed=False)
        client.force_login(made.owner)
        return made

    def change(self, client, purpose, action):
        return client.post(CONSENTS, {"purpose": purpose, "action": action})

    def test_every_purpose_is_shown_with_its_state_and_its_words(self, client, household):
        give_consent(user=household.owner, purpose=ConsentPurpose.REGISTER)
        page = client.get(CONSENTS).text
        for purpose in ConsentPurpose:
            assert str(purpose.label) in page
        assert page.count("Rút lại<") == 1
        assert page.count("Tôi đồng ý<") == 3

    def test_one_step_gives_and_one_step_takes_back(self, client, household):
        give_consent(user=household.owner, purpose=ConsentPurpose.REGISTER)
        self.change(client, "marketplace:voso", "give")
        assert has_consent(household.owner, ConsentPurpose.VOSO)
        self.change(client, "marketplace:voso", "withdraw")
        assert not has_consent(household.owner, ConsentPurpose.VOSO)

    def test_without_the_first_consent_no_other_is_offered(self, client, household):
        page = client.get(CONSENTS).text
        assert page.count("Tôi đồng ý<") == 1

    def test_withdrawing_the_first_hides_the_household(self, client):
        made = VerifiedHouseholdFactory()
        give_consent(user=made.owner, purpose=ConsentPurpose.REGISTER)
        client.force_login(made.owner)
        self.change(client, "register", "withdraw")
        assert made not in Household.objects.verified()

    @pytest.mark.parametrize("purpose", ["", "bán dữ liệu", "register "])
    def test_an_unknown_purpose_is_refused(self, client, household, purpose):
        assert self.change(client, purpose, "give").status_code == 400
        assert not Consent.objects.exists()
