"""How fast public pages are, as a ratio to an empty view behind the same middleware on the same server in the same run.

`make bench` needs `wrk` (Debian's package). Warm is the second visit on; uncached busts the key with a query string.
"""

import json
import re
import shutil
import statistics
import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.journeys.stack import running_stack

WRK = shutil.which("wrk")
SECONDS = 2
PAGES = {"home": "/", "calendar": "/mua-vu/", "catalogue": "/nong-san/", "news": "/tin-tuc/", "figures": "/so-lieu/"}
WARM_AT_LEAST, UNCACHED_AT_LEAST = 0.70, 0.15
BUST = """
local n = 0
request = function()
  n = n + 1
  return wrk.format("GET", wrk.path .. "?_={page}" .. n .. "-{turn}")
end
"""

pytestmark = [
    pytest.mark.skipif(WRK is None, reason="không có wrk: sudo apt-get install wrk"),
    pytest.mark.django_db(transaction=True),
]


def rate(url: str, script: Path | None = None) -> float:
    """Requests a second over `SECONDS`; fails when any answer was not 2xx."""
    command = [
        WRK,
        "-t1",
        "-c16",
        f"-d{SECONDS}s",
        "-H",
        "Accept-Encoding: br",
        *(["-s", str(script)] if script else []),
        url,
    ]
    output = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    assert "Non-2xx" not in output, output
    return float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1])


def ratio(page: str, empty: str, script_for=lambda turn: None) -> float:
    """Median of A-B-B-A, so that a machine growing slower favours neither."""
    rates = [rate(page, script_for(0)), rate(empty), rate(empty), rate(page, script_for(1))]
    return statistics.mean([rates[0], rates[3]]) / statistics.mean(rates[1:3])


def test_pages_keep_their_ratio_to_an_empty_view(tmp_path):
    call_command("seed_demo")
    figures = {}
    with running_stack(settings="tests.bench.settings") as stack:
        empty = f"{stack.url}/_empty/"
        rate(empty)
        for name, path in PAGES.items():
            url = stack.url + path

            def busting(turn, name=name):
                script = tmp_path / f"{name}{turn}.lua"
                script.write_text(BUST.format(page=name, turn=turn))
                return script

            figures[name] = {"warm": ratio(url, empty), "uncached": ratio(url, empty, busting)}
    Path("bench.json").write_text(json.dumps(figures, indent=2))
    print("\n{:<12}{:>8}{:>10}".format("page", "warm", "uncached"))
    for name, found in figures.items():
        print(f"{name:<12}{found['warm']:>8.2f}{found['uncached']:>10.2f}")
    assert all(f["warm"] >= WARM_AT_LEAST for f in figures.values()), figures
    assert all(f["uncached"] >= UNCACHED_AT_LEAST for f in figures.values()), figures
