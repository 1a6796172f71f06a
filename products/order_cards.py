"""An order as its household reads it: one sentence that says what to do next, and at most one button."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal1034.core.formatting import number, vnd
from products.enums import OrderAnswer, OrderStatus
from products.models import Order

TONES = {
    OrderStatus.NEW: "waiting",
    OrderStatus.CONFIRMED: "in_review",
    OrderStatus.SHIPPING: "in_review",
    OrderStatus.DELIVERED: "live",
    OrderStatus.RETURNED: "withdrawn",
    OrderStatus.CANCELLED: "withdrawn",
    OrderStatus.COMPENSATION: "live",
}


@dataclass(frozen=True)
class OrderCard:
    """`warning` is what needs a look beside the sentence, "" when nothing does."""

    order: Order
    sentence: str
    tone: str
    warning: str = ""
    may_confirm: bool = False
    may_decline: bool = False

    @property
    def lines(self):
        return self.order.lines.all()


def card_of(order: Order) -> OrderCard:
    """Return the card of `order`, which comes `with_goods()`."""
    waits = order.status == OrderStatus.NEW and order.answer == OrderAnswer.NONE
    refused = order.is_answerable and order.answer_problem.get("owner") == "household"
    return OrderCard(
        order=order,
        sentence=_sentence(order),
        tone=TONES[OrderStatus(order.status)],
        warning=_warning(order),
        may_confirm=waits or (refused and order.answer == OrderAnswer.CONFIRM),
        may_decline=order.is_answerable and (order.answer != OrderAnswer.DECLINE or refused),
    )


def _warning(order: Order) -> str:
    if order.answer_problem:
        return order.answer_problem["text"]
    if order.short and order.answer != OrderAnswer.DECLINE:
        return _(
            "Sàn đã bán quá số bác còn: thiếu %s. Có thêm hàng thì bác giao, không có thì bấm “Không giao được”."
        ) % number(order.short)
    if order.is_late_and_fresh:
        return late_words(order)
    return ""


def late_words(order: Order) -> str:
    return _("Hàng tươi, đã đi %(hours)s giờ: bác mở trang của %(where)s hỏi bên vận chuyển.") % {
        "hours": order.hours_on_the_way,
        "where": order.get_marketplace_display(),
    }


def _sentence(order: Order) -> str:
    where = order.get_marketplace_display()
    if order.is_being_told and not order.answer_problem:
        if order.answer == OrderAnswer.CONFIRM:
            return _("Cổng đang báo %s là bác giao đơn này, bác cứ đóng gói.") % where
        return _("Cổng đang báo %s là bác không giao được.") % where
    if order.answer == OrderAnswer.DECLINE and order.status == OrderStatus.SHIPPING:
        return _("Hàng đã đi nên không hủy được nữa.")
    return _of_status(order, where)


def _of_status(order: Order, where: str) -> str:
    match order.status:
        case OrderStatus.NEW:
            return _("Bác có hàng thì bấm xác nhận, rồi đóng gói; bưu tá đến lấy.")
        case OrderStatus.CONFIRMED:
            return _("Bác đóng gói, chờ bưu tá đến lấy.")
        case OrderStatus.SHIPPING:
            # Late fresh goods have a warning of their own, which tells what to do.
            return _("Hàng đang đi.") if order.is_late_and_fresh else _("Hàng đang đi, bác không phải làm gì.")
        case OrderStatus.DELIVERED:
            return _("Người mua đã nhận. %s chuyển tiền cho bác theo lịch của sàn.") % where
        case OrderStatus.RETURNED:
            return _("Người mua trả lại hàng. Cổng đã cộng lại vào số bác còn.")
        case OrderStatus.COMPENSATION:
            paid = vnd(order.compensation_vnd)
            return _("Hàng mất hoặc hỏng trên đường, %(where)s đền bác %(paid)s.") % {"where": where, "paid": paid}
    if order.answer == OrderAnswer.DECLINE:
        return _("Bác báo không giao được: %s. Hàng đã cộng lại vào số bác còn.") % order.answer_reason.rstrip(".")
    return _("Đơn đã hủy. Hàng đã cộng lại vào số bác còn.")
