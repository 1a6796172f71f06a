from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from harvests.admin.reading import ReadingAdmin
from harvests.models import Harvest
from portal1034.accounts.admin_export import ExportMixin
from portal1034.accounts.admin_scope import ProvinceFilter
from portal1034.core.formatting import volume


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
