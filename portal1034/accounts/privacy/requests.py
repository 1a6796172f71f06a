"""Writes about requests of people for their data: opened, answered, prolonged, finished. Each leaves a step.

After an operation that writes a text the caller wakes the sender: `portal1034.accounts.tasks.wake()`.
"""

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal1034.accounts.enums import ConsentHow, ConsentPurpose, RequestKind, RequestStatus, RequestStepKind
from portal1034.accounts.models import Consent, PersonalDataRequest, RequestStep, User
from portal1034.accounts.operations import queue_text, withdraw_consent
from portal1034.accounts.privacy import clock
from portal1034.accounts.privacy.holders import province_of
from portal1034.core.text import nfc

# What a marketplace has to do its part of, if the person was ever on one.
WITH_MARKETPLACE = frozenset({RequestKind.RESTRICT, RequestKind.WITHDRAW, RequestKind.ERASE})
LATE_ENTRY_DAYS = 30


class NotPossible(ValueError):
    """The request's state or the law does not allow it; the message is the Vietnamese sentence to show."""


@transaction.atomic
def open_request(
    *,
    person: User,
    kind: RequestKind,
    details: str = "",
    how: ConsentHow = ConsentHow.SELF,
    recorded_by: User | None = None,
    received_on: dt.date | None = None,
    form_key: UUID | None = None,
) -> PersonalDataRequest:
    """Return a new request with its clocks running, or the open one of the same kind.

    `received_on`: when an officer heard or read it, if not today; the clocks run from then. Raises NotPossible.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.is_staff or not person.is_active:
        raise NotPossible(_("Tài khoản cán bộ do quản trị giữ; việc này làm với quản trị."))
    if standing := PersonalDataRequest.objects.open().filter(person=person, kind=kind).first():
        return standing
    received_at = _received_at(received_on)
    day = timezone.localdate(received_at)
    acts = kind in WITH_MARKETPLACE and _was_on_a_marketplace(person)
    request = PersonalDataRequest.objects.create(
        person=person,
        province=province_of(person),
        kind=kind,
        how=how,
        recorded_by=recorded_by or person,
        details=nfc(details)[:1000],
        received_at=received_at,
        marketplace_acts=acts,
        answer_due_on=clock.answer_due(day),
        action_due_on=clock.action_due(day, marketplace_acts=acts),
        due_on=clock.answer_due(day),
        form_key=form_key,
    )
    _step(request, RequestStepKind.RECEIVED, recorded_by or person)
    return request


@transaction.atomic
def answer_request(*, request: PersonalDataRequest, by: User, answer: str) -> PersonalDataRequest:
    """Tell the person that it is being done and how; from now the second clock counts. Raises NotPossible."""
    request = locked(request)
    if request.status != RequestStatus.RECEIVED:
        raise NotPossible(_("Yêu cầu này đã được trả lời."))
    request.answer = _sentence(answer, _("Ghi câu trả lời cho người yêu cầu."))
    request.answered_at, request.status, request.due_on = timezone.now(), RequestStatus.ANSWERED, request.action_due_on
    request.save()
    _step(request, RequestStepKind.ANSWERED, by, request.answer)
    _tell(request, _("Cổng 1034 đã nhận yêu cầu “%(kind)s” của bác, xong trước hết ngày %(day)s. %(said)s"), answer)
    return request


@transaction.atomic
def extend_request(*, request: PersonalDataRequest, by: User, days: int, reason: str) -> PersonalDataRequest:
    """Give the deed more days, once, before its deadline has passed, and tell the person why. Raises NotPossible."""
    request = locked(request)
    if request.extension_days:
        raise NotPossible(_("Luật chỉ cho gia hạn một lần, và yêu cầu này đã gia hạn rồi."))
    if request.action_due_on < timezone.localdate():
        raise NotPossible(_("Đã quá hạn thì không gia hạn được nữa; làm xong sớm nhất có thể."))
    request.extension_reason = _sentence(reason, _("Ghi lý do gia hạn, người yêu cầu đọc được."))[:500]
    try:
        request.action_due_on = clock.extended(request.action_due_on, days)
    except ValueError as error:
        raise NotPossible(_("Gia hạn từ 1 đến %s ngày.") % clock.LONGEST_EXTENSION_DAYS) from error
    request.extension_days = days
    if request.status != RequestStatus.RECEIVED:
        request.due_on = request.action_due_on
    request.save()
    _step(request, RequestStepKind.EXTENDED, by, request.extension_reason)
    _tell(request, _("Cổng 1034: yêu cầu “%(kind)s” của bác lùi hạn đến hết ngày %(day)s. %(said)s"), reason)
    return request


@transaction.atomic
def complete_request(
    *, request: PersonalDataRequest, by: User, outcome: str, withdraw: tuple[ConsentPurpose, ...] = ()
) -> PersonalDataRequest:
    """Close a request whose deed is done. RESTRICT takes every consent back, WITHDRAW those in `withdraw`.

    An erasure is not closed by hand: `erasure.begin` and `erasure.finish` do it. Raises NotPossible.
    """
    request = locked(request)
    if request.kind == RequestKind.ERASE:
        raise NotPossible(_("Xóa dữ liệu bằng nút “Xóa dữ liệu”; xong thì yêu cầu tự đóng."))
    outcome = _sentence(outcome, _("Ghi đã làm gì cho người yêu cầu."))
    if request.kind == RequestKind.RESTRICT:
        withdraw = (ConsentPurpose.REGISTER,)
    elif request.kind == RequestKind.WITHDRAW and not withdraw:
        raise NotPossible(_("Chọn ít nhất một điều mà người yêu cầu rút lại."))
    for purpose in withdraw:
        withdraw_consent(user=request.person, purpose=purpose, withdrawn_by=by)
    finish(request, RequestStatus.DONE, outcome)
    _step(request, RequestStepKind.DONE, by, outcome)
    _tell(request, _("Cổng 1034 đã làm xong yêu cầu “%(kind)s” của bác. %(said)s"), outcome)
    return request


@transaction.atomic
def refuse_request(*, request: PersonalDataRequest, by: User, reason: str) -> PersonalDataRequest:
    """Close a request that the law or the facts do not allow, and tell the person why. Raises NotPossible."""
    request = locked(request)
    reason = _sentence(reason, _("Ghi vì sao không làm được, người yêu cầu đọc được."))
    finish(request, RequestStatus.REFUSED, reason)
    _step(request, RequestStepKind.REFUSED, by, reason)
    _tell(request, _("Cổng 1034 không làm được yêu cầu “%(kind)s” của bác. %(said)s"), reason)
    return request


def locked(request: PersonalDataRequest) -> PersonalDataRequest:
    """Return the open request as it stands, locked; raise NotPossible once it is finished or an erasure has begun."""
    row = PersonalDataRequest.objects.select_for_update(of=("self",)).select_related("person").get(pk=request.pk)
    if not row.is_open:
        raise NotPossible(_("Yêu cầu này đã đóng."))
    if row.is_erasing:
        raise NotPossible(_("Dữ liệu đang được xóa, không dừng lại được nữa."))
    return row


def finish(request: PersonalDataRequest, status: RequestStatus, outcome: str) -> None:
    request.status, request.outcome = status, outcome
    request.finished_at, request.due_on = timezone.now(), None
    request.save()


def _received_at(day: dt.date | None) -> dt.datetime:
    now, today = timezone.now(), timezone.localdate()
    if day is None or day == today:
        return now
    if not today - dt.timedelta(days=LATE_ENTRY_DAYS) <= day < today:
        raise NotPossible(_("Ngày nhận phải trong %s ngày vừa qua.") % LATE_ENTRY_DAYS)
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))


def _was_on_a_marketplace(person: User) -> bool:
    return Consent.objects.filter(user=person, purpose__startswith="marketplace:").exists()


def _sentence(text: str, missing: str) -> str:
    said = nfc(text)[:1000]
    if not said:
        raise NotPossible(missing)
    return said


def _step(request: PersonalDataRequest, kind: RequestStepKind, by: User | None, note: str = "") -> None:
    RequestStep.objects.create(request=request, kind=kind, by=by, note=note)


def _tell(request: PersonalDataRequest, body: str, said: str) -> None:
    words = {"kind": request.get_kind_display(), "day": f"{request.action_due_on:%d/%m/%Y}", "said": nfc(said)}
    queue_text(phone=request.person.phone, body=body % words)
