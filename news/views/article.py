"""News for everyone: the lists, by topic and by province, and one article."""

from datetime import datetime
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from news.enums import AddressKind, ArticleStatus, Topic
from news.models import Article
from news.views.moved import gone, look_elsewhere
from portal1034.core.kept import kept
from portal1034.core.pagecache import cached_page
from portal1034.regions.models import Province

PER_PAGE = 12
# What is drawn inside an article is of these families too: it is never out of date.
EMBED_FAMILIES = ("products", "households", "season")
RELATED = 4


@login_not_required
@require_safe
@cached_page("news")
def article_list(request: HttpRequest, topic: str = "", province: str = "") -> HttpResponse:
    """Newest first, of a topic or a province; `?truoc=<time>~<id>` goes on below that article: nothing is skipped."""
    if topic and topic not in Topic.values:
        raise Http404
    if asked := request.GET.get("chu-de"):  # where topics lay before they had addresses of their own
        return _to_topic(asked)
    place = _place(province) if province else None
    articles = Article.objects.published().newest_first().for_list()
    if topic:
        articles = articles.on_topic(topic)
    if place:
        articles = articles.in_province(place)
    cursor = request.GET.get("truoc", "")
    if cursor:
        articles = _below(articles, cursor)
    found = SimpleLazyObject(lambda: list(articles[: PER_PAGE + 1]))
    context = {
        "articles": SimpleLazyObject(lambda: found[:PER_PAGE]),
        "cursor": cursor,
        "is_first_page": not cursor,
        "topic": Topic(topic) if topic else "",
        "place": place,
        "feed_url": f"{request.path}atom.xml",
        "heading": _heading(topic, place),
        "tabs": [_tab("", _("Tất cả"), "-" if place else topic), *(_tab(t.value, t.label, topic) for t in Topic)],
        "places": SimpleLazyObject(lambda: kept(("news",), ("places with news",), _places)),
        "next_url": SimpleLazyObject(lambda: _next_url(found[PER_PAGE - 1]) if len(found) > PER_PAGE else ""),
    }
    return render(request, "news/list.html", context)


@login_not_required
@require_safe
@cached_page("news", *EMBED_FAMILIES)
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """Two queries: the article with its crops, and what else a reader of it may want."""
    found = Article.objects.published().for_page().filter(slug=slug).first()
    return _no_more(request, slug) if found is None else read_article(request, found)


def read_article(request: HttpRequest, found: Article) -> HttpResponse:
    """Draw the page of an article; the newsroom's previews are this page too, of an article not yet before readers."""
    others = list(Article.objects.published().related_to(found)[:RELATED])
    return render(request, "news/article.html", {"article": found, "others": others})


def _no_more(request: HttpRequest, slug: str) -> HttpResponse:
    """An article put away was read once: gone. A draft nobody was to see: not found."""
    put_away = Article.objects.filter(slug=slug, status=ArticleStatus.ARCHIVED, published_at__isnull=False)
    if put_away.exists():
        return gone(request, AddressKind.ARTICLE)
    return look_elsewhere(request, AddressKind.ARTICLE, slug, Article.objects.published())


def _heading(topic: str, place: Province | None) -> str:
    if place:
        return _("Tin %s") % place.short_name
    return str(Topic(topic).label) if topic else _("Tin tức")


def _place(slug: str) -> Province:
    """Return a province by its address; most often one that has news, which is kept in memory."""
    known = kept(("news",), ("places with news",), _places)
    return next((p for p in known if p.slug == slug), None) or get_object_or_404(Province, slug=slug)


def _places() -> list[Province]:
    return list(Article.objects.published().places())


def _to_topic(asked: str) -> HttpResponse:
    if asked not in Topic.values:
        raise Http404
    return HttpResponsePermanentRedirect(reverse("news:topic", args=[asked]))


def _tab(value: str, label: str, current: str) -> dict:
    url = reverse("news:topic", args=[value]) if value else reverse("news:list")
    return {"url": url, "label": label, "current": value == current}


def _next_url(last: Article) -> str:
    return "?" + urlencode({"truoc": f"{last.published_at.isoformat()}~{last.pk}"})


def _below(articles, cursor: str):
    """Return the articles after the one `cursor` names; 404 when the cursor was made up."""
    moment, _tilde, key = cursor.partition("~")
    try:
        return articles.after(datetime.fromisoformat(moment), int(key))
    except ValueError as error:
        raise Http404 from error
