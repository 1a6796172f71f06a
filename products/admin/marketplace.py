"""The administrator's view of the marketplaces: their health, what they told us."""

from django.contrib import admin, messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal1034.accounts.perms import scope_of
from portal1034.core.admin import QueueItem, admin_queue
from products.admin.health import HealthViews
from products.admin.pages import PagesMixin
from products.admin.read_only import AdministratorsOnly
from products.enums import Marketplace
from products.models import MarketplaceHealth, WebhookEvent
from products.sync import breaker
from products.tasks import wake


@admin.register(MarketplaceHealth)
class MarketplaceHealthAdmin(HealthViews, PagesMixin, AdministratorsOnly):
    list_display = ("marketplace", "failures", "open_until", "reason", "last_success_at", "webhook_at")
    actions = ("close_breakers",)

    def get_urls(self):
        return [*self.health_urls(), *super().get_urls()]

    @admin.action(description=_("Gửi tiếp ngay"), permissions=["view"])
    def close_breakers(self, request, queryset):
        for health in queryset:
            breaker.close(health.marketplace)
            wake([health.marketplace])
        messages.success(request, _("Cổng đang thử gửi lại."))


@admin.register(WebhookEvent)
class WebhookEventAdmin(AdministratorsOnly):
    list_display = ("marketplace", "event_id", "received_at", "applied_at", "problem")
    list_filter = ("marketplace", ("applied_at", admin.EmptyFieldListFilter))
    search_fields = ("event_id",)
    ordering = ("-pk",)


@admin_queue.register
def paused_marketplaces(request: HttpRequest) -> QueueItem | None:
    if not scope_of(request.user).everywhere:
        return None
    paused = [health for health in MarketplaceHealth.objects.all() if health.is_open]
    names = ", ".join(Marketplace(health.marketplace).label for health in paused)
    title = _("Sàn đang tạm ngừng nhận: %s") % names if paused else _("Sàn đang tạm ngừng nhận")
    return QueueItem(title, len(paused), reverse("admin:products_marketplacehealth_look"), "rejected")
