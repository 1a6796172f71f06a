"""Two households that are one: merged, and taken apart again."""

import datetime as dt

import pytest

from harvests.enums import HarvestStatus, OfferStatus
from harvests.models import Harvest, Offer
from harvests.recount import differences
from households import operations
from households.enums import Verification
from households.models import Certificate, FarmPlace, Household, HouseholdMerge
from households.operations import NotPossible
from portal1034.accounts.enums import ConsentPurpose
from portal1034.accounts.models import Consent, TextMessage
from portal1034.accounts.operations import give_consent, has_consent
from portal1034.commodities.models import Commodity
from products.enums import Intent, Marketplace
from products.models import Listing, Product
from tests.factories.accounts import OfficerFactory
from tests.factories.harvests import BuyRequestFactory, HarvestFactory, OfferFactory
from tests.factories.households import HouseholdFactory, VerifiedHouseholdFactory, commune_of
from tests.factories.products import ProductFactory, publish, sellable_product

pytestmark = pytest.mark.django_db


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
        assert Consent.objects.get(purpose=ConsentPurpose.CONTACT).user == pair[1].owner
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
