"""Too much and too little, as officers meet it: figures to judge, three answers, and what came of a call."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from harvests import operations
from harvests.admin.forms import SentenceForm
from harvests.admin.reading import ReadingAdmin
from harvests.effect import read_effect
from harvests.enums import WarningState
from harvests.errors import ExchangeError
from harvests.forms.warning import CallForm, ConfirmForm
from harvests.models import SeasonWarning, WarningThreshold
from harvests.perms import can_judge_warning
from portal1034.accounts.admin_scope import ProvinceFilter, ScopedModelAdmin
from portal1034.accounts.enums import Role
from portal1034.core.admin import QUEUE_COUNTS_TO, QueueItem, admin_queue
from portal1034.core.formatting import volume
from portal1034.core.pagecache import bump

STATE_TONES = {
    WarningState.SUGGESTED: "waiting",
    WarningState.CONFIRMED: "in_review",
    WarningState.CALLED: "live",
    WarningState.DISMISSED: "withdrawn",
    WarningState.OVER: "neutral",
}


def state_chip(warning: SeasonWarning) -> str:
    return format_html(
        '<span class="state state--{}">{}</span>', STATE_TONES[warning.state], warning.get_state_display()
    )


@admin.register(SeasonWarning)
class SeasonWarningAdmin(ReadingAdmin):
    list_display = ("title", "kind", "province", "window_shown", "supply_shown", "demand_shown", "state_shown")
    list_filter = ("state", "kind", ProvinceFilter)
    list_select_related = ("commodity", "province")
    search_fields = ("commodity__search_text",)
    search_help_text = _("Tên nông sản.")
    ordering = ("-first_seen_at", "-pk")
    fields = ("note", "reason", "call_text", "contact", "decided_by", "decided_at")

    @admin.display(description=_("nông sản"))
    def title(self, warning):
        return warning.commodity.name

    @admin.display(description=_("khi nào"), ordering="first_dekad")
    def window_shown(self, warning):
        return warning.window_words

    @admin.display(description=_("cung"), ordering="supply_kg")
    def supply_shown(self, warning):
        return volume(warning.supply_kg)

    @admin.display(description=_("cầu"), ordering="demand_kg")
    def demand_shown(self, warning):
        return volume(warning.demand_kg)

    @admin.display(description=_("trạng thái"), ordering="state")
    def state_shown(self, warning):
        return state_chip(warning)

    def get_urls(self):
        wrap = self.admin_site.admin_view
        views = (
            ("xac-nhan", self.confirm_view, "confirm"),
            ("bo-qua", self.dismiss_view, "dismiss"),
            ("keu-goi", self.call_view, "call"),
            ("ket-thuc", require_POST(self.end_view), "end"),
        )
        own = [path(f"<int:pk>/{way}/", wrap(view), name=f"harvests_seasonwarning_{name}") for way, view, name in views]
        return own + super().get_urls()

    def change_view(self, request, object_id, form_url="", extra_context=None):
        warning = self.get_object(request, object_id)
        if warning is not None:
            about = {
                "title": str(warning),
                "subtitle": None,
                "chip": state_chip(warning),
                "may_judge": can_judge_warning(request.user, warning) and warning.is_standing,
                "effect": read_effect(warning),
            }
            extra_context = {**(extra_context or {}), **about}
        return super().change_view(request, object_id, form_url, extra_context)

    def _judged(self, request: HttpRequest, pk: int) -> SeasonWarning:
        warning = self.get_queryset(request).with_names().filter(pk=pk).first()
        if warning is None:
            raise Http404
        if not can_judge_warning(request.user, warning):
            raise PermissionDenied(_("Cảnh báo này thuộc tỉnh khác."))
        return warning

    def confirm_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        warning = self._judged(request, pk)
        form = ConfirmForm(request.POST if request.method == "POST" else None, initial={"note": warning.note})
        if request.method == "POST" and form.is_valid():
            return self._done(
                request, warning, operations.confirm_warning, _("Đã xác nhận."), note=form.cleaned_data["note"]
            )
        intro = _(
            "Xác nhận rồi, người đọc thấy cảnh báo trên trang chủ, trang nông sản và trang tỉnh, không kèm số tấn."
        )
        return self._page(request, warning, form, _("Xác nhận: %s") % warning, intro, _("Xác nhận"))

    def dismiss_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        warning = self._judged(request, pk)
        form = SentenceForm(
            request.POST if request.method == "POST" else None,
            label=_("Vì sao bỏ qua?"),
            help_text=_("Như: “Nhà máy sấy đã nhận hết, thương lái quen chưa đăng lên cổng.”"),
        )
        if request.method == "POST" and form.is_valid():
            said = _("Đã bỏ qua. Chênh lệch tăng thêm một nửa thì cổng mới nhắc lại.")
            reason = form.cleaned_data["sentence"]
            return self._done(request, warning, operations.dismiss_warning, said, reason=reason)
        intro = _("Cổng không nhắc lại nữa, trừ khi chênh lệch tăng thêm một nửa.")
        return self._page(request, warning, form, _("Bỏ qua: %s") % warning, intro, _("Bỏ qua"))

    def call_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        warning = self._judged(request, pk)
        initial = {"text": warning.call_text, "contact": warning.contact_id or request.user.department_id}
        form = CallForm(request.POST if request.method == "POST" else None, warning=warning, initial=initial)
        if request.method == "POST" and form.is_valid():
            said = _("Đã đăng lời kêu gọi tiêu thụ.")
            return self._done(request, warning, operations.call_for_buyers, said, **form.cleaned_data)
        intro = _("Lời kêu gọi hiện trên trang chủ, trang nông sản và trang tỉnh cho đến hết kỳ hoặc khi đủ người mua.")
        return self._page(request, warning, form, _("Kêu gọi tiêu thụ: %s") % warning, intro, _("Đăng lời kêu gọi"))

    def end_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        said = _("Đã kết thúc lời kêu gọi.")
        return self._done(request, self._judged(request, pk), operations.end_call, said)

    def _done(self, request: HttpRequest, warning: SeasonWarning, verb, said, **told) -> HttpResponse:
        try:
            verb(warning=warning, by=request.user, **told)
        except ExchangeError as error:
            messages.warning(request, str(error))
        else:
            self.log_change(request, warning, str(said))
            messages.success(request, said)
        return redirect("admin:harvests_seasonwarning_change", warning.pk)

    def _page(self, request: HttpRequest, warning: SeasonWarning, form, title, intro, button) -> HttpResponse:
        back = reverse("admin:harvests_seasonwarning_change", args=[warning.pk])
        return self.form_page(request, form, title=title, intro=intro, button=button, back=back)


@admin_queue.register
def warnings_suggested(request) -> QueueItem | None:
    site_admin = admin.site.get_model_admin(SeasonWarning)
    if not site_admin.has_view_permission(request):
        return None
    waiting = site_admin.limit_to_scope(request, SeasonWarning.objects.suggested()).order_by()
    url = f"{reverse('admin:harvests_seasonwarning_changelist')}?state__exact={WarningState.SUGGESTED}"
    return QueueItem(_("Nguy cơ ùn ứ, thiếu hàng chờ xem"), waiting[: QUEUE_COUNTS_TO + 1].count(), url)


@admin.register(WarningThreshold)
class WarningThresholdAdmin(ScopedModelAdmin):
    """From when to warn: one standard row, and rows for commodities that are different."""

    province_field = None
    roles = frozenset({Role.ADMINISTRATOR})
    list_display = (
        "__str__", "glut_percent", "glut_least_kg", "glut_lead", "shortage_percent", "shortage_least_kg",
        "shortage_lead",
    )  # fmt: skip
    list_select_related = ("commodity",)
    fieldsets = (
        (None, {"fields": ("commodity",)}),
        (_("Ùn ứ"), {"fields": ("glut_percent", "glut_least_kg", "glut_lead")}),
        (_("Thiếu hàng"), {"fields": ("shortage_percent", "shortage_least_kg", "shortage_lead")}),
    )

    def has_delete_permission(self, request, obj=None):
        """The standard is changed, never taken away."""
        return super().has_delete_permission(request, obj) and (obj is None or not obj.is_standard)

    def get_readonly_fields(self, request, obj=None):
        return ("commodity",) if obj is not None else ()

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        bump("limits", "season")

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        bump("limits", "season")

    def get_actions(self, request):
        """One at a time: the standard may stand among those chosen."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}
