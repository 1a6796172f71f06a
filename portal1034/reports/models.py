from django.db import models
from django.utils.translation import gettext_lazy as _

from portal1034.regions.models import Province


class FigureQuerySet(models.QuerySet):
    def of_day(self, day):
        return self.filter(day=day)

    def newest_day(self):
        """Return the last day for which figures stand, or None."""
        return self.order_by("-day").values_list("day", flat=True).first()


class Figure(models.Model):
    """One measure of one of the 63 provinces on one day. The country and the 34 are sums of these."""

    day = models.DateField(_("ngày"))
    province = models.ForeignKey(Province, models.PROTECT, related_name="figures", verbose_name=_("tỉnh (63)"))
    measure = models.CharField(_("chỉ tiêu"), max_length=20)
    value = models.BigIntegerField(_("giá trị"))
    computed_at = models.DateTimeField(_("tính lúc"))

    objects = FigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("số liệu")
        verbose_name_plural = _("số liệu")
        constraints = [models.UniqueConstraint(fields=("day", "measure", "province"), name="one_figure_a_day")]

    def __str__(self):
        return f"{self.day} {self.measure} {self.province}: {self.value}"
