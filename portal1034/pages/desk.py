"""A household's next thing to do: one sentence, one button. The most pressing wins."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from harvests.enums import Side
from harvests.models import Harvest, Offer
from harvests.models.harvest import ASK_DAYS
from households.enums import CertificateState, Verification
from households.models import Certificate, Household
from households.models.certificate import REMIND_DAYS
from portal1034.core.formatting import number, volume
from portal1034.regions.names import lower_first
from products.enums import Delivery
from products.models import Listing, Order, Product
from products.order_cards import late_words

# A paper's end comes last among the things to do at the first reminder, before the sales at the second.
FIRST_DAYS, PRESSING_DAYS = REMIND_DAYS
ORDERS_COUNTED = 9
FIX_LINKS = {"edit": "products:edit", "photos": "products:photos", "consent": "products:publish"}


@dataclass(frozen=True)
class NextStep:
    what: str
    link: str
    url: str
    why: str = ""
    icon: str = ""


def next_step(household: Household, products: list[Product]) -> NextStep:
    """Return what `household` should do now; `products` are its own, with listings prefetched."""
    steps: tuple[Callable[[], NextStep | None], ...] = (
        partial(_mend_profile, household),
        partial(_confirm_order, household),
        partial(_answer, household),
        partial(_keep_word, household),
        partial(_look_after_order, household),
        partial(_mend_certificate, household),
        partial(_renew_certificate, household, PRESSING_DAYS),
        partial(_mend_listing, products),
        partial(_follow_season, products),
        partial(_first_product, products),
        partial(_declare, household),
        partial(_finish, products),
        partial(_renew_certificate, household, FIRST_DAYS),
    )
    # Looked at one after another: what presses most is asked about first, and the rest only when nothing does.
    return next((step for look in steps if (step := look())), _rest())


def _mend_profile(household: Household) -> NextStep | None:
    if household.verification != Verification.RETURNED:
        return None
    return NextStep(
        _("Sở cần bác bổ sung: %s") % household.return_reason,
        _("Bổ sung hồ sơ"),
        reverse("households:profile"),
        icon="edit",
    )


def _confirm_order(household: Household) -> NextStep | None:
    """The buyer waits: an order comes before everything but the household's own standing."""
    waiting = Order.objects.unanswered().of_household(household).with_goods().order_by("placed_at")
    orders = list(waiting[: ORDERS_COUNTED + 1])
    if not orders:
        return None
    oldest = orders[0]
    goods = ", ".join(
        f"{number(line.quantity)} {line.listing.product.unit_word} {line.listing.product.full_title}"
        for line in oldest.lines.all()
    )
    what = _("%(where)s có người đặt %(goods)s") % {"where": oldest.get_marketplace_display(), "goods": goods}
    more = ""
    if len(orders) > 1:
        count = f"{ORDERS_COUNTED}+" if len(orders) > ORDERS_COUNTED else str(len(orders))
        more = _("Bác có %s đơn chờ xác nhận.") % count
    return NextStep(what, _("Xem và xác nhận"), reverse("products:orders"), more, "basket")


def _look_after_order(household: Household) -> NextStep | None:
    order = Order.objects.of_household(household).late_and_fresh().with_goods().order_by("shipped_at").first()
    if order is None:
        return None
    return NextStep(late_words(order), _("Xem đơn"), f"{reverse('products:orders')}?muc=dang-di", icon="clock")


def _answer(household: Household) -> NextStep | None:
    waiting = Offer.objects.of_household(household).open().unread_by(Side.HOUSEHOLD).with_subjects().latest().first()
    if waiting is None:
        return None
    what = _("%(who)s hỏi mua %(what)s") % {
        "who": waiting.trader.name,
        "what": lower_first(waiting.subject.commodity.name),
    }
    return NextStep(what, _("Đọc và trả lời"), waiting.get_absolute_url(), icon="message")


def _keep_word(household: Household) -> NextStep | None:
    """A declaration that will soon be shown faded."""
    waiting = Harvest.objects.to_confirm(timezone.now(), ASK_DAYS).filter(household=household)
    first = waiting.select_related("commodity").order_by("ends_on", "pk").first()
    if first is None:
        return None
    return NextStep(
        _("%(crop)s: vẫn còn %(volume)s như bác khai chứ?")
        % {"crop": first.commodity.name, "volume": volume(first.remaining_kg)},
        _("Xem và xác nhận"),
        reverse("harvests:review"),
        _("Lâu không xác nhận, người mua thấy lời khai mờ đi."),
        "calendar",
    )


def _mend_certificate(household: Household) -> NextStep | None:
    returned = Certificate.objects.filter(household=household, state=CertificateState.RETURNED).first()
    if returned is None:
        return None
    return NextStep(
        _("Sở cần bác bổ sung %(name)s: %(reason)s") % {"name": returned.name, "reason": returned.return_reason},
        _("Bổ sung giấy"),
        reverse("households:certificates"),
        icon="edit",
    )


def _renew_certificate(household: Household, days: int) -> NextStep | None:
    """A paper that ends within `days` and has no younger one of its kind."""
    mine = Certificate.objects.filter(household=household)
    younger = mine.filter(kind=OuterRef("kind"), expires_on__gt=OuterRef("expires_on"))
    ending = mine.ending_within(days).filter(~Exists(younger)).order_by("expires_on").first()
    if ending is None:
        return None
    return NextStep(
        _("%(name)s hết hạn ngày %(day)s") % {"name": ending.name, "day": f"{ending.expires_on:%d/%m/%Y}"},
        _("Xem chứng nhận"),
        reverse("households:certificates"),
        _("Bác xin cấp lại, có giấy mới thì thêm vào. Hết hạn rồi thì người mua không thấy nữa."),
        "clock",
    )


def _mend_listing(products: list[Product]) -> NextStep | None:
    for listing in _listings(products):
        if listing.delivery == Delivery.NEEDS_HOUSEHOLD and listing.problem:
            what = f"{listing.get_marketplace_display()}: {listing.product.title}. {listing.problem['text']}"
            return NextStep(what, _("Sửa ngay"), fix_url(listing), icon="edit")
    return None


def _follow_season(products: list[Product]) -> NextStep | None:
    """A season that begins comes before one that ends: there is something to sell."""
    rests = [(product, product.open_rest) for product in products if product.open_rest]
    begins = next((product for product, rest in rests if rest.proposed_at), None)
    if begins:
        what, link = _("Vụ mới sắp đến: đăng lại “%s”?"), _("Xem và đăng lại")
        return NextStep(what % begins.full_title, link, _card(begins), icon="sprout")
    ends = next(((product, rest) for product, rest in rests if not rest.taken_down_at), None)
    if ends is None:
        return None
    product, rest = ends
    what = _("“%(title)s” hết vụ ngày %(day)s, sau đó tin tự gỡ") % {
        "title": product.full_title,
        "day": f"{rest.ended_on:%d/%m}",
    }
    return NextStep(
        what, _("Xem có đúng không"), _card(product), _("Hàng kho, hàng chế biến thì bấm Vẫn bán."), "clock"
    )


def _card(product: Product) -> str:
    return f"{reverse('products:mine')}#nong-san-{product.pk}"


def _first_product(products: list[Product]) -> NextStep | None:
    if products:
        return None
    return NextStep(
        _("Thêm nông sản đầu tiên"),
        _("Thêm nông sản"),
        reverse("products:create"),
        _("Tên, giá và ba tấm ảnh là đủ. Cổng gửi sang Postmart và Voso giúp bác."),
        "camera",
    )


def _declare(household: Household) -> NextStep | None:
    if Harvest.objects.active().filter(household=household).exists():
        return None
    return NextStep(
        _("Bao giờ bác thu hoạch?"),
        _("Khai mùa vụ"),
        reverse("harvests:declare"),
        _("Thương lái tìm người bán trên lịch mùa vụ. Khai trước thì họ hỏi trước."),
        "calendar",
    )


def _finish(products: list[Product]) -> NextStep | None:
    unlisted = next((p for p in products if not p.listings.all()), None)
    if unlisted is None:
        return None
    return NextStep(
        _("Đưa “%s” lên sàn") % unlisted.title,
        _("Chọn sàn"),
        reverse("products:publish", args=[unlisted.pk]),
        icon="upload",
    )


def _rest() -> NextStep:
    return NextStep(
        _("Mọi việc đang ổn"),
        _("Thêm nông sản"),
        reverse("products:create"),
        _("Có gì mới, cổng nhắn cho bác."),
        "plus",
    )


def _listings(products: list[Product]) -> list[Listing]:
    return [listing for product in products for listing in product.listings.all()]


def fix_url(listing: Listing) -> str:
    """Return where the household mends what stands in the way of `listing`."""
    name = FIX_LINKS.get(listing.problem.get("fix", ""), "products:edit")
    return reverse(name, args=[listing.product_id])
