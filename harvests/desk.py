"""The trader's desk: who may open it, and the frame that its pages share (templates/desk.html)."""

import functools
from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from harvests.models import Trader
from harvests.perms import can_become_trader
from portal1034.accounts.perms import is_trader

TABS = (
    ("home", _("Việc"), "home", "/thuong-lai/"),
    ("calendar", _("Mùa vụ"), "calendar", "/mua-vu/"),
    ("post", _("Đăng mua"), "plus", "/thu-mua/dang/"),
    ("profile", _("Hồ sơ"), "user", "/thuong-lai/ho-so/"),
)
MENU = (
    ("/thuong-lai/theo-doi/", _("Theo dõi")),
    ("/thu-mua/", _("Mọi nhu cầu thu mua")),
    ("/ho-cua-toi/du-lieu/", _("Dữ liệu cá nhân")),
    ("/dang-ky/mat-khau/", _("Mật khẩu")),
)


def trader_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open a view to traders only, with their row as `request.trader`.

    Households and staff are told so (403); whoever has no profile yet is sent to write it.
    """

    @functools.wraps(view)
    def wrapped(request: HttpRequest, *arguments, **named) -> HttpResponse:
        request.trader = trader_of(request.user)
        if request.trader is None:
            if not can_become_trader(request.user):
                raise PermissionDenied(_("Trang này dành cho thương lái."))
            return redirect(f"{reverse('harvests:trader_profile')}?{urlencode({'tiep': request.path})}")
        return view(request, *arguments, **named)

    return wrapped


def trader_of(user) -> Trader | None:
    """Return the user's profile as a trader; whoever became something else since has none."""
    if not is_trader(user):
        return None
    return Trader.objects.filter(user=user).select_related("province", "user").first()


def trader_context(trader: Trader | None, current: str = "") -> dict:
    """Return what templates/desk.html needs; `current` is a key of TABS."""
    return {
        "trader": trader,
        "desk_name": trader.name if trader else _("Người mua mới"),
        "desk_place": trader.province.short_name if trader and trader.province else _("Thương lái"),
        "desk_url": "/thuong-lai/ho-so/",
        "desk_menu": MENU,
        "tabs": [
            {"label": label, "icon": icon, "url": url, "current": key == current} for key, label, icon, url in TABS
        ],
    }
