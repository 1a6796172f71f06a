"""The whole portal as processes of their own on the test database: web, worker, sandbox; what people meet."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError

from django.conf import settings as django_settings
from django.db import connection

from tests.sandbox_process import POSTMART_ACCOUNT, VOSO_ACCOUNT, SandboxHandle, running_sandbox

ROOT = Path(__file__).resolve().parent.parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Stack:
    """`url` is where the portal answers; `sandbox` knows what the marketplaces hold."""

    url: str
    sandbox: SandboxHandle
    environment: dict[str, str]
    processes: dict[str, subprocess.Popen] = field(default_factory=dict)

    def start(self, name: str, *command: str) -> None:
        self.processes[name] = subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=self.environment, start_new_session=True
        )

    def start_worker(self) -> None:
        celery = ["-m", "celery", "-A", "portal1034", "worker", "-c", "2", "-l", "warning"]
        self.start("worker", *celery, "--without-gossip", "--without-mingle")

    def kill(self, name: str) -> None:
        """End a process and its children the hard way: SIGKILL, no goodbye."""
        process = self.processes.pop(name)
        with suppress(ProcessLookupError):  # it had ended by itself
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        for name in list(self.processes):
            self.kill(name)

    def wait_until_ready(self, seconds: int = 120) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.processes["web"].poll() is not None:
                raise RuntimeError("The web process ended while starting")
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except (URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        raise RuntimeError(f"{self.url} did not answer in {seconds} s")


def _environment(port: int, sandbox_url: str, settings_module: str) -> dict[str, str]:
    database = connection.settings_dict
    url = f"http://127.0.0.1:{port}"
    password = f":{database['PASSWORD']}" if database["PASSWORD"] else ""
    at = f"{database['HOST']}:{database['PORT']}" if database["PORT"] else database["HOST"]
    socket_folder = database["OPTIONS"].get("host", "")
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": settings_module,
        "DATABASE_URL": f"postgresql://{database['USER']}{password}@{at}/{database['NAME']}?host={socket_folder}",
        "REDIS_URL": django_settings.REDIS_URL,
        "CELERY_BROKER_URL": django_settings.CELERY_BROKER_URL,
        "MEDIA_ROOT": str(django_settings.MEDIA_ROOT),
        "PUBLIC_URL": url,
        "MARKETPLACE_MEDIA_URL": url,
        "POSTMART_API_URL": f"{sandbox_url}/postmart/api",
        "VOSO_API_URL": f"{sandbox_url}/voso/api",
        "MARKETPLACE_WEBHOOK_URL": url,
        "POSTMART_SHOP_KEY": POSTMART_ACCOUNT["shop_key"],
        "POSTMART_SECRET_KEY": POSTMART_ACCOUNT["secret_key"],
        "VOSO_PARTNER_ID": VOSO_ACCOUNT["partner_id"],
        "VOSO_PARTNER_SECRET": VOSO_ACCOUNT["secret"],
        "PYTHONPATH": str(ROOT),
    }


@contextmanager
def running_stack(*, settings: str = "portal1034.settings.test", with_worker: bool = True) -> Iterator[Stack]:
    port = free_port()
    with running_sandbox() as sandbox:
        stack = Stack(f"http://127.0.0.1:{port}", sandbox, _environment(port, sandbox.base_url, settings))
        web = f"-m granian --interface wsgi --host 127.0.0.1 --port {port} --workers 1 --blocking-threads 4 --no-ws"
        try:
            stack.start("web", *web.split(), "--log-level", "warning", "portal1034.wsgi:application")
            if with_worker:
                stack.start_worker()
            stack.wait_until_ready()
            yield stack
        finally:
            stack.stop()
