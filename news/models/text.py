"""The words and the picture of an article: what readers see, and what every saved version keeps."""

from django.db import models
from django_prose_editor.fields import ProseEditorField, create_sanitizer

from news.enums import Topic
from portal1034.core.pasting import clean_pasted
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


class PictureSources(models.Model):
    """`src` and `srcset` of a picture with its smaller copies."""

    picture_width = models.PositiveIntegerField(null=True, blank=True, editable=False)
    picture_height = models.PositiveIntegerField(null=True, blank=True, editable=False)
    # {"320": "n/….webp"}: smaller copies by width in pixels.
    picture_renditions = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        abstract = True

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


class ArticleText(PictureSources):
    title = models.CharField("tiêu đề", max_length=160)
    topic = models.CharField("chủ đề", max_length=20, choices=Topic, default=Topic.SEASON)
    province = models.ForeignKey(
        Province, models.PROTECT, null=True, blank=True, related_name="%(class)ss", verbose_name="tỉnh"
    )
    summary = models.CharField("tóm tắt", max_length=300)
    # Applied from the right: what Word left goes first, then whatever is not allowed.
    body = ProseEditorField("nội dung", extensions=EDITOR_EXTENSIONS, sanitize=[create_sanitizer, clean_pasted])
    picture = models.ImageField(
        "ảnh", upload_to="n/", blank=True, width_field="picture_width", height_field="picture_height"
    )
    picture_alt = models.CharField("mô tả ảnh cho người không nhìn thấy", max_length=200, blank=True)
    picture_credit = models.CharField("nguồn ảnh", max_length=120, blank=True)

    # What a version is made of, by column. A picture's size is told too, or its file would be opened for it.
    TEXT = (
        "title", "topic", "province_id", "summary", "body", "picture", "picture_width", "picture_height",
        "picture_renditions", "picture_alt", "picture_credit",
    )  # fmt: skip

    class Meta:
        abstract = True

    def text(self) -> dict:
        """Return the words and picture by column; the picture by its name."""
        return {name: self._column(name) for name in self.TEXT}

    def _column(self, name: str):
        return self.picture.name or "" if name == "picture" else getattr(self, name)

    def take_text(self, text: dict) -> None:
        """Set words and picture, in memory."""
        for name in self.TEXT:
            if name in text:
                self.__dict__.update({name: text[name]}) if name == "picture" else setattr(self, name, text[name])
