"""Attendances written from a list, a batch at a time, and taken back. Callers hold a transaction."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from households.enums import AttendanceHow
from households.models import Attendance, Household, TrainingClass
from portal1034.accounts.models import User
from portal1034.accounts.perms import Scope

_WATCHED = ("training_class_id", "household_id", "how", "recorded_by_id", "at")


def write_many(
    *, pairs: Iterable[tuple[TrainingClass, Household]], by: User
) -> list[tuple[Attendance, dict[str, str]]]:
    """Write that each household was at its class; return the rows with what to compare before undoing, in order.

    Raises IntegrityError when somebody is written in the same moment: the engine then judges the batch anew.
    """
    rows = Attendance.objects.bulk_create(
        Attendance(training_class=training_class, household=household, how=AttendanceHow.LIST, recorded_by=by)
        for training_class, household in pairs
    )
    return [(row, _snapshot(row)) for row in rows]


def _snapshot(row: Attendance) -> dict[str, str]:
    return {name: Attendance._meta.get_field(name.removesuffix("_id")).value_to_string(row) for name in _WATCHED}


def remove_many(*, changes: Sequence, scope: Scope) -> dict[int, str]:
    """Strike out what an import wrote; return {pk of a change: sentence} of rows that are no longer what it wrote."""
    rows = Attendance.objects.select_for_update(of=("self",)).select_related("training_class").order_by("pk")
    found = {row.pk: row for row in rows.filter(pk__in=[change.object_id for change in changes])}
    refused: dict[int, str] = {}
    for change in changes:
        row = found.get(change.object_id)
        if row is None:
            refused[change.pk] = _("Lượt dự này đã được bỏ tên.")
        elif not scope.holds(row.training_class.province_id):
            refused[change.pk] = _("Lớp này đã chuyển sang tỉnh ngoài phạm vi của bạn.")
        elif _snapshot(row) != change.after:
            refused[change.pk] = _("Lượt dự này đã có người sửa sau lần nhập.")
    gone = [change.object_id for change in changes if change.pk not in refused]
    Attendance.objects.filter(pk__in=gone).delete()
    return refused
