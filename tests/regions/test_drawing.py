"""The map: pure functions, so no database."""

import gzip
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from portal1034.core.text import slugify_vi
from portal1034.regions.drawing import breaks, class_of, draw_legend, draw_map, unit_names

SVG = {"province": 63, "merged": 34}
CSS = Path(__file__).resolve().parents[2] / "static/css/map.css"


def drawn(unit="province", **options):
    options.setdefault("title", "Bản đồ")
    values = options.pop("values", {})
    # Our own markup, not a stranger's.
    return ET.fromstring(draw_map(values, unit=unit, **options))  # noqa: S314


def full(unit):
    names = unit_names(unit)
    return {
        "values": {code: int(code) % 15 for code in names},
        "links": {code: f"/dia-phuong/{slugify_vi(name)}/" for code, name in names.items()},
        "labels": {code: f"{name}: {int(code) % 15} loại nông sản" for code, name in names.items()},
    }


@pytest.mark.parametrize("unit", SVG)
class TestBothMaps:
    def test_every_unit_is_drawn_with_a_shape_and_a_name(self, unit):
        groups = [g for g in drawn(unit).iter("g") if g.get("class", "").startswith("map-0")]
        assert len(groups) == SVG[unit]
        assert {g.find("title").text for g in groups} == set(unit_names(unit).values())
        assert all(len(g.find("path").get("d")) > 20 for g in groups)

    def test_both_archipelagos_are_drawn_and_named(self, unit):
        assert [text.text for text in drawn(unit).iter("text")] == ["Quần đảo Hoàng Sa", "Quần đảo Trường Sa"]
        isles = [g for g in drawn(unit).iter("g") if g.get("class") == "map-isles"]
        assert [g.find("title").text for g in isles] == [
            "Quần đảo Hoàng Sa (Đà Nẵng)",
            "Quần đảo Trường Sa (Khánh Hòa)",
        ]

    def test_the_names_of_the_archipelagos_stand_clear_of_the_isles(self, unit):
        """At 30 units a letter is about 16 wide; nothing of the map may lie in the box of the words."""
        points = [(int(x), int(y)) for d in paths(unit) for x, y in re.findall(r"M(\d+) (\d+)", d)]
        for text in drawn(unit).iter("text"):
            x, y, half = int(text.get("x")), int(text.get("y")), len(text.text) * 8
            assert [p for p in points if abs(p[0] - x) < half and y - 28 < p[1] < y + 10] == []
            assert x - half > -4
            assert x + half < 820

    def test_links_are_links_with_a_name_and_the_map_a_group(self, unit):
        svg = drawn(unit, **full(unit))
        links = list(svg.iter("a"))
        assert svg.get("role") == "group"
        assert len(links) == SVG[unit]
        assert all(a.get("aria-label") == a.find("title").text for a in links)
        assert all(a.get("href").startswith("/dia-phuong/") for a in links)

    def test_without_links_the_map_is_one_image_with_a_name(self, unit):
        svg = drawn(unit, title="Nông sản đang vào vụ")
        assert (svg.get("role"), svg.get("aria-label")) == ("img", "Nông sản đang vào vụ")

    def test_it_carries_no_inline_style_script_or_handler(self, unit):
        markup = draw_map(**full(unit), unit=unit, title="Bản đồ", current="01", gluts=["01"])
        assert not re.search(r"\sstyle=|<style|<script|\son\w+=", markup)

    def test_it_is_small_on_the_wire(self, unit):
        markup = draw_map(**full(unit), unit=unit, title="Bản đồ", current="01", gluts=["01"]).encode()
        assert len(markup) < 29_000
        brotli = pytest.importorskip("brotli")
        assert len(brotli.compress(markup, quality=5)) <= 7_300
        assert len(gzip.compress(markup, 6)) <= 9_000

    def test_codes_that_are_not_on_the_map_are_refused(self, unit):
        with pytest.raises(ValueError, match="99"):
            draw_map({"99": 1}, unit=unit, title="Bản đồ")
        with pytest.raises(ValueError, match="98"):
            draw_map({}, unit=unit, title="Bản đồ", current="98")


def paths(unit):
    return [path.get("d") for path in drawn(unit).iter("path")]


def test_a_province_that_is_gone_is_not_on_the_map_of_the_34():
    with pytest.raises(ValueError, match="merged: 02"):
        draw_map({"02": 1}, unit="merged", title="Bản đồ")


def test_hostile_labels_links_and_titles_are_escaped():
    evil = "\"><script>alert('x')</script>"
    markup = draw_map({}, title=evil, labels={"24": evil}, links={"24": evil})
    assert "<script" not in markup
    svg = ET.fromstring(markup)  # noqa: S314
    link = next(svg.iter("a"))
    assert (svg.get("aria-label"), link.get("aria-label"), link.get("href")) == (evil, evil, evil)


def test_a_warning_is_a_mark_and_a_class():
    svg = drawn(values={"60": 5}, gluts=["60"])
    marked = [g for g in svg.iter("g") if "map-glut" in g.get("class", "")]
    assert [g.find("title").text for g in marked] == ["Bình Thuận"]
    assert len([p for p in svg.iter("path") if p.get("class") == "map-mark"]) == 1


def test_the_chosen_province_is_outlined_over_its_neighbours():
    svg = drawn(current="24")
    outline = next(p for p in svg.iter("path") if p.get("class") == "map-current")
    shape = next(g for g in svg.iter("g") if g.find("title").text == "Bắc Giang").find("path")
    assert outline.get("d") == shape.get("d")
    assert list(svg).index(outline) >= 63


def test_the_archipelagos_take_no_part_in_the_colours():
    svg = drawn(values={"48": 9, "56": 9})
    assert all(
        "map-4" not in (child.get("class") or "") for g in svg.iter("g") if g.get("class") == "map-isles" for child in g
    )


@pytest.mark.parametrize(
    ("values", "bounds"),
    [
        ({}, []),
        ({"a": 0, "b": -1}, []),
        ({"a": 7}, [7]),
        ({"a": 1, "b": 2, "c": 2}, [1, 2]),
        (dict(enumerate(range(1, 9))), [2, 4, 6, 8]),
        ({"a": 1, "b": 2, "c": 3, "d": 4, "e": 1_000_000}, [2, 3, 4, 1_000_000]),
    ],
)
def test_classes_share_out_the_distinct_values(values, bounds):
    assert breaks(values) == bounds


def test_nothing_is_class_0_and_the_most_is_class_4():
    bounds = breaks(dict(enumerate(range(1, 9))))
    assert [class_of(v, bounds) for v in (0, -3, 1, 2, 3, 5, 8, 99)] == [0, 0, 1, 1, 2, 3, 4, 4]
    assert class_of(7, [7]) == 4
    assert class_of(7, []) == 0


def test_the_legend_names_the_range_of_every_class():
    legend = draw_legend({str(n): n for n in range(9)}, unit_of_measure="loại", gluts=True)
    assert re.findall(r"</span>([^<]+)<", legend) == [
        "chưa có", "1–2 loại", "3–4 loại", "5–6 loại", "7–8 loại", "nguy cơ ùn ứ",
    ]  # fmt: skip
    assert "1.234,5 tấn" in draw_legend({"a": 1234.5}, unit_of_measure="tấn")
    assert re.findall(r"</span>([^<]+)<", draw_legend({})) == ["chưa có"]


def test_every_class_of_the_map_has_a_style():
    css = CSS.read_text(encoding="utf-8")
    markup = draw_map(**full("province"), title="Bản đồ", current="01", gluts=["01"]) + draw_legend(
        {"a": 1}, gluts=True
    )
    classes = {name for found in re.findall(r'class="([^"]+)"', markup) for name in found.split()}
    unstyled = {name for name in classes if f".{name}" not in css} - {"map-63", "map-glut"}
    assert unstyled == set()


def test_drawing_needs_neither_database_nor_the_geometry_library():
    code = (
        "import sys, django; from django.conf import settings; settings.configure(USE_I18N=False); django.setup();"
        "from portal1034.regions.drawing import draw_map; draw_map({}, title='x');"
        "sys.exit('shapely' in sys.modules or 'psycopg' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
