"""What a household may add about its farm: a picture of it, its digital address, its point on the map."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from households.models.household import Household
from portal1034.core import pictures


class FarmPhoto(models.Model):
    """One picture of the farm, stored by us under the SHA-256 of its bytes (see core.pictures)."""

    household = models.OneToOneField(Household, models.CASCADE, related_name="farm_photo", verbose_name="hộ")
    sha256 = models.CharField(max_length=64, db_index=True)
    width = models.PositiveIntegerField("rộng (điểm ảnh)")
    height = models.PositiveIntegerField("cao (điểm ảnh)")
    created_at = models.DateTimeField("gửi lúc", auto_now_add=True)

    class Meta:
        verbose_name = "ảnh vườn"
        verbose_name_plural = "ảnh vườn"

    def __str__(self):
        return str(self.household)

    @property
    def src(self) -> str:
        return pictures.renditions_of("h", self.sha256, self.width)[0][1]

    @property
    def srcset(self) -> str:
        return pictures.srcset_of("h", self.sha256, self.width)


class FarmPlace(models.Model):
    """Where the farm is, more exactly than its commune. Without a point of its own it stands in the commune's middle.

    `on_map` is the household's wish that anybody may find it on a map.
    """

    household = models.OneToOneField(Household, models.CASCADE, related_name="farm_place", verbose_name="hộ")
    digital_address = models.CharField(
        "mã địa chỉ số",
        max_length=20,
        blank=True,
        validators=[RegexValidator(r"^[0-9A-Z-]{4,20}$", _("Mã địa chỉ số chỉ gồm chữ cái, số và dấu gạch ngang."))],
    )
    on_map = models.BooleanField("hiện trên bản đồ", default=False)
    own_latitude = models.FloatField("vĩ độ", null=True, blank=True)
    own_longitude = models.FloatField("kinh độ", null=True, blank=True)

    class Meta:
        verbose_name = "vị trí vườn"
        verbose_name_plural = "vị trí vườn"
        constraints = [
            models.CheckConstraint(
                name="farmplace_point_is_whole",
                condition=Q(own_latitude__isnull=True, own_longitude__isnull=True)
                | Q(own_latitude__isnull=False, own_longitude__isnull=False),
            )
        ]

    def __str__(self):
        return str(self.household)

    @property
    def is_exact(self) -> bool:
        return self.own_latitude is not None

    @property
    def point(self) -> tuple[float, float]:
        """Latitude and longitude in degrees; the commune's middle unless the household gave its own."""
        if self.is_exact:
            return self.own_latitude, self.own_longitude
        return self.household.commune.latitude, self.household.commune.longitude

    @property
    def geo_uri(self) -> str:
        """An address that a phone opens in whatever map it has (RFC 5870)."""
        return "geo:{:.5f},{:.5f}".format(*self.point)
