from django.db import models
from django.utils.translation import gettext_lazy as _


class Zone(models.TextChoices):
    """The six socio-economic zones; labels are exactly the `zone` column of data/provinces.csv."""

    NORTHERN_MIDLANDS = "northern-midlands", _("Trung du và miền núi phía Bắc")
    RED_RIVER_DELTA = "red-river-delta", _("Đồng bằng sông Hồng")
    CENTRAL_COAST = "central-coast", _("Bắc Trung Bộ và duyên hải miền Trung")
    CENTRAL_HIGHLANDS = "central-highlands", _("Tây Nguyên")
    SOUTHEAST = "southeast", _("Đông Nam Bộ")
    MEKONG_DELTA = "mekong-delta", _("Đồng bằng sông Cửu Long")


class CommuneKind(models.TextChoices):
    COMMUNE = "commune", _("Xã")
    WARD = "ward", _("Phường")
    SPECIAL_ZONE = "special-zone", _("Đặc khu")
