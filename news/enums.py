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


class Stage(TextChoices):
    """Where the newest version of an article stands; what readers see is said by ArticleStatus."""

    WRITING = "writing", _("Đang viết")
    REVIEW = "review", _("Chờ duyệt")
    DONE = "done", _("Đã duyệt")


class NoteKind(TextChoices):
    COMMENT = "comment", _("Trao đổi")
    SENT = "sent", _("Gửi duyệt")
    RETURNED = "returned", _("Trả lại")
    APPROVED = "approved", _("Duyệt")
    ARCHIVED = "archived", _("Cất bài")
    WITHDRAWN = "withdrawn", _("Bỏ hẹn")


class DocumentKind(TextChoices):
    LAW = "law", _("Luật")
    RESOLUTION = "resolution", _("Nghị quyết")
    DECREE = "decree", _("Nghị định")
    DECISION = "decision", _("Quyết định")
    CIRCULAR = "circular", _("Thông tư")
    PLAN = "plan", _("Kế hoạch")
    LETTER = "letter", _("Công văn")


class Validity(TextChoices):
    NOT_YET = "not_yet", _("Chưa có hiệu lực")
    IN_FORCE = "in_force", _("Còn hiệu lực")
    PARTLY = "partly", _("Hết hiệu lực một phần")
    EXPIRED = "expired", _("Hết hiệu lực")
    UNKNOWN = "unknown", _("Cổng chưa kiểm tra hiệu lực")


class TieKind(TextChoices):
    """How a document stands to an earlier one, said from its side; `seen_from_other` says it from the other's."""

    AMENDS = "amends", _("Sửa đổi, bổ sung")
    DETAILS = "details", _("Quy định chi tiết")
    CARRIES_OUT = "carries_out", _("Triển khai")
    GOES_ON = "goes_on", _("Tiếp nối")

    @property
    def seen_from_other(self) -> str:
        return {
            TieKind.AMENDS: _("Được sửa đổi, bổ sung bởi"),
            TieKind.DETAILS: _("Được quy định chi tiết bởi"),
            TieKind.CARRIES_OUT: _("Được triển khai bởi"),
            TieKind.GOES_ON: _("Được tiếp nối bởi"),
        }[self]


class Audience(TextChoices):
    HOUSEHOLD = "household", _("Hộ sản xuất")
    TRADER = "trader", _("Thương lái")
    OFFICER = "officer", _("Cán bộ Sở")


class PageCode(TextChoices):
    """Values are the names of their addresses in news.urls."""

    ABOUT = "about", _("Giới thiệu")
    PRIVACY = "privacy", _("Quyền riêng tư")
    ACCESSIBILITY = "accessibility", _("Khả năng tiếp cận")
    CONTACT = "contact", _("Liên hệ")


class AddressKind(TextChoices):
    """Pages whose address may change, and whose old addresses are kept."""

    ARTICLE = "article", _("Bài viết")
    DOCUMENT = "document", _("Văn bản")
    GUIDE = "guide", _("Hướng dẫn")
