"""How a household's harvests go on: still right as declared, what is in and what is left, how much it gave."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from harvests import operations
from harvests.errors import ExchangeError
from harvests.forms import ActualForm, ProgressForm
from harvests.models import Harvest
from households.desk import desk_context, household_view
from portal1034.accounts.rescue import rescued_data
from portal1034.accounts.tasks import wake
from portal1034.core.formatting import percent, volume

SHOWN = 20
_form_view = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@_form_view
@household_view
def review(request: HttpRequest) -> HttpResponse:
    """Where the text leads: all that waits for the household's word, and one button that says it still holds."""
    own = Harvest.objects.filter(household=request.household)
    now, today = timezone.now(), timezone.localdate()
    if request.method == "POST":
        shown = [key for key in request.POST.getlist("dot")[:SHOWN] if key.isascii() and key.isdigit()]
        count = operations.confirm_all(harvests=own.filter(pk__in=[int(key) for key in shown if len(key) < 19]))
        words = ngettext("Đã ghi: %d đợt vẫn đúng như bác khai.", "Đã ghi: %d đợt vẫn đúng như bác khai.", count)
        messages.success(request, words % count) if count else messages.info(request, _("Không còn đợt nào chờ bác."))
        return redirect("harvests:review" if own.actual_unknown(today).exists() else "harvests:mine")
    context = {
        **desk_context(request.household, "harvests"),
        "waiting": list(own.to_confirm(now).select_related("commodity").order_by("ends_on", "pk")[:SHOWN]),
        "over": list(own.actual_unknown(today).select_related("commodity").order_by("-ends_on")[:SHOWN]),
    }
    return render(request, "harvests/review.html", context)


@never_cache
@_form_view
@household_view
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    harvest = _own(request, pk)
    if not harvest.is_active:
        messages.info(request, _("Đợt này đã khép lại. Bác khai đợt mới giúp."))
        return redirect("harvests:mine")
    kept = request.POST if request.method == "POST" else rescued_data(request)
    form = ProgressForm(kept or None, initial={"ends_on": max(harvest.ends_on, timezone.localdate())})
    if request.method == "POST" and form.is_valid():
        try:
            told = operations.tell_progress(harvest=harvest, **form.cleaned_data)
        except ExchangeError as error:
            form.add_error("ends_on", str(error))
        else:
            wake()
            messages.success(request, _progress_words(told))
            return redirect("harvests:mine")
    return _answer(request, "harvests/progress.html", form, harvest)


def _progress_words(harvest: Harvest) -> str:
    if harvest.is_active:
        return _("Đã ghi: còn %s. Lịch mùa vụ đổi theo ngay.") % volume(harvest.remaining_kg)
    return _("Chúc mừng bác xong vụ. Đợt này đã ra khỏi lịch.")


@never_cache
@_form_view
@household_view
def actual(request: HttpRequest, pk: int) -> HttpResponse:
    """How much a harvest gave, asked when it is over."""
    harvest = _own(request, pk)
    if not harvest.is_over(timezone.localdate()):
        messages.info(request, _("Đợt này chưa thu xong; thu xong bác báo giúp."))
        return redirect("harvests:mine")
    kept = request.POST if request.method == "POST" else rescued_data(request)
    form = ActualForm(kept or None)
    if request.method == "POST" and form.is_valid():
        told = operations.tell_actual(harvest=harvest, actual_kg=form.cleaned_data["actual_kg"])
        share = percent(told.actual_kg / told.declared_kg)
        messages.success(request, _("Cảm ơn bác. Vụ này thu đạt %s so với khai.") % share)
        return redirect("harvests:mine")
    return _answer(request, "harvests/actual.html", form, harvest)


def _own(request: HttpRequest, pk: int) -> Harvest:
    return get_object_or_404(Harvest.objects.filter(household=request.household).with_places(), pk=pk)


def _answer(request: HttpRequest, template: str, form, harvest: Harvest) -> HttpResponse:
    context = {**desk_context(request.household, "harvests"), "form": form, "harvest": harvest}
    return render(request, template, context, status=422 if request.method == "POST" else 200)
