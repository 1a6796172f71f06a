"""Which crops the articles are about, and what the home page announces."""

from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone

from news.models import Announcement, Article
from news.operations import save_announcement
from portal1034.commodities.models import Commodity
from portal1034.demo.pieces import ArticlePlan

ANNOUNCED = "Ba việc nên làm trước ngày hái một tuần"


def write_announcement(articles: list[ArticlePlan], commodities: Mapping[str, Commodity]) -> None:
    """Name the crops of the articles that were written, and announce one of them."""
    written = {article.title: article for article in Article.objects.published()}
    for told in articles:
        written[told.title].commodities.set(commodities[slug] for slug in told.crops)
    today = timezone.localdate()
    announcement = Announcement(
        title="Khai lại mùa vụ trước ngày hái một tuần",
        sentence="Ba việc, mười phút, bán thêm được mấy mối.",
        title_en="Growers: confirm your harvest a week ahead",
        sentence_en="Buyers trust dates that are fresh.",
        link=written[ANNOUNCED].get_absolute_url() if ANNOUNCED in written else "/mua-vu/",
        starts_on=today - timedelta(days=1),
        ends_on=today + timedelta(days=13),
    )
    announcement.full_clean()
    save_announcement(announcement=announcement)
