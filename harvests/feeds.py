"""What happens with a commodity at a place, as entries for calendars (iCalendar) and readers (Atom).

`entries_of` asks every function of SOURCES, one query each; another kind of news is one more function there. Harvests
are told only in sum, and only from three households on, so that no entry is about one family.
"""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Max, Min, Sum
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from harvests.models import Harvest
from portal1034.commodities.dekads import Dekad, dekad_label
from portal1034.commodities.models import Commodity, ReferenceSeason, SeasonNotice
from portal1034.core.formatting import volume
from portal1034.regions.models import Province

LEAST_HOUSEHOLDS = 3
AT_MOST = 200
DAYS_AHEAD = 366
NOTICES_SINCE = dt.timedelta(days=60)
AUTHOR = "Cổng 1034"
# Minutes, so that SEQUENCE stays a small growing number.
_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing from `starts_on` to `ends_on`, both days in it; `uid` names it for ever, `changed_at` is aware."""

    uid: str
    title: str
    text: str
    starts_on: dt.date
    ends_on: dt.date
    changed_at: dt.datetime
    url: str


def entries_of(commodity: Commodity | None, province: Province | None, today: dt.date) -> list[Entry]:
    """Everything to tell, soonest first; one query a source."""
    found = [entry for source in SOURCES for entry in source(commodity, province, today)]
    return sorted(found, key=lambda entry: (entry.starts_on, entry.uid))


def _narrowed(rows, commodity: Commodity | None, province: Province | None):
    rows = rows.filter(commodity=commodity) if commodity else rows
    return rows.filter(province=province) if province else rows


def seasons(commodity: Commodity | None, province: Province | None, today: dt.date) -> list[Entry]:
    """When it is usually ripe, this year and the next."""
    rows = _narrowed(ReferenceSeason.objects.select_related("commodity", "province"), commodity, province)
    entries = []
    for season in rows.order_by("pk")[:AT_MOST]:
        for year in (today.year - 1, today.year, today.year + 1):
            first = Dekad(year, season.start)
            last = first.next((season.end - season.start) % 36)
            if last.end < today or (first.start - today).days > DAYS_AHEAD:
                continue
            entries.append(
                Entry(
                    uid=f"mua-vu-{season.pk}-{year}",
                    title=_("Mùa %(crop)s ở %(place)s") % _names(season.commodity, season.province),
                    text=_("Thường lệ, rộ nhất %(peak)s. Căn cứ: %(basis)s.")
                    % {"peak": dekad_label(season.peak), "basis": season.basis},
                    starts_on=first.start,
                    ends_on=last.end,
                    changed_at=dt.datetime(year, 1, 1, tzinfo=dt.UTC),
                    url=_url(season.commodity, season.province),
                )
            )
    return entries


def harvests(commodity: Commodity | None, province: Province | None, today: dt.date) -> list[Entry]:
    """What households declared, a sum for each commodity and province."""
    rows = _narrowed(Harvest.objects.public().not_over(today), commodity, province).order_by()
    sums = (
        rows.values("commodity", "province")
        .annotate(
            households=Count("household", distinct=True),
            kg=Sum("volume_kg"),
            first=Min("starts_on"),
            last=Max("ends_on"),
            changed=Max("updated_at"),
            crop=Min("commodity__name"),
            slug=Min("commodity__slug"),
            place=Min("province__short_name"),
            place_slug=Min("province__slug"),
        )
        .filter(households__gte=LEAST_HOUSEHOLDS)
        .order_by("first", "commodity", "province")[:AT_MOST]
    )
    return [
        Entry(
            uid=f"thu-hoach-{row['commodity']}-{row['province']}",
            title=_("%(crop)s ở %(place)s: %(kg)s") % {**row, "kg": volume(row["kg"])},
            text=_("%(households)s hộ đã khai, %(kg)s.") % {"households": row["households"], "kg": volume(row["kg"])},
            starts_on=row["first"],
            ends_on=row["last"],
            changed_at=row["changed"],
            url=_address(row["slug"], row["place_slug"]),
        )
        for row in sums
    ]


def notices(commodity: Commodity | None, province: Province | None, today: dt.date) -> list[Entry]:
    """Official words about the season, in force or to come."""
    rows = SeasonNotice.objects.published().filter(ends_on__gte=today).select_related("commodity", "province")
    rows = rows.for_commodity(commodity) if commodity else rows
    rows = rows.for_province(province) if province else rows
    return [
        Entry(
            uid=f"thong-bao-{notice.pk}",
            title=notice.title,
            text=notice.body,
            starts_on=notice.starts_on,
            ends_on=notice.ends_on,
            changed_at=notice.published_at,
            url=_url(notice.commodity, notice.province),
        )
        for notice in rows.order_by("-published_at", "-pk")[:AT_MOST]
    ]


SOURCES = [seasons, harvests, notices]


def _names(commodity: Commodity, province: Province) -> dict:
    return {"crop": commodity.name.lower(), "place": province.short_name}


def _url(commodity: Commodity, province: Province | None) -> str:
    return _address(commodity.slug, province.slug if province else "")


def _address(slug: str, place: str) -> str:
    url = f"{settings.PUBLIC_URL}{reverse('harvests:commodity', args=[slug])}"
    return f"{url}?tinh={place}" if place else url


def feed_title(commodity: Commodity | None, province: Province | None) -> str:
    crop = commodity.name if commodity else _("Mọi nông sản")
    return _("Mùa vụ: %(crop)s, %(place)s") % {"crop": crop, "place": province.short_name if province else _("cả nước")}


def as_calendar(title: str, entries: list[Entry]) -> bytes:
    """RFC 5545: all-day events, CRLF, folded at 75 octets. The same entries give the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", "-//Cong 1034//Mua vu//VI")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", title)
    calendar.add("x-wr-timezone", "Asia/Ho_Chi_Minh")
    for entry in entries:
        event = Event()
        changed = entry.changed_at.astimezone(dt.UTC).replace(microsecond=0)
        event.add("uid", f"{entry.uid}@cong1034")
        event.add("dtstamp", changed)
        event.add("last-modified", changed)
        event.add("sequence", int(changed.timestamp()) // _MINUTE)
        event.add("dtstart", entry.starts_on)
        event.add("dtend", entry.ends_on + dt.timedelta(days=1))  # DTEND is the first day after
        event.add("summary", entry.title)
        if entry.text:
            event.add("description", entry.text)
        event.add("url", entry.url)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return calendar.to_ical()


def as_atom(title: str, entries: list[Entry], *, page_url: str, feed_url: str) -> str:
    """RFC 4287, the last changed first."""
    feed = Atom1Feed(
        title=title, link=page_url, description="", language="vi", author_name=AUTHOR, feed_url=feed_url,
        feed_guid=feed_url,
    )  # fmt: skip
    for entry in sorted(entries, key=lambda entry: entry.changed_at, reverse=True):
        feed.add_item(
            title=entry.title,
            link=entry.url,
            description=entry.text,
            unique_id=f"tag:cong1034,2026:{entry.uid}",
            pubdate=entry.changed_at,
            updateddate=entry.changed_at,
        )
    return feed.writeString("utf-8")
