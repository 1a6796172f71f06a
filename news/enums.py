from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Topic(TextChoices):
    SEASON = "mua-vu", _("Mùa vụ")
    MARKET = "thi-truong", _("Thị trường")
    HOUSEHOLDS = "ho-san-xuat", _("Chuyện hộ sản xuất")
    PLAN = "ke-hoach-1034", _("Kế hoạch 1034")


class ArticleStatus(TextChoices):
    DRAFT = "draft", _("Bản nháp")
    PUBLISHED = "published", _("Đã xuất bản")
    ARCHIVED = "archived", _("Đã cất")
