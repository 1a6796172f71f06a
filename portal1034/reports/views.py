import csv
from functools import partial

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from portal1034.core.kept import kept, unwritten
from portal1034.core.pagecache import cached_page
from portal1034.core.whole import Whole
from portal1034.reports.figures import Figures, read_figures
from portal1034.reports.measures import MEASURES


@login_not_required
@require_safe
@cached_page("figures")
def figures(request):
    """The Plan's funnel, every measure by province, read by 63 or 34 provinces, with definitions and downloads."""
    merged = request.GET.get("tinh") == "34"
    key = ("figures", merged)
    drawn = kept(("figures",), key, lambda: unwritten(key, partial(_whole, merged)))
    return drawn.respond(request, "reports/figures.html", f"{request.path}?tinh=34" if merged else request.path)


def _whole(merged: bool) -> Whole:
    return Whole(figures=SimpleLazyObject(partial(read_figures, merged=merged)), measures=MEASURES, merged=merged)


@login_not_required
@require_safe
@cached_page("figures")
def download_csv(request):
    """UTF-8 with a byte order mark, so that Excel reads the Vietnamese."""
    found = read_figures(merged=request.GET.get("tinh") == "34")
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="so-lieu-1034-{found.day if found else "chua-co"}.csv"'
    writer = csv.writer(response)
    writer.writerow(["ma_tinh", "tinh", *(m.code for m in MEASURES)])
    for place in found.places if found else []:
        writer.writerow([place.code, place.name, *(value for _measure, value in place.cells)])
    return response


@login_not_required
@require_safe
@cached_page("figures")
def download_json(request):
    found = read_figures(merged=request.GET.get("tinh") == "34")
    return JsonResponse(_document(found), json_dumps_params={"ensure_ascii": False})


def _document(found: Figures | None) -> dict:
    definitions = [
        {"code": m.code, "name": str(m.name), "unit": str(m.unit), "definition": str(m.definition)} for m in MEASURES
    ]
    places = [{"code": p.code, "name": p.name, "values": p.values} for p in found.places] if found else []
    return {"version": 1, "day": found.day.isoformat() if found else None, "measures": definitions, "places": places}
