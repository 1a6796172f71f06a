from django import template
from django.utils.safestring import SafeString, mark_safe

from news.models import Article

register = template.Library()
_clean = Article._meta.get_field("body").sanitize


@register.filter
def sanitised(html: str) -> SafeString:
    """Return an article's body for the page: cleaned once more, whatever way it came into the table."""
    return mark_safe(_clean(html))  # noqa: S308 - this is the sanitiser
