"""What a team member does further for a household they typed in, until its owner claims it: certificates, mending."""

import functools

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from households import operations
from households.enums import CertificateKind, CertificateState
from households.forms.assisted import TeamMendForm
from households.forms.certificate import CertificateForm, DocumentForm
from households.models import Certificate, Household
from households.views.certificate import KIND_HINTS
from households.views.team import frame, may_mend, own_households, team_view
from portal1034.accounts.rescue import rescued_data


def unclaimed_view(view):
    """Open a view to the member who typed the household in, which it gets, until its owner has claimed it."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @team_view
    @functools.wraps(view)
    def wrapped(request: HttpRequest, pk: int, **named) -> HttpResponse:
        unclaimed = own_households(request).filter(assistance__claimed_at=None)
        return view(request, get_object_or_404(unclaimed, pk=pk), **named)

    return wrapped


@unclaimed_view
def mend(request: HttpRequest, household: Household) -> HttpResponse:
    """Put right what the officer asked for, and send the household to the officer again."""
    if not may_mend(household):
        messages.warning(request, _("Hồ sơ này không có gì chờ tổ bổ sung."))
        return redirect("households:team_household", household.pk)
    form = TeamMendForm(request.POST or rescued_data(request), member=request.member, household=household)
    if request.method == "POST" and form.is_valid() and _mend(request, household, form):
        return redirect("households:team_household", household.pk)
    return _page(request, household, "households/team_mend.html", form)


def _mend(request: HttpRequest, household: Household, form: TeamMendForm) -> bool:
    try:
        operations.mend_for(household=household, **form.profile())
    except operations.NotPossible as error:  # the owner or an officer was quicker
        form.add_error(None, str(error))
        return False
    messages.success(request, _("Đã lưu và gửi lại cho cán bộ xác minh."))
    return True


@unclaimed_view
def add_certificate(request: HttpRequest, household: Household) -> HttpResponse:
    chosen = request.GET.get("loai", "")
    if chosen not in CertificateKind.values:
        kinds = [(kind, KIND_HINTS[kind]) for kind in CertificateKind]
        return _page(request, household, "households/certificate_kinds.html", kinds=kinds)
    kind = CertificateKind(chosen)
    form = CertificateForm(request.POST or rescued_data(request), kind=kind)
    if request.method == "POST" and form.is_valid():
        made, _created = operations.add_certificate(
            household=household, kind=kind, recorded_by=request.user, **form.cleaned_data
        )
        return redirect("households:team_paper", household.pk, made.pk)
    return _page(request, household, "households/certificate_form.html", form, kind=kind, certificate=None)


@unclaimed_view
def paper(request: HttpRequest, household: Household, certificate: int) -> HttpResponse:
    """The paper of a certificate that this member typed in; once sent it is not shown to them again."""
    typed = Certificate.objects.filter(household=household, recorded_by=request.user)
    found = get_object_or_404(typed.exclude(state=CertificateState.VERIFIED), pk=certificate)
    form = DocumentForm(request.POST, request.FILES) if request.method == "POST" else DocumentForm()
    form.fields["document"].help_text = _("Chụp thẳng, thấy rõ số và dấu. Chỉ chủ hộ và cán bộ Sở xem được.")
    if request.method == "POST" and form.is_valid():
        try:
            operations.attach_document(certificate=found, document=form.cleaned_data["document"])
        except operations.NotPossible as error:  # an officer was quicker
            messages.warning(request, str(error))
        else:
            messages.success(request, _("Đã nhận giấy. Cán bộ Sở sẽ xem và xác minh."))
        return redirect("households:team_household", household.pk)
    return _page(request, household, "households/certificate_document.html", form, certificate=found)


def _page(request: HttpRequest, household: Household, template: str, form=None, **more) -> HttpResponse:
    context = {
        **frame(request),
        "household": household,
        "form": form,
        "back": reverse("households:team_household", args=[household.pk]),
        "back_name": _("Về hồ sơ %s") % household.name,
        "draft": f"-{household.pk}",
        **more,
    }
    return render(request, template, context, status=422 if request.method == "POST" else 200)
