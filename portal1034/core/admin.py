"""The admin site at /quan-tri/: its first page is what waits to be done, not a list of tables."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

# A queue says "more than this" instead of counting a backlog of thousands.
QUEUE_COUNTS_TO = 999


@dataclass(frozen=True, slots=True)
class QueueItem:
    """One kind of work that waits: `count` of it, listed at `url`. `tone` is a chip's state (waiting, rejected…).

    Of more than `most` only that is said.
    """

    title: str
    count: int
    url: str
    tone: str = "waiting"
    most: int = QUEUE_COUNTS_TO

    @property
    def count_text(self) -> str:
        return f"hơn {self.most}" if self.count > self.most else str(self.count)


class AdminQueue:
    """Where apps say what waits in them: `@admin_queue.register` a function of the request → QueueItem or None.

    The function answers None for people whose work it is not, and counts at most QUEUE_COUNTS_TO + 1 rows.
    """

    def __init__(self) -> None:
        self._functions: list[Callable[[HttpRequest], QueueItem | None]] = []

    def register(self, function: Callable[[HttpRequest], QueueItem | None]) -> Callable:
        if function not in self._functions:
            self._functions.append(function)
        return function

    def items(self, request: HttpRequest) -> list[QueueItem]:
        """Return the work of this person: what waits first, what is done (0) after it."""
        found = [item for function in self._functions if (item := function(request)) is not None]
        return sorted(found, key=lambda item: item.count == 0)


admin_queue = AdminQueue()


def _nowhere(request: HttpRequest, **_parts) -> HttpResponse:
    raise Http404


class PortalAdminSite(AdminSite):
    site_header = _("Cổng 1034")
    site_title = _("Quản trị Cổng 1034")
    index_title = _("Việc hôm nay")
    # The first page lists the tables; the width goes to the tables themselves.
    enable_nav_sidebar = False

    def index(self, request, extra_context=None):
        return super().index(request, {"queue": admin_queue.items(request), **(extra_context or {})})

    @method_decorator(never_cache)
    @login_not_required
    def login(self, request, extra_context=None) -> HttpResponse:
        """Send to the portal's one sign-in page; someone signed in who is not staff is told so."""
        wanted = request.GET.get(REDIRECT_FIELD_NAME) or resolve_url("admin:index")
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise PermissionDenied(_("Trang quản trị dành cho cán bộ và biên tập viên."))
        return redirect_to_login(wanted, resolve_url(settings.LOGIN_URL))

    def get_urls(self):
        """Without the short cut that tells any member of staff the address of any row, of whatever province."""
        closed = path("r/<path:content_type_id>/<path:object_id>/", self.admin_view(_nowhere), name="view_on_site")
        return [closed if getattr(url, "name", "") == "view_on_site" else url for url in super().get_urls()]

    def password_change(self, request, extra_context=None) -> HttpResponse:
        """Send to the portal's one page for passwords."""
        return redirect("accounts:set_password")
