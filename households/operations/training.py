"""Writes about training classes: who came, told by a list or by a household's own phone."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from households.enums import AttendanceHow
from households.models import Household
from households.models.training import Attendance, TrainingClass
from households.operations.household import NotPossible
from portal1034.accounts.models import User
from portal1034.accounts.perms import Scope
from portal1034.core.fields import MobileField
from portal1034.core.text import nfc

MAX_LINES = 500
_CODE = re.compile(r"\bH[2-9A-HJ-NP-TV-Z]{7}\b")
_PHONE = re.compile(r"(?:\+?84|0)[\d .-]{8,13}\d")


@dataclass(frozen=True, slots=True)
class LineResult:
    """What became of one pasted line. `household` is None where `problem` says why not."""

    line: int
    text: str
    household: Household | None
    problem: str = ""
    was_there: bool = False


def sign_in_by_qr(*, training_class: TrainingClass, household: Household) -> bool:
    """Write that the household is at the class; return whether it is new. Raises NotPossible outside the hours."""
    now = timezone.now()
    if now < training_class.opens_at:
        raise NotPossible(_("Lớp chưa mở điểm danh. Bác bấm lại trước giờ học một tiếng."))
    if not training_class.is_open(now):
        raise NotPossible(_("Lớp đã qua. Bác có học thì báo cán bộ ghi tên giúp."))
    return _attend(training_class, household, AttendanceHow.QR, household.owner)


def record_attendance(*, training_class: TrainingClass, text: str, by: User, scope: Scope) -> list[LineResult]:
    """Take a pasted list, one phone number or household code a line; what can be written is, the rest says why not.

    A household outside `scope` is answered like one that does not exist: a list of numbers tells nobody anything.
    Raises NotPossible when the class has not begun to be open, or the list is longer than MAX_LINES.
    """
    if timezone.now() < training_class.opens_at:
        raise NotPossible(_("Lớp chưa diễn ra nên chưa điểm danh được."))
    lines = [(number, nfc(line)) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) > MAX_LINES:
        raise NotPossible(_("Dán nhiều nhất %s dòng một lần.") % MAX_LINES)
    with transaction.atomic():
        found = _find_households([line for _number, line in lines], scope)
        return [_record_line(training_class, number, line, found.get(line), by) for number, line in lines]


def remove_attendance(*, attendance: Attendance) -> None:
    """Strike out a household written by mistake."""
    attendance.delete()


def _record_line(training_class, number: int, line: str, household: Household | None, by: User) -> LineResult:
    if household is None:
        return LineResult(number, line, None, _problem_of(line))
    is_new = _attend(training_class, household, AttendanceHow.LIST, by)
    return LineResult(number, line, household, was_there=not is_new)


def _problem_of(line: str) -> str:
    if _code_in(line):
        return _("Không có hộ nào mang mã này trong tỉnh bạn phụ trách.")
    if _phone_in(line):
        return _("Không có hộ nào dùng số này trong tỉnh bạn phụ trách. Đăng ký giúp hộ trước, rồi dán lại.")
    return _("Dòng này không có số di động 10 số hay mã hộ.")


def _find_households(lines: list[str], scope: Scope) -> dict[str, Household]:
    """Return line → household in `scope`; two queries however long the list."""
    codes = {line: _code_in(line) for line in lines}
    phones = {line: _phone_in(line) for line in lines if not codes[line]}
    mine = scope.limit(Household.objects.standing().select_related("commune", "province", "owner"), "province")
    by_code = {h.code: h for h in mine.filter(code__in=[code for code in codes.values() if code])}
    by_phone = {h.owner.phone.as_e164: h for h in mine.filter(owner__phone__in=[p for p in phones.values() if p])}
    found = {line: by_code.get(code) if code else by_phone.get(phones.get(line, "")) for line, code in codes.items()}
    return {line: household for line, household in found.items() if household}


def _code_in(line: str) -> str:
    match = _CODE.search(line.upper())
    return match[0] if match else ""


def _phone_in(line: str) -> str:
    """Return the first mobile number of a line in E.164, "" when there is none; names and notes around it are fine."""
    for match in _PHONE.finditer(line):
        try:
            return MobileField().clean(match[0]).as_e164
        except ValidationError:
            continue
    return ""


def _attend(training_class: TrainingClass, household: Household, how: AttendanceHow, by: User) -> bool:
    _row, is_new = Attendance.objects.get_or_create(
        training_class=training_class, household=household, defaults={"how": how, "recorded_by": by}
    )
    return is_new
