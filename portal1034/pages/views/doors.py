"""Where each person's work begins after signing in."""

from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from portal1034.accounts.perms import can_enter_admin, is_trader


@require_safe
def my_desk(request):
    if can_enter_admin(request.user):
        return redirect("admin:index")
    return redirect("harvests:trader_desk" if is_trader(request.user) else "pages:desk")
