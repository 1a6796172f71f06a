"""Writes about people: codes, accounts, consents, texts. Nothing here knows HTTP or Celery.

After an operation that writes a text, the caller wakes the sender: `portal1034.accounts.tasks.wake()`.
"""

import secrets
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from portal1034.accounts.consents import wording_of
from portal1034.accounts.enums import CodePurpose, ConsentHow, ConsentPurpose, Role
from portal1034.accounts.events import consent_given, consent_withdrawn
from portal1034.accounts.models import Consent, OneTimeCode, TextMessage, User
from portal1034.core import limits
from portal1034.core.text import nfc

CODE_DIGITS = 6
CODE_LIFE = timedelta(minutes=5)
CODE_ATTEMPTS = 5
CODES_KEPT = timedelta(days=1)

# From narrow to wide; a use that a narrow limit refuses is not counted by the wider ones, or one machine could use up
# the whole site's room. A commune may share one address of a mobile network, so an address gets far more than a phone.
SEND_RATES = {
    "address": ("40/10 minutes",),
    "phone": ("1/30 seconds", "4/10 minutes", "10/day"),
    "site": ("3000/hour",),
}
GUESS_RATES = {"address": ("100/10 minutes",), "phone": ("15/hour",), "site": ("6000/hour",)}
PASSWORD_RATES = {"address": ("100/10 minutes",), "phone": ("30/hour",), "site": ("20000/hour",)}


class CodeError(ValueError):
    """The code cannot be sent or is not accepted; the message is the Vietnamese sentence to show."""


class TooManyTries(CodeError):
    """A limit is reached: the same answer for every phone, known or not."""


class WrongCode(CodeError):
    """Not the code, or no longer: used, expired, guessed at too often, or replaced by a newer one."""


class AccountClosed(ValueError):
    """The account may not be used; the message is the Vietnamese sentence to show."""


# ---- one-time codes ----


def send_code(*, phone, purpose: CodePurpose, address: str) -> None:
    """Write a fresh code for `phone` and the text that carries it; any earlier code for `purpose` is void.

    `address` is the client's. What happens does not depend on whether the phone is known. Raises TooManyTries.
    """
    number = as_e164(phone)
    if not has_room("send", SEND_RATES, number, address):
        raise TooManyTries(_("Số này vừa xin mã nhiều lần. Chờ ít phút rồi xin lại mã mới."))
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    expires_at = timezone.now() + CODE_LIFE
    with transaction.atomic():
        OneTimeCode.objects.create(
            phone=number, purpose=purpose, code_hash=_hash_code(number, purpose, code), expires_at=expires_at
        )
        body = _("Mã vào Cổng 1034 là %(code)s, dùng trong 5 phút. Không đọc mã này cho bất cứ ai.")
        queue_text(phone=number, body=body % {"code": code}, expires_at=expires_at, is_secret=True)


def check_code(*, phone, purpose: CodePurpose, code: str, address: str) -> None:
    """Use up the code; return if it was the right one, else raise WrongCode or TooManyTries.

    The row is locked while it is judged, so of two people with the same code one gets in.
    """
    number = as_e164(phone)
    if not has_room("guess", GUESS_RATES, number, address):
        raise TooManyTries(_("Số này đã thử mã nhiều lần. Chờ một giờ rồi xin mã mới."))
    with transaction.atomic():
        problem = _judge_code(number, purpose, code)
    if problem:  # raised outside the transaction: the attempt stays counted
        raise WrongCode(problem)


def _judge_code(number: str, purpose: CodePurpose, typed: str) -> str:
    """Return "" and mark the code used, or count the attempt and return what is wrong."""
    ask_again = _("Mã này không còn dùng được. Xin mã mới.")
    row = OneTimeCode.objects.select_for_update().newest(phone=number, purpose=purpose).first()
    now = timezone.now()
    if row is None or row.used_at or row.expires_at <= now or row.attempts >= CODE_ATTEMPTS:
        return ask_again
    row.attempts += 1
    digits = "".join(c for c in nfc(typed) if c.isdecimal() and c.isascii())
    if constant_time_compare(row.code_hash, _hash_code(number, purpose, digits)):
        row.used_at = now
        row.save(update_fields=("attempts", "used_at"))
        return ""
    row.save(update_fields=("attempts",))
    left = CODE_ATTEMPTS - row.attempts
    return _("Mã chưa đúng, xem lại tin nhắn giúp. Còn %s lần thử.") % left if left else ask_again


def _hash_code(number: str, purpose: str, code: str) -> str:
    value = f"{number}:{CodePurpose(purpose).value}:{code}"
    return salted_hmac("portal1034.accounts.one_time_code", value, algorithm="sha256").hexdigest()


def has_room(action: str, rates: dict[str, tuple[str, ...]], number: str, address: str) -> bool:
    """Count one use of `action` against every limit; False when one is used up."""
    named = {"phone": number, "address": address, "site": "all"}
    return all(limits.allow(rate, action, kind, named[kind]) for kind, group in rates.items() for rate in group)


def count_password_try(*, phone, address: str) -> None:
    """Count one try at a password, before it is looked at; raise TooManyTries when a limit is reached."""
    if not has_room("password", PASSWORD_RATES, as_e164(phone), address):
        raise TooManyTries(_("Đã thử mật khẩu nhiều lần. Chờ ít phút, hoặc nhận mã qua tin nhắn."))


def forget_old_codes() -> int:
    """Delete codes that ended more than CODES_KEPT ago; return how many."""
    deleted, _rows = OneTimeCode.objects.filter(expires_at__lt=timezone.now() - CODES_KEPT).delete()
    return deleted


def as_e164(phone) -> str:
    """Return "+84912345678" from a PhoneNumber or that very text."""
    return getattr(phone, "as_e164", None) or str(phone)


# ---- accounts ----


def register_or_sign_in(*, phone) -> tuple[User, bool]:
    """Return (user, created) for a phone whose code was just accepted. Raises AccountClosed.

    Registering with a known number signs in and signing in with an unknown one registers: the pages never tell which.
    """
    number = as_e164(phone)
    with transaction.atomic():
        user = User.objects.select_for_update().filter(phone=number).first()
        if user is None:
            return _create_user(number)
        if not user.is_active:
            raise AccountClosed(_("Tài khoản này đã khóa. Gọi Sở phụ trách tỉnh để được giúp."))
        if user.phone_verified_at is None:
            user.phone_verified_at = timezone.now()
            user.save(update_fields=("phone_verified_at",))
        return user, False


def _create_user(number: str, *, verified: bool = True) -> tuple[User, bool]:
    try:
        with transaction.atomic():
            return User.objects.create_user(number, phone_verified_at=timezone.now() if verified else None), True
    except IntegrityError:  # the same number registered in another window between our look and our write
        return User.objects.get(phone=number), False


def person_with_phone(*, phone) -> User:
    """Return the account of a phone, made without a password if there is none: its owner claims it with a code."""
    number = as_e164(phone)
    user = User.objects.filter(phone=number).first()
    return user or _create_user(number, verified=False)[0]


def become_trader(*, user: User, full_name: str = "") -> User:
    """Make a fresh household account a trader's. Raises ValueError for staff and for people who have a household."""
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        if user.role not in {Role.HOUSEHOLD, Role.TRADER}:
            raise ValueError(_("Tài khoản cán bộ không làm thương lái được."))
        if _has_household(user):
            raise ValueError(_("Số này đã là hộ sản xuất. Thương lái đăng ký bằng số điện thoại khác."))
        user.role = Role.TRADER
        user.full_name = nfc(full_name) or user.full_name
        user.save(update_fields=("role", "full_name"))
    return user


def _has_household(user: User) -> bool:
    # The reverse relation exists where the upper layer is installed; this layer does not import it.
    return hasattr(user, "household")


# ---- consents ----


def give_consent(
    *, user: User, purpose: ConsentPurpose, recorded_by: User | None = None, how: ConsentHow = ConsentHow.SELF
) -> Consent:
    """Record that `user` agrees to `purpose` in the present wording; said twice, it stays one row.

    An older wording that still stands is closed first. `recorded_by` is who ticked: the user, or an officer.
    """
    wording = wording_of(purpose)
    recorder = recorded_by or user
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        standing = Consent.objects.active().for_purpose(purpose).filter(user=user).first()
        if standing and standing.wording_version == wording.version:
            return standing
        if standing:
            _close(standing, recorder)
        consent = Consent.objects.create(
            user=user,
            purpose=purpose,
            wording_version=wording.version,
            wording=wording.full_text,
            given_how=how,
            recorded_by=recorder,
        )
        consent_given.send(user=user, purpose=ConsentPurpose(purpose))
    return consent


def withdraw_consent(*, user: User, purpose: ConsentPurpose, withdrawn_by: User | None = None) -> bool:
    """Take a consent back; return whether one stood. Without REGISTER nothing else may stand: all go with it."""
    with transaction.atomic():
        standing = Consent.objects.select_for_update().active().filter(user=user)
        if purpose != ConsentPurpose.REGISTER:
            standing = standing.for_purpose(purpose)
        closed = list(standing)
        for consent in closed:
            _close(consent, withdrawn_by or user)
            consent_withdrawn.send(user=user, purpose=ConsentPurpose(consent.purpose))
    return bool(closed)


def _close(consent: Consent, by: User) -> None:
    consent.withdrawn_at = timezone.now()
    consent.withdrawn_by = by
    consent.save(update_fields=("withdrawn_at", "withdrawn_by"))


def has_consent(user: User, purpose: ConsentPurpose) -> bool:
    return Consent.objects.active().for_purpose(purpose).filter(user=user).exists()


# ---- texts ----


def queue_text(*, phone, body: str, expires_at: datetime | None = None, is_secret: bool = False) -> TextMessage:
    """Write an SMS to send, in the caller's transaction; cut at 480 characters, not sent after `expires_at`."""
    limit = TextMessage._meta.get_field("body").max_length
    text = nfc(body)
    return TextMessage.objects.create(
        phone=as_e164(phone),
        body=text if len(text) <= limit else f"{text[: limit - 1]}…",
        expires_at=expires_at,
        is_secret=is_secret,
    )
