"""The household's answer to an order. Written down here; a worker tells the marketplace."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal1034.accounts.operations import queue_text
from portal1034.core.formatting import vnd
from portal1034.core.text import nfc
from products.enums import ANSWERABLE, OrderAnswer, OrderStatus
from products.models import Order

FIRST_REMINDER_AFTER = timedelta(hours=3)
# However many orders come, a household hears of new ones once in this long; what came meanwhile is in the next text.
TEXTS_APART = timedelta(hours=1)
# Nobody's phone rings between these two.
MORNING, NIGHT = time(6, 30), time(21, 0)
REMINDERS_MAX = 2


class TooLate(ValueError):
    """The order has moved on meanwhile; the message is the sentence to show."""


@transaction.atomic
def confirm_order(*, order: Order) -> Order:
    """Want the marketplace to be told that the household delivers. Pressing twice is once.

    Raises TooLate when there is nothing left to confirm.
    """
    order = _locked(order)
    if order.answer == OrderAnswer.CONFIRM and not order.answer_problem:
        return order
    if order.status != OrderStatus.NEW or order.answer == OrderAnswer.DECLINE:
        raise TooLate(_("Đơn này giờ đã là “%s”, không xác nhận được nữa.") % _state_of(order))
    return _want(order, OrderAnswer.CONFIRM)


@transaction.atomic
def decline_order(*, order: Order, reason: str) -> Order:
    """Want the marketplace to be told that the household cannot deliver, and why. Pressing twice is once.

    Raises TooLate once the goods have left or the order is off.
    """
    order = _locked(order)
    if order.answer == OrderAnswer.DECLINE and not order.answer_problem:
        return order
    if order.status not in ANSWERABLE:
        raise TooLate(_("Đơn này giờ đã là “%s”, không hủy được nữa.") % _state_of(order))
    return _want(order, OrderAnswer.DECLINE, nfc(reason).strip())


def _state_of(order: Order) -> str:
    waits_off = order.answer == OrderAnswer.DECLINE and order.status in ANSWERABLE
    return str(OrderAnswer.DECLINE.label if waits_off else order.get_status_display())


def _locked(order: Order) -> Order:
    return Order.objects.select_for_update().get(pk=order.pk)


def _want(order: Order, answer: OrderAnswer, reason: str = "") -> Order:
    now = timezone.now()
    order.answer, order.answer_reason, order.answer_wanted_at = answer, reason, now
    order.answer_due_at, order.answer_attempts, order.answered_at, order.answer_problem = now, 0, None, {}
    order.save()
    return order


# ---- texts ----


def tell_of_new_orders(*, now: datetime | None = None) -> int:
    """Text the households that have new orders they do not know of; return how many were texted.

    At once by day, at MORNING what came by night; one text tells of all that are new, TEXTS_APART the soonest. What has
    waited so long that it is reminded of needs no such text.
    """
    now = timezone.localtime(now)
    if not _may_ring(now):
        return 0
    fresh = Order.objects.untexted().filter(placed_at__gt=now - FIRST_REMINDER_AFTER)
    return sum(_tell(household, now) for household in sorted(set(fresh.values_list("household", flat=True))))


def _may_ring(now: datetime) -> bool:
    return MORNING <= now.time() < NIGHT


@transaction.atomic
def _tell(household: int, now: datetime) -> bool:
    """Two workers at once send one text: all that waits is locked, and looked at again."""
    rows = Order.objects.unanswered().filter(household=household).order_by("pk")
    orders = list(rows.select_for_update(of=("self",)).select_related("household__owner"))
    new = [order for order in orders if order.reminded_at is None]
    if not new or _was_just_texted(household, now):
        return False
    Order.objects.filter(pk__in=[order.pk for order in new]).update(reminded_at=now)
    if len(new) == 1:
        where, total = new[0].get_marketplace_display(), vnd(new[0].total_vnd)
        news = _("%(where)s có người đặt hàng của bác, %(total)s.") % {"where": where, "total": total}
    else:
        news = _("bác có %s đơn hàng mới.") % len(new)
    _text(new[0], now, _("Cổng 1034: %(news)s Xem và xác nhận: %(url)s") % {"news": news, "url": _orders_url()})
    return True


def _was_just_texted(household: int, now: datetime) -> bool:
    return Order.objects.filter(household=household, reminded_at__gt=now - TEXTS_APART).exists()


def _orders_url() -> str:
    return settings.PUBLIC_URL.rstrip("/") + reverse("products:orders")


def _text(order: Order, now: datetime, body: str) -> None:
    """What has not left by night is not sent then."""
    until = now.replace(hour=NIGHT.hour, minute=NIGHT.minute, second=0, microsecond=0)
    queue_text(phone=order.household.owner.phone, body=body, expires_at=until)


def remind_of_orders(*, now: datetime | None = None) -> int:
    """Text the households whose new orders wait for an answer; return how many were texted.

    Once FIRST_REMINDER_AFTER after the order was placed, once more on a later morning, and never between NIGHT and
    MORNING. One text tells of all that wait, and counts for each of them.
    """
    now = timezone.localtime(now)
    if not _may_ring(now):
        return 0
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    waiting = Order.objects.unanswered()
    told_long_ago = Q(reminded_at=None) | Q(reminded_at__lte=now - FIRST_REMINDER_AFTER)
    first = waiting.filter(told_long_ago, reminders=0, placed_at__lte=now - FIRST_REMINDER_AFTER)
    again = waiting.filter(reminders=1, reminded_at__lt=midnight)
    households = sorted(set((first | again).values_list("household", flat=True)))
    return sum(_remind(household, now) for household in households)


@transaction.atomic
def _remind(household: int, now: datetime) -> bool:
    """Two workers at once send one text: the rows are locked, and looked at again."""
    rows = Order.objects.unanswered().filter(household=household, reminders__lt=REMINDERS_MAX).order_by("pk")
    orders = list(rows.select_for_update(of=("self",)).select_related("household__owner"))
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    due = [order for order in orders if _is_due(order, now, midnight)]
    if not due or _was_just_texted(household, now):
        return False
    Order.objects.filter(pk__in=[order.pk for order in orders]).update(reminders=F("reminders") + 1, reminded_at=now)
    count = Order.objects.unanswered().filter(household=household).count()
    body = _("Cổng 1034: bác có %(count)s đơn hàng chờ xác nhận. Xác nhận sớm kẻo sàn hủy đơn: %(url)s")
    _text(due[0], now, body % {"count": count, "url": _orders_url()})
    return True


def _is_due(order: Order, now: datetime, midnight: datetime) -> bool:
    if order.reminders:
        return order.reminded_at < midnight
    told_long_ago = order.reminded_at is None or order.reminded_at <= now - FIRST_REMINDER_AFTER
    return told_long_ago and order.placed_at <= now - FIRST_REMINDER_AFTER
