"""An officer types in a certificate for a household: which kind, the same questions as the household's, the paper."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from households import operations
from households.enums import CertificateKind, Verification
from households.forms.certificate import CertificateForm, DocumentForm
from households.models import Certificate, Household
from households.perms import can_verify
from households.views.certificate import KIND_HINTS

PAPER, CERTIFICATE = "admin:households_certificate_paper", "admin:households_certificate_change"
_form_view = require_http_methods(["GET", "HEAD", "POST"])


class CertificateHelpMixin:
    """For HouseholdAdmin."""

    def certificate_urls(self) -> list:
        page = self.admin_site.admin_view(_form_view(self.add_certificate_view))
        return [path("<int:pk>/chung-nhan/", page, name="households_household_certificate")]

    def add_certificate_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        household = self._in_scope_or_404(request, pk)
        if not can_verify(request.user, household) or household.verification == Verification.MERGED:
            raise PermissionDenied(_("Bạn không ghi giúp chứng nhận cho hộ này được."))
        chosen = request.GET.get("loai", "")
        title = _("Ghi giúp chứng nhận của %s") % household.name
        if chosen not in CertificateKind.values:
            kinds = [(kind, KIND_HINTS[kind]) for kind in CertificateKind]
            template = "admin/households/household/certificate_kinds.html"
            return self.form_page(request, template=template, title=title, kinds=kinds, household=household)
        form = CertificateForm(request.POST or None, kind=CertificateKind(chosen))
        if request.method == "POST" and form.is_valid():
            return self._add_certificate(request, household, form)
        return self.form_page(
            request,
            form,
            title=f"{title}: {form.kind.label}",
            intro=_("Ghi như in trên giấy chủ hộ đưa. Chủ hộ thấy ai đã ghi giúp."),
            button=_("Ghi, sang bước gửi giấy"),
            back=reverse("admin:households_household_change", args=[pk]),
        )

    def _add_certificate(self, request: HttpRequest, household: Household, form: CertificateForm) -> HttpResponse:
        made, created = operations.add_certificate(
            household=household, kind=form.kind, recorded_by=request.user, **form.cleaned_data
        )
        if created:
            messages.success(request, _("Đã ghi %s. Gửi ảnh hoặc PDF tờ giấy, hoặc để sau.") % made.name)
        return redirect(PAPER, made.pk)


class PaperMixin:
    """For CertificateAdmin: the paper of what was typed in for the household, or of what came without one."""

    def paper_urls(self) -> list:
        page = self.admin_site.admin_view(_form_view(self.paper_view))
        return [path("<int:pk>/giay/", page, name="households_certificate_paper")]

    def paper_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        certificate = self._judged(request, pk)
        if not takes_paper(certificate):
            raise PermissionDenied(_("Giấy này chủ hộ đã gửi, hoặc Sở đã xác minh, nên không thay giúp được."))
        form = DocumentForm(request.POST, request.FILES) if request.method == "POST" else DocumentForm()
        form.fields["document"].help_text = _("Chụp thẳng, thấy rõ số và dấu. Chỉ chủ hộ và cán bộ Sở xem được.")
        if request.method == "POST" and form.is_valid():
            return self._keep_paper(request, certificate, form)
        return self.form_page(
            request,
            form,
            title=_("Gửi giấy %s") % certificate,
            button=_("Gửi giấy"),
            back=reverse(CERTIFICATE, args=[pk]),
        )

    def _keep_paper(self, request: HttpRequest, certificate: Certificate, form: DocumentForm) -> HttpResponse:
        try:
            operations.attach_document(certificate=certificate, document=form.cleaned_data["document"])
        except operations.NotPossible as error:  # another officer was quicker
            messages.warning(request, str(error))
        else:
            messages.success(request, _("Đã nhận giấy."))
        return redirect(CERTIFICATE, certificate.pk)


def takes_paper(certificate: Certificate) -> bool:
    """Whether an officer may send the paper: never in the place of one that the household sent itself."""
    return not certificate.is_verified and (not certificate.document or certificate.recorded_by_id is not None)
