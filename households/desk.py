"""The household's desk: who may open it, and the frame that all its pages share (templates/desk.html)."""

import functools
from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from households.models import Household
from portal1034.accounts.perms import is_household

# key, label, icon, address: the bar at the bottom of a phone.
TABS = (
    ("home", _("Việc"), "home", "/ho-cua-toi/"),
    ("products", _("Nông sản"), "basket", "/ho-cua-toi/nong-san/"),
    ("harvests", _("Mùa vụ"), "calendar", "/ho-cua-toi/mua-vu/"),
    ("offers", _("Tin nhắn"), "message", "/ho-cua-toi/tin-nhan/"),
)
MENU = (
    ("/ho-cua-toi/chung-nhan/", _("Chứng nhận")),
    ("/ho-cua-toi/nhan/", _("In nhãn QR")),
    ("/ho-cua-toi/dong-y/", _("Những gì bác đã đồng ý")),
    ("/dang-ky/mat-khau/", _("Mật khẩu")),
)


def household_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open a view of the desk to households only, with their row as `request.household` (place at hand, no query).

    Other roles are told so (403); a person without a household yet is sent to register it.
    """

    @functools.wraps(view)
    def wrapped(request: HttpRequest, *arguments, **named) -> HttpResponse:
        if not is_household(request.user):
            raise PermissionDenied(_("Trang này dành cho hộ sản xuất."))
        request.household = household_of(request.user)
        if request.household is None:
            return redirect("households:create")
        return view(request, *arguments, **named)

    return wrapped


def household_of(user) -> Household | None:
    """Return the user's own household with its commune and provinces; one query."""
    return Household.objects.owned_by(user).select_related("commune__province__successor", "province").first()


def desk_context(household: Household, current: str = "") -> dict:
    """Return what templates/desk.html needs; `current` is a key of TABS, "" on pages that are no tab's."""
    return {
        "household": household,
        "desk_name": household.name,
        "desk_place": household.place,
        "desk_url": "/ho-cua-toi/ho-so/",
        "desk_menu": MENU,
        "tabs": [
            {"label": label, "icon": icon, "url": url, "current": key == current} for key, label, icon, url in TABS
        ],
    }
