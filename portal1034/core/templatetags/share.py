"""What a page tells those who link to it: its one address, its title and its sentence, once for each who asks.

`{% one_line as page_title %}…{% endone_line %}` goes around a block, so that a template says its title in one place.
"""

from urllib.parse import quote

from django import template
from django.conf import settings
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, gettext_noop

from portal1034.core.addresses import canonical_path

register = template.Library()

SITE = gettext_noop("Cổng 1034")
LOCALES = {"vi": "vi_VN", "en": "en_US"}


@register.simple_block_tag
def one_line(content: str) -> SafeString:
    """Return what a block says, fit to stand in a tag and in an attribute; the content is HTML already."""
    return mark_safe(" ".join(content.split()).replace('"', "&quot;"))  # noqa: S308 - a block rendered with escaping


@register.simple_tag(takes_context=True)
def canonical(context) -> SafeString:
    """Return the tags of the page's one address; nothing where there is no request (error pages)."""
    request = context.get("request")
    if request is None:
        return SafeString("")
    return format_html(
        '<link rel="canonical" href="{0}">\n  <meta property="og:url" content="{0}">\n'
        '  <meta property="og:locale" content="{1}">',
        settings.PUBLIC_URL + canonical_path(request),
        LOCALES.get((get_language() or "vi")[:2], LOCALES["vi"]),
    )


@register.simple_tag
def public_url(path: str, encoded: bool = False) -> str:
    """Return the whole address of a path of ours; `encoded` to stand inside another address."""
    url = settings.PUBLIC_URL + path
    return quote(url, safe="") if encoded else escape(url)


@register.simple_tag
def share_image(url: str, alt: str = "") -> SafeString:
    """Return the tags of the picture that shared links show: 1200×630, at `url` below the portal's address."""
    return format_html(
        '<meta property="og:image" content="{0}">\n  <meta property="og:image:width" content="1200">\n'
        '  <meta property="og:image:height" content="630">\n  <meta property="og:image:alt" content="{1}">',
        settings.PUBLIC_URL + url,
        alt or gettext(SITE),
    )
