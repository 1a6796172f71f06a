"""Reaching a household about its stuck listings: one text a day, and calls written down so that nobody calls twice."""

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from portal1034.accounts.operations import queue_text
from portal1034.core.text import nfc
from products.enums import Delivery, ReminderKind
from products.models import Listing, Reminder


class AlreadyReminded(ValueError):
    """Somebody was faster, or there is nothing to remind of; the message is the sentence to show."""


@transaction.atomic
def text_household(*, household, by) -> Reminder:
    """Ask the household by SMS to mend its listings. Raises AlreadyReminded on a second try the same day.

    Two officers at once send one: the day's row is written before the text, and there can be only one.
    """
    waiting = Listing.objects.wanted().filter(product__household=household, delivery=Delivery.NEEDS_HOUSEHOLD)
    count = waiting.count()
    if not count:
        raise AlreadyReminded(_("Hộ này không còn tin nào chờ hộ sửa."))
    try:
        with transaction.atomic():
            reminder = Reminder.objects.create(household=household, kind=ReminderKind.SMS, by=by)
    except IntegrityError as error:
        raise AlreadyReminded(_("Hôm nay đã nhắn cho hộ này rồi, mai hãy nhắn tiếp.")) from error
    url = settings.PUBLIC_URL.rstrip("/") + reverse("products:mine")
    body = _("Cổng 1034: bác có %(count)s tin đăng cần sửa mới bán được. Xem và sửa tại %(url)s")
    queue_text(phone=household.owner.phone, body=body % {"count": count, "url": url})
    return reminder


def note_call(*, household, by, note: str = "") -> Reminder:
    """Write down that `by` called the household, and what was said (at most 200 characters)."""
    limit = Reminder._meta.get_field("note").max_length
    text = " ".join(nfc(note).split())[:limit]
    return Reminder.objects.create(household=household, kind=ReminderKind.CALL, by=by, note=text)
