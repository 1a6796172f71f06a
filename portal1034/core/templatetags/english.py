"""What public pages say of their twins in the other language; addresses and days as the reader's language has them."""

import re

from django import template
from django.conf import settings
from django.template.defaultfilters import date as django_date
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from portal1034.core.addresses import canonical_path
from portal1034.core.english import ENGLISH, PREFIX, has_twin, here, in_english, twin, vietnamese

register = template.Library()

_OUR_LINK = re.compile(rf"""(\bhref=["'])/(?!/|{ENGLISH}/)""")

# Stands in the header, which is kept, for the one link in it that differs from page to page.
SWITCH_HERE = "<!--language-->"
# How templates ask for a day → the same in English: no reader abroad should take 3/4 for March.
ENGLISH_DAYS = {
    "j/n/Y": "j M Y",
    "j/n": "j M",
    "H:i, j/n/Y": "j M Y, H:i",
    "H:i j/n/Y": "j M Y, H:i",
    "H:i, j/n": "j M, H:i",
    "d/m/Y": "j M Y",
    "d/m": "j M",
}


@register.filter(name="date", expects_localtime=True, is_safe=False)
def date(value, form=None):
    """Django's filter, with the portal's Vietnamese forms of a day turned into English ones on English pages."""
    return django_date(value, ENGLISH_DAYS.get(form, form) if in_english() else form)


@register.simple_tag
def page_language() -> str:
    """Return the value of `<html lang>`."""
    return "en" if in_english() else settings.LANGUAGE_CODE


@register.filter(name="here")
def here_filter(path) -> str:
    """Return an address written out by hand as it is in the page's language: `{{ "/mua-vu/"|here }}`."""
    return here(str(path))


@register.filter
def said(row, name: str) -> str:
    """Return a text of a row that editors write in both languages: `{{ page|said:"title" }}`.

    Links inside go to pages of the same language, however the editor has written them.
    """
    english = in_english() and getattr(row, f"{name}_en")
    return _OUR_LINK.sub(rf"\1{PREFIX}/", english) if english else getattr(row, name)


@register.simple_tag
def vi(english: str | bool = "") -> SafeString:
    """Mark an element whose words are Vietnamese on every page: `<h3{% vi %}>`; not where `english` says them."""
    return mark_safe(' lang="vi"') if in_english() and not english else mark_safe("")


@register.inclusion_tag("components/_in_vietnamese.html")
def in_vietnamese(english: str = "") -> dict:
    """Say above a text that it is in Vietnamese, on English pages, unless it is there in `english` too."""
    return {"is_told": in_english() and not english}


@register.simple_tag(takes_context=True)
def alternates(context) -> SafeString:
    """Say where this page and its twin lie; nothing on pages that have none."""
    request = context.get("request")
    if request is None or not has_twin(request):
        return SafeString("")
    plain = vietnamese(canonical_path(request))
    return format_html(
        '<link rel="alternate" hreflang="vi" href="{0}{1}"><link rel="alternate" hreflang="en" href="{0}{2}">'
        '<link rel="alternate" hreflang="x-default" href="{0}{1}">',
        settings.PUBLIC_URL,
        plain,
        twin(plain),
    )


@register.simple_block_tag(takes_context=True)
def in_both_languages(context, content: str) -> SafeString:
    """Put the link to this page in the other language wherever the kept header inside left room for it."""
    request = context.get("request")
    return SafeString(content.replace(SWITCH_HERE, _switch(request) if request else ""))


def _switch(request) -> SafeString:
    """A page without a twin, or one that does not exist, leads to the other home page."""
    path = request.get_full_path() if has_twin(request) else here("/")
    is_now_english = in_english()
    return format_html(
        '<a class="language" lang="{0}" hreflang="{0}" href="{1}">{2}</a>',
        "vi" if is_now_english else "en",
        twin(path),
        "Tiếng Việt" if is_now_english else "English",
    )
