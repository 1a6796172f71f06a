"""Where a community digital team registers households of its communes: a page for a telephone, not the admin."""

import functools
from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from households import operations
from households.areas import write_area, write_crops
from households.enums import Verification
from households.forms.assisted import TeamForm
from households.models import Certificate, Household
from households.perms import team_member_of
from portal1034.accounts.enums import ConsentPurpose
from portal1034.accounts.models import Consent
from portal1034.accounts.operations import has_consent
from portal1034.accounts.rescue import rescued_data

PAGE_SIZE = 30
CONSENT_BOXES = ("consent_register", "consent_contact")


def team_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open a view to members of a team only, with their place in it as `request.member`."""

    @functools.wraps(view)
    def wrapped(request: HttpRequest, *arguments, **named) -> HttpResponse:
        request.member = team_member_of(request.user)
        if request.member is None:
            raise PermissionDenied(_("Trang này dành cho tổ công nghệ số cộng đồng. Sở cử ai thì người ấy vào được."))
        return view(request, *arguments, **named)

    return never_cache(wrapped)


def own_households(request: HttpRequest):
    """The households that this member typed in, in communes that are still theirs; nobody else's."""
    mine = Household.objects.standing().filter(assistance__by=request.user, assistance__as_team=True)
    return mine.filter(commune__in=request.member.communes.all()).select_related(
        "commune__province__successor", "province", "assistance", "owner"
    )


@team_view
@require_safe
def households(request: HttpRequest) -> HttpResponse:
    before = request.GET.get("truoc", "")
    rows = own_households(request).order_by("-pk")
    if before.isascii() and before.isdigit() and len(before) < 18:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: PAGE_SIZE + 1])
    context = {
        **frame(request),
        "households": found[:PAGE_SIZE],
        "communes": request.member.communes.select_related("province__successor"),
        "next_before": found[PAGE_SIZE - 1].pk if len(found) > PAGE_SIZE else None,
    }
    return render(request, "households/team.html", context)


@team_view
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    form = TeamForm(request.POST or _typed_before(request), member=request.member)
    if request.method == "POST" and form.is_valid() and (made := _register(request, form)):
        messages.success(request, _("Đã lập hồ sơ %s. Chủ hộ đăng nhập bằng số này là nhận.") % made.name)
        return redirect("households:team_household", made.pk)
    status = 422 if form.errors and request.method == "POST" else 200
    return render(request, "households/team_register.html", {**frame(request), "form": form}, status=status)


def _typed_before(request: HttpRequest):
    """Return what a lost session left, without consents: those are ticked by hand each time."""
    kept = rescued_data(request)
    if kept is None:
        return None
    kept = kept.copy()
    for name in CONSENT_BOXES:
        kept.pop(name, None)
    return kept


def _register(request: HttpRequest, form: TeamForm) -> Household | None:
    try:
        return operations.register_for(
            phone=form.cleaned_data["phone"], by=request.user, as_team=True, **form.household()
        )
    except operations.NotPossible as error:
        form.add_error("phone", str(error))
        return None


def may_mend(household: Household) -> bool:
    """Whether it was sent back, its owner has not come yet, and what the owner agreed to still stands."""
    waits = household.verification == Verification.RETURNED and household.assistance.claimed_at is None
    return waits and has_consent(household.owner, ConsentPurpose.REGISTER)


@team_view
@require_safe
def household(request: HttpRequest, pk: int) -> HttpResponse:
    """What this member typed in, and how it stands. Once the owner has claimed it, it is the owner's to change."""
    found = get_object_or_404(own_households(request), pk=pk)
    context = {
        **frame(request),
        "household": found,
        "crops": write_crops((row.commodity.name, row.area_m2) for row in found.crops.in_order()),
        "area": write_area(found.area_m2),
        "consents": Consent.objects.active().filter(user=found.owner, recorded_by=request.user),
        "may_help": found.assistance.claimed_at is None,
        "may_mend": may_mend(found),
        "certificates": Certificate.objects.filter(household=found, recorded_by=request.user).order_by("-pk"),
    }
    return render(request, "households/team_household.html", context)


def frame(request: HttpRequest) -> dict:
    """Return what templates/desk.html needs."""
    tab = {"label": _("Hộ đã ghi"), "icon": "user", "url": "/to-so/", "current": request.path == "/to-so/"}
    new = {"label": _("Ghi hộ mới"), "icon": "plus", "url": "/to-so/dang-ky/", "current": "dang-ky" in request.path}
    return {
        "desk_name": _("Tổ công nghệ số cộng đồng"),
        "desk_place": request.member.department.short_name,
        "desk_url": "",
        "desk_menu": (("/dang-ky/ho/ten/", _("Hộ của chính mình")), ("/dang-ky/mat-khau/", _("Mật khẩu"))),
        "tabs": [tab, new],
    }
