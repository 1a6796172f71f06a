"""Open data (/du-lieu-mo/): what there is, column by column, and its files under a version of their own."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from harvests.models import OpenCell
from portal1034.commodities.models import Commodity
from portal1034.core.pagecache import cached_page
from portal1034.core.sheets import csv_lines
from portal1034.regions.models import MergedProvince, Province
from portal1034.reports.open_tables import LICENCE, TABLES, VERSION, Table, datapackage

ASKED = ("nong-san", "tinh", "tu", "den")
SECONDS_FRESH = 600


class Unclear(Exception):
    """A question that was not understood; the text says which part, and how to put it."""


@login_not_required
@require_safe
@cached_page("open-data", "prices", "figures")
def open_data(request: HttpRequest) -> HttpResponse:
    tables = [(table, table.computed_at()) for table in TABLES.values()]
    trail = [("/", _("Trang chủ")), ("", _("Dữ liệu mở"))]
    context = {"tables": tables, "version": VERSION, "licence": LICENCE, "trail": trail}
    return render(request, "reports/open_data.html", context)


def open_to_all(view):
    """Let any page anywhere read the answer, and say what was not understood as JSON."""

    @login_not_required
    @require_safe
    @wraps(view)
    def wrapped(request, *arguments, **named):
        try:
            response = view(request, *arguments, **named)
        except Unclear as problem:
            response = _json({"loi": str(problem)}, status=400)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Last-Modified"
        return response

    return wrapped


@open_to_all
def package(request: HttpRequest) -> HttpResponse:
    return _json(datapackage(request.build_absolute_uri(f"/du-lieu-mo/{VERSION}/")))


@open_to_all
def download(request: HttpRequest, name: str, kind: str) -> HttpResponse:
    """A table as CSV or JSON, sent while it is read; 304 where nothing was computed since.

    Four queries: what the question names, when the table was computed, its rows.
    """
    table = TABLES[name]
    chosen = _chosen(request, table)
    computed_at = table.computed_at()
    etag = _etag(request, computed_at)
    if request.headers.get("If-None-Match") in {etag, f"W/{etag}"}:
        response: HttpResponse = HttpResponseNotModified()
    else:
        rows = table.make_rows(table.model.objects.filter(chosen))
        response = _csv(table, rows, computed_at) if kind == "csv" else _stream(table, rows, computed_at)
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age=0, s-maxage={SECONDS_FRESH}, stale-while-revalidate=3600"
    return response


def _etag(request: HttpRequest, computed_at: dt.datetime | None) -> str:
    said = f"{computed_at and computed_at.isoformat()}\n{request.get_full_path()}"
    return f'W/"{hashlib.blake2b(said.encode(), digest_size=12).hexdigest()}"'


def _csv(table: Table, rows: Iterator[tuple], computed_at: dt.datetime | None) -> StreamingHttpResponse:
    def lines():
        yield [column.name for column in table.columns]
        for row in rows:
            yield [str(value).lower() if isinstance(value, bool) else value for value in row]

    response = StreamingHttpResponse(csv_lines(lines(), delimiter=","), content_type="text/csv; charset=utf-8")
    day = timezone.localtime(computed_at).date() if computed_at else "chua-co"
    response["Content-Disposition"] = f'attachment; filename="{table.name}-{day}.csv"'
    return response


def _stream(table: Table, rows: Iterator[tuple], computed_at: dt.datetime | None) -> StreamingHttpResponse:
    head = {
        "phien_ban": VERSION,
        "tinh_luc": timezone.localtime(computed_at).isoformat(timespec="seconds") if computed_at else None,
        "giay_phep": LICENCE["name"],
        "mo_ta": f"/du-lieu-mo/{VERSION}/datapackage.json",
    }

    def pieces():
        yield json.dumps(head, ensure_ascii=False)[:-1] + ', "du_lieu": ['
        names = [column.name for column in table.columns]
        for number, row in enumerate(rows):
            yield (",\n" if number else "\n") + json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False)
        yield "]}\n"

    return StreamingHttpResponse(pieces(), content_type="application/json")


def _json(document: dict, status: int = 200) -> JsonResponse:
    return JsonResponse(document, status=status, json_dumps_params={"ensure_ascii": False, "indent": 1})


# ---- what is asked ----


def _chosen(request: HttpRequest, table: Table) -> Q:
    """The rows asked for. Raises `Unclear`."""
    for name in request.GET:
        if name not in ASKED:
            raise Unclear(_("Không có bộ lọc này; chỉ có: nong-san, tinh, tu, den."))
        if len(request.GET.getlist(name)) > 1:
            raise Unclear(_("Mỗi bộ lọc chỉ ghi một lần: %s.") % name)
    first, last = (_day(request.GET.get(name), name) for name in ("tu", "den"))
    if first and last and first > last:
        raise Unclear(_("Ngày “tu” phải trước hoặc bằng ngày “den”."))
    return table.within(first, last) & _crop(request.GET.get("nong-san")) & _place(request.GET.get("tinh"), table)


def _day(text: str | None, name: str) -> dt.date | None:
    if not text:
        return None
    try:
        day = dt.datetime.strptime(text, "%Y-%m-%d").date() if len(text) == 10 else None  # noqa: DTZ007 (a day)
    except ValueError:
        day = None
    if day is None or not 2000 <= day.year <= 2100:
        raise Unclear(_("Ngày “%s” ghi như 2026-06-01.") % name)
    return day


def _crop(slug: str | None) -> Q:
    if not slug:
        return Q()
    crop = Commodity.objects.filter(slug=slug[:60]).first()
    if crop is None:
        raise Unclear(_("Không có nông sản “nong-san” đó; ghi như trong địa chỉ trang: vai-thieu."))
    return Q(commodity=crop)


def _place(slug: str | None, table: Table) -> Q:
    """A name may be of the 63, of the 34, or of both: then rows of both answer, told apart by `cap`."""
    if not slug:
        return Q()
    provinces = list(Province.objects.filter(slug=slug[:60]))
    merged = list(MergedProvince.objects.filter(slug=slug[:60]))
    if not provinces and not merged:
        raise Unclear(_("Không có tỉnh “tinh” đó; ghi như trong địa chỉ trang: bac-giang."))
    if table.model is OpenCell:
        return Q(province__in=provinces) | Q(merged__in=merged)
    return Q(province__in=provinces)
