"""The portal's template tags, and the rules every template keeps."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.template.loader import render_to_string

from portal1034.core.templatetags import portal
from portal1034.pages import style

TEMPLATES = Path(settings.BASE_DIR) / "templates"
SPRITE = Path(settings.BASE_DIR) / "static" / "img" / "icons.svg"


def draw(source: str, **context) -> BeautifulSoup:
    """Return `source` rendered with the portal's tags, parsed."""
    return BeautifulSoup(Template("{% load portal %}" + source).render(Context(context)), "html.parser")


def sprite_names() -> set[str]:
    """Return the names of the icons that exist."""
    return set(re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text()))


def test_an_icon_beside_words_is_silent():
    svg = draw('{% icon "phone" %}').svg
    assert svg["aria-hidden"] == "true"
    assert svg.use["href"].endswith("icons.svg#phone")


def test_an_icon_that_stands_alone_says_its_name_escaped():
    svg = draw('{% icon "phone" label=label %}', label='Gọi "Lành"').svg
    assert (svg["role"], svg["aria-label"]) == ("img", 'Gọi "Lành"')


def test_every_icon_a_template_or_tag_names_is_in_the_sprite():
    named = {*portal.STATE_ICONS.values(), *portal.NOTICE_ICONS.values(), *style.ICONS}
    for path in TEMPLATES.rglob("*.html"):
        source = path.read_text()
        named |= set(re.findall(r'{%\s*icon "([^"]+)"', source))
        named |= set(re.findall(r'\b(?:icon|icon_after)="([^"]+)"', source))
    assert named - sprite_names() == set()


def test_a_commodity_without_a_drawing_gets_a_sprout():
    assert draw('{% illustration "chua-ai-ve" %}').img["src"].endswith(portal.UNDRAWN_COMMODITY)
    assert finders.find(portal.UNDRAWN_COMMODITY)


def test_a_drawing_has_its_size_and_alternative_text():
    img = draw('{% illustration "cam-sanh" size=64 alt="Cam sành" %}').img
    assert (img["width"], img["height"], img["alt"]) == ("64", "64", "Cam sành")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", {"/": "page"}),
        ("/mua-vu/", {"/mua-vu/": "page"}),
        ("/mua-vu/vai-thieu/", {"/mua-vu/": "true"}),
        ("/dang-nhap/", {}),
    ],
)
def test_the_navigation_marks_where_we_are(rf, path, expected):
    soup = draw("{% main_nav %}", request=rf.get(path))
    assert {a["href"]: a["aria-current"] for a in soup.find_all("a", attrs={"aria-current": True})} == expected


def test_the_navigation_draws_without_a_request():
    assert len(draw("{% main_nav %}").find_all("a")) == len(portal.NAV)


def test_a_notice_keeps_the_html_given_and_escapes_its_title():
    soup = draw('{% notice "warn" title=title %}<p>Thân</p>{% endnotice %}', title="<b>")
    assert soup.select_one(".notice--warn .notice__title").text == "<b>"
    assert soup.select_one(".notice__body > p:not([class])").text == "Thân"


def test_a_table_can_be_scrolled_by_keyboard_and_is_named():
    wrap = draw('{% table "Hộ theo tỉnh" %}<tbody></tbody>{% endtable %}').select_one(".table-wrap")
    assert (wrap["tabindex"], wrap["role"], wrap["aria-label"]) == ("0", "region", "Hộ theo tỉnh")
    assert wrap.table.caption.text == "Hộ theo tỉnh"


@pytest.mark.parametrize(
    "filter_name", ["vnd", "vnd_short", "volume", "weight", "number", "percent", "phone", "shortdate", "moment"]
)
def test_filters_write_nothing_for_nothing(filter_name):
    assert draw("{{ value|" + filter_name + " }}", value=None).text == ""


def test_filters_write_zero():
    assert draw("{{ value|volume }}", value=0).text == "0\u00a0kg"


def test_a_wrong_field_says_so_beside_its_control():
    form = style.SampleForm({"phone": "", "price": "mười"})
    soup = draw("{{ form.price.as_field_group }}", form=form)
    control = soup.find("input")
    error = soup.find(id="id_price_error")
    assert "Giá ghi bằng số" in error.text
    assert control["aria-invalid"] == "true"
    assert control["aria-describedby"].split() == ["id_price_helptext", "id_price_error"]
    assert soup.find("label")["for"] == control["id"]
    assert soup.select_one(".field__unit").text == "đ"


def test_a_group_of_choices_is_a_fieldset_described_by_its_error():
    soup = draw("{{ form.when.as_field_group }}", form=style.SampleForm({}))
    assert soup.fieldset["aria-describedby"] == "id_when_error"
    assert soup.legend.text.strip() == "Bao giờ thu hoạch?"
    assert len(soup.find_all("input", type="radio")) == 3


def test_the_summary_leads_to_every_wrong_field():
    soup = draw("{{ form }}", form=style.SampleForm({}))
    targets = {a["href"].removeprefix("#") for a in soup.select("[data-error-summary] a")}
    assert targets == {"id_phone", "id_price", "id_province", "id_when", "id_agree"}
    assert all(soup.find(id=target) for target in targets)


def test_a_form_draws_its_hidden_fields_and_their_errors():
    class Hidden(forms.Form):
        token = forms.CharField(widget=forms.HiddenInput, error_messages={"required": "Trang đã cũ, hãy tải lại."})

    soup = draw("{{ form }}", form=Hidden({}))
    assert soup.find("input", type="hidden")["name"] == "token"
    assert "Trang đã cũ" in soup.select_one("[data-error-summary]").text


@pytest.mark.parametrize(
    "name", ["400.html", "403.html", "404.html", "403_csrf.html", "429.html", "500.html", "offline.html"]
)
def test_error_pages_draw_without_a_request(name):
    soup = BeautifulSoup(render_to_string(name), "html.parser")
    assert soup.html["lang"] == "vi"
    assert len(soup.find_all("h1")) == 1
    assert "undefined" not in soup.text


@pytest.mark.parametrize("address", ["/_kieu-dang/", "/_kieu-dang/?ban"])
def test_the_style_page_draws_every_component_with_nothing_undefined(rf, address):
    html = style.style_page(rf.get(address)).content.decode()
    assert "undefined" not in html
    assert 'style="' not in html


def test_fonts_are_left_out_to_save_data():
    assert "plain-type" not in render_to_string("404.html")
    assert '<html lang="vi" class="plain-type">' in render_to_string("404.html", {"save_data": True})


def test_no_template_carries_inline_script_or_style_and_none_is_long():
    for path in TEMPLATES.rglob("*.html"):
        source = path.read_text()
        assert len(source.splitlines()) <= 120, path
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", source), path
