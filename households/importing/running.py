"""Checks, runs and undoes an import, batch by batch. The table is the truth; a worker is only a pair of hands.

Each batch is one transaction: what it writes, what it remembers for undoing, and how far the run has come. A worker
that dies loses the batch it was in and nothing else; the next one goes on behind the last committed row. Of two
workers on one run, the one that claimed it last goes on and the other finds that out before it writes anything.
"""

import logging
import tempfile
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import BinaryIO, TypeVar

import pghistory
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from households.enums import ImportStatus, RowOutcome
from households.importing.columns import is_row
from households.importing.kinds import Checked, Entry, Job, Kind, UnknownKind, kind_of
from households.importing.reading import UnreadableFile, estimate_lines, lines
from households.models import ImportChange, ImportRow, ImportRun
from portal1034.accounts.perms import can_enter_admin, scope_of

T = TypeVar("T")
log = logging.getLogger(__name__)

BATCH = 1_000
# One turn of a worker; then the run is handed on, so that other work gets its turn too.
TURN_S = 120.0
SAMPLES = 20
_TRIES = 3
COUNTER_OF = {
    RowOutcome.FRESH: "fresh", RowOutcome.KNOWN: "known", RowOutcome.SIMILAR: "similar", RowOutcome.WRONG: "wrong",
}  # fmt: skip


class TakenOver(Exception):
    """Another worker has claimed the run, or it was stopped."""


class Stopped(Exception):
    """The run cannot go on; the message is the Vietnamese sentence to show."""


def work(run_pk: int, *, seconds: float = TURN_S) -> bool:
    """Do what the run waits for, for about so many seconds; return whether there is more to do."""
    token = uuid.uuid4()
    run = _claim(run_pk, token)
    if run is None:
        return False
    until = time.monotonic() + seconds
    try:
        kind, job = kind_of(run.kind), _job(run)
        if run.status == ImportStatus.UNDOING:
            return _undo(kind, job, token, until)
        return _walk(kind, job, token, until)
    except TakenOver:
        return False
    except (UnreadableFile, Stopped, UnknownKind) as error:
        _fail(run_pk, token, str(error))
        return False
    except OperationalError:  # the database went away: the sweep tries again when it is back
        raise
    except Exception:
        _fail(run_pk, token, _("Cổng gặp lỗi ở đoạn này. Bấm “Chạy tiếp”; nếu vẫn lỗi, báo quản trị của cổng."))
        raise


def _claim(run_pk: int, token: uuid.UUID) -> ImportRun | None:
    claimed = ImportRun.objects.working().filter(pk=run_pk).update(worker=token, heartbeat_at=timezone.now())
    return ImportRun.objects.select_related("created_by", "undone_by").get(pk=run_pk) if claimed else None


def _job(run: ImportRun) -> Job:
    by = run.undone_by if run.status == ImportStatus.UNDOING else run.created_by
    if not can_enter_admin(by):
        raise Stopped(_("Tài khoản của người nhập không còn dùng, nên việc này dừng lại."))
    return Job(run, by, scope_of(by))


@contextmanager
def _batch(job: Job, token: uuid.UUID) -> Iterator[ImportRun]:
    """Open a transaction that holds the run; raise TakenOver when it is another's by now."""
    with transaction.atomic(), pghistory.context(operation="import", run=job.run.pk, user=job.by.pk):
        run = ImportRun.objects.select_for_update().filter(pk=job.run.pk, worker=token).first()
        if run is None or run.status != job.run.status:
            raise TakenOver
        yield run


def _advance(run: ImportRun, **counters) -> None:
    counters = {name: value if name in {"position", "total"} else F(name) + value for name, value in counters.items()}
    ImportRun.objects.filter(pk=run.pk).update(heartbeat_at=timezone.now(), **counters)


def _finish(job: Job, token: uuid.UUID, status: ImportStatus, **values) -> None:
    with _batch(job, token) as run:
        ImportRun.objects.filter(pk=run.pk).update(status=status, worker=None, heartbeat_at=None, **values)


def _fail(run_pk: int, token: uuid.UUID, sentence: str) -> None:
    ImportRun.objects.filter(pk=run_pk, worker=token).update(
        status=ImportStatus.FAILED, problem=sentence[:300], worker=None, heartbeat_at=None
    )


# ---- there ----


def _walk(kind: Kind, job: Job, token: uuid.UUID, until: float) -> bool:
    is_check = job.run.status == ImportStatus.CHECKING
    step = _check_batch if is_check else _run_batch
    worked = False  # at least one batch a turn, however long it took to come back to where the run stands
    with stored_file(job.run) as file:
        if is_check and job.run.position == 0:
            with _batch(job, token) as run:
                _advance(run, total=estimate_lines(file))
        for entries in _batches(_entries(file, job.run, kind)):
            new = [entry for entry in entries if entry.number > job.run.position]
            for entry in entries:
                if entry.number <= job.run.position:
                    kind.see(entry, job)
            if new:
                if worked and time.monotonic() > until:
                    return True
                _attempt(lambda new=new: step(kind, job, token, new))
                worked = True
    if is_check:
        _finish(job, token, ImportStatus.CHECKED, total=F("done"))
    else:
        _finish(job, token, ImportStatus.DONE, finished_at=timezone.now())
    return False


def _attempt(step: Callable[[], T]) -> T:
    """Do a batch; once more when somebody wrote in the same moment what it counted on not being there."""
    for _attempt_number in range(_TRIES - 1):
        try:
            return step()
        except IntegrityError:
            log.info("Một lô gặp hồ sơ vừa được ghi ở nơi khác, làm lại lô đó.")
    return step()


def _check_batch(kind: Kind, job: Job, token: uuid.UUID, entries: list[Entry]) -> None:
    with _batch(job, token) as run:
        checked = kind.check(entries, job)
        room = max(0, SAMPLES - run.fresh)
        plain = {row.entry.number for row in checked if row.outcome == RowOutcome.FRESH and not row.notes}
        sampled = set(sorted(plain)[:room])
        shown = [row for row in checked if row.entry.number not in plain or row.entry.number in sampled]
        ImportRow.objects.bulk_create(_row(run, row) for row in shown)
        counts = dict.fromkeys(COUNTER_OF.values(), 0)
        for row in checked:
            counts[COUNTER_OF[row.outcome]] += 1
        _advance(run, position=entries[-1].number, done=len(entries), **counts)


def _run_batch(kind: Kind, job: Job, token: uuid.UUID, entries: list[Entry]) -> None:
    with _batch(job, token) as run:
        checked = kind.check(entries, job)
        changes = kind.apply(checked, job)
        happened = {change.checked.entry.number for change in changes if change.object_id is not None}
        for change in changes:
            if change.refusal:
                change.checked.outcome = RowOutcome.FAILED
                change.checked.problems.append({"column": "", "text": change.refusal})
        ImportChange.objects.bulk_create(
            ImportChange(
                run=run,
                number=change.checked.entry.number,
                object_id=change.object_id,
                label=change.label[:200],
                before=change.before,
                after=change.after,
            )
            for change in changes
            if change.object_id is not None
        )
        left = [row for row in checked if row.entry.number not in happened]
        ImportRow.objects.bulk_create(_row(run, row) for row in left)
        failed = sum(row.outcome in {RowOutcome.WRONG, RowOutcome.FAILED} for row in left)
        made = sum(change.object_id is not None and change.before is None for change in changes)
        updated = len(happened) - made
        _advance(run, position=entries[-1].number, done=len(entries), made=made, updated=updated, failed=failed,
                 skipped=len(left) - failed)  # fmt: skip


def _row(run: ImportRun, row: Checked) -> ImportRow:
    return ImportRow(
        run=run,
        number=row.entry.number,
        outcome=row.outcome,
        cells=list(row.entry.cells),
        problems=[*row.problems, *row.notes],
        understood=row.understood,
    )


def _entries(file: BinaryIO, run: ImportRun, kind: Kind) -> Iterator[Entry]:
    mapping = {key: index for key, index in run.mapping.items() if isinstance(index, int)}
    keys = [column.key for column in kind.columns]
    for line in lines(file, after=run.head_row):
        if is_row(line, mapping):
            said = {key: line.cells[i] if (i := mapping.get(key, -1)) in range(len(line.cells)) else "" for key in keys}
            yield Entry(line.number, said, line.cells)


def _batches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    source = iter(entries)
    while batch := list(islice(source, BATCH)):
        yield batch


@contextmanager
def stored_file(run: ImportRun) -> Iterator[BinaryIO]:
    """Open the uploaded file of a run, brought from the database. Raises Stopped once it is erased."""
    with tempfile.TemporaryFile(prefix="nhap-") as file:
        for content in run.parts.values_list("content", flat=True).iterator(chunk_size=4):
            file.write(content)
        if not file.tell():
            raise Stopped(_("Tệp đã được xóa sau 30 ngày. Tải tệp lên lại."))
        file.seek(0)
        yield file


# ---- and back ----


def _undo(kind: Kind, job: Job, token: uuid.UUID, until: float) -> bool:
    while _attempt(lambda: _undo_batch(kind, job, token)):
        if time.monotonic() > until:
            return True
    _finish(job, token, ImportStatus.UNDONE, undone_at=timezone.now())
    return False


def _undo_batch(kind: Kind, job: Job, token: uuid.UUID) -> bool:
    """Undo the newest changes that stand; return whether there were any."""
    with _batch(job, token) as run:
        changes = list(run.changes.filter(undone_at=None, refusal="").order_by("-number")[:BATCH])
        if not changes:
            return False
        refused = kind.undo(changes, job)
        now = timezone.now()
        for change in changes:
            change.refusal = refused.get(change.pk, "")[:300]
            change.undone_at = None if change.pk in refused else now
        ImportChange.objects.bulk_update(changes, ("refusal", "undone_at"))
        _advance(run, undone=len(changes) - len(refused), refused=len(refused))
    return True
