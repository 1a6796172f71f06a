"""A person who asked to be erased is in no table any more: not by name, number or citizen's number, not in history."""

import datetime as dt

import pytest
from axes.models import AccessAttempt
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.db import connection
from django.db.utils import ProgrammingError
from django.utils import timezone

from harvests import operations as exchange
from harvests.models import Harvest
from households.documents import Document
from households.enums import DocumentKind
from households.models import Certificate, Household, ImportChange, ImportPart, ImportRow, ImportRun
from households.models.certificate import private_storage
from households.operations import look_up_phone, update_profile
from portal1034.accounts.enums import ConsentPurpose, RequestKind, RequestStatus
from portal1034.accounts.models import Consent, Erasure, PersonalDataRequest, TextMessage, User
from portal1034.accounts.operations import give_consent, queue_text, send_code
from portal1034.accounts.privacy import erasure
from portal1034.accounts.privacy.copy import as_json
from portal1034.accounts.privacy.holders import erasure_waits_for, kept_by_law
from portal1034.accounts.privacy.identities import keep_identity, reveal
from portal1034.accounts.privacy.requests import NotPossible, extend_request, open_request
from products.enums import Delivery, Intent, Verdict
from products.models import Listing, Order, OrderLine, Photo, Shop, WebhookEvent
from products.operations import note_call
from tests.factories.accounts import OfficerFactory, UserFactory
from tests.factories.harvests import BuyRequestFactory, HarvestFactory, TraderFactory, told_deal
from tests.factories.households import VerifiedHouseholdFactory, commune_of
from tests.factories.products import DESCRIPTION, publish, sellable_product
from tests.personal_traces import traces_of

pytestmark = pytest.mark.django_db

PHONE, NATIONAL, NAME, HOUSE = "+84900777123", "0900777123", "Lường Thị Ngần Sương", "Hộ Lường Thị Ngần Sương"
OLD_HOUSE, NUMBER = "Vườn nhà Ngần Sương xưa", "024185000123"
WORDS = (PHONE, NATIONAL, "900777123", "0900 777 123", NAME, HOUSE, OLD_HOUSE, "Ngần Sương", NUMBER, "Ngõ Cây Sấu")


@pytest.fixture
def officer():
    return OfficerFactory()


@pytest.fixture
def household(officer):
    """Someone who has used everything there is, with their name and number in every corner."""
    owner = UserFactory(phone=PHONE, full_name=NAME, email="ngansuong@vi-du.vn")
    household = VerifiedHouseholdFactory(owner=owner, name=OLD_HOUSE, address_line="Ngõ Cây Sấu")
    for purpose in (ConsentPurpose.REGISTER, ConsentPurpose.CONTACT):
        give_consent(user=owner, purpose=purpose)
    household = update_profile(
        household=household, name=HOUSE, commune=household.commune, address_line="Ngõ Cây Sấu",
        address_typed=f"{NAME}, Ngõ Cây Sấu", commodities=[], area_m2=500, story=f"Tôi là {NAME}, gọi {NATIONAL}.",
    )  # fmt: skip
    Household.objects.filter(pk=household.pk).update(
        verification="verified", verified_at=timezone.now(), verified_by=officer
    )
    household.refresh_from_db()
    reveal(identity=keep_identity(user=owner, number=NUMBER), viewer=officer, reason=f"Đối chiếu {NAME}")
    Certificate.objects.create(
        household=household, kind="vietgap", number="VG-1", issuer=f"Cấp cho {NAME}", issued_on=dt.date(2026, 1, 1)
    )
    return household


def used_everywhere(household, officer) -> None:
    _sold(household)
    _talked(household)
    _left_in_logs(household, officer)
    _imported(household, officer)


def _sold(household) -> None:
    note_call(household=household, by=OfficerFactory(), note=f"Bác {NAME} hẹn mai chụp lại ảnh")
    product = sellable_product(
        household=household, title=f"Vải thiều nhà {NAME}", description=f"Gọi {NATIONAL}, gặp {NAME}. {DESCRIPTION}"
    )
    publish(product)
    Shop.objects.create(
        household=household, marketplace="voso", remote_id="9", url="https://voso.example/ngan-suong",
        known_as=f"{HOUSE} {PHONE}",
    )  # fmt: skip
    WebhookEvent.objects.create(marketplace="voso", event_id="e1", body={"shop": HOUSE}, applied_at=timezone.now())


def _talked(household) -> None:
    harvest = HarvestFactory(household=household, note=f"Gọi {NAME}", ends_on=timezone.localdate())
    trader = TraderFactory()
    offer = exchange.ask_household(trader=trader, harvest=harvest, body=f"Chào {NAME}, số 0900 777 123 phải không?")
    exchange.reply(offer=offer, sender=household.owner, body=f"Đúng, tôi là {NAME}.")
    look_up_phone(household=household, viewer=trader.user)
    queue_text(phone=trader.user.phone, body=f"{HOUSE} nhắn về vải thiều, gọi {NATIONAL}.")


def _left_in_logs(household, officer) -> None:
    send_code(phone=PHONE, purpose="sign_in", address="127.0.0.1")
    AccessAttempt.objects.create(
        username=PHONE, ip_address="127.0.0.1", user_agent="x", get_data="", failures_since_start=1,
        post_data=f"phone={NATIONAL}", http_accept="", path_info="/dang-nhap/",
    )  # fmt: skip
    LogEntry.objects.create(
        user=officer, content_type=ContentType.objects.get_for_model(Household), object_id=str(household.pk),
        object_repr=HOUSE, action_flag=CHANGE, change_message="",
    )  # fmt: skip


def _imported(household, officer) -> None:
    run = ImportRun.objects.create(
        kind="households", created_by=officer, file_name="t.xlsx", consent_wording="…", status="done",
        samples=[[NAME, NATIONAL]],
    )  # fmt: skip
    ImportPart.objects.create(run=run, position=0, content=f"{NAME};{NATIONAL}".encode())
    ImportRow.objects.create(run=run, number=2, outcome="known", cells=[NAME, "0900 777 123"], understood=HOUSE)
    ImportChange.objects.create(
        run=run, number=3, object_id=household.pk, label=HOUSE, before={"name": OLD_HOUSE}, after={"name": HOUSE}
    )


def asked_to_erase(household) -> PersonalDataRequest:
    return open_request(person=household.owner, kind=RequestKind.ERASE, details=f"Xóa giúp {NAME}")


def everything_taken_down(household) -> None:
    Listing.objects.filter(product__household=household).update(delivery=Delivery.DELIVERED, verdict=Verdict.GONE)
    TextMessage.objects.filter(phone=PHONE).update(status="sent")


def erased(household, officer) -> Erasure:
    begun = erasure.begin(request=asked_to_erase(household), by=officer)
    everything_taken_down(household)
    assert erasure.finish(erasure=begun)
    begun.refresh_from_db()
    return begun


class TestNothingIsLeft:
    def test_no_column_of_any_table_names_the_person(self, client, household, officer):
        used_everywhere(household, officer)
        client.force_login(household.owner)
        request = asked_to_erase(household)
        extend_request(request=request, by=officer, days=3, reason=f"Chờ {NAME}")
        assert len({trace.split(":")[0] for trace in traces_of(*WORDS)}) > 20, "the test itself must leave traces"
        erased(household, officer)
        assert traces_of(*WORDS) == []

    def test_others_of_the_same_name_keep_what_is_theirs(self, household, officer):
        namesake = UserFactory(full_name=NAME)
        theirs = VerifiedHouseholdFactory(owner=namesake, name=HOUSE)
        erased(household, officer)
        namesake.refresh_from_db(), theirs.refresh_from_db()
        assert (namesake.full_name, theirs.name) == (NAME, HOUSE)

    def test_the_files_of_photographs_are_gone(self, household, officer, django_capture_on_commit_callbacks):
        used_everywhere(household, officer)
        paths = [path for photo in Photo.objects.all() for path in photo.paths()]
        assert all(default_storage.exists(path) for path in paths)
        with django_capture_on_commit_callbacks(execute=True):
            erased(household, officer)
        assert not Photo.objects.exists()
        assert not any(default_storage.exists(path) for path in paths)

    def test_the_number_can_register_again_as_somebody_new(self, household, officer):
        erased(household, officer)
        assert UserFactory(phone=PHONE).pk != household.owner_id

    def test_a_trader_is_erased_too(self, officer, django_capture_on_commit_callbacks):
        trader = TraderFactory(
            name=f"Vựa {NAME}", contact_person=NAME, tax_code="0100109106", user__phone=PHONE, user__full_name=NAME,
            province=commune_of("24").province,
        )  # fmt: skip
        paper = exchange.attach_paper(trader=trader, document=Document(b"%PDF", DocumentKind.PDF)).document
        exchange.return_trader(trader=trader, by=officer, reason=f"{NAME} gửi lại ảnh")
        offer = told_deal(trader, VerifiedHouseholdFactory(), "kept", "broken-trader")
        exchange.tell_outcome(offer=offer, user=trader.user, kept="kept", statement=f"Tôi, {NAME}, đã trả đủ.")
        exchange.tell_outcome(
            offer=offer, user=offer.household.owner, kept="broken", broken_by="trader", statement=f"{NAME} không đến."
        )
        exchange.reply_to_outcome(offer=offer, user=trader.user, reply=f"{NATIONAL} đã gọi.")
        exchange.note_mediation(offer=offer, by=officer, note=f"Đã gọi {NAME}.")
        exchange.watch(user=trader.user, province=trader.province)
        exchange.set_address(user=trader.user, address="ngansuong@vi-du.vn")
        wanted = BuyRequestFactory(trader=trader, note=f"Gọi {NAME}")
        begun = erasure.begin(request=open_request(person=trader.user, kind=RequestKind.ERASE), by=officer)
        TextMessage.objects.filter(phone=PHONE).update(status="sent")
        with django_capture_on_commit_callbacks(execute=True):
            assert erasure.finish(erasure=begun)
        assert traces_of(*WORDS, "0100109106") == []
        assert not private_storage().exists(paper)
        offer.refresh_from_db()
        assert offer.outcome_state == "differ", "the other side keeps what was said about the deal"
        wanted.refresh_from_db()
        assert not wanted.is_open


class TestOrderOfErasing:
    def test_listings_come_down_before_anything_is_erased(self, household, officer):
        used_everywhere(household, officer)
        begun = erasure.begin(request=asked_to_erase(household), by=officer)
        assert set(Listing.objects.values_list("intent", flat=True)) == {Intent.WITHDRAW}
        assert not erasure.finish(erasure=begun)
        household.refresh_from_db()
        assert household.name == HOUSE
        TextMessage.objects.filter(phone=PHONE).update(status="sent")
        waits = " ".join(erasure_waits_for(household.owner))
        assert "Postmart" in waits
        assert "Voso" in waits
        everything_taken_down(household)
        assert erasure.finish_due() == 1

    def test_beginning_locks_the_account_and_takes_every_consent_back(self, client, household, officer):
        client.force_login(household.owner)
        erasure.begin(request=asked_to_erase(household), by=officer)
        assert not Consent.objects.active().filter(user=household.owner).exists()
        assert client.get("/ho-cua-toi/").status_code == 302
        assert not Harvest.objects.active().filter(household=household).exists()

    def test_the_last_text_goes_out_before_the_number_is_forgotten(self, household, officer):
        begun = erasure.begin(request=asked_to_erase(household), by=officer)
        assert not erasure.finish(erasure=begun)
        TextMessage.objects.filter(phone=PHONE).update(created_at=timezone.now() - dt.timedelta(days=2))
        assert erasure.finish(erasure=begun)

    def test_finishing_twice_is_finishing_once(self, household, officer):
        begun = erased(household, officer)
        assert erasure.finish(erasure=begun)
        assert Erasure.objects.count() == 1

    def test_one_that_fails_stops_no_other(self, household, officer, monkeypatch):
        other = VerifiedHouseholdFactory()
        for each in (household, other):
            erasure.begin(request=asked_to_erase(each), by=officer)
            TextMessage.objects.update(status="sent")
        from portal1034.accounts.privacy.own import AccountHolder

        erase = AccountHolder.erase
        broken = lambda self, user, terms: 1 / 0 if user.pk == household.owner_id else erase(self, user, terms)  # noqa: E731
        monkeypatch.setattr(AccountHolder, "erase", broken)
        assert erasure.finish_due() == 1
        household.refresh_from_db()
        assert household.name == HOUSE, "half an erasure is none"

    def test_only_a_request_to_erase_begins_an_erasure(self, household, officer):
        request = open_request(person=household.owner, kind=RequestKind.CORRECT, details="Tên")
        with pytest.raises(NotPossible):
            erasure.begin(request=request, by=officer)

    def test_it_begins_once(self, household, officer):
        request = asked_to_erase(household)
        erasure.begin(request=request, by=officer)
        with pytest.raises(NotPossible):
            erasure.begin(request=request, by=officer)


NOW = timezone.now()
ANSWERED = {"answer": "decline", "answer_reason": f"{NAME} ốm, không hái được", "answer_wanted_at": NOW}
ANSWERED |= {"placed_at": NOW, "told_at": NOW}


class TestWhatStays:
    def test_the_proof_counts_history_rows_and_names_nobody(self, household, officer):
        used_everywhere(household, officer)
        proof = erased(household, officer)
        assert proof.counts["households.HouseholdEvent"] >= 2
        assert proof.counts["products.ProductEvent"] >= 1
        assert proof.ordered_by == officer
        assert proof.request.status == RequestStatus.DONE

    def test_history_keeps_who_did_what_when(self, household, officer):
        before = list(household.events.order_by("pgh_id").values_list("pgh_id", "pgh_label", "pgh_created_at"))
        erased(household, officer)
        after = list(household.events.order_by("pgh_id").values_list("pgh_id", "pgh_label", "pgh_created_at"))
        assert after[: len(before)] == before

    def test_history_is_append_only_again_afterwards(self, household, officer):
        erased(household, officer)
        with pytest.raises(ProgrammingError, match="Cannot update or delete"), connection.cursor() as cursor:
            cursor.execute("UPDATE households_householdevent SET name = 'x'")

    def test_sales_are_kept_without_a_name_and_said_beforehand(self, household, officer):
        product = sellable_product(household=household, title=f"Vải thiều Lục Ngạn {NAME}")
        listing = publish(product)[0]
        order = Order.objects.create(
            marketplace="voso",
            remote_id="1",
            status="cancelled",
            household=household,
            province=household.province,
            **ANSWERED,
        )
        OrderLine.objects.create(
            order=order, listing=listing, province=household.province, quantity=2, price_vnd=185_000
        )
        assert "luật kế toán" in kept_by_law(household.owner)[0]
        copy = as_json(household.owner)
        assert '"quantity": 2' in copy
        assert ANSWERED["answer_reason"] in copy
        erased(household, officer)
        assert OrderLine.objects.get().total_vnd == 370_000
        order.refresh_from_db()
        assert (order.status, order.answer, order.answer_reason) == ("cancelled", "decline", "Đã xóa")
        product.refresh_from_db()
        assert product.title == product.commodity.name
        assert product.is_archived


# Tables that point at people or households and that `Holder.erase` handles, or that hold nothing of theirs to erase.
HANDLED = {
    "Assistance", "Attendance", "Authenticator", "AuthenticatorEvent", "BuyRequest",
    "Certificate", "CertificateEvent", "Consent", "ConsentEvent",
    "ContactLook", "Erasure", "FarmPhoto", "FarmPlace", "Harvest", "HarvestEvent", "Household", "HouseholdEvent",
    "HouseholdMerge", "Order",
    "HouseholdCrop", "Identity", "IdentityReveal", "ImportRun", "Listing", "Mediation", "NotDuplicate",
    "Offer", "OfferMessage", "Reminder",
    "PersonalDataRequest", "Product", "ProductEvent", "RecoveryCode", "RegistrationDraft", "RequestStep",
    "Shop", "SyncJob", "TeamMember", "Trader", "TraderEvent", "Watch", "WatchAddress",
}  # fmt: skip
# By members of staff, who are not erased by this way.
STAFF_ONLY = {
    "Article",
    "ArticleEvent",
    "ArticleNote",
    "ArticlePicture",
    "PreviewLink",
    "Revision",
    "Writing",
    "LogEntry",
    "SeasonWarning",
    "TrainingClass",
    "User_groups",
    "User_user_permissions",
}


def test_every_table_that_points_at_a_person_is_known_to_the_erasure():
    """A new model with a key to User or Household fails here until somebody has thought of erasing it."""
    pointing = {
        model.__name__
        for model in apps.get_models(include_auto_created=True)
        if not model._meta.proxy
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model in (User, Household)
    }
    assert pointing - HANDLED - STAFF_ONLY == set()
