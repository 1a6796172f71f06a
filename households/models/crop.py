"""What a household grows, and on how much land."""

from django.db import models
from django.db.models import Q

from households.models.household import Household
from portal1034.commodities.models import Commodity


class HouseholdCropQuerySet(models.QuerySet):
    def in_order(self):
        """The crops as lists show them, each with its commodity; one query."""
        return self.select_related("commodity").order_by("commodity__slug")


class HouseholdCrop(models.Model):
    """A row of `Household.commodities`. Two crops may stand on one piece of land: areas need not add up."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="crops", verbose_name="hộ")
    commodity = models.ForeignKey(Commodity, models.CASCADE, related_name="+", verbose_name="nông sản")
    area_m2 = models.IntegerField("diện tích (m²)", null=True, blank=True)

    objects = HouseholdCropQuerySet.as_manager()

    class Meta:
        db_table = "households_household_commodities"
        verbose_name = "nông sản của hộ"
        verbose_name_plural = "nông sản của hộ"
        unique_together = (("household", "commodity"),)
        constraints = [
            models.CheckConstraint(
                name="crop_area_above_nothing",
                condition=Q(area_m2__isnull=True) | Q(area_m2__gt=0),
                violation_error_message="Diện tích phải lớn hơn 0.",
            )
        ]

    def __str__(self):
        return f"{self.household_id}: {self.commodity_id}"
