import uuid

import pytest

from households import operations
from households.enums import Verification
from households.events import household_verified
from households.models import Household
from portal1034.accounts.enums import ConsentHow, ConsentPurpose
from portal1034.accounts.models import Consent, TextMessage
from portal1034.accounts.operations import give_consent, withdraw_consent
from portal1034.commodities.models import Commodity
from portal1034.core import pagecache
from tests.factories.accounts import OfficerFactory, UserFactory
from tests.factories.households import HouseholdFactory, VerifiedHouseholdFactory, commune_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def bumped(monkeypatch):
    families = []
    monkeypatch.setattr(pagecache, "bump", lambda *names: families.extend(names))
    return families


def register(owner=None, **more):
    return operations.register_household(
        **{
            "owner": owner or UserFactory(full_name=""),
            "name": "Hộ bà Nguyễn Thị Lành",
            "commune": commune_of("24"),
            **more,
        }
    )


def save(household, **more):
    kept = {
        "name": household.name,
        "commune": household.commune,
        "address_line": household.address_line,
        "address_typed": household.address_typed,
        "commodities": household.commodities.all(),
        "area_m2": household.area_m2,
        "story": household.story,
    }
    return operations.update_profile(household=household, **{**kept, **more})


def steps(household) -> list[str]:
    return [
        event.pgh_context.metadata["operation"] for event in household.events.order_by("pgh_id") if event.pgh_context
    ]


class TestRegistering:
    def test_a_household_knows_its_province_its_crops_and_its_owners_name(self, bumped):
        crops = list(Commodity.objects.filter(slug__in=["vai-thieu", "buoi-dien"]))
        household, created = register(commodities=crops, address_line="Thôn Kép", area_m2=3600)
        assert created
        household.refresh_from_db()
        assert household.province.code == "24"
        assert set(household.commodities.all()) == set(crops)
        assert household.owner.full_name == "Nguyễn Thị Lành"
        assert household.verification == Verification.WAITING
        assert set(operations.PAGE_FAMILIES) <= set(bumped)
        assert steps(household)[0] == "register_household"

    def test_a_name_that_is_known_is_kept(self):
        owner = UserFactory(full_name="Lành")
        register(owner)
        owner.refresh_from_db()
        assert owner.full_name == "Lành"

    def test_a_second_arrival_of_the_form_finds_the_first_household(self):
        owner, key = UserFactory(), uuid.uuid4()
        first, created = register(owner, form_key=key)
        second, created_again = register(owner, form_key=key, name="Khác")
        assert (created, created_again) == (True, False)
        assert first == second
        assert Household.objects.get().name == first.name

    def test_consents_are_recorded_with_who_and_how(self):
        officer, owner = OfficerFactory(), UserFactory()
        wanted = [ConsentPurpose.REGISTER, ConsentPurpose.CONTACT]
        register(owner, consents=wanted, recorded_by=officer, how=ConsentHow.PAPER)
        rows = Consent.objects.active().filter(user=owner)
        assert {row.purpose for row in rows} == set(wanted)
        assert {(row.recorded_by, row.given_how) for row in rows} == {(officer, ConsentHow.PAPER)}

    def test_without_the_consent_to_be_kept_nothing_is_written(self):
        with pytest.raises(operations.NotPossible, match="đồng ý"):
            register(consents=[ConsentPurpose.CONTACT])
        assert not Household.objects.exists()
        assert not Consent.objects.exists()


class TestProfile:
    def test_small_changes_keep_the_verification(self, bumped):
        household = VerifiedHouseholdFactory()
        save(household, story="Vải chín cây", area_m2=500)
        household.refresh_from_db()
        assert (household.story, household.area_m2) == ("Vải chín cây", 500)
        assert household.verification == Verification.VERIFIED
        assert set(operations.PAGE_FAMILIES) <= set(bumped)

    def test_another_name_or_another_commune_is_verified_again(self):
        for change in ({"name": "Hộ khác"}, {"commune": commune_of("66")}):
            household = save(VerifiedHouseholdFactory(), **change)
            household.refresh_from_db()
            assert household.verification == Verification.WAITING
            assert household.verified_by is None
            assert household.province == household.commune.province


class TestDeciding:
    def test_verifying_says_who_and_when_tells_the_owner_and_the_upper_layers(self, monkeypatch, bumped):
        told = []
        monkeypatch.setattr(household_verified, "_subscribers", [lambda *, household: told.append(household)])
        household, officer = HouseholdFactory(), OfficerFactory()
        operations.verify(household=household, by=officer)
        household.refresh_from_db()
        assert (household.verification, household.verified_by) == (Verification.VERIFIED, officer)
        assert household.verified_at
        text = TextMessage.objects.get(phone=household.owner.phone)
        assert household.name in text.body
        assert "đã được xác minh" in text.body
        assert told == [household]
        assert set(operations.PAGE_FAMILIES) <= set(bumped)
        assert steps(household)[-1] == "verify"

    def test_nothing_is_verified_twice(self):
        household = VerifiedHouseholdFactory()
        with pytest.raises(operations.NotPossible):
            operations.verify(household=household, by=OfficerFactory())
        assert not TextMessage.objects.exists()

    def test_a_subscriber_that_fails_leaves_the_household_unverified_and_untold(self, monkeypatch):
        def fail(*, household):
            raise RuntimeError("hỏng")

        monkeypatch.setattr(household_verified, "_subscribers", [fail])
        household = HouseholdFactory()
        with pytest.raises(RuntimeError):
            operations.verify(household=household, by=OfficerFactory())
        household.refresh_from_db()
        assert household.verification == Verification.WAITING
        assert not TextMessage.objects.exists()

    @pytest.mark.parametrize("factory", [HouseholdFactory, VerifiedHouseholdFactory])
    def test_a_returned_household_reads_why(self, factory, bumped):
        household, officer = factory(), OfficerFactory()
        operations.return_for_correction(household=household, by=officer, reason=" Địa chỉ thiếu tên thôn. ")
        household.refresh_from_db()
        assert household.verification == Verification.RETURNED
        assert household.return_reason == "Địa chỉ thiếu tên thôn."
        assert household.verified_by is None
        assert "Địa chỉ thiếu tên thôn." in TextMessage.objects.get().body
        assert "households" in bumped

    @pytest.mark.parametrize("reason", ["", "   ", "\n"])
    def test_a_return_needs_a_reason(self, reason):
        with pytest.raises(operations.NotPossible, match="bổ sung"):
            operations.return_for_correction(household=HouseholdFactory(), by=OfficerFactory(), reason=reason)
        assert not TextMessage.objects.exists()

    def test_nothing_is_returned_twice(self):
        household = HouseholdFactory(verification=Verification.RETURNED, return_reason="Thiếu thôn.")
        with pytest.raises(operations.NotPossible):
            operations.return_for_correction(household=household, by=OfficerFactory(), reason="Thiếu xã.")

    def test_a_mended_household_waits_again(self):
        household = HouseholdFactory(verification=Verification.RETURNED, return_reason="Thiếu thôn.")
        operations.resubmit(household=household)
        household.refresh_from_db()
        assert (household.verification, household.return_reason) == (Verification.WAITING, "")

    def test_only_a_returned_household_is_sent_again(self):
        for household in (HouseholdFactory(), VerifiedHouseholdFactory()):
            with pytest.raises(operations.NotPossible):
                operations.resubmit(household=household)

    def test_a_long_reason_still_fits_a_text(self):
        household = HouseholdFactory(name="Hộ " + "A" * 110)
        operations.return_for_correction(household=household, by=OfficerFactory(), reason="Thiếu " * 90)
        assert len(TextMessage.objects.get().body) <= 480


class TestConsentsFromBelow:
    def test_a_household_whose_owner_withdraws_leaves_the_public_pages(self):
        household = VerifiedHouseholdFactory()
        give_consent(user=household.owner, purpose=ConsentPurpose.REGISTER)
        withdraw_consent(user=household.owner, purpose=ConsentPurpose.REGISTER)
        assert household not in Household.objects.verified()
        household.refresh_from_db()
        assert "rút sự đồng ý" in household.return_reason
        assert steps(household)[-1] == "hide_without_consent"

    def test_giving_and_withdrawing_contact_refreshes_the_public_page(self, bumped):
        household = VerifiedHouseholdFactory()
        give_consent(user=household.owner, purpose=ConsentPurpose.CONTACT)
        assert bumped == ["households"]
        withdraw_consent(user=household.owner, purpose=ConsentPurpose.CONTACT)
        assert bumped == ["households", "households"]

    def test_a_person_without_a_household_withdraws_in_peace(self):
        user = UserFactory()
        give_consent(user=user, purpose=ConsentPurpose.REGISTER)
        assert withdraw_consent(user=user, purpose=ConsentPurpose.REGISTER)


class TestFinding:
    def test_names_are_found_with_and_without_marks_by_beginnings(self):
        household = HouseholdFactory(name="Hộ Nguyễn Thị Lành")
        HouseholdFactory(name="Hộ Trần Văn Đức")
        for text in ("Lành", "lanh", "nguyen thi la", "LANH nguyễn", "thị lành"):
            assert list(Household.objects.named(text)) == [household], text
        for text in ("đức lành", "anh", "…", ""):
            assert not Household.objects.named(text).exists(), text

    def test_a_name_is_found_through_its_index(self):
        from django.db import connection

        HouseholdFactory()
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        assert "household_folded_name" in Household.objects.named("lanh").order_by().explain()

    def test_querysets_say_what_they_are_called(self):
        waiting, verified = HouseholdFactory(), VerifiedHouseholdFactory(commune=commune_of("66"))
        assert list(Household.objects.waiting()) == [waiting]
        assert list(Household.objects.verified()) == [verified]
        assert list(Household.objects.in_provinces([waiting.province])) == [waiting]
        assert list(Household.objects.owned_by(verified.owner)) == [verified]
        give_consent(user=verified.owner, purpose=ConsentPurpose.CONTACT)
        assert list(Household.objects.with_consent(ConsentPurpose.CONTACT)) == [verified]
