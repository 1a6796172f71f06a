"""A household's own pages over HTTP, with htmx and without any script."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from households.enums import Verification
from households.models import Household
from portal1034.accounts.enums import ConsentPurpose, Role
from portal1034.accounts.models import Consent
from portal1034.accounts.operations import give_consent, has_consent
from portal1034.commodities.models import Commodity
from portal1034.regions.models import Commune
from tests.factories.accounts import OfficerFactory, UserFactory
from tests.factories.households import HouseholdFactory, VerifiedHouseholdFactory

pytestmark = pytest.mark.django_db

CREATE, CHECK, PROFILE, CONSENTS = "/dang-ky/ho/", "/dang-ky/ho/dia-chi/", "/ho-cua-toi/ho-so/", "/ho-cua-toi/dong-y/"
OLD_ADDRESS = "thôn Kép, xã Hồng Giang, huyện Lục Ngạn, Bắc Giang"
FILLED = {"name": "Hộ Nguyễn Thị Lành", "address": OLD_ADDRESS, "other_crops": "vải thiều", "consent_register": "on"}


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


class TestRegistering:
    def test_an_old_address_and_names_of_crops_make_a_household(self, client, lanh):
        assert client.post(CREATE, FILLED).url == reverse("pages:desk")
        made = Household.objects.get(owner=lanh)
        assert made.commune.name == "Phường Chũ"
        assert made.province.short_name == "Bắc Giang"
        assert made.address_line == "thôn Kép"
        assert made.address_typed == OLD_ADDRESS
        assert [crop.slug for crop in made.commodities.all()] == ["vai-thieu"]

    def test_no_box_is_ticked_beforehand(self, client, lanh):
        page = BeautifulSoup(client.get(CREATE).text, "html.parser")
        boxes = page.select("input[type=checkbox]")
        assert len([box for box in boxes if box["name"].startswith("consent_")]) == 2
        assert not [box for box in boxes if box.has_attr("checked")]

    def test_only_what_was_ticked_is_agreed_to(self, client, lanh):
        client.post(CREATE, FILLED)
        assert has_consent(lanh, ConsentPurpose.REGISTER)
        assert not has_consent(lanh, ConsentPurpose.CONTACT)

    def test_the_second_box_is_the_second_consent(self, client, lanh):
        client.post(CREATE, {**FILLED, "consent_contact": "on"})
        assert has_consent(lanh, ConsentPurpose.CONTACT)

    def test_without_consent_nothing_is_kept(self, client, lanh):
        answer = client.post(CREATE, {**FILLED, "consent_register": ""})
        assert answer.status_code == 422
        assert "Bác đánh dấu vào ô này" in answer.text
        assert not Household.objects.exists()
        assert not Consent.objects.exists()

    def test_boxes_and_names_of_crops_add_up(self, client, lanh):
        bo = Commodity.objects.get(slug="bo")
        client.post(CREATE, {**FILLED, "crops": [bo.pk]})
        assert {crop.slug for crop in lanh.household.commodities.all()} == {"bo", "vai-thieu"}

    def test_an_unclear_address_asks_which_place_and_keeps_what_was_typed(self, client, lanh):
        answer = client.post(CREATE, {**FILLED, "address": "thôn 2, xã Tân Lập"})
        assert answer.status_code == 422
        choices = radios(answer)
        assert len(choices) == 3
        assert "Bác chọn một nơi." in answer.text
        assert answer.context["form"]["address"].value() == "thôn 2, xã Tân Lập"
        client.post(CREATE, {**FILLED, "address": "thôn 2, xã Tân Lập", "place": choices[1]})
        assert lanh.household.commune.code == choices[1]

    def test_a_place_that_was_not_offered_is_refused(self, client, lanh):
        elsewhere = Commune.objects.exclude(name__contains="Tân Lập").first()
        answer = client.post(CREATE, {**FILLED, "address": "xã Tân Lập", "place": elsewhere.code})
        assert answer.status_code == 422
        assert "trong danh sách" in answer.text

    @pytest.mark.parametrize(
        ("field", "typed", "sentence"),
        [
            ("name", "", "Bác ghi tên hộ."),
            ("name", "A" * 121, "120"),
            ("address", "", "Bác ghi xã và tỉnh."),
            ("address", "ở nhà tôi", "Không nhận ra"),
            ("address", "Bắc Giang", "Bác chọn một nơi"),
            ("address", "thôn 3, Hồng Giang, Lục Ngạn, Hải Dương", "không thuộc Hải Dương"),
            ("address", "x" * 251, "250"),
            ("other_crops", "bưởi", "Bác ghi rõ loại nào"),
            ("other_crops", "xyzt", "Danh mục chưa có"),
            ("crops", "999999", "không còn trong danh mục"),
            ("crops", "abc", "đánh dấu lại"),
        ],
    )
    def test_bad_input_gets_one_sentence_and_loses_nothing(self, client, lanh, field, typed, sentence):
        answer = client.post(CREATE, {**FILLED, field: typed})
        assert answer.status_code == 422
        assert sentence in answer.text
        kept = answer.context["form"]
        for name in {"name", "address", "other_crops"} - {field}:
            assert kept[name].value() == FILLED[name]
        assert not Household.objects.exists()

    def test_decomposed_text_is_kept_composed(self, client, lanh):
        import unicodedata

        client.post(CREATE, {**FILLED, "name": unicodedata.normalize("NFD", FILLED["name"])})
        assert lanh.household.name == FILLED["name"]

    def test_a_double_click_makes_one_household(self, client, lanh):
        key = client.get(CREATE).context["form"]["form_key"].value()
        first = client.post(CREATE, {**FILLED, "form_key": key})
        second = client.post(CREATE, {**FILLED, "form_key": key})
        assert first.url == second.url == reverse("pages:desk")
        assert str(Household.objects.get().form_key) == str(key)

    def test_who_has_a_household_goes_to_the_desk(self, client, household):
        assert client.get(CREATE).url == reverse("pages:desk")

    @pytest.mark.parametrize("role", [Role.TRADER, Role.EDITOR, Role.ADMINISTRATOR])
    def test_other_roles_have_no_household(self, client, role):
        client.force_login(UserFactory(role=role))
        assert client.get(CREATE).status_code == 403
        assert client.post(CREATE, FILLED).status_code == 403

    def test_an_anonymous_visitor_signs_in_first(self, client):
        assert client.get(CREATE).url == f"/dang-nhap/?next={CREATE}"


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
