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
    # Its window is over. It stays in the calendar's past: it was wanted until then.
    EXPIRED = "expired", _("Đã hết hạn")


# What counts in the calendar, written into the database's triggers.
COUNTED_REQUEST = (RequestStatus.OPEN, RequestStatus.EXPIRED)


class OfferStatus(TextChoices):
    OPEN = "open", _("Đang trao đổi")
    AGREED = "agreed", _("Đã thống nhất")
    # The deal holds, and one side has put another version on the table: only the yes of both replaces it.
    CHANGING = "changing", _("Đã thống nhất, đang bàn đổi")
    DECLINED = "declined", _("Không mua bán")
    CLOSED = "closed", _("Đã khép lại")


DEAL_HOLDS = (OfferStatus.AGREED, OfferStatus.CHANGING)
STILL_TALKING = (OfferStatus.OPEN, *DEAL_HOLDS)
# There are terms, or may be, that somebody can say yes or no to.
UNDECIDED = (OfferStatus.OPEN, OfferStatus.CHANGING)


class Side(TextChoices):
    """Who of the two in a conversation."""

    TRADER = "trader", _("Bên mua")
    HOUSEHOLD = "household", _("Hộ sản xuất")

    @property
    def other(self) -> "Side":
        return Side.HOUSEHOLD if self == Side.TRADER else Side.TRADER


class Freshness(TextChoices):
    """How far a declaration may be relied on, by when the household last confirmed it."""

    FRESH = "fresh", _("Mới xác nhận")
    AGEING = "ageing", _("Chờ xác nhận lại")
    FADED = "faded", _("Lâu chưa xác nhận")


class TraderKind(TextChoices):
    PERSON = "person", _("Cá nhân, hộ kinh doanh")
    COMPANY = "company", _("Doanh nghiệp, hợp tác xã")


class TraderState(TextChoices):
    """Whether an officer has checked who the trader is."""

    UNVERIFIED = "unverified", _("Chưa xác minh")
    ASKED = "asked", _("Chờ Sở xác minh")
    VERIFIED = "verified", _("Đã xác minh")
    RETURNED = "returned", _("Cần bổ sung")


class Delivery(TextChoices):
    """Where the goods change hands."""

    AGREE = "", _("Hai bên tự thỏa thuận")
    AT_FARM = "at_farm", _("Bên mua đến lấy tại vườn, ruộng")
    AT_POINT = "at_point", _("Hộ chở ra điểm tập kết gần nhà")
    TO_BUYER = "to_buyer", _("Hộ gửi đến kho bên mua")


class Kept(TextChoices):
    """What one side says became of the deal."""

    KEPT = "kept", _("Giữ lời, giao nhận đủ")
    PARTLY = "partly", _("Chỉ giữ một phần")
    BROKEN = "broken", _("Không giữ lời")
    # Both may leave a deal, before its day too, and it says nothing about either of them.
    OFF = "off", _("Hai bên thôi, không ai lỗi")


class DepositFate(TextChoices):
    NONE = "", _("Không có đặt cọc")
    SETTLED = "settled", _("Đã trừ vào tiền hàng hoặc trả lại")
    DROPPED = "dropped", _("Bên mua bỏ cọc")
    WITHHELD = "withheld", _("Hộ giữ cọc mà không giao hàng")


class OutcomeState(TextChoices):
    """What the words of both sides come to. We compare them; we never judge."""

    NONE = "", _("Chưa bên nào nói")
    TRADER_KEPT = "trader_kept", _("Bên mua nói đã giữ lời, hộ chưa nói")
    HOUSEHOLD_KEPT = "hh_kept", _("Hộ nói đã giữ lời, bên mua chưa nói")
    ONE_OTHER = "one_other", _("Mới một bên nói")
    KEPT = "kept", _("Cả hai nói đã giữ lời")
    PARTLY = "partly", _("Cả hai nói chỉ giữ một phần")
    BROKEN_TRADER = "broken_trader", _("Cả hai nói bên mua không giữ lời")
    BROKEN_HOUSEHOLD = "broken_hh", _("Cả hai nói hộ không giữ lời")
    DIFFER = "differ", _("Hai bên nói khác nhau")
    OFF = "off", _("Hai bên cùng thôi, không ai lỗi")


class PriceSource(TextChoices):
    """Where a price of the price board comes from; each is shown apart."""

    HARVEST = "harvest", _("Hộ bán tại vườn")
    REQUEST = "request", _("Bên mua trả giá")
    DEAL = "deal", _("Đã chốt mua bán")
    PRODUCT = "product", _("Hàng đang bán")


class WarningKind(TextChoices):
    GLUT = "glut", _("Ùn ứ")
    SHORTAGE = "shortage", _("Thiếu hàng")


class WarningState(TextChoices):
    """From what the figures suggest to what an officer said about it."""

    SUGGESTED = "suggested", _("Chờ cán bộ xem")
    CONFIRMED = "confirmed", _("Đã xác nhận")
    CALLED = "called", _("Đang kêu gọi tiêu thụ")
    DISMISSED = "dismissed", _("Đã bỏ qua")
    OVER = "over", _("Đã qua")


# At most one of a kind, commodity and province at a time: a tuple, because a unique index is written from it.
STANDING_WARNING = (WarningState.SUGGESTED, WarningState.CONFIRMED, WarningState.CALLED)
PUBLIC_WARNING = (WarningState.CONFIRMED, WarningState.CALLED)
