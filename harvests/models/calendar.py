"""The season calendar's figures. Nobody writes these tables but the triggers of Harvest and BuyRequest."""

from typing import Self

from django.db import models

from portal1034.commodities.dekads import Dekad
from portal1034.commodities.models import Commodity
from portal1034.regions.models import Province


class CellQuerySet(models.QuerySet):
    def between(self, first: Dekad, last: Dekad) -> Self:
        """Cells from dekad `first` to `last`, both included."""
        return self.filter(dekad__range=(first.ordinal, last.ordinal))

    def in_dekad(self, dekad: Dekad) -> Self:
        return self.filter(dekad=dekad.ordinal)

    def with_supply(self) -> Self:
        return self.filter(supply_kg__gt=0)


class Cell(models.Model):
    """Supply and demand of one dekad, in whole kg; the counts are of the active rows whose window touches the dekad.

    `dekad` is an ordinal of `commodities.dekads`. A cell that has fallen to nothing stays, with zeros.
    """

    dekad = models.IntegerField("tuần mười ngày", editable=False)
    supply_kg = models.BigIntegerField("sản lượng khai báo (kg)", default=0, editable=False)
    harvest_count = models.IntegerField("số đợt thu hoạch", default=0, editable=False)
    demand_kg = models.BigIntegerField("nhu cầu thu mua (kg)", default=0, editable=False)
    request_count = models.IntegerField("số nhu cầu", default=0, editable=False)

    objects = CellQuerySet.as_manager()

    class Meta:
        abstract = True


class CalendarCell(Cell):
    """A commodity in one of the 63 provinces in one dekad (ô lịch)."""

    commodity = models.ForeignKey(Commodity, models.CASCADE, related_name="+", editable=False, db_index=False)
    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False, db_index=False)

    class Meta:
        verbose_name = "ô lịch theo tỉnh"
        verbose_name_plural = "ô lịch theo tỉnh"
        constraints = [models.UniqueConstraint(fields=("commodity", "province", "dekad"), name="calendarcell_once")]
        indexes = [
            # One dekad of the whole country, all that is told of it: the calendar, the map and the names of places.
            models.Index(
                fields=("dekad", "commodity", "province"),
                name="calendarcell_dekad_told",
                include=("supply_kg", "harvest_count", "demand_kg", "request_count"),
            ),
            models.Index(fields=("province", "dekad"), name="calendarcell_province"),
        ]

    def __str__(self):
        return f"{self.commodity_id}/{self.province_id} {Dekad.from_ordinal(self.dekad)}"


class CountryCell(Cell):
    """A commodity in the whole country in one dekad; also counts what is wanted wherever it comes from."""

    commodity = models.ForeignKey(Commodity, models.CASCADE, related_name="+", editable=False, db_index=False)

    class Meta:
        verbose_name = "ô lịch cả nước"
        verbose_name_plural = "ô lịch cả nước"
        constraints = [models.UniqueConstraint(fields=("commodity", "dekad"), name="countrycell_once")]
        indexes = [models.Index(fields=("dekad",), name="countrycell_dekad")]

    def __str__(self):
        return f"{self.commodity_id} {Dekad.from_ordinal(self.dekad)}"
