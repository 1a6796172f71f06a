"""The officer's list of products."""

from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _

from portal1034.accounts.admin_export import ExportMixin
from portal1034.accounts.admin_scope import ProvinceFilter, ScopedModelAdmin
from products.admin.by_hand import workbook_of
from products.admin.pages import PagesMixin
from products.admin.read_only import ReadOnlyMixin
from products.admin.rehearsal import RehearsalViews
from products.enums import Marketplace
from products.models import Product
from products.spreadsheets import MAX_ROWS


@admin.register(Product)
class ProductAdmin(RehearsalViews, PagesMixin, ReadOnlyMixin, ExportMixin, ScopedModelAdmin):
    actions = ("rehearse_selected", "rehearse_csv", "postmart_workbook", "voso_workbook", "export_xlsx", "export_csv")
    export_columns = (
        (_("Mã sản phẩm"), lambda product: product.code),
        (_("Tên sản phẩm"), lambda product: product.title),
        (_("Hộ sản xuất"), lambda product: product.household.name),
        (_("Mã hộ"), lambda product: product.household.code),
        (_("Tỉnh (63)"), lambda product: product.province.short_name),
        (_("Giá (đồng)"), lambda product: product.price_vnd),
        (_("Đơn vị"), lambda product: product.unit_label),
        (_("Còn"), lambda product: product.stock),
        (_("Đã cất"), lambda product: product.is_archived),
        (_("Tạo lúc"), lambda product: product.created_at),
    )
    list_display = ("title", "household", "province", "price_vnd", "stock", "is_archived", "created_at")
    list_filter = ("is_archived", ProvinceFilter)
    list_select_related = ("household", "province")
    search_fields = ("code",)
    search_help_text = _("Tên sản phẩm, hộ hoặc nơi (có dấu hay không), hoặc mã sản phẩm.")
    ordering = ("-pk",)
    fields = ("title", "code", "household", "province", "commodity", "description", "unit_label")
    fields += ("price_vnd", "stock", "weight_g", "shown_at", "is_archived")

    def get_urls(self):
        return [*self.rehearsal_urls(), *super().get_urls()]

    @admin.action(description=_("Tải bảng tính đăng hàng loạt Postmart"), permissions=["view"])
    def postmart_workbook(self, request, queryset):
        return self._workbook(request, queryset, Marketplace.POSTMART)

    @admin.action(description=_("Tải bảng tính đăng hàng loạt Voso"), permissions=["view"])
    def voso_workbook(self, request, queryset):
        return self._workbook(request, queryset, Marketplace.VOSO)

    def _workbook(self, request, queryset, marketplace):
        chosen = self.limit_to_scope(request, queryset)
        if chosen.order_by()[: MAX_ROWS + 1].count() > MAX_ROWS:
            messages.error(request, _("Mỗi bảng tính nhiều nhất 10.000 sản phẩm: chọn ít hơn hoặc lọc thêm."))
            return None
        self._record(request, f"bang-tinh {marketplace}")
        return workbook_of(marketplace, chosen)

    def get_search_results(self, request, queryset, search_term):
        if not search_term:
            return queryset, False
        by_code = queryset.filter(code=search_term.strip().lower())
        return (by_code if by_code.exists() else queryset.matching(search_term)), False
