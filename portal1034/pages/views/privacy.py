"""The person's own desk of data: what is kept, what was agreed to, copies, requests with their deadlines."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harvests.desk import trader_context, trader_of
from households.desk import desk_context, household_of
from portal1034.accounts.enums import ConsentPurpose, RequestKind
from portal1034.accounts.models import Identity, PersonalDataRequest
from portal1034.accounts.operations import withdraw_consent
from portal1034.accounts.perms import is_household, is_trader
from portal1034.accounts.privacy import copy, holders
from portal1034.accounts.privacy.forms import IdentityForm, RequestForm
from portal1034.accounts.privacy.identities import keep_identity
from portal1034.accounts.privacy.own import consent_rows
from portal1034.accounts.privacy.requests import NotPossible, open_request
from portal1034.accounts.rescue import rescued_data

# Addresses of the requests that a person makes here; seeing and withdrawing are done at once, without a request.
KINDS = {"sua": RequestKind.CORRECT, "ngung-dung": RequestKind.RESTRICT, "xoa": RequestKind.ERASE}
REQUESTS_SHOWN = 20
form_view = require_http_methods(["GET", "HEAD", "POST"])


def shell_of(user) -> dict:
    """Return the frame of the person's own desk: a household's, a trader's, or the public page's."""
    if is_household(user) and (household := household_of(user)):
        return {"shell": "desk.html", **desk_context(household)}
    if is_trader(user) and (trader := trader_of(user)):
        return {"shell": "desk.html", **trader_context(trader)}
    return {"shell": "base.html"}


def page(request: HttpRequest, template: str, *, status: int = 200, **context) -> HttpResponse:
    return render(request, template, {**shell_of(request.user), **context}, status=status)


@never_cache
@require_safe
def my_data(request: HttpRequest) -> HttpResponse:
    user = request.user
    asked = PersonalDataRequest.objects.filter(person=user).order_by("-pk")[:REQUESTS_SHOWN]
    standing = [row for row in consent_rows(user, ConsentPurpose) if row["given"] or row["state"]]
    identity = Identity.objects.filter(user=user).first()
    context = {
        "consents": standing,
        "identity": identity.masked() if identity else "",
        "requests": asked,
        "kinds": [] if user.is_staff else KINDS.items(),
        "today": timezone.localdate(),
    }
    return page(request, "pages/my_data.html", **context)


@never_cache
@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    """Take one consent back, in one step."""
    purpose = request.POST.get("purpose", "")
    if purpose not in ConsentPurpose.values:
        return HttpResponseBadRequest(_("Không rõ rút lại điều gì."))
    if withdraw_consent(user=request.user, purpose=ConsentPurpose(purpose)):
        messages.success(request, _("Đã rút lại. Cổng ngừng việc này từ bây giờ."))
    return redirect("pages:my_data")


@never_cache
@require_safe
def data_copy(request: HttpRequest) -> HttpResponse:
    """Everything kept about the person, to read and to print."""
    sections = [
        {
            "title": section.title,
            "edit_url": section.edit_url,
            "records": [_shown(record) for record in section.records],
        }
        for section in holders.sections_about(request.user)
    ]
    return page(request, "pages/data_copy.html", sections=sections, made_at=timezone.now())


def _shown(record: holders.Record) -> list[tuple[str, str]]:
    texts = [(label, copy.readable(value)) for _key, label, value in record.values]
    return [(label, text) for label, text in texts if text]


@never_cache
@require_safe
def data_json(request: HttpRequest) -> HttpResponse:
    answer = HttpResponse(copy.as_json(request.user), content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="cong-1034-{timezone.localdate():%Y-%m-%d}.json"'
    return answer


@never_cache
@form_view
def data_request(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for a correction, a stop or an erasure; what will happen is said beforehand."""
    kind = KINDS.get(slug)
    if kind is None:
        raise Http404
    form = RequestForm(request.POST or rescued_data(request), kind=kind)
    if request.method == "POST" and form.is_valid() and (asked := _ask(request, form, kind)):
        messages.success(
            request, _("Đã nhận yêu cầu. Cán bộ trả lời trước hết ngày %s.") % f"{asked.answer_due_on:%d/%m/%Y}"
        )
        return redirect("pages:my_data")
    status = 422 if request.method == "POST" else 200
    kept = holders.kept_by_law(request.user) if kind == RequestKind.ERASE else []
    return page(request, "pages/data_request.html", status=status, form=form, kind=kind, kept=kept)


def _ask(request: HttpRequest, form: RequestForm, kind: RequestKind) -> PersonalDataRequest | None:
    said = form.cleaned_data
    try:
        return open_request(person=request.user, kind=kind, details=said["details"], form_key=said["form_key"])
    except NotPossible as error:
        form.add_error(None, str(error))
        return None


@sensitive_post_parameters("identity_number")
@never_cache
@form_view
def identity(request: HttpRequest) -> HttpResponse:
    """Give, replace or take back the citizen's number. It is shown masked, and never filled in."""
    kept = Identity.objects.filter(user=request.user).first()
    if request.method == "POST" and request.POST.get("action") == "forget":
        withdraw_consent(user=request.user, purpose=ConsentPurpose.IDENTITY)
        messages.success(request, _("Đã xóa số căn cước."))
        return redirect("pages:identity")
    form = IdentityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        keep_identity(user=request.user, number=form.cleaned_data["identity_number"])
        messages.success(request, _("Đã giữ số căn cước, ở dạng mã hóa."))
        return redirect("pages:identity")
    status = 422 if request.method == "POST" else 200
    return page(request, "pages/identity.html", status=status, form=form, masked=kept.masked() if kept else "")
