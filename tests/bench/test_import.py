"""100,000 rows of Excel: checked, imported and undone at flat memory. Rows a second are printed, memory is asserted.

`IMPORT_ROWS=20000` takes fewer.
"""

import os

import pytest

from tests.households.test_import_memory import LIMIT_MB, imported_in_a_process

ROWS = int(os.environ.get("IMPORT_ROWS", "100000"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.timeout(3_600)
def test_a_hundred_thousand_rows():
    took = imported_in_a_process(ROWS)
    for step in ("check", "run", "undo"):
        print(f"{step:>6}: {ROWS / took[f'{step}_s']:8.0f} rows/s")
    print(f"  peak: {took['peak_mb']:8d} MB for a file of {took['file_mb']} MB")
    assert took["households"] == ROWS
    assert took["left"] == 0
    assert took["peak_mb"] <= LIMIT_MB
