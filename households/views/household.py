"""A household's own pages: registering it, its profile, what its owner agreed to."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from households import operations
from households.desk import desk_context, household_view
from households.enums import Verification
from households.forms.crops import CropsForm
from households.forms.household import PlaceForm
from households.forms.profile import ProfileForm
from households.models import FarmPhoto, Household
from households.operations import FarmAnswers, StoredPhoto
from portal1034.accounts.consents import WORDINGS
from portal1034.accounts.enums import ConsentPurpose
from portal1034.accounts.operations import give_consent, withdraw_consent
from portal1034.accounts.privacy.own import consent_rows
from portal1034.accounts.rescue import rescued_data

_form_view = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def place_check(request: HttpRequest) -> HttpResponse:
    """Answer, for htmx, how an address is understood, and the crops that are usual there."""
    place = PlaceForm(request.GET)
    # Nothing is wrong yet: the person is still writing.
    place.errors.clear()
    if "alone" in request.GET:  # a page without boxes of crops
        return render(request, "households/_place_read.html", {"form": place})
    crops = CropsForm(request.GET)
    crops.show_boxes(place.province)
    crops.errors.clear()
    return render(request, "households/_place_check.html", {"form": place, "crops_form": crops})


@never_cache
@_form_view
@household_view
def profile(request: HttpRequest) -> HttpResponse:
    """What the household says of itself; a returned one is sent to the officer again on saving."""
    household = request.household
    posted = request.POST if request.method == "POST" else rescued_data(request)
    form = ProfileForm(posted, request.FILES or None, household=household)
    if request.method == "POST":
        good = form.is_valid()
        _keep_photo(household, form)
        if good:
            _save_profile(request, form)
            return redirect("households:profile")
    photo = FarmPhoto.objects.filter(household=household).first()
    return _answer(request, "households/profile.html", form, photo=photo, **desk_context(household))


def _keep_photo(household: Household, form: ProfileForm) -> None:
    """A good picture is kept at once, whatever else is wrong: a browser does not send it a second time by itself."""
    said = form.cleaned_data
    if picture := said.get("photo"):
        operations.set_farm_photo(household=household, photo=operations.store_photo(picture))
    elif said.get("remove_photo"):
        operations.set_farm_photo(household=household, photo=None)


def _farm(household: Household, said: dict) -> FarmAnswers:
    photo = FarmPhoto.objects.filter(household=household).first()
    stored = StoredPhoto(photo.sha256, photo.width, photo.height) if photo else None
    return FarmAnswers(said["digital_address"], said["on_map"], said["point"], stored)


def _save_profile(request: HttpRequest, form: ProfileForm) -> None:
    said, before = form.cleaned_data, request.household.verification
    household = operations.update_profile(
        household=request.household,
        name=said["name"],
        commune=said["commune"],
        address_line=said["street"],
        address_typed=said["address"],
        commodities=said["commodities"],
        crop_areas=said["crop_areas"],
        area_m2=said["area_m2"],
        story=said["story"],
    )
    operations.describe_farm(household=household, farm=_farm(household, said))
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
    rows = consent_rows(request.user, WORDINGS)
    registered = any(row["given"] for row in rows if row["purpose"] == ConsentPurpose.REGISTER)
    context = {"rows": rows, "may_give_more": registered, **desk_context(request.household)}
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
