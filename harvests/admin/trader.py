"""The officer's desk of traders: look at the profile and the paper, vouch for it or send it back."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from harvests import operations
from harvests.admin.forms import SentenceForm
from harvests.admin.reading import ReadingAdmin
from harvests.enums import TraderState
from harvests.errors import ExchangeError
from harvests.models import Trader
from harvests.perms import can_verify_trader
from harvests.views.trader import paper_answer
from portal1034.accounts.admin_scope import ProvinceFilter
from portal1034.accounts.tasks import wake
from portal1034.core.admin import QUEUE_COUNTS_TO, QueueItem, admin_queue
from portal1034.core.formatting import moment

HISTORY_SHOWN = 8
STATE_TONES = {
    TraderState.UNVERIFIED: "neutral",
    TraderState.ASKED: "waiting",
    TraderState.VERIFIED: "live",
    TraderState.RETURNED: "rejected",
}
HISTORY_WORDS = {
    "register_trader": _("bên mua ghi hồ sơ"),
    "ask_for_verification": _("xin xác minh"),
    "attach_paper": _("gửi giấy"),
    "verify_trader": _("xác minh"),
    "return_trader": _("trả lại"),
}


def state_chip(trader: Trader) -> str:
    return format_html('<span class="state state--{}">{}</span>', STATE_TONES[trader.state], trader.get_state_display())


@admin.register(Trader)
class TraderAdmin(ReadingAdmin):
    list_display = ("name", "kind", "province", "tax_code", "state_shown", "has_document", "asked_shown")
    list_filter = ("state", ProvinceFilter)
    list_select_related = ("province",)
    search_fields = ("name", "tax_code")
    search_help_text = _("Tên hoặc mã số thuế.")
    fields = ("name", "kind", "contact_person", "tax_code", "province", "buys_in", "story", "return_reason")

    @admin.display(description=_("xác minh"), ordering="state")
    def state_shown(self, trader):
        return state_chip(trader)

    @admin.display(description=_("giấy"))
    def has_document(self, trader):
        return trader.get_document_kind_display()

    @admin.display(description=_("xin xác minh lúc"), ordering="asked_at")
    def asked_shown(self, trader):
        return moment(trader.asked_at) if trader.asked_at else "–"

    def get_urls(self):
        wrap = self.admin_site.admin_view
        own = [
            path("<int:pk>/tep/", wrap(require_safe(self.document_view)), name="harvests_trader_document"),
            path("<int:pk>/xac-minh/", wrap(require_POST(self.verify_view)), name="harvests_trader_verify"),
            path("<int:pk>/tra-lai/", wrap(self.return_view), name="harvests_trader_return"),
        ]
        return own + super().get_urls()

    def change_view(self, request, object_id, form_url="", extra_context=None):
        trader = self.get_object(request, object_id)
        if trader is not None:
            steps = trader.events.select_related("pgh_context").order_by("-pgh_id")[:HISTORY_SHOWN]
            about = {
                "title": trader.name,
                "subtitle": None,
                "chip": state_chip(trader),
                "may_judge": can_verify_trader(request.user, trader),
                "history": [_step(event) for event in steps],
            }
            extra_context = {**(extra_context or {}), **about}
        return super().change_view(request, object_id, form_url, extra_context)

    def _in_scope_or_404(self, request: HttpRequest, pk: int) -> Trader:
        trader = self.get_queryset(request).select_related("province", "user").filter(pk=pk).first()
        if trader is None:
            raise Http404
        return trader

    def _judged(self, request: HttpRequest, pk: int) -> Trader:
        trader = self._in_scope_or_404(request, pk)
        if not can_verify_trader(request.user, trader):
            raise PermissionDenied(_("Bạn không xác minh được thương lái này."))
        return trader

    def document_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return paper_answer(request, self._in_scope_or_404(request, pk))

    def verify_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        trader = self._judged(request, pk)
        if trader.is_verified:
            messages.warning(request, _("Thương lái này đã xác minh rồi."))
        else:
            operations.verify_trader(trader=trader, by=request.user)
            wake()
            messages.success(request, _("Đã xác minh %s và nhắn cho bên mua.") % trader)
        return redirect("admin:harvests_trader_change", pk)

    def return_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        trader = self._judged(request, pk)
        form = SentenceForm(
            request.POST or None,
            label=_("Hồ sơ cần bổ sung gì?"),
            help_text=_("Một câu rõ ràng, như: “Ảnh giấy mờ, không đọc được tên.”"),
        )
        if request.method == "POST" and form.is_valid():
            try:
                operations.return_trader(trader=trader, by=request.user, reason=form.cleaned_data["sentence"])
            except ExchangeError as error:
                messages.warning(request, str(error))
            else:
                wake()
                messages.success(request, _("Đã trả lại %s và nhắn cho bên mua.") % trader)
            return redirect("admin:harvests_trader_change", pk)
        page = {
            **self.admin_site.each_context(request),
            "form": form,
            "title": _("Trả lại %s") % trader.name,
            "intro": _("Bên mua nhận câu này qua tin nhắn và thấy trên trang hồ sơ."),
            "button": _("Trả lại"),
            "back": reverse("admin:harvests_trader_change", args=[pk]),
            "list_url": reverse("admin:harvests_trader_changelist"),
            "list_name": _("Thương lái"),
        }
        template = "admin/harvests/form_page.html"
        return render(request, template, page, status=422 if form.errors else 200)


def _step(event) -> str:
    done = (event.pgh_context.metadata if event.pgh_context else {}).get("operation", "")
    return f"{HISTORY_WORDS.get(done, _('sửa'))} {moment(event.pgh_created_at)}"


@admin_queue.register
def traders_waiting(request) -> QueueItem | None:
    site_admin = admin.site.get_model_admin(Trader)
    if not site_admin.has_view_permission(request):
        return None
    waiting = site_admin.limit_to_scope(request, Trader.objects.waiting()).order_by()
    url = f"{reverse('admin:harvests_trader_changelist')}?state__exact={TraderState.ASKED}"
    return QueueItem(_("Thương lái chờ xác minh"), waiting[: QUEUE_COUNTS_TO + 1].count(), url)
