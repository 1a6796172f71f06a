"""Orders as the marketplaces told of them, for the officers of the household's province: who to call, and why."""

from datetime import timedelta

from django.contrib import admin
from django.db.models import F, OuterRef, Subquery, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from portal1034.accounts.admin_export import ExportMixin
from portal1034.accounts.admin_scope import ProvinceFilter, ScopedModelAdmin
from portal1034.accounts.perms import scope_of
from portal1034.core.admin import QUEUE_COUNTS_TO, QueueItem, admin_queue
from portal1034.core.formatting import phone, vnd
from products.admin.read_only import ReadOnlyMixin
from products.models import Order, OrderLine, Shop
from products.models.order import LATE_HOURS, VERY_LATE_HOURS

# After so long without a word the household is called: a marketplace soon cancels by itself.
CALL_AFTER = timedelta(hours=24)
UNANSWERED, LATE, VERY_LATE, UNTOLD = "cho-xac-nhan", "hang-tuoi-24", "hang-tuoi-48", "chua-bao-duoc"


def _needing(orders, why: str):
    return {
        UNANSWERED: lambda: orders.unanswered_for(CALL_AFTER),
        LATE: lambda: orders.late_and_fresh(LATE_HOURS),
        VERY_LATE: lambda: orders.late_and_fresh(VERY_LATE_HOURS),
        UNTOLD: lambda: orders.untold(),
    }[why]()


class NeedFilter(admin.SimpleListFilter):
    """Orders about which somebody has to be called."""

    title = _("cần gọi")
    parameter_name = "can"

    def lookups(self, request, model_admin):
        return [
            (UNANSWERED, _("Quá 24 giờ chưa xác nhận")),
            (LATE, _("Hàng tươi, đã đi quá 24 giờ")),
            (VERY_LATE, _("Hàng tươi, đã đi quá 48 giờ")),
            (UNTOLD, _("Trả lời chưa báo được sàn")),
        ]

    def queryset(self, request, queryset):
        return _needing(queryset, self.value()) if self.value() else queryset


@admin.register(Order)
class OrderAdmin(ReadOnlyMixin, ExportMixin, ScopedModelAdmin):
    actions = ("export_xlsx", "export_csv")
    export_columns = (
        (_("Mã đơn"), lambda order: order.remote_id),
        (_("Sàn"), lambda order: order.get_marketplace_display()),
        (_("Trạng thái"), lambda order: order.get_status_display()),
        (_("Hộ trả lời"), lambda order: order.get_answer_display()),
        (_("Mã hộ"), lambda order: order.household.code),
        (_("Hộ sản xuất"), lambda order: order.household.name),
        (_("Tỉnh (63)"), lambda order: order.province.short_name),
        (_("Giá trị (đồng)"), lambda order: order.value_vnd),
        (_("Đền bù (đồng)"), lambda order: order.compensation_vnd),
        (_("Đặt lúc"), lambda order: order.placed_at),
        (_("Hàng đi lúc"), lambda order: order.shipped_at),
        (_("Bên vận chuyển"), lambda order: order.carrier),
        (_("Mã vận đơn"), lambda order: order.shipping_code),
    )
    list_display = ("remote_id", "marketplace", "status", "household", "telephone", "value", "on_the_way", "placed_at")
    list_filter = ("status", "marketplace", NeedFilter, ProvinceFilter)
    list_select_related = ("household__owner", "province")
    search_fields = ("remote_id", "shipping_code")
    search_help_text = _("Mã đơn hoặc mã vận đơn.")
    ordering = ("-placed_at", "-pk")
    fields = ("remote_id", "marketplace", "status", "household", "telephone", "province", "goods", "value")
    fields += ("compensation_vnd", "placed_at", "shipped_at", "carrier", "shipping_code", "remote_page")
    fields += ("answer", "answer_reason", "answer_wanted_at", "answered_at", "obstacle", "reminders", "reminded_at")
    readonly_fields = fields

    def get_queryset(self, request):
        lines = OrderLine.objects.filter(order=OuterRef("pk")).order_by().values("order")
        value = Subquery(lines.annotate(total=Sum(F("quantity") * F("price_vnd"))).values("total"))
        return super().get_queryset(request).annotate(value_vnd=value)

    @admin.display(description=_("điện thoại"))
    def telephone(self, order):
        number = order.household.owner.phone
        return format_html('<a href="tel:{}">{}</a>', number, phone(number)) if number else ""

    @admin.display(description=_("giá trị"), ordering="value_vnd")
    def value(self, order):
        return vnd(order.value_vnd or 0)

    @admin.display(description=_("đã đi"), ordering="shipped_at")
    def on_the_way(self, order):
        hours = order.hours_on_the_way
        return _("%s giờ") % hours if hours else ""

    @admin.display(description=_("hàng"))
    def goods(self, order):
        lines = order.lines.select_related("listing__product")
        return ", ".join(f"{line.quantity} × {line.listing.product.full_title}" for line in lines)

    @admin.display(description=_("vướng mắc"))
    def obstacle(self, order):
        problem = order.answer_problem
        return f"{problem['text']} ({problem.get('detail', '')})" if problem else ""

    @admin.display(description=_("trang trên sàn"))
    def remote_page(self, order):
        return format_html('<a href="{0}" rel="external noopener">{0}</a>', order.url) if order.url else ""


@admin.register(Shop)
class ShopAdmin(ReadOnlyMixin, ScopedModelAdmin):
    province_field = "household__province"
    list_display = ("household", "marketplace", "remote_id", "page", "opened_at")
    list_filter = ("marketplace", ProvinceFilter)
    list_select_related = ("household",)
    search_fields = ("remote_id", "household__code")
    search_help_text = _("Mã gian hàng hoặc mã hộ.")
    ordering = ("-opened_at", "-pk")
    fields = ("household", "marketplace", "remote_id", "page", "opened_at")
    readonly_fields = fields

    @admin.display(description=_("trang gian hàng"))
    def page(self, shop):
        return format_html('<a href="{0}" rel="external noopener">{0}</a>', shop.url) if shop.url else ""


def _queue(request: HttpRequest, why: str, title: str, tone: str = "waiting") -> QueueItem | None:
    scope = scope_of(request.user)
    if not scope.everywhere and not scope.province_ids:
        return None
    rows = scope.limit(_needing(Order.objects.all(), why), "province")
    url = f"{reverse('admin:products_order_changelist')}?can={why}"
    return QueueItem(title, rows.order_by()[: QUEUE_COUNTS_TO + 1].count(), url, tone)


@admin_queue.register
def unanswered_orders(request: HttpRequest) -> QueueItem | None:
    """Buyers who wait longer than a day for a household's word: an officer calls it."""
    return _queue(request, UNANSWERED, _("Đơn quá 24 giờ hộ chưa xác nhận"))


@admin_queue.register
def late_fresh_orders(request: HttpRequest) -> QueueItem | None:
    return _queue(request, LATE, _("Hàng tươi đi quá 24 giờ chưa đến"))


@admin_queue.register
def untold_answers(request: HttpRequest) -> QueueItem | None:
    """What a household answered and no marketplace would take, for reasons of the portal's own."""
    return _queue(request, UNTOLD, _("Trả lời đơn hàng chưa báo được sàn"), "rejected")
