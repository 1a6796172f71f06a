from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class HarvestStatus(TextChoices):
    PLANNED = "planned", _("Sắp thu hoạch")
    ONGOING = "ongoing", _("Đang thu hoạch")
    SOLD_OUT = "sold_out", _("Đã bán hết")
    CANCELLED = "cancelled", _("Đã hủy")


# What counts in the calendar: a tuple, because the database's triggers are written from it.
ACTIVE_HARVEST = (HarvestStatus.PLANNED, HarvestStatus.ONGOING)


class RequestStatus(TextChoices):
    OPEN = "open", _("Đang cần mua")
    CLOSED = "closed", _("Đã đóng")


class OfferStatus(TextChoices):
    OPEN = "open", _("Đang trao đổi")
    AGREED = "agreed", _("Đã thống nhất")
    DECLINED = "declined", _("Không mua bán")
    CLOSED = "closed", _("Đã khép lại")


STILL_TALKING = (OfferStatus.OPEN, OfferStatus.AGREED)


class Side(TextChoices):
    """Who of the two in a conversation."""

    TRADER = "trader", _("Bên mua")
    HOUSEHOLD = "household", _("Hộ sản xuất")


class Freshness(TextChoices):
    """How far a declaration may be relied on, by when the household last confirmed it."""

    FRESH = "fresh", _("Mới xác nhận")
    AGEING = "ageing", _("Chờ xác nhận lại")
    FADED = "faded", _("Lâu chưa xác nhận")
