"""The owner's first look at a household that somebody else typed in: is it right, and what was agreed to for them."""

import functools

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from households import operations
from households.areas import write_area, write_crops
from households.desk import desk_context, household_view, waits_for_owner
from households.enums import ClaimAnswer
from households.models import Assistance, Household
from portal1034.accounts.enums import ConsentPurpose
from portal1034.accounts.models import Consent
from portal1034.accounts.operations import withdraw_consent


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@functools.partial(household_view, unclaimed=True)
def claim(request: HttpRequest) -> HttpResponse:
    if not waits_for_owner(request.household):
        return redirect("pages:desk")
    if request.method == "POST":
        return _answer(request)
    household = request.household
    assistance = Assistance.objects.select_related("by__department", "by__team_member__department").get(
        household=household
    )
    context = {
        "assistance": assistance,
        "office": _office_of(assistance),
        "facts": _facts(household),
        "consents": Consent.objects.active().filter(user=request.user).select_related("recorded_by").order_by("pk"),
        **desk_context(household),
    }
    return render(request, "households/claim.html", context)


def _answer(request: HttpRequest) -> HttpResponse:
    action = request.POST.get("action", "")
    if action == "withdraw":
        return _withdraw(request)
    if action not in ClaimAnswer.values:
        return HttpResponseBadRequest(_("Không rõ bác trả lời gì."))
    operations.claim(household=request.household, answer=ClaimAnswer(action))
    if action == ClaimAnswer.CORRECTED:
        messages.info(request, _("Bác sửa chỗ chưa đúng rồi bấm lưu."))
        return redirect("households:profile")
    messages.success(request, _("Cảm ơn bác. Từ giờ hồ sơ này do bác giữ."))
    return redirect("pages:desk")


def _withdraw(request: HttpRequest) -> HttpResponse:
    purpose = request.POST.get("purpose", "")
    if purpose not in ConsentPurpose.values:
        return HttpResponseBadRequest(_("Không rõ rút sự đồng ý nào."))
    withdraw_consent(user=request.user, purpose=ConsentPurpose(purpose))
    messages.success(request, _("Đã rút lại. Cổng ngừng việc này từ bây giờ."))
    return redirect("households:claim")


def _office_of(assistance: Assistance) -> str:
    """Return for whom the person typed: their team and department, or their department."""
    member = getattr(assistance.by, "team_member", None) if assistance.as_team else None
    department = member.department if member else assistance.by.department
    names = [_("Tổ công nghệ số cộng đồng")] if assistance.as_team else []
    return ", ".join([*names, department.short_name] if department else names)


def _facts(household: Household) -> list[tuple[str, str]]:
    """Return what was typed in, as (name, words)."""
    return [
        (_("Tên hộ"), household.name),
        (_("Địa chỉ"), ", ".join(filter(None, (household.address_line, household.commune.full_name)))),
        (_("Nông sản"), write_crops((row.commodity.name, row.area_m2) for row in household.crops.in_order())),
        (_("Diện tích"), write_area(household.area_m2)),
        (_("Giới thiệu"), household.story),
    ]
