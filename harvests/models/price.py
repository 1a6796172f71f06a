"""Snapshots that are published: prices by week, and the calendar's cells as open data.

Rows are written by `reports` only, with the privacy floor already applied: what may not be told is not here to be
read. No row points at a household or a trader.
"""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q

from harvests.enums import PriceSource
from portal1034.commodities.models import Commodity
from portal1034.regions.models import MergedProvince, Province


class PriceCellQuerySet(models.QuerySet):
    def of_commodity(self, commodity: Commodity) -> Self:
        return self.filter(commodity=commodity)

    def of_week(self, week: dt.date) -> Self:
        """`week` is a Monday."""
        return self.filter(week=week)

    def of_country(self) -> Self:
        return self.filter(province=None)

    def since(self, week: dt.date) -> Self:
        return self.filter(week__gte=week)


class PriceCell(models.Model):
    """Prices of a commodity in one ISO week from one source: in a province of the 63, or in the country (no province).

    Prices are rounded whole đồng per kg; `parties` are the households (traders, of requests) behind them, three at
    least. The 10th and 90th percentiles stand where five are behind them: of three, they would tell each one's price.
    """

    commodity = models.ForeignKey(Commodity, models.CASCADE, related_name="+", editable=False, db_index=False)
    province = models.ForeignKey(
        Province, models.PROTECT, related_name="+", null=True, blank=True, editable=False, db_index=False
    )
    week = models.DateField("thứ Hai của tuần", editable=False)
    source = models.CharField("nguồn giá", max_length=8, choices=PriceSource, editable=False)
    parties = models.PositiveIntegerField("số hộ hoặc bên mua", editable=False)
    median_vnd = models.PositiveBigIntegerField("giá giữa (đồng/kg)", editable=False)
    low_vnd = models.PositiveBigIntegerField("giá thấp (đồng/kg)", null=True, editable=False)
    high_vnd = models.PositiveBigIntegerField("giá cao (đồng/kg)", null=True, editable=False)
    computed_at = models.DateTimeField("tính lúc", editable=False)

    objects = PriceCellQuerySet.as_manager()

    class Meta:
        verbose_name = "giá theo tuần"
        verbose_name_plural = "giá theo tuần"
        constraints = [
            models.UniqueConstraint(
                fields=("commodity", "week", "source", "province"), name="pricecell_once", nulls_distinct=False
            ),
            models.CheckConstraint(name="pricecell_source_known", condition=Q(source__in=PriceSource.values)),
            models.CheckConstraint(name="pricecell_of_three", condition=Q(parties__gte=3)),
            models.CheckConstraint(
                name="pricecell_range_of_five",
                condition=Q(low_vnd=None, high_vnd=None) | Q(parties__gte=5, low_vnd__isnull=False, high_vnd__gte=0),
            ),
        ]
        indexes = [models.Index(fields=("week", "commodity"), name="pricecell_week")]

    def __str__(self):
        return f"{self.commodity_id}/{self.province_id} {self.week} {self.source}"


class OpenCell(models.Model):
    """A dekad of the calendar as open data: of the country (no place), one of the 34 or one of the 63.

    `supply_kg` and `households` are both None where telling them would tell of fewer than three households.
    """

    commodity = models.ForeignKey(Commodity, models.CASCADE, related_name="+", editable=False, db_index=False)
    dekad = models.IntegerField("tuần mười ngày", editable=False)
    province = models.ForeignKey(Province, models.PROTECT, related_name="+", null=True, editable=False, db_index=False)
    merged = models.ForeignKey(
        MergedProvince, models.PROTECT, related_name="+", null=True, editable=False, db_index=False
    )
    supply_kg = models.BigIntegerField("sản lượng khai báo (kg)", null=True, editable=False)
    households = models.IntegerField("số hộ", null=True, editable=False)
    demand_kg = models.BigIntegerField("nhu cầu thu mua (kg)", editable=False)
    computed_at = models.DateTimeField("tính lúc", editable=False)

    class Meta:
        verbose_name = "ô lịch mở"
        verbose_name_plural = "ô lịch mở"
        constraints = [
            models.UniqueConstraint(
                fields=("commodity", "dekad", "merged", "province"), name="opencell_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="opencell_one_place", condition=Q(province__isnull=True) | Q(merged__isnull=True)
            ),
            models.CheckConstraint(
                name="opencell_none_or_three",
                condition=Q(households=None, supply_kg=None)
                | Q(supply_kg__isnull=False) & (Q(households=0) | Q(households__gte=3)),
            ),
        ]
        indexes = [models.Index(fields=("dekad", "commodity"), name="opencell_dekad")]

    def __str__(self):
        return f"{self.commodity_id}/{self.merged_id or ''}/{self.province_id or ''} {self.dekad}"
