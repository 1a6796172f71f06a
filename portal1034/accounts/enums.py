from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    HOUSEHOLD = "household", _("Hộ sản xuất")
    TRADER = "trader", _("Thương lái")
    OFFICER = "officer", _("Cán bộ Sở")
    EDITOR = "editor", _("Biên tập viên")
    ADMINISTRATOR = "administrator", _("Quản trị")


STAFF_ROLES = frozenset({Role.OFFICER, Role.EDITOR, Role.ADMINISTRATOR})


class CodePurpose(TextChoices):
    """What a one-time code proves; a code for one purpose is no good for another."""

    REGISTER = "register", _("Đăng ký")
    SIGN_IN = "sign_in", _("Đăng nhập")
    SECOND_STEP = "second_step", _("Bước hai của cán bộ")


class TextMessageStatus(TextChoices):
    WAITING = "waiting", _("Đang chờ gửi")
    SENDING = "sending", _("Đang gửi")
    SENT = "sent", _("Đã gửi")
    FAILED = "failed", _("Gửi không được")


class ConsentPurpose(TextChoices):
    """One purpose, one consent: Law 91/2025/QH15. A marketplace's purpose is `marketplace:<code>`."""

    REGISTER = "register", _("Quản lý hồ sơ hộ trên Cổng 1034")
    CONTACT = "contact", _("Cho người mua đã đăng nhập xem số điện thoại")
    POSTMART = "marketplace:postmart", _("Gửi tin đăng sang Postmart")
    VOSO = "marketplace:voso", _("Gửi tin đăng sang Voso")
    IDENTITY = "identity", _("Giữ số căn cước để tránh trùng hồ sơ")

    @classmethod
    def for_marketplace(cls, code: str) -> "ConsentPurpose":
        return cls(f"marketplace:{code}")


class ConsentHow(TextChoices):
    SELF = "self", _("Tự đánh dấu trên cổng")
    PHONE = "phone", _("Nói qua điện thoại")
    PAPER = "paper", _("Ký trên giấy")


class RequestKind(TextChoices):
    """What a person may ask for about their data (Law 91/2025/QH15)."""

    SEE = "see", _("Xem dữ liệu")
    CORRECT = "correct", _("Sửa dữ liệu")
    RESTRICT = "restrict", _("Ngừng dùng dữ liệu")
    WITHDRAW = "withdraw", _("Rút sự đồng ý")
    ERASE = "erase", _("Xóa dữ liệu")


class RequestStatus(TextChoices):
    RECEIVED = "received", _("Chờ trả lời")
    ANSWERED = "answered", _("Đang làm")
    ERASING = "erasing", _("Đang xóa")
    DONE = "done", _("Đã xong")
    REFUSED = "refused", _("Không làm được")


class RequestStepKind(TextChoices):
    RECEIVED = "received", _("Nhận yêu cầu")
    ANSWERED = "answered", _("Trả lời")
    EXTENDED = "extended", _("Gia hạn")
    ERASING = "erasing", _("Bắt đầu xóa")
    DONE = "done", _("Làm xong")
    REFUSED = "refused", _("Từ chối")


class AuthenticatorStep(TextChoices):
    """What happened to the second step of a member of staff."""

    ENROLLED = "enrolled", _("Cài ứng dụng")
    RECOVERY = "recovery", _("Dùng mã khôi phục")
    RENEWED = "renewed", _("Làm mã khôi phục mới")
    RESET = "reset", _("Quản trị đặt lại")
