"""A household's own harvests: what it has declared, declaring, amending, and saying that it still holds."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harvests import operations
from harvests.calls import gluts_of
from harvests.enums import Freshness
from harvests.errors import ExchangeError
from harvests.forms import HarvestForm
from harvests.models import Harvest, Offer
from harvests.models.harvest import ACTUAL_ASKED_DAYS
from harvests.paging import latest_talk, newest_first
from harvests.views.declare import declared, told_before
from households.desk import desk_context, household_view
from portal1034.accounts.offline import works_offline
from portal1034.accounts.rescue import rescued_data
from portal1034.accounts.tasks import wake
from portal1034.commodities.models import Commodity
from portal1034.commodities.notices import notices_about
from portal1034.core.formatting import percent

HARVESTS_A_PAGE = 20
OFFERS_A_PAGE = 20
NOTICES_SHOWN = 3
_form_view = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@require_safe
@household_view
@works_offline
def mine(request: HttpRequest) -> HttpResponse:
    """Three queries, the household's row among them, and two of the season where nothing of it is kept."""
    rows = Harvest.objects.filter(household=request.household).select_related("commodity")
    page = newest_first(rows, request.GET.get("sau", ""), HARVESTS_A_PAGE)
    today, now = timezone.localdate(), timezone.now()
    for harvest in page.rows:
        harvest.household = request.household
    gluts = gluts_of(page.rows)
    cards = [
        {
            "harvest": harvest,
            "stage": harvest.stage(today),
            "glut": gluts.get(harvest.pk),
            "chip": _chip(harvest, today),
            "needs_word": _needs_word(harvest, today, now),
            "is_on": harvest.is_active and harvest.starts_on <= today,
            "is_over": harvest.is_over(today),
            "ask_actual": harvest.actual_kg is None
            and harvest.is_over(today)
            and (today - harvest.ends_on).days <= ACTUAL_ASKED_DAYS,
            "share": percent(harvest.actual_kg / harvest.declared_kg) if harvest.actual_kg is not None else "",
        }
        for harvest in page.rows
    ]
    waiting = [card["harvest"] for card in cards if card["needs_word"]]
    context = {
        **desk_context(request.household, "harvests"),
        "cards": cards,
        "notices": notices_about((h.commodity_id, h.province_id) for h in page.rows if h.is_active)[:NOTICES_SHOWN],
        "waiting": waiting[0] if waiting else None,
        "more_waiting": len(waiting) - 1,
        "unreported": next((card["harvest"] for card in cards if card["ask_actual"]), None),
        "next_url": f"{request.path}?sau={page.after}" if page.after else "",
    }
    return render(request, "harvests/mine.html", context)


def _needs_word(harvest: Harvest, today, now) -> bool:
    return harvest.is_active and harvest.ends_on >= today and harvest.freshness(now) != Freshness.FRESH


def _chip(harvest: Harvest, today) -> str:
    if not harvest.is_active:
        return "withdrawn"
    return (
        "live"
        if harvest.starts_on <= today <= harvest.ends_on
        else "waiting"
        if today < harvest.starts_on
        else "neutral"
    )


@never_cache
@_form_view
@household_view
@works_offline
def declare(request: HttpRequest) -> HttpResponse:
    if request.method == "POST" and (told := told_before(request)):
        return told
    kept = request.POST if request.method == "POST" else rescued_data(request)
    form = HarvestForm(kept or None, household=request.household, initial=_begun(request.GET))
    if request.method == "POST" and form.is_valid():
        return declared(request, operations.declare_harvest(household=request.household, **form.told()))
    return _answer(request, form, _("Khai đợt thu hoạch"))


def _begun(asked) -> dict:
    """What was tapped before the whole form was asked for."""
    crop = Commodity.objects.active().filter(slug=asked.get("loai", "")).first()
    told = {"starts_on": asked.get("tu", "")[:10], "ends_on": asked.get("den", "")[:10]}
    return {**told, **({"commodity": crop, "own_commodity": crop} if crop else {})}


@never_cache
@_form_view
@household_view
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    harvest = _own(request, pk)
    if not harvest.is_active:
        messages.info(request, _("Đợt này đã khép lại, không sửa được nữa. Bác khai đợt mới giúp."))
        return redirect("harvests:mine")
    kept = request.POST if request.method == "POST" else rescued_data(request)
    form = HarvestForm(kept or None, instance=harvest, household=request.household)
    if request.method == "POST" and form.is_valid():
        told = form.told()
        told.pop("form_key")
        operations.amend_harvest(harvest=harvest, **told)
        messages.success(request, _("Đã sửa; lịch mùa vụ đổi theo ngay."))
        return redirect("harvests:mine")
    return _answer(request, form, _("Sửa đợt thu hoạch"), harvest)


ACTIONS = {
    "xac-nhan": (operations.confirm_harvest, gettext_lazy("Đã ghi: đợt này vẫn đúng như bác khai.")),
    "ban-het": (operations.mark_sold_out, gettext_lazy("Chúc mừng bác bán hết. Đợt này đã ra khỏi lịch.")),
    "huy": (operations.cancel_harvest, gettext_lazy("Đã hủy đợt thu hoạch này.")),
}


@require_POST
@household_view
def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Confirm, mark as sold out, or cancel; said twice, the second time is told that it is over."""
    operation, words = ACTIONS[action]
    try:
        operation(harvest=_own(request, pk))
    except ExchangeError as error:
        messages.info(request, str(error))
    else:
        messages.success(request, words)
        wake()
        if action == "ban-het":
            return redirect("harvests:actual", pk)
    return redirect("harvests:mine")


@never_cache
@require_safe
@household_view
@works_offline
def inbox(request: HttpRequest) -> HttpResponse:
    """The household's conversations, the last spoken in first."""
    offers = Offer.objects.of_household(request.household).with_subjects()
    page = latest_talk(offers, request.GET.get("sau", ""), OFFERS_A_PAGE)
    context = {
        **desk_context(request.household, "offers"),
        "talks": [{"offer": o, "unread": o.unread_by_household, "other": o.trader.name} for o in page.rows],
        "next_url": f"{request.path}?sau={page.after}" if page.after else "",
    }
    return render(request, "harvests/inbox.html", context)


def _own(request: HttpRequest, pk: int) -> Harvest:
    rows = Harvest.objects.filter(household=request.household).with_places()
    return get_object_or_404(rows, pk=pk)


def _answer(request: HttpRequest, form: HarvestForm, title: str, harvest: Harvest | None = None) -> HttpResponse:
    context = {**desk_context(request.household, "harvests"), "form": form, "title": title, "harvest": harvest}
    status = 422 if request.method == "POST" else 200
    return render(request, "harvests/harvest_form.html", context, status=status)
