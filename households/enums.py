from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Verification(TextChoices):
    WAITING = "waiting", _("Chờ xác minh")
    VERIFIED = "verified", _("Đã xác minh")
    RETURNED = "returned", _("Cần bổ sung")
    # Another household's: see HouseholdMerge. Its own page, desk and figures are gone.
    MERGED = "merged", _("Đã gộp vào hồ sơ khác")


class ClaimAnswer(TextChoices):
    """What the owner of a household that somebody else typed in said when they first came."""

    CONFIRMED = "confirmed", _("Đúng cả")
    CORRECTED = "corrected", _("Có chỗ phải sửa")


class CertificateKind(TextChoices):
    """Values of the first three are those of `products.connectors.base.Certificate.kind`."""

    VIETGAP = "vietgap", "VietGAP"
    GLOBALGAP = "globalgap", "GlobalGAP"
    OCOP = "ocop", "OCOP"
    ORGANIC = "organic", _("Hữu cơ TCVN 11041")
    GEOGRAPHICAL = "geographical", _("Chỉ dẫn địa lý")
    PLANTING_AREA = "planting_area", _("Mã số vùng trồng")
    PACKING_HOUSE = "packing_house", _("Mã số cơ sở đóng gói")


class CertificateState(TextChoices):
    DECLARED = "declared", _("Hộ tự khai")
    VERIFIED = "verified", _("Sở đã xác minh")
    RETURNED = "returned", _("Cần bổ sung")


class DocumentKind(TextChoices):
    NONE = "", _("Chưa có")
    JPEG = "jpeg", _("Ảnh")
    PDF = "pdf", "PDF"


class TrainingTopic(TextChoices):
    """Which marketplaces a class teaches. The codes are those of the marketplaces; this layer does not know them."""

    POSTMART = "postmart", "Postmart"
    VOSO = "voso", "Voso"
    BOTH = "postmart,voso", _("Postmart và Voso")


class AttendanceHow(TextChoices):
    LIST = "list", _("Cán bộ điểm danh")
    QR = "qr", _("Hộ quét mã")


class ImportStatus(TextChoices):
    UPLOADED = "uploaded", _("Chờ ghép cột")
    CHECKING = "checking", _("Đang kiểm tra")
    CHECKED = "checked", _("Chờ xác nhận")
    RUNNING = "running", _("Đang nhập")
    DONE = "done", _("Đã nhập")
    UNDOING = "undoing", _("Đang hoàn tác")
    UNDONE = "undone", _("Đã hoàn tác")
    FAILED = "failed", _("Dừng vì lỗi")


class OnKnown(TextChoices):
    """What to do with a row whose phone number has a household already."""

    SKIP = "skip", _("Bỏ qua, giữ hồ sơ đang có")
    UPDATE = "update", _("Sửa hồ sơ đang có theo tệp")


class OnSimilar(TextChoices):
    """What to do with a row whose name and commune are those of a household with another number."""

    SKIP = "skip", _("Bỏ qua")
    MAKE = "make", _("Vẫn lập hồ sơ mới")


class RowOutcome(TextChoices):
    FRESH = "fresh", _("Sẽ lập mới")
    KNOWN = "known", _("Số đã có hồ sơ")
    SIMILAR = "similar", _("Tên và xã đã có")
    WRONG = "wrong", _("Cần sửa")
    FAILED = "failed", _("Không nhập được")
