"""Sales on the marketplaces, as they told us of them."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal1034.regions.models import Province
from products.enums import Marketplace, OrderStatus
from products.models.listing import Listing


class OrderQuerySet(models.QuerySet):
    def counted(self) -> Self:
        """Orders that stand: placed or completed."""
        return self.exclude(status=OrderStatus.CANCELLED)


class Order(models.Model):
    """A sale on a marketplace, counted once however often it is told. Who bought stays with the marketplace."""

    marketplace = models.CharField(_("sàn"), max_length=16, choices=Marketplace)
    remote_id = models.CharField(_("mã đơn"), max_length=64)
    status = models.CharField(_("trạng thái"), max_length=10, choices=OrderStatus)
    placed_at = models.DateTimeField(_("đặt lúc"))
    updated_at = models.DateTimeField(_("sửa lúc"), auto_now=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("đơn hàng")
        verbose_name_plural = _("đơn hàng")
        ordering = ("-placed_at",)
        constraints = [models.UniqueConstraint(fields=("marketplace", "remote_id"), name="order_once")]

    def __str__(self) -> str:
        return f"{self.get_marketplace_display()} {self.remote_id}"


class OrderLine(models.Model):
    order = models.ForeignKey(Order, models.CASCADE, related_name="lines", verbose_name=_("đơn hàng"))
    listing = models.ForeignKey(Listing, models.PROTECT, related_name="order_lines", verbose_name=_("tin đăng"))
    # The household's province, for the Plan's figures and an officer's scope.
    province = models.ForeignKey(Province, models.PROTECT, related_name="+", verbose_name=_("tỉnh (63)"))
    quantity = models.PositiveIntegerField(_("số lượng"))
    price_vnd = models.PositiveIntegerField(_("đơn giá (đồng)"))

    class Meta:
        verbose_name = _("dòng đơn hàng")
        verbose_name_plural = _("dòng đơn hàng")
        constraints = [
            models.UniqueConstraint(fields=("order", "listing"), name="order_line_once"),
            models.CheckConstraint(name="order_line_quantity_positive", condition=Q(quantity__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.listing}"

    @property
    def total_vnd(self) -> int:
        return self.quantity * self.price_vnd
