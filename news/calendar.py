"""What comes before readers when: a month of the newsroom."""

import calendar
import datetime as dt
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from news.enums import ArticleStatus
from news.models import Article

SHOWN = 300


@dataclass(slots=True)
class Day:
    date: dt.date
    is_inside: bool
    is_today: bool
    articles: list[Article] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Month:
    """Weeks of seven Days, Monday first; `coming` is everything scheduled, of whatever month."""

    first: dt.date
    weeks: list[list[Day]]
    coming: list[Article]

    @property
    def names(self) -> list[str]:
        return [_("Hai"), _("Ba"), _("Tư"), _("Năm"), _("Sáu"), _("Bảy"), _("CN")]

    @property
    def before(self) -> str:
        return f"{self.first - dt.timedelta(days=1):%Y-%m}"

    @property
    def after(self) -> str:
        return f"{self.first + dt.timedelta(days=32):%Y-%m}"


def month_of(asked: str, today: dt.date) -> dt.date:
    """Return the first of the month asked for as "2026-11"; of today's when it is none of the next or last years."""
    try:
        first = dt.datetime.strptime(asked, "%Y-%m").date()  # noqa: DTZ007 - a month has no zone
    except ValueError:
        return today.replace(day=1)
    return first if abs(first.year - today.year) <= 5 else today.replace(day=1)


def read_month(first: dt.date) -> Month:
    """Two queries: the month's articles, and what is still to come."""
    today = timezone.localdate()
    weeks = [
        [Day(date, date.month == first.month, date == today) for date in week]
        for week in calendar.Calendar().monthdatescalendar(first.year, first.month)
    ]
    days = {day.date: day for week in weeks for day in week}
    start, end = (
        timezone.make_aware(dt.datetime.combine(date, dt.time())) for date in (min(days), max(days) + dt.timedelta(1))
    )
    shown = Article.objects.filter(status=ArticleStatus.PUBLISHED, published_at__gte=start, published_at__lt=end)
    for article in shown.for_list().order_by("published_at")[:SHOWN]:
        days[timezone.localdate(article.published_at)].articles.append(article)
    return Month(first, weeks, list(Article.objects.scheduled().for_list().order_by("published_at")[:50]))
