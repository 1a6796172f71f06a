"""Guides, answers, standing pages: what people read, and how an editor changes it."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from news.enums import PageCode
from news.models import Answer, Guide, StandingPage
from portal1034.accounts.enums import Role
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    client.force_login(UserFactory(role=Role.EDITOR))
    return client


def test_every_guide_opens_with_its_steps_in_order_and_can_be_printed(client):
    for guide in Guide.objects.prefetch_related("steps"):
        page = BeautifulSoup(client.get(guide.get_absolute_url()).content, "html.parser")
        titles = [h.get_text() for h in page.select(".guide__step h2")]
        assert titles == [step.title for step in guide.steps.all()]
        assert page.select_one("[data-print]")
        assert not [img for img in page.select(".guide__step img") if "undrawn" in img["src"]]


def test_a_guide_makes_few_queries_however_many_steps(client, django_assert_max_num_queries):
    url = Guide.objects.get(slug="ban-tren-hai-san").get_absolute_url()
    with django_assert_max_num_queries(3):
        client.get(url)


def test_a_guide_is_found_by_what_its_steps_say():
    assert Guide.objects.matching("quay lung ve mat troi")[0].slug == "chup-anh-dep"


@pytest.mark.parametrize("code", PageCode.values)
def test_every_standing_page_is_there_in_both_languages(client, code):
    page = StandingPage.objects.get(code=code)
    assert page.title in client.get(page.get_absolute_url()).content.decode()
    assert page.title_en
    assert page.body_en


def test_every_answer_opens_without_javascript_and_says_something(client):
    page = BeautifulSoup(client.get(reverse("news:answers")).content, "html.parser")
    assert len(page.select("details.answer")) == Answer.objects.count()
    assert all(d.select_one(".prose").get_text(strip=True) for d in page.select("details.answer"))


def test_the_map_of_the_site_leads_to_pages_that_are_there(client):
    page = BeautifulSoup(client.get(reverse("news:site_map")).content, "html.parser")
    for link in page.select("main a"):
        assert client.get(link["href"]).status_code in {200, 302}, link["href"]


def test_an_editor_changes_a_page_and_the_reader_sees_it_cleaned(editor, client, django_capture_on_commit_callbacks):
    page = StandingPage.objects.get(code=PageCode.CONTACT)
    url = reverse("admin:news_standingpage_change", args=[page.pk])
    body = "<p>Gọi Sở.</p><script>alert(1)</script>"
    with django_capture_on_commit_callbacks(execute=True):
        editor.post(url, {"title": "Liên hệ mới", "summary": "Một câu.", "body": body})
    editor.logout()
    shown = client.get(page.get_absolute_url()).content.decode()
    assert "Liên hệ mới" in shown
    assert "Gọi Sở." in shown
    assert "alert(1)" not in shown


def test_a_standing_page_is_neither_added_nor_deleted(editor):
    page = StandingPage.objects.first()
    assert editor.get(reverse("admin:news_standingpage_add")).status_code == 403
    assert editor.post(reverse("admin:news_standingpage_delete", args=[page.pk])).status_code == 403


def steps(*rows) -> dict:
    data = {"steps-TOTAL_FORMS": len(rows), "steps-INITIAL_FORMS": 0}
    for n, row in enumerate(rows):
        data |= {f"steps-{n}-{name}": value for name, value in row.items()}
    return data


def test_an_editor_writes_a_guide_with_its_steps(editor, client):
    told = {"title": "Phơi hạt", "slug": "phoi-hat", "audience": "household", "summary": "Khô đều.", "position": 9}
    rows = steps(
        {"position": 1, "title": "Trải mỏng", "body": "Hai phân."}, {"position": 2, "title": "Đảo", "body": "x"}
    )
    editor.post(reverse("admin:news_guide_add"), {**told, **rows, "is_shown": "on"})
    guide = Guide.objects.get(slug="phoi-hat")
    assert [step.title for step in guide.steps.all()] == ["Trải mỏng", "Đảo"]
    assert Guide.objects.matching("trai mong")[0] == guide
    assert "Phơi hạt" in client.get(reverse("news:guides")).content.decode()


def test_every_drawing_that_a_guide_names_is_drawn_small_and_named(client):
    named = {step.drawing for guide in Guide.objects.prefetch_related("steps") for step in guide.steps.all()} - {""}
    drawn = {path.stem: path for path in Path("static/img/guides").glob("*.svg")}
    assert named == set(drawn)
    for path in drawn.values():
        assert path.stat().st_size <= 4096
        root = ElementTree.parse(path).getroot()  # noqa: S314 - our own
        assert root[0].tag.endswith("title")
        assert root[0].text
        assert root.get("viewBox") == "0 0 320 200"
        assert not [node for node in root.iter() if "script" in node.tag or any("href" in name for name in node.attrib)]


def test_a_guides_steps_show_their_drawings(client):
    page = BeautifulSoup(client.get("/huong-dan/dong-goi-vai-thieu/").content, "html.parser")
    assert [img["src"].rpartition("/")[2].partition(".")[0] for img in page.select(".guide__step img")] == [
        "hai-som",
        "lam-mat",
        "xep-thung",
        "dan-nhan",
        "gui-di",
    ]
