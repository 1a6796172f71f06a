"""The officer's desk of certificates: look at the paper, vouch for it or send it back. Facts are the household's."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from households import operations
from households.admin.exports import CERTIFICATE_COLUMNS
from households.admin.forms import ReturnForm
from households.admin.helping import PaperMixin, takes_paper
from households.enums import CertificateState
from households.models import Certificate
from households.perms import can_judge_certificate
from households.views.certificate import document_answer
from portal1034.accounts import tasks
from portal1034.accounts.admin import phone_in
from portal1034.accounts.admin_export import ExportMixin
from portal1034.accounts.admin_scope import ProvinceFilter, ScopedModelAdmin
from portal1034.accounts.enums import Role
from portal1034.accounts.models import User
from portal1034.accounts.perms import has_role, scope_of
from portal1034.core.admin import QUEUE_COUNTS_TO, QueueItem, admin_queue
from portal1034.core.formatting import moment

NOBODY = frozenset()
HISTORY_SHOWN = 8
STATE_TONES = {
    CertificateState.DECLARED: "waiting",
    CertificateState.VERIFIED: "live",
    CertificateState.RETURNED: "rejected",
}
HISTORY_WORDS = {
    "add_certificate": _("khai"),
    "change_certificate": _("sửa"),
    "attach_document": _("gửi giấy"),
    "verify_certificate": _("xác minh"),
    "return_certificate": _("trả lại"),
}
OFFICERS_DEEDS = ("verify_certificate", "return_certificate")


def state_chip(certificate: Certificate) -> str:
    if certificate.is_expired:
        return format_html('<span class="state state--rejected">{}</span>', _("Hết hạn"))
    return format_html(
        '<span class="state state--{}">{}</span>', STATE_TONES[certificate.state], certificate.get_state_display()
    )


@admin.register(Certificate)
class CertificateAdmin(PaperMixin, ExportMixin, ScopedModelAdmin):
    province_field = "household__province"
    add_roles = change_roles = delete_roles = NOBODY
    list_display = ("title", "number", "household", "place", "state_shown", "has_document", "expires_on", "sent_at")
    list_filter = ("state", "kind", ProvinceFilter)
    search_fields = ("number",)
    search_help_text = _("Số giấy, mã hộ hoặc số điện thoại đầy đủ của chủ hộ.")
    ordering = ("-created_at", "-pk")
    actions = ("export_xlsx", "export_csv")
    export_columns = CERTIFICATE_COLUMNS
    fields = ("title", "number", "issuer", "market", "issued_on", "expires_on", "return_reason")

    @admin.display(description=_("chứng nhận"))
    def title(self, certificate):
        return certificate.name

    @admin.display(description=_("nơi"))
    def place(self, certificate):
        return certificate.household.place

    @admin.display(description=_("xác minh"), ordering="state")
    def state_shown(self, certificate):
        return state_chip(certificate)

    @admin.display(description=_("giấy"))
    def has_document(self, certificate):
        return certificate.get_document_kind_display()

    @admin.display(description=_("khai lúc"), ordering="created_at")
    def sent_at(self, certificate):
        return moment(certificate.created_at)

    def get_queryset(self, request):
        return super().get_queryset(request).with_household().select_related("verified_by", "recorded_by")

    def get_search_results(self, request, queryset, search_term):
        term = search_term.strip()
        if not term:
            return queryset, False
        if number := phone_in(term):
            return queryset.filter(household__owner__phone=number), False
        by_code = queryset.filter(household__code=term.upper())
        return (by_code if by_code.exists() else queryset.filter(number__icontains=term)), False

    def get_urls(self):
        wrap = self.admin_site.admin_view
        own = [
            path("<int:pk>/tep/", wrap(require_safe(self.document_view)), name="households_certificate_document"),
            path("<int:pk>/xac-minh/", wrap(require_POST(self.verify_view)), name="households_certificate_verify"),
            path("<int:pk>/tra-lai/", wrap(self.return_view), name="households_certificate_return"),
            *self.paper_urls(),
        ]
        return own + super().get_urls()

    def change_view(self, request, object_id, form_url="", extra_context=None):
        certificate = self.get_object(request, object_id)
        if certificate is not None:
            steps = list(certificate.events.select_related("pgh_context").order_by("-pgh_id")[:HISTORY_SHOWN])
            about = {
                "title": f"{certificate.name} – {certificate.household.name}",
                "subtitle": None,
                "chip": state_chip(certificate),
                "may_judge": (may_judge := can_judge_certificate(request.user, certificate)),
                "may_send_paper": may_judge and takes_paper(certificate),
                "history": _told(certificate, steps),
            }
            extra_context = {**(extra_context or {}), **about}
        return super().change_view(request, object_id, form_url, extra_context)

    def _in_scope_or_404(self, request: HttpRequest, pk: int) -> Certificate:
        certificate = self.get_queryset(request).filter(pk=pk).first()
        if certificate is None:
            raise Http404
        return certificate

    def document_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return document_answer(request, self._in_scope_or_404(request, pk))

    def verify_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        certificate = self._judged(request, pk)
        try:
            operations.verify_certificate(certificate=certificate, by=request.user)
        except operations.NotPossible as error:
            messages.warning(request, str(error))
        else:
            tasks.wake()
            messages.success(request, _("Đã xác minh %s và nhắn cho chủ hộ.") % certificate)
        return redirect("admin:households_certificate_change", pk)

    def return_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        certificate = self._judged(request, pk)
        form = ReturnForm(request.POST or None)
        form.fields["reason"].label = _("Chứng nhận cần bổ sung gì?")
        form.fields["reason"].help_text = _("Một câu rõ ràng, như: “Ảnh mờ, không đọc được số giấy.”")
        if request.method == "POST" and form.is_valid():
            return self._return(request, certificate, form.cleaned_data["reason"])
        return self.form_page(
            request,
            form,
            title=_("Trả lại %s") % certificate.name,
            intro=_("Chủ hộ nhận câu này qua tin nhắn và thấy trên trang của mình."),
            button=_("Trả lại"),
            back=reverse("admin:households_certificate_change", args=[pk]),
        )

    def _judged(self, request: HttpRequest, pk: int) -> Certificate:
        certificate = self._in_scope_or_404(request, pk)
        if not can_judge_certificate(request.user, certificate):
            raise PermissionDenied(_("Bạn không xác minh được chứng nhận này."))
        return certificate

    def _return(self, request: HttpRequest, certificate: Certificate, reason: str) -> HttpResponse:
        try:
            operations.return_certificate(certificate=certificate, by=request.user, reason=reason)
        except operations.NotPossible as error:
            messages.warning(request, str(error))
        else:
            tasks.wake()
            messages.success(request, _("Đã trả lại %s và nhắn cho chủ hộ.") % certificate)
        return redirect("admin:households_certificate_change", certificate.pk)


def _told(certificate: Certificate, events: list) -> list[str]:
    """Return lines of history: who did what, and when; "hộ" where it was the owner, or nobody was noted."""
    told = [(event.pgh_context.metadata if event.pgh_context else {}, event) for event in events]
    doers = {metadata.get("by") or metadata.get("user") for metadata, _event in told}
    people = User.objects.in_bulk(doers - {None, certificate.household.owner_id})
    return [_step(metadata, people, event) for metadata, event in told]


def _step(metadata: dict, people: dict[int, User], event) -> str:
    done = metadata.get("operation", "")
    who = people.get(metadata.get("by") or metadata.get("user")) or ("" if done in OFFICERS_DEEDS else _("hộ"))
    return f"{who} {HISTORY_WORDS.get(done, _('sửa'))} {moment(event.pgh_created_at)}".strip()


@admin_queue.register
def certificates_to_verify(request: HttpRequest) -> QueueItem | None:
    if not has_role(request.user, Role.OFFICER, Role.ADMINISTRATOR):
        return None
    waiting = scope_of(request.user).limit(Certificate.objects.waiting(), "household__province").order_by()
    url = reverse("admin:households_certificate_changelist")
    return QueueItem(
        title=_("Chứng nhận chờ xác minh"),
        count=waiting[: QUEUE_COUNTS_TO + 1].count(),
        url=f"{url}?state__exact={CertificateState.DECLARED}",
    )
