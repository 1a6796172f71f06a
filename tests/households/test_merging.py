"""Two households that are one: found, laid side by side, merged, taken apart again."""

import datetime as dt

import pytest

from harvests.enums import HarvestStatus, OfferStatus
from harvests.models import Harvest, Offer
from harvests.recount import differences
from households import operations
from households.duplicates import NEAR_NAME, SAME_NAME, SAME_PERSON, bare_name, is_near, suspects, within
from households.enums import Verification
from households.models import Assistance, Certificate, FarmPlace, Household, HouseholdMerge, NotDuplicate
from households.operations import NotPossible
from portal1034.accounts.enums import ConsentPurpose, Role
from portal1034.accounts.models import Consent, TextMessage, User
from portal1034.accounts.operations import give_consent, has_consent
from portal1034.accounts.privacy.identities import keep_identity
from portal1034.commodities.models import Commodity
from products.enums import Intent, Marketplace
from products.models import Listing, Product
from tests.factories.accounts import DepartmentFactory, OfficerFactory, UserFactory
from tests.factories.harvests import BuyRequestFactory, HarvestFactory, OfferFactory
from tests.factories.households import HouseholdFactory, VerifiedHouseholdFactory, commune_of
from tests.factories.products import ProductFactory, publish, sellable_product

pytestmark = pytest.mark.django_db

LIST = "/quan-tri/households/household/"


@pytest.fixture
def officer(client):
    found = OfficerFactory()
    client.force_login(found)
    return found


@pytest.fixture
def pair():
    return VerifiedHouseholdFactory(name="Hộ bà Lành"), VerifiedHouseholdFactory(name="Nguyễn Thị Lành")


def merge(pair, by=None) -> HouseholdMerge:
    return operations.merge(keep=pair[0], drop=pair[1], by=by or OfficerFactory())


def all_of(household) -> dict:
    """What hangs on a household and how it stands, to be compared before and after."""
    row = Household.objects.values().get(pk=household.pk)
    row.pop("updated_at")
    return {
        "row": row,
        "crops": sorted(household.commodities.values_list("pk", flat=True)),
        "products": sorted(Product.objects.filter(household=household).values_list("pk", "province")),
        "harvests": sorted(Harvest.objects.filter(household=household).values_list("pk", "province", "status")),
        "offers": sorted(Offer.objects.filter(household=household).values_list("pk", "status")),
        "place": FarmPlace.objects.filter(household=household).count(),
        "wanted": sorted(Listing.objects.filter(product__household=household).values_list("pk", "intent")),
    }


class TestNames:
    @pytest.mark.parametrize(
        ("name", "bare"),
        [
            ("Hộ bà Nguyễn Thị Lành", "nguyen thi lanh"),
            ("NGUYỄN THỊ LÀNH", "nguyen thi lanh"),
            ("Gia đình ông Vi Văn  Đức", "vi van duc"),
            ("Hộ", "ho"),
            ("Hộ bà", "ba"),
            ("Bà Rịa xanh", "ria xanh"),
        ],
    )
    def test_titles_and_marks_do_not_tell_names_apart(self, name, bare):
        assert bare_name(name) == bare

    @pytest.mark.parametrize(
        ("one", "other", "most", "answer"),
        [("lanh", "lan", 1, True), ("lanh", "lanh", 0, True), ("lanh", "lung", 1, False), ("a", "abcd", 2, False)],
    )
    def test_the_distance_counts_slips_of_the_pen(self, one, other, most, answer):
        assert within(one, other, most) is answer

    def test_long_names_may_differ_by_two_letters_short_ones_by_one(self):
        assert is_near("nguyen thi lanh", "nguyen thi lann")
        assert not is_near("nguyen thi lanh", "nguyen van hung")
        assert not is_near("lan", "hoa")
        assert not is_near("lan", "lan")


class TestSuspects:
    def test_the_same_and_a_near_name_in_the_commune_are_found_the_surest_first(self):
        mine = HouseholdFactory(name="Hộ bà Nguyễn Thị Lành")
        near = HouseholdFactory(name="Nguyen Thi Lanhh")
        same = HouseholdFactory(name="Nguyễn Thị Lành")
        HouseholdFactory(name="Vi Văn Đức")
        HouseholdFactory(name="Nguyễn Thị Lành", commune=commune_of("66"))
        assert [(s.household, s.why) for s in suspects(mine)] == [(same, SAME_NAME), (near, NEAR_NAME)]

    def test_the_same_citizens_number_is_found_anywhere(self):
        one, other = HouseholdFactory(name="Vi Văn Một"), HouseholdFactory(name="Lò Thị Khác", commune=commune_of("66"))
        for household in (one, other):
            keep_identity(user=household.owner, number="024090001234")
        assert [(s.household, s.why) for s in suspects(one)] == [(other, SAME_PERSON)]

    def test_merged_ones_and_those_told_apart_are_not_asked_about(self):
        mine, merged, apart = (HouseholdFactory(name="Nguyễn Thị Lành") for _number in range(3))
        operations.merge(keep=HouseholdFactory(name="Ai đó"), drop=merged, by=OfficerFactory())
        operations.not_duplicates(one=apart, other=mine, by=OfficerFactory())
        operations.not_duplicates(one=mine, other=apart, by=OfficerFactory())
        assert NotDuplicate.objects.count() == 1
        assert suspects(mine) == []


class TestMerging:
    def test_everything_goes_to_the_one_that_is_kept(self, pair):
        keep, drop = pair
        product, harvest = ProductFactory(household=drop), HarvestFactory(household=drop)
        offer = OfferFactory(harvest=harvest, household=drop)
        drop.commodities.set(Commodity.objects.filter(slug__in=["bo", "vai-thieu"]))
        Household.objects.filter(pk=drop.pk).update(area_m2=720, story="Vải chín cây")
        FarmPlace.objects.create(household=drop, on_map=True)
        merge(pair)
        keep.refresh_from_db()
        assert [Product.objects.get().household, Harvest.objects.get().household] == [keep, keep]
        assert Offer.objects.get(pk=offer.pk).household == keep
        assert Product.objects.get(pk=product.pk).province == keep.province
        assert {crop.slug for crop in keep.commodities.all()} == {"bo", "vai-thieu"}
        assert (keep.area_m2, keep.story) == (720, "Vải chín cây")
        assert FarmPlace.objects.get().household == keep

    def test_what_the_kept_one_says_of_itself_stands(self, pair):
        Household.objects.filter(pk=pair[0].pk).update(area_m2=100, story="Của tôi")
        Household.objects.filter(pk=pair[1].pk).update(area_m2=720, story="Của người")
        merge(pair)
        pair[0].refresh_from_db()
        assert (pair[0].area_m2, pair[0].story) == (100, "Của tôi")

    def test_merging_verifies_nobody(self):
        keep, drop = HouseholdFactory(), VerifiedHouseholdFactory()
        merge((keep, drop))
        keep.refresh_from_db()
        assert keep.verification == Verification.WAITING

    def test_the_dropped_one_is_closed_and_its_code_leads_on(self, client, pair):
        merge(pair)
        pair[1].refresh_from_db()
        assert pair[1].verification == Verification.MERGED
        assert client.get(f"/ho-san-xuat/{pair[1].code}/").url == pair[0].get_absolute_url()
        assert client.get(f"/truy-xuat/{pair[1].code.lower()}/").url.startswith("/truy-xuat/")
        assert list(Household.objects.standing()) == [pair[0]]

    def test_both_owners_are_told(self, pair):
        merge(pair)
        assert set(TextMessage.objects.values_list("phone", flat=True)) == {h.owner.phone for h in pair}

    def test_the_dropped_owner_reads_where_to_go(self, client, pair):
        merge(pair)
        client.force_login(pair[1].owner)
        for path in ("/ho-cua-toi/", "/ho-cua-toi/ho-so/", "/ho-cua-toi/nong-san/"):
            page = client.get(path)
            assert pair[0].code in page.text
            assert str(pair[0].owner.phone)[-3:] in page.text
            assert str(pair[0].owner.phone) not in page.text
        assert client.post("/ho-cua-toi/nong-san/them/", {"title": "x"}).status_code == 200
        assert not Product.objects.exists()

    def test_consents_stay_with_the_person_who_gave_them(self, pair):
        give_consent(user=pair[1].owner, purpose=ConsentPurpose.CONTACT)
        merge(pair)
        assert Consent.objects.get().user == pair[1].owner
        assert not has_consent(pair[0].owner, ConsentPurpose.CONTACT)

    def test_a_listing_the_kept_owner_did_not_agree_to_comes_down(self, pair):
        give_consent(user=pair[0].owner, purpose=ConsentPurpose.VOSO)
        product = ProductFactory(household=pair[1])
        for marketplace in Marketplace.values:
            Listing.objects.create(product=product, marketplace=marketplace, intent=Intent.PUBLISH)
        merge(pair)
        intents = dict(Listing.objects.values_list("marketplace", "intent"))
        assert intents == {Marketplace.VOSO: Intent.PUBLISH, Marketplace.POSTMART: Intent.WITHDRAW}

    def test_the_calendar_stays_exact_across_provinces(self, pair):
        there = VerifiedHouseholdFactory(commune=commune_of("66"))
        HarvestFactory(household=pair[0])
        HarvestFactory.create_batch(3, household=there)
        record = merge((pair[0], there))
        assert differences() == []
        assert set(Harvest.objects.values_list("province__code", flat=True)) == {"24"}
        operations.undo_merge(record=record, by=OfficerFactory())
        assert differences() == []
        assert Harvest.objects.filter(household=there, province__code="66").count() == 3

    def test_the_same_harvest_declared_twice_counts_once(self, pair):
        mine = HarvestFactory(household=pair[0])
        same = {name: getattr(mine, name) for name in ("commodity", "starts_on", "ends_on", "volume_kg")}
        twin = HarvestFactory(household=pair[1], status=HarvestStatus.ONGOING, **same)
        other = HarvestFactory(household=pair[1], **{**same, "volume_kg": mine.volume_kg + 1})
        record = merge(pair)
        states = dict(Harvest.objects.values_list("pk", "status"))
        assert states[twin.pk] == HarvestStatus.CANCELLED
        assert states[other.pk] == other.status
        assert differences() == []
        operations.undo_merge(record=record, by=OfficerFactory())
        assert Harvest.objects.get(pk=twin.pk).status == HarvestStatus.ONGOING
        assert differences() == []

    def test_two_conversations_about_one_request_leave_the_kept_ones(self, pair):
        request = BuyRequestFactory()
        mine, theirs = (
            OfferFactory(harvest=None, buy_request=request, trader=request.trader, household=household)
            for household in pair
        )
        record = merge(pair)
        assert Offer.objects.get(pk=mine.pk).status == OfferStatus.OPEN
        rival = Offer.objects.get(pk=theirs.pk)
        assert (rival.household, rival.status) == (pair[1], OfferStatus.CLOSED)
        operations.undo_merge(record=record, by=OfficerFactory())
        assert Offer.objects.get(pk=theirs.pk).status == OfferStatus.OPEN

    def test_certificates_go_along(self, pair):
        certificate = Certificate.objects.create(
            household=pair[1], kind="vietgap", number="VG-1", issued_on=dt.date(2026, 1, 5)
        )
        merge(pair)
        certificate.refresh_from_db()
        assert certificate.household == pair[0]

    def test_one_household_and_merged_ones_are_refused(self, pair):
        with pytest.raises(NotPossible):
            merge((pair[0], pair[0]))
        merge(pair)
        for again in (pair, pair[::-1], (HouseholdFactory(), pair[1])):
            with pytest.raises(NotPossible):
                merge(again)

    def test_a_merged_household_is_neither_verified_nor_returned_nor_changed(self, pair):
        merge(pair)
        for verb in (operations.verify, operations.return_for_correction):
            more = {"reason": "x"} if verb is operations.return_for_correction else {}
            with pytest.raises(NotPossible):
                verb(household=pair[1], by=OfficerFactory(), **more)
        with pytest.raises(NotPossible):
            operations.resubmit(household=pair[1])


class TestUndoing:
    def test_everything_is_as_it_was(self, pair):
        keep, drop = pair
        give_consent(user=drop.owner, purpose=ConsentPurpose.VOSO)
        publish(sellable_product(household=drop, marketplaces=[Marketplace.VOSO]), Marketplace.VOSO)
        ProductFactory(household=keep)
        OfferFactory(harvest=HarvestFactory(household=drop), household=drop)
        keep.commodities.set(Commodity.objects.filter(slug="bo"))
        drop.commodities.set(Commodity.objects.filter(slug__in=["bo", "vai-thieu"]))
        Household.objects.filter(pk=drop.pk).update(area_m2=720, story="Vải chín cây")
        FarmPlace.objects.create(household=drop, on_map=True)
        before = [all_of(household) for household in pair]
        record = merge(pair)
        assert [all_of(household) for household in pair] != before
        operations.undo_merge(record=record, by=OfficerFactory())
        assert [all_of(household) for household in pair] == before

    def test_what_came_since_stays_where_it_came(self, pair):
        record = merge(pair)
        since = ProductFactory(household=pair[0])
        Household.objects.filter(pk=pair[0].pk).update(story="Mới")
        operations.undo_merge(record=record, by=OfficerFactory())
        pair[0].refresh_from_db()
        assert (Product.objects.get(pk=since.pk).household, pair[0].story) == (pair[0], "Mới")

    def test_twice_is_refused_and_merging_again_is_not(self, pair):
        record = merge(pair)
        operations.undo_merge(record=record, by=OfficerFactory())
        with pytest.raises(NotPossible):
            operations.undo_merge(record=record, by=OfficerFactory())
        merge(pair)
        assert HouseholdMerge.objects.standing().count() == 1


class TestTheOfficersPages:
    def compare(self, pair) -> str:
        return f"{LIST}{pair[0].pk}/so-sanh/{pair[1].pk}/"

    def test_the_household_shows_what_looks_like_it(self, client, officer):
        mine, other = (HouseholdFactory(name="Nguyễn Thị Lành") for _number in range(2))
        page = client.get(f"{LIST}{mine.pk}/change/").text
        assert "Có thể trùng với" in page
        assert self.compare((mine, other)) in page

    def test_a_suspect_in_another_province_is_not_shown(self, client, officer):
        mine, other = HouseholdFactory(), HouseholdFactory(name="Hộ kín", commune=commune_of("66"))
        for household in (mine, other):
            keep_identity(user=household.owner, number="024090001234")
        assert "Hộ kín" not in client.get(f"{LIST}{mine.pk}/change/").text

    def test_the_list_marks_what_looks_alike(self, client, officer):
        for name in ("Nguyễn Thị Lành", "Nguyễn Thị Lanh", "Vi Văn Đức"):
            HouseholdFactory(name=name)
        flags = {row.name: row.looks_like_another for row in client.get(LIST).context["cl"].result_list}
        assert flags == {"Nguyễn Thị Lành": True, "Nguyễn Thị Lanh": True, "Vi Văn Đức": False}

    def test_side_by_side_tells_what_differs_and_what_each_holds(self, client, officer, pair):
        ProductFactory(household=pair[1])
        page = client.get(self.compare(pair))
        rows = {str(row["name"]): row for row in page.context["rows"]}
        assert rows["Tên"]["values"] == ["Hộ bà Lành", "Nguyễn Thị Lành"]
        assert rows["Sản phẩm"]["values"] == ["0", "1"]
        assert rows["Nơi"]["differ"] is False

    @pytest.mark.parametrize("kept", [0, 1])
    def test_one_press_merges_into_the_one_chosen(self, client, officer, pair, kept):
        answer = client.post(self.compare(pair), {"keep": pair[kept].pk})
        assert answer.url == f"{LIST}{pair[kept].pk}/change/"
        record = HouseholdMerge.objects.get()
        assert (record.kept, record.merged_by) == (pair[kept], officer)
        page = client.get(answer.url).text
        assert "Tách lại" in page
        assert "gộp hồ sơ" in page

    def test_two_they_are(self, client, officer, pair):
        client.post(self.compare(pair), {"keep": ""})
        assert NotDuplicate.objects.get().said_by == officer
        assert not HouseholdMerge.objects.exists()

    def test_the_way_back_is_a_button(self, client, officer, pair):
        record = merge(pair)
        address = f"{LIST}gop/{record.pk}/tach/"
        assert client.get(address).status_code == 405
        assert client.post(address).url == f"{LIST}{pair[1].pk}/change/"
        assert "tách lại rồi" in client.post(address, follow=True).text

    def test_a_merged_household_is_told_so_and_offers_no_decision(self, client, officer, pair):
        merge(pair)
        page = client.get(f"{LIST}{pair[1].pk}/change/").text
        assert "Đã gộp vào" in page
        assert f"{LIST}{pair[1].pk}/xac-minh/" not in page
        client.post(self.compare(pair), {"keep": pair[0].pk})
        assert HouseholdMerge.objects.count() == 1

    def test_not_with_a_household_of_another_province(self, client, officer, pair):
        there = HouseholdFactory(commune=commune_of("66"))
        for two in ((pair[0], there), (there, pair[0])):
            assert client.get(self.compare(two)).status_code == 404
            assert client.post(self.compare(two), {"keep": two[0].pk}).status_code == 404
        assert client.get(self.compare((pair[0], pair[0]))).status_code == 404
        record = merge((pair[0], there))
        assert client.post(f"{LIST}gop/{record.pk}/tach/").status_code == 404
        assert client.post(f"{LIST}gop/99999/tach/").status_code == 404
        assert HouseholdMerge.objects.standing().exists()

    def test_not_ones_own_household(self, client, pair):
        User.objects.filter(pk=pair[0].owner_id).update(role=Role.OFFICER, department=DepartmentFactory())
        client.force_login(User.objects.get(pk=pair[0].owner_id))
        assert client.post(self.compare(pair), {"keep": pair[0].pk}).status_code == 403
        record = merge(pair)
        assert client.post(f"{LIST}gop/{record.pk}/tach/").status_code == 403

    @pytest.mark.parametrize("role", [Role.HOUSEHOLD, Role.TRADER, Role.EDITOR])
    def test_nobody_else_comes_in(self, client, pair, role):
        client.force_login(UserFactory(role=role))
        assert client.post(self.compare(pair), {"keep": pair[0].pk}).status_code in {302, 403, 404}
        assert client.get(f"{LIST}ke-tiep/").status_code in {302, 403}
        assert not HouseholdMerge.objects.exists()


class TestTheQueue:
    def test_the_next_one_is_the_one_that_has_waited_longest(self, client, officer):
        rows = [HouseholdFactory() for _number in range(3)]
        for days, row in enumerate(rows):
            moment = row.created_at - dt.timedelta(days=days)
            Household.objects.filter(pk=row.pk).update(created_at=moment)
        HouseholdFactory(commune=commune_of("66"))
        assert client.get(f"{LIST}ke-tiep/").url == f"{LIST}{rows[2].pk}/change/"
        assert client.get(f"{LIST}ke-tiep/?sau={rows[2].pk}").url == f"{LIST}{rows[1].pk}/change/"
        assert client.get(f"{LIST}ke-tiep/?sau=abc").status_code == 302

    def test_an_empty_queue_says_so(self, client, officer):
        assert "Không còn hộ nào chờ" in client.get(f"{LIST}ke-tiep/", follow=True).text

    def test_ready_sentences_and_ones_own_make_the_reason(self, client, officer):
        household = HouseholdFactory()
        client.post(f"{LIST}{household.pk}/tra-lai/", {"ready": ["hamlet", "name"], "reason": "Gọi lại giúp."})
        household.refresh_from_db()
        assert household.return_reason == (
            "Địa chỉ thiếu tên thôn, xóm hoặc số nhà. Tên hộ chưa rõ. Bác ghi họ tên đầy đủ của chủ hộ. Gọi lại giúp."
        )
        assert "Địa chỉ thiếu tên thôn" in TextMessage.objects.get().body

    @pytest.mark.parametrize("sent", [{"ready": ["không có"]}, {}, {"ready": ["hamlet"], "reason": "x" * 499}])
    def test_what_cannot_be_the_reason_is_refused_in_a_sentence(self, client, officer, sent):
        household = HouseholdFactory()
        answer = client.post(f"{LIST}{household.pk}/tra-lai/", sent)
        assert answer.status_code == 422
        assert answer.context["form"].errors

    def test_the_history_tells_what_who_and_when(self, client, officer):
        household = HouseholdFactory()
        client.post(f"{LIST}{household.pk}/xac-minh/")
        history = client.get(f"{LIST}{household.pk}/change/").context["history"]
        assert history[0].startswith("xác minh")
        assert officer.full_name in history[0]

    def test_the_list_costs_at_most_fifteen_queries(self, client, officer, django_assert_max_num_queries):
        for number in range(40):
            household = HouseholdFactory(name=f"Hộ {number}")
            Assistance.objects.create(household=household, by=officer, how="paper")
        client.get(LIST)
        with django_assert_max_num_queries(15):
            client.get(LIST)
