"""The pages of the second step: a code at sign-in, the first enrolling, and what staff do about it later."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from portal1034.accounts import tasks
from portal1034.accounts.authenticator import operations
from portal1034.accounts.authenticator.forms import AppCodeForm, SecondStepForm
from portal1034.accounts.authenticator.waiting import ASKED, ENROLLING, waiting
from portal1034.accounts.client import client_address
from portal1034.accounts.models import Authenticator, User
from portal1034.accounts.operations import TooManyTries, WrongCode
from portal1034.accounts.perms import can_enter_admin
from portal1034.accounts.views import form_error, form_page, place_after, sign_in_as
from portal1034.core.qr import draw_qr

_form_view = require_http_methods(["GET", "HEAD", "POST"])


@sensitive_post_parameters("code")
@never_cache
@login_not_required
@_form_view
def second_step(request: HttpRequest) -> HttpResponse:
    user, then = waiting(request, ASKED)
    if user is None:
        return redirect("accounts:sign_in")
    form = SecondStepForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _prove(request, form, user):
        tasks.wake()
        del request.session[ASKED]
        sign_in_as(request, user, by_code=True)
        if operations.codes_left(user):
            return redirect(place_after(user, then))
        messages.warning(request, _("Mã khôi phục đã dùng hết. Làm mười mã mới ở đây."))
        return redirect("accounts:second_factor")
    return form_page(request, "accounts/second_step.html", form)


def _try(form, verb, *, request: HttpRequest, **named):
    """Return what `verb` returns (True for None), or None with the sentence on the form."""
    try:
        done = verb(address=client_address(request), **named)
    except TooManyTries as error:
        form.add_error("code", form_error(str(error), "limit"))
    except WrongCode as error:
        form.add_error("code", form_error(str(error)))
    else:
        return True if done is None else done
    return None


@sensitive_variables("codes")
@sensitive_post_parameters("code")
@never_cache
@login_not_required
@_form_view
def enrol(request: HttpRequest) -> HttpResponse:
    """The QR code and the first code of the app; for staff at their first sign-in, and for those who change phones."""
    user, then = _enrolling(request)
    if user is None:
        return redirect("accounts:second_factor" if request.user.is_authenticated else "accounts:sign_in")
    pending = Authenticator.objects.pending().of(user).select_related("user").first()
    if pending is None:
        return redirect("accounts:second_factor" if request.user.is_authenticated else "accounts:sign_in")
    form = AppCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        codes = _try(form, operations.confirm, user=user, code=form.cleaned_data["code"], request=request)
        if codes:
            tasks.wake()
            request.session.pop(ENROLLING, None)
            user.refresh_from_db()
            sign_in_as(request, user, by_code=True)
            return _show_codes(request, codes, place_after(user, then))
    address, secret = operations.address_of(pending), pending.secret()
    context = {
        "qr": draw_qr(address, _("Mã QR để quét bằng ứng dụng xác thực")),
        "otpauth": address,
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
    }
    return form_page(request, "accounts/enrol.html", form, **context)


def _enrolling(request: HttpRequest) -> tuple[User | None, str]:
    if request.user.is_authenticated:
        return (request.user, resolve_url("accounts:second_factor")) if can_enter_admin(request.user) else (None, "")
    return waiting(request, ENROLLING)


def _show_codes(request: HttpRequest, codes: list[str], then: str) -> HttpResponse:
    """Shown in the answer itself: kept nowhere in clear, they are not seen a second time."""
    return render(request, "accounts/recovery_codes.html", {"codes": codes, "then": then})


@sensitive_variables("codes")
@sensitive_post_parameters("code")
@never_cache
@_form_view
def second_factor(request: HttpRequest) -> HttpResponse:
    """A member of staff's own second step: installed since when, codes left; new codes, another phone."""
    if not can_enter_admin(request.user):
        raise PermissionDenied(_("Trang này dành cho cán bộ và biên tập viên."))
    authenticator = Authenticator.objects.confirmed().of(request.user).first()
    form = SecondStepForm(request.POST or None if authenticator else None)
    if request.method == "POST" and authenticator is None:
        operations.begin_enrolment(user=request.user)
        return redirect("accounts:enrol")
    if request.method == "POST" and form.is_valid() and _prove(request, form, request.user):
        tasks.wake()
        if request.POST.get("then") == "move":
            operations.begin_enrolment(user=request.user)
            return redirect("accounts:enrol")
        codes = operations.renew_codes(user=request.user)
        return _show_codes(request, codes, resolve_url("accounts:second_factor"))
    context = {"authenticator": authenticator, "left": operations.codes_left(request.user)}
    return form_page(request, "accounts/second_factor.html", form, **context)


def _prove(request: HttpRequest, form, user: User) -> bool:
    typed = form.cleaned_data["code"]
    return bool(_try(form, operations.check_second_step, user=user, typed=typed, request=request))
