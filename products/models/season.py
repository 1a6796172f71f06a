"""The rest between two seasons: what came off the marketplaces because its season ended, and whether it came back."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from products.enums import Marketplace
from products.models.product import Product


class SeasonRestQuerySet(models.QuerySet):
    def open(self) -> Self:
        """Not answered by the household, and not overtaken by anything."""
        return self.filter(closed_at=None)

    def warned(self) -> Self:
        """Its season ends soon, or has ended; still on sale."""
        return self.open().filter(taken_down_at=None)

    def resting(self) -> Self:
        return self.open().filter(taken_down_at__isnull=False)

    def proposed(self) -> Self:
        """The household has been asked whether to put it back."""
        return self.resting().filter(proposed_at__isnull=False)


class SeasonRest(models.Model):
    """One end of a product's season. Steps, each taken once: warned, taken down, proposed again, closed.

    `marketplaces` is where it was on sale when it was taken down. `closed_at`: the household put it back, let it be,
    or said that it sells all year.
    """

    product = models.ForeignKey(Product, models.CASCADE, related_name="season_rests", verbose_name=_("sản phẩm"))
    ended_on = models.DateField(_("hết vụ ngày"))
    warned_at = models.DateTimeField(_("báo trước lúc"))
    taken_down_at = models.DateTimeField(_("gỡ lúc"), null=True, blank=True)
    marketplaces = ArrayField(models.CharField(max_length=16, choices=Marketplace), default=list, blank=True)
    proposed_at = models.DateTimeField(_("mời đăng lại lúc"), null=True, blank=True)
    closed_at = models.DateTimeField(_("xong lúc"), null=True, blank=True)

    objects = SeasonRestQuerySet.as_manager()

    class Meta:
        verbose_name = _("lần nghỉ vụ")
        verbose_name_plural = _("lần nghỉ vụ")
        ordering = ("-ended_on",)
        indexes = [models.Index(fields=("product",), name="seasonrest_open", condition=Q(closed_at=None))]
        constraints = [models.UniqueConstraint(fields=("product", "ended_on"), name="seasonrest_once_per_end")]

    def __str__(self) -> str:
        return f"{self.product}, {self.ended_on}"
