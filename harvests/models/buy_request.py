from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from harvests.enums import RequestStatus
from harvests.models.accounting import Ledger
from harvests.models.trader import Trader
from harvests.models.window import WindowModel, WindowQuerySet, window_constraints
from portal1034.commodities.models import Commodity
from portal1034.regions.models import Province

REQUESTS = Ledger("harvests_buyrequest", (RequestStatus.OPEN,), kg="demand_kg", count="request_count")


class BuyRequestQuerySet(WindowQuerySet):
    def open(self) -> Self:
        return self.filter(status=RequestStatus.OPEN)

    def reaching(self, province_ids) -> Self:
        """Requests that a household in one of these provinces can answer: named for it, or for anywhere."""
        return self.filter(Q(province__in=province_ids) | Q(province=None))

    def of_trader(self, trader: Trader) -> Self:
        return self.filter(trader=trader)

    def with_places(self) -> Self:
        return self.select_related("commodity", "trader", "province")

    def newest(self) -> Self:
        return self.order_by("-pk")


class BuyRequest(WindowModel):
    """What a trader wants (nhu cầu thu mua): `volume_kg` in all, `price_vnd` per kg; no province means anywhere."""

    trader = models.ForeignKey(Trader, models.PROTECT, related_name="requests", verbose_name="bên mua", db_index=False)
    commodity = models.ForeignKey(
        Commodity, models.PROTECT, related_name="buy_requests", verbose_name="nông sản", db_index=False
    )
    province = models.ForeignKey(
        Province, models.PROTECT, null=True, blank=True, related_name="buy_requests", verbose_name="mua ở tỉnh (63)"
    )
    status = models.CharField("trạng thái", max_length=8, choices=RequestStatus, default=RequestStatus.OPEN)

    objects = BuyRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "nhu cầu thu mua"
        verbose_name_plural = "nhu cầu thu mua"
        ordering = ("-pk",)
        constraints = [
            *window_constraints("buyrequest"),
            models.CheckConstraint(name="buyrequest_status_known", condition=Q(status__in=RequestStatus.values)),
        ]
        indexes = [
            models.Index(fields=("-id",), name="buyrequest_open", condition=Q(status=RequestStatus.OPEN)),
            models.Index(fields=("commodity", "-id"), name="buyrequest_wanted", condition=Q(status=RequestStatus.OPEN)),
            models.Index(fields=("trader", "-id"), name="buyrequest_trader"),
        ]
        triggers = REQUESTS.triggers()

    def __str__(self):
        return f"{self.commodity}, {self.volume_kg} kg"

    def get_absolute_url(self):
        return reverse("harvests:buy_request", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.status == RequestStatus.OPEN
