from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Verification(TextChoices):
    WAITING = "waiting", _("Chờ xác minh")
    VERIFIED = "verified", _("Đã xác minh")
    RETURNED = "returned", _("Cần bổ sung")


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
