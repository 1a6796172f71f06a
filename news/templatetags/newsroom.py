from django import template
from django.utils.safestring import SafeString, mark_safe

from news.models import Article
from portal1034.core.embeds import draw_embeds

register = template.Library()
_clean = Article._meta.get_field("body").sanitize


@register.filter
def sanitised(html: str) -> SafeString:
    """Return a rich text for the page: cleaned once more, whatever way it came into the table."""
    return mark_safe(_clean(html))  # noqa: S308 - this is the sanitiser


@register.filter
def article_body(article: Article) -> SafeString:
    """Return an article's body for the page: cleaned once more, its pictures and living pieces drawn as of now.

    The page must belong to EMBED_FAMILIES and link css/embeds.css.
    """
    return draw_embeds(_clean(article.body))
