"""The map of the country as one inline SVG: numbers in, markup out, no request and no database.

    draw_map({"24": 12, "22": 3}, unit="province", links={"24": "/dia-phuong/bac-giang/"}, title="Nông sản đang vào vụ")

Colours are classes (`map-0` none … `map-4` most), see static/css/map.css. Hoàng Sa and Trường Sa are always drawn and
named. Shapes come from data/map63.json and map34.json, which data/build_map.py makes.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from math import ceil
from pathlib import Path
from typing import Literal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from .gazetteer import merged_provinces, provinces

Unit = Literal["province", "merged"]
Number = int | float

CLASSES = 4
_DATA = Path(__file__).parent / "data"
# The source's view is 812 × 873; a margin keeps strokes and the outermost isles whole.
_VIEW_BOX = "-4 -4 824 884"
# Where the names of the archipelagos stand: in open sea above their northernmost isles.
_ISLE_LABELS = {"hoangsa": (606, 354), "truongsa": (612, 622)}
_ISLE_PROVINCES = {"hoangsa": "48", "truongsa": "56"}


@cache
def _shapes(unit: Unit) -> dict[str, tuple[SafeString, int, int]]:
    """Return code → (path, x, y of a mark), by the codes of the 63 or of the 34."""
    name = "map63.json" if unit == "province" else "map34.json"
    units = json.loads((_DATA / name).read_text(encoding="utf-8"))["units"]
    codes = {row.map_id: row.code for row in provinces()} if unit == "province" else {code: code for code in units}
    # The paths are our own committed data: digits and path commands.
    return {codes[key]: (mark_safe(path), x, y) for key, (path, x, y) in units.items()}  # noqa: S308


@cache
def _isles() -> dict[str, tuple[str, SafeString, SafeString]]:
    """Return id → (Vietnamese name, path of the larger isles, path of dots)."""
    isles = json.loads((_DATA / "map63.json").read_text(encoding="utf-8"))["isles"]
    return {key: (name, mark_safe(large), mark_safe(dots)) for key, (name, large, dots) in isles.items()}  # noqa: S308


@cache
def unit_names(unit: Unit) -> dict[str, str]:
    """Return code → short name of the 63 ("province") or the 34 ("merged")."""
    rows = provinces() if unit == "province" else merged_provinces()
    return {row.code: row.short_name for row in rows}


def breaks(values: Mapping[str, Number]) -> list[Number]:
    """Return the upper bounds of the classes 1, 2, … of the positive values, at most four, the last the maximum.

    Distinct values are spread evenly over the classes, so one giant does not leave the rest of the map pale.
    """
    distinct = sorted({value for value in values.values() if value > 0})
    if len(distinct) <= CLASSES:
        return list(distinct)
    return [distinct[ceil(len(distinct) * share / CLASSES) - 1] for share in range(1, CLASSES + 1)]


def class_of(value: Number, bounds: list[Number]) -> int:
    """Return 0 for nothing, else 1 … 4; with fewer than four bounds the darkest classes are used."""
    if value <= 0 or not bounds:
        return 0
    position = next((i for i, bound in enumerate(bounds) if value <= bound), len(bounds) - 1)
    return CLASSES - len(bounds) + position + 1


def draw_map(
    values: Mapping[str, Number],
    *,
    unit: Unit = "province",
    title: str,
    links: Mapping[str, str] | None = None,
    labels: Mapping[str, str] | None = None,
    current: str | None = None,
    gluts: Collection[str] = (),
) -> SafeString:
    """Return the map as SVG. All mappings are keyed by the code of a province (63) or merged province (34).

    `labels` are accessible names, such as "Bắc Giang: 12 loại nông sản" (default: the name of the unit); a unit in
    `links` is a link. `gluts` get the terracotta mark, `current` the golden outline. Codes that are not on the map
    raise ValueError: a figure must not vanish.
    """
    shapes, names = _shapes(unit), unit_names(unit)
    links, labels = links or {}, labels or {}
    unknown = ({*values, *links, *labels, *gluts} | ({current} if current else set())) - shapes.keys()
    if unknown:
        raise ValueError(f"Not on the map of {unit}: {', '.join(sorted(unknown))}")
    bounds = breaks(values)
    units = format_html_join(
        "",
        "{}",
        (
            (
                _draw_unit(
                    shapes[code][0],
                    f"map-{class_of(values.get(code, 0), bounds)}" + (" map-glut" if code in gluts else ""),
                    labels.get(code, names[code]),
                    links.get(code),
                ),
            )
            for code in sorted(shapes)
        ),
    )
    outline = format_html('<path class="map-current" d="{}"/>', shapes[current][0]) if current else ""
    return format_html(
        '<svg class="map map-{}" viewBox="{}" width="824" height="884" role="{}" aria-label="{}">{}{}{}{}</svg>',
        "63" if unit == "province" else "34",
        _VIEW_BOX,
        "group" if links else "img",
        title,
        units,
        outline,
        format_html_join("", "{}", ((mark,) for mark in _marks(shapes, gluts))),
        format_html_join("", "{}", ((isle,) for isle in _draw_isles(unit))),
    )


def _draw_unit(path: SafeString, classes: str, label: str, link: str | None) -> SafeString:
    if link is None:
        return format_html('<g class="{}"><title>{}</title><path d="{}"/></g>', classes, label, path)
    return format_html(
        '<a class="{}" href="{}" aria-label="{}"><title>{}</title><path d="{}"/></a>', classes, link, label, label, path
    )


def _marks(shapes: Mapping[str, tuple[SafeString, int, int]], gluts: Collection[str]) -> Iterator[SafeString]:
    """A triangle for each warning, so that it does not hang on colour alone; the label says it in words."""
    for code in sorted(gluts):
        _path, x, y = shapes[code]
        yield format_html('<path class="map-mark" d="M{} {}l9 16h-18z"/>', x, y - 10)


def _draw_isles(unit: Unit) -> Iterator[SafeString]:
    names = unit_names(unit)
    for key, (name, large, dots) in _isles().items():
        x, y = _ISLE_LABELS[key]
        yield format_html(
            '<g class="map-isles"><title>{} ({})</title>{}<path class="map-dots" d="{}"/>'
            '<text x="{}" y="{}" text-anchor="middle">{}</text></g>',
            name,
            names[_ISLE_PROVINCES[key]],
            format_html('<path d="{}"/>', large) if large else "",
            dots,
            x,
            y,
            name,
        )


def draw_legend(values: Mapping[str, Number], *, unit_of_measure: str = "", gluts: bool = False) -> SafeString:
    """Return the key of the colours as a list: none, then the range of each class in `unit_of_measure`."""
    bounds = breaks(values)
    entries = [(0, _("chưa có"))]
    lower: Number = min((value for value in values.values() if value > 0), default=0)
    ordered = sorted({value for value in values.values() if value > 0})
    for position, bound in enumerate(bounds):
        span = _number(bound) if lower == bound else f"{_number(lower)}–{_number(bound)}"
        entries.append((CLASSES - len(bounds) + position + 1, f"{span} {unit_of_measure}".strip()))
        lower = next((value for value in ordered if value > bound), bound)
    items = format_html_join("", '<li><span class="map-swatch map-{}"></span>{}</li>', entries)
    if gluts:
        items += format_html('<li><span class="map-swatch map-swatch-glut"></span>{}</li>', _("nguy cơ ùn ứ"))
    return format_html('<ul class="map-legend">{}</ul>', items)


def _number(value: Number) -> str:
    """Return 1234.5 as "1.234,5"."""
    text = f"{value:,.1f}" if isinstance(value, float) and not value.is_integer() else f"{int(value):,}"
    return text.translate(str.maketrans(",.", ".,"))
