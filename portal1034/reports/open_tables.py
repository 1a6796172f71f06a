"""What the open data are: two tables, column by column, and the Frictionless data package that describes them."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import F, Max, Model, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from harvests.enums import PriceSource
from harvests.models import OpenCell, PriceCell
from portal1034.commodities.dekads import Dekad, format_dekad

VERSION = "v1"
LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0 International",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
COUNTRY, THIRTY_FOUR, SIXTY_THREE = "ca-nuoc", "34", "63"
MISSING = ""


@dataclass(frozen=True, slots=True)
class Column:
    """`kind` is a type of the Table Schema; `unit` "" where there is none; `constraints` are the Table Schema's."""

    name: str
    kind: str
    meaning: Promise
    unit: Promise | str = ""
    constraints: tuple[tuple[str, object], ...] = ()

    @property
    def field(self) -> dict:
        """The column as the Table Schema describes it."""
        said = {"name": self.name, "type": self.kind, "description": str(self.meaning)}
        if self.unit:
            said["unit"] = str(self.unit)
        return said | ({"constraints": dict(self.constraints)} if self.constraints else {})


REQUIRED = ("required", True)
NOT_NEGATIVE = ("minimum", 0)
_CROP = (
    Column("nong_san", "string", _("Nông sản, tên trong địa chỉ trang (vai-thieu)."), constraints=(REQUIRED,)),
    Column("ten_nong_san", "string", _("Tên nông sản."), constraints=(REQUIRED,)),
    Column(
        "cap",
        "string",
        _("Cấp: ca-nuoc, 34 (tỉnh từ 1/7/2025) hoặc 63 (tỉnh của Kế hoạch 1034)."),
        constraints=(REQUIRED, ("enum", [COUNTRY, THIRTY_FOUR, SIXTY_THREE])),
    ),
    Column("ma_tinh", "string", _("Mã tỉnh hai chữ số; trống ở cấp cả nước.")),
    Column("tinh", "string", _("Tên tỉnh; “Cả nước” ở cấp cả nước."), constraints=(REQUIRED,)),
)
_DAYS = (
    Column("tu_ngay", "date", _("Ngày đầu của kỳ."), constraints=(REQUIRED,)),
    Column("den_ngay", "date", _("Ngày cuối của kỳ, tính cả ngày này."), constraints=(REQUIRED,)),
)
SEASON_COLUMNS = (
    *_CROP,
    Column(
        "ky",
        "string",
        _("Kỳ mười ngày: năm, tháng, phần thứ mấy của tháng (2026-06-1 là đầu tháng 6)."),
        constraints=(REQUIRED, ("pattern", r"\d{4}-\d{2}-[123]")),
    ),
    *_DAYS,
    Column(
        "san_luong_kg",
        "integer",
        _("Sản lượng hộ khai còn bán trong kỳ; trống khi giấu."),
        _("kg"),
        (NOT_NEGATIVE,),
    ),
    Column("nhu_cau_kg", "integer", _("Số lượng bên mua cần trong kỳ."), _("kg"), (REQUIRED, NOT_NEGATIVE)),
    Column("so_ho", "integer", _("Số hộ đứng sau sản lượng: 0, hoặc từ 3; trống khi giấu."), _("hộ"), (NOT_NEGATIVE,)),
    Column("giau", "boolean", _("Đúng khi sản lượng và số hộ bị giấu để không lộ một hộ."), constraints=(REQUIRED,)),
)
PRICE_COLUMNS = (
    *_CROP,
    Column(
        "tuan",
        "string",
        _("Tuần theo ISO 8601, từ thứ Hai đến Chủ nhật, giờ Việt Nam (2026-W24)."),
        constraints=(REQUIRED, ("pattern", r"\d{4}-W\d{2}")),
    ),
    *_DAYS,
    Column(
        "nguon",
        "string",
        _("Nguồn giá: harvest (hộ bán tại vườn), request (bên mua trả), deal (đã chốt), product (hàng đang bán)."),
        constraints=(REQUIRED, ("enum", list(PriceSource.values))),
    ),
    Column("so_ben", "integer", _("Số hộ (request: số bên mua)."), _("hộ, bên mua"), (REQUIRED, ("minimum", 3))),
    Column("gia_giua", "integer", _("Giá giữa (trung vị), đã làm tròn."), _("đồng/kg"), (REQUIRED, NOT_NEGATIVE)),
    Column("gia_thap", "integer", _("Phân vị 10; trống khi dưới 5 hộ."), _("đồng/kg"), (NOT_NEGATIVE,)),
    Column("gia_cao", "integer", _("Phân vị 90; trống khi dưới 5 hộ."), _("đồng/kg"), (NOT_NEGATIVE,)),
)


def _season_rows(rows: QuerySet) -> Iterator[tuple]:
    chosen = rows.order_by("dekad", "commodity__slug", F("merged__code").asc(nulls_first=True), "province__code")
    for slug, name, code34, name34, code63, name63, ordinal, supply, wanted, households in chosen.values_list(
        "commodity__slug", "commodity__name", "merged__code", "merged__short_name", "province__code",
        "province__short_name", "dekad", "supply_kg", "demand_kg", "households",
    ).iterator(2_000):  # fmt: skip
        dekad = Dekad.from_ordinal(ordinal)
        level = THIRTY_FOUR if code34 else SIXTY_THREE if code63 else COUNTRY
        code = f"{dekad.year}-{format_dekad(dekad.index)}"
        days = (code, dekad.start.isoformat(), dekad.end.isoformat())
        place = (level, code34 or code63 or "", name34 or name63 or "Cả nước")
        yield (slug, name, *place, *days, supply, wanted, households, households is None)


def _price_rows(rows: QuerySet) -> Iterator[tuple]:
    chosen = rows.order_by("week", "commodity__slug", F("province__code").asc(nulls_first=True), "source")
    for slug, name, code, province, week, source, parties, median, low, high in chosen.values_list(
        "commodity__slug", "commodity__name", "province__code", "province__short_name", "week", "source", "parties",
        "median_vnd", "low_vnd", "high_vnd",
    ).iterator(2_000):  # fmt: skip
        iso = week.isocalendar()
        days = (f"{iso.year}-W{iso.week:02}", week.isoformat(), (week + dt.timedelta(6)).isoformat())
        place = (SIXTY_THREE, code, province) if code else (COUNTRY, "", "Cả nước")
        yield (slug, name, *place, *days, source, parties, median, low, high)


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the open data; `name` is its part of the address."""

    name: str
    title: Promise
    model: type[Model]
    columns: tuple[Column, ...]
    make_rows: object

    def computed_at(self) -> dt.datetime | None:
        """When the newest of it was computed; one query."""
        return self.model.objects.aggregate(last=Max("computed_at"))["last"]

    def within(self, first: dt.date | None, last: dt.date | None) -> Q:
        """Rows that have a day from `first` to `last`, both included."""
        chosen = Q()
        if self.model is OpenCell:
            chosen &= Q(dekad__gte=Dekad.of(first).ordinal) if first else Q()
            return chosen & (Q(dekad__lte=Dekad.of(last).ordinal) if last else Q())
        chosen &= Q(week__gte=first - dt.timedelta(6)) if first else Q()
        return chosen & (Q(week__lte=last) if last else Q())


TABLES = {
    table.name: table
    for table in (
        Table("mua-vu", _("Lịch mùa vụ: sản lượng và nhu cầu"), OpenCell, SEASON_COLUMNS, _season_rows),
        Table("gia", _("Giá nông sản theo tuần"), PriceCell, PRICE_COLUMNS, _price_rows),
    )
}


def datapackage(base: str) -> dict:
    """The package as frictionlessdata.io describes one; `base` is the address of the version's folder."""
    return {
        "profile": "tabular-data-package",
        "name": "cong-1034",
        "title": "Dữ liệu mở Cổng 1034",
        "version": VERSION,
        "licenses": [LICENCE],
        "resources": [
            {
                "name": table.name,
                "title": str(table.title),
                "path": f"{base}{table.name}.csv",
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "dialect": {"delimiter": ",", "header": True},
                "schema": {
                    "fields": [column.field for column in table.columns],
                    "missingValues": [MISSING],
                },
            }
            for table in TABLES.values()
        ],
    }
