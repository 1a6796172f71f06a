"""Sales on the marketplaces, as they told us of them, and what the household answers."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from households.models import Household
from portal1034.regions.models import Province
from products.enums import ANSWERABLE, OPEN, SALES, Marketplace, OrderAnswer, OrderStatus
from products.models.listing import Listing
from products.models.product import Product

# Fresh goods should have arrived after so many hours on the road; after twice as many somebody has to look.
LATE_HOURS, VERY_LATE_HOURS = 24, 48


class OrderQuerySet(models.QuerySet):
    def counted(self) -> Self:
        """Orders that stand: not cancelled, not returned, and not paid for by the carrier instead of a buyer."""
        return self.filter(status__in=SALES)

    def owned_by(self, user) -> Self:
        return self.filter(household__owner=user)

    def of_household(self, household: Household) -> Self:
        return self.filter(household=household)

    def with_goods(self) -> Self:
        """With what was sold at hand, down to whether it is fresh."""
        lines = OrderLine.objects.select_related("listing__product__commodity__category").order_by("pk")
        return self.prefetch_related(models.Prefetch("lines", lines))

    def newest(self) -> Self:
        return self.order_by("-pk")

    def after(self, key: str) -> Self:
        """The page that begins behind the row with this primary key; all of them when it is none."""
        return self.filter(pk__lt=int(key)) if key.isdecimal() and len(key) <= 18 else self

    def new(self) -> Self:
        return self.filter(status=OrderStatus.NEW)

    def late_and_fresh(self, hours: int = LATE_HOURS) -> Self:
        """Fresh goods that left more than `hours` ago and have not arrived."""
        fresh = OrderLine.objects.filter(order=OuterRef("pk"), listing__product__in=Product.objects.fresh())
        left_before = timezone.now() - timedelta(hours=hours)
        return self.filter(Exists(fresh), status=OrderStatus.SHIPPING, shipped_at__lte=left_before)

    def unanswered(self) -> Self:
        """New, and the household has not said what it will do."""
        return self.filter(status=OrderStatus.NEW, answer=OrderAnswer.NONE)

    def unanswered_for(self, age: timedelta) -> Self:
        return self.unanswered().filter(placed_at__lt=timezone.now() - age)

    def untexted(self) -> Self:
        """Unanswered orders of which the household has had no text at all."""
        return self.unanswered().filter(reminders=0, reminded_at=None)

    def silent_for(self, age: timedelta) -> Self:
        """Open orders of which nothing was heard for so long, the longest first; read from one partial index."""
        return self.filter(status__in=sorted(OPEN), heard_at__lt=timezone.now() - age).order_by("heard_at", "pk")

    def to_tell(self) -> Self:
        """An answer of the household is to be sent now."""
        return self.filter(answer_due_at__lte=timezone.now())

    def untold(self) -> Self:
        """Answers that no try will get through until an administrator mends something."""
        return self.filter(answer_due_at__isnull=False, answer_problem__owner="administrator")

    def on_the_way(self) -> Self:
        return self.filter(status__in=(OrderStatus.CONFIRMED, OrderStatus.SHIPPING))

    def done(self) -> Self:
        return self.exclude(status__in=(OrderStatus.NEW, OrderStatus.CONFIRMED, OrderStatus.SHIPPING))


class Order(models.Model):
    """A sale on a marketplace, counted once however often it is told. Who bought stays with the marketplace.

    `told_at` is the marketplace's own time of what stands here; news that is older or less far on changes nothing.
    `heard_at` is when we last heard of it, or asked.
    `answer` is the household's intent; while `answer_due_at` is set the marketplace is still to be told, and
    `answered_at` says when it took it. `reminded_at` is the last text about the order, `reminders` how many of them
    reminded. `answer_problem` is {} or {"owner", "code", "text"}, for the household to read.
    """

    marketplace = models.CharField(_("sàn"), max_length=16, choices=Marketplace)
    remote_id = models.CharField(_("mã đơn"), max_length=64)
    household = models.ForeignKey(Household, models.PROTECT, related_name="orders", verbose_name=_("hộ"))
    province = models.ForeignKey(Province, models.PROTECT, related_name="+", verbose_name=_("tỉnh (63)"))
    status = models.CharField(_("trạng thái"), max_length=12, choices=OrderStatus)
    placed_at = models.DateTimeField(_("đặt lúc"))
    told_at = models.DateTimeField(_("sàn báo lúc"))
    heard_at = models.DateTimeField(_("nghe tin lúc"), default=timezone.now, db_default=Now(), editable=False)
    shipped_at = models.DateTimeField(_("hàng đi lúc"), null=True, blank=True)
    url = models.URLField(_("trang trên sàn"), max_length=500, blank=True)
    carrier = models.CharField(_("bên vận chuyển"), max_length=60, blank=True)
    shipping_code = models.CharField(_("mã vận đơn"), max_length=60, blank=True)
    compensation_vnd = models.PositiveBigIntegerField(_("đền bù (đồng)"), default=0)
    answer = models.CharField(_("hộ trả lời"), max_length=8, choices=OrderAnswer, blank=True, default=OrderAnswer.NONE)
    answer_reason = models.CharField(_("lý do không giao"), max_length=200, blank=True)
    answer_wanted_at = models.DateTimeField(_("hộ trả lời lúc"), null=True, blank=True)
    answered_at = models.DateTimeField(_("sàn nhận trả lời lúc"), null=True, blank=True)
    answer_due_at = models.DateTimeField(_("gửi trả lời lúc"), null=True, blank=True)
    answer_attempts = models.PositiveIntegerField(_("số lần gửi"), default=0)
    answer_problem = models.JSONField(_("vướng mắc"), default=dict, blank=True)
    reminders = models.PositiveSmallIntegerField(_("số lần nhắc"), default=0)
    reminded_at = models.DateTimeField(_("nhắc lúc"), null=True, blank=True)
    updated_at = models.DateTimeField(_("sửa lúc"), auto_now=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("đơn hàng")
        verbose_name_plural = _("đơn hàng")
        ordering = ("-placed_at", "-pk")
        indexes = [
            models.Index(fields=("household", "-placed_at", "-id"), name="order_of_household"),
            models.Index(fields=("province", "-placed_at", "-id"), name="order_in_province"),
            models.Index(
                fields=("placed_at",), name="order_unanswered", condition=Q(status=OrderStatus.NEW, answer="")
            ),
            models.Index(
                fields=("marketplace", "answer_due_at"),
                name="order_to_tell",
                condition=Q(answer_due_at__isnull=False),
            ),
            models.Index(
                fields=("marketplace", "heard_at", "id"), name="order_silent", condition=Q(status__in=sorted(OPEN))
            ),
            models.Index(fields=("shipped_at",), name="order_shipping", condition=Q(status=OrderStatus.SHIPPING)),
        ]
        constraints = [
            models.UniqueConstraint(fields=("marketplace", "remote_id"), name="order_once"),
            models.CheckConstraint(
                name="order_answer_complete",
                condition=Q(answer="", answer_wanted_at=None, answer_due_at=None)
                | Q(~Q(answer=""), answer_wanted_at__isnull=False),
                violation_error_message=_("Câu trả lời của hộ phải có giờ."),
            ),
            models.CheckConstraint(
                name="order_decline_has_reason",
                condition=~Q(answer=OrderAnswer.DECLINE) | ~Q(answer_reason=""),
                violation_error_message=_("Không giao được thì phải nói lý do."),
            ),
            models.CheckConstraint(name="order_reminded_twice_at_most", condition=Q(reminders__lte=2)),
        ]

    def __str__(self) -> str:
        return f"{self.get_marketplace_display()} {self.remote_id}"

    @property
    def total_vnd(self) -> int:
        return sum(line.total_vnd for line in self.lines.all())

    @property
    def short(self) -> int:
        """How many more were ordered than there were to sell; 0 once the goods have left or the order is off."""
        return sum(line.short for line in self.lines.all()) if self.is_answerable else 0

    @property
    def is_answerable(self) -> bool:
        return self.status in ANSWERABLE

    @property
    def hours_on_the_way(self) -> int:
        """Whole hours since the goods left, 0 when they are not on the way."""
        if self.status != OrderStatus.SHIPPING or self.shipped_at is None:
            return 0
        return int((timezone.now() - self.shipped_at) / timedelta(hours=1))

    @property
    def is_late_and_fresh(self) -> bool:
        """See OrderQuerySet.late_and_fresh; of orders `with_goods()`."""
        return self.hours_on_the_way >= LATE_HOURS and any(line.listing.product.is_fresh for line in self.lines.all())

    @property
    def is_being_told(self) -> bool:
        """The household has answered and the marketplace has not taken it yet."""
        return self.answer_due_at is not None


class OrderLineQuerySet(models.QuerySet):
    def short(self) -> Self:
        """Of orders that may still be delivered, the lines for which there was not enough to sell."""
        return self.filter(taken__lt=F("quantity"), order__status__in=ANSWERABLE)


class OrderLine(models.Model):
    """`taken` is what the line holds of the product's stock: all, less where there was less, 0 once given back."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="lines", verbose_name=_("đơn hàng"))
    listing = models.ForeignKey(Listing, models.PROTECT, related_name="order_lines", verbose_name=_("tin đăng"))
    # The household's province, for the Plan's figures and an officer's scope.
    province = models.ForeignKey(Province, models.PROTECT, related_name="+", verbose_name=_("tỉnh (63)"))
    quantity = models.PositiveIntegerField(_("số lượng"))
    taken = models.PositiveIntegerField(_("đã trừ kho"), default=0)
    price_vnd = models.PositiveIntegerField(_("đơn giá (đồng)"))

    objects = OrderLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("dòng đơn hàng")
        verbose_name_plural = _("dòng đơn hàng")
        constraints = [
            models.UniqueConstraint(fields=("order", "listing", "price_vnd"), name="order_line_once_per_price"),
            models.CheckConstraint(name="order_line_quantity_positive", condition=Q(quantity__gt=0)),
            models.CheckConstraint(name="order_line_takes_no_more", condition=Q(taken__lte=F("quantity"))),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.listing}"

    @property
    def total_vnd(self) -> int:
        return self.quantity * self.price_vnd

    @property
    def short(self) -> int:
        return self.quantity - self.taken


def count_unanswered() -> Coalesce:
    """Return an expression over a household: how many of its orders wait for its word."""
    mine = Order.objects.unanswered().filter(household=OuterRef("pk")).order_by().values("household")
    counted = models.Subquery(mine.annotate(count=models.Count("pk")).values("count"))
    return Coalesce(counted, 0, output_field=models.IntegerField())
