"""A real sandbox process for tests: both marketplaces, over real HTTP, with their own SQLite file.

`running_sandbox()` starts one and stops it; `shared_sandbox()` is one per test process (so one per xdist worker),
stopped when that process ends. Call `reset()` before every test.
"""

import atexit
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[1]
START_WITHIN_S = 120

POSTMART_ACCOUNT = {"shop_key": "cong-1034", "secret_key": "postmart-thu-nghiem"}
VOSO_ACCOUNT = {"partner_id": "cong-1034", "secret": "voso-thu-nghiem"}


@dataclass
class SandboxHandle:
    """One running sandbox. `base_url` has no trailing slash."""

    base_url: str
    process: subprocess.Popen
    folder: tempfile.TemporaryDirectory
    http: httpx.Client = field(repr=False)

    def api_url(self, marketplace: str) -> str:
        """Return what a connector's `base_url` must be."""
        return f"{self.base_url}/{marketplace}/api"

    def photo_url(self, width: int = 900, height: int = 900, suffix: str = "jpg", tone: int = 0) -> str:
        """Return the address of a drawn photograph (jpg, png or webp) that the sandbox itself serves."""
        return f"{self.base_url}/_samples/{width}x{height}.{suffix}?tone={tone}"

    def reset(self) -> None:
        """Forget every product, order, event, dial and meter."""
        self.http.post("/_reset", json={}).raise_for_status()

    def state(self, marketplace: str) -> dict:
        """Return products, orders, shops, events, traffic and dials as the marketplace has them."""
        return self.http.get(f"/_state/{marketplace}").raise_for_status().json()

    def products(self, marketplace: str) -> dict[str, dict]:
        """Return the rows of `state()["products"]` by external_id. Fails when one external_id has several."""
        rows = self.state(marketplace)["products"]
        found = {row["external_id"]: row for row in rows}
        assert len(found) == len(rows), f"several remote products for one listing: {rows}"
        return found

    def fault(self, marketplace: str, **dials) -> None:
        """Turn dials of portal1034/sandbox/dials.py, such as rate_5xx=1, drop_next=1, requests_per_window=0."""
        answer = self.http.patch(f"/_faults/{marketplace}/api", json=dials)
        assert answer.is_success, answer.text

    def set_status(self, marketplace: str, external_id: str, status: str, reason: str = "") -> None:
        """Play the moderator: blocked, expired, rejected, live, on_sale…"""
        self._act(marketplace, "status", external_id=external_id, status=status, reason=reason)

    def order(self, marketplace: str, external_id: str, quantity: int = 1) -> dict:
        """Buy. Returns order_id, external_id, quantity, price_vnd, total_vnd, status, placed_at."""
        return self._act(marketplace, "order", external_id=external_id, quantity=quantity)

    def move_order(self, marketplace: str, order_id: str, *statuses: str, **amounts: int) -> dict:
        """Play seller, carrier and buyer: confirmed, shipping, delivered… one after the other. Returns the order."""
        for status in statuses:
            order = self._act(marketplace, "move-order", order_id=order_id, status=status, **amounts)
        return order

    def close_order(self, marketplace: str, order_id: str, status: str = "cancelled") -> dict:
        return self.move_order(marketplace, order_id, status)

    def _act(self, marketplace: str, action: str, **body) -> dict:
        answer = self.http.post(f"/_faults/{marketplace}/{action}", json=body)
        assert answer.is_success, answer.text
        return answer.json()

    def stop(self) -> None:
        """End the process and remove its files; harmless when it has already stopped."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.http.close()
        self.folder.cleanup()


@contextmanager
def running_sandbox(**environment: str) -> Iterator[SandboxHandle]:
    handle = start_sandbox(**environment)
    try:
        yield handle
    finally:
        handle.stop()


@cache
def shared_sandbox() -> SandboxHandle:
    handle = start_sandbox()
    atexit.register(handle.stop)
    return handle


def start_sandbox(command: tuple[str, ...] = (sys.executable, "-m", "portal1034.sandbox"), **environment: str):
    """Start a sandbox and return its handle once it answers. Raises RuntimeError with its log when it does not."""
    # Removed by stop(): a context manager cannot outlive this function.
    folder = tempfile.TemporaryDirectory(prefix="sandbox-")
    port = _free_port()
    base_url = f"http://127.0.0.1:{port}"
    log = Path(folder.name, "log")
    # The sandbox of a running portal may have left its own settings in the environment.
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SANDBOX_")}
    variables = clean | {
        "SANDBOX_PORT": str(port),
        "SANDBOX_DB": f"{folder.name}/sandbox.sqlite3",
        "SANDBOX_MEDIA": f"{folder.name}/media",
        **environment,
    }
    arguments = [part.format(port=port) for part in command]
    with log.open("wb") as output:
        process = subprocess.Popen(arguments, cwd=ROOT, env=variables, stdout=output, stderr=subprocess.STDOUT)
    handle = SandboxHandle(base_url, process, folder, httpx.Client(base_url=base_url, trust_env=False, timeout=60))
    deadline = time.monotonic() + START_WITHIN_S
    while process.poll() is None and time.monotonic() < deadline:
        try:
            handle.http.get("/_state", timeout=5)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return handle
    text = log.read_text()
    handle.stop()
    raise RuntimeError(f"the sandbox did not start:\n{text}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
