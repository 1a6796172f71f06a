"""The newest articles as Atom: all, of a topic, of a province."""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.syndication.views import Feed
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from news.enums import Topic
from news.models import Article
from portal1034.core.pagecache import cached_page
from portal1034.regions.models import Province

NEWEST = 30


class _NewsFeed(Feed):
    """An entry keeps its id when the article's address changes, so that no reader shows it twice."""

    feed_type = Atom1Feed
    language = "vi"
    author_name = "Cổng 1034"

    def get_object(self, request, topic: str = "", province: str = "") -> Topic | Province | None:
        if topic:
            if topic not in Topic.values:
                raise Http404
            return Topic(topic)
        return get_object_or_404(Province, slug=province) if province else None

    def title(self, about: Topic | Province | None) -> str:
        if about is None:
            return _("Tin tức Cổng 1034")
        name = about.label if isinstance(about, Topic) else about.short_name
        return _("%s: tin tức Cổng 1034") % name

    def subtitle(self, about) -> str:
        return _("Mùa vụ, thị trường nông sản và Kế hoạch 1034.")

    def link(self, about: Topic | Province | None) -> str:
        if about is None:
            return reverse("news:list")
        if isinstance(about, Topic):
            return reverse("news:topic", args=[about.value])
        return reverse("news:province", args=[about.slug])

    def items(self, about: Topic | Province | None):
        rows = Article.objects.published().newest_first().for_list()
        if isinstance(about, Topic):
            rows = rows.on_topic(about)
        elif about is not None:
            rows = rows.in_province(about)
        return rows[:NEWEST]

    def item_title(self, item: Article) -> str:
        return item.title

    def item_description(self, item: Article) -> str:
        return item.summary

    def item_guid(self, item: Article) -> str:
        return f"tag:{urlsplit(settings.PUBLIC_URL).hostname},2021-07-21:tin-tuc/{item.pk}"

    def item_pubdate(self, item: Article) -> datetime:
        return item.published_at

    def item_updateddate(self, item: Article) -> datetime:
        return max(item.updated_at, item.published_at)

    def item_categories(self, item: Article) -> list[str]:
        return [item.get_topic_display(), *([item.province.short_name] if item.province else [])]


news_feed = login_not_required(cached_page("news")(_NewsFeed()))
