"""How much land of each crop: told in the steps, in the profile, for somebody else, in a list; shown; taken back."""

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction

from households import operations
from households.areas import write_crops
from households.crops import parts_of, read_crops, split_pieces
from households.enums import OnKnown
from households.models import Household, HouseholdCrop, RegistrationDraft
from portal1034.accounts.models import User
from portal1034.accounts.privacy.holders import sections_about
from portal1034.commodities.models import Commodity
from tests.factories.accounts import OfficerFactory, UserFactory
from tests.factories.harvests import commodity_of
from tests.factories.households import HouseholdFactory, VerifiedHouseholdFactory
from tests.households.household_imports import checked, dump, imported, undone
from tests.households.test_assisted import ADD, SAID, TEAM_ADD, chu, member_in
from tests.households.test_registration import AGREED, SEND, answer, page_of
from tests.households.workbooks import book, row

pytestmark = pytest.mark.django_db

PROFILE = "/ho-cua-toi/ho-so/"


def grown(household: Household) -> dict[str, int | None]:
    """{slug: m²} of what a household grows."""
    return dict(household.crops.values_list("commodity__slug", "area_m2"))


def key(slug: str) -> int:
    return commodity_of(slug).pk


class TestWords:
    @pytest.mark.parametrize(
        ("text", "pieces"),
        [
            ("vải thiều 5 sào, nhãn 0,5 ha", [("vải thiều", "5 sào"), ("nhãn", "0,5 ha")]),
            ("vải thiều (3.000 m²); nhãn", [("vải thiều", "3.000 m²"), ("nhãn", "")]),
            ("5 sào vải, nhãn: 2 công", [("vải", "5 sào"), ("nhãn", "2 công")]),
            ("vai thieu 2 sao", [("vai thieu", "2 sao")]),
            ("vải thiều OCOP 4 sao", [("vải thiều OCOP 4 sao", "")]),
            ("1,5 mẫu", [("", "1,5 mẫu")]),
            (" , ;", []),
        ],
    )
    def test_an_area_beside_a_name_is_told_apart_from_it(self, text, pieces):
        assert split_pieces(text) == pieces

    def test_places_left_empty_are_kept_where_order_matters(self):
        assert parts_of("1 sào; ; 0,5 ha") == ["1 sào", "", "0,5 ha"]

    def test_an_area_of_nothing_asks_of_what(self):
        with pytest.raises(ValueError, match="“5 sào” là của loại nào"):
            read_crops("5 sào")

    def test_names_are_written_as_they_are_read(self):
        assert write_crops([("Nhãn", None), ("Vải thiều", 1_800)]) == "Nhãn, Vải thiều 1.800 m²"


class TestRegistering:
    @pytest.fixture
    def lanh(self, client):
        user = UserFactory()
        client.force_login(user)
        return user

    def test_each_crop_has_a_line_and_what_was_written_beside_its_name_stands_in_it(self, client, lanh):
        answer(client, nong_san={"crops": [key("nhan")], "other_crops": "vải thiều 5 sào"})
        page = BeautifulSoup(client.get(page_of("dien-tich")).text, "html.parser")
        lines = {label.text: page.find(id=label["for"]).get("value", "") for label in page.select(".crop-row label")}
        assert lines == {"Nhãn": "", "Vải thiều": "5 sào"}

    def test_what_is_told_of_each_is_kept_by_the_measure_of_the_province(self, client, lanh):
        told = {f"area_{key('vai-thieu')}": "5 sào", f"area_{key('nhan')}": "0,3 ha", "area": ""}
        answer(client, nong_san={"crops": [key("nhan")]}, dien_tich=told)
        assert "Nhãn 3.000 m², Vải thiều 1.800 m²" in client.get(SEND).text
        client.post(SEND, AGREED)
        assert grown(lanh.household) == {"vai-thieu": 1_800, "nhan": 3_000}
        assert lanh.household.area_m2 is None

    def test_whoever_skips_the_question_keeps_what_stood_beside_the_names(self, client, lanh):
        answer(client, nong_san={"other_crops": "vải thiều 5 sào, nhãn", "then": "gui"})
        client.post(SEND, AGREED)
        assert grown(lanh.household) == {"vai-thieu": 1_800, "nhan": None}

    def test_a_word_that_is_no_area_is_said_beside_its_line_and_stays(self, client, lanh):
        answer(client)
        page = client.post(page_of("dien-tich"), {f"area_{key('vai-thieu')}": "rộng lắm"})
        assert page.status_code == 422
        assert "Diện tích chưa đọc được" in page.text
        assert "rộng lắm" in page.text
        assert "rộng lắm" in str(RegistrationDraft.objects.get().steps)

    def test_nothing_has_to_be_told(self, client, lanh):
        answer(client)
        client.post(SEND, AGREED)
        assert grown(lanh.household) == {"vai-thieu": None}


class TestProfile:
    @pytest.fixture
    def household(self, client):
        made = HouseholdFactory()
        operations.set_crops(household=made, commodities=[commodity_of("vai-thieu")], areas={key("vai-thieu"): 720})
        client.force_login(made.owner)
        return made

    def form(self, household, **more):
        form = {"name": household.name, "address": f"Thôn Phúc Thành, {household.commune.full_name}"}
        return {**form, "other_crops": "", "area": "", "story": "", **more}

    def line(self, page, slug):
        return BeautifulSoup(page.text, "html.parser").find(attrs={"name": f"crops_area_{key(slug)}"})

    def test_what_is_known_stands_beside_its_box(self, client, household):
        assert self.line(client.get(PROFILE), "vai-thieu")["value"] == "720 m²"

    def test_a_box_says_its_crop_once_and_its_line_says_it_to_who_listens(self, client, household):
        page = BeautifulSoup(client.get(PROFILE).text, "html.parser")
        box = page.find("input", {"name": "crops", "value": key("vai-thieu")})
        assert page.find("label", {"for": box["id"]}).get_text(strip=True) == "Vải thiều"
        line = self.line(client.get(PROFILE), "vai-thieu")
        assert page.find("label", {"for": line["id"]}).get_text(strip=True) == "Vải thiềurộng"

    def test_it_is_changed_added_and_taken_away(self, client, household):
        ticked = {"crops": [key("vai-thieu"), key("nhan")], f"crops_area_{key('nhan')}": "2 sào"}
        client.post(PROFILE, self.form(household, **ticked, other_crops="bưởi Diễn 0,5 ha"))
        assert grown(household) == {"vai-thieu": None, "nhan": 720, "buoi-dien": 5_000}

    def test_a_line_beside_an_empty_box_says_nothing(self, client, household):
        client.post(PROFILE, self.form(household, crops=[], **{f"crops_area_{key('nhan')}": "2 sào"}))
        assert grown(household) == {}

    def test_what_cannot_be_read_names_the_crop_and_stays_in_its_line(self, client, household):
        wrong = {"crops": [key("vai-thieu")], f"crops_area_{key('vai-thieu')}": "to"}
        page = client.post(PROFILE, self.form(household, **wrong))
        assert page.status_code == 422
        assert "Vải thiều: Diện tích chưa đọc được" in page.text
        line = self.line(page, "vai-thieu")
        assert (line["value"], line["aria-invalid"], line["aria-describedby"]) == ("to", "true", "id_crops_error")
        assert grown(household) == {"vai-thieu": 720}

    def test_what_is_typed_survives_the_boxes_of_another_place(self, client, household):
        asked = {"address": "xã Hồng Giang, Lục Ngạn, Bắc Giang", "crops": [key("tom-su")]}
        page = client.get("/dang-ky/ho/xem-dia-chi/", {**asked, f"crops_area_{key('tom-su')}": "2 ha"})
        assert self.line(page, "tom-su")["value"] == "2 ha"


class TestForSomebodyElse:
    def test_an_officer_tells_it_when_registering_and_mends_it(self, client):
        client.force_login(OfficerFactory())
        client.post(ADD, {**SAID, "crops": [key("nhan")], f"crops_area_{key('nhan')}": "2 sào"})
        household = Household.objects.get()
        assert grown(household) == {"nhan": 720, "vai-thieu": None}
        change = f"/quan-tri/households/household/{household.pk}/change/"
        assert 'value="720 m²"' in client.get(change).text
        form = {"name": household.name, "commune": household.commune_id, "address_line": "", "area_m2": "", "story": ""}
        wrong = client.post(change, {**form, "crops": [key("nhan")], f"crops_area_{key('nhan')}": "to"})
        assert "Nhãn: Diện tích chưa đọc được" in wrong.text
        client.post(change, {**form, "crops": [key("nhan")], f"crops_area_{key('nhan')}": "1 ha"})
        assert grown(household) == {"nhan": 10_000}

    def test_a_team_tells_it_and_shows_it(self, client):
        member = member_in(chu())
        client.force_login(member.user)
        page = client.get(client.post(TEAM_ADD, {**SAID, "other_crops": "vải thiều 5 sào"}).url)
        assert "Vải thiều 1.800 m²" in page.text


class TestLists:
    HEAD = ["Số điện thoại", "Họ tên chủ hộ", "Địa chỉ", "Nông sản", "Diện tích", "Diện tích từng loại"]

    def book(self, crops: str, areas: str):
        return book([[*row(1, crops=crops, area=""), areas]], head=self.HEAD)

    @pytest.mark.parametrize(
        ("crops", "areas", "told"),
        [
            ("vải thiều 5 sào; nhãn", "", {"vai-thieu": 1_800, "nhan": None}),
            ("vải thiều, nhãn", "5 sào; 0,3 ha", {"vai-thieu": 1_800, "nhan": 3_000}),
            ("vải thiều, nhãn", "; 500", {"vai-thieu": None, "nhan": 500}),
            ("vải thiều, nhãn", "Nhãn: 3.000 m²", {"vai-thieu": None, "nhan": 3_000}),
        ],
    )
    def test_areas_are_read_beside_the_names_in_their_order_or_by_name(self, crops, areas, told):
        run = imported(OfficerFactory(), self.book(crops, areas))
        assert run.made == 1, [r.reason for r in run.rows.all()]
        assert grown(Household.objects.get()) == told

    @pytest.mark.parametrize("areas", ["1 sào; 2 sào; 3 sào", "xoài: 2 sào", "to; nhỏ"])
    def test_areas_that_fit_no_crop_are_an_error_of_their_column(self, areas):
        run = checked(OfficerFactory(), self.book("vải thiều, nhãn", areas))
        assert run.wrong == 1
        assert "Diện tích từng loại" in str(run.rows.get().problems)

    def test_an_update_keeps_what_it_does_not_tell_and_undo_puts_every_area_back(self):
        officer = OfficerFactory()
        household = VerifiedHouseholdFactory(owner__phone="+84900500001", name="Hộ Cũ")
        areas = {key("vai-thieu"): 100, key("nhan"): 200}
        operations.set_crops(
            household=household, commodities=map(commodity_of, ("vai-thieu", "nhan")), areas=areas
        )  # fmt: skip
        before = dump()
        run = imported(officer, self.book("vải thiều, nhãn, bưởi Diễn", "; 5 sào; 1 sào"), on_known=OnKnown.UPDATE)
        assert grown(household) == {"vai-thieu": 100, "nhan": 1_800, "buoi-dien": 360}
        undone(run, officer)
        assert dump() == before

    def test_an_area_written_since_is_left_alone_by_undo(self):
        officer = OfficerFactory()
        run = imported(officer, self.book("vải thiều", ""))
        HouseholdCrop.objects.update(area_m2=50)
        undone(run, officer)
        assert (run.undone, run.refused) == (0, 1)
        assert Household.objects.exists()

    def test_an_import_of_before_areas_were_kept_is_undone_still(self):
        officer = OfficerFactory()
        run = imported(officer, self.book("vải thiều", ""))
        change = run.changes.get()
        change.after["crops"] = [pair[0] for pair in change.after["crops"]]
        change.save()
        undone(run, officer)
        assert (run.undone, run.refused) == (1, 0)
        assert not User.objects.filter(phone="+84900500001").exists()


class TestAfterwards:
    def test_the_public_page_tells_it(self, client):
        household = VerifiedHouseholdFactory()
        operations.set_crops(household=household, commodities=[commodity_of("nhan")], areas={key("nhan"): 3_000})
        assert "3.000 m²" in client.get(household.get_absolute_url()).text

    def test_merging_takes_it_over_where_nothing_was_told_and_parting_gives_it_back(self):
        keep, drop = VerifiedHouseholdFactory(), VerifiedHouseholdFactory()
        here = {key("vai-thieu"): None, key("nhan"): 50}
        operations.set_crops(household=keep, commodities=Commodity.objects.filter(pk__in=here), areas=here)
        there = {key("vai-thieu"): 720, key("nhan"): 99, key("bo"): 10}
        operations.set_crops(household=drop, commodities=Commodity.objects.filter(pk__in=there), areas=there)
        before = dump()["households.HouseholdCrop"]
        record = operations.merge(keep=keep, drop=drop, by=OfficerFactory())
        assert grown(keep) == {"vai-thieu": 720, "nhan": 50, "bo": 10}
        operations.undo_merge(record=record, by=OfficerFactory())
        assert dump()["households.HouseholdCrop"] == before

    def test_the_person_gets_it_in_their_copy(self):
        household = HouseholdFactory()
        operations.set_crops(household=household, commodities=[commodity_of("nhan")], areas={key("nhan"): 3_000})
        (section,) = [one for one in sections_about(household.owner) if one.key == "crops"]
        assert [value for _key, _label, value in section.records[0].values] == ["Nhãn", 3_000]

    def test_a_profile_saved_without_areas_leaves_them(self):
        household = HouseholdFactory()
        nhan = commodity_of("nhan")
        operations.set_crops(household=household, commodities=[nhan], areas={nhan.pk: 3_000})
        operations.set_crops(household=household, commodities=[nhan, commodity_of("bo")])
        assert grown(household) == {"nhan": 3_000, "bo": None}

    def test_no_land_is_no_area(self):
        with pytest.raises(IntegrityError), transaction.atomic():
            HouseholdCrop.objects.create(household=HouseholdFactory(), commodity=commodity_of("nhan"), area_m2=0)
