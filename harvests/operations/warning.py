"""What an officer says about a warning: it is so, it is not, and a call for buyers. The figures are `weighing`'s."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from harvests.enums import STANDING_WARNING, WarningState
from harvests.errors import ExchangeError
from harvests.models import SeasonWarning
from portal1034.accounts.models import Department, User
from portal1034.core import pagecache
from portal1034.core.text import nfc


@transaction.atomic
def confirm_warning(*, warning: SeasonWarning, by: User, note: str = "") -> SeasonWarning:
    """Say that it is so, with a note to the public ("" for none). A called one keeps its call; twice is once.

    Raises ExchangeError once it is over or dismissed.
    """
    warning = _standing(warning)
    if warning.state == WarningState.SUGGESTED:
        warning.state = WarningState.CONFIRMED
    warning.note = nfc(note)
    return _decided(warning, by, "state", "note")


@transaction.atomic
def dismiss_warning(*, warning: SeasonWarning, by: User, reason: str) -> SeasonWarning:
    """Say that it is not so, and why. It comes back only when it has grown by half.

    Raises ExchangeError once it is over or dismissed, or while its call is published.
    """
    warning = _standing(warning)
    if warning.state == WarningState.CALLED:
        raise ExchangeError(_("Đang kêu gọi tiêu thụ: kết thúc lời kêu gọi trước."))
    warning.state, warning.reason = WarningState.DISMISSED, nfc(reason)
    warning.dismissed_gap_kg = warning.gap_kg
    return _decided(warning, by, "state", "reason", "dismissed_gap_kg")


@transaction.atomic
def call_for_buyers(*, warning: SeasonWarning, by: User, text: str, contact: Department) -> SeasonWarning:
    """Publish "cần tiêu thụ": `text` for buyers, and the department they turn to. Again, it changes both.

    The figures are kept as they are at the first call, to show what came of it. Raises ExchangeError for what is over,
    dismissed, or no glut.
    """
    warning = _standing(warning)
    if not warning.is_glut:
        raise ExchangeError(_("Chỉ kêu gọi tiêu thụ khi cung nhiều hơn cầu."))
    warning.call_text, warning.contact = nfc(text), contact
    if warning.state != WarningState.CALLED:
        warning.state, warning.called_at = WarningState.CALLED, timezone.now()
        warning.supply_at_call_kg, warning.demand_at_call_kg = warning.supply_kg, warning.demand_kg
    return _decided(warning, by, "state", "call_text", "contact", "called_at", "supply_at_call_kg", "demand_at_call_kg")


@transaction.atomic
def end_call(*, warning: SeasonWarning, by: User) -> SeasonWarning:
    """Take the call down; what came of it stays to be read. Twice is once."""
    warning = SeasonWarning.objects.select_for_update().get(pk=warning.pk)
    if warning.state != WarningState.CALLED:
        return warning
    warning.state, warning.over_at = WarningState.OVER, timezone.now()
    return _decided(warning, by, "state", "over_at")


def _standing(warning: SeasonWarning) -> SeasonWarning:
    warning = SeasonWarning.objects.select_for_update().get(pk=warning.pk)
    if warning.state not in STANDING_WARNING:
        raise ExchangeError(_("Cảnh báo này đã khép lại rồi."))
    return warning


def _decided(warning: SeasonWarning, by: User, *fields: str) -> SeasonWarning:
    warning.decided_by, warning.decided_at = by, timezone.now()
    warning.save(update_fields=(*fields, "decided_by", "decided_at"))
    pagecache.bump("season")
    return warning
