"""Requests for personal data: their clocks and steps, and the officer's queue with all its doors."""

import datetime as dt

import pytest
from django.utils import timezone

from portal1034.accounts.enums import ConsentHow, ConsentPurpose, RequestKind, RequestStatus, RequestStepKind, Role
from portal1034.accounts.models import Consent, Erasure, PersonalDataRequest, TextMessage
from portal1034.accounts.operations import give_consent, has_consent
from portal1034.accounts.perms import can_handle_request
from portal1034.accounts.privacy.requests import (
    NotPossible,
    answer_request,
    complete_request,
    extend_request,
    open_request,
    refuse_request,
)
from tests.factories.accounts import DepartmentFactory, OfficerFactory, UserFactory
from tests.factories.harvests import TraderFactory
from tests.factories.households import VerifiedHouseholdFactory

pytestmark = pytest.mark.django_db

LIST = "/quan-tri/accounts/personaldatarequest/"
DEEDS = ("tra-loi", "gia-han", "xong", "tu-choi")


@pytest.fixture
def household():
    made = VerifiedHouseholdFactory(owner__phone="+84900555666")
    give_consent(user=made.owner, purpose=ConsentPurpose.REGISTER)
    return made


@pytest.fixture
def person(household):
    return household.owner


@pytest.fixture
def here(client):
    officer = OfficerFactory()
    client.force_login(officer)
    return officer


@pytest.fixture
def elsewhere(client):
    officer = OfficerFactory(department=DepartmentFactory(codes=["66"]))
    client.force_login(officer)
    return officer


def ask(person, kind=RequestKind.CORRECT, **more) -> PersonalDataRequest:
    return open_request(person=person, kind=kind, details="Sửa tên", **more)


def overdue(request, days=1) -> PersonalDataRequest:
    late = timezone.localdate() - dt.timedelta(days=days)
    PersonalDataRequest.objects.filter(pk=request.pk).update(due_on=late, action_due_on=late, answer_due_on=late)
    request.refresh_from_db()
    return request


def steps(request) -> list[str]:
    return list(request.steps.values_list("kind", flat=True))


class TestOpening:
    def test_clocks_run_from_the_day_it_came(self, person):
        friday = timezone.localdate()
        while friday.weekday() != 4:
            friday -= dt.timedelta(days=1)
        request = ask(person, recorded_by=OfficerFactory(), how=ConsentHow.PAPER, received_on=friday)
        assert request.answer_due_on >= friday + dt.timedelta(days=4)
        assert request.action_due_on == friday + dt.timedelta(days=15)
        assert request.due_on == request.answer_due_on
        assert request.province == person.household.province
        assert steps(request) == [RequestStepKind.RECEIVED]

    def test_a_marketplace_that_must_act_too_gives_twenty_days(self, person):
        give_consent(user=person, purpose=ConsentPurpose.VOSO)
        erase, correct = ask(person, RequestKind.ERASE), ask(person)
        assert (erase.action_due_on - timezone.localdate()).days == 20
        assert (correct.action_due_on - timezone.localdate()).days == 15

    def test_the_same_request_twice_is_one(self, person):
        assert ask(person) == ask(person)

    @pytest.mark.parametrize("days", [-1, 31])
    def test_a_day_in_the_future_or_long_ago_is_no_day_of_receiving(self, person, days):
        with pytest.raises(NotPossible, match="30 ngày"):
            ask(person, received_on=timezone.localdate() - dt.timedelta(days=days))

    def test_a_traders_request_goes_to_the_province_of_the_trader(self, household):
        trader = TraderFactory(province=household.province)
        assert ask(trader.user).province == household.province

    def test_staff_and_closed_accounts_have_no_requests(self):
        for person in (OfficerFactory(), UserFactory(is_active=False)):
            with pytest.raises(NotPossible):
                ask(person)


class TestWorking:
    def test_an_answer_stops_the_first_clock_and_is_texted(self, person):
        officer = OfficerFactory()
        request = answer_request(request=ask(person), by=officer, answer="Sở đang sửa.")
        assert request.due_on == request.action_due_on
        assert request.status == RequestStatus.ANSWERED
        assert "Sở đang sửa." in TextMessage.objects.get(phone=person.phone).body
        assert steps(request) == ["received", "answered"]
        assert request.steps.last().by == officer
        with pytest.raises(NotPossible, match="đã được trả lời"):
            answer_request(request=request, by=officer, answer="Lần nữa")

    def test_an_extension_comes_once_with_a_reason_within_the_law(self, person):
        officer, request = OfficerFactory(), ask(person)
        for days, reason in ((0, "x"), (16, "x"), (5, " ")):
            with pytest.raises(NotPossible):
                extend_request(request=request, by=officer, days=days, reason=reason)
        before = request.action_due_on
        request = extend_request(request=request, by=officer, days=15, reason="Chờ sàn trả lời")
        assert request.action_due_on == before + dt.timedelta(days=15)
        assert request.due_on == request.answer_due_on, "the answer is still due first"
        with pytest.raises(NotPossible, match="một lần"):
            extend_request(request=request, by=officer, days=1, reason="Nữa")

    def test_an_extension_after_the_answer_moves_the_clock(self, person):
        officer = OfficerFactory()
        request = answer_request(request=ask(person), by=officer, answer="Đang làm")
        request = extend_request(request=request, by=officer, days=4, reason="Chờ sàn")
        assert request.due_on == request.action_due_on

    def test_a_deadline_that_has_passed_is_not_extended(self, person):
        with pytest.raises(NotPossible, match="quá hạn"):
            extend_request(request=overdue(ask(person)), by=OfficerFactory(), days=5, reason="Muộn")

    def test_restricting_takes_every_consent_back_and_hides_the_household(self, person, household):
        request = complete_request(request=ask(person, RequestKind.RESTRICT), by=OfficerFactory(), outcome="Đã ngừng")
        assert not Consent.objects.active().filter(user=person).exists()
        household.refresh_from_db()
        assert household.verification == "returned"
        assert (request.status, request.due_on) == (RequestStatus.DONE, None)

    def test_withdrawing_takes_back_what_is_named_by_the_officers_hand(self, person):
        give_consent(user=person, purpose=ConsentPurpose.VOSO)
        request, officer = ask(person, RequestKind.WITHDRAW), OfficerFactory()
        with pytest.raises(NotPossible):
            complete_request(request=request, by=officer, outcome="Đã rút")
        complete_request(request=request, by=officer, outcome="Đã rút", withdraw=(ConsentPurpose.VOSO,))
        assert has_consent(person, ConsentPurpose.REGISTER)
        assert Consent.objects.get(purpose=ConsentPurpose.VOSO).withdrawn_by == officer

    def test_an_erasure_is_not_closed_by_hand(self, person):
        with pytest.raises(NotPossible, match="Xóa dữ liệu"):
            complete_request(request=ask(person, RequestKind.ERASE), by=OfficerFactory(), outcome="Đã xóa")

    def test_a_refusal_has_a_reason(self, person):
        request, officer = ask(person), OfficerFactory()
        with pytest.raises(NotPossible):
            refuse_request(request=request, by=officer, reason="")
        request = refuse_request(request=request, by=officer, reason="Giấy tờ không khớp")
        assert request.status == RequestStatus.REFUSED
        assert "không khớp" in TextMessage.objects.get(phone=person.phone).body

    def test_what_is_closed_stays_closed(self, person):
        request, officer = ask(person), OfficerFactory()
        refuse_request(request=request, by=officer, reason="Không")
        for operation, said in (
            (answer_request, {"answer": "x"}), (refuse_request, {"reason": "x"}), (complete_request, {"outcome": "x"}),
            (extend_request, {"days": 1, "reason": "x"}),
        ):  # fmt: skip
            with pytest.raises(NotPossible, match="đã đóng"):
                operation(request=request, by=officer, **said)


class TestPredicate:
    def test_officers_of_the_province_and_administrators_but_never_ones_own(self, person):
        request = ask(person)
        assert can_handle_request(OfficerFactory(), request)
        assert can_handle_request(UserFactory(role=Role.ADMINISTRATOR), request)
        assert not can_handle_request(OfficerFactory(department=DepartmentFactory(codes=["66"])), request)
        for role in (Role.HOUSEHOLD, Role.TRADER, Role.EDITOR):
            assert not can_handle_request(UserFactory(role=role), request)
        own = OfficerFactory()
        request.person = own
        assert not can_handle_request(own, request)


class TestQueue:
    def test_the_queue_is_by_clock_and_late_ones_are_red(self, client, here, person):
        later = ask(VerifiedHouseholdFactory().owner)
        late = overdue(ask(person))
        page = client.get(LIST).text
        assert page.index(f"/{late.pk}/change/") < page.index(f"/{later.pk}/change/")
        assert "Quá hạn" in page
        assert "state--rejected" in page
        assert "Yêu cầu dữ liệu quá hạn" in client.get("/quan-tri/").text

    def test_filters_by_what_is_open_late_and_closed(self, client, here, person):
        late, closed = overdue(ask(person)), ask(VerifiedHouseholdFactory().owner)
        refuse_request(request=closed, by=here, reason="Không")
        found = {key: client.get(f"{LIST}?tinh-trang={key}").text for key in ("mo", "qua-han", "dong")}
        assert f"/{late.pk}/change/" in found["mo"]
        assert f"/{late.pk}/change/" in found["qua-han"]
        assert f"/{closed.pk}/change/" in found["dong"]
        assert f"/{late.pk}/change/" not in found["dong"]

    def test_each_deed_by_its_form(self, client, here, person):
        request = ask(person)
        at = f"{LIST}{request.pk}/"
        assert client.get(f"{at}tra-loi/").status_code == 200
        assert client.post(f"{at}tra-loi/", {"text": "Đang làm"}).status_code == 302
        assert client.post(f"{at}gia-han/", {"text": "Chờ sàn", "days": "16"}).status_code == 422
        assert client.post(f"{at}gia-han/", {"text": "Chờ sàn", "days": "3"}).status_code == 302
        assert client.post(f"{at}gia-han/", {"text": "Chờ nữa", "days": "3"}).status_code == 422
        assert client.post(f"{at}xong/", {"text": "Đã sửa"}).status_code == 302
        page = client.get(f"{at}change/").text
        assert "Đang làm" in page
        assert "Chờ sàn" in page
        assert steps(request) == ["received", "answered", "extended", "done"]

    def test_refusing_and_withdrawing_by_their_forms(self, client, here, person):
        give_consent(user=person, purpose=ConsentPurpose.VOSO)
        withdraw, see = ask(person, RequestKind.WITHDRAW), ask(person, RequestKind.SEE)
        assert client.post(f"{LIST}{withdraw.pk}/xong/", {"text": "Đã rút"}).status_code == 422
        said = {"text": "Đã rút", "withdraw": ConsentPurpose.VOSO.value}
        assert client.post(f"{LIST}{withdraw.pk}/xong/", said).status_code == 302
        assert not has_consent(person, ConsentPurpose.VOSO)
        assert client.post(f"{LIST}{see.pk}/tu-choi/", {"text": "Đã có trên trang của bác"}).status_code == 302

    def test_erasing_is_one_button_that_only_posts(self, client, here, person):
        request = ask(person, RequestKind.ERASE)
        at = f"{LIST}{request.pk}/xoa-du-lieu/"
        assert client.get(at).status_code == 405
        assert client.post(at).status_code == 302
        assert Erasure.objects.get().ordered_by == here
        assert "chưa gửi đi" in client.get(f"{LIST}{request.pk}/change/").text
        client.post(at)
        assert Erasure.objects.count() == 1

    def test_nobody_works_on_their_own_request(self, client, here, person):
        request = ask(person)
        PersonalDataRequest.objects.filter(pk=request.pk).update(person=here)
        assert client.post(f"{LIST}{request.pk}/tu-choi/", {"text": "x"}).status_code == 403

    def test_what_is_no_erasure_is_not_erased(self, client, here, person):
        request = ask(person)
        assert client.post(f"{LIST}{request.pk}/xoa-du-lieu/").status_code == 302
        assert not Erasure.objects.exists()

    def test_a_wrong_day_is_said_on_the_form(self, client, here, person):
        form = {"phone": "0900555666", "kind": "see", "how": "paper", "received_on": "1/1/2020"}
        answer = client.post(LIST + "add/", form)
        assert answer.status_code == 422
        assert "30 ngày" in answer.text

    def test_a_row_is_never_edited_or_deleted_by_hand(self, client, here, person):
        request = ask(person)
        assert client.post(f"{LIST}{request.pk}/change/", {"status": "done"}).status_code == 403
        assert client.post(f"{LIST}{request.pk}/delete/", {"post": "yes"}).status_code == 403

    def test_an_officer_writes_down_what_was_said_by_telephone(self, client, here, person):
        yesterday = timezone.localdate() - dt.timedelta(days=1)
        form = {"phone": "0900 555 666", "kind": "erase", "how": "phone", "received_on": f"{yesterday:%d/%m/%Y}"}
        assert client.post(LIST + "add/", form).status_code == 302
        request = PersonalDataRequest.objects.get()
        assert (request.person, request.recorded_by, request.how) == (person, here, ConsentHow.PHONE)
        assert timezone.localdate(request.received_at) == yesterday


class TestAnotherProvince:
    def test_no_page_and_no_deed_is_there(self, client, elsewhere, person):
        request = ask(person, RequestKind.ERASE)
        assert f"/{request.pk}/change/" not in client.get(LIST).text
        assert client.get(f"{LIST}{request.pk}/change/").status_code == 404
        for deed in DEEDS:
            assert client.post(f"{LIST}{request.pk}/{deed}/", {"text": "x", "days": "1"}).status_code == 404
        assert client.post(f"{LIST}{request.pk}/xoa-du-lieu/").status_code == 404
        assert steps(request) == ["received"]

    def test_a_strangers_number_and_nobodys_get_the_same_answer(self, client, elsewhere, person):
        form = {"kind": "see", "how": "phone", "details": ""}
        answers = [client.post(LIST + "add/", {**form, "phone": phone}) for phone in ("0900555666", "0900999888")]
        assert [answer.status_code for answer in answers] == [422, 422]
        assert all("Không có ai dùng số này trong tỉnh" in answer.text for answer in answers)
        assert not PersonalDataRequest.objects.exists()

    def test_nobody_but_officers_and_administrators_comes_in(self, client, person):
        request = ask(person)
        for role in (Role.HOUSEHOLD, Role.TRADER, Role.EDITOR):
            client.force_login(UserFactory(role=role))
            assert client.get(f"{LIST}{request.pk}/change/").status_code in {302, 403}, role
            assert client.post(f"{LIST}{request.pk}/tu-choi/", {"text": "x"}).status_code in {302, 403, 404}
        assert steps(request) == ["received"]
