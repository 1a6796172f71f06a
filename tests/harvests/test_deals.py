"""Terms, the yes of both sides to one version, what each says became of it, and what that comes to."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from harvests import operations, reputation
from harvests.enums import OfferStatus, OutcomeState
from harvests.errors import ExchangeError
from harvests.models import Mediation, Offer, OfferTerms, Outcome
from harvests.personal_data import HarvestHolder
from portal1034.accounts.models import TextMessage
from tests.factories.accounts import DepartmentFactory, OfficerFactory
from tests.factories.harvests import (
    BuyRequestFactory,
    HarvestFactory,
    OfferFactory,
    TraderFactory,
    deal_of,
    terms_told,
    told_deal,
)
from tests.factories.households import VerifiedHouseholdFactory, commune_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def offer():
    return OfferFactory(harvest__household=VerifiedHouseholdFactory(name="Hộ bà Lành"), trader__name="Vựa Tám")


def texts_to(user) -> list[str]:
    return list(TextMessage.objects.filter(phone=user.phone).order_by("pk").values_list("body", flat=True))


# ---- terms ----


def test_a_proposal_and_the_yes_of_the_other_side_are_a_deal(offer):
    terms = operations.propose_terms(offer=offer, user=offer.trader.user, **terms_told())
    offer.refresh_from_db()
    assert (offer.status, offer.agreed_by_trader, offer.agreed_by_household) == (OfferStatus.OPEN, True, False)
    assert "đưa ra điều khoản" in texts_to(offer.household.owner)[-1]
    operations.agree(offer=offer, user=offer.household.owner, version=terms.version)
    offer.refresh_from_db()
    assert (offer.status, offer.deal, offer.concluded_on) == (OfferStatus.AGREED, terms, terms.deliver_to)
    assert "thống nhất" in texts_to(offer.trader.user)[-1]
    operations.reply(offer=offer, sender=offer.trader.user, body="Sáng mai xe lên.")


def test_a_yes_is_to_the_version_that_was_read(offer):
    operations.propose_terms(offer=offer, user=offer.trader.user, **terms_told())
    operations.propose_terms(offer=offer, user=offer.trader.user, **terms_told(price_vnd=10_000))
    with pytest.raises(ExchangeError, match="vừa đổi"):
        operations.agree(offer=offer, user=offer.household.owner, version=1)
    offer.refresh_from_db()
    assert not offer.agreed_by_household


def test_a_deal_holds_until_both_have_said_yes_to_another_version(offer):
    offer = deal_of(offer)
    first, later = offer.deal, timezone.localdate() + dt.timedelta(9)
    second = operations.propose_terms(offer=offer, user=offer.household.owner, **terms_told(deliver_to=later))
    offer.refresh_from_db()
    assert (offer.status, offer.agreed_by_trader, offer.agreed_by_household) == (OfferStatus.CHANGING, False, True)
    assert (offer.deal, offer.terms, offer.concluded_on) == (first, second, first.deliver_to)
    assert "xin đổi" in texts_to(offer.trader.user)[-1]
    operations.agree(offer=offer, user=offer.trader.user, version=2)
    offer.refresh_from_db()
    assert (offer.status, offer.deal, offer.concluded_on) == (OfferStatus.AGREED, second, later)


@pytest.mark.parametrize("who", ["trader", "household"])
@pytest.mark.parametrize("how", ["decline", "the old terms again", "outcome", "erasure"])
def test_one_side_alone_never_undoes_a_deal(offer, who, how):
    offer = deal_of(offer)
    first, owner = offer.deal, offer.household.owner
    operations.propose_terms(offer=offer, user=owner, **terms_told(price_vnd=27_000))
    user = offer.trader.user if who == "trader" else owner
    if how == "decline":
        operations.decline(offer=offer, user=user)
    elif how == "the old terms again":
        operations.propose_terms(offer=offer, user=user, **terms_told())
    elif how == "outcome":
        operations.tell_outcome(offer=offer, user=user, kept="kept")
    else:
        HarvestHolder().begin_erasure(user)
    offer.refresh_from_db()
    assert (offer.status, offer.terms, offer.deal) == (OfferStatus.AGREED, first, first)
    assert (offer.agreed_by_trader, offer.agreed_by_household) == (True, True)
    with pytest.raises(ExchangeError):
        operations.agree(offer=offer, user=offer.trader.user, version=2)
    with pytest.raises(ExchangeError):
        operations.decline(offer=offer, user=user)
    assert OfferTerms.objects.filter(offer=offer).count() == 2


def test_the_database_holds_that_a_deal_is_not_undone(offer):
    offer = deal_of(offer)
    operations.propose_terms(offer=offer, user=offer.trader.user, **terms_told(price_vnd=27_000))
    rows = Offer.objects.filter(pk=offer.pk)
    undone = [{"status": status} for status in ("open", "declined", "closed")]
    for change in (*undone, {"deal": None}, {"terms": F("deal")}, {"outcome_state": "kept"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        OfferFactory(status="changing")


def test_who_has_not_proposed_the_change_may_keep_the_deal_with_one_button(client, offer):
    offer = deal_of(offer)
    operations.propose_terms(offer=offer, user=offer.household.owner, **terms_told(price_vnd=27_000))
    client.force_login(offer.trader.user)
    page = client.get(offer.get_absolute_url()).content.decode()
    assert "Đã thống nhất bản 1" in page
    assert "Đang bàn đổi sang bản 2" in page
    assert "Giữ nguyên bản 1" in page
    assert "Không mua bán" not in page
    client.post(f"/de-nghi/{offer.pk}/tu-choi/")
    assert "Đang bàn đổi" not in client.get(offer.get_absolute_url()).content.decode()


def test_the_same_terms_again_are_a_yes_and_the_same_form_is_one_version(offer):
    key = uuid.uuid4()
    for _time in range(2):
        operations.propose_terms(offer=offer, user=offer.trader.user, form_key=key, **terms_told())
    operations.propose_terms(offer=offer, user=offer.household.owner, **terms_told())
    offer.refresh_from_db()
    assert offer.status == OfferStatus.AGREED
    assert OfferTerms.objects.count() == 1


def test_the_database_holds_that_a_deal_is_the_yes_of_both_to_the_terms_on_the_table(offer):
    deal_of(offer)
    rows = Offer.objects.filter(pk=offer.pk)
    for change in ({"agreed_by_trader": False}, {"deal": None}, {"terms": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        OfferFactory(agreed_by_trader=True)


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"volume_kg": ""}, "volume_kg", "bao nhiêu"),
        ({"price_vnd": "0"}, "price_vnd", "lớn hơn 0"),
        ({"deliver_to": "1/1/2020"}, "deliver_to", "trước ngày giao đầu"),
        ({"deposit_vnd": "900 triệu"}, "deposit_vnd", "nhiều hơn cả tiền hàng"),
        ({"deliver_from": "hôm nào"}, "deliver_from", "chưa đọc được"),
    ],
)
def test_wrong_terms_are_said_beside_their_field_and_what_was_typed_stays(client, offer, wrong, field, sentence):
    client.force_login(offer.trader.user)
    day = f"{timezone.localdate():%d/%m/%Y}"
    typed = {"volume_kg": "2 tấn", "price_vnd": "25k", "deliver_from": day, "deliver_to": day, "note": "Loại 1"}
    answer = client.post(f"/de-nghi/{offer.pk}/dieu-khoan/", typed | wrong)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert sentence in answer.context["form"].errors[field][0]
    assert "Loại 1" in answer.content.decode()
    assert not OfferTerms.objects.exists()


def test_the_page_offers_the_yes_to_the_version_it_shows(client, offer):
    operations.propose_terms(offer=offer, user=offer.trader.user, **terms_told())
    client.force_login(offer.household.owner)
    page = client.get(offer.get_absolute_url()).content.decode()
    assert "Điều khoản đang bàn, bản 1" in page
    assert 'name="version" value="1"' in page
    for nonsense in ("", "²", "99999999999999"):
        client.post(f"/de-nghi/{offer.pk}/dong-y/", {"version": nonsense})
    offer.refresh_from_db()
    assert offer.status == OfferStatus.OPEN


# ---- outcomes ----


def test_nothing_is_told_before_the_first_day_of_delivery_or_without_a_deal(offer):
    with pytest.raises(ExchangeError, match="Đến ngày giao nhận"):
        operations.tell_outcome(offer=offer, user=offer.trader.user, kept="kept")
    later = timezone.localdate() + dt.timedelta(3)
    offer = deal_of(offer, deliver_from=later, deliver_to=later)
    with pytest.raises(ExchangeError, match="Đến ngày giao nhận"):
        operations.tell_outcome(offer=offer, user=offer.trader.user, kept="kept")
    operations.tell_outcome(offer=offer, user=offer.trader.user, kept="kept", today=later)
    with pytest.raises(ExchangeError, match="không đổi được nữa"):
        operations.propose_terms(offer=offer, user=offer.trader.user, **terms_told(price_vnd=1))


@pytest.mark.parametrize(
    ("by_trader", "by_household", "state"),
    [
        ("kept", "", OutcomeState.TRADER_KEPT),
        ("", "kept", OutcomeState.HOUSEHOLD_KEPT),
        ("", "broken-trader", OutcomeState.ONE_OTHER),
        ("kept", "kept", OutcomeState.KEPT),
        ("partly", "partly", OutcomeState.PARTLY),
        ("broken-trader", "broken-trader", OutcomeState.BROKEN_TRADER),
        ("broken-household", "broken-household", OutcomeState.BROKEN_HOUSEHOLD),
        ("broken-household", "broken-trader", OutcomeState.DIFFER),
        ("kept", "partly", OutcomeState.DIFFER),
        ("off", "off", OutcomeState.OFF),
        ("off", "", OutcomeState.ONE_OTHER),
        ("off", "kept", OutcomeState.DIFFER),
    ],
)
def test_the_words_of_both_sides_are_put_beside_each_other(by_trader, by_household, state):
    offer = told_deal(TraderFactory(), VerifiedHouseholdFactory(), by_trader, by_household)
    assert offer.outcome_state == state


def test_both_may_leave_a_deal_before_its_day_and_it_counts_for_neither(client, offer):
    later = timezone.localdate() + dt.timedelta(3)
    offer = deal_of(offer, deliver_from=later, deliver_to=later)
    page = f"/de-nghi/{offer.pk}/ket-qua/"
    for user in (offer.trader.user, offer.household.owner):
        client.force_login(user)
        talk, form = (client.get(path).content.decode() for path in (f"/de-nghi/{offer.pk}/", page))
        assert page in talk
        assert "Chưa đến ngày giao" in form
        assert 'value="kept"' not in form
        assert client.post(page, {"what": "kept"}).status_code == 422
        assert client.post(page, {"what": "off", "statement": "Vườn bị mưa đá."}).status_code == 302
    offer.refresh_from_db()
    assert (offer.status, offer.outcome_state) == (OfferStatus.AGREED, OutcomeState.OFF)
    assert "xin thôi" in texts_to(offer.household.owner)[-1]
    assert reputation.of_traders([offer.trader_id]) == reputation.of_households([offer.household_id]) == {}
    assert "Hai bên thôi, không ai lỗi" in client.get(f"/de-nghi/{offer.pk}/").content.decode()


def test_each_side_may_correct_itself_for_sixty_days_and_answer_the_other_once():
    offer = told_deal(TraderFactory(), VerifiedHouseholdFactory(), "kept", "broken-trader")
    trader, owner = offer.trader.user, offer.household.owner
    operations.reply_to_outcome(offer=offer, user=trader, reply="Mưa lũ, đã báo trước hai ngày.")
    with pytest.raises(ExchangeError, match="một lần"):
        operations.reply_to_outcome(offer=offer, user=trader, reply="Thêm nữa.")
    assert "đáp lại" in texts_to(owner)[-1]
    operations.tell_outcome(offer=offer, user=owner, kept="kept")
    offer.refresh_from_db()
    assert offer.outcome_state == OutcomeState.KEPT
    assert Outcome.objects.get(offer=offer, side="household").reply
    assert Outcome.pgh_event_model.objects.filter(pgh_obj__offer=offer, broken_by="trader").exists()
    Outcome.objects.update(created_at=timezone.now() - dt.timedelta(61))
    with pytest.raises(ExchangeError, match="60 ngày"):
        operations.tell_outcome(offer=offer, user=owner, kept="partly")


def test_both_sides_are_asked_once_when_the_last_day_has_passed_and_who_told_is_left_alone(offer):
    day = timezone.localdate() - dt.timedelta(1)
    offer = deal_of(offer, deliver_from=day, deliver_to=day)
    operations.tell_outcome(offer=offer, user=offer.trader.user, kept="kept")
    before = len(texts_to(offer.trader.user))
    assert operations.ask_for_outcomes(today=day) == 0
    assert operations.ask_for_outcomes(today=timezone.localdate()) == 1
    assert "ra sao" in texts_to(offer.household.owner)[-1]
    assert len(texts_to(offer.trader.user)) == before
    assert operations.ask_for_outcomes(today=timezone.localdate()) == 0


def test_the_journey_of_an_outcome_on_the_pages(client, offer):
    day = timezone.localdate()
    offer = deal_of(offer, deliver_from=day, deliver_to=day)
    client.force_login(offer.household.owner)
    url = f"/de-nghi/{offer.pk}/ket-qua/"
    assert client.post(url, {"volume_kg": ""}).context["form"].errors["what"] == ["Chọn một câu đúng nhất."]
    wrong = client.post(url, {"what": "broken-trader", "volume_kg": "nhiều", "statement": "Không đến."})
    assert list(wrong.context["form"].errors) == ["volume_kg"]
    assert "Không đến." in wrong.content.decode()
    assert (
        client.post(url, {"what": "broken-trader", "deposit": "dropped", "statement": "Không đến."}).status_code == 302
    )
    client.force_login(offer.trader.user)
    page = client.get(offer.get_absolute_url()).content.decode()
    assert "“Không đến.”" in page
    assert "Đáp lại lời bên kia" in page
    assert client.post(f"/de-nghi/{offer.pk}/dap-lai/", {"reply": ""}).status_code == 422
    client.post(f"/de-nghi/{offer.pk}/dap-lai/", {"reply": "Xe hỏng giữa đường."})
    client.post(url, {"what": "kept"})
    page = client.get(offer.get_absolute_url()).content.decode()
    assert "Hai bên nói khác nhau" in page
    assert "Xe hỏng giữa đường." in page


def test_the_conversation_reads_with_the_same_queries_however_much_was_said(client, offer):
    offer = deal_of(offer)
    client.force_login(offer.household.owner)
    counts = []
    for more in (1, 5):
        for turn in range(more):
            operations.reply(offer=offer, sender=offer.trader.user, body=f"Tin {turn}")
            operations.propose_terms(
                offer=offer, user=offer.trader.user, **terms_told(price_vnd=30_000 + more * 9 + turn)
            )
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(offer.get_absolute_url()).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 12


# ---- officers ----


def test_an_officer_reads_what_both_sides_say_only_where_they_differ_and_notes_a_mediation(client):
    offer = told_deal(TraderFactory(), VerifiedHouseholdFactory(), "kept", "broken-trader")
    quiet = told_deal(offer.trader, VerifiedHouseholdFactory(), "kept", "kept")
    operations.reply(offer=offer, sender=offer.trader.user, body="Chuyện riêng hai bên")
    base = "/quan-tri/harvests/disputeddeal/"
    client.force_login(OfficerFactory(department=DepartmentFactory(codes=["66"])))
    assert client.get(f"{base}{offer.pk}/change/").status_code == 302
    assert client.post(f"{base}{offer.pk}/hoa-giai/", {"sentence": "Đã gọi."}).status_code == 404
    client.force_login(OfficerFactory(department=DepartmentFactory(codes=["24"])))
    assert "Mua bán hai bên nói khác nhau" in client.get("/quan-tri/").content.decode()
    page = client.get(f"{base}{offer.pk}/change/").content.decode()
    assert "Bên mua" in page
    assert "Chuyện riêng" not in page
    assert client.get(f"{base}{quiet.pk}/change/").status_code == 302
    assert client.post(f"{base}{quiet.pk}/hoa-giai/", {"sentence": "Đã gọi."}).status_code == 404
    assert client.post(f"{base}{offer.pk}/hoa-giai/", {"sentence": ""}).status_code == 422
    client.post(f"{base}{offer.pk}/hoa-giai/", {"sentence": "Đã gọi cả hai, hẹn trả cọc."})
    assert Mediation.objects.get().offer_id == offer.pk
    for side in (offer.trader.user, offer.household.owner):
        client.force_login(side)
        assert "hẹn trả cọc" in client.get(offer.get_absolute_url()).content.decode()


# ---- reputation ----


def test_reputation_is_silent_below_three_deals_with_three_partners():
    trader, household = TraderFactory(), VerifiedHouseholdFactory()
    for _time in range(4):
        told_deal(trader, household, "kept", "kept")
    assert reputation.of_traders([trader.pk])[trader.pk].words == ""
    told_deal(trader, VerifiedHouseholdFactory(), "kept", "kept")
    assert reputation.of_traders([trader.pk])[trader.pk].words == ""
    told_deal(trader, VerifiedHouseholdFactory(), "kept", "broken-trader")
    assert reputation.of_traders([trader.pk])[trader.pk].words == (
        "6 lần thỏa thuận, 5 giữ lời, 1 hai bên nói khác nhau"
    )


def test_one_side_alone_neither_praises_itself_nor_blames_the_other():
    trader = TraderFactory()
    for said in (("kept", ""), ("", "broken-trader"), ("", "partly"), ("", "kept")):
        told_deal(trader, VerifiedHouseholdFactory(), *said)
    found = reputation.of_traders([trader.pk])[trader.pk]
    assert (found.total, found.kept, found.broken) == (1, 1, 0)


def test_after_three_years_nothing_is_held_against_anybody():
    trader = TraderFactory()
    for turn in range(3):
        told_deal(trader, VerifiedHouseholdFactory(), "kept", "kept", days_ago=1000 + turn)
    told_deal(trader, VerifiedHouseholdFactory(), "broken-trader", "broken-trader", days_ago=1100)
    assert "không giữ lời" not in reputation.of_traders([trader.pk])[trader.pk].words
    assert reputation.of_traders([trader.pk])[trader.pk].total == 3


def test_reputations_of_many_are_one_query_and_both_kinds_count(django_assert_num_queries):
    traders = [TraderFactory() for _ in range(3)]
    household = VerifiedHouseholdFactory()
    for trader in traders:
        told_deal(trader, household, "broken-household", "broken-household")
    with django_assert_num_queries(1):
        assert len(reputation.of_traders([trader.pk for trader in traders])) == 3
    words = reputation.of_households([household.pk])[household.pk].words
    assert words == "3 lần thỏa thuận, 3 không giữ lời"


def test_the_public_line_of_a_request_tells_it_and_what_it_means(client):
    trader = TraderFactory()
    for _time in range(3):
        told_deal(trader, VerifiedHouseholdFactory(commune=commune_of("24")), "kept", "kept")
    today = timezone.localdate()
    wanted = BuyRequestFactory(trader=trader, starts_on=today, ends_on=today)
    page = client.get(wanted.get_absolute_url()).content.decode()
    assert "3 lần thỏa thuận, 3 giữ lời" in page
    assert "Tính các lần thỏa thuận trong 3 năm" in page
    assert "3 lần thỏa thuận" in client.get("/thu-mua/").content.decode()
    client.force_login(HarvestFactory(household=VerifiedHouseholdFactory()).household.owner)
    assert "3 lần thỏa thuận" in client.get(f"/thu-mua/{wanted.pk}/tra-loi/").content.decode()
