"""The Plan's figures: what each one means, and how it is counted. Figures are computed, never typed in.

A measure counts rows by province. Adding one is one entry here; the page, the download and the definitions follow.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from harvests.models import BuyRequest, Harvest, Offer
from households.models import Attendance, Household
from products.enums import Intent, Verdict
from products.models import Listing, Order, OrderLine, Product, Shop

PERIOD_DAYS = 90


@dataclass(frozen=True)
class Measure:
    """`count(day)` returns figures by primary key of the 63 provinces; those that are left out are 0."""

    code: str
    name: Promise
    unit: Promise
    definition: Promise
    count: Callable[[date], dict[int, int]]
    is_money: bool = False


def _by_province(queryset, of=None, field: str = "province") -> dict[int, int]:
    counted = queryset.order_by().values_list(field).annotate(total=of or Count("pk"))
    return {province: total or 0 for province, total in counted if province is not None}


def _since(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day - timedelta(days=PERIOD_DAYS), time.min))


def _registered(day: date) -> dict[int, int]:
    return _by_province(Household.objects.standing())


def _verified(day: date) -> dict[int, int]:
    return _by_province(Household.objects.verified())


def _trained(day: date) -> dict[int, int]:
    attended = Attendance.objects.filter(household__in=Household.objects.standing())
    return _by_province(attended, Count("household", distinct=True), "household__province")


def _with_account(day: date) -> dict[int, int]:
    return _by_province(Shop.objects.all(), Count("household", distinct=True), "household__province")


def _active(day: date) -> dict[int, int]:
    """The Plan's own definition: in the period, posted a product, exchanged information or sold."""
    since = _since(day)
    posted = Product.objects.filter(household=OuterRef("pk"), updated_at__gte=since)
    declared = Harvest.objects.filter(household=OuterRef("pk")).filter(
        Q(created_at__gte=since) | Q(confirmed_at__gte=since)
    )
    answered = Offer.objects.filter(household=OuterRef("pk"), last_message_at__gte=since)
    sold = OrderLine.objects.filter(listing__product__household=OuterRef("pk"), order__placed_at__gte=since)
    return _by_province(Household.objects.filter(_any(posted, declared, answered, sold)))


def _any(*querysets: QuerySet) -> Q:
    found = Q()
    for queryset in querysets:
        found |= Q(Exists(queryset))
    return found


def _live_listings():
    return Listing.objects.filter(intent=Intent.PUBLISH, verdict=Verdict.LIVE)


def _with_live(day: date) -> dict[int, int]:
    return _by_province(_live_listings(), Count("product__household", distinct=True), "product__province")


def _live(day: date) -> dict[int, int]:
    return _by_province(_live_listings(), Count("product", distinct=True), "product__province")


def _orders():
    return OrderLine.objects.filter(order__in=Order.objects.counted())


def _with_sales(day: date) -> dict[int, int]:
    return _by_province(_orders(), Count("listing__product__household", distinct=True))


def _sales_vnd(day: date) -> dict[int, int]:
    return _by_province(_orders(), Coalesce(Sum(F("quantity") * F("price_vnd")), 0))


def _harvests(day: date) -> dict[int, int]:
    return _by_province(Harvest.objects.active().filter(ends_on__gte=day))


def _requests(day: date) -> dict[int, int]:
    return _by_province(BuyRequest.objects.open().filter(ends_on__gte=day))


HOUSEHOLDS = _("hộ")

MEASURES = (
    Measure("registered", _("Hộ đã đăng ký"), HOUSEHOLDS, _("Hộ sản xuất đã lập hồ sơ trên Cổng 1034."), _registered),
    Measure("verified", _("Hộ đã xác minh"), HOUSEHOLDS, _("Hồ sơ đã được cán bộ Sở xác minh."), _verified),
    Measure(
        "trained",
        _("Đã tập huấn"),
        HOUSEHOLDS,
        _("Hộ đã dự ít nhất một lớp tập huấn về sàn: cán bộ điểm danh, hoặc hộ tự quét mã ở lớp."),
        _trained,
    ),
    Measure(
        "with_account",
        _("Hộ có gian hàng"),
        HOUSEHOLDS,
        _("Hộ có gian hàng trên ít nhất một sàn: Postmart hoặc Voso."),
        _with_account,
    ),
    Measure(
        "active",
        _("Hộ đang hoạt động"),
        HOUSEHOLDS,
        _("Trong 90 ngày qua, hộ đã đăng sản phẩm, khai mùa vụ, trao đổi với người mua hoặc bán được hàng."),
        _active,
    ),
    Measure(
        "with_live", _("Hộ đang bán"), HOUSEHOLDS, _("Hộ có ít nhất một tin mà sàn xác nhận đang bán."), _with_live
    ),
    Measure(
        "with_sales",
        _("Hộ bán được hàng"),
        HOUSEHOLDS,
        _("Hộ có đơn hàng trên sàn không bị hủy, không bị trả lại; được đền bù không tính là bán."),
        _with_sales,
    ),
    Measure(
        "sales_vnd",
        _("Giá trị bán"),
        _("đồng"),
        _("Tổng giá trị đơn hàng trên các sàn không bị hủy, không bị trả lại; tiền đền bù không tính là bán."),
        _sales_vnd,
        True,
    ),
    Measure("live", _("Sản phẩm đang bán"), _("sản phẩm"), _("Sản phẩm mà ít nhất một sàn xác nhận đang bán."), _live),
    Measure(
        "harvests",
        _("Đợt thu hoạch"),
        _("đợt"),
        _("Đợt thu hoạch hộ đã khai, chưa bán hết và chưa qua ngày cuối."),
        _harvests,
    ),
    Measure(
        "requests", _("Nhu cầu thu mua"), _("nhu cầu"), _("Nhu cầu thu mua đang mở, tính theo tỉnh cần mua."), _requests
    ),
)
FUNNEL = ("registered", "verified", "trained", "with_account", "active", "with_live", "with_sales")
BY_CODE = {measure.code: measure for measure in MEASURES}
