"""Run by test_import_memory in a process of its own: checks and imports so many rows, and prints what it took.

python -m tests.households.import_memory ROWS    (with DATABASE_URL of a database that may be written to)
"""

import json
import resource
import sys
import time


def main(rows: int) -> None:
    import django

    django.setup()
    from households.importing import running
    from households.importing.kinds import kind_of
    from households.models import Household, ImportRun
    from households.operations.importing import choose_columns, confirm_import, start_import, undo_import
    from tests.factories.accounts import DepartmentFactory, OfficerFactory
    from tests.households.workbooks import book, row

    file = book(row(number) for number in range(rows))
    officer = OfficerFactory(phone=f"+84988{rows:06d}", department=DepartmentFactory(name=f"Sở thử {rows} dòng"))
    run = start_import(kind=kind_of("households"), by=officer, file=file, file_name="lon.xlsx")
    took = {"before_mb": _resident_mb(), "file_mb": round(file.getbuffer().nbytes / 1e6, 1)}
    file.close()
    steps = (
        ("check", lambda: choose_columns(run=run, mapping=run.mapping)),
        ("run", lambda: confirm_import(run=run, on_known="skip", on_similar="make")),
        ("undo", lambda: undo_import(run=run, by=officer)),
    )
    for name, begin in steps:
        begin()
        started = time.monotonic()
        while running.work(run.pk):
            pass
        took[f"{name}_s"] = round(time.monotonic() - started, 1)
        if name == "run":
            took["households"] = Household.objects.count()
    took["peak_mb"] = _peak_mb()
    took["status"] = ImportRun.objects.get(pk=run.pk).status
    took["left"] = Household.objects.count()
    sys.stdout.write(json.dumps(took))


def _peak_mb() -> int:
    """The most this program held; getrusage would count what its parent held when it was forked."""
    with open("/proc/self/status") as status:
        peak = next(line for line in status if line.startswith("VmHWM:"))
    return int(peak.split()[1]) // 1024


def _resident_mb() -> int:
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * resource.getpagesize() // (1 << 20)


if __name__ == "__main__":
    main(int(sys.argv[1]))
