"""What the ministry tells the country."""

import pghistory
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from news.enums import AddressKind, ArticleStatus, Stage
from news.models.address import keeps_addresses
from news.models.text import ArticleText
from portal1034.accounts.models import User
from portal1034.commodities.models import Commodity
from portal1034.core.models import TimestampedModel
from portal1034.core.search import SearchedQuerySet, search_document
from portal1034.regions.models import Province

CANDIDATES = 5  # of each kind, when what is related is chosen


class ArticleQuerySet(SearchedQuerySet):
    def published(self):
        """Articles people may read now; one scheduled for later appears by itself when its time comes."""
        return self.filter(status=ArticleStatus.PUBLISHED, published_at__lte=timezone.now())

    def on_topic(self, topic):
        return self.filter(topic=topic)

    def in_province(self, province):
        return self.filter(province=province)

    def newest_first(self):
        return self.order_by("-published_at", "-pk")

    def after(self, moment, pk):
        """Those that follow the article published at `moment` with key `pk`, newest first."""
        if timezone.is_naive(moment) or not 2000 <= moment.year < 3000 or not 0 < pk < 2**63:
            raise ValueError("not a place in the list")
        return self.filter(models.Q(published_at__lt=moment) | models.Q(published_at=moment, pk__lt=pk))

    def scheduled(self):
        return self.filter(status=ArticleStatus.PUBLISHED, published_at__gt=timezone.now())

    def in_review(self):
        return self.filter(stage=Stage.REVIEW)

    def for_list(self):
        return self.select_related("province").defer("body", "document")

    def for_page(self):
        """With its province and, as `crops`, {"name", "slug"} of the commodities it is about."""
        crops = Commodity.objects.filter(articles=models.OuterRef("pk")).order_by("name")
        return (
            self.select_related("province")
            .defer("document")
            .annotate(crops=ArraySubquery(crops.values(told=JSONObject(name="name", slug="slug"))))
        )

    def related_to(self, article: "Article"):
        """What else its reader may want: of the same crops first, then of its province, then of its topic.

        Only the newest few of each are looked at, so that it costs the same among a hundred articles and a million.
        """
        rest = self.order_by("-published_at", "-pk").exclude(pk=article.pk)
        slugs = [crop["slug"] for crop in getattr(article, "crops", ())]  # a preview may come without
        crops = models.Q(commodities__slug__in=slugs)
        near = [rest.filter(topic=article.topic), rest.filter(crops).distinct()]
        if article.province_id:
            near.append(rest.filter(province=article.province_id))
        first, *others = [rows.values("pk")[:CANDIDATES] for rows in near]
        shares_crop = self.model.commodities.through.objects.filter(
            article=models.OuterRef("pk"), commodity__slug__in=slugs
        )
        return (
            self.filter(pk__in=first.union(*others, all=True))
            .for_list()
            .annotate(nearness=_score(models.Exists(shares_crop), 4) + _score(_province(article), 2))
            .order_by("-nearness", "-published_at", "-pk")
        )

    def places(self):
        """The provinces that these articles are of."""
        of_it = self.filter(province=models.OuterRef("pk")).order_by()
        return Province.objects.filter(models.Exists(of_it)).order_by("name")


@pghistory.track(exclude=["document"])
class Article(ArticleText, TimestampedModel):
    """Holds what readers see. Of an article never before readers that is the newest version; see news.operations."""

    slug = models.SlugField("đường dẫn", max_length=180, unique=True)
    # In a table of their own: they are no part of a version of the text.
    commodities = models.ManyToManyField(Commodity, blank=True, related_name="articles", verbose_name="nông sản")
    status = models.CharField("trạng thái", max_length=10, choices=ArticleStatus, default=ArticleStatus.DRAFT)
    published_at = models.DateTimeField("xuất bản lúc", null=True, blank=True)
    author = models.ForeignKey(User, models.PROTECT, related_name="articles", verbose_name="người viết")
    stage = models.CharField("khâu", max_length=10, choices=Stage, default=Stage.WRITING)
    # The number of the newest version (0 for an article older than versions) and of the one that readers see.
    version = models.PositiveIntegerField("bản mới nhất", default=0, editable=False)
    live_version = models.PositiveIntegerField("bản đang hiện", null=True, blank=True, editable=False)
    corrected_at = models.DateTimeField("đã sửa lúc", null=True, blank=True, editable=False)

    document = models.GeneratedField(
        expression=search_document(title="A", summary="B", body="D"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = "bài viết"
        verbose_name_plural = "bài viết"
        ordering = ("-published_at", "-pk")
        indexes = [
            models.Index(
                fields=("-published_at", "-id"),
                name="article_published",
                condition=models.Q(status=ArticleStatus.PUBLISHED),
            ),
            models.Index(fields=("topic", "-published_at"), name="article_topic"),
            models.Index(fields=("updated_at",), name="article_in_review", condition=models.Q(stage="review")),
            models.Index(fields=("province", "-published_at"), name="article_province"),
            GinIndex(fields=("document",), name="article_document", fastupdate=False),
        ]
        triggers = [keeps_addresses(AddressKind.ARTICLE, "OLD.published_at <= now()")]
        constraints = [
            models.CheckConstraint(
                name="published_article_has_time",
                condition=~models.Q(status=ArticleStatus.PUBLISHED) | models.Q(published_at__isnull=False),
                violation_error_message="Bài đã xuất bản phải có giờ xuất bản.",
            ),
            models.CheckConstraint(
                name="picture_has_words",
                condition=models.Q(picture="") | ~models.Q(picture_alt=""),
                violation_error_message="Ảnh cần một câu mô tả cho người không nhìn thấy.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("news:article", args=[self.slug])

    @property
    def is_public(self) -> bool:
        """Whether readers see it, or will when its time comes."""
        return self.status == ArticleStatus.PUBLISHED

    @property
    def is_scheduled(self) -> bool:
        return self.is_public and self.published_at > timezone.now()

    @property
    def has_unseen_version(self) -> bool:
        """Whether somebody has changed what readers see, and nobody has approved it yet."""
        return self.is_public and self.live_version is not None and self.version > self.live_version

    @property
    def state_text(self) -> str:
        """Where the article stands, in words."""
        if self.is_public:
            state = (
                _("Hẹn %s") % date_format(localtime(self.published_at), "H:i j/n/Y")
                if self.is_scheduled
                else _("Đã xuất bản")
            )
            waits = {Stage.WRITING: _("đang sửa"), Stage.REVIEW: _("bản sửa chờ duyệt")}.get(self.stage, "")
            return f"{state} · {waits}" if waits and self.has_unseen_version else state
        if self.status == ArticleStatus.DRAFT and self.stage == Stage.REVIEW:
            return _("Chờ duyệt")
        waits = _(" · chờ duyệt để lên lại") if self.stage == Stage.REVIEW else ""
        return f"{self.get_status_display()}{waits}"


class ArticleAddress(Article):
    """The same rows, for the desk where an editor changes an address and sees where old ones lead."""

    class Meta:
        proxy = True
        verbose_name = "đường dẫn và nông sản của bài"
        verbose_name_plural = "đường dẫn và nông sản của bài"


def _score(condition, points: int) -> models.Case:
    return models.Case(models.When(condition, then=points), default=0)


def _province(article: Article) -> models.Q:
    return models.Q(province=article.province_id) if article.province_id else models.Q(pk__in=[])
