"""Texts on their way out. A row is claimed in one transaction, sent outside any, and settled in another.

Several senders may run at once: a claim skips rows that another holds. A text is never sent twice; one whose sender
died in the middle is closed as unknown.
"""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Case, F, Value, When
from django.utils import timezone

from portal1034.accounts import sms
from portal1034.accounts.enums import TextMessageStatus
from portal1034.accounts.models import TextMessage

log = logging.getLogger(__name__)

BATCH = 20
MAX_ATTEMPTS = 6
FIRST_DELAY = timedelta(seconds=15)
# Longer than a batch can take: BATCH texts at the backend's longest.
HELD_AT_MOST = timedelta(minutes=10)
HIDDEN = "(mã đã gửi, không lưu lại)"


def deliver_waiting() -> int:
    """Send every text that is due; return how many went out."""
    close_abandoned()
    sent = 0
    while texts := claim():
        sent += sum([deliver(text) for text in texts])
    return sent


def claim(limit: int = BATCH) -> list[TextMessage]:
    """Return up to `limit` due texts, marked SENDING so that no other sender takes them; those too late are closed."""
    now = timezone.now()
    with transaction.atomic():
        due = TextMessage.objects.due(now)
        due.filter(expires_at__lte=now).update(
            status=TextMessageStatus.FAILED,
            problem="Quá hạn trước khi gửi được.",
            body=Case(When(is_secret=True, then=Value(HIDDEN)), default=F("body")),
        )
        held = due.select_for_update(skip_locked=True).order_by("next_attempt_at", "pk")[:limit]
        claimed = list(held)
        TextMessage.objects.filter(pk__in=[text.pk for text in claimed]).update(
            status=TextMessageStatus.SENDING, claimed_at=now, attempts=F("attempts") + 1
        )
    for text in claimed:
        text.attempts += 1
    return claimed


def deliver(text: TextMessage) -> bool:
    """Send one claimed text and write down what came of it; return whether it went out."""
    backend = sms.backend()
    try:
        backend.send(text)
    except sms.TryLater as error:
        _settle(text, **_later(text, str(error)))
        return False
    except sms.SmsError as error:
        log.warning("SMS %s không gửi được: %s", text.pk, error)
        _settle(text, status=TextMessageStatus.FAILED, problem=str(error)[:300], **_blank(text, backend))
        return False
    _settle(text, status=TextMessageStatus.SENT, sent_at=timezone.now(), problem="", **_blank(text, backend))
    return True


def _later(text: TextMessage, problem: str) -> dict:
    """Return the row's next state: waiting twice as long each time, given up after MAX_ATTEMPTS."""
    if text.attempts >= MAX_ATTEMPTS:
        log.warning("SMS %s thôi gửi sau %s lần: %s", text.pk, text.attempts, problem)
        return {"status": TextMessageStatus.FAILED, "problem": problem[:300]}
    delay = FIRST_DELAY * 2 ** (text.attempts - 1)
    return {
        "status": TextMessageStatus.WAITING,
        "problem": problem[:300],
        "next_attempt_at": timezone.now() + delay,
        "claimed_at": None,
    }


def _blank(text: TextMessage, backend: sms.Backend) -> dict:
    return {"body": HIDDEN} if text.is_secret and not backend.keeps_secrets else {}


def _settle(text: TextMessage, **state) -> None:
    TextMessage.objects.filter(pk=text.pk, status=TextMessageStatus.SENDING).update(**state)


def close_abandoned() -> int:
    """Close texts whose sender died while holding them: they may have gone out, so they are not sent again."""
    return TextMessage.objects.filter(
        status=TextMessageStatus.SENDING, claimed_at__lt=timezone.now() - HELD_AT_MOST
    ).update(status=TextMessageStatus.FAILED, problem="Người gửi dừng giữa chừng; không rõ tin đã đi chưa.")
