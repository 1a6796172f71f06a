from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Verification(TextChoices):
    WAITING = "waiting", _("Chờ xác minh")
    VERIFIED = "verified", _("Đã xác minh")
    RETURNED = "returned", _("Cần bổ sung")
