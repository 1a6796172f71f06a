"""The household's desk: who may open it, and the frame that all its pages share (templates/desk.html)."""

import functools
from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, Expression, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from households.enums import Verification
from households.models import Household, HouseholdMerge, TeamMember
from portal1034.accounts.perms import is_household

# key, label, icon, address: the bar at the bottom of a phone.
TABS = (
    ("home", _("Việc"), "home", "/ho-cua-toi/"),
    ("products", _("Nông sản"), "basket", "/ho-cua-toi/nong-san/"),
    ("harvests", _("Mùa vụ"), "calendar", "/ho-cua-toi/mua-vu/"),
    ("offers", _("Tin nhắn"), "message", "/ho-cua-toi/tin-nhan/"),
)
MENU = (
    ("/ho-cua-toi/don-hang/", _("Đơn hàng")),
    ("/theo-doi/", _("Theo dõi ai cần mua")),
    ("/ho-cua-toi/chung-nhan/", _("Chứng nhận")),
    ("/ho-cua-toi/nhan/", _("In nhãn QR")),
    ("/ho-cua-toi/dong-y/", _("Những gì bác đã đồng ý")),
    ("/ho-cua-toi/nguoi-xem-so/", _("Ai đã xem số của bác")),
    ("/ho-cua-toi/du-lieu/", _("Dữ liệu cá nhân")),
    ("/dang-ky/mat-khau/", _("Mật khẩu")),
)


# What waits behind an address of the menu: an expression over a household (OuterRef("pk")) that counts it. The apps
# above put theirs here when they are ready; all are counted in the one query that fetches the household.
WAITING: dict[str, Expression] = {}
TEAM_ITEM = ("/to-so/", _("Tổ công nghệ số"))


def household_view(view: Callable[..., HttpResponse], *, unclaimed: bool = False) -> Callable[..., HttpResponse]:
    """Open a view of the desk to households only, with their row as `request.household` (place at hand, no query).

    Other roles are told so (403); a person without a household yet is sent to register it. One that was typed in by
    somebody else is first shown to its owner (except by `unclaimed` views); one merged into another has no desk.
    """

    @functools.wraps(view)
    def wrapped(request: HttpRequest, *arguments, **named) -> HttpResponse:
        if not is_household(request.user):
            raise PermissionDenied(_("Trang này dành cho hộ sản xuất."))
        request.household = household_of(request.user)
        if request.household is None:
            return redirect("households:create")
        if request.household.verification == Verification.MERGED:
            return _merged(request)
        if not unclaimed and waits_for_owner(request.household):
            return redirect("households:claim")
        return view(request, *arguments, **named)

    return wrapped


def waits_for_owner(household: Household) -> bool:
    """Whether somebody else typed the household in and its owner has not said yet that it is right."""
    assistance = getattr(household, "assistance", None)
    return assistance is not None and assistance.claimed_at is None


def _merged(request: HttpRequest) -> HttpResponse:
    record = HouseholdMerge.objects.standing().filter(dropped=request.household).select_related("kept__owner").get()
    return render(request, "households/merged.html", {"record": record, "kept": record.kept})


def household_of(user) -> Household | None:
    """Return the user's own household with its commune, provinces and who typed it in; one query."""
    in_team = Exists(TeamMember.objects.in_use().filter(user=OuterRef("owner")))
    waiting = {_alias(url): expression for url, expression in WAITING.items()}
    own = Household.objects.owned_by(user).annotate(owner_in_team=in_team, **waiting)
    return own.select_related("commune__province__successor", "province", "assistance").first()


def _alias(url: str) -> str:
    return f"waiting_{url.strip('/').replace('/', '_').replace('-', '_')}"


def _menu(household: Household) -> list[tuple[str, str]]:
    """Return the menu; behind a name how many things wait there."""
    items = (*MENU, TEAM_ITEM) if getattr(household, "owner_in_team", False) else MENU
    counted = [(url, name, getattr(household, _alias(url), 0)) for url, name in items]
    return [(url, f"{name} ({count})" if count else name) for url, name, count in counted]


def desk_context(household: Household, current: str = "") -> dict:
    """Return what templates/desk.html needs; `current` is a key of TABS, "" on pages that are no tab's."""
    return {
        "household": household,
        "desk_name": household.name,
        "desk_place": household.place,
        "desk_url": "/ho-cua-toi/ho-so/",
        "desk_menu": _menu(household),
        "tabs": [
            {"label": label, "icon": icon, "url": url, "current": key == current} for key, label, icon, url in TABS
        ],
    }
