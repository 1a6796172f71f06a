"""What accounts itself keeps about a person: the account, consents, texts, sign-ins, the citizen's number, requests."""

from collections.abc import Iterable
from datetime import timedelta

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from phonenumber_field.phonenumber import PhoneNumber

from portal1034.accounts.consents import wording_of
from portal1034.accounts.enums import ConsentPurpose, TextMessageStatus
from portal1034.accounts.models import (
    Authenticator,
    AuthenticatorEvent,
    Consent,
    Identity,
    IdentityReveal,
    OneTimeCode,
    PersonalDataRequest,
    RecoveryCode,
    RequestStep,
    TextMessage,
    User,
)
from portal1034.accounts.privacy.holders import Holder, Record, Section, consent_state, section_of
from portal1034.accounts.privacy.terms import SOMEONE, Terms, blank_admin_log, blank_rows, blank_terms

# A text that did not go out within a day does not hold up an erasure.
TEXT_WAITS = timedelta(days=1)
SIGN_INS = (AccessAttempt, AccessFailureLog, AccessLog)


class AccountHolder(Holder):
    def sections(self, user) -> Iterable[Section]:
        account = ("phone", "full_name", "email", "role", "date_joined", "phone_verified_at", "last_login")
        consent = ("purpose", "wording_version", "wording", "given_at", "given_how", "withdrawn_at")
        asked = ("kind", "status", "how", "details", "received_at", "answer", "outcome", "finished_at")
        mine = TextMessage.objects.filter(phone=user.phone, is_secret=False).order_by("-pk")
        requests = PersonalDataRequest.objects.filter(person=user)
        yield section_of("account", _("Tài khoản"), [user], account)
        yield Section("identity", _("Số căn cước"), list(_identity(user)), str(reverse_lazy("pages:identity")))
        reveals = user.identity_reveals.all()
        yield section_of("identity_reveals", _("Cán bộ đã xem số căn cước"), reveals, ("at", "reason"))
        yield section_of("consents", _("Sự đồng ý"), user.consents.order_by("-pk"), consent)
        yield section_of("requests", _("Yêu cầu về dữ liệu"), requests.order_by("-pk"), asked)
        yield section_of("texts", _("Tin nhắn SMS cổng gửi"), mine, ("created_at", "body", "status"))
        yield section_of("second_step", _("Bước hai khi đăng nhập"), user.authenticator_events.all(), ("kind", "at"))
        sign_ins = AccessLog.objects.filter(username__in=_names_in_log(user.phone.as_e164)).order_by("-pk")
        yield section_of("sign_ins", _("Lần đăng nhập"), sign_ins, ("attempt_time", "ip_address", "user_agent"))

    def names_of(self, user) -> Iterable[str]:
        return (user.full_name,)

    def erasure_waits_for(self, user) -> Iterable[str]:
        unsent = (TextMessageStatus.WAITING, TextMessageStatus.SENDING)
        since = timezone.now() - TEXT_WAITS
        if TextMessage.objects.filter(phone=user.phone, status__in=unsent, created_at__gt=since).exists():
            yield _("Còn tin nhắn báo cho người yêu cầu chưa gửi đi.")

    def erase(self, user, terms: Terms) -> dict[str, int]:
        requests = PersonalDataRequest.objects.filter(person=user)
        counts = {
            "sessions.Session": forget_sessions(user, terms),
            "accounts.OneTimeCode": OneTimeCode.objects.filter(phone=terms.phone).delete()[0],
            "accounts.Identity": Identity.objects.filter(user=user).delete()[0],
            "accounts.IdentityReveal": IdentityReveal.objects.filter(user=user).update(reason=SOMEONE),
            "accounts.Authenticator": Authenticator.objects.of(user).delete()[0],
            "accounts.RecoveryCode": RecoveryCode.objects.filter(user=user).delete()[0],
            "accounts.AuthenticatorEvent": AuthenticatorEvent.objects.filter(user=user).update(reason=SOMEONE),
            "accounts.RequestStep": RequestStep.objects.filter(request__in=requests).update(note=""),
            "accounts.PersonalDataRequest": _blank_requests(requests),
            "accounts.TextMessage": TextMessage.objects.filter(phone=terms.phone).delete()[0]
            + blank_terms(TextMessage.objects.all(), "body", terms),
            "admin.LogEntry": blank_admin_log(User, [user.pk]),
            "accounts.User": _anonymise(user),
        }
        for model in SIGN_INS:
            counts[model._meta.label] = model.objects.filter(username__in=_names_in_log(terms.phone)).delete()[0]
        return counts


def _identity(user) -> Iterable[Record]:
    identity = Identity.objects.filter(user=user).first()
    if identity is not None:
        label = _("số căn cước (cổng giữ ở dạng mã hóa)")
        yield Record([("number", label, identity.number()), ("how", _("bằng cách"), identity.get_how_display())])


def _blank_requests(requests) -> int:
    # A request that was prolonged must keep a reason: the database holds it to that.
    prolonged = requests.filter(extension_days__gt=0)
    return prolonged.update(extension_reason=SOMEONE) + blank_rows(requests, keep=("extension_reason",))


def _anonymise(user) -> int:
    """The row stays, for what others did with it; nothing on it leads to the person. The number is free again."""
    return User.objects.filter(pk=user.pk).update(
        phone=f"xoa-{user.pk}",
        full_name=_("Người đã xóa dữ liệu"),
        email="",
        password=make_password(None),
        is_active=False,
        phone_verified_at=None,
        last_login=None,
    )


def forget_sessions(user, terms: Terms) -> int:
    """Delete sessions signed in as this person, or that wait for a code to their number; return how many.

    A session does not say in a column whose it is: each is opened. Erasures are rare, and this runs in the background.
    """
    theirs = [
        session.pk
        for session in Session.objects.order_by("pk").iterator(chunk_size=1000)
        if _is_theirs(session.get_decoded(), user, terms)
    ]
    return Session.objects.filter(pk__in=theirs).delete()[0]


def _is_theirs(data: dict, user, terms: Terms) -> bool:
    return data.get(SESSION_KEY) == str(user.pk) or terms.phone in str(data)


def _names_in_log(phone: str) -> list[str]:
    """Return the ways in which the log of sign-ins writes a number given in E.164."""
    return [phone, phone.replace("+84", "0", 1), str(PhoneNumber.from_string(phone))]


def consent_rows(user, purposes: Iterable[ConsentPurpose]) -> list[dict]:
    """Return, for each purpose, its words of today, the consent that stands, those that ended, what still goes on."""
    given: dict[str, Consent] = {}
    ended: dict[str, list[Consent]] = {}
    for consent in user.consents.select_related("recorded_by", "withdrawn_by").order_by("-pk"):
        if consent.withdrawn_at is None:
            given[consent.purpose] = consent
        else:
            ended.setdefault(consent.purpose, []).append(consent)
    return [
        {
            "purpose": purpose,
            "wording": wording_of(purpose),
            "given": given.get(purpose),
            "ended": ended.get(purpose, []),
            "state": consent_state(user, purpose),
        }
        for purpose in purposes
    ]
