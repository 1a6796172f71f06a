"""What the ministry tells the country."""

import pghistory
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django_prose_editor.fields import ProseEditorField

from news.enums import ArticleStatus, Topic
from portal1034.accounts.models import User
from portal1034.core.models import TimestampedModel
from portal1034.core.search import SearchedQuerySet, search_document
from portal1034.regions.models import Province

# What an editor may use is what the sanitiser lets through: one list serves both.
EDITOR_EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "ListItem": True,
    "BulletList": True,
    "OrderedList": True,
    "Blockquote": True,
    "Heading": {"levels": [2, 3]},
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto", "tel"]},
    "HorizontalRule": True,
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
}


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

    def for_list(self):
        return self.select_related("province").defer("body", "document")


@pghistory.track(exclude=["document"])
class Article(TimestampedModel):
    title = models.CharField("tiêu đề", max_length=160)
    slug = models.SlugField("đường dẫn", max_length=180, unique=True)
    topic = models.CharField("chủ đề", max_length=20, choices=Topic, default=Topic.SEASON)
    province = models.ForeignKey(
        Province, models.PROTECT, null=True, blank=True, related_name="articles", verbose_name="tỉnh"
    )
    summary = models.CharField("tóm tắt", max_length=300)
    body = ProseEditorField("nội dung", extensions=EDITOR_EXTENSIONS, sanitize=True)
    picture = models.ImageField(
        "ảnh", upload_to="n/", blank=True, width_field="picture_width", height_field="picture_height"
    )
    picture_width = models.PositiveIntegerField(null=True, blank=True, editable=False)
    picture_height = models.PositiveIntegerField(null=True, blank=True, editable=False)
    # {"320": "n/….webp"}: smaller copies by width in pixels.
    picture_renditions = models.JSONField(default=dict, blank=True, editable=False)
    picture_alt = models.CharField("mô tả ảnh cho người không nhìn thấy", max_length=200, blank=True)
    picture_credit = models.CharField("nguồn ảnh", max_length=120, blank=True)
    status = models.CharField("trạng thái", max_length=10, choices=ArticleStatus, default=ArticleStatus.DRAFT)
    published_at = models.DateTimeField("xuất bản lúc", null=True, blank=True)
    author = models.ForeignKey(User, models.PROTECT, related_name="articles", verbose_name="người viết")

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
            GinIndex(fields=("document",), name="article_document", fastupdate=False),
        ]
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
    def picture_srcset(self) -> str:
        storage = self.picture.storage
        return ", ".join(
            f"{storage.url(name)} {width}w" for width, name in sorted(self.picture_renditions.items(), key=_width)
        )

    @property
    def picture_src(self) -> str:
        """The largest small copy, for browsers that know no srcset."""
        name = max(self.picture_renditions.items(), key=_width, default=(None, self.picture.name))[1]
        return self.picture.storage.url(name)


def _width(rendition: tuple[str, str]) -> int:
    return int(rendition[0])
