"""The officer's queue of requests for personal data: what is due first, first; late ones in red."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from portal1034.accounts import tasks
from portal1034.accounts.admin_scope import ProvinceFilter, ScopedModelAdmin
from portal1034.accounts.enums import RequestKind, Role
from portal1034.accounts.models import Erasure, PersonalDataRequest, User
from portal1034.accounts.perms import can_handle_request, has_role, in_scope, scope_of
from portal1034.accounts.privacy import erasure
from portal1034.accounts.privacy.forms import AnswerForm, BehalfForm, CompleteForm, ExtendForm
from portal1034.accounts.privacy.holders import erasure_waits_for, kept_by_law, province_of
from portal1034.accounts.privacy.requests import (
    NotPossible,
    answer_request,
    complete_request,
    extend_request,
    open_request,
    refuse_request,
)
from portal1034.core.admin import QUEUE_COUNTS_TO, QueueItem, admin_queue
from portal1034.core.formatting import moment, short_date

NOBODY = frozenset()
CHANGELIST = "admin:accounts_personaldatarequest_changelist"
CHANGE = "admin:accounts_personaldatarequest_change"


class OpenFilter(admin.SimpleListFilter):
    title = _("tình trạng")
    parameter_name = "tinh-trang"

    def lookups(self, request, model_admin):
        return [("mo", _("Đang mở")), ("qua-han", _("Quá hạn")), ("dong", _("Đã đóng"))]

    def queryset(self, request, queryset):
        if self.value() == "qua-han":
            return queryset.overdue(timezone.localdate())
        wanted = {"mo": True, "dong": False}.get(self.value())
        return queryset if wanted is None else queryset.filter(finished_at__isnull=wanted)


@admin.register(PersonalDataRequest)
class PersonalDataRequestAdmin(ScopedModelAdmin):
    """Rows are evidence: read here, changed only by the operations, each with its form."""

    delete_roles = NOBODY
    is_private = True
    list_display = ("what", "person", "state", "due", "received", "how", "province")
    list_filter = (OpenFilter, "kind", ProvinceFilter)
    list_select_related = ("person", "province")
    ordering = ("due_on", "pk")  # PostgreSQL puts finished ones, which have no date, last

    @admin.display(description=_("yêu cầu"))
    def what(self, request):
        return request.get_kind_display()

    @admin.display(description=_("trạng thái"))
    def state(self, request):
        late = request.is_overdue(timezone.localdate())
        tone = "rejected" if late else "waiting" if request.is_open else "live"
        text = _("Quá hạn: %s") % request.get_status_display() if late else request.get_status_display()
        return format_html('<span class="state state--{}">{}</span>', tone, text)

    @admin.display(description=_("hạn"), ordering="due_on")
    def due(self, request):
        return short_date(request.due_on) if request.due_on else "–"

    @admin.display(description=_("nhận lúc"), ordering="received_at")
    def received(self, request):
        return moment(request.received_at)

    def get_urls(self):
        wrap, name = self.admin_site.admin_view, "accounts_personaldatarequest"
        own = [
            path("<int:pk>/tra-loi/", wrap(self.answer_view), name=f"{name}_answer"),
            path("<int:pk>/gia-han/", wrap(self.extend_view), name=f"{name}_extend"),
            path("<int:pk>/xong/", wrap(self.complete_view), name=f"{name}_complete"),
            path("<int:pk>/tu-choi/", wrap(self.refuse_view), name=f"{name}_refuse"),
            path("<int:pk>/xoa-du-lieu/", wrap(require_POST(self.erase_view)), name=f"{name}_erase"),
        ]
        return own + super().get_urls()

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Read one request and decide; the row itself has no form."""
        if not self.has_view_permission(request):
            raise PermissionDenied(_("Trang này dành cho cán bộ Sở."))
        asked = self.get_object(request, object_id)
        if asked is None:
            raise Http404
        if request.method == "POST":
            raise PermissionDenied(_("Yêu cầu không sửa tay; mỗi việc có nút riêng."))
        context = {
            "title": asked.get_kind_display(),
            "asked": asked,
            "steps": asked.steps.select_related("by"),
            "may_handle": can_handle_request(request.user, asked),
            "late": asked.is_overdue(timezone.localdate()),
            "waits_for": erasure_waits_for(asked.person) if asked.is_erasing else [],
            "kept": kept_by_law(asked.person) if asked.kind == RequestKind.ERASE and asked.is_open else [],
        }
        return self.form_page(request, template="admin/accounts/personaldatarequest/request.html", **context)

    # ---- the five deeds ----
    def answer_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._deed(request, pk, AnswerForm, _("Trả lời"), answer_request, text="answer")

    def extend_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._deed(request, pk, ExtendForm, _("Gia hạn"), extend_request, text="reason")

    def refuse_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._deed(request, pk, AnswerForm, _("Từ chối"), refuse_request, text="reason")

    def complete_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        def form_of(data):
            asked = self._handled(request, pk)
            return CompleteForm(data, kind=RequestKind(asked.kind), standing=asked.person.consents.active())

        return self._deed(request, pk, form_of, _("Làm xong"), complete_request, text="outcome")

    def erase_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Begin the erasure, and finish it at once where nothing is out there any more."""
        asked = self._handled(request, pk)
        try:
            begun = erasure.begin(request=asked, by=request.user)
        except NotPossible as error:
            messages.warning(request, str(error))
            return redirect(CHANGE, pk)
        tasks.wake()
        if erasure.finish(erasure=begun):
            messages.success(request, _("Đã xóa xong."))
        else:
            messages.success(request, _("Đã bắt đầu xóa; gỡ xong tin trên các sàn là cổng tự xóa nốt."))
        return redirect(CHANGE, pk)

    def _handled(self, request: HttpRequest, pk: int) -> PersonalDataRequest:
        asked = self.get_queryset(request).select_related("person").filter(pk=pk).first()
        if asked is None:
            raise Http404
        if not can_handle_request(request.user, asked):
            raise PermissionDenied(_("Yêu cầu của chính mình thì người khác làm."))
        return asked

    def _deed(self, request: HttpRequest, pk: int, form_class, title, operation, *, text: str) -> HttpResponse:
        """Show a deed's form and do it; what the operation refuses is said on the form."""
        asked = self._handled(request, pk)
        form = form_class(request.POST or None)
        if request.method == "POST" and form.is_valid():
            said = {text: form.cleaned_data["text"]}
            if isinstance(form, ExtendForm):
                said["days"] = form.cleaned_data["days"]
            if isinstance(form, CompleteForm):
                said["withdraw"] = form.withdrawn()
            try:
                operation(request=asked, by=request.user, **said)
            except NotPossible as error:
                form.add_error(None, str(error))
            else:
                tasks.wake()
                messages.success(request, _("Đã ghi và nhắn cho người yêu cầu."))
                return redirect(CHANGE, pk)
        return self.form_page(
            request, form, title=f"{title}: {asked.get_kind_display()}", back=reverse(CHANGE, args=[pk])
        )

    # ---- on behalf of somebody ----
    def add_view(self, request, form_url="", extra_context=None):
        """Write down a request made by telephone or on paper."""
        if not self.has_add_permission(request):
            raise PermissionDenied(_("Bạn không ghi yêu cầu giúp được."))
        form = BehalfForm(request.POST or None)
        if request.method == "POST" and form.is_valid() and (asked := self._open(request, form)):
            messages.success(request, _("Đã ghi yêu cầu; hạn trả lời hết ngày %s.") % short_date(asked.answer_due_on))
            return redirect(CHANGE, asked.pk)
        return self.form_page(request, form, title=_("Ghi yêu cầu giúp người dân"), back=reverse(CHANGELIST))

    def _open(self, request: HttpRequest, form: BehalfForm) -> PersonalDataRequest | None:
        said = form.cleaned_data
        person = User.objects.with_phone(said["phone"]).first()
        place = province_of(person) if person else None
        # Somebody elsewhere and nobody at all get the same answer: the form is no way to ask who is on the portal.
        if person is None or person.is_staff or not in_scope(request.user, place.pk if place else None):
            form.add_error("phone", _("Không có ai dùng số này trong tỉnh bạn phụ trách."))
            return None
        try:
            return open_request(
                person=person,
                kind=RequestKind(said["kind"]),
                details=said["details"],
                how=said["how"],
                recorded_by=request.user,
                received_on=said["received_on"],
            )
        except NotPossible as error:
            form.add_error(None, str(error))
            return None


@admin.register(Erasure)
class ErasureAdmin(ScopedModelAdmin):
    """Proofs of what was erased; they name nobody."""

    province_field = "request__province"
    add_roles = change_roles = delete_roles = NOBODY
    list_display = ("person_id", "ordered_by", "begun_at", "finished_at")
    list_select_related = ("ordered_by",)
    fields = ("ordered_by", "begun_at", "finished_at", "counts")


@admin_queue.register
def requests_to_handle(request: HttpRequest) -> QueueItem | None:
    if not has_role(request.user, Role.OFFICER, Role.ADMINISTRATOR):
        return None
    waiting = scope_of(request.user).limit(PersonalDataRequest.objects.open(), "province").order_by()
    late = waiting.overdue(timezone.localdate()).exists()
    return QueueItem(
        title=_("Yêu cầu dữ liệu quá hạn") if late else _("Yêu cầu về dữ liệu cá nhân"),
        count=waiting[: QUEUE_COUNTS_TO + 1].count(),
        url=reverse(CHANGELIST),
        tone="rejected" if late else "waiting",
    )
