"""The articles and season notices of a plan."""

from collections.abc import Mapping
from datetime import timedelta

from news.models import Article
from news.operations import publish, save_article
from portal1034.accounts.models import User
from portal1034.commodities.models import Commodity, SeasonNotice
from portal1034.core import pagecache
from portal1034.demo.moments import Clock, set_moments
from portal1034.demo.pictures import draw_scene
from portal1034.demo.pieces import ArticlePlan, NoticePlan
from portal1034.regions.models import Province

CREDIT = "Tranh minh họa của Cổng 1034"


def write_articles(articles: list[ArticlePlan], provinces: Mapping[str, Province], editor: User, clock: Clock) -> None:
    """Write and publish, the oldest first."""
    written = []
    for told in sorted(articles, key=lambda article: -article.hours_ago):
        article = Article(
            title=told.title,
            topic=told.topic,
            province=provinces.get(told.province),
            summary=told.summary,
            body=told.body,
            picture_alt=told.picture_alt,
            picture_credit=CREDIT,
            author=editor,
        )
        article.full_clean(exclude=("slug", "picture"))
        save_article(article=article, picture=draw_scene(told.scene))
        moment = clock.ago(hours=told.hours_ago)
        publish(article=article, at=moment)
        article.created_at = moment - timedelta(hours=5)
        written.append(article)
    set_moments(written, "created_at")


def write_notices(
    notices: list[NoticePlan], commodities: Mapping[str, Commodity], provinces: Mapping[str, Province], clock: Clock
) -> None:
    for place, told in enumerate(notices):
        notice = SeasonNotice(
            commodity=commodities[told.slug],
            province=provinces[told.province],
            kind=told.kind,
            title=told.title,
            body=told.body,
            starts_on=told.starts_on,
            ends_on=told.ends_on,
            published_at=clock.ago(days=1 + place * 2, salt=place),
        )
        notice.full_clean()
        notice.save()
    pagecache.bump("season")
