"""A long list costs no more memory than a short one."""

import json
import os
import re
import subprocess
import sys

import pytest
from django.db import connection

LIMIT_MB = 300


def imported_in_a_process(rows: int) -> dict:
    """Import and undo in a fresh process on the test database; return what import_memory says."""
    url = re.sub(r"/\w+(?=\?|$)", f"/{connection.settings_dict['NAME']}", os.environ["DATABASE_URL"])
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "portal1034.settings.test"}
    command = [sys.executable, "-m", "tests.households.import_memory", str(rows)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=3_600, check=False)
    assert done.returncode == 0, done.stderr[-3_000:]
    return json.loads(done.stdout)


@pytest.mark.django_db(transaction=True)
def test_four_thousand_rows_stay_flat():
    few, many = imported_in_a_process(500), imported_in_a_process(4_000)
    assert many["households"] == 4_000
    assert many["left"] == 0
    assert many["peak_mb"] <= LIMIT_MB
    assert many["peak_mb"] - few["peak_mb"] <= 30
