from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from harvests.enums import COUNTED_REQUEST, Delivery, RequestStatus
from harvests.models.accounting import Ledger
from harvests.models.trader import Trader
from harvests.models.window import WindowModel, WindowQuerySet, window_constraints
from portal1034.commodities.models import Commodity
from portal1034.core.formatting import vnd, vnd_range
from portal1034.regions.models import Province

REQUESTS = Ledger("harvests_buyrequest", COUNTED_REQUEST, kg="demand_kg", count="request_count")


class BuyRequestQuerySet(WindowQuerySet):
    def open(self) -> Self:
        return self.filter(status=RequestStatus.OPEN)

    def reaching(self, province_ids) -> Self:
        """Requests that a household in one of these provinces can answer: named for it, or for anywhere."""
        named = BuyRequest.provinces.through.objects.filter(buyrequest=OuterRef("pk"), province__in=province_ids)
        return self.filter(
            Q(province__in=province_ids) | Q(province=None, several=False) | Q(Q(several=True), Exists(named))
        )

    def of_trader(self, trader: Trader) -> Self:
        return self.filter(trader=trader)

    def with_places(self) -> Self:
        return self.select_related("commodity", "trader", "province")

    def newest(self) -> Self:
        return self.order_by("-pk")


class BuyRequest(WindowModel):
    """What a trader wants (nhu cầu thu mua): `volume_kg` in all, `price_vnd` per kg, up to `price_to_vnd` for a range.

    One place is `province`; of `several`, the places are in `provinces` and, in words, in `places_text`, and the
    volume counts in the country's calendar only, because nobody knows how it will be shared. Neither means anywhere.
    """

    trader = models.ForeignKey(Trader, models.PROTECT, related_name="requests", verbose_name="bên mua", db_index=False)
    commodity = models.ForeignKey(
        Commodity, models.PROTECT, related_name="buy_requests", verbose_name="nông sản", db_index=False
    )
    grade = models.CharField("phẩm cấp", max_length=80, blank=True)
    province = models.ForeignKey(
        Province, models.PROTECT, null=True, blank=True, related_name="buy_requests", verbose_name="mua ở tỉnh (63)"
    )
    several = models.BooleanField("mua ở vài tỉnh", default=False, editable=False)
    provinces = models.ManyToManyField(Province, related_name="+", blank=True, verbose_name="mua ở các tỉnh (63)")
    places_text = models.CharField("nơi mua", max_length=400, blank=True, editable=False)
    price_to_vnd = models.PositiveBigIntegerField("đến giá (đồng/kg)", null=True, blank=True)
    deposit_percent = models.PositiveSmallIntegerField(
        "đặt cọc (%)", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    deposit_vnd = models.PositiveBigIntegerField("đặt cọc (đồng)", null=True, blank=True)
    deposit_when = models.CharField("đặt cọc lúc nào", max_length=120, blank=True)
    delivery = models.CharField("giao nhận", max_length=10, choices=Delivery, blank=True, default=Delivery.AGREE)
    status = models.CharField("trạng thái", max_length=8, choices=RequestStatus, default=RequestStatus.OPEN)

    # How often the trader kept their word, in words: set by `reputation.attach` where it is to be shown.
    reputation_words = ""
    objects = BuyRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "nhu cầu thu mua"
        verbose_name_plural = "nhu cầu thu mua"
        ordering = ("-pk",)
        constraints = [
            *window_constraints("buyrequest"),
            models.CheckConstraint(name="buyrequest_status_known", condition=Q(status__in=RequestStatus.values)),
            models.CheckConstraint(name="buyrequest_delivery_known", condition=Q(delivery__in=Delivery.values)),
            models.CheckConstraint(
                name="buyrequest_price_range",
                condition=Q(price_to_vnd=None) | Q(price_to_vnd__gte=F("price_vnd")),
                violation_error_message="Giá cao nhất phải bằng hoặc hơn giá thấp nhất.",
            ),
            models.CheckConstraint(
                name="buyrequest_deposit_one_way",
                condition=Q(deposit_vnd=None) | Q(deposit_percent=None),
                violation_error_message="Đặt cọc ghi theo phần trăm hoặc theo số tiền, một trong hai.",
            ),
            models.CheckConstraint(
                name="buyrequest_deposit_percent",
                condition=Q(deposit_percent=None) | Q(deposit_percent__range=(1, 100)),
                violation_error_message="Đặt cọc từ 1% đến 100%.",
            ),
            models.CheckConstraint(
                name="buyrequest_one_or_several",
                condition=Q(several=False) | Q(province=None),
                violation_error_message="Mua ở một tỉnh hoặc vài tỉnh, một trong hai.",
            ),
        ]
        indexes = [
            models.Index(fields=("-id",), name="buyrequest_open", condition=Q(status=RequestStatus.OPEN)),
            models.Index(fields=("commodity", "-id"), name="buyrequest_wanted", condition=Q(status=RequestStatus.OPEN)),
            models.Index(fields=("trader", "-id"), name="buyrequest_trader"),
            models.Index(fields=("ends_on",), name="buyrequest_ending", condition=Q(status=RequestStatus.OPEN)),
        ]
        triggers = REQUESTS.triggers()

    def __str__(self):
        return f"{self.commodity}, {self.volume_kg} kg"

    def get_absolute_url(self):
        return reverse("harvests:buy_request", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.status == RequestStatus.OPEN

    @property
    def place_words(self) -> str:
        """Where it is wanted: a province, several, or anywhere (needs `province`)."""
        if self.several:
            return self.places_text
        return self.province.short_name if self.province_id else _("bất cứ đâu")

    @property
    def price_words(self) -> str:
        """ "15.000 đ/kg", "15.000 – 18.000 đ/kg", "" where it is to be talked about."""
        if self.price_vnd is None:
            return ""
        if self.price_to_vnd and self.price_to_vnd > self.price_vnd:
            return f"{vnd_range(self.price_vnd, self.price_to_vnd)}/kg"
        return f"{vnd(self.price_vnd)}/kg"

    @property
    def deposit_words(self) -> str:
        """ "30%, khi chốt lịch giao", "" where no deposit is offered."""
        much = f"{self.deposit_percent}%" if self.deposit_percent else vnd(self.deposit_vnd) if self.deposit_vnd else ""
        return ", ".join(filter(None, (much, self.deposit_when))) if much else ""
