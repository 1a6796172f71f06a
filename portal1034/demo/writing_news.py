"""The articles and season notices of a plan."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from news.models import Article, ArticleNote, Revision
from news.operations import approve, begin_article, send_to_review
from portal1034.accounts.models import User
from portal1034.commodities.models import Commodity, SeasonNotice
from portal1034.core import pagecache
from portal1034.demo.moments import Clock, set_moments
from portal1034.demo.pictures import draw_scene
from portal1034.demo.pieces import ArticlePlan, NoticePlan
from portal1034.regions.models import Province

CREDIT = "Tranh minh họa của Cổng 1034"


def write_articles(
    articles: list[ArticlePlan], provinces: Mapping[str, Province], editors: tuple[User, User], clock: Clock
) -> None:
    """Write and publish, the oldest first: one editor writes, the other approves, by turns."""
    written, versions = [], []
    for place, told in enumerate(sorted(articles, key=lambda article: -article.hours_ago)):
        writer, reader = editors if place % 2 == 0 else editors[::-1]
        text = blank_text() | {
            "title": told.title,
            "topic": told.topic,
            "province_id": provinces[told.province].pk if told.province else None,
            "summary": told.summary,
            "body": told.body,
            "picture_alt": told.picture_alt,
            "picture_credit": CREDIT,
        }
        article = begin_article(text=text, by=writer, picture=draw_scene(told.scene))
        send_to_review(article=article, by=writer)
        moment = clock.ago(hours=told.hours_ago)
        article = approve(article=article, by=reader, seen=1, at=moment)
        article.created_at = moment - timedelta(hours=5)
        written.append(article)
        versions.append(_version(article, moment))
    set_moments(written, "created_at")
    set_moments([note for article in written for note in _notes(article)], "created_at")
    set_moments(versions, "approved_at")


def blank_text() -> dict:
    """Return the columns of an article's text, empty."""
    return Article().text()


def _version(article: Article, moment: datetime) -> Revision:
    version = article.revisions.get()
    version.approved_at = moment
    return version


def _notes(article: Article) -> list[ArticleNote]:
    notes = list(article.notes.all())
    for note in notes:
        note.created_at = article.published_at
    return notes


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
