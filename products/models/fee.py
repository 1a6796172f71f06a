"""What selling costs: marketplaces' fees and carriers' prices. Estimates of ours, changed by administrators."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from products.enums import Marketplace, Reach

_BASIS_HELP = _("Biết từ đâu, hoặc giả định thế nào. Người bán không thấy dòng này.")


class MarketplaceFee(models.Model):
    """What a marketplace keeps of a sale: `percent` of the price and `fixed_vnd` an order."""

    marketplace = models.CharField(_("sàn"), max_length=16, choices=Marketplace, unique=True)
    percent = models.DecimalField(_("phí sàn (%)"), max_digits=5, decimal_places=2)
    fixed_vnd = models.PositiveIntegerField(_("phí mỗi đơn (đồng)"), default=0)
    basis = models.CharField(_("căn cứ"), max_length=300, help_text=_BASIS_HELP)
    as_of = models.DateField(_("tính đến ngày"), default=timezone.localdate)

    class Meta:
        verbose_name = _("phí sàn")
        verbose_name_plural = _("phí sàn")
        ordering = ("marketplace",)
        constraints = [
            models.CheckConstraint(
                name="marketplacefee_percent_in_range",
                condition=Q(percent__range=(Decimal(0), Decimal(50))),
                violation_error_message=_("Phí sàn từ 0 đến 50%."),
            )
        ]

    def __str__(self) -> str:
        return self.get_marketplace_display()


class CarrierRate(models.Model):
    """What a carrier asks for one parcel up to `up_to_g` grams, by how far it goes."""

    carrier = models.CharField(_("đơn vị vận chuyển"), max_length=60)
    reach = models.CharField(_("gửi"), max_length=10, choices=Reach)
    up_to_g = models.PositiveIntegerField(_("nặng đến (gam)"))
    price_vnd = models.PositiveIntegerField(_("cước (đồng)"))
    basis = models.CharField(_("căn cứ"), max_length=300, help_text=_BASIS_HELP)
    as_of = models.DateField(_("tính đến ngày"), default=timezone.localdate)

    class Meta:
        verbose_name = _("cước vận chuyển")
        verbose_name_plural = _("cước vận chuyển")
        ordering = ("carrier", "reach", "up_to_g")
        constraints = [
            models.UniqueConstraint(
                fields=("carrier", "reach", "up_to_g"),
                name="carrierrate_once",
                violation_error_message=_("Đã có cước cho mức nặng này."),
            ),
            models.CheckConstraint(
                name="carrierrate_positive",
                condition=Q(up_to_g__gt=0),
                violation_error_message=_("Mức nặng phải lớn hơn 0."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.carrier}, {self.get_reach_display()}, {self.up_to_g} g"
