"""Lists of who came to a training class: the household by phone or code, the class, and whether they came."""

import re
from collections.abc import Mapping, Sequence

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.enums import RowOutcome, TrainingTopic
from households.importing.cells import phone_text
from households.importing.classes import class_label, classes_in, find_classes
from households.importing.columns import Column
from households.importing.kinds import Change, Checked, Entry, Job, Kind, Words
from households.importing.people import CODE, PHONE, WHO, find_households, refuse_broken_formulas
from households.models import Attendance, ImportChange, TrainingClass
from households.operations.imported_attendances import remove_many, write_many
from portal1034.accounts.perms import Scope
from portal1034.core.text import fold

COLUMNS = (
    PHONE,
    CODE,
    Column(
        "name",
        gettext_lazy("Họ tên"),
        ("ho ten", "ho va ten", "chu ho", "ten ho", "ten chu ho", "ho ten chu ho", "hoc vien", "ten hoc vien"),
        gettext_lazy("Chỉ để bạn đối chiếu; cổng nhận ra hộ bằng số điện thoại hoặc mã hộ."),
        "Nguyễn Thị Lành",
    ),
    Column(
        "class",
        gettext_lazy("Lớp"),
        ("lop", "ten lop", "ma lop", "lop tap huan", "ten lop tap huan", "ngay hoc", "ngay tap huan", "khoa hoc"),
        gettext_lazy("Mã lớp (như L12), tên lớp hoặc ngày học. Cả tệp một lớp thì chọn lớp ở dưới, để trống cột này."),
        "",
    ),
    Column(
        "present",
        gettext_lazy("Có mặt"),
        ("co mat", "diem danh", "du", "tham du", "tham gia", "ky ten", "ky nhan", "san", "hoc san"),
        gettext_lazy("có hoặc x; vắng hoặc 0; hoặc tên sàn đã học (Postmart, Voso). Để trống là có mặt."),
        "có",
    ),
)  # fmt: skip
LABELS = {column.key: column.label for column in COLUMNS}
_CLASSES_OFFERED = 200
_YES = frozenset({"co", "x", "v", "1", "yes", "y", "true", "co mat", "du", "da ky", "ok", "√", "✓", "✔", "đ", "da du"})
_NO = frozenset({"khong", "vang", "0", "no", "n", "false", "vang mat", "k", "-", "nghi", "kp", "p", "khong du"})


def _key(entry: Entry) -> str:
    """Who and which class, as written: the same words twice in a long file are the same person twice."""
    values = entry.values
    try:
        who = values["code"].upper() or phone_text(values["phone"])[0]
    except ValueError:
        who = values["phone"]
    return f"{who} {fold(values['class'])}"


class ClassField(forms.TypedChoiceField):
    """One of the newest classes of a scope, as a primary key."""

    def __init__(self, scope: Scope):
        begun = classes_in(scope).filter(starts_at__lte=timezone.now() + timezone.timedelta(hours=1))
        choices = [(each.pk, class_label(each)) for each in begun[:_CLASSES_OFFERED]]
        super().__init__(
            choices=[("", gettext_lazy("— theo cột lớp của tệp —")), *choices],
            coerce=int,
            empty_value=None,
            required=False,
            label=gettext_lazy("Lớp của cả danh sách"),
            help_text=gettext_lazy("Dùng cho các dòng không ghi lớp."),
            error_messages={"invalid_choice": gettext_lazy("Chọn một lớp trong danh sách.")},
        )


class AttendanceKind(Kind):
    code = "attendance"
    name = gettext_lazy("Điểm danh lớp tập huấn")
    columns = COLUMNS
    required = (WHO,)
    confirmation = gettext_lazy("Danh sách này chép từ sổ điểm danh có chữ ký của từng người. Sở giữ sổ để đối chiếu.")
    words = Words(
        thing=gettext_lazy("Lượt dự lớp"),
        fresh=gettext_lazy("Sẽ ghi có mặt"),
        known=gettext_lazy("Đã có tên hoặc vắng"),
        made=gettext_lazy("Đã ghi có mặt"),
    )

    def option_fields(self, scope: Scope) -> dict[str, forms.Field]:
        return {"training_class": ClassField(scope)}

    def lacking(self, mapping: Mapping[str, int], options: Mapping) -> list[str]:
        if "class" in mapping or options.get("training_class"):
            return []
        return [_("Chọn cột lớp của tệp, hoặc chọn lớp của cả danh sách.")]

    def see(self, entry: Entry, job: Job) -> None:
        job.seen.setdefault(_key(entry), entry.number)

    def check(self, entries: Sequence[Entry], job: Job) -> list[Checked]:
        rows = [Checked(entry) for entry in entries]
        for row in rows:
            refuse_broken_formulas(row, COLUMNS)
        sound = [row for row in rows if row.outcome == RowOutcome.FRESH]
        households = find_households(sound, job)
        classes = find_classes(filter(None, (row.entry.values["class"] for row in sound)), job)
        for row in sound:
            row.data = (self._class_of(row, job, classes), households.get(row.entry.number))
            self._read_presence(row)
        self._find_known([row for row in sound if row.outcome == RowOutcome.FRESH], job)
        return rows

    def _class_of(self, row: Checked, job: Job, classes: Mapping) -> TrainingClass | None:
        text = row.entry.values["class"]
        found = classes[text] if text else self._class_of_all(job)
        if isinstance(found, str):
            row.wrong(LABELS["class"], found)
            return None
        if timezone.now() < found.opens_at:
            row.wrong(LABELS["class"], _("Lớp “%s” chưa diễn ra nên chưa điểm danh được.") % found.title[:60])
        return found

    @staticmethod
    def _class_of_all(job: Job) -> TrainingClass | str:
        """Return the class chosen for the whole list; read once a phase, in the scope of whoever imports."""
        if "class_of_all" not in job.memo:
            chosen = job.run.options.get("training_class")
            job.memo["class_of_all"] = classes_in(job.scope).filter(pk=chosen).first() if chosen else None
        return job.memo["class_of_all"] or _("Dòng này chưa ghi lớp. Ghi mã lớp, tên lớp hoặc ngày học.")

    @staticmethod
    def _read_presence(row: Checked) -> None:
        said = re.sub(r"\s+", " ", fold(row.entry.values["present"])).strip(" .")
        training_class, household = row.data
        if household:
            row.understood = f"{household.name} · {household.place}" + (
                f" · {class_label(training_class)}" if training_class else ""
            )
        if not said or said in _YES:
            return
        if said in _NO:
            if row.outcome != RowOutcome.WRONG:
                row.outcome = RowOutcome.KNOWN
                row.note(LABELS["present"], _("Ghi vắng nên không ghi vào lớp."))
            return
        taught = [code for code in ("postmart", "voso") if code in said]
        if not taught:
            row.wrong(LABELS["present"], _("“%s” chưa rõ có mặt không. Ghi có, vắng, hoặc tên sàn.") % said[:30])
        elif training_class and not set(taught) <= set(training_class.topic.split(",")):
            topic = TrainingTopic(training_class.topic).label
            row.wrong(LABELS["present"], _("Lớp này dạy về %(topic)s. Xem lại dòng này ở lớp nào.") % {"topic": topic})

    @staticmethod
    def _find_known(rows: Sequence[Checked], job: Job) -> None:
        """Set aside who is on the class's list already, and the second of two same rows."""
        pairs = {(row.data[0].pk, row.data[1].pk) for row in rows}
        there = Attendance.objects.filter(
            training_class__in={each for each, _household in pairs}, household__in={each for _class, each in pairs}
        )
        known = set(there.values_list("training_class", "household"))
        here: dict[tuple[int, int], int] = {}
        for row in rows:
            pair = (row.data[0].pk, row.data[1].pk)
            first = here.setdefault(pair, job.seen.setdefault(_key(row.entry), row.entry.number))
            if pair in known:
                row.outcome = RowOutcome.KNOWN
                row.note(PHONE.label, _("%s đã có tên trong lớp.") % row.data[1].name)
            elif first != row.entry.number:
                row.outcome = RowOutcome.KNOWN
                row.note(PHONE.label, _("Hộ này đã có ở dòng %s của tệp.") % first)

    def apply(self, checked: Sequence[Checked], job: Job) -> list[Change]:
        fresh = [row for row in checked if row.outcome == RowOutcome.FRESH]
        written = write_many(pairs=[row.data for row in fresh], by=job.by)
        return [
            Change(row, attendance.pk, f"{row.data[1].name} · {row.data[0].title}", None, after)
            for row, (attendance, after) in zip(fresh, written, strict=True)
        ]

    def undo(self, changes: Sequence[ImportChange], job: Job) -> dict[int, str]:
        return remove_many(changes=changes, scope=job.scope)
