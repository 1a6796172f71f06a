"""One announcement on the home page: shown on its days, one at a time, written by editors."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from news.models import Announcement
from tests.factories.accounts import OfficerFactory
from tests.factories.news import EditorFactory

pytestmark = pytest.mark.django_db
ADD = reverse("admin:news_announcement_add")


def make(first: int = 0, last: int = 0, **words) -> Announcement:
    """Days are counted from today."""
    today = timezone.localdate()
    told = {"title": "Bão gần bờ, hái sớm", "sentence": "Hộ ven biển báo lại ngày.", "link": "/mua-vu/", **words}
    return Announcement.objects.create(
        starts_on=today + timedelta(days=first), ends_on=today + timedelta(days=last), **told
    )


def shown(client, path: str = "/"):
    return BeautifulSoup(client.get(path).content, "html.parser").select_one(".announcement")


@pytest.mark.parametrize(("first", "last", "there"), [(0, 0, True), (-3, 0, True), (1, 2, False), (-2, -1, False)])
def test_it_is_told_from_its_first_day_to_its_last(client, first, last, there):
    make(first, last)
    assert bool(shown(client)) is there


def test_it_leads_where_the_editor_says_and_speaks_english_where_written(client):
    make(title_en="Storm near the coast", sentence_en="Harvest early.")
    assert shown(client).a["href"] == "/mua-vu/"
    english = shown(client, "/en/")
    assert "Storm near the coast" in english.text
    assert (english["lang"], english.a["href"]) == ("en", "/en/mua-vu/")


def test_what_was_written_in_vietnamese_only_says_so_to_english_readers(client):
    make(title_en="")
    assert shown(client, "/en/")["lang"] == "vi"


def test_no_two_on_one_day_whatever_way_they_come(client):
    make(0, 5)
    with pytest.raises(IntegrityError), transaction.atomic():
        make(5, 9)
    client.force_login(EditorFactory())
    day = timezone.localdate()
    page = client.post(ADD, {"title": "Khác", "starts_on": day, "ends_on": day}).content.decode()
    assert "đã có một thông báo khác" in page
    assert 'value="Khác"' in page


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "//ke-gian.example", "/\\ke-gian.example", "http://x.vn", "mua vu"]
)
def test_a_link_that_is_none_is_told_beside_the_field(link):
    wrong = Announcement(title="x", link=link, starts_on=date(2026, 1, 1), ends_on=date(2026, 1, 2))
    with pytest.raises(ValidationError, match="trang của cổng"):
        wrong.full_clean()


def test_days_in_the_wrong_order_are_told():
    wrong = Announcement(title="x", starts_on=date(2026, 1, 2), ends_on=date(2026, 1, 1))
    with pytest.raises(ValidationError, match="Ngày cuối"):
        wrong.full_clean()


def test_an_editor_writes_one_and_home_shows_it_at_once(client, django_capture_on_commit_callbacks):
    assert shown(client) is None
    client.force_login(EditorFactory())
    day = timezone.localdate()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(ADD, {"title": "Mới", "starts_on": day, "ends_on": day}).status_code == 302
    client.logout()
    client.cookies.clear()
    assert "Mới" in shown(client).text


def test_an_officer_announces_nothing_on_the_home_page(client):
    client.force_login(OfficerFactory())
    assert client.get(ADD).status_code == 403
