"""Signing up, in and out. The answers never tell whether a phone is known."""

import time

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal1034.accounts import operations, tasks
from portal1034.accounts.authenticator.operations import has_authenticator
from portal1034.accounts.authenticator.waiting import ANONYMOUS_SESSION_SECONDS, ask, enrol_first
from portal1034.accounts.client import client_address
from portal1034.accounts.enums import CodePurpose, Role
from portal1034.accounts.forms import CodeForm, PasswordForm, PhoneForm, SignInForm
from portal1034.accounts.models import TextMessage, User

BACKEND = "django.contrib.auth.backends.ModelBackend"
PENDING = "pending_code"
CODE_PROVED_AT = "code_proved_at"
# After a code a password may be set without the old one: long enough to think of one.
CODE_PROVES_SECONDS = 15 * 60
STAFF_SESSION_SECONDS = 12 * 3600

_form_view = require_http_methods(["GET", "HEAD", "POST"])


# ---- registering: phone, code ----


@never_cache
@login_not_required
@_form_view
def register(request: HttpRequest) -> HttpResponse:
    """Ask for the phone and send it a code."""
    if request.user.is_authenticated:
        return redirect(_next(request) or settings.LOGIN_REDIRECT_URL)
    form = PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _send(request, form, CodePurpose.REGISTER):
        return redirect("accounts:register_code")
    return form_page(request, "accounts/register.html", form)


@never_cache
@login_not_required
@_form_view
def register_code(request: HttpRequest) -> HttpResponse:
    """Take the code; the account then exists and is signed in."""
    return _code_page(request, (CodePurpose.REGISTER,), "accounts/register_code.html", "accounts:register")


# ---- signing in: password or code, and both for staff ----


@sensitive_post_parameters("password")
@never_cache
@login_not_required
@_form_view
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for phone and password, or (the second button) send a code instead."""
    if request.user.is_authenticated:
        return redirect(_next(request) or settings.LOGIN_REDIRECT_URL)
    by_code = request.POST.get("way") == "code"
    form = (PhoneForm if by_code else SignInForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = _start_code(request, form) if by_code else _try_password(request, form)
        if answer:
            return answer
    if by_code:  # shown again, the page has its password field back
        form = _with_errors_of(form, SignInForm(request.POST))
    return form_page(request, "accounts/sign_in.html", form)


@never_cache
@login_not_required
@_form_view
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """Take the code sent for signing in, or the second step of a member of staff."""
    purposes = (CodePurpose.SIGN_IN, CodePurpose.SECOND_STEP)
    return _code_page(request, purposes, "accounts/sign_in_code.html", "accounts:sign_in")


def _start_code(request: HttpRequest, form: PhoneForm) -> HttpResponse | None:
    return redirect("accounts:sign_in_code") if _send(request, form, CodePurpose.SIGN_IN) else None


def _try_password(request: HttpRequest, form: SignInForm) -> HttpResponse | None:
    phone = form.cleaned_data["phone"]
    try:
        operations.count_password_try(phone=phone, address=client_address(request))
    except operations.TooManyTries as error:
        return _refuse(form, str(error), "limit")
    # By the field's own name: axes counts failures under it, however the number was typed.
    user = authenticate(request, phone=phone.as_e164, password=form.cleaned_data["password"])
    if user is None:
        return _refuse(form, _("Số điện thoại hoặc mật khẩu chưa đúng. Thử lại, hoặc nhận mã qua tin nhắn."))
    if user.is_staff and settings.STAFF_SECOND_FACTOR:
        return _ask_second_step(request, form, user)
    return _enter(request, user, _next(request))


def _ask_second_step(request: HttpRequest, form: SignInForm, user: User) -> HttpResponse | None:
    """Ask for the app's code; whoever has no app yet proves their phone, by a text."""
    if has_authenticator(user):
        return ask(request, user, _next(request))
    sent = _send(request, form, CodePurpose.SECOND_STEP, user_id=user.pk)
    return redirect("accounts:sign_in_code") if sent else None


def _refuse(form, sentence: str, code: str = "invalid") -> None:
    form.add_error(None if "password" in form.fields else "phone", form_error(sentence, code))


# ---- codes ----


def _send(request: HttpRequest, form, purpose: CodePurpose, **more) -> bool:
    """Send a code to the form's phone and remember what it is for; False, with the sentence on the form, if limited."""
    phone = form.cleaned_data["phone"].as_e164
    try:
        operations.send_code(phone=phone, purpose=purpose, address=client_address(request))
    except operations.TooManyTries as error:
        form.add_error("phone", form_error(str(error), "limit"))
        return False
    tasks.wake()
    request.session.set_expiry(ANONYMOUS_SESSION_SECONDS)
    request.session[PENDING] = {"phone": phone, "purpose": purpose.value, "next": _next(request), **more}
    return True


def _code_page(request: HttpRequest, purposes: tuple, template: str, start: str) -> HttpResponse:
    pending = request.session.get(PENDING)
    if not pending or pending["purpose"] not in purposes:
        return redirect(start)
    if request.method == "POST" and "resend" in request.POST:
        return _resend(request, pending)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (user := _prove(request, pending, form)):
        del request.session[PENDING]
        if pending["purpose"] == CodePurpose.SECOND_STEP and settings.STAFF_TOTP_REQUIRED:
            return enrol_first(request, user, pending["next"])
        return _enter(request, user, pending["next"], by_code=True)
    more = {"phone": pending["phone"], "developer_hint": settings.SHOW_DEVELOPER_PAGES}
    return form_page(request, template, form, **more)


def _resend(request: HttpRequest, pending: dict) -> HttpResponse:
    try:
        operations.send_code(
            phone=pending["phone"], purpose=CodePurpose(pending["purpose"]), address=client_address(request)
        )
    except operations.TooManyTries as error:
        messages.warning(request, str(error))
    else:
        tasks.wake()
        messages.success(request, _("Cổng vừa gửi mã mới. Mã cũ không dùng được nữa."))
    return redirect(request.path)


def _prove(request: HttpRequest, pending: dict, form: CodeForm) -> User | None:
    """Return whose code it was, or None with the sentence on the form."""
    purpose = CodePurpose(pending["purpose"])
    try:
        operations.check_code(
            phone=pending["phone"],
            purpose=purpose,
            code=form.cleaned_data["code"],
            address=client_address(request),
        )
        return _whose(pending, purpose)
    except operations.TooManyTries as error:
        form.add_error("code", form_error(str(error), "limit"))
    except (operations.WrongCode, operations.AccountClosed) as error:
        form.add_error("code", form_error(str(error)))
    return None


def _whose(pending: dict, purpose: CodePurpose) -> User:
    if purpose == CodePurpose.SECOND_STEP:
        user = User.objects.filter(pk=pending["user_id"], is_active=True).first()
        if user is None:
            raise operations.AccountClosed(_("Tài khoản này đã khóa."))
        if has_authenticator(user):  # installed since the text went out: texts are no second step any more
            raise operations.AccountClosed(_("Tài khoản này dùng ứng dụng xác thực. Đăng nhập lại từ đầu."))
        return user
    user, _created = operations.register_or_sign_in(phone=pending["phone"])
    if user.is_staff and settings.STAFF_SECOND_FACTOR:
        raise operations.AccountClosed(_("Tài khoản cán bộ đăng nhập bằng mật khẩu trước, rồi mới đến mã."))
    return user


def _enter(request: HttpRequest, user: User, then: str, *, by_code: bool = False) -> HttpResponse:
    sign_in_as(request, user, by_code=by_code)
    return redirect(place_after(user, then))


def sign_in_as(request: HttpRequest, user: User, *, by_code: bool = False) -> None:
    """Sign in under a new session key."""
    login(request, user, backend=BACKEND)
    # None: as long as SESSION_COOKIE_AGE, whatever the anonymous session had.
    request.session.set_expiry(STAFF_SESSION_SECONDS if user.is_staff else None)
    if by_code:
        request.session[CODE_PROVED_AT] = int(time.time())


def place_after(user: User, then: str) -> str:
    """Return the path to go to once signed in: where the person was going, or where their work is."""
    if then:
        return then
    if user.role == Role.HOUSEHOLD and not hasattr(user, "household"):
        return resolve_url("households:create")
    return resolve_url(settings.LOGIN_REDIRECT_URL)


# ---- signing out, password ----


@never_cache
@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@sensitive_post_parameters("current", "password")
@never_cache
@_form_view
def set_password(request: HttpRequest) -> HttpResponse:
    """Set a password and end the person's other sessions. The old one is asked for unless a code just proved them."""
    proved = time.time() - request.session.get(CODE_PROVED_AT, 0) < CODE_PROVES_SECONDS
    ask_current = request.user.has_usable_password() and not proved
    form = PasswordForm(request.POST or None, user=request.user, ask_current=ask_current)
    then = _next(request) or resolve_url(settings.LOGIN_REDIRECT_URL)
    if request.method == "POST" and form.is_valid():
        request.user.set_password(form.cleaned_data["password"])
        request.user.save(update_fields=("password",))
        update_session_auth_hash(request, request.user)
        request.session.pop(CODE_PROVED_AT, None)
        messages.success(request, _("Đã lưu mật khẩu. Lần sau đăng nhập bằng số điện thoại và mật khẩu này."))
        return redirect(then)
    return form_page(request, "accounts/set_password.html", form, then=then, has_password=ask_current)


# ---- a developer's machine ----


@never_cache
@login_not_required
@require_safe
def sent_texts(request: HttpRequest) -> HttpResponse:
    """Show the last texts as a phone would get them. Routed only where SHOW_DEVELOPER_PAGES is on."""
    return render(request, "accounts/messages.html", {"texts": TextMessage.objects.order_by("-pk")[:30]})


# ---- shared ----


def _next(request: HttpRequest) -> str:
    """Return the path to go to afterwards, "" if none of this site was asked for."""
    wanted = next((v for source in (request.POST, request.GET) for k in ("tiep", "next") if (v := source.get(k))), "")
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    # A bare word would be looked up as the name of a view.
    return wanted if safe and wanted.startswith("/") else ""


def form_error(sentence: str, code: str = "invalid") -> ValidationError:
    return ValidationError(sentence, code=code)


def _with_errors_of(wrong, shown):
    """Return `shown`, bound to the same data, with the errors of `wrong` and no others."""
    shown.full_clean()
    shown.errors.clear()
    shown.errors.update(wrong.errors)
    return shown


def form_page(request: HttpRequest, template: str, form, **more) -> HttpResponse:
    """Draw a page with its form: 200 at first, 422 with what is wrong, 429 when a limit is reached."""
    status = 200
    if form.errors:
        limited = any(error.code == "limit" for errors in form.errors.as_data().values() for error in errors)
        status = 429 if limited else 422
    return render(request, template, {"form": form, "next": _next(request), **more}, status=status)
