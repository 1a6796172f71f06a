"""A household's own pages: registering it, its profile, what its owner agreed to."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from households import operations
from households.desk import desk_context, household_of, household_view
from households.enums import Verification
from households.forms.household import CropsForm, PlaceForm, ProfileForm, RegisterHouseholdForm
from portal1034.accounts.consents import WORDINGS
from portal1034.accounts.enums import ConsentPurpose
from portal1034.accounts.models import Consent
from portal1034.accounts.operations import give_consent, withdraw_consent
from portal1034.accounts.perms import is_household
from portal1034.accounts.rescue import rescued_data

_form_view = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@_form_view
def create(request: HttpRequest) -> HttpResponse:
    """The last page of registering. A person has one household: who has it already goes to the desk."""
    if not is_household(request.user):
        raise PermissionDenied(_("Trang này dành cho hộ sản xuất."))
    if household_of(request.user):
        return redirect("pages:desk")
    form = RegisterHouseholdForm(request.POST or _typed_before(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        operations.register_household(
            owner=request.user,
            name=said["name"],
            commune=said["commune"],
            address_line=said["street"],
            address_typed=said["address"],
            commodities=said["commodities"],
            consents=form.given_consents(),
            form_key=said["form_key"],
        )
        messages.success(
            request, _("Đã lập hồ sơ. Cán bộ tỉnh sẽ xác minh; trong lúc chờ, bác đăng nông sản được rồi.")
        )
        return redirect("pages:desk")
    return _answer(request, "households/create.html", form)


def _typed_before(request: HttpRequest):
    """Return what a lost session left, without consents: those are given by hand each time."""
    kept = rescued_data(request)
    if kept is None:
        return None
    kept = kept.copy()
    for name in ("consent_register", "consent_contact"):
        kept.pop(name, None)
    return kept


@require_safe
def place_check(request: HttpRequest) -> HttpResponse:
    """Answer, for htmx, how an address is understood, and the crops that are usual there."""
    place, crops = PlaceForm(request.GET), CropsForm(request.GET)
    crops.show_boxes(place.province)
    # Nothing is wrong yet: the person is still writing.
    place.errors.clear()
    crops.errors.clear()
    return render(request, "households/_place_check.html", {"form": place, "crops_form": crops})


@never_cache
@_form_view
@household_view
def profile(request: HttpRequest) -> HttpResponse:
    """What the household says of itself; a returned one is sent to the officer again on saving."""
    household = request.household
    form = ProfileForm(request.POST or rescued_data(request), household=household)
    if request.method == "POST" and form.is_valid():
        _save_profile(request, form)
        return redirect("households:profile")
    return _answer(request, "households/profile.html", form, **desk_context(household))


def _save_profile(request: HttpRequest, form: ProfileForm) -> None:
    said, before = form.cleaned_data, request.household.verification
    household = operations.update_profile(
        household=request.household,
        name=said["name"],
        commune=said["commune"],
        address_line=said["street"],
        address_typed=said["address"],
        commodities=said["commodities"],
        area_m2=said["area_m2"],
        story=said["story"],
    )
    if household.verification == Verification.RETURNED:
        operations.resubmit(household=household)
        messages.success(request, _("Đã lưu và gửi lại cho cán bộ xác minh."))
    elif before == Verification.VERIFIED and household.verification == Verification.WAITING:
        messages.success(request, _("Đã lưu. Tên hoặc nơi ở đã đổi nên cán bộ sẽ xác minh lại."))
    else:
        messages.success(request, _("Đã lưu hồ sơ."))


@never_cache
@_form_view
@household_view
def consents(request: HttpRequest) -> HttpResponse:
    """Every purpose with its words and its state; each is given or taken back in one step."""
    if request.method == "POST":
        return _change_consent(request)
    standing = {row.purpose: row for row in Consent.objects.active().filter(user=request.user)}
    rows = [{"purpose": key, "wording": words, "given": standing.get(key)} for key, words in WORDINGS.items()]
    context = {"rows": rows, "may_give_more": ConsentPurpose.REGISTER in standing, **desk_context(request.household)}
    return render(request, "households/consents.html", context)


def _change_consent(request: HttpRequest) -> HttpResponse:
    purpose = request.POST.get("purpose", "")
    if purpose not in ConsentPurpose.values:
        return HttpResponseBadRequest(_("Không rõ đồng ý việc gì."))
    if request.POST.get("action") == "withdraw":
        withdraw_consent(user=request.user, purpose=ConsentPurpose(purpose))
        messages.success(request, _("Đã rút lại. Cổng ngừng việc này từ bây giờ."))
    else:
        give_consent(user=request.user, purpose=ConsentPurpose(purpose))
        messages.success(request, _("Đã ghi sự đồng ý của bác."))
    return redirect("households:consents")


def _answer(request: HttpRequest, template: str, form, **more) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    return render(request, template, {"form": form, **more}, status=status)
