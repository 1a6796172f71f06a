"""Deals about which the two sides speak differently: an officer reads both statements and may note a mediation.

The talk itself stays between the two: no message is read here.
"""

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from harvests import operations
from harvests.admin.forms import SentenceForm
from harvests.admin.reading import ReadingAdmin
from harvests.enums import OutcomeState
from harvests.errors import ExchangeError
from harvests.models import DisputedDeal
from harvests.perms import can_mediate
from portal1034.accounts.admin_scope import ProvinceFilter
from portal1034.accounts.tasks import wake
from portal1034.core.admin import QUEUE_COUNTS_TO, QueueItem, admin_queue
from portal1034.core.formatting import volume


@admin.register(DisputedDeal)
class DisputedDealAdmin(ReadingAdmin):
    province_field = "household__province"
    list_display = ("title", "household", "trader", "volume_shown", "concluded_on", "noted")
    list_filter = (ProvinceFilter,)
    search_fields = ("household__code",)
    search_help_text = _("Mã hộ.")
    ordering = ("-concluded_on", "-pk")
    fields = ("household", "trader", "concluded_on")

    def get_queryset(self, request):
        rows = super().get_queryset(request).filter(outcome_state=OutcomeState.DIFFER)
        return rows.with_subjects().prefetch_related("mediations")

    def view_on_site(self, obj):
        """The conversation is its two sides' alone."""
        return None

    @admin.display(description=_("mua bán"))
    def title(self, deal):
        return deal.subject.commodity.name

    @admin.display(description=_("đã thỏa thuận"))
    def volume_shown(self, deal):
        return volume(deal.deal.volume_kg)

    @admin.display(description=_("hòa giải"))
    def noted(self, deal):
        return _("đã ghi") if deal.mediations.all() else _("chưa")

    def get_urls(self):
        wrap = self.admin_site.admin_view
        own = [path("<int:pk>/hoa-giai/", wrap(self.mediate_view), name="harvests_disputeddeal_mediate")]
        return own + super().get_urls()

    def change_view(self, request, object_id, form_url="", extra_context=None):
        deal = self.get_object(request, object_id)
        if deal is not None:
            about = {
                "title": f"{deal.subject.commodity.name}: {deal.trader.name} – {deal.household.name}",
                "subtitle": None,
                "told": list(deal.outcomes.all()),
                "mediations": list(deal.mediations.select_related("noted_by")),
                "may_mediate": can_mediate(request.user, deal),
            }
            extra_context = {**(extra_context or {}), **about}
        return super().change_view(request, object_id, form_url, extra_context)

    def mediate_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        deal = self.get_queryset(request).filter(pk=pk).first()
        if deal is None or not can_mediate(request.user, deal):
            raise Http404
        form = SentenceForm(
            request.POST or None,
            label=_("Đã làm gì với hai bên?"),
            help_text=_("Như: “Đã gọi cả hai, hai bên hẹn trả lại cọc trước ngày 15.” Không phân xử ai đúng ai sai."),
        )
        back = reverse("admin:harvests_disputeddeal_change", args=[pk])
        if request.method == "POST" and form.is_valid():
            try:
                operations.note_mediation(offer=deal, by=request.user, note=form.cleaned_data["sentence"])
            except ExchangeError as error:
                messages.warning(request, str(error))
            else:
                wake()
                messages.success(request, _("Đã ghi và nhắn cho hai bên."))
            return redirect(back)
        page = {
            **self.admin_site.each_context(request),
            "form": form,
            "title": _("Ghi nhận hòa giải"),
            "intro": _("Cả hai bên đọc được câu này."),
            "button": _("Ghi"),
            "back": back,
            "list_url": reverse("admin:harvests_disputeddeal_changelist"),
            "list_name": _("Mua bán hai bên nói khác nhau"),
        }
        return render(request, "admin/harvests/form_page.html", page, status=422 if form.errors else 200)


@admin_queue.register
def deals_told_differently(request) -> QueueItem | None:
    site_admin = admin.site.get_model_admin(DisputedDeal)
    if not site_admin.has_view_permission(request):
        return None
    rows = DisputedDeal.objects.filter(outcome_state=OutcomeState.DIFFER, mediations=None)
    waiting = site_admin.limit_to_scope(request, rows).order_by()
    url = reverse("admin:harvests_disputeddeal_changelist")
    return QueueItem(_("Mua bán hai bên nói khác nhau"), waiting[: QUEUE_COUNTS_TO + 1].count(), url)
