"""What households and traders do to each other's knowledge, and what each is told."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from harvests import operations, perms
from harvests.enums import Freshness, HarvestStatus, OfferStatus, RequestStatus, Side
from harvests.errors import ExchangeError
from harvests.models import CountryCell, Offer, OfferMessage, Trader
from harvests.recount import differences
from portal1034.accounts.enums import Role
from portal1034.accounts.models import TextMessage
from tests.factories.accounts import DepartmentFactory, OfficerFactory, UserFactory
from tests.factories.harvests import (
    BuyRequestFactory,
    HarvestFactory,
    OfferFactory,
    TraderFactory,
    commodity_of,
)
from tests.factories.households import HouseholdFactory, VerifiedHouseholdFactory, commune_of

pytestmark = pytest.mark.django_db


def told(**changes) -> dict:
    today = timezone.localdate()
    values = {
        "commodity": commodity_of("vai-thieu"),
        "starts_on": today,
        "ends_on": today + dt.timedelta(9),
        "volume_kg": 3_000,
        "price_vnd": 25_000,
        "note": "",
    }
    return {**values, **changes}


def texts_to(user) -> list[str]:
    return list(TextMessage.objects.filter(phone=user.phone).order_by("pk").values_list("body", flat=True))


# ---- harvests ----


def test_a_harvest_is_planned_before_its_first_day_and_ongoing_from_it():
    household = HouseholdFactory()
    tomorrow = timezone.localdate() + dt.timedelta(1)
    later = operations.declare_harvest(household=household, **told(starts_on=tomorrow))
    now = operations.declare_harvest(household=household, **told())
    assert (later.status, now.status) == (HarvestStatus.PLANNED, HarvestStatus.ONGOING)


def test_the_same_form_sent_twice_declares_once():
    household, key = HouseholdFactory(), uuid.uuid4()
    first = operations.declare_harvest(household=household, form_key=key, **told())
    second = operations.declare_harvest(household=household, form_key=key, **told())
    assert first == second
    assert sum(CountryCell.objects.values_list("supply_kg", flat=True)) == 3_000


def test_a_key_of_another_household_is_refused():
    key = uuid.uuid4()
    operations.declare_harvest(household=HouseholdFactory(), form_key=key, **told())
    with pytest.raises(IntegrityError), transaction.atomic():
        operations.declare_harvest(household=HouseholdFactory(), form_key=key, **told())


def test_a_declared_crop_becomes_one_of_the_households_own():
    household = HouseholdFactory()
    operations.declare_harvest(household=household, **told())
    assert commodity_of("vai-thieu") in household.commodities.all()


@pytest.mark.parametrize(
    "wrong",
    [
        {"ends_on": dt.date(2020, 1, 1)},
        {"ends_on": timezone.localdate() + dt.timedelta(366)},
        {"volume_kg": 0},
        {"price_vnd": 0},
    ],
)
def test_the_database_refuses_windows_and_volumes_that_cannot_be(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        operations.declare_harvest(household=HouseholdFactory(), **told(**wrong))


def test_a_window_of_366_days_is_the_longest():
    ends_on = timezone.localdate() + dt.timedelta(365)
    assert operations.declare_harvest(household=HouseholdFactory(), **told(ends_on=ends_on)).days == 366


def test_an_amendment_moves_the_calendar_and_confirms():
    harvest = HarvestFactory(confirmed_at=timezone.now() - dt.timedelta(40))
    amended = operations.amend_harvest(harvest=harvest, **told(commodity=commodity_of("nhan"), volume_kg=500))
    assert amended.freshness(timezone.now()) == Freshness.FRESH
    cells = CountryCell.objects.with_supply()
    assert set(cells.values_list("commodity__slug", flat=True)) == {"nhan"}
    assert sum(cells.values_list("supply_kg", flat=True)) == 500


def test_confirming_makes_a_faded_declaration_fresh():
    harvest = HarvestFactory(confirmed_at=timezone.now() - dt.timedelta(20))
    assert harvest.freshness(timezone.now()) == Freshness.AGEING
    assert operations.confirm_harvest(harvest=harvest).freshness(timezone.now()) == Freshness.FRESH


@pytest.mark.parametrize(
    ("operation", "status", "words"),
    [
        (operations.mark_sold_out, HarvestStatus.SOLD_OUT, "đã bán hết"),
        (operations.cancel_harvest, HarvestStatus.CANCELLED, "đã hủy"),
    ],
)
def test_a_harvest_that_ends_leaves_the_calendar_and_who_asks_is_told(operation, status, words):
    offer = OfferFactory()
    declined = OfferFactory(harvest=offer.harvest, status=OfferStatus.DECLINED)
    assert operation(harvest=offer.harvest).status == status
    assert not CountryCell.objects.with_supply().exists()
    offer.refresh_from_db()
    assert (offer.status, offer.unread_by_trader) == (OfferStatus.CLOSED, True)
    assert words in texts_to(offer.trader.user)[0]
    assert texts_to(declined.trader.user) == []
    for again in (operation, operations.confirm_harvest):
        with pytest.raises(ExchangeError, match="đã khép lại"):
            again(harvest=offer.harvest)
    assert differences() == []


# ---- traders and requests ----


def test_a_fresh_account_becomes_a_trader_and_mends_the_profile():
    user = UserFactory()
    trader = operations.register_trader(user=user, name="Vựa Tám Lúa", tax_code="0100000003")
    user.refresh_from_db()
    assert (user.role, user.trader) == (Role.TRADER, trader)
    operations.verify_trader(trader=trader)
    assert "đã xác minh" in texts_to(user)[0]
    same = operations.register_trader(user=user, name="Vựa Tám Lúa", tax_code="0100000003", story="Mua vải.")
    assert (same.pk, same.is_verified) == (trader.pk, True)
    assert not operations.register_trader(user=user, name="Vựa Chín Lúa").is_verified
    assert Trader.objects.count() == 1


@pytest.mark.parametrize("user", [lambda: HouseholdFactory().owner, lambda: OfficerFactory()])
def test_households_and_staff_do_not_become_traders(user):
    with pytest.raises(ExchangeError):
        operations.register_trader(user=user(), name="Vựa")
    assert not Trader.objects.exists()


def test_a_request_is_posted_once_counts_as_demand_and_closes():
    trader, key = TraderFactory(), uuid.uuid4()
    first = operations.post_buy_request(trader=trader, form_key=key, **told())
    assert operations.post_buy_request(trader=trader, form_key=key, **told()) == first
    assert sum(CountryCell.objects.values_list("demand_kg", flat=True)) == 3_000
    household = VerifiedHouseholdFactory()
    offer = operations.answer_request(household=household, buy_request=first, body="Nhà có 2 tấn.")
    assert operations.close_buy_request(buy_request=first).status == RequestStatus.CLOSED
    operations.close_buy_request(buy_request=first)
    offer.refresh_from_db()
    assert offer.status == OfferStatus.CLOSED
    assert [t for t in texts_to(household.owner) if "khép" in t] == [
        f"Cổng 1034: {trader.name} đã khép nhu cầu mua Vải thiều."
    ]
    assert sum(CountryCell.objects.values_list("demand_kg", flat=True)) == 0


def test_a_closed_request_and_an_unverified_household_cannot_be_answered():
    closed = BuyRequestFactory(status=RequestStatus.CLOSED)
    with pytest.raises(ExchangeError, match="đã khép lại"):
        operations.answer_request(household=VerifiedHouseholdFactory(), buy_request=closed, body="Còn mua không?")
    with pytest.raises(ExchangeError, match="xác minh"):
        operations.answer_request(household=HouseholdFactory(), buy_request=BuyRequestFactory(), body="Còn mua không?")
    assert not Offer.objects.exists()


# ---- conversations ----


@pytest.fixture
def offer():
    trader = TraderFactory()
    harvest = HarvestFactory(household=VerifiedHouseholdFactory())
    return operations.ask_household(trader=trader, harvest=harvest, body="Còn vải không ạ?")


def test_asking_tells_the_household_once_until_it_has_read(offer):
    assert offer == operations.ask_household(trader=offer.trader, harvest=offer.harvest, body="Giá bao nhiêu ạ?")
    assert Offer.objects.count() == 1
    texts = texts_to(offer.household.owner)
    assert len(texts) == 1
    assert offer.get_absolute_url() in texts[0]
    assert str(offer.trader.user.phone) not in texts[0]
    operations.reply(offer=offer, sender=offer.household.owner, body="Còn, 30 nghìn.")
    operations.reply(offer=offer, sender=offer.trader.user, body="Lấy hết.")
    assert len(texts_to(offer.household.owner)) == 2
    assert len(texts_to(offer.trader.user)) == 1


@pytest.mark.parametrize(
    "harvest",
    [
        lambda: HarvestFactory(household=HouseholdFactory()),
        lambda: HarvestFactory(household=VerifiedHouseholdFactory(), status=HarvestStatus.SOLD_OUT),
    ],
)
def test_what_buyers_cannot_see_cannot_be_asked_for(harvest):
    with pytest.raises(ExchangeError, match="không còn nhận hỏi mua"):
        operations.ask_household(trader=TraderFactory(), harvest=harvest(), body="Còn không?")


def test_the_same_message_sent_twice_is_said_once(offer):
    key = uuid.uuid4()
    for _time in range(2):
        operations.reply(offer=offer, sender=offer.trader.user, body="Mai lên.", form_key=key)
    assert OfferMessage.objects.filter(offer=offer).count() == 2


def test_nothing_is_said_with_nothing_or_after_the_end(offer):
    with pytest.raises(ExchangeError, match="trống"):
        operations.reply(offer=offer, sender=offer.trader.user, body="  ")
    operations.decline(offer=offer, user=offer.household.owner)
    with pytest.raises(ExchangeError, match="khép lại"):
        operations.reply(offer=offer, sender=offer.trader.user, body="Sao vậy?")
    with pytest.raises(ExchangeError, match="kết luận"):
        operations.agree(offer=offer, user=offer.trader.user, version=1)


def test_an_account_that_says_too_much_is_asked_to_wait(offer, monkeypatch):
    monkeypatch.setattr(operations.conversation, "MESSAGES_AN_HOUR", "1/hour")
    operations.reply(offer=offer, sender=offer.household.owner, body="Còn.")
    with pytest.raises(ExchangeError, match="Chờ một lát"):
        operations.reply(offer=offer, sender=offer.household.owner, body="Còn nhiều.")


def test_declining_tells_the_other_side(offer):
    operations.decline(offer=offer, user=offer.household.owner)
    assert "không mua bán" in texts_to(offer.trader.user)[-1]


def test_reading_is_noted_for_ones_own_side_only(offer):
    operations.mark_read(offer=offer, user=offer.household.owner)
    offer.refresh_from_db()
    assert not offer.unread_by_household
    assert offer.side_of(offer.household.owner) == Side.HOUSEHOLD


def test_a_stranger_does_nothing_in_a_conversation(offer):
    with pytest.raises(PermissionError):
        operations.reply(offer=offer, sender=UserFactory(), body="Xen vào.")


def test_an_offer_is_about_exactly_one_thing():
    with pytest.raises(IntegrityError), transaction.atomic():
        OfferFactory(buy_request=BuyRequestFactory())
    with pytest.raises(IntegrityError), transaction.atomic():
        OfferFactory(status=OfferStatus.AGREED)


# ---- perms ----


def test_who_may_do_what():
    harvest = HarvestFactory()
    owner, stranger = harvest.household.owner, HouseholdFactory().owner
    assert perms.can_edit_harvest(owner, harvest)
    assert not perms.can_edit_harvest(stranger, harvest)
    assert not perms.can_edit_harvest(
        owner, HarvestFactory(household=harvest.household, status=HarvestStatus.CANCELLED)
    )
    request = BuyRequestFactory()
    assert perms.can_close_request(request.trader.user, request)
    assert not perms.can_close_request(TraderFactory().user, request)
    assert perms.can_ask(request.trader.user)
    assert not perms.can_ask(owner)
    assert not perms.can_ask(UserFactory(role=Role.TRADER))
    assert perms.can_answer(owner)
    assert not perms.can_answer(request.trader.user)


def test_only_the_two_sides_read_a_conversation(offer):
    assert perms.can_read_offer(offer.trader.user, offer)
    assert perms.can_read_offer(offer.household.owner, offer)
    assert not perms.can_read_offer(OfficerFactory(), offer)
    assert not perms.can_read_offer(TraderFactory().user, offer)


def test_who_may_become_a_trader():
    assert perms.can_become_trader(UserFactory())
    assert perms.can_become_trader(TraderFactory().user)
    assert not perms.can_become_trader(HouseholdFactory().owner)
    assert not perms.can_become_trader(OfficerFactory())


def test_an_officer_verifies_traders_of_the_own_provinces_only():
    trader = TraderFactory(province=commune_of("24").province)
    assert perms.can_verify_trader(OfficerFactory(department=DepartmentFactory(codes=["24"])), trader)
    assert not perms.can_verify_trader(OfficerFactory(department=DepartmentFactory(codes=["66"])), trader)
    assert perms.can_verify_trader(UserFactory(role=Role.ADMINISTRATOR), trader)
    assert not perms.can_verify_trader(trader.user, trader)
