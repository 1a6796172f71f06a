"""Registering, one question a page: over HTTP, without any script."""

import io
import unicodedata
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from households import operations
from households.models import FarmPhoto, Household, RegistrationDraft
from households.registration import STEPS
from portal1034.accounts.enums import ConsentPurpose, Role
from portal1034.accounts.models import Consent
from portal1034.accounts.operations import has_consent
from portal1034.commodities.models import Commodity
from portal1034.core import pictures
from portal1034.regions.models import Commune
from tests.factories.accounts import UserFactory
from tests.factories.households import HouseholdFactory, VerifiedHouseholdFactory

pytestmark = pytest.mark.django_db

CREATE, SEND = "/dang-ky/ho/", "/dang-ky/ho/gui/"
OLD_ADDRESS = "thôn Kép, xã Hồng Giang, huyện Lục Ngạn, Bắc Giang"
SAID = {
    "ten": {"name": "Hộ Nguyễn Thị Lành"},
    "dia-chi": {"address": OLD_ADDRESS},
    "nong-san": {"other_crops": "vải thiều"},
}
AGREED = {"consent_register": "on"}


def page_of(step: str) -> str:
    return f"/dang-ky/ho/{step}/"


def photo(tone: int = 1) -> SimpleUploadedFile:
    buffer = io.BytesIO()
    Image.new("RGB", (900, 600), (30, 40 * tone, 60)).save(buffer, "JPEG")
    return SimpleUploadedFile("vuon.jpg", buffer.getvalue(), "image/jpeg")


@pytest.fixture
def lanh(client):
    user = UserFactory()
    client.force_login(user)
    return user


def answer(client, **changes):
    """Answer the required questions, with `changes` by step (dia_chi= for dia-chi)."""
    changes = {step.replace("_", "-"): said for step, said in changes.items()}
    for step in {**SAID, **changes}:
        client.post(page_of(step), {**SAID.get(step, {}), **changes.get(step, {})})


class TestAnswering:
    def test_the_way_in_leads_to_the_first_question(self, client, lanh):
        assert client.get(CREATE).url == page_of("ten")

    def test_each_good_answer_leads_to_the_next_question(self, client, lanh):
        way = [client.post(page_of(step), said).url for step, said in SAID.items()]
        way += [client.post(page_of(step.slug), {}).url for step in STEPS[3:]]
        assert way == [*(page_of(step.slug) for step in STEPS[1:]), SEND]

    def test_an_old_address_and_names_of_crops_make_a_household(self, client, lanh):
        answer(client)
        assert client.post(SEND, AGREED).url == reverse("pages:desk")
        made = Household.objects.get(owner=lanh)
        assert (made.name, made.commune.name) == ("Hộ Nguyễn Thị Lành", "Phường Chũ")
        assert made.province.short_name == "Bắc Giang"
        assert (made.address_line, made.address_typed) == ("thôn Kép", OLD_ADDRESS)
        assert [crop.slug for crop in made.commodities.all()] == ["vai-thieu"]
        assert not RegistrationDraft.objects.exists()

    def test_everything_that_may_be_said_is_kept(self, client, lanh):
        more = {"digital_address": "24 abc 9", "on_map": "on", "point": "21.37350, 106.56230"}
        answer(client, dia_chi=more, dien_tich={"area": "2 sào"}, gioi_thieu={"story": "Vải chín cây"})
        client.post(page_of("anh"), {"photo": photo()})
        client.post(SEND, AGREED)
        made = lanh.household
        assert (made.area_m2, made.story) == (720, "Vải chín cây")
        assert (made.farm_place.digital_address, made.farm_place.on_map) == ("24ABC9", True)
        assert made.farm_place.point == (21.3735, 106.5623)
        assert made.farm_photo.width == 900

    def test_the_last_three_questions_can_be_left_out_at_once(self, client, lanh):
        client.post(page_of("ten"), SAID["ten"])
        client.post(page_of("dia-chi"), SAID["dia-chi"])
        assert client.post(page_of("nong-san"), {**SAID["nong-san"], "then": "gui"}).url == SEND

    def test_without_a_point_the_farm_stands_in_the_middle_of_its_commune(self, client, lanh):
        answer(client, dia_chi={"on_map": "on"})
        client.post(SEND, AGREED)
        place = lanh.household.farm_place
        assert place.point == (lanh.household.commune.latitude, lanh.household.commune.longitude)
        assert place.geo_uri.startswith("geo:21.")
        assert not place.is_exact

    def test_boxes_and_names_of_crops_add_up(self, client, lanh):
        answer(client, nong_san={"crops": [Commodity.objects.get(slug="bo").pk]})
        client.post(SEND, AGREED)
        assert {crop.slug for crop in lanh.household.commodities.all()} == {"bo", "vai-thieu"}

    def test_the_boxes_are_what_the_province_grows_with_pictures(self, client, lanh):
        answer(client)
        page = BeautifulSoup(client.get(page_of("nong-san")).text, "html.parser")
        cards = page.select(".crop-card")
        assert "Vải thiều" in [card.get_text(strip=True) for card in cards]
        assert all(card.select("img") for card in cards)

    def test_an_unclear_address_asks_which_place_and_keeps_what_was_typed(self, client, lanh):
        client.post(page_of("ten"), SAID["ten"])
        unclear = {"address": "thôn 2, xã Tân Lập"}
        page = client.post(page_of("dia-chi"), unclear)
        choices = [box["value"] for box in BeautifulSoup(page.text, "html.parser").select("input[name=place]")]
        assert (page.status_code, len(choices)) == (422, 3)
        assert "Bác chọn một nơi." in page.text
        client.post(page_of("dia-chi"), {**unclear, "place": choices[1]})
        answer(client, dia_chi={**unclear, "place": choices[1]})
        client.post(SEND, AGREED)
        assert lanh.household.commune.code == choices[1]

    def test_a_place_that_was_not_offered_is_refused(self, client, lanh):
        client.post(page_of("ten"), SAID["ten"])
        elsewhere = Commune.objects.exclude(name__contains="Tân Lập").first()
        page = client.post(page_of("dia-chi"), {"address": "xã Tân Lập", "place": elsewhere.code})
        assert page.status_code == 422
        assert "trong danh sách" in page.text

    @pytest.mark.parametrize(
        ("step", "field", "typed", "sentence"),
        [
            ("ten", "name", "", "Bác ghi tên hộ."),
            ("ten", "name", "A" * 121, "120"),
            ("dia-chi", "address", "", "Bác ghi xã và tỉnh."),
            ("dia-chi", "address", "ở nhà tôi", "Không nhận ra"),
            ("dia-chi", "address", "Bắc Giang", "Bác chọn một nơi"),
            ("dia-chi", "address", "thôn 3, Hồng Giang, Lục Ngạn, Hải Dương", "không thuộc Hải Dương"),
            ("dia-chi", "address", "x" * 251, "250"),
            ("dia-chi", "digital_address", "a?b", "Mã địa chỉ số có từ 4 đến 20"),
            ("dia-chi", "point", "gần chợ", "Tọa độ chưa đọc được"),
            ("dia-chi", "point", "10.77000, 106.70000", "xa quá"),
            ("nong-san", "other_crops", "bưởi", "Bác ghi rõ loại nào"),
            ("nong-san", "other_crops", "xyzt", "Danh mục chưa có"),
            ("nong-san", "crops", "999999", "không còn trong danh mục"),
            ("nong-san", "crops", "abc", "đánh dấu lại"),
            ("dien-tich", "area", "rộng lắm", "Diện tích chưa đọc được"),
            ("gioi-thieu", "story", "x" * 2001, "2.000"),
        ],
    )
    def test_bad_input_gets_one_sentence_and_stays_in_the_box(self, client, lanh, step, field, typed, sentence):
        answer(client)
        page = client.post(page_of(step), {**SAID.get(step, {}), field: typed})
        assert page.status_code == 422
        assert sentence in page.text
        assert client.post(SEND, AGREED).url == page_of(step) or step in {"dien-tich", "gioi-thieu"}
        assert not Household.objects.exists()

    def test_decomposed_text_is_kept_composed(self, client, lanh):
        answer(client, ten={"name": unicodedata.normalize("NFD", SAID["ten"]["name"])})
        client.post(SEND, AGREED)
        assert lanh.household.name == SAID["ten"]["name"]

    def test_an_unknown_question_is_not_there(self, client, lanh):
        assert client.get(page_of("luong")).status_code == 404
        assert client.post(page_of("luong") + "nhap/").status_code == 404

    def test_nobody_jumps_over_a_required_question(self, client, lanh):
        assert client.get(page_of("nong-san")).url == page_of("ten")
        client.post(page_of("ten"), SAID["ten"])
        assert client.get(page_of("dien-tich")).url == page_of("dia-chi")
        assert client.get(SEND).url == page_of("dia-chi")
        assert client.post(SEND, AGREED).url == page_of("dia-chi")


class TestPhoto:
    def test_a_good_photo_is_kept_at_once_and_shown_again(self, client, lanh):
        answer(client)
        client.post(page_of("anh"), {"photo": photo()})
        page = client.get(page_of("anh"))
        assert "/media/h/" in page.text
        sha = lanh.registration_draft.values_of("anh")["sha256"][0]
        assert pictures.default_storage.exists(pictures.path_of("h", sha, 320))

    def test_what_is_no_photo_gets_its_sentence_and_the_good_one_stays(self, client, lanh):
        answer(client)
        client.post(page_of("anh"), {"photo": photo()})
        page = client.post(page_of("anh"), {"photo": SimpleUploadedFile("a.jpg", b"day la chu", "image/jpeg")})
        assert page.status_code == 422
        assert "không phải ảnh" in page.text
        assert lanh.registration_draft.values_of("anh")

    def test_it_can_be_taken_away_again(self, client, lanh):
        answer(client)
        client.post(page_of("anh"), {"photo": photo()})
        assert client.post(page_of("anh"), {"remove": "1"}).url == page_of("anh")
        assert not lanh.registration_draft.values_of("anh")

    def test_nobody_names_somebody_elses_photo(self, client, lanh):
        answer(client)
        client.post(page_of("anh"), {"sha256": "ab" * 32, "width": "900", "height": "600"})
        assert client.post(page_of("anh") + "nhap/", {"sha256": "ab" * 32}).status_code == 404
        client.post(SEND, AGREED)
        assert not FarmPhoto.objects.exists()

    def test_another_photo_takes_the_place_and_the_old_files_go(self, django_capture_on_commit_callbacks):
        from portal1034.core.images import read_picture

        household = HouseholdFactory()
        first, second = (operations.store_photo(read_picture(photo(tone))) for tone in (2, 3))
        operations.set_farm_photo(household=household, photo=first)
        with django_capture_on_commit_callbacks(execute=True):
            operations.set_farm_photo(household=household, photo=second)
        assert not pictures.default_storage.exists(pictures.path_of("h", first.sha256))
        assert pictures.default_storage.exists(pictures.path_of("h", second.sha256))

    def test_the_public_page_shows_it_with_renditions(self, client):
        from portal1034.core.images import read_picture

        household = VerifiedHouseholdFactory()
        operations.set_farm_photo(household=household, photo=operations.store_photo(read_picture(photo())))
        image = BeautifulSoup(client.get(household.get_absolute_url()).text, "html.parser").select_one(".farm-photo")
        assert " 320w" in image["srcset"]
        assert image["alt"]


class TestConsent:
    def test_no_box_is_ticked_beforehand(self, client, lanh):
        answer(client)
        boxes = BeautifulSoup(client.get(SEND).text, "html.parser").select("input[type=checkbox]")
        assert len(boxes) == 2
        assert not [box for box in boxes if box.has_attr("checked")]

    def test_only_what_was_ticked_is_agreed_to(self, client, lanh):
        answer(client)
        client.post(SEND, AGREED)
        assert has_consent(lanh, ConsentPurpose.REGISTER)
        assert not has_consent(lanh, ConsentPurpose.CONTACT)

    def test_the_second_box_is_the_second_consent(self, client, lanh):
        answer(client)
        client.post(SEND, {**AGREED, "consent_contact": "on"})
        assert has_consent(lanh, ConsentPurpose.CONTACT)

    def test_without_consent_nothing_is_made(self, client, lanh):
        answer(client)
        page = client.post(SEND, {})
        assert page.status_code == 422
        assert "Bác đánh dấu vào ô này" in page.text
        assert not Household.objects.exists()
        assert not Consent.objects.exists()

    def test_consent_is_in_no_draft(self, client, lanh):
        client.post(page_of("ten"), {**SAID["ten"], **AGREED})
        assert "consent" not in str(lanh.registration_draft.steps)

    def test_a_double_click_makes_one_household(self, client, lanh):
        answer(client)
        first, second = client.post(SEND, AGREED), client.post(SEND, AGREED)
        assert first.url == second.url == reverse("pages:desk")
        assert Household.objects.count() == 1


class TestDraft:
    def test_going_back_finds_what_was_typed(self, client, lanh):
        answer(client)
        assert OLD_ADDRESS in client.get(page_of("dia-chi")).text
        assert SAID["ten"]["name"] in client.get(page_of("ten")).text
        assert client.get(page_of("ten")).context["form"].errors == {}

    def test_what_is_wrong_is_kept_too(self, client, lanh):
        client.post(page_of("ten"), SAID["ten"])
        client.post(page_of("dia-chi"), {"address": "ở nhà tôi"})
        page = client.get(page_of("dia-chi"))
        assert "ở nhà tôi" in page.text
        assert page.context["form"].errors == {}

    def test_another_phone_goes_on_where_the_first_stopped(self, client, lanh):
        client.post(page_of("ten"), SAID["ten"])
        client.post(page_of("dia-chi") + "nhap/", {"address": "thôn Ké", "seen": "0"})
        other = type(client)()
        other.force_login(lanh)
        page = other.get(CREATE, follow=True)
        assert page.redirect_chain[-1][0] == page_of("dia-chi")
        assert "Bác đang làm dở, tiếp tục ở bước “Địa chỉ”." in page.text
        assert "thôn Ké" in page.text

    def test_a_finished_draft_goes_on_at_the_last_page(self, client, lanh):
        answer(client)
        client.post(page_of("nong-san"), {**SAID["nong-san"], "then": "gui"})
        for step in STEPS[3:]:
            client.post(page_of(step.slug), {})
        assert client.get(CREATE).url == SEND

    def test_two_phones_on_two_questions_keep_both(self, client, lanh):
        for step in ("ten", "dia-chi"):
            operations.save_step(user=lanh, step=step, values={"a": [step]}, done=False, seen=0)
        draft = RegistrationDraft.objects.get()
        assert [draft.values_of(step)["a"] for step in ("ten", "dia-chi")] == [["ten"], ["dia-chi"]]

    def test_a_page_that_is_out_of_date_saves_nothing_by_itself(self, client, lanh):
        client.post(page_of("ten"), {"name": "Hộ mới"})
        page = client.post(page_of("ten") + "nhap/", {"name": "Hộ cũ", "seen": "0"})
        assert "vừa được sửa ở nơi khác" in page.text
        assert lanh.registration_draft.values_of("ten") == {"name": ["Hộ mới"]}

    def test_a_hand_that_presses_wins(self, client, lanh):
        client.post(page_of("ten"), {"name": "Hộ một"})
        client.post(page_of("ten"), {"name": "Hộ hai", "seen": "0"})
        assert lanh.registration_draft.values_of("ten") == {"name": ["Hộ hai"]}

    def test_the_answer_to_autosave_carries_what_the_page_has_seen(self, client, lanh):
        page = client.post(page_of("ten") + "nhap/", {"name": "Hộ", "seen": "0"})
        assert 'value="1"' in page.text
        assert "Đã giữ lúc" in page.text
        again = client.post(page_of("ten") + "nhap/", {"name": "Hộ L", "seen": "1"})
        assert 'value="2"' in again.text

    @pytest.mark.parametrize("seen", ["", "abc", "-1", "9" * 40])
    def test_nonsense_in_the_hidden_field_breaks_nothing(self, client, lanh, seen):
        assert client.post(page_of("ten") + "nhap/", {"name": "Hộ", "seen": seen}).status_code == 200

    def test_typing_on_after_sending_a_step_asks_for_it_again(self, client, lanh):
        answer(client)
        client.post(page_of("dia-chi") + "nhap/", {"address": "xã Hồ", "seen": "9"})
        assert client.get(SEND).url == page_of("dia-chi")

    def test_a_draft_holds_so_much_and_no_more(self, lanh):
        operations.save_step(user=lanh, step="ten", values={"name": ["x" * 9_000] * 99}, done=False)
        assert len(str(RegistrationDraft.objects.get().steps)) < 300_000

    def test_an_old_draft_is_forgotten_and_a_fresh_one_stays(self, lanh):
        operations.save_step(user=lanh, step="ten", values={}, done=True)
        operations.save_step(user=UserFactory(), step="ten", values={}, done=True)
        RegistrationDraft.objects.filter(user=lanh).update(updated_at=timezone.now() - timedelta(days=91))
        assert operations.forget_old_drafts() == 1
        assert not RegistrationDraft.objects.filter(user=lanh).exists()
        assert RegistrationDraft.objects.count() == 1


class TestWhoMay:
    def test_who_has_a_household_goes_to_the_desk(self, client):
        client.force_login(HouseholdFactory().owner)
        for path in (CREATE, SEND, page_of("ten")):
            assert client.get(path).url == reverse("pages:desk")
        assert client.post(page_of("ten") + "nhap/", {}).url == reverse("pages:desk")

    @pytest.mark.parametrize("role", [Role.TRADER, Role.EDITOR, Role.ADMINISTRATOR])
    def test_other_roles_have_no_household(self, client, role):
        client.force_login(UserFactory(role=role))
        for path in (CREATE, SEND, page_of("ten")):
            assert client.get(path).status_code == 403
        assert client.post(page_of("ten"), SAID["ten"]).status_code == 403
        assert client.post(page_of("ten") + "nhap/", SAID["ten"]).status_code == 403

    def test_an_anonymous_visitor_signs_in_first(self, client):
        assert client.get(CREATE).url == f"/dang-nhap/?next={CREATE}"

    def test_nobody_reads_another_persons_draft(self, client, lanh):
        operations.save_step(user=UserFactory(), step="ten", values={"name": ["Hộ người khác"]}, done=True)
        assert "Hộ người khác" not in client.get(page_of("ten")).text

    @pytest.mark.parametrize("step", [step.slug for step in STEPS])
    def test_a_page_costs_few_queries(self, client, lanh, step, django_assert_max_num_queries):
        answer(client)
        client.get(page_of(step))
        with django_assert_max_num_queries(12):
            client.get(page_of(step))
