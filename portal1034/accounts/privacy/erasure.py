"""Taking a person out of the portal, in two acts. First everything given to others is taken back (listings come down,
requests are closed) and the account is locked. Only when nothing of theirs is out there any more is it erased here.
"""

import logging

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal1034.accounts.enums import ConsentPurpose, RequestKind, RequestStatus, RequestStepKind
from portal1034.accounts.models import Erasure, PersonalDataRequest, RequestStep, User
from portal1034.accounts.operations import queue_text, withdraw_consent
from portal1034.accounts.privacy.holders import erasure_waits_for, holders, names_of
from portal1034.accounts.privacy.requests import NotPossible, locked
from portal1034.accounts.privacy.requests import finish as finish_request
from portal1034.accounts.privacy.terms import Terms

log = logging.getLogger(__name__)


@transaction.atomic
def begin(*, request: PersonalDataRequest, by: User) -> Erasure:
    """Take everything back, close the account, tell the person. There is no way back. Raises NotPossible."""
    request = locked(request)
    if request.kind != RequestKind.ERASE:
        raise NotPossible(_("Yêu cầu này không phải là xóa dữ liệu."))
    person = User.objects.select_for_update().get(pk=request.person_id)
    withdraw_consent(user=person, purpose=ConsentPurpose.REGISTER, withdrawn_by=by)
    for holder in holders():
        holder.begin_erasure(person)
    person.is_active = False
    person.save(update_fields=("is_active",))
    body = _("Cổng 1034 đang xóa dữ liệu của bác theo yêu cầu. Tin trên các sàn được gỡ trước, rồi mọi dữ liệu bị xóa.")
    queue_text(phone=person.phone, body=body)
    if request.answered_at is None:
        request.answered_at = timezone.now()
    request.status, request.due_on = RequestStatus.ERASING, request.action_due_on
    request.save()
    RequestStep.objects.create(request=request, kind=RequestStepKind.ERASING, by=by)
    return Erasure.objects.create(person=person, request=request, ordered_by=by)


@transaction.atomic
def finish(*, erasure: Erasure) -> bool:
    """Erase the person if nothing of theirs is out there any more; return whether that is so. Twice is once."""
    erasure = Erasure.objects.select_for_update(of=("self",)).select_related("person", "request").get(pk=erasure.pk)
    person = erasure.person
    if erasure.finished_at:
        return True
    if erasure_waits_for(person):
        return False
    terms = Terms(person.phone.as_e164, frozenset(names_of(person)))
    counts: dict[str, int] = {}
    for holder in reversed(holders()):
        for table, rows in holder.erase(person, terms).items():
            counts[table] = counts.get(table, 0) + rows
    erasure.counts = {table: rows for table, rows in sorted(counts.items()) if rows}
    erasure.finished_at = timezone.now()
    erasure.save()
    request = PersonalDataRequest.objects.get(pk=erasure.request_id)
    finish_request(request, RequestStatus.DONE, _("Đã xóa."))
    RequestStep.objects.create(request=request, kind=RequestStepKind.DONE)
    log.info("Đã xóa dữ liệu của tài khoản %s: %s", person.pk, erasure.counts)
    return True


def finish_due() -> int:
    """Finish every erasure that has begun and waits for nothing; return how many. One that fails stops no other."""
    done = 0
    for erasure in Erasure.objects.filter(finished_at=None).order_by("pk"):
        try:
            done += finish(erasure=erasure)
        except Exception:
            log.exception("Không xóa xong được tài khoản %s", erasure.person_id)
    return done
