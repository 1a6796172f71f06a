"""wrk, and ratios of rates taken in turns on one server."""

import re
import shutil
import statistics
import subprocess
from pathlib import Path

import pytest

WRK = shutil.which("wrk")
SECONDS = 2
BUST = """
local n = 0
request = function()
  n = n + 1
  return wrk.format("GET", wrk.path .. "{joint}{name}=" .. n .. "-{turn}")
end
"""

needs_wrk = pytest.mark.skipif(WRK is None, reason="không có wrk: sudo apt-get install wrk")


def rate(url: str, script: Path | None = None) -> float:
    """Requests a second over `SECONDS`; fails when any answer was not 2xx."""
    given = ["-s", str(script)] if script else []
    command = [WRK, "-t1", "-c16", f"-d{SECONDS}s", "-H", "Accept-Encoding: br", *given, url]
    output = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    assert "Non-2xx" not in output, output
    return float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1])


def busting(folder: Path, url: str, name: str):
    """A function from a turn to a script whose every request has an address of its own: `?name=…`."""

    def script_for(turn: int) -> Path:
        script = folder / f"{name}{turn}.lua"
        script.write_text(BUST.format(joint="&" if "?" in url else "?", name=name, turn=turn))
        return script

    return script_for


def ratio(page: str, empty: str, script_for=lambda turn: None) -> float:
    """Mean of A-B-B-A, so that a machine growing slower favours neither."""
    rates = [rate(page, script_for(0)), rate(empty), rate(empty), rate(page, script_for(1))]
    return statistics.mean([rates[0], rates[3]]) / statistics.mean(rates[1:3])
