"""From hand to hand: sent to review, returned with a reason, approved by a second person, put away.

The one who wrote the newest version never approves it, whatever button or request asks for it.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from news.enums import ArticleStatus, NoteKind, Stage
from news.errors import Conflict, Refused
from news.models import Article, ArticleNote, PreviewLink, Revision
from news.operations.article import lock, newest_version
from news.perms import can_edit_news, may_approve
from portal1034.accounts.models import User
from portal1034.core.pagecache import bump


@transaction.atomic
def send_to_review(*, article: Article, by: User, body: str = "") -> Article:
    """Ask another editor to read the newest version. Raises Refused when readers already see it."""
    article = lock(article)
    newest_version(article)
    if article.stage == Stage.REVIEW:
        return article
    if article.is_public and not article.has_unseen_version:
        raise Refused(_("Người đọc đang thấy đúng bản này rồi, không có gì mới để duyệt."))
    article.stage = Stage.REVIEW
    article.save(update_fields=["stage", "version", "live_version", "updated_at"])
    _note(article, by, NoteKind.SENT, body)
    return article


@transaction.atomic
def return_to_writer(*, article: Article, by: User, body: str) -> Article:
    """Give the newest version back with a written reason."""
    article = lock(article)
    if article.stage != Stage.REVIEW:
        raise Refused(_("Bài này không còn chờ duyệt."))
    if not body.strip():
        raise Refused(_("Ghi một câu cho người viết biết cần sửa gì."))
    article.stage = Stage.WRITING
    article.save(update_fields=["stage", "updated_at"])
    _note(article, by, NoteKind.RETURNED, body)
    return article


@transaction.atomic
def approve(*, article: Article, by: User, seen: int, at: datetime | None = None, body: str = "") -> Article:
    """Put version `seen`, if it is the newest, before readers: now, or from `at` on.

    An article already before readers keeps its hour and says when it was corrected. Raises Refused for whoever wrote
    that version, Conflict when a newer one was saved since they read.
    """
    article = lock(article)
    newest = newest_version(article)
    if article.stage != Stage.REVIEW:
        raise Refused(_("Bài chưa được gửi duyệt, hoặc đã có người duyệt xong."))
    if seen != article.version:
        raise Conflict(_("Bài vừa có bản mới. Đọc lại rồi hãy duyệt."))
    if not may_approve(by, newest):
        raise Refused(_("Bác viết bản này, nên một người khác phải duyệt."))
    _show(article, newest, at)
    Revision.objects.filter(pk=newest.pk).update(approved_by=by, approved_at=timezone.now())
    _note(article, by, NoteKind.APPROVED, body)
    bump("news")
    return article


def _show(article: Article, newest: Revision, at: datetime | None) -> None:
    now = timezone.now()
    was_read = article.live_version is not None and article.published_at is not None and article.published_at <= now
    if was_read:
        article.corrected_at = now if article.live_version != newest.number else article.corrected_at
    else:
        article.published_at = at or (article.published_at if article.is_scheduled else now)
    article.take_text(newest.text())
    article.status, article.stage, article.live_version = ArticleStatus.PUBLISHED, Stage.DONE, newest.number
    article.save()


@transaction.atomic
def archive(*, article: Article, by: User, body: str = "") -> Article:
    """Take an article away from the public at once; one person is enough. Its text and history stay."""
    article = lock(article)
    if article.status == ArticleStatus.ARCHIVED:
        return article
    article.take_text(newest_version(article).text())
    article.status, article.stage = ArticleStatus.ARCHIVED, Stage.WRITING
    article.save()
    _note(article, by, NoteKind.ARCHIVED, body)
    bump("news")
    return article


@transaction.atomic
def withdraw(*, article: Article, by: User, body: str = "") -> Article:
    """Take back an article that waits for its hour: a draft again."""
    article = lock(article)
    if not article.is_scheduled:
        raise Refused(_("Bài không còn chờ giờ lên. Nếu đã lên, hãy cất bài."))
    article.take_text(newest_version(article).text())
    article.status, article.stage = ArticleStatus.DRAFT, Stage.WRITING
    article.live_version = article.published_at = None
    article.save()
    _note(article, by, NoteKind.WITHDRAWN, body)
    bump("news")
    return article


@transaction.atomic
def comment(*, article: Article, by: User, body: str) -> ArticleNote:
    if not body.strip():
        raise Refused(_("Viết lời trao đổi trước khi gửi."))
    return _note(article, by, NoteKind.COMMENT, body)


def _note(article: Article, by: User, kind: NoteKind, body: str) -> ArticleNote:
    if not can_edit_news(by):
        raise Refused(_("Việc này dành cho biên tập viên."))
    return ArticleNote.objects.create(article=article, author=by, kind=kind, version=article.version, body=body.strip())


def open_preview(*, article: Article, by: User) -> PreviewLink:
    """Make an address for showing the newest version to somebody outside, for a week."""
    return PreviewLink.objects.create(article=article, created_by=by)


def revoke_preview(*, link: PreviewLink) -> None:
    PreviewLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now())
