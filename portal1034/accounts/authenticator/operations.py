"""Writes about authenticator apps. The caller wakes the sender of texts: each change is told to its owner by SMS."""

import secrets
import time

import pyotp
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from portal1034.accounts.authenticator.models import Authenticator, AuthenticatorEvent, RecoveryCode
from portal1034.accounts.enums import AuthenticatorStep
from portal1034.accounts.models import User
from portal1034.accounts.operations import CODE_DIGITS, TooManyTries, WrongCode, has_room, queue_text
from portal1034.accounts.sealing import current_key_id, keyed_hash, seal
from portal1034.core.text import nfc

STEP_SECONDS = 30
# A phone's clock may be a step before or behind ours. The present step first: it is nearly always the one.
DRIFT = (0, -1, 1)
RECOVERY_CODES = 10
RECOVERY_LENGTH = 10
# Read off paper: no letter that looks like another. 30 letters, ten times: 49 bits.
RECOVERY_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
ISSUER = "Cổng 1034"
# Three codes hold at any moment, and a password came before: a guesser meets these first.
GUESS_RATES = {
    "address": ("100/10 minutes",),
    "phone": ("6/10 minutes", "15/hour", "40/day"),
    "site": ("6000/hour",),
}
REKEY_BATCH = 500


def has_authenticator(user: User) -> bool:
    return Authenticator.objects.confirmed().of(user).exists()


@transaction.atomic
def begin_enrolment(*, user: User) -> Authenticator:
    """Make a fresh secret to be shown; an app in use stays in use until the new one has proved itself."""
    User.objects.select_for_update().get(pk=user.pk)
    Authenticator.objects.pending().of(user).delete()
    key, ciphertext = seal(pyotp.random_base32(), f"authenticator {user.pk}")
    return Authenticator.objects.create(user=user, ciphertext=ciphertext, key_id=key)


def address_of(authenticator: Authenticator) -> str:
    """Return what the QR code says: an otpauth:// address with the secret, the portal's name, the person's number."""
    phone = authenticator.user.phone.as_national.replace(" ", "")
    return pyotp.TOTP(authenticator.secret()).provisioning_uri(name=phone, issuer_name=ISSUER)


def confirm(*, user: User, code: str, address: str) -> list[str]:
    """Take the first code of the new app; return ten fresh recovery codes, to be shown once.

    An app before it, its recovery codes and the person's other sessions end. Raises WrongCode, TooManyTries.
    """
    _count_guess(user, address)
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        pending = Authenticator.objects.pending().of(user).first()
        if pending is None:
            raise WrongCode(_("Mã QR này hết hạn. Mở lại trang để lấy mã QR mới."))
        if problem := _judge(pending, code):
            raise WrongCode(problem)
        Authenticator.objects.confirmed().of(user).delete()
        pending.confirmed_at = timezone.now()
        pending.save()
        _end_other_sessions(user)
        _record(user, AuthenticatorStep.ENROLLED, by=user)
        queue_text(phone=user.phone, body=_("Cổng 1034: tài khoản của bạn vừa cài ứng dụng xác thực."))
        return _new_codes(user)


def check_second_step(*, user: User, typed: str, address: str) -> None:
    """Accept a code of the app or an unused recovery code, once. Raises WrongCode, TooManyTries."""
    _count_guess(user, address)
    with transaction.atomic():
        problem = _use_recovery(user, typed) if _looks_like_recovery(typed) else _use_app(user, typed)
    if problem:
        raise WrongCode(problem)


@transaction.atomic
def renew_codes(*, user: User) -> list[str]:
    """Return ten new recovery codes; those before them open nothing any more."""
    user = User.objects.select_for_update().get(pk=user.pk)
    _record(user, AuthenticatorStep.RENEWED, by=user)
    return _new_codes(user)


@transaction.atomic
def reset(*, user: User, by: User | None, reason: str) -> None:
    """Take somebody's app and codes away, on record, and end their sessions: they enrol anew by a code sent to their
    phone. `by` is None for the server's own command. Raises ValueError without a reason, or for oneself.
    """
    if not (reason := nfc(reason)[:200]):
        raise ValueError(_("Ghi vì sao đặt lại, như: mất điện thoại, đã gọi lại số cơ quan để hỏi."))
    if by is not None and by.pk == user.pk:
        raise ValueError(_("Ứng dụng của chính mình thì đổi ở trang Bước hai."))
    user = User.objects.select_for_update().get(pk=user.pk)
    Authenticator.objects.of(user).delete()
    RecoveryCode.objects.filter(user=user).delete()
    _end_other_sessions(user)
    _record(user, AuthenticatorStep.RESET, by=by, reason=reason)
    body = _("Cổng 1034: quản trị vừa đặt lại bước hai của tài khoản này. Không phải bạn xin thì báo ngay.")
    queue_text(phone=user.phone, body=body)


def codes_left(user: User) -> int:
    return RecoveryCode.objects.filter(user=user, used_at=None).count()


def rekey_authenticators() -> int:
    """Write every secret that an older key holds under the current key; return how many. Safe to stop and run again."""
    changed = 0
    while batch := list(Authenticator.objects.exclude(key_id=current_key_id()).order_by("pk")[:REKEY_BATCH]):
        for authenticator in batch:
            key, ciphertext = seal(authenticator.secret(), f"authenticator {authenticator.user_id}")
            same = Authenticator.objects.filter(pk=authenticator.pk, ciphertext=authenticator.ciphertext)
            changed += same.update(key_id=key, ciphertext=ciphertext)
    return changed


def _count_guess(user: User, address: str) -> None:
    if not has_room("second-step", GUESS_RATES, user.phone.as_e164, address):
        raise TooManyTries(_("Đã thử mã nhiều lần. Chờ một giờ rồi thử lại, hoặc gọi quản trị."))


def _use_app(user: User, typed: str) -> str:
    authenticator = Authenticator.objects.confirmed().of(user).select_for_update().first()
    if authenticator is None:
        return _("Tài khoản này chưa cài ứng dụng xác thực. Đăng nhập lại từ đầu.")
    if problem := _judge(authenticator, typed):
        return problem
    authenticator.save(update_fields=("last_step", "updated_at"))
    return ""


def _judge(authenticator: Authenticator, typed: str) -> str:
    """Set `last_step` and return "" for a code of now that was not used yet; else what is wrong."""
    digits = "".join(c for c in nfc(typed) if c.isdecimal() and c.isascii())
    totp, now = pyotp.TOTP(authenticator.secret(), interval=STEP_SECONDS), int(time.time()) // STEP_SECONDS
    # Every step is compared, so that the time taken says nothing of which.
    right = [now + off for off in DRIFT if constant_time_compare(totp.at((now + off) * STEP_SECONDS), digits)]
    if len(digits) != CODE_DIGITS or not right:
        return _("Mã chưa đúng. Ghi mã đang hiện trong ứng dụng; đồng hồ điện thoại phải đúng giờ.")
    if max(right) <= authenticator.last_step:
        return _("Mã này đã dùng rồi. Chờ ứng dụng hiện mã mới, trong 30 giây.")
    authenticator.last_step = max(right)
    return ""


def _looks_like_recovery(typed: str) -> bool:
    return any(c.isalpha() for c in typed) or len(_clean(typed)) == RECOVERY_LENGTH


def _clean(typed: str) -> str:
    return "".join(c for c in nfc(typed).upper() if c.isascii() and c.isalnum())


def _use_recovery(user: User, typed: str) -> str:
    unused = RecoveryCode.objects.filter(user=user, used_at=None, code_hash=_hash(user, _clean(typed)))
    if not unused.update(used_at=timezone.now()):  # one statement: of two at once, one finds it unused
        return _("Mã khôi phục chưa đúng, hoặc đã dùng. Mỗi mã dùng một lần.")
    _record(user, AuthenticatorStep.RECOVERY, by=user)
    body = _("Cổng 1034: một mã khôi phục của bạn vừa được dùng để đăng nhập, còn %s mã. Không phải bạn thì báo ngay.")
    queue_text(phone=user.phone, body=body % codes_left(user))
    return ""


def _new_codes(user: User) -> list[str]:
    RecoveryCode.objects.filter(user=user).delete()
    codes = ["".join(secrets.choice(RECOVERY_LETTERS) for _i in range(RECOVERY_LENGTH)) for _n in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, code_hash=_hash(user, code)) for code in codes)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _hash(user: User, code: str) -> str:
    return keyed_hash(f"recovery {user.pk} {code}")


def _record(user: User, kind: AuthenticatorStep, *, by: User | None, reason: str = "") -> None:
    AuthenticatorEvent.objects.create(user=user, kind=kind, by=by, reason=reason)


def _end_other_sessions(user: User) -> None:
    user.second_factor_version += 1
    user.save(update_fields=("second_factor_version",))
