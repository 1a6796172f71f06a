"""The page behind the code on the classroom's wall: a household says, with one button, that it is here."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from households import operations
from households.desk import household_of
from households.enums import Verification
from households.models import Attendance, TrainingClass
from portal1034.accounts.perms import is_household


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_class(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever holds the address was in the room: it is on the poster and nowhere else. Open from an hour before."""
    training_class = get_object_or_404(TrainingClass.objects.with_places(), token=token)
    if not is_household(request.user):
        raise PermissionDenied(_("Trang này để hộ sản xuất điểm danh. Cán bộ ghi tên hộ ở trang lớp học."))
    household = household_of(request.user)
    if household and household.verification == Verification.MERGED:
        raise PermissionDenied(_("Hồ sơ của bác đã gộp vào hồ sơ khác. Bác báo cán bộ ghi tên giúp."))
    if request.method == "POST" and household:
        try:
            operations.sign_in_by_qr(training_class=training_class, household=household)
        except operations.NotPossible as error:
            messages.warning(request, str(error))
        return redirect(training_class)
    now = timezone.now()
    context = {
        "training_class": training_class,
        "household": household,
        "attendance": Attendance.objects.filter(training_class=training_class, household=household).first(),
        "is_early": now < training_class.opens_at,
        "is_open": training_class.is_open(now),
    }
    return render(request, "households/class_sign_in.html", context)
