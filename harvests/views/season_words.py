"""What the season's pages say in words: the answer first, then rows, feasts, coverage, notices."""

import datetime as dt
import html
from collections.abc import Iterable

from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape, format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from harvests.calendar import Season, SeasonRow, Year, read_season
from harvests.drawing import draw_strip, weight_text
from harvests.filters import SeasonQuery
from harvests.lunar import NEW_YEAR, Feast, feasts_between
from harvests.places import Geography
from harvests.present import Accuracy, Coverage, band
from portal1034.commodities.dekads import DEKADS_A_YEAR, format_dekad
from portal1034.commodities.enums import NoticeKind
from portal1034.commodities.models import Commodity
from portal1034.core.formatting import month_name, number, percent, short_date, vnd
from portal1034.core.kept import in_each_language
from portal1034.regions.names import lower_first

ROW = "components/_season_row.html"
ANSWERED = 3
NOTICES_SHOWN = 3
FEAST_DAYS_AHEAD = 120


def capitalise(text: str) -> str:
    return text[:1].upper() + text[1:]


def heading(query: SeasonQuery, season: Season) -> str:
    names = {"place": query.place.name, "count": len(season.ripe)}
    if query.words:
        return _("Lịch mùa vụ: “%s”") % query.words
    if season.ripe and query.dekad != query.year.today:
        names["dekad"] = capitalise(query.dekad.label)
        names["place"] = query.place.name_in_sentence
        said = ngettext(
            "%(dekad)s, %(place)s thu hoạch %(count)s loại nông sản",
            "%(dekad)s, %(place)s thu hoạch %(count)s loại nông sản",
            len(season.ripe),
        )
        return said % names
    if season.ripe:
        said = ngettext(
            "%(place)s đang thu hoạch %(count)s loại nông sản",
            "%(place)s đang thu hoạch %(count)s loại nông sản",
            len(season.ripe),
        )
        return said % names
    return _("Lịch mùa vụ %s") % query.place.name_in_sentence


def map_title(query: SeasonQuery, crop: Commodity | None = None) -> str:
    if crop is None:
        return _("Số loại nông sản đang thu hoạch, %s") % query.dekad.label
    return _("%(crop)s đã khai, %(dekad)s") % {"crop": crop.name, "dekad": query.dekad.label}


def answer(query: SeasonQuery, season: Season) -> SafeString | str:
    """What is ripe here then, and does anyone want it: one sentence, the fullest first."""
    if not season.ripe:
        usual = [lower_first(row.name) for row in season.rows if row.is_usual]
        if not usual:
            return _("Chưa hộ nào khai thu hoạch lúc này.") if season.rows else ""
        return _("Chưa hộ nào khai. Lúc này thường có %s.") % _listing(usual)
    said = [
        (query.address(row.url, q=None, tat_ca=None), row.name, weight_text(row.supply_now), wanted(row))
        for row in season.ripe[:ANSWERED]
    ]
    more = len(season.ripe) - len(said)
    stops = [";"] * (len(said) - 1) + [";" if more else "."]
    parts = [(*part, stop) for part, stop in zip(said, stops, strict=True)]
    sentence = format_html_join(" ", '<span><a href="{}">{}</a> <b>{}</b>, {}{}</span>', parts)
    return format_html(_("{} và {} loại khác."), sentence, more) if more else sentence


def answer_there(asked: str) -> tuple[str, str, str]:
    """The calendar's heading, its answer as plain text and its address, for what its address asks ("tinh=…&ky=…")."""
    query = SeasonQuery.read(reverse("harvests:calendar"), QueryDict(asked), timezone.localdate())
    season = read_season(year=query.year, geography=query.geography, place=query.place)
    return heading(query, season), html.unescape(strip_tags(answer(query, season))), query.address()


def wanted(row: SeasonRow) -> str:
    """Whether anyone wants what is ripe now: from there, or from anywhere."""
    requests = row.present.request_count + row.present.requests_anywhere
    if not row.wanted_now and not requests:
        return _("chưa ai hỏi mua")
    return _("cần mua %s") % weight_text(row.wanted_now)


def _listing(names: list[str]) -> str:
    shown = ", ".join(names[:ANSWERED])
    more = len(names) - ANSWERED
    return _("%(names)s và %(more)s loại khác") % {"names": shown, "more": more} if more > 0 else shown


def listed(row: SeasonRow, query: SeasonQuery) -> dict:
    """What components/_season_row.html draws."""
    place = list(row.places)
    if row.is_ripe:
        figure, until = weight_text(row.supply_now), _("đến %s") % row.until.label
        place.append(wanted(row))
    else:
        figure = weight_text(row.total_kg) if row.total_kg else _("chưa khai báo")
        until = _("từ %s") % row.begins.label if row.begins else _("chưa rõ khi nào")
        if row.is_usual and not row.total_kg:
            until = _("thường đang vụ")
    return {
        "name": row.name,
        "url": query.address(row.url, q=None, tat_ca=None),
        "place": " · ".join(place),
        "figure": figure,
        "until": until,
        "strip": draw_strip(row.supply_kg, today_index=query.year.today.index, label=""),
        "warning": _("Nguy cơ ùn ứ, cần người mua") if row.is_glut else "",
    }


def draw_listed(rows: Iterable[SeasonRow], query: SeasonQuery) -> SafeString:
    """Rows of a list as a phone shows it, each drawn once for as long as it stays what it is."""
    key = ("listed", *query.carried)
    drawn = [row.drawn(key, lambda row=row: render_to_string(ROW, listed(row, query))) for row in rows]
    return mark_safe("".join(drawn))  # noqa: S308 (templates escape)


def notices(season: Season, query: SeasonQuery) -> list[tuple[str, str, str, bool]]:
    """Official notices in force, of the best rows: (crop, title, address, whether it warns of fakes)."""
    told = [row for row in season.rows if row.notice][:NOTICES_SHOWN]
    return [
        (row.name, row.notice, query.address(row.url, q=None, tat_ca=None), row.notice_kind == NoticeKind.COUNTERFEIT)
        for row in told
    ]


def coverage_text(season: Season) -> str:
    """How much of what is usually ripe in the dekad somebody has declared."""
    usual = [row for row in season.rows if row.usual_in]
    pairs, declared = sum(len(row.usual_in) for row in usual), sum(row.usual_declared for row in usual)
    harvests = sum(row.present.harvest_count for row in season.rows)
    if not harvests:
        return ""
    provinces = len(season.ripe_in)
    said = _("%(harvests)s đợt thu hoạch ở %(provinces)s tỉnh đã khai cho kỳ này.") % {
        "harvests": number(harvests),
        "provinces": provinces,
    }
    if not pairs:
        return said
    more = _("Trong %(usual)s vụ thường lệ (một nông sản ở một tỉnh), %(share)s đã có hộ khai.") % {
        "usual": pairs,
        "share": percent(declared / pairs),
    }
    return f"{said} {more}"


# ---- feasts ----


@in_each_language(16)
def feast_marks(year: Year) -> tuple[tuple[int, str], ...]:
    """For the calendar's header: (index 1..36, "Tết Nguyên đán 6/2/2027")."""
    feasts = feasts_between(year.first.start, year.last.end)
    return tuple((feast.dekad.index, f"{capitalise(str(feast.name))} {short_date(feast.day)}") for feast in feasts)


@in_each_language(16)
def next_feast(today: dt.date) -> str:
    """ "Còn 12 ngày nữa đến Tết Nguyên đán (6/2)."; "" where none is near."""
    ahead = feasts_between(today, today + dt.timedelta(days=FEAST_DAYS_AHEAD))
    if not ahead:
        return ""
    said = feast_words(ahead[0], today)
    tet = next((feast for feast in ahead[1:] if feast.name == NEW_YEAR), None)
    return f"{said} {feast_words(tet, today)}" if tet else said


def feast_words(feast: Feast, today: dt.date) -> str:
    left = (feast.day - today).days
    words = {"left": left, "name": feast.name, "day": short_date(feast.day, today)}
    if not left:
        return _("Hôm nay là %(name)s.") % words
    said = ngettext(
        "Còn %(left)s ngày nữa đến %(name)s (%(day)s).", "Còn %(left)s ngày nữa đến %(name)s (%(day)s).", left
    )
    return said % words


# ---- how sure ----


def coverage_words(coverage: Coverage) -> str:
    if not coverage.households:
        return ""
    return _("%(households)s hộ ở %(provinces)s tỉnh đã khai cho kỳ này.") % {
        "households": number(coverage.households),
        "provinces": coverage.provinces,
    }


def band_words(supply_kg: int, coverage: Coverage, accuracy: Accuracy | None) -> str:
    """The confidence band and what it comes from; "" without any supply."""
    stated = sum(coverage.kg_by_freshness.values())
    if not supply_kg or not stated:
        return ""
    low, high = band(supply_kg, coverage, accuracy)
    fresh = coverage.kg_by_freshness["fresh"] / stated
    said = _("Thực thu có thể từ %(low)s đến %(high)s: %(fresh)s sản lượng mới được hộ xác nhận trong 10 ngày.") % {
        "low": weight_text(low),
        "high": weight_text(high),
        "fresh": percent(fresh),
    }
    if accuracy is None:
        return said
    past = _("Các vụ trước ở đây thu đạt %(share)s so với khai (%(households)s hộ báo).") % {
        "share": percent(accuracy.share),
        "households": accuracy.households,
    }
    return f"{said} {past}"


def price_words(coverage: Coverage) -> str:
    """The prices that households ask; "" below three households that say one."""
    if coverage.least_vnd is None:
        return ""
    if coverage.least_vnd == coverage.most_vnd:
        return _("Giá hộ đưa ra: %s/kg.") % vnd(coverage.least_vnd)
    return _("Giá hộ đưa ra: từ %(least)s đến %(most)s/kg.") % {
        "least": vnd(coverage.least_vnd),
        "most": vnd(coverage.most_vnd),
    }


# ---- dekads ----


def years_text(year: Year) -> str:
    """Which months of the grid are next year's: a reader in November must not take May for the one gone by."""
    first, last = year.first, year.last
    if first.year == last.year:
        return ""
    return _("Các tháng %(from)s–12 là năm %(this)s, tháng 1–%(to)s là năm %(next)s.") % {
        "from": month_name(first.month).removeprefix("tháng "),
        "this": first.year,
        "to": month_name(last.month).removeprefix("tháng "),
        "next": last.year,
    }


def options(query: SeasonQuery) -> dict[str, SafeString]:
    """The options of the selects of places and of dekads, as every page of the season has them."""
    return _all_options(query.geography, query.place.slug, query.year, timezone.localdate())


@in_each_language(64)
def _all_options(geography: Geography, place: str, year: Year, today: dt.date) -> dict[str, SafeString]:
    dekads = (
        (f"{capitalise(dekad.label)} ({short_date(dekad.start, today)})", format_dekad(dekad.index))
        for dekad in (year.first.next(step) for step in range(DEKADS_A_YEAR))
    )
    groups = ((_("Vùng"), geography.zones), (_("Tỉnh"), geography.units))
    places = "".join(
        f'<optgroup label="{escape(label)}">{_options(((p.name, p.slug) for p in found), place)}</optgroup>'
        for label, found in groups
    )
    country = _options([(geography.country.name, "")], place)
    return {
        "place_options": mark_safe(country + places),  # noqa: S308 (every text in it is escaped here)
        "dekad_options": mark_safe(_options(dekads, format_dekad(year.now.index))),  # noqa: S308 (the same)
    }


def _options(pairs: Iterable[tuple[str, str]], chosen: str) -> str:
    return "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(name)}</option>'
        for name, value in pairs
    )


def neighbours(query: SeasonQuery) -> list[tuple[str, str]]:
    """The ways to the dekad before and after: (words, address); none beyond the year in view."""
    ways = ((_("Mười ngày trước"), query.dekad - 1), (_("Mười ngày sau"), query.dekad.next()))
    year = query.year
    return [(words, query.address(ky=format_dekad(d.index))) for words, d in ways if year.first <= d <= year.last]
