"""The exchange in the admin: an officer meets the harvests and traders of the department's provinces.

Nothing is typed in here: declarations are the household's own word, requests the trader's, conversations theirs alone.
"""

from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _

from harvests.models import BuyRequest, Harvest, Trader
from harvests.operations import verify_trader
from harvests.perms import can_verify_trader
from portal1034.accounts.admin_export import ExportMixin
from portal1034.accounts.admin_scope import ProvinceFilter, ScopedModelAdmin
from portal1034.accounts.tasks import wake
from portal1034.core.admin import QueueItem, admin_queue
from portal1034.core.formatting import volume

NOBODY = frozenset()


class ReadingAdmin(ScopedModelAdmin):
    add_roles = NOBODY
    change_roles = NOBODY
    delete_roles = NOBODY


@admin.register(Harvest)
class HarvestAdmin(ExportMixin, ReadingAdmin):
    actions = ("export_xlsx", "export_csv")
    export_columns = (
        (_("Nông sản"), lambda harvest: harvest.commodity.name),
        (_("Hộ sản xuất"), lambda harvest: harvest.household.name),
        (_("Mã hộ"), lambda harvest: harvest.household.code),
        (_("Tỉnh (63)"), lambda harvest: harvest.province.short_name),
        (_("Từ ngày"), lambda harvest: harvest.starts_on),
        (_("Đến ngày"), lambda harvest: harvest.ends_on),
        (_("Sản lượng (kg)"), lambda harvest: harvest.volume_kg),
        (_("Trạng thái"), lambda harvest: harvest.get_status_display()),
        (_("Xác nhận lúc"), lambda harvest: harvest.confirmed_at),
    )
    list_display = (
        "commodity",
        "household",
        "province",
        "starts_on",
        "ends_on",
        "volume_text",
        "status",
        "confirmed_at",
    )
    list_filter = (ProvinceFilter, "status")
    list_select_related = ("commodity", "household", "province")
    search_fields = ("commodity__search_text", "household__name", "household__code")

    @admin.display(description=_("sản lượng"), ordering="volume_kg")
    def volume_text(self, harvest: Harvest) -> str:
        return volume(harvest.volume_kg)


@admin.register(BuyRequest)
class BuyRequestAdmin(ReadingAdmin):
    """What traders of the officer's provinces want, wherever they want it from."""

    province_field = "trader__province"
    list_display = ("commodity", "trader", "province", "starts_on", "ends_on", "volume_text", "status")
    list_filter = ("status",)
    list_select_related = ("commodity", "trader", "province")
    search_fields = ("commodity__search_text", "trader__name")

    @admin.display(description=_("cần mua"), ordering="volume_kg")
    def volume_text(self, wanted: BuyRequest) -> str:
        return volume(wanted.volume_kg)


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
