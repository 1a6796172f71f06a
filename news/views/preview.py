"""An article's newest version for whoever holds the link: not yet public, not to be found, for a week at most."""

from csp.constants import SELF
from csp.decorators import csp_replace, csp_update
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from news.models import Article, PreviewLink, Revision
from news.views.article import read_article

WIDTHS = (("", _("Điện thoại"), "phone"), ("may-tinh", _("Máy tính"), "desk"))


@never_cache
@login_not_required
@require_safe
@csp_update({"frame-src": [SELF]})
def preview(request, token: str):
    """The article in a frame as wide as a phone or a desk."""
    link = _link(token)
    asked = request.GET.get("co", "")
    width = next((name for value, _label, name in WIDTHS if value == asked), "phone")
    tabs = [{"url": f"?co={value}", "label": label, "current": name == width} for value, label, name in WIDTHS]
    context = {"link": link, "article": link.article, "width": width, "tabs": tabs}
    return _unlisted(render(request, "news/preview.html", context))


@never_cache
@login_not_required
@require_safe
@csp_replace({"frame-ancestors": [SELF]})
@xframe_options_sameorigin
def preview_article(request, token: str):
    return read_newest(request, _link(token).article_id)


def read_newest(request, pk: int) -> HttpResponse:
    """Draw the newest version of an article as its page will be, kept out of every search engine."""
    article = get_object_or_404(Article.objects.for_page(), pk=pk)
    newest = Revision.objects.filter(article=article, number=article.version).first()
    if newest:
        article.take_text(newest.text())
    article.published_at = article.published_at or timezone.now()
    return _unlisted(read_article(request, article))


def _link(token: str) -> PreviewLink:
    return get_object_or_404(PreviewLink.objects.open().select_related("article"), token=token)


def _unlisted(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"
    return response
