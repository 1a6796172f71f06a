"""Articles: every save is a version, and what readers see changes only when a second person approves.

The newest version is what editors work on. Of an article that is before readers, or will be at its time, the row keeps
the approved words until somebody other than the newest version's author approves that version (news.operations.review).
"""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from news.enums import AddressKind, Stage
from news.errors import Conflict
from news.models import Article, ArticlePicture, OldAddress, Revision, Writing
from portal1034.accounts.models import User
from portal1034.core.images import Picture, renditions
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
def begin_article(*, text: dict, by: User, picture: Picture | None = None) -> Article:
    """Store a new article as its first version. `text` is by column, as ArticleText.text() gives it."""
    article = Article(author=by, slug=free_slug(text["title"]), version=1)
    article.take_text(_cleaned(text) | (store_picture(picture) if picture else {}))
    article.save()
    Revision.objects.create(article=article, number=1, author=by, **article.text())
    Writing.objects.filter(article=None, editor=by).delete()
    return article


@transaction.atomic
def save_version(
    *,
    article: Article,
    text: dict,
    by: User,
    base: int,
    picture: Picture | None = None,
    restored_from: int | None = None,
) -> Article:
    """Store what an editor wrote upon version `base` as the newest version. Raises Conflict when another was saved.

    Readers see it at once only where they see nothing anyway: an article not published goes by its newest version.
    """
    article = lock(article)
    is_stale = base != article.version
    newest = newest_version(article)
    if is_stale:
        raise Conflict(_("Bài đã có bản mới hơn bản bác mở."))
    wanted = newest.text() | _cleaned(text) | (store_picture(picture) if picture else {})
    Writing.objects.filter(article=article, editor=by).update(text=None, base=article.version)
    if wanted == newest.text() and restored_from is None:
        return article
    article.version += 1
    Revision.objects.create(article=article, number=article.version, author=by, restored_from=restored_from, **wanted)
    Writing.objects.filter(article=article, editor=by).update(base=article.version)
    if article.stage == Stage.DONE:
        article.stage = Stage.WRITING
    if not article.is_public:
        _follow_title(article, wanted["title"])
        article.take_text(wanted)
    article.save()
    return article


def restore(*, article: Article, number: int, by: User, base: int) -> Article:
    """Make an earlier version the newest one again; nothing is lost, and readers wait for a second person as ever."""
    earlier = Revision.objects.get(article=article, number=number)
    return save_version(article=article, text=earlier.text(), by=by, base=base, restored_from=number)


def lock(article: Article) -> Article:
    """Return the row as it is now, held until the transaction ends."""
    return Article.objects.select_for_update(of=("self",)).get(pk=article.pk)


def newest_version(article: Article) -> Revision:
    """Return the newest version of a locked article; one that is older than versions gets its first now."""
    if article.version == 0:
        article.version = 1
        article.live_version = 1 if article.is_public else None
        article.save(update_fields=["version", "live_version", "updated_at"])
        return Revision.objects.create(
            article=article, number=1, author_id=article.author_id, created_at=article.created_at, **article.text()
        )
    return Revision.objects.select_related("author").get(article=article, number=article.version)


@transaction.atomic
def add_picture(*, article: Article, picture: Picture, alt: str, caption: str, credit: str, by: User) -> ArticlePicture:
    """Keep a picture for use inside the text."""
    kept = store_picture(picture)
    return ArticlePicture.objects.create(article=article, alt=alt, caption=caption, credit=credit, added_by=by, **kept)


def store_picture(picture: Picture) -> dict:
    """Write a picture and its smaller copies to the storage; return the columns that say where."""
    stem = f"n/{picture.sha256[:32]}"
    return {
        "picture": default_storage.save(f"{stem}.jpg", ContentFile(picture.jpeg)),
        "picture_width": picture.width,
        "picture_height": picture.height,
        "picture_renditions": {
            str(width): default_storage.save(f"{stem}-{width}.webp", ContentFile(webp))
            for width, webp in renditions(picture).items()
        },
    }


def _cleaned(text: dict) -> dict:
    """Whoever calls, a body is clean when it is stored."""
    clean = Article._meta.get_field("body").sanitize
    return text | {"body": clean(text["body"])} if "body" in text else text


def _follow_title(article: Article, title: str) -> None:
    """An address nobody has seen follows the title, as long as it was made of the title."""
    never_seen = article.live_version is None and article.published_at is None
    if never_seen and title != article.title and article.slug.startswith(slugify_vi(article.title)[:SLUG_LENGTH]):
        article.slug = free_slug(title)
