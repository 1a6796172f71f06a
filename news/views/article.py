from datetime import datetime
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from news.enums import Topic
from news.models import Article
from portal1034.core.pagecache import cached_page

PER_PAGE = 12
# What is drawn inside an article is of these families too: it is never out of date.
EMBED_FAMILIES = ("products", "households", "season")


@login_not_required
@require_safe
@cached_page("news")
def article_list(request):
    """Newest first, by topic; `?truoc=<time>~<id>` goes on below that article, so nothing is counted or skipped."""
    topic = request.GET.get("chu-de", "")
    if topic and topic not in Topic.values:
        raise Http404
    articles = Article.objects.published().newest_first().for_list()
    if topic:
        articles = articles.on_topic(topic)
    if cursor := request.GET.get("truoc"):
        articles = _below(articles, cursor)
    found = SimpleLazyObject(lambda: list(articles[: PER_PAGE + 1]))
    context = {
        "articles": SimpleLazyObject(lambda: found[:PER_PAGE]),
        "cursor": cursor or "",
        "is_first_page": not cursor,
        "topic": topic,
        "tabs": [_tab("", "Tất cả", topic), *(_tab(t.value, t.label, topic) for t in Topic)],
        "next_url": SimpleLazyObject(lambda: _next_url(topic, found[PER_PAGE - 1]) if len(found) > PER_PAGE else ""),
    }
    return render(request, "news/list.html", context)


@login_not_required
@require_safe
@cached_page("news", *EMBED_FAMILIES)
def article(request, slug: str):
    return read_article(request, get_object_or_404(Article.objects.published().select_related("province"), slug=slug))


def read_article(request, found: Article) -> HttpResponse:
    """Draw the page of an article; the newsroom's previews are this page too, of an article not yet before readers."""
    others = Article.objects.published().newest_first().for_list().on_topic(found.topic).exclude(pk=found.pk)
    return render(request, "news/article.html", {"article": found, "others": others[:3]})


def _tab(value: str, label: str, current: str) -> dict:
    query = f"?{urlencode({'chu-de': value})}" if value else "."
    return {"url": query, "label": label, "current": value == current}


def _next_url(topic: str, last: Article) -> str:
    query = {"chu-de": topic} if topic else {}
    return "?" + urlencode({**query, "truoc": f"{last.published_at.isoformat()}~{last.pk}"})


def _below(articles, cursor: str):
    """Return the articles after the one `cursor` names; 404 when the cursor was made up."""
    moment, _, key = cursor.partition("~")
    try:
        return articles.after(datetime.fromisoformat(moment), int(key))
    except ValueError as error:
        raise Http404 from error
