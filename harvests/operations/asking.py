"""Asking households whether what they declared still holds, and how much a harvest gave in the end: by text, rarely."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from harvests.models import Harvest
from harvests.models.harvest import ASK_AGAIN_DAYS, ASK_DAYS
from households.models import Household
from portal1034.accounts.operations import queue_text
from portal1034.core.formatting import short_date, volume
from portal1034.regions.names import lower_first

DAYTIME = range(7, 20)
NAMED_IN_A_TEXT = 4
_BATCH = 200


def ask_households(*, now: dt.datetime | None = None) -> int:
    """Text every household whose word is about to fade or whose harvest is over; return how many texts were written.

    Only by day, one text a household, none within a week of the last one; run twice or by two workers nobody is asked
    twice. How much a harvest gave is asked in one text only.
    """
    now = now or timezone.now()
    if timezone.localtime(now).hour not in DAYTIME:
        return 0
    asked, after = 0, 0
    while keys := _next_households(now, after):
        asked += sum(_ask(key, now) for key in keys)
        after = keys[-1]
    return asked


def due_questions(now: dt.datetime):
    """Harvests that a household should be asked about by text."""
    today = timezone.localdate(now)
    confirm = Harvest.objects.to_confirm(now, ASK_DAYS)
    unasked = Q(asked_at=None) | Q(asked_at__date__lte=F("ends_on"))
    return confirm | Harvest.objects.actual_unknown(today).filter(unasked, ends_on__lt=today)


def _next_households(now: dt.datetime, after: int) -> list[int]:
    rested = ~Exists(
        Harvest.objects.filter(household=OuterRef("household"), asked_at__gt=now - dt.timedelta(days=ASK_AGAIN_DAYS))
    )
    rows = due_questions(now).filter(rested, household__gt=after, household__owner__is_active=True)
    return list(rows.order_by("household").values_list("household", flat=True).distinct()[:_BATCH])


def _ask(household_id: int, now: dt.datetime) -> int:
    with transaction.atomic():
        household = (
            Household.objects.select_related("owner")
            .select_for_update(of=("self",), skip_locked=True)
            .filter(pk=household_id)
            .first()
        )
        if household is None or household_id not in _next_households(now, household_id - 1)[:1]:
            return 0
        due = list(due_questions(now).filter(household=household).select_related("commodity").order_by("ends_on", "pk"))
        Harvest.objects.filter(pk__in=[harvest.pk for harvest in due]).update(asked_at=now)
        queue_text(phone=household.owner.phone, body=question(due, timezone.localdate(now)))
    return 1


def question(due: list[Harvest], today: dt.date) -> str:
    """The one text about all of `due`: what is it still right about, what did the rest give."""
    url = f"{settings.PUBLIC_URL}{reverse('harvests:review')}"
    holding = [harvest for harvest in due if not harvest.is_over(today)]
    over = [harvest for harvest in due if harvest.is_over(today)]
    said = []
    if holding:
        said.append(_("%(harvests)s: còn đúng không ạ?") % {"harvests": _list(holding, today)})
    if over:
        said.append(_("%(harvests)s: thu được bao nhiêu ạ?") % {"harvests": _list(over, today)})
    return _("Cổng 1034: %(questions)s Bác trả lời một chạm tại %(url)s") % {"questions": " ".join(said), "url": url}


def _list(harvests: list[Harvest], today: dt.date) -> str:
    named = ", ".join(
        f"{lower_first(h.commodity.name)} {volume(h.remaining_kg)} "
        f"({short_date(h.starts_on, today)}–{short_date(h.ends_on, today)})"
        for h in harvests[:NAMED_IN_A_TEXT]
    )
    more = len(harvests) - NAMED_IN_A_TEXT
    return _("%(named)s và %(more)s đợt khác") % {"named": named, "more": more} if more > 0 else named
