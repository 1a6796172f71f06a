"""The season drawings: what they say, what they weigh, how fast they are beside a template."""

import time
from statistics import median

import brotli
import pytest
from bs4 import BeautifulSoup
from django.template import engines
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from harvests.drawing import CalendarRow, draw_grid, draw_legend, draw_strip, draw_year_chart, weight_text
from harvests.drawing.chart import scale_top
from harvests.drawing.figures import runs
from portal1034.commodities.dekads import dekad_label

NONE = [0] * 36


def year(**kg_by_index):
    """36 dekads with the kilograms given as i16=1200."""
    return [kg_by_index.get(f"i{index}", 0) for index in range(1, 37)]


def season(first, last):
    return [first <= index <= last for index in range(1, 37)]


def row(**fields):
    return CalendarRow(
        **{
            "label": "Vải thiều",
            "url": "/mua-vu/vai-thieu/",
            "supply": NONE,
            "cell_url": "/mua-vu/vai-thieu/?ky={index}",
        }
        | fields
    )


def grid(*rows, **options):
    return BeautifulSoup(draw_grid(rows, **{"today_index": 33} | options), "html.parser")


def cells(soup, number=0):
    """The 36 dekad cells of one row."""
    return soup.select("tbody tr")[number].find_all("td")[:36]


def classes(cell):
    return set(cell.get("class", []))


def rich_rows(count):
    """Rows as full as a busy country's: half the year harvested, demand and warnings in it, no two alike."""
    made = []
    for number in range(count):
        start, length = number * 7 % 36, 10 + number % 17
        inside = {(start + step) % 36 for step in range(length)}
        supply = [(place * 7919 + number * 104729) % 977 * 1300 + 900 if place in inside else 0 for place in range(36)]
        made.append(
            row(
                label=f"Nông sản {number}",
                sublabel="Bắc Giang, Hải Dương",
                url=f"/mua-vu/nong-san-{number}/",
                cell_url=f"/mua-vu/nong-san-{number}/?ky={{index}}",
                supply=supply,
                demand=[kg * (place % 5) // 4 for place, kg in enumerate(supply)],
                reference=[place in inside for place in range(36)],
                glut=frozenset({start + 1}),
            )
        )
    return made


class TestWeights:
    @pytest.mark.parametrize(
        ("kg", "said"),
        [
            (0, "0 kg"),
            (850, "850 kg"),
            (999, "999 kg"),
            (1000, "1 tấn"),
            (1540, "1,5 tấn"),
            (9949, "9,9 tấn"),
            (9951, "10 tấn"),
            (12_400, "12 tấn"),
            (12_400_000, "12.400 tấn"),
            (1_234_567_890, "1.234.568 tấn"),
        ],
    )
    def test_a_weight_is_said_as_people_say_it(self, kg, said):
        assert weight_text(kg) == said


class TestGrid:
    def test_every_row_has_a_name_36_cells_and_a_total_under_as_many_columns(self):
        soup = grid(row(supply=year(i16=5000)), row(label="Cà phê"))
        assert [len(tr.find_all("td")) for tr in soup.select("tbody tr")] == [37, 37]
        spans = [int(th.get("colspan", 1)) for th in soup.select("thead th")]
        assert spans == [1, *[3] * 12, 1]
        assert [th["scope"] for th in soup.select("tbody th")] == ["row", "row"]
        assert soup.select("tbody tr")[0].find_all("td")[-1].text == "5 tấn"

    def test_depth_is_beside_the_row_s_own_fullest_dekad(self):
        soup = grid(
            row(supply=year(i1=1, i2=20, i3=21, i4=60, i5=100)), row(label="Nhỏ", supply=year(i1=1, i2=5, i3=2))
        )
        depths = [[classes(cell) for cell in cells(soup, number)[:5]] for number in (0, 1)]
        assert depths == [[{"d1"}, {"d1"}, {"d2"}, {"d3"}, {"d5"}], [{"d1"}, {"d5"}, {"d2"}, set(), set()]]

    def test_demand_is_on_the_scale_of_the_supply_and_stops_at_its_top(self):
        soup = grid(row(supply=year(i1=100), demand=year(i1=1, i2=40, i3=100, i4=900)))
        assert [classes(cell) for cell in cells(soup)[:5]] == [{"d5", "h1"}, {"h2"}, {"h5"}, {"h5"}, set()]

    def test_demand_without_any_supply_has_its_own_scale(self):
        soup = grid(row(demand=year(i1=10, i2=50)))
        assert [classes(cell) for cell in cells(soup)[:2]] == [{"h1"}, {"h5"}]

    def test_a_cell_with_figures_is_a_link_that_says_them(self):
        soup = grid(row(supply=year(i16=1_200_000), demand=year(i16=300_000, i17=500), glut=frozenset({16})))
        links = soup.select("tbody td a")
        assert [(link["href"], link["aria-label"]) for link in links] == [
            ("/mua-vu/vai-thieu/?ky=16", "đầu tháng 6: 1.200 tấn, cần mua 300 tấn, nguy cơ ùn ứ"),
            ("/mua-vu/vai-thieu/?ky=17", "giữa tháng 6: 0 kg, cần mua 500 kg"),
        ]
        assert "g" in classes(links[0].parent)
        assert "g" not in classes(links[1].parent)

    def test_the_tab_key_meets_one_link_a_row(self):
        soup = grid(*rich_rows(5))
        reached = [link for link in soup.select("tbody a") if link.get("tabindex") != "-1"]
        assert [link.parent.name for link in reached] == ["th"] * 5

    def test_an_empty_cell_is_neither_link_nor_word(self):
        soup = grid(row(supply=year(i16=1)))
        assert {cell.decode_contents() for cell in cells(soup) if not cell.a} == {""}

    def test_the_usual_season_is_marked_and_told_with_the_name(self):
        soup = grid(row(reference=season(15, 20)))
        assert [index for index, cell in enumerate(cells(soup), 1) if "r" in classes(cell)] == list(range(15, 21))
        assert "Thường vào vụ từ cuối tháng 5 đến giữa tháng 7." in soup.select_one("tbody th").text

    def test_today_runs_through_every_row_and_begins_at_its_month(self):
        soup = grid(row(), row(supply=year(i33=5)), today_index=33)
        assert [[i for i, cell in enumerate(cells(soup, n), 1) if "t" in classes(cell)] for n in (0, 1)] == [[33], [33]]
        (now,) = soup.select("thead .now")
        assert now.text == "Th 11, hôm nay là cuối tháng 11"
        assert "k3" in classes(now)

    def test_without_a_today_there_is_no_gold_line(self):
        soup = grid(row(supply=year(i1=5)), today_index=None)
        assert not soup.select(".t, .now")

    def test_addresses_may_come_from_a_function(self):
        soup = grid(row(supply=year(i2=1), cell_url=lambda index: f"/o/{index}/?a=1&b=<2>"))
        assert soup.select_one("td a")["href"] == "/o/2/?a=1&b=<2>"

    def test_without_an_address_a_figure_is_still_said(self):
        soup = grid(row(supply=year(i16=1000), cell_url=None, url=""))
        assert not soup.select("tbody a")
        assert cells(soup)[15].text == "đầu tháng 6: 1 tấn"
        assert soup.select_one("tbody th b").text == "Vải thiều"

    def test_text_is_escaped_once(self):
        html = draw_grid(
            [row(label="<b>&", sublabel='"x"', url="/?a=1&b=2", cell_url="/?a=1&ky={index}", supply=year(i1=1))],
            today_index=1,
            caption="A & B <i>",
            corner="C & D",
        )
        soup = BeautifulSoup(html, "html.parser")
        assert soup.select_one("tbody th a").text == "<b>&"
        assert soup.select_one("tbody th small").text == '"x"'
        assert soup.select_one("tbody th a")["href"] == "/?a=1&b=2"
        assert soup.select_one("td a")["href"] == "/?a=1&ky=1"
        assert soup.caption.text == soup.div["aria-label"] == "A & B <i>"
        assert soup.select_one("thead th").text == "C & D"
        assert not soup.select("i")

    def test_a_picture_is_drawn_where_there_is_one_and_hidden_from_readers(self):
        soup = grid(row(illustration_slug="vai-thieu"), row(), picture_url=lambda slug: f"/static/{slug}.svg?a&b")
        (picture,) = soup.select("tbody img")
        assert (picture["src"], picture["alt"]) == ("/static/vai-thieu.svg?a&b", "")
        assert not grid(row(illustration_slug="vai-thieu")).select("img")

    def test_a_given_total_stands_instead_of_the_sum(self):
        soup = grid(row(supply=year(i1=5000), total_kg=9000))
        assert soup.select("tbody td")[-1].text == "9 tấn"

    def test_a_hidden_header_stays_for_readers_of_the_table_even_without_rows(self):
        soup = grid(months_header=False)
        assert "season-bare" in classes(soup.table)
        assert len(soup.select("thead th")) == 14

    @pytest.mark.parametrize("name", ["supply", "demand", "reference"])
    def test_a_row_of_another_length_is_refused_with_its_name(self, name):
        with pytest.raises(ValueError, match=rf"{name} of 'Vải thiều' holds 35"):
            row(**{name: [0] * 35})

    @given(
        st.lists(st.integers(0, 10**9), min_size=36, max_size=36),
        st.lists(st.integers(0, 10**9), min_size=36, max_size=36),
    )
    def test_whatever_the_figures_steps_stay_on_the_scale(self, supply, demand):
        allowed = {"d1", "d2", "d3", "d4", "d5", "h1", "h2", "h3", "h4", "h5", "t"}
        found = cells(grid(row(supply=supply, demand=demand)))
        assert set().union(*map(classes, found)) <= allowed
        assert [bool(cell.a) for cell in found] == [bool(s or d) for s, d in zip(supply, demand, strict=True)]

    def test_nothing_is_styled_inline(self):
        for html in (
            draw_grid(rich_rows(3), today_index=5),
            draw_legend(),
            chart(),
            draw_strip(NONE, today_index=1, label="x"),
        ):
            assert isinstance(html, SafeString)
            assert "style" not in html
            assert "<script" not in html

    def test_25_rows_weigh_at_most_9_kb_compressed(self):
        html = draw_grid(rich_rows(25), today_index=33).encode()
        assert len(brotli.compress(html, quality=5)) <= 9 * 1024

    def test_the_legend_names_every_mark(self):
        text = BeautifulSoup(draw_legend(), "html.parser").text
        for word in ("Sản lượng khai báo", "Nhu cầu thu mua", "Vụ thường lệ", "Nguy cơ ùn ứ", "Hôm nay"):
            assert word in text


class TestStrip:
    def heights(self, html):
        """The tick heights of the main path; None where today's own tick stands."""
        path = BeautifulSoup(html, "html.parser").path["d"]
        steps = path.removeprefix("M2 24").split("m")
        return [int(step.split("v-")[1]) if "v-" in step else None for step in steps]

    def test_ticks_are_as_tall_as_their_share_of_the_fullest(self):
        heights = self.heights(draw_strip(year(i1=100, i2=50, i36=25), today_index=None, label="x"))
        assert heights == [24, 12, *[1] * 33, 6]

    def test_the_pen_returns_to_the_baseline_before_every_tick(self):
        html = draw_strip(year(i1=100, i2=50), today_index=3, label="x")
        assert BeautifulSoup(html, "html.parser").path["d"].startswith("M2 24v-24m4 24v-12m4 12m4 0v-1m4 1v-1")

    def test_today_is_its_own_tick_and_never_too_small_to_see(self):
        soup = BeautifulSoup(draw_strip(year(i1=100), today_index=33, label="x"), "html.parser")
        assert soup.select_one(".now")["d"] == "M130 24v-4"
        assert self.heights(str(soup))[32] is None

    def test_it_has_a_name_or_is_hidden(self):
        named = BeautifulSoup(draw_strip(NONE, today_index=1, label='Rộ "giữa" <6>'), "html.parser").svg
        assert (named["role"], named["aria-label"]) == ("img", 'Rộ "giữa" <6>')
        assert BeautifulSoup(draw_strip(NONE, today_index=1, label=""), "html.parser").svg["aria-hidden"] == "true"

    def test_a_year_without_supply_is_a_baseline(self):
        assert self.heights(draw_strip(NONE, today_index=None, label="x")) == [1] * 36


def chart(supply=NONE, demand=NONE, **options):
    return draw_year_chart(supply, demand, **{"title": "Vải thiều 2025", "today_index": 33} | options)


class TestYearChart:
    def test_the_table_says_what_the_bars_show(self):
        soup = BeautifulSoup(
            chart(year(i16=5000, i17=800), year(i17=300), glut=frozenset({16}), cell_url="/x/?ky={index}"),
            "html.parser",
        )
        told = [
            [part.get_text(" ", strip=True) for part in tr.find_all(["th", "td"])] for tr in soup.select("tbody tr")
        ]
        assert told == [["đầu tháng 6 nguy cơ ùn ứ", "5 tấn", "0 kg"], ["giữa tháng 6", "800 kg", "300 kg"]]
        assert [link["href"] for link in soup.select("tbody a")] == ["/x/?ky=16", "/x/?ky=17"]

    def test_bars_share_one_round_scale(self):
        soup = BeautifulSoup(chart(year(i1=4000), year(i2=1000)), "html.parser")
        assert [span.text for span in soup.select(".year-scale span")] == ["4 tấn", "2 tấn", "0"]
        assert soup.select_one("path.supply")["d"] == "M2 200v-200h16v200z"
        assert soup.select_one("path.demand")["d"] == "M27 200v-50h6v50z"

    def test_it_is_named_with_its_peak_and_usual_season(self):
        soup = BeautifulSoup(chart(year(i16=5000), reference=season(15, 20)), "html.parser")
        assert soup.svg["aria-label"] == (
            "Vải thiều 2025. Nhiều nhất đầu tháng 6: 5 tấn. Thường vào vụ từ cuối tháng 5 đến giữa tháng 7."
        )
        assert soup.select_one("path.usual")["d"] == "M280 4H400"

    def test_a_season_over_new_year_is_drawn_at_both_ends(self):
        reference = [index >= 34 or index <= 3 for index in range(1, 37)]
        soup = BeautifulSoup(chart(reference=reference), "html.parser")
        assert soup.select_one("path.usual")["d"] == "M660 4H720M0 4H60"

    def test_an_empty_year_says_so(self):
        soup = BeautifulSoup(chart(title="Na & mít", today_index=None), "html.parser")
        assert "Chưa có ai khai báo" in soup.select_one(".year-empty").text
        assert soup.svg["aria-label"] == "Na & mít. Chưa có sản lượng khai báo."
        assert not soup.select("table, path.now, path.supply")

    def test_the_key_names_only_what_is_drawn(self):
        plain = BeautifulSoup(chart(today_index=None), "html.parser")
        full = BeautifulSoup(chart(reference=season(1, 2), glut=frozenset({1})), "html.parser")
        assert [li.text for li in plain.select(".year-key li")] == ["Khai báo", "Cần mua"]
        marks = [li.i["class"][0] for li in full.select(".year-key li")]
        assert marks == ["supply", "demand", "usual", "glut", "now"]

    @given(st.integers(0, 10**12))
    def test_the_top_of_the_scale_is_round_and_not_far_above(self, kg):
        top = scale_top(kg)
        assert kg <= top <= max(2 * kg, 2)
        assert (str(top).rstrip("0") in {"1", "2", "4", "6", "8"}, scale_top(5500)) == (True, 6000)


class TestRuns:
    @pytest.mark.parametrize(
        ("inside", "found"),
        [
            (set(), []),
            ({1}, [(1, 1)]),
            ({1, 2, 35, 36}, [(35, 2)]),
            ({1, 5, 6}, [(1, 1), (5, 6)]),
            (set(range(1, 37)), [(1, 36)]),
            (set(range(1, 37)) - {10}, [(11, 9)]),
        ],
    )
    def test_stretches_join_over_new_year(self, inside, found):
        assert runs([index in inside for index in range(1, 37)]) == found

    def test_a_crop_of_all_year_is_said_in_two_words(self):
        soup = grid(row(reference=[True] * 36))
        assert "Thường có quanh năm." in soup.tbody.text


# What a template would have to do for the same page, with the figures prepared as well as a view can.
NAIVE = """
<div class="season-scroll" role="region" aria-label="{{ title }}" tabindex="0"><table class="season"><tbody>
{% for row in rows %}
<tr><th scope="row"><a href="{{ row.url }}">{{ row.label }}</a><small>{{ row.sublabel }}</small></th>
{% for cell in row.cells %}<td class="{% if cell.depth %}d{{ cell.depth }}{% endif %}
{% if cell.want %} h{{ cell.want }}{% endif %}{% if cell.usual %} r{% endif %}{% if cell.glut %} g{% endif %}
{% if cell.today %} t{% endif %}">
{% if cell.supply or cell.demand %}
<a href="{{ cell.url }}" tabindex="-1" aria-label="{{ cell.name }}: {{ cell.supply_text }}
{% if cell.demand %}, cần mua {{ cell.demand_text }}{% endif %}{% if cell.glut %}, nguy cơ ùn ứ{% endif %}"></a>
{% endif %}</td>{% endfor %}<td>{{ row.total }}</td></tr>{% endfor %}</tbody></table></div>
"""


def naive_context(rows):
    return {
        "title": "Lịch mùa vụ",
        "rows": [
            {
                "url": row.url,
                "label": row.label,
                "sublabel": row.sublabel,
                "total": weight_text(row.total),
                "cells": [
                    {
                        "depth": min(5, supply // 250_000 + 1) if supply else 0,
                        "want": min(5, row.demand[place] // 250_000 + 1) if row.demand[place] else 0,
                        "usual": row.reference[place],
                        "glut": place + 1 in row.glut,
                        "today": place == 32,
                        "supply": supply,
                        "demand": row.demand[place],
                        "url": row.cell_url.format(index=place + 1),
                        "name": dekad_label(place + 1),
                        "supply_text": weight_text(supply),
                        "demand_text": weight_text(row.demand[place]),
                    }
                    for place, supply in enumerate(row.supply)
                ],
            }
            for row in rows
        ],
    }


def seconds(draw):
    started = time.process_time()
    draw()
    return time.process_time() - started


def test_drawing_75_rows_is_at_least_five_times_as_fast_as_a_template():
    rows, context = rich_rows(75), naive_context(rich_rows(75))
    template = engines["django"].from_string(NAIVE)
    ours, theirs = [], []
    for _ in range(7):
        # A-B-B-A, in processor time: what else the machine does falls on both alike.
        ours.append(seconds(lambda: draw_grid(rows, today_index=33)))
        theirs.append(seconds(lambda: template.render(context)))
        theirs.append(seconds(lambda: template.render(context)))
        ours.append(seconds(lambda: draw_grid(rows, today_index=33)))
    ratio = median(theirs) / median(ours)
    assert ratio >= 5, f"only {ratio:.1f} times as fast"
