"""The administrator's desk: how the two marketplaces are, seen again every ten seconds."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from portal1034.accounts.perms import is_administrator
from products.enums import Marketplace
from products.health import look_at_all
from products.sync import breaker
from products.tasks import wake


class HealthViews:
    """A part of MarketplaceHealthAdmin, which only administrators enter."""

    def health_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("hai-san/", wrap(require_GET(self.look_view)), name="products_marketplacehealth_look"),
            path(
                "hai-san/<slug:marketplace>/thu-ngay/",
                wrap(require_POST(self.try_now_view)),
                name="products_marketplacehealth_try_now",
            ),
        ]

    def look_view(self, request: HttpRequest) -> HttpResponse:
        """The page, or for htmx its figures alone."""
        _only_administrators(request)
        template = "marketplacehealth/_looks" if request.htmx else "marketplacehealth/look"
        return self.page(request, template, title=_("Tình trạng hai sàn"), looks=look_at_all(), now=timezone.now())

    def try_now_view(self, request: HttpRequest, marketplace: str) -> HttpResponse:
        _only_administrators(request)
        if marketplace not in Marketplace.values:
            raise Http404
        breaker.close(marketplace)
        wake([marketplace])
        messages.success(request, _("Cổng đang thử gửi lại sang %s.") % Marketplace(marketplace).label)
        return redirect("admin:products_marketplacehealth_look")


def _only_administrators(request: HttpRequest) -> None:
    if not is_administrator(request.user):
        raise PermissionDenied(_("Trang này dành cho quản trị cổng."))
