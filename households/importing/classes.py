"""Which training class a cell means, by number, name or day, among those of the officer's provinces."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import F, Func, QuerySet, TextField
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _

from households.importing.kinds import Job
from households.models import TrainingClass
from portal1034.core.formatting import short_date
from portal1034.core.text import fold

_REMEMBERED = 2_000
_SAID = 3
_NUMBER = re.compile(r"(?:lop\s*)?(?:l|so|#)?\s*(\d{1,9})")
_DAY = re.compile(r"(?:ngay\s+)?(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?:\s.*)?")


def classes_in(job_or_scope) -> QuerySet[TrainingClass]:
    return job_or_scope.limit(TrainingClass.objects.select_related("province", "commune"), "province")


def find_classes(texts: Iterable[str], job: Job) -> dict[str, TrainingClass | str]:
    """Return what each text means, or the sentence that says why it means nothing. Three queries at most."""
    known = job.memo.setdefault("classes", {})
    if len(known) > _REMEMBERED:
        known.clear()
    new = [text for text in dict.fromkeys(texts) if text not in known]
    if new:
        known.update(_look_up(new, job))
    return known


def _look_up(texts: list[str], job: Job) -> dict[str, TrainingClass | str]:
    mine = classes_in(job.scope)
    numbers, days, names = {}, {}, {}
    for text in texts:
        folded = re.sub(r"\s+", " ", fold(text)).strip()
        if match := _NUMBER.fullmatch(folded):
            numbers[text] = int(match[1])
        elif match := _DAY.fullmatch(folded):
            days[text] = _day(match)
        else:
            names[text] = folded
    by_number = mine.in_bulk(set(numbers.values())) if numbers else {}
    by_day = _grouped(mine.annotate(key=TruncDate("starts_at")), set(days.values()) - {None}) if days else {}
    folded_title = Func(F("title"), function="portal_fold", output_field=TextField())
    by_name = _grouped(mine.annotate(key=folded_title), set(names.values())) if names else {}
    return {
        **{text: by_number.get(pk) or _nothing(text) for text, pk in numbers.items()},
        **{text: _only(text, by_day.get(day, ())) for text, day in days.items()},
        **{text: _only(text, by_name.get(name, ())) for text, name in names.items()},
    }


def _day(match: re.Match) -> dt.date | None:
    year = int(match[3]) + (2000 if len(match[3]) == 2 else 0)
    try:
        return dt.date(year, int(match[2]), int(match[1]))
    except ValueError:
        return None


def _grouped(classes: QuerySet[TrainingClass], keys: set) -> dict:
    found = defaultdict(list)
    for each in classes.filter(key__in=keys).order_by("starts_at", "pk"):
        found[each.key].append(each)
    return found


def _only(text: str, found: Iterable[TrainingClass]) -> TrainingClass | str:
    found = list(found)
    if len(found) == 1:
        return found[0]
    if not found:
        return _nothing(text)
    offered = ", ".join(f"L{each.pk} ({each.title}, {_when(each)})" for each in found[:_SAID])
    return _("Có %(count)d lớp như vậy: %(offered)s. Ghi mã lớp, như L%(first)d.") % {
        "count": len(found), "offered": offered, "first": found[0].pk}  # fmt: skip


def _nothing(text: str) -> str:
    return _("Không có lớp “%s” trong tỉnh bạn phụ trách. Ghi mã lớp (như L12), tên lớp hoặc ngày học.") % text[:60]


def _when(training_class: TrainingClass) -> str:
    return short_date(timezone.localtime(training_class.starts_at).date())


def class_label(training_class: TrainingClass) -> str:
    """Return a class as an officer tells it from others: "L12 · Bán hàng trên sàn · 5/3/2026"."""
    return f"L{training_class.pk} · {training_class.title} · {_when(training_class)}"
