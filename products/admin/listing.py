"""The officer's view of what became of listings. States are the pump's: read, never typed."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from portal1034.accounts.admin_export import ExportMixin
from portal1034.accounts.admin_scope import ProvinceFilter, ScopedModelAdmin
from portal1034.accounts.perms import scope_of
from portal1034.core.admin import QUEUE_COUNTS_TO, QueueItem, admin_queue
from portal1034.core.formatting import moment
from products import causes, operations
from products.admin.by_hand import ByHandViews
from products.admin.pages import PagesMixin
from products.admin.read_only import ReadOnlyMixin
from products.admin.stuck import StuckViews, back
from products.enums import STUCK, Delivery, Turn
from products.models import Listing, Product
from products.perms import can_retry
from products.tasks import wake

CAUSES_SHOWN = 25


class CauseFilter(admin.SimpleListFilter):
    """What stands in the way, the commonest first, counted within the officer's own provinces."""

    title = _("vướng vì")
    parameter_name = "vuong"

    def lookups(self, request, model_admin):
        stuck = model_admin.limit_to_scope(request, Listing.objects.stuck().order_by())
        found = stuck.values_list("cause").annotate(count=Count("pk")).order_by("-count")
        return [(code, f"{causes.words_of(code)} ({count})") for code, count in found[:CAUSES_SHOWN] if code]

    def queryset(self, request, queryset):
        return queryset.stuck().filter(cause=self.value()) if self.value() else queryset


@admin.register(Listing)
class ListingAdmin(StuckViews, ByHandViews, PagesMixin, ReadOnlyMixin, ExportMixin, ScopedModelAdmin):
    province_field = "product__province"
    list_display = ("product", "household", "marketplace", "intent", "delivery", "verdict", "reason", "looked_at")
    list_filter = ("marketplace", "delivery", CauseFilter, "verdict", ProvinceFilter)
    list_select_related = ("product__household",)
    search_fields = ("product__code",)
    search_help_text = _("Tên sản phẩm hoặc hộ (có dấu hay không), hoặc mã sản phẩm.")
    ordering = ("-updated_at", "-pk")
    actions = ("resend_selected",)
    fields = ("product", "marketplace", "intent", "delivery", "verdict", "reason", "detail", "attempts")
    fields += ("remote_page", "remote_id", "sent_at", "delivered_at", "verified_at", "by_hand_by", "by_hand_at")
    readonly_fields = fields

    @admin.display(description=_("hộ"))
    def household(self, listing):
        return listing.product.household

    @admin.display(description=_("kiểm tra lúc"), ordering="verified_at")
    def looked_at(self, listing):
        return moment(listing.verified_at) if listing.verified_at else ""

    @admin.display(description=_("vướng mắc"))
    def reason(self, listing):
        return listing.problem.get("text", "")

    @admin.display(description=_("sàn nói nguyên văn"))
    def detail(self, listing):
        return listing.problem.get("detail", "")

    @admin.display(description=_("trang trên sàn"))
    def remote_page(self, listing):
        if not listing.remote_url:
            return ""
        return format_html('<a href="{0}" rel="external noopener">{0}</a>', listing.remote_url)

    def get_search_results(self, request, queryset, search_term):
        if not search_term:
            return queryset, False
        products = Product.objects.matching(search_term).order_by()
        by_code = queryset.filter(product__code=search_term.strip().lower())
        return (by_code if by_code.exists() else queryset.filter(product__in=products.values("pk"))), False

    def get_urls(self):
        wrap = self.admin_site.admin_view
        view = wrap(require_POST(self.resend_view))
        resend = path("<int:pk>/gui-lai/", view, name="products_listing_resend")
        return [resend, *self.stuck_urls(), *self.by_hand_urls(), *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        listing = self.get_object(request, object_id)
        can = listing is not None and listing.delivery in STUCK and can_retry(request.user, listing.product)
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "may_resend": can})

    def resend_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        listing = self.get_queryset(request).select_related("product").filter(pk=pk).first()
        if listing is None:
            raise Http404
        if not can_retry(request.user, listing.product):
            raise PermissionDenied(_("Bạn không gửi lại được tin này."))
        operations.resend(listing=listing)
        wake([listing.marketplace])
        messages.success(request, _("Đã xếp hàng gửi lại. Kết quả hiện sau vài giây."))
        return back(request) if "ve" in request.POST else redirect("admin:products_listing_change", pk)

    @admin.action(description=_("Thử gửi lại các tin đã chọn"), permissions=["view"])
    def resend_selected(self, request, queryset):
        stuck = [row for row in queryset.stuck().select_related("product") if can_retry(request.user, row.product)]
        for listing in stuck:
            operations.resend(listing=listing)
        wake()
        messages.success(request, _("Đã xếp hàng gửi lại %s tin.") % len(stuck))


@admin_queue.register
def failing_listings(request: HttpRequest) -> QueueItem | None:
    """Listings that wait for a member of staff, other than for the household's verification (a queue of its own)."""
    scope = scope_of(request.user)
    if not scope.everywhere and not scope.province_ids:
        return None
    waiting = Listing.objects.filter(delivery=Delivery.NEEDS_OFFICER).exclude(cause="household_unverified")
    rows = scope.limit(waiting, "product__province")
    url = f"{reverse('admin:products_listing_stuck')}?luot={Turn.OFFICER}"
    return QueueItem(_("Tin đăng gửi không được"), rows.order_by()[: QUEUE_COUNTS_TO + 1].count(), url, "rejected")


@admin_queue.register
def listings_to_mend(request: HttpRequest) -> QueueItem | None:
    """Listings that wait for their household: an officer calls those who do not manage alone."""
    scope = scope_of(request.user)
    if not scope.everywhere and not scope.province_ids:
        return None
    rows = scope.limit(Listing.objects.wanted().filter(delivery=Delivery.NEEDS_HOUSEHOLD), "product__province")
    url = f"{reverse('admin:products_listing_stuck')}?luot={Turn.HOUSEHOLD}"
    return QueueItem(_("Tin đăng chờ hộ sửa"), rows.order_by()[: QUEUE_COUNTS_TO + 1].count(), url)


@admin_queue.register
def to_take_down_by_hand(request: HttpRequest) -> QueueItem | None:
    """What still shows on a marketplace worked by hand though its household no longer wants it: before all else."""
    scope = scope_of(request.user)
    if not scope.everywhere and not scope.province_ids:
        return None
    waiting = Listing.objects.stuck().filter(cause="by_hand_take_down")
    rows = scope.limit(waiting, "product__province")
    count = rows.order_by()[: QUEUE_COUNTS_TO + 1].count()
    return QueueItem(_("Tin cần gỡ trên sàn bằng tay"), count, reverse("admin:products_listing_stuck"), "rejected")
