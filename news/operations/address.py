"""Articles that move to another address, and what the home page announces."""

from django.db import transaction

from news.models import Announcement, Article
from portal1034.core.pagecache import bump


@transaction.atomic
def move_article(*, article: Article, slug: str) -> Article:
    """Give an article another address; the one it had leads to it from then on. Its text was not changed by this."""
    article.slug = slug
    article.save(update_fields=["slug"])
    bump("news")
    return article


@transaction.atomic
def save_announcement(*, announcement: Announcement) -> Announcement:
    announcement.save()
    bump("news")
    return announcement
