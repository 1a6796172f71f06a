"""The ways a text leaves the portal. A backend sends one text or raises what the sender must know to go on."""

from typing import Protocol

import httpx
from django.conf import settings
from django.utils.module_loading import import_string

from portal1034.accounts.models import TextMessage

TIMEOUT = httpx.Timeout(10, connect=3)


class SmsError(Exception):
    """The text was not sent, or nobody knows; the message is for staff, without the text itself."""


class TryLater(SmsError):
    """Certainly not sent, and worth another try: the gateway is unreachable, busy or in maintenance."""


class Refused(SmsError):
    """Certainly not sent, and another try would be refused too: a bad number, a bad token, a bad request."""


class Unknown(SmsError):
    """It may have been sent: the line fell after the request left. Sending again might double it."""


class Backend(Protocol):
    keeps_secrets: bool

    def send(self, text: TextMessage) -> None: ...


class LocalBackend:
    """A developer's machine: nothing leaves; the row itself is what /_tin-nhan/ shows, codes included."""

    keeps_secrets = True

    def send(self, text: TextMessage) -> None:
        return None


class HttpBackend:
    """A gateway that takes JSON {to, from, text, id} with a bearer token; `id` lets it recognise a repeat."""

    keeps_secrets = False

    def send(self, text: TextMessage) -> None:
        options = settings.SMS_HTTP
        try:
            answer = httpx.post(
                options["url"],
                json={"to": text.phone.as_e164, "from": options["sender"], "text": text.body, "id": f"sms-{text.pk}"},
                headers={"Authorization": f"Bearer {options['token']}", "Idempotency-Key": f"sms-{text.pk}"},
                timeout=TIMEOUT,
            )
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise TryLater(f"Không nối được cổng SMS: {type(error).__name__}") from error
        except httpx.HTTPError as error:
            raise Unknown(f"Đường truyền đứt khi đang gửi: {type(error).__name__}") from error
        _judge(answer)


def _judge(answer: httpx.Response) -> None:
    if answer.is_success:
        return
    said = f"Cổng SMS trả lời {answer.status_code}"
    if answer.status_code in {429, 503}:
        raise TryLater(said)
    if answer.status_code >= 500:
        raise Unknown(said)
    raise Refused(said)


def backend() -> Backend:
    return import_string(settings.SMS_BACKEND)()
