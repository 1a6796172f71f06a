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

    @classmethod
    def for_marketplace(cls, code: str) -> "ConsentPurpose":
        return cls(f"marketplace:{code}")


class ConsentHow(TextChoices):
    SELF = "self", _("Tự đánh dấu trên cổng")
    PHONE = "phone", _("Nói qua điện thoại")
    PAPER = "paper", _("Ký trên giấy")
