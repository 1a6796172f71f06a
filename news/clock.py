"""Is the newsroom's clock going?

An article comes before readers by comparing times, without any worker; so what can stop is that comparing (two clocks
that differ, a process that knows no turns) and the beat that everything else hangs on.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import connection
from django.db.models import Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from news.enums import ArticleStatus
from news.models import Article
from portal1034.core import generations

FAMILY = "news"
UPCOMING = 100
MAX_SKEW = timedelta(seconds=30)
MAX_SILENCE = timedelta(minutes=5)
_TICK = "news:tick"


@dataclass(frozen=True, slots=True)
class Trouble:
    """What stands still, and what that means, each one sentence."""

    what: str
    so: str


def turns() -> list[datetime]:
    """Return when the news last turned by the clock, and when it will; one query, over an index."""
    now = timezone.now()
    shown = Article.objects.filter(status=ArticleStatus.PUBLISHED)
    last = shown.filter(published_at__lte=now).order_by("-published_at").values("published_at")[:1]
    coming = shown.filter(published_at__gte=Coalesce(Subquery(last), now)).order_by("published_at")
    return list(coming.values_list("published_at", flat=True)[:UPCOMING])


def tick() -> None:
    """Say that beat and worker are alive; a task does so every minute."""
    cache.set(_TICK, timezone.now(), timeout=24 * 3600)


def troubles() -> list[Trouble]:
    """Return what editors must know of before they trust a schedule; three queries."""
    return [trouble for trouble in (_skew(), _unturned(), _silence()) if trouble is not None]


def _skew() -> Trouble | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        theirs = cursor.fetchone()[0]
    apart = abs(timezone.now() - theirs)
    if apart <= MAX_SKEW:
        return None
    return Trouble(
        _("Đồng hồ máy chủ và đồng hồ cơ sở dữ liệu lệch nhau %s giây.") % int(apart.total_seconds()),
        _("Bài hẹn giờ có thể lên sớm hoặc muộn chừng ấy. Báo người trực máy chủ chỉnh giờ."),
    )


def _unturned() -> Trouble | None:
    """A due article that the pages kept for readers know nothing of."""
    if generations.generation((FAMILY,)) is None:
        return None  # without Redis no page is kept: every reader gets a fresh one
    newest = Article.objects.published().newest_first().values_list("published_at", flat=True).first()
    if newest is None or generations.last_turn(FAMILY) >= newest.timestamp() - 1:
        return None
    return Trouble(
        _("Trang tin giữ sẵn chưa đổi theo bài lên lúc %s.") % timezone.localtime(newest).strftime("%H:%M %d/%m"),
        _("Mở bài ấy, bấm Lưu một lần, rồi báo người trực máy chủ."),
    )


def _silence() -> Trouble | None:
    last = cache.get(_TICK)
    if last is not None and timezone.now() - last <= MAX_SILENCE:
        return None
    since = _("từ %s") % timezone.localtime(last).strftime("%H:%M %d/%m") if last else _("cả ngày nay")
    return Trouble(
        _("Việc nền im lặng %s.") % since,
        _("Bài hẹn vẫn lên đúng giờ, nhưng tin nhắn, số liệu và sàn đang đứng. Báo người trực máy chủ."),
    )
