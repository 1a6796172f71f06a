"""Calendars and Atom, read back by parsers and line by line as RFC 5545 and RFC 4287 ask."""

import dataclasses
import datetime as dt
import re
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.utils import timezone
from icalendar import Calendar

from harvests import feeds, operations
from harvests.models import Watch
from portal1034.commodities.models import ReferenceSeason, SeasonNotice
from portal1034.regions.models import Province
from tests.factories.accounts import UserFactory
from tests.factories.harvests import HarvestFactory, commodity_of
from tests.factories.households import VerifiedHouseholdFactory

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
TOKEN = re.compile(rb"/theo-doi/([0-9a-f]{32})/")


@pytest.fixture
def litchi():
    return commodity_of("vai-thieu")


@pytest.fixture
def bac_giang():
    return Province.objects.get(code="24")


def declared(households: int) -> None:
    today = timezone.localdate()
    for _time in range(households):
        HarvestFactory(
            household=VerifiedHouseholdFactory(name="Hộ Nói Riêng"), starts_on=today, ends_on=today + dt.timedelta(9)
        )


@pytest.fixture
def watch(litchi, bac_giang) -> Watch:
    return operations.watch(user=UserFactory(), commodity=litchi, province=bac_giang)


def strictly_read(body: bytes) -> dict[str, list[str]]:
    """Check every line as RFC 5545 3.1 asks, unfold, and return the properties of the calendar and each event."""
    assert body.endswith(b"\r\n")
    lines = body.split(b"\r\n")[:-1]
    for line in lines:
        assert len(line) <= 75, line
        assert b"\n" not in line
        assert b"\r" not in line
        line.decode()  # never folded inside a letter
    unfolded = body.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]
    assert unfolded[0] == "BEGIN:VCALENDAR"
    assert unfolded[-1] == "END:VCALENDAR"
    head = unfolded[: unfolded.index("BEGIN:VEVENT")] if "BEGIN:VEVENT" in unfolded else unfolded
    for needed in ("VERSION:2.0", "PRODID:", "METHOD:PUBLISH", "X-WR-CALNAME:"):
        assert sum(line.startswith(needed) for line in head) == 1, needed
    events, inside = [], None
    for line in unfolded:
        if line == "BEGIN:VEVENT":
            inside = []
        elif line == "END:VEVENT":
            events.append(inside)
            inside = None
        elif inside is not None:
            assert re.match(r"[A-Z-]+[;:]", line), line
            inside.append(line)
    for event in events:
        names = [re.split(r"[;:]", line)[0] for line in event]
        for needed in ("UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "SEQUENCE", "LAST-MODIFIED"):
            assert names.count(needed) == 1, (needed, event)
        assert any(re.fullmatch(r"DTSTAMP:\d{8}T\d{6}Z", line) for line in event)
        assert any(re.fullmatch(r"DTSTART;VALUE=DATE:\d{8}", line) for line in event)
    return events


def test_a_calendar_is_read_by_a_parser_and_line_by_line(client, watch, litchi, bac_giang):
    declared(3)
    today = timezone.localdate()
    SeasonNotice.objects.create(
        commodity=litchi, province=bac_giang, kind="opening", title="Mở vụ; giá, chợ \\ và một tiêu đề rất dài " * 3,
        body="Dòng một\nDòng hai", starts_on=today, ends_on=today, published_at=timezone.now(),
    )  # fmt: skip
    answer = client.get(f"/theo-doi/{watch.token}/lich.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    events = strictly_read(answer.content)
    calendar = Calendar.from_ical(answer.content)
    read = {str(event["UID"]): event for event in calendar.walk("VEVENT")}
    assert len(read) == len(events)
    season = ReferenceSeason.objects.get(commodity=litchi, province=bac_giang, kind="main")
    assert any(uid.startswith(f"mua-vu-{season.pk}-") for uid in read)
    harvest = read[f"thu-hoach-{litchi.pk}-{bac_giang.pk}@cong1034"]
    assert (harvest.decoded("dtstart"), harvest.decoded("dtend")) == (today, today + dt.timedelta(10))
    assert "3 hộ" in str(harvest["DESCRIPTION"])
    notice = next(event for uid, event in read.items() if uid.startswith("thong-bao"))
    assert str(notice["SUMMARY"]).startswith("Mở vụ; giá, chợ \\ và")
    assert str(notice["DESCRIPTION"]) == "Dòng một\nDòng hai"


def test_fewer_than_three_households_are_told_to_nobody_and_never_by_name(client, watch):
    declared(2)
    body = client.get(f"/theo-doi/{watch.token}/lich.ics").content.decode()
    assert "thu-hoach" not in body
    declared(1)
    cache.clear()
    body = client.get(f"/theo-doi/{watch.token}/lich.ics").content.decode()
    assert "thu-hoach" in body
    assert "Nói Riêng" not in body


def test_the_same_news_are_the_same_bytes_and_a_change_grows_the_sequence(litchi, bac_giang):
    declared(3)
    today = timezone.localdate()

    def calendar() -> bytes:
        return feeds.as_calendar("Mùa", feeds.entries_of(litchi, bac_giang, today))

    first = calendar()
    assert first == calendar()
    entry = feeds.harvests(litchi, bac_giang, today)[0]
    later = dataclasses.replace(entry, changed_at=entry.changed_at + dt.timedelta(hours=1))
    numbers = [
        int(Calendar.from_ical(feeds.as_calendar("Mùa", [one])).walk("VEVENT")[0]["SEQUENCE"]) for one in (entry, later)
    ]
    assert numbers[1] > numbers[0] > 0
    assert numbers[1] < 2**31


def test_atom_has_what_rfc_4287_requires(client, watch):
    declared(3)
    answer = client.get(f"/theo-doi/{watch.token}/atom.xml")
    assert answer["Content-Type"].startswith("application/atom+xml")
    root = ElementTree.fromstring(answer.content)  # noqa: S314 (our own)
    assert root.tag == f"{ATOM}feed"
    for needed in ("id", "title", "updated"):
        assert len(root.findall(f"{ATOM}{needed}")) == 1
    assert root.find(f"{ATOM}author/{ATOM}name").text
    assert any(link.get("rel") == "self" for link in root.findall(f"{ATOM}link"))
    entries = root.findall(f"{ATOM}entry")
    assert entries
    assert len({entry.find(f"{ATOM}id").text for entry in entries}) == len(entries)
    for entry in entries:
        for needed in ("id", "title", "updated"):
            assert len(entry.findall(f"{ATOM}{needed}")) == 1
        assert dt.datetime.fromisoformat(entry.find(f"{ATOM}updated").text).tzinfo
        assert entry.find(f"{ATOM}link").get("href").startswith("http")


def test_an_unchanged_calendar_is_304_few_queries_and_no_robot(client, watch, django_assert_max_num_queries):
    url = f"/theo-doi/{watch.token}/lich.ics"
    with django_assert_max_num_queries(4):
        first = client.get(url)
    with django_assert_max_num_queries(1):
        again = client.get(url, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert first["X-Robots-Tag"] == "noindex, nofollow"
    assert first["Cache-Control"].startswith("private")


def test_a_token_is_long_and_a_renewed_one_ends_the_old_address(client, watch):
    assert re.fullmatch(r"[0-9a-f]{32}", watch.token)
    old = f"/theo-doi/{watch.token}/lich.ics"
    assert client.get(old).status_code == 200
    renewed = operations.renew_token(watch=watch)
    assert client.get(old).status_code == 404
    assert client.get(f"/theo-doi/{renewed.token}/lich.ics").status_code == 200
    assert client.get("/theo-doi/" + "0" * 32 + "/atom.xml").status_code == 404


def test_everybody_follows_a_commodity_from_its_page(client):
    page = client.get("/mua-vu/vai-thieu/?tinh=bac-giang").content.decode()
    assert "/mua-vu/vai-thieu/lich.ics?tinh=bac-giang" in page
    assert "/theo-doi/?loai=vai-thieu" in page
    for url in ("/mua-vu/vai-thieu/lich.ics?tinh=bac-giang", "/mua-vu/vai-thieu/lich.ics"):
        answer = client.get(url)
        assert answer.status_code == 200
        assert strictly_read(answer.content)
        assert client.get(url, headers={"if-none-match": answer["ETag"]}).status_code == 304
    atom = client.get("/mua-vu/vai-thieu/atom.xml?tinh=bac-giang").content
    assert ElementTree.fromstring(atom).tag == f"{ATOM}feed"  # noqa: S314 (our own)
    assert client.get("/mua-vu/vai-thieu/lich.ics?tinh=khong-co").status_code == 404
    assert client.get("/mua-vu/khong-co/lich.ics").status_code == 404
