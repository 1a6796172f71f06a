import datetime as dt
from functools import cached_property

from django.contrib.auth.decorators import login_not_required
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from harvests.calendar import Season, read_season
from harvests.calls import PublicWarning, public_warnings
from harvests.drawing import draw_grid, draw_legend
from news.models import Announcement, Article
from portal1034.commodities.dekads import Dekad
from portal1034.commodities.models import SeasonNotice
from portal1034.commodities.notices import current_notices
from portal1034.core.formatting import number
from portal1034.core.kept import kept, unwritten
from portal1034.core.pagecache import cached_page
from portal1034.core.whole import Whole
from portal1034.pages.rows import calendar_rows, season_rows
from portal1034.pages.season_map import draw_season_map
from portal1034.reports.figures import latest_country
from portal1034.reports.measures import BY_CODE

ROWS_ON_TOP = 5
ROWS_IN_GRID = 14
CALLS_SHOWN = 4
FAMILIES = ("season", "news", "figures")
DOORS = (
    {
        "title": _("Tôi là hộ sản xuất"),
        "text": _("Đăng ký bằng số điện thoại, đưa nông sản lên Postmart và Voso"),
        "url": "/dang-ky/",
    },
    {
        "title": _("Tôi cần thu mua"),
        "text": _("Đăng nhu cầu, tìm vùng trồng đúng vụ, liên hệ thẳng hộ"),
        "url": "/thu-mua/",
    },
    {"title": _("Xem lịch mùa vụ"), "text": _("Nông sản nào chín, ở đâu, bao giờ, còn bao nhiêu"), "url": "/mua-vu/"},
)


@login_not_required
@require_safe
@cached_page(*FAMILIES)
def home(request):
    """What is ripe now, where; three doors; the country's calendar; news; the Plan's figures."""
    today = timezone.localdate()
    made = kept(FAMILIES, ("home",), lambda: unwritten(("home",), lambda: Whole(home=Home(today), doors=DOORS)))
    return made.respond(request, "pages/home.html", request.path)


class Home:
    """What the page is made of, read when the template asks for it: pieces it has kept ask for nothing."""

    def __init__(self, today: dt.date) -> None:
        self.today = today

    @cached_property
    def season(self) -> Season:
        return read_season(self.today)

    @property
    def ripe_count(self) -> int:
        return len(self.season.ripe)

    def top(self) -> list[dict]:
        return season_rows((self.season.ripe + self.season.soon)[:ROWS_ON_TOP])

    def map(self) -> SafeString:
        return draw_season_map(self.season)

    def grid(self) -> SafeString:
        return draw_grid(
            calendar_rows(self.season.rows[:ROWS_IN_GRID]),
            today_index=self.season.year.now.index,
            caption=_("Sản lượng và nhu cầu từng mười ngày"),
        )

    def legend(self) -> SafeString:
        return draw_legend()

    @property
    def dekad(self) -> Dekad:
        return self.season.year.now

    @cached_property
    def calls(self) -> list[PublicWarning]:
        """Calls for buyers first, then the strongest of what officers confirmed."""
        return list(public_warnings()[:CALLS_SHOWN])

    @cached_property
    def notices(self) -> list[SeasonNotice]:
        return current_notices()[:4]

    @cached_property
    def announcement(self) -> Announcement | None:
        return Announcement.objects.on(self.today).first()

    @cached_property
    def articles(self):
        return list(Article.objects.published().newest_first().for_list()[:3])

    @cached_property
    def stats(self) -> list[dict]:
        """Four of the Plan's figures with their names; none before they were first computed."""
        country = latest_country()
        if country is None:
            return []
        chosen = (BY_CODE[code] for code in ("verified", "with_live", "harvests", "requests"))
        return [{"value": number(country.value_of(m.code)), "label": m.name} for m in chosen]
