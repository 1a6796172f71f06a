"""What an editor types and has not saved, and who is at an article now: a row of one's own, nothing overwritten."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from news.models import Article, Writing
from portal1034.accounts.models import User

# A page that is open tells so every 30 seconds.
HERE_SECONDS = 90
MAX_TYPED = 300_000
# Who was here is of no use the day after. What was typed and never saved is kept long enough to come back from leave.
GONE_AFTER = timedelta(days=1)
TYPED_FOR = timedelta(days=30)


@transaction.atomic
def keep_typed(*, article: Article | None, editor: User, base: int, text: dict[str, str] | None) -> Writing:
    """Remember what `editor` has typed upon version `base`; without `text`, only that they are here."""
    now = timezone.now()
    typed = {} if text is None else {"text": text, "base": base, "typed_at": now}
    row, _made = Writing.objects.update_or_create(
        article=article,
        editor=editor,
        defaults={"seen_at": now, **typed},
        create_defaults={"base": base, "seen_at": now, **typed},
    )
    return row


def drop_typed(*, article: Article | None, editor: User) -> None:
    """Forget what an editor typed and has not saved."""
    Writing.objects.filter(article=article, editor=editor).update(text=None)


def forget_abandoned() -> int:
    """Delete the rows of editors who left and did not come back; return how many."""
    now = timezone.now()
    left = Writing.objects.filter(text__isnull=True, seen_at__lt=now - GONE_AFTER)
    never_saved = Writing.objects.filter(seen_at__lt=now - TYPED_FOR)
    return (left | never_saved).delete()[0]


def others_at(article: Article, editor: User) -> list[str]:
    """Return the names of the other editors who have the article open."""
    since = timezone.now() - timedelta(seconds=HERE_SECONDS)
    here = Writing.objects.filter(article=article, seen_at__gte=since).exclude(editor=editor).select_related("editor")
    return [str(row.editor) for row in here.order_by("editor_id")]


def unsaved(article: Article | None, editor: User) -> Writing | None:
    """Return what an editor typed and has not saved."""
    return Writing.objects.filter(article=article, editor=editor, text__isnull=False).first()
