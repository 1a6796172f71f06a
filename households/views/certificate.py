"""A household's certificates: the list, one form for each kind, the paper, and the paper handed out to its owner."""

import functools

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from households import operations
from households.desk import desk_context, household_view
from households.enums import CertificateKind, DocumentKind
from households.forms.certificate import CertificateForm, DocumentForm, certificate_initial
from households.models import Certificate
from households.perms import can_change_certificate, can_see_document
from portal1034.accounts.rescue import rescued_data

_form_view = require_http_methods(["GET", "HEAD", "POST"])
KIND_HINTS = {
    CertificateKind.VIETGAP: gettext_lazy("Thực hành nông nghiệp tốt Việt Nam"),
    CertificateKind.GLOBALGAP: gettext_lazy("Thực hành nông nghiệp tốt toàn cầu"),
    CertificateKind.OCOP: gettext_lazy("Mỗi xã một sản phẩm, 3 đến 5 sao"),
    CertificateKind.ORGANIC: gettext_lazy("Nông nghiệp hữu cơ"),
    CertificateKind.GEOGRAPHICAL: gettext_lazy("Quyền dùng tên vùng, như vải thiều Lục Ngạn"),
    CertificateKind.PLANTING_AREA: gettext_lazy("Mã của vườn, để xuất khẩu hoặc bán trong nước"),
    CertificateKind.PACKING_HOUSE: gettext_lazy("Mã của nơi đóng gói"),
}


def own_certificate_view(view):
    """Open a view to the owner of the certificate in the address, which it gets; to others it is not there."""

    @never_cache
    @household_view
    @functools.wraps(view)
    def wrapped(request: HttpRequest, pk: int) -> HttpResponse:
        mine = Certificate.objects.filter(household=request.household).with_household()
        return view(request, get_object_or_404(mine, pk=pk))

    return wrapped


def changeable(view):
    """Send away from what an officer has verified, with the reason."""

    @functools.wraps(view)
    def wrapped(request: HttpRequest, certificate: Certificate) -> HttpResponse:
        if can_change_certificate(request.user, certificate):
            return view(request, certificate)
        messages.warning(request, _("Sở đã xác minh chứng nhận này nên không sửa được nữa."))
        return redirect("households:certificates")

    return wrapped


def _page(request: HttpRequest, template: str, *, status: int = 200, **context) -> HttpResponse:
    frame = {"back": reverse("households:certificates"), "back_name": _("Về danh sách"), "draft": ""}
    return render(request, template, {**desk_context(request.household), **frame, **context}, status=status)


@never_cache
@household_view
@require_safe
def certificates(request: HttpRequest) -> HttpResponse:
    mine = (
        Certificate.objects.filter(household=request.household)
        .with_household()
        .select_related("recorded_by")
        .order_by("kind", "-pk")
    )
    return _page(request, "households/certificates.html", certificates=list(mine))


@never_cache
@_form_view
@household_view
def certificate_add(request: HttpRequest) -> HttpResponse:
    """First which kind, as a list of links; then the questions of that kind."""
    chosen = request.GET.get("loai", "")
    if chosen not in CertificateKind.values:
        kinds = [(kind, KIND_HINTS[kind]) for kind in CertificateKind]
        return _page(request, "households/certificate_kinds.html", kinds=kinds)
    kind = CertificateKind(chosen)
    form = CertificateForm(request.POST or rescued_data(request), kind=kind)
    if request.method == "POST" and form.is_valid():
        made, created = operations.add_certificate(household=request.household, kind=kind, **form.cleaned_data)
        if created:
            messages.success(request, _("Đã ghi %s.") % made.name)
        _say_doubt(request, made)
        return redirect("households:certificate_document", made.pk)
    return _form_page(request, form, kind=kind)


@_form_view
@own_certificate_view
@changeable
def certificate_edit(request: HttpRequest, certificate: Certificate) -> HttpResponse:
    form = CertificateForm(
        request.POST or rescued_data(request), kind=certificate.kind, initial=certificate_initial(certificate)
    )
    if request.method == "POST" and form.is_valid():
        said = {name: value for name, value in form.cleaned_data.items() if name != "form_key"}
        try:
            certificate = operations.change_certificate(certificate=certificate, **said)
        except operations.NotPossible as error:  # an officer was quicker
            messages.warning(request, str(error))
        else:
            messages.success(request, _("Đã lưu %s.") % certificate.name)
            _say_doubt(request, certificate)
        return redirect("households:certificates")
    return _form_page(request, form, kind=CertificateKind(certificate.kind), certificate=certificate)


def _form_page(request: HttpRequest, form, *, kind, certificate=None) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    return _page(
        request, "households/certificate_form.html", status=status, form=form, kind=kind, certificate=certificate
    )


def _say_doubt(request: HttpRequest, certificate: Certificate) -> None:
    if certificate.is_code and certificate.doubt:
        messages.warning(request, certificate.doubt)


@_form_view
@own_certificate_view
@changeable
def certificate_document(request: HttpRequest, certificate: Certificate) -> HttpResponse:
    """The paper has a step of its own: a browser keeps no file when another field is wrong."""
    form = DocumentForm(request.POST or None, request.FILES or None) if request.method == "POST" else DocumentForm()
    if request.method == "POST" and form.is_valid():
        try:
            operations.attach_document(certificate=certificate, document=form.cleaned_data["document"])
        except operations.NotPossible as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, _("Đã nhận giấy. Cán bộ Sở sẽ xem và xác minh."))
        return redirect("households:certificates")
    status = 422 if request.method == "POST" else 200
    return _page(request, "households/certificate_document.html", status=status, form=form, certificate=certificate)


@require_POST
@own_certificate_view
@changeable
def certificate_remove(request: HttpRequest, certificate: Certificate) -> HttpResponse:
    try:
        operations.remove_certificate(certificate=certificate)
    except operations.NotPossible as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("Đã bỏ %s.") % certificate.name)
    return redirect("households:certificates")


@require_safe
@own_certificate_view
def certificate_file(request: HttpRequest, certificate: Certificate) -> HttpResponse:
    return document_answer(request, certificate)


def document_answer(request: HttpRequest, certificate: Certificate) -> HttpResponse:
    """Return the paper as an attachment that no cache keeps; 404 to whoever may not see it, or where there is none."""
    if not certificate.document or not can_see_document(request.user, certificate):
        raise Http404
    name = f"{certificate.kind}-{certificate.household.code}-{certificate.pk}"
    return private_file(certificate.read_document(), certificate.document_kind, name)


def private_file(content: bytes, kind: str, name: str) -> HttpResponse:
    """Return a private paper as an attachment called `name`, which no cache keeps; the caller knows who may see it."""
    is_pdf = kind == DocumentKind.PDF
    answer = HttpResponse(content, content_type="application/pdf" if is_pdf else "image/jpeg")
    answer["Content-Disposition"] = f'attachment; filename="{name}.{"pdf" if is_pdf else "jpg"}"'
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
