from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _

from harvests.admin.reading import ReadingAdmin
from harvests.models import Trader
from harvests.operations import verify_trader
from harvests.perms import can_verify_trader
from portal1034.accounts.admin_scope import ProvinceFilter
from portal1034.accounts.tasks import wake
from portal1034.core.admin import QueueItem, admin_queue


@admin.register(Trader)
class TraderAdmin(ReadingAdmin):
    list_display = ("name", "province", "tax_code", "verified_at", "created_at")
    list_filter = (ProvinceFilter, ("verified_at", admin.EmptyFieldListFilter))
    list_select_related = ("province",)
    search_fields = ("name", "tax_code")
    actions = ("verify",)

    @admin.action(description=_("Xác minh: đã kiểm tra tên và mã số thuế"), permissions=["view"])
    def verify(self, request, queryset):
        done = 0
        for trader in queryset.filter(verified_at=None).select_related("user"):
            if can_verify_trader(request.user, trader):
                verify_trader(trader=trader)
                done += 1
        wake()
        self.message_user(request, _("Đã xác minh %s thương lái.") % done, messages.SUCCESS)


@admin_queue.register
def traders_waiting(request) -> QueueItem | None:
    site_admin = admin.site.get_model_admin(Trader)
    if not site_admin.has_view_permission(request):
        return None
    waiting = site_admin.limit_to_scope(request, Trader.objects.filter(verified_at=None).exclude(tax_code=""))
    url = "/quan-tri/harvests/trader/?verified_at__isempty=1"
    return QueueItem(_("Thương lái chờ xác minh"), waiting.order_by()[:1000].count(), url)
