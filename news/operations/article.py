"""Articles: written, published, put away."""

from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from news.enums import AddressKind, ArticleStatus
from news.models import Article, OldAddress
from portal1034.core.images import Picture, renditions
from portal1034.core.pagecache import bump
from portal1034.core.text import slugify_vi

SLUG_LENGTH = 150


def free_slug(title: str) -> str:
    """Return an address part made of `title` that no article has, and that leads to none."""
    wanted = slugify_vi(title)[:SLUG_LENGTH].strip("-") or "bai"
    taken = set(Article.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    old = OldAddress.objects.leading_elsewhere(AddressKind.ARTICLE).filter(slug__startswith=wanted)
    taken |= set(old.values_list("slug", flat=True))
    return next(s for s in (wanted, *(f"{wanted}-{n}" for n in range(2, len(taken) + 3))) if s not in taken)


@transaction.atomic
def save_article(*, article: Article, picture: Picture | None = None) -> Article:
    """Store an article that its form has checked, with a new picture when there is one."""
    if not article.slug:
        article.slug = free_slug(article.title)
    if picture is not None:
        _store_picture(article, picture)
    article.save()
    bump("news")
    return article


@transaction.atomic
def publish(*, article: Article, at: datetime | None = None) -> Article:
    """Put an article before the public, now or from `at` on."""
    article.status = ArticleStatus.PUBLISHED
    article.published_at = at or article.published_at or timezone.now()
    article.save(update_fields=["status", "published_at", "updated_at"])
    bump("news")
    return article


@transaction.atomic
def archive(*, article: Article) -> Article:
    """Take an article away from the public; its text and history stay."""
    article.status = ArticleStatus.ARCHIVED
    article.save(update_fields=["status", "updated_at"])
    bump("news")
    return article


def _store_picture(article: Article, picture: Picture) -> None:
    stem = f"n/{picture.sha256[:32]}"
    article.picture.save(f"{picture.sha256[:32]}.jpg", ContentFile(picture.jpeg), save=False)
    article.picture_renditions = {
        str(width): default_storage.save(f"{stem}-{width}.webp", ContentFile(webp))
        for width, webp in renditions(picture).items()
    }
