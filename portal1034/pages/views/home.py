from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from harvests.calendar import read_season
from harvests.drawing import draw_grid, draw_legend
from news.models import Article
from portal1034.commodities.models import SeasonNotice
from portal1034.core.formatting import number
from portal1034.core.pagecache import cached_page
from portal1034.pages.rows import calendar_rows, season_rows
from portal1034.pages.season_map import draw_season_map
from portal1034.reports.figures import Place, latest_country
from portal1034.reports.measures import BY_CODE

ROWS_ON_TOP = 5
ROWS_IN_GRID = 14
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
@cached_page("season", "news", "figures")
def home(request):
    """What is ripe now, where; three doors; the country's calendar; news; the Plan's figures."""
    today = timezone.localdate()
    season = read_season(today)
    context = {
        "season": season,
        "ripe_count": len(season.ripe),
        "top": season_rows((season.ripe + season.soon)[:ROWS_ON_TOP]),
        "map": draw_season_map(season),
        "grid": draw_grid(
            calendar_rows(season.rows[:ROWS_IN_GRID]),
            today_index=season.year.now.index,
            caption=_("Sản lượng và nhu cầu từng mười ngày"),
        ),
        "legend": draw_legend(),
        "doors": DOORS,
        "dekad": season.year.now,
        "notices": SeasonNotice.objects.published().current_on(today).select_related("commodity", "province")[:4],
        "articles": Article.objects.published().newest_first().for_list()[:3],
        "stats": _stats(latest_country()),
    }
    return render(request, "pages/home.html", context)


def _stats(country: Place | None) -> list[dict]:
    """Return four of the Plan's figures with their names; none before they were first computed."""
    if country is None:
        return []
    chosen = (BY_CODE[code] for code in ("verified", "with_live", "harvests", "requests"))
    return [{"value": number(country.value_of(m.code)), "label": m.name} for m in chosen]
