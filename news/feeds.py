from datetime import datetime

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext_lazy as _

from news.models import Article


class NewsFeed(Feed):
    """The newest articles as Atom."""

    login_required = False  # read by LoginRequiredMiddleware
    feed_type = Atom1Feed
    title = _("Tin tức Cổng 1034")
    subtitle = _("Mùa vụ, thị trường nông sản và Kế hoạch 1034.")
    language = "vi"

    def link(self) -> str:
        return reverse("news:list")

    def items(self):
        return Article.objects.published().newest_first().for_list()[:30]

    def item_description(self, item: Article) -> str:
        return item.summary

    def item_pubdate(self, item: Article) -> datetime:
        return item.published_at

    def item_updateddate(self, item: Article) -> datetime:
        return item.updated_at
