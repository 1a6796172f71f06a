"""A list of any kind brought in and taken back, with the worker in the room."""

from django.db.models import Model

from households.enums import OnKnown, OnSimilar
from households.importing import running
from households.importing.kinds import kind_of
from households.models import ImportRun
from households.operations.importing import choose_columns, confirm_import, start_import, undo_import


def finish(run: ImportRun) -> ImportRun:
    for _turn in range(200):
        if not running.work(run.pk):
            break
    run.refresh_from_db()
    return run


def checked(kind: str, by, file, **options) -> ImportRun:
    run = start_import(kind=kind_of(kind), by=by, file=file, file_name="danh-sach.xlsx")
    choose_columns(run=run, mapping=run.mapping, options=options)
    return finish(run)


def confirmed(run: ImportRun, on_known=OnKnown.SKIP, on_similar=OnSimilar.SKIP, choices=None) -> ImportRun:
    confirm_import(run=run, on_known=on_known, on_similar=on_similar, choices=choices)
    return finish(run)


def imported(kind: str, by, file, *, on_known=OnKnown.SKIP, choices=None, **options) -> ImportRun:
    return confirmed(checked(kind, by, file, **options), on_known=on_known, choices=choices)


def undone(run: ImportRun, by) -> ImportRun:
    undo_import(run=run, by=by)
    return finish(run)


def dump(*models: type[Model]) -> dict:
    """Every row of the tables, each value as it stands."""
    return {model._meta.label: sorted(map(str, model._base_manager.values_list())) for model in models}


def reasons(run: ImportRun) -> dict[int, str]:
    """Return {row number: what is said of it} of every row kept."""
    return {row.number: row.reason for row in run.rows.all()}
