from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Marketplace(TextChoices):
    """Keys of settings.MARKETPLACES; the order is the order on every page."""

    POSTMART = "postmart", "Postmart"
    VOSO = "voso", "Voso"


class Intent(TextChoices):
    """What the household wants of a listing."""

    DRAFT = "draft", _("Chưa đăng")
    PUBLISH = "publish", _("Đăng bán")
    WITHDRAW = "withdraw", _("Gỡ xuống")


class Delivery(TextChoices):
    """How far the pump has come in making the marketplace match the intent."""

    IDLE = "idle", _("Không có việc")
    QUEUED = "queued", _("Chờ gửi")
    SENDING = "sending", _("Đang gửi")
    DELIVERED = "delivered", _("Đã gửi")
    RETRYING = "retrying", _("Sẽ gửi lại")
    NEEDS_HOUSEHOLD = "needs_household", _("Chờ hộ sửa")
    NEEDS_OFFICER = "needs_officer", _("Chờ Sở xử lý")


MOVING = frozenset({Delivery.QUEUED, Delivery.SENDING, Delivery.RETRYING})
STUCK = frozenset({Delivery.RETRYING, Delivery.NEEDS_HOUSEHOLD, Delivery.NEEDS_OFFICER})


class Verdict(TextChoices):
    """What the marketplace says of the listing; values are those of products.connectors.base.Verdict."""

    UNKNOWN = "unknown", _("Chưa biết")
    IN_REVIEW = "in_review", _("Sàn đang duyệt")
    LIVE = "live", _("Đang bán")
    REJECTED = "rejected", _("Bị trả lại")
    BLOCKED = "blocked", _("Bị sàn khóa")
    EXPIRED = "expired", _("Hết hạn")
    GONE = "gone", _("Không còn trên sàn")


REFUSED = frozenset({Verdict.REJECTED, Verdict.BLOCKED, Verdict.EXPIRED})


class JobPriority(IntegerChoices):
    """Lower goes first: what somebody no longer agrees to, what somebody takes down, what changed, what is new."""

    TAKE_DOWN = 0, _("Rút đồng ý")
    WITHDRAW = 1, _("Gỡ tin")
    CHANGE = 2, _("Sửa tin đang bán")
    PERSON = 3, _("Có người chờ")
    MENDING = 4, _("Sửa chỗ lệch")
    BULK = 5, _("Hàng loạt")

    @classmethod
    def urgent(cls) -> tuple["JobPriority", ...]:
        """What overtakes even that which a worker has already taken in hand."""
        return cls.TAKE_DOWN, cls.WITHDRAW


class Turn(TextChoices):
    """Who has to act before a stuck listing moves."""

    HOUSEHOLD = "ho", _("hộ")
    OFFICER = "so", _("Sở")
    MARKETPLACE = "san", _("sàn")


class ReminderKind(TextChoices):
    """How staff reached a household about its listings."""

    SMS = "sms", _("Nhắn SMS")
    CALL = "call", _("Gọi điện")


class OrderStatus(TextChoices):
    """How far an order has come; values are those of products.connectors.base.OrderStatus."""

    NEW = "new", _("Chờ xác nhận")
    CONFIRMED = "confirmed", _("Đã xác nhận")
    SHIPPING = "shipping", _("Đang giao")
    DELIVERED = "delivered", _("Đã giao")
    RETURNED = "returned", _("Bị trả lại")
    CANCELLED = "cancelled", _("Đã hủy")
    COMPENSATION = "compensation", _("Được đền bù")

    @property
    def rank(self) -> int:
        """How far: news of a lower rank came late. That goods have left outweighs that the order was cancelled."""
        return _FORWARD.index(self)


_FORWARD = (
    OrderStatus.NEW,
    OrderStatus.CONFIRMED,
    OrderStatus.CANCELLED,
    OrderStatus.SHIPPING,
    OrderStatus.DELIVERED,
    OrderStatus.RETURNED,
    OrderStatus.COMPENSATION,
)
# The household can still say yes or no.
ANSWERABLE = frozenset({OrderStatus.NEW, OrderStatus.CONFIRMED})
# The marketplace has more to tell.
OPEN = frozenset({OrderStatus.NEW, OrderStatus.CONFIRMED, OrderStatus.SHIPPING})
# The goods are the household's to sell again; in every other state they are spoken for, gone, or lost.
GIVES_BACK = frozenset({OrderStatus.CANCELLED, OrderStatus.RETURNED})
# What the Plan counts as a sale.
SALES = frozenset({OrderStatus.NEW, OrderStatus.CONFIRMED, OrderStatus.SHIPPING, OrderStatus.DELIVERED})


# Groups of crops that are sold fresh: out of season they rest, and on the road they do not keep.
FRESH = frozenset({"trai-cay", "rau-cu", "thuy-san"})
# Of these, fruit that sells all year is dried, or keeps for weeks; greens and fish sold all year spoil like others.
KEEPS_WHEN_SOLD_ALL_YEAR = frozenset({"trai-cay"})
# A title with one of these words is of goods that keep, whatever the crop.
PRESERVED = ("sấy", "khô", "mứt", "ô mai", "bột", "mắm", "muối", "ngâm", "đóng hộp")


class OrderAnswer(TextChoices):
    """What the household wants the marketplace to be told of an order."""

    NONE = "", _("Chưa trả lời")
    CONFIRM = "confirm", _("Xác nhận")
    DECLINE = "decline", _("Không giao được")


class Crop(TextChoices):
    """The shape a photograph is cut to."""

    NONE = "", _("Không cắt")
    SQUARE = "square", _("Vuông")
    FOUR_THREE = "4x3", _("Ngang 4:3")


class Keep(TextChoices):
    """Which part of a photograph stays when it is cut."""

    START = "start", _("Phần đầu")
    MIDDLE = "middle", _("Phần giữa")
    END = "end", _("Phần cuối")


class Reach(TextChoices):
    """How far a parcel goes, seen from the household."""

    PROVINCE = "province", _("trong tỉnh")
    REGION = "region", _("cùng miền")
    NATION = "nation", _("khác miền")
