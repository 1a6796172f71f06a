"""Declaring a harvest in three taps: which crop, when, how much. Each is a page of its own that says one thing."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from harvests import operations
from harvests.drawing import weight_text
from harvests.forms import HowMuchForm, WhenForm
from harvests.models import Harvest
from households.crops import BOXES, usual_crops
from households.desk import desk_context, household_view
from households.models import Household
from portal1034.accounts.offline import works_offline
from portal1034.accounts.rescue import rescued_data
from portal1034.commodities.dekads import DEKADS_A_YEAR, Dekad
from portal1034.commodities.models import Commodity, ReferenceSeason
from portal1034.core.formatting import short_date, volume
from portal1034.core.once import made_before

VOLUMES_KG = (500, 1_000, 3_000, 5_000, 10_000)
CHIPS = 9


@dataclass(frozen=True, slots=True)
class Chip:
    """A dekad to tap: its words, its days, whether the crop is at its best then."""

    words: str
    days: str
    url: str
    is_peak: bool


@never_cache
@require_safe
@household_view
@works_offline
def choose_crop(request: HttpRequest) -> HttpResponse:
    """First tap: the household's own crops, then what its province grows."""
    own = list(request.household.commodities.filter(is_active=True).order_by("slug")[:BOXES])
    others = [crop for crop in usual_crops(request.household.province) if crop not in own] if len(own) < BOXES else []
    context = {**_frame(request, 1), "own": own, "others": others}
    return render(request, "harvests/declare_crop.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@household_view
@works_offline
def declare(request: HttpRequest, slug: str) -> HttpResponse:
    """Second tap: when (`?khi=` then says it). Third: how much, which declares."""
    if request.method == "POST" and (told := told_before(request)):
        return told
    crop = get_object_or_404(Commodity.objects.active(), slug=slug)
    asked = request.POST if request.method == "POST" else rescued_data(request) or request.GET
    when = WhenForm(asked if "khi" in asked else None)
    if not when.is_valid():
        context = {**_frame(request, 2, crop), "form": when, "chips": dekad_chips(crop, request.household)}
        return render(request, "harvests/declare_when.html", context, status=422 if when.is_bound else 200)
    form = HowMuchForm(request.POST if request.method == "POST" else None, initial={"form_key": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        starts_on, ends_on = when.cleaned_data["khi"]
        harvest = operations.declare_harvest(
            household=request.household, commodity=crop, starts_on=starts_on, ends_on=ends_on, **form.cleaned_data
        )
        return declared(request, harvest)
    context = {
        **_frame(request, 3, crop),
        "form": form,
        "what": _("Khai mùa vụ: %s") % crop.name,
        "when": asked["khi"],
        "days_text": _days(*when.cleaned_data["khi"]),
        "volumes": [volume(kg) for kg in VOLUMES_KG],
        "fully_url": _fully(crop, *when.cleaned_data["khi"]),
    }
    return render(request, "harvests/declare_how_much.html", context, status=422 if form.is_bound else 200)


def told_before(request: HttpRequest) -> HttpResponse | None:
    """Return the answer that the posted form got when it declared its harvest; None when it has not yet."""
    harvest = made_before(request.household.harvests.select_related("commodity"), request.POST)
    return declared(request, harvest) if harvest else None


def declared(request: HttpRequest, harvest: Harvest) -> HttpResponse:
    messages.success(request, declared_words(harvest, request.household))
    return redirect("harvests:mine")


def declared_words(harvest: Harvest, household: Household) -> str:
    words = {"volume": weight_text(harvest.volume_kg), "crop": harvest.commodity.name}
    if household.verification == "verified":
        return _("Đã khai %(volume)s %(crop)s. Người mua thấy ngay từ bây giờ.") % words
    return _("Đã khai %(volume)s %(crop)s vào lịch mùa vụ. Sở xác minh hộ xong, người mua sẽ thấy tên bác.") % words


def dekad_chips(crop: Commodity, household: Household) -> list[Chip]:
    """The dekads worth a tap: of the crop's usual season where the household is, or else anywhere; or the next ones."""
    today = Dekad.of(timezone.localdate())
    season = _usual(crop, household)
    if season is None:
        return [_chip(crop, today.next(step), is_peak=False) for step in range(CHIPS)]
    length = (season.end - season.start) % DEKADS_A_YEAR
    first = today.next((season.start - today.index) % DEKADS_A_YEAR)
    running = first - DEKADS_A_YEAR
    if running.next(length) >= today:  # on already
        first, length = today, length - (today - running)
    else:  # people are a little early or late
        first, length = first - 1 if first > today else first, length + 2
    shown = [first.next(step) for step in range(min(length + 1, CHIPS))]
    return [_chip(crop, dekad, is_peak=dekad.index == season.peak) for dekad in shown]


def _usual(crop: Commodity, household: Household) -> ReferenceSeason | None:
    seasons = list(ReferenceSeason.objects.filter(commodity=crop).order_by("kind", "pk"))
    return next((s for s in seasons if s.province_id == household.province_id), seasons[0] if seasons else None)


def _chip(crop: Commodity, dekad: Dekad, *, is_peak: bool) -> Chip:
    query = urlencode({"khi": f"{dekad.label}/{dekad.year}"})
    url = f"{reverse('harvests:declare_crop', args=[crop.slug])}?{query}"
    return Chip(dekad.label, _days(dekad.start, dekad.end), url, is_peak)


def _days(starts_on: dt.date, ends_on: dt.date) -> str:
    today = timezone.localdate()
    if (starts_on.year, starts_on.month) == (ends_on.year, ends_on.month):
        return f"{starts_on.day}–{short_date(ends_on, today)}"
    return f"{short_date(starts_on, today)}–{short_date(ends_on, today)}"


def _fully(crop: Commodity, starts_on: dt.date, ends_on: dt.date) -> str:
    told = {"loai": crop.slug, "tu": f"{starts_on:%d/%m/%Y}", "den": f"{ends_on:%d/%m/%Y}"}
    return f"{reverse('harvests:declare_fully')}?{urlencode(told)}"


def _frame(request: HttpRequest, step: int, crop: Commodity | None = None) -> dict:
    return {**desk_context(request.household, "harvests"), "step": step, "crop": crop}
