"""The steps of an import that a person decides. What they set going is done by `households.importing.running`.

After `choose_columns`, `confirm_import`, `resume_import` and `undo_import` the caller wakes a worker:
`households.importing.tasks.wake(run)`.
"""

import io
import uuid
from itertools import islice
from typing import BinaryIO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from households.enums import ImportStatus, OnKnown, OnSimilar
from households.importing.columns import Head, find_head, is_row, match_columns, missing
from households.importing.kinds import Kind, kind_of
from households.importing.reading import UnreadableFile, lines
from households.models import ImportChange, ImportPart, ImportRow, ImportRun
from households.operations.household import NotPossible
from portal1034.accounts.models import User
from portal1034.core.text import nfc

PART_BYTES = 512 * 1024
_SAMPLE_LINES = 3
_ZERO = {"position": 0, "done": 0, "problem": "", "worker": None}


def start_import(
    *, kind: Kind, by: User, file: BinaryIO, file_name: str, form_key: uuid.UUID | None = None
) -> ImportRun:
    """Keep an uploaded file and guess its columns; a double click finds the run already made. Raises UnreadableFile."""
    if form_key and (existing := ImportRun.objects.filter(form_key=form_key, created_by=by).first()):
        return existing
    head, samples = _look(file, kind)
    with transaction.atomic():
        run = ImportRun.objects.create(
            kind=kind.code,
            department=by.department,
            created_by=by,
            form_key=form_key,
            file_name=nfc(file_name)[-200:] or _("danh sách"),
            consent_wording=str(kind.confirmation),
            head_row=head.row,
            titles=list(head.titles),
            samples=samples,
            mapping=match_columns(head.titles, kind.columns),
            file_size=_size(file),
        )
        _store(file, run)
    return run


def _look(file: BinaryIO, kind: Kind) -> tuple[Head, list[list[str]]]:
    source = lines(file)
    try:
        first = list(islice(source, 40))
    finally:
        source.close()
    if not first:
        raise UnreadableFile(_("Trang đầu của tệp không có dòng nào. Đặt danh sách ở trang đầu rồi tải lại."))
    head = find_head(first, kind.columns)
    if head is None:
        raise UnreadableFile(
            _("Không thấy dòng tiêu đề, như “%(first)s”, “%(second)s”. Chép danh sách vào tệp mẫu rồi tải lên.")
            % {"first": kind.columns[0].label, "second": kind.columns[1].label}
        )
    mapping = match_columns(head.titles, kind.columns)
    below = [list(line.cells) for line in first if line.number > head.row and is_row(line, mapping)][:_SAMPLE_LINES]
    if not below:
        raise UnreadableFile(_("Dưới dòng tiêu đề chưa có dòng nào."))
    return head, below


def _size(file: BinaryIO) -> int:
    file.seek(0, io.SEEK_END)
    return file.tell()


def _store(file: BinaryIO, run: ImportRun) -> None:
    file.seek(0)
    for position, content in enumerate(iter(lambda: file.read(PART_BYTES), b"")):
        ImportPart.objects.create(run=run, position=position, content=content)


def _locked(run: ImportRun, *states: ImportStatus) -> ImportRun:
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.status not in states:
        raise NotPossible(_("Việc này đang ở bước “%s”. Tải lại trang để xem.") % run.get_status_display())
    if run.purged_at:
        raise NotPossible(_("Tệp và các giá trị cũ đã được xóa sau 30 ngày."))
    return run


def choose_columns(*, run: ImportRun, mapping: dict[str, int], options: dict | None = None) -> ImportRun:
    """Say which column is which and have the rows checked. Raises NotPossible with what is missing.

    `options`: answers to `kind.option_fields`, as JSON.
    """
    kind, options = kind_of(run.kind), options or {}
    if problems := missing(mapping, kind.required, kind.columns) + kind.lacking(mapping, options):
        raise NotPossible(" ".join(problems))
    with transaction.atomic():
        run = _locked(run, ImportStatus.UPLOADED, ImportStatus.CHECKED, ImportStatus.FAILED)
        if run.started_at:
            raise NotPossible(_("Danh sách đã bắt đầu nhập nên không đổi cột được nữa."))
        run.rows.all().delete()
        counters = dict.fromkeys(("total", "fresh", "known", "similar", "wrong"), 0)
        _set(run, status=ImportStatus.CHECKING, mapping=mapping, options=options, choices={}, **counters)
    return run


def confirm_import(
    *, run: ImportRun, on_known: OnKnown, on_similar: OnSimilar, choices: dict[str, str] | None = None
) -> ImportRun:
    """Have what was checked imported. Raises NotPossible unless it waits for that.

    `choices`: {row number: OnKnown or OnSimilar} of rows for which somebody chose otherwise.
    """
    with transaction.atomic():
        run = _locked(run, ImportStatus.CHECKED)
        run.rows.all().delete()  # judged again as they are imported: the portal has moved on since
        chosen = {"on_known": on_known, "on_similar": on_similar, "choices": choices or {}}
        _set(run, status=ImportStatus.RUNNING, started_at=timezone.now(), **chosen)
    return run


def resume_import(*, run: ImportRun) -> ImportRun:
    """Let a run that stopped for a fault go on behind its last committed row."""
    with transaction.atomic():
        run = _locked(run, ImportStatus.FAILED)
        undoing = run.undone_by_id is not None
        status = ImportStatus.UNDOING if undoing else ImportStatus.RUNNING if run.started_at else ImportStatus.CHECKING
        run.status, run.problem, run.worker, run.heartbeat_at = status, "", None, timezone.now()
        run.save()
    return run


def undo_import(*, run: ImportRun, by: User) -> ImportRun:
    """Have everything put back that this run made or changed. Said again, it tries what was refused once more."""
    with transaction.atomic():
        run = _locked(run, ImportStatus.DONE, ImportStatus.UNDONE, ImportStatus.FAILED)
        if not run.started_at:
            raise NotPossible(_("Danh sách này chưa nhập gì nên không có gì để hoàn tác."))
        run.changes.filter(undone_at=None).update(refusal="")
        _set(run, status=ImportStatus.UNDOING, undone_by=by, refused=0, position=run.position, done=run.done)
    return run


def _set(run: ImportRun, **values) -> None:
    for name, value in {**_ZERO, "heartbeat_at": timezone.now(), **values}.items():
        setattr(run, name, value)
    run.save()


def purge_expired() -> int:
    """Erase files, rows and prior values of imports older than KEPT: they are personal data. Return how many runs."""
    count = 0
    for run in ImportRun.objects.expired()[:100]:
        with transaction.atomic():
            ImportPart.objects.filter(run=run).delete()
            ImportRow.objects.filter(run=run).delete()
            ImportChange.objects.filter(run=run).update(before=None, after={}, label="")
            ImportRun.objects.filter(pk=run.pk).update(samples=[], purged_at=timezone.now())
        count += 1
    return count
