"""The officer's list of all households that are probably one; each pair leads to where the two lie side by side."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from households import doubles
from portal1034.accounts.enums import Role
from portal1034.accounts.perms import has_role, scope_of
from portal1034.core.admin import QueueItem, admin_queue

LIST = "admin:households_household_doubles"
PER_PAGE = 30
# Pairs are made as they are read, not counted from an index: the first page of the admin does not wait for hundreds.
COUNT_AT_MOST = 100


class DoublesMixin:
    """For HouseholdAdmin: one page more."""

    def doubles_urls(self) -> list:
        page = self.admin_site.admin_view(require_safe(self.doubles_view))
        return [path("trung/", page, name="households_household_doubles")]

    def doubles_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        after = request.GET.get("sau", "")
        found = doubles.pairs(scope_of(request.user), after=after, most=PER_PAGE + 1)
        context = {
            "title": _("Hồ sơ có thể trùng"),
            "pairs": found[:PER_PAGE],
            "after": after,
            "next_after": found[PER_PAGE - 1].cursor if len(found) > PER_PAGE else "",
        }
        return self.form_page(request, template="admin/households/household/doubles.html", **context)


@admin_queue.register
def probable_doubles(request: HttpRequest) -> QueueItem | None:
    if not has_role(request.user, Role.OFFICER, Role.ADMINISTRATOR):
        return None
    found = doubles.count(scope_of(request.user), most=COUNT_AT_MOST)
    return QueueItem(title=_("Hồ sơ có thể trùng"), count=found, url=reverse(LIST), most=COUNT_AT_MOST - 1)
